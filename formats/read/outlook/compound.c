#include "formats/read/outlook/compound.h"

#include <stdlib.h>

#include "lib/base/little.h"

enum {
    HEADER = 512,
    MINI_SHIFT = 6,
    MINI_CUTOFF = 4096, /* smaller streams stand in the mini stream */
    ENTRY = 128,
    MOST_SECTOR = 4096,
    DIFAT_IN_HEADER = 109,
    STORAGE = 1,
    STREAM = 2,
    ROOT = 5,
};

static const uint32_t last_sector = 0xFFFFFFFA, end_of_chain = 0xFFFFFFFE, no_entry = 0xFFFFFFFF;
static const uint64_t most_file = (uint64_t)2 << 30;

struct entry {
    char name[COMPOUND_NAME];
    uint32_t left, right, child; /* as the file has them */
    uint32_t start;
    uint64_t size;
    uint8_t type;
    bool visited;
    unsigned first, next; /* in order; COMPOUND_ROOT: none */
};

/* The number of the sector that follows each. One that is not in the file ends a chain. */
struct chain {
    uint32_t *next;
    size_t n;
};

struct compound {
    struct seekable *file;
    uint64_t size, left; /* of the file; how much of it may still be read */
    uint32_t shift;      /* of a sector */
    struct chain fat, mini;
    uint32_t *mini_sectors; /* of the mini stream, in order */
    size_t mini_sectors_n;
    struct entry *entries;
    unsigned entries_n;
    bool is_cut; /* entries are missing */
};

/* False: the file is too short, or too much of it was read. Numbers of sectors may lead farther
 * behind its end than a file can be sought. */
static bool read_at(struct compound *c, uint64_t at, char *to, size_t n)
{
    if (c->left < n || at > c->size)
        return false;
    c->left -= n;
    return seekable_read(c->file, at, to, n) == n;
}

/* The header takes the place of one sector, whatever their size. */
static uint64_t place_of(const struct compound *c, uint32_t sector)
{
    return ((uint64_t)sector + 1) << c->shift;
}

/* As many sectors as so many bytes can be in, of which the last one may be cut. */
static size_t most_sectors(const struct compound *c, uint64_t bytes)
{
    return (size_t)(bytes >> c->shift) + 1;
}

/* Reads a sector of numbers into a chain, from its `at`-th on. */
static bool read_numbers(struct compound *c, uint32_t sector, struct chain *to, size_t at)
{
    char bytes[MOST_SECTOR];
    size_t n = (size_t)1 << c->shift;
    if (!read_at(c, place_of(c, sector), bytes, n))
        return false;
    for (size_t i = 0; i < n / 4 && at + i < to->n; i++)
        to->next[at + i] = little_32(bytes + 4 * i);
    return true;
}

static bool make_chain(struct chain *chain, size_t n)
{
    chain->next = n > 0 ? malloc(n * sizeof *chain->next) : NULL;
    chain->n = chain->next ? n : 0;
    for (size_t i = 0; i < chain->n; i++)
        chain->next[i] = no_entry;
    return n == chain->n;
}

/* The sectors of the FAT: the first 109 are named in the header, the others in a chain of sectors
 * of names, each of which ends in the number of the next. */
static void read_fat(struct compound *c, const char *header)
{
    size_t per = ((size_t)1 << c->shift) / 4, at = 0;
    for (size_t i = 0; i < DIFAT_IN_HEADER && at < c->fat.n; i++, at += per)
        if (!read_numbers(c, little_32(header + 76 + 4 * i), &c->fat, at))
            return;
    uint32_t names[MOST_SECTOR / 4], sector = little_32(header + 68);
    struct chain difat = {.next = names, .n = per};
    while (at < c->fat.n && read_numbers(c, sector, &difat, 0)) {
        for (size_t i = 0; i + 1 < per && at < c->fat.n; i++, at += per)
            if (!read_numbers(c, names[i], &c->fat, at))
                return;
        sector = names[per - 1];
    }
}

static uint32_t after(const struct chain *chain, uint32_t sector)
{
    return sector < chain->n ? chain->next[sector] : no_entry;
}

static void read_entry(struct entry *e, const char *bytes, bool has_long_sizes)
{
    size_t n = little_16(bytes + 64) / 2;
    n = n > 0 && n <= COMPOUND_NAME ? n - 1 : 0;
    *e = (struct entry){.left = little_32(bytes + 68),
                        .right = little_32(bytes + 72),
                        .child = little_32(bytes + 76),
                        .start = little_32(bytes + 116),
                        .size = has_long_sizes ? little_64(bytes + 120) : little_32(bytes + 120),
                        .type = (uint8_t)bytes[66]};
    for (size_t i = 0; i < n; i++) {
        uint16_t unit = little_16(bytes + 2 * i);
        e->name[i] = unit >= ' ' && unit < 0x7F ? (char)unit : '?';
    }
}

/* Reads the directory as far as it goes. False: out of memory. */
static bool read_directory(struct compound *c, uint32_t sector)
{
    char bytes[MOST_SECTOR];
    size_t n = (size_t)1 << c->shift, room = 0;
    while (c->entries_n < COMPOUND_ENTRIES && sector < last_sector &&
           read_at(c, place_of(c, sector), bytes, n)) {
        if (c->entries_n + n / ENTRY > room) {
            room = room ? 2 * room : 64;
            struct entry *wider = realloc(c->entries, room * sizeof *wider);
            if (!wider)
                return false;
            c->entries = wider;
        }
        for (size_t i = 0; i < n / ENTRY; i++)
            read_entry(&c->entries[c->entries_n++], bytes + ENTRY * i, c->shift > 9);
        sector = after(&c->fat, sector);
    }
    c->is_cut = sector != end_of_chain;
    return true;
}

static bool may_visit(const struct compound *c, uint32_t entry)
{
    return entry < c->entries_n && !c->entries[entry].visited;
}

/* Makes a list, in order, of the entries below a storage, which stand in a tree. `stack` has room
 * for all entries. */
static void list_children(struct compound *c, unsigned storage, uint32_t *stack)
{
    unsigned *last = &c->entries[storage].first;
    uint32_t at = c->entries[storage].child;
    for (size_t n = 0; n > 0 || may_visit(c, at);) {
        c->is_cut |= at >= c->entries_n && at != no_entry;
        for (; may_visit(c, at); at = c->entries[at].left) {
            c->entries[at].visited = true;
            stack[n++] = at;
        }
        struct entry *e = &c->entries[stack[--n]];
        *last = stack[n];
        last = &e->next;
        at = e->right;
    }
}

/* False: out of memory. */
static bool list_all_children(struct compound *c)
{
    uint32_t *stack = malloc((size_t)2 * c->entries_n * sizeof *stack);
    size_t n = 0;
    if (!stack)
        return false;
    uint32_t *storages = stack + c->entries_n;
    c->entries[COMPOUND_ROOT].visited = true;
    storages[n++] = COMPOUND_ROOT;
    for (size_t i = 0; i < n; i++) {
        list_children(c, storages[i], stack);
        for (unsigned e = c->entries[storages[i]].first; e; e = c->entries[e].next)
            if (c->entries[e].type == STORAGE)
                storages[n++] = e;
    }
    free(stack);
    return true;
}

/* Reads the chain of the mini stream, and those of its small sectors. False: out of memory. */
static bool read_mini(struct compound *c, const char *header)
{
    const struct entry *root = &c->entries[COMPOUND_ROOT];
    uint64_t size = root->size < c->size ? root->size : c->size;
    size_t most = most_sectors(c, size);
    size_t per = ((size_t)1 << c->shift) / 4, n = (size_t)(size >> MINI_SHIFT);
    c->mini_sectors = malloc(most * sizeof *c->mini_sectors);
    if (!c->mini_sectors || !make_chain(&c->mini, n))
        return false;
    uint32_t sector = root->start;
    for (; c->mini_sectors_n < most && sector < last_sector; sector = after(&c->fat, sector))
        c->mini_sectors[c->mini_sectors_n++] = sector;
    sector = little_32(header + 60);
    for (size_t at = 0; at < n && sector < last_sector; at += per, sector = after(&c->fat, sector))
        if (!read_numbers(c, sector, &c->mini, at))
            break;
    return true;
}

/* Gives what is wrong; "": nothing; NULL: out of memory. */
static const char *read_tables(struct compound *c)
{
    char header[HEADER];
    c->size = seekable_size(c->file);
    c->left = 2 * c->size + MOST_SECTOR;
    if (!read_at(c, 0, header, HEADER))
        return "is cut short";
    c->shift = little_16(header + 30);
    if ((c->shift != 9 && c->shift != 12) || little_16(header + 32) != MINI_SHIFT)
        return "is a damaged compound file";
    if (c->size > most_file)
        return "is a compound file of more than 2 GB";
    if (!make_chain(&c->fat, most_sectors(c, c->size)))
        return NULL;
    read_fat(c, header);
    if (!read_directory(c, little_32(header + 48)))
        return NULL;
    if (c->entries_n == 0 || c->entries[COMPOUND_ROOT].type != ROOT)
        return "is a damaged compound file";
    return list_all_children(c) && read_mini(c, header) ? "" : NULL;
}

struct compound *compound_open(struct seekable *file, const char **failure)
{
    struct compound *c = calloc(1, sizeof *c);
    *failure = NULL;
    if (!c)
        return NULL;
    c->file = file;
    *failure = read_tables(c);
    if (*failure && (*failure)[0] == '\0')
        return c;
    compound_close(c);
    return NULL;
}

bool compound_is_whole(const struct compound *c)
{
    return !c->is_cut;
}

void compound_close(struct compound *c)
{
    if (!c)
        return;
    free(c->fat.next);
    free(c->mini.next);
    free(c->mini_sectors);
    free(c->entries);
    free(c);
}

unsigned compound_first(const struct compound *c, unsigned storage)
{
    return c->entries[storage].first;
}

unsigned compound_next(const struct compound *c, unsigned entry)
{
    return c->entries[entry].next;
}

unsigned compound_find(const struct compound *c, unsigned storage, struct slice name)
{
    unsigned e = compound_first(c, storage);
    while (e && !slice_equal_nocase(compound_name(c, e), name))
        e = compound_next(c, e);
    return e;
}

struct slice compound_name(const struct compound *c, unsigned entry)
{
    return slice_of(c->entries[entry].name);
}

bool compound_is_storage(const struct compound *c, unsigned entry)
{
    return c->entries[entry].type == STORAGE;
}

uint64_t compound_size(const struct compound *c, unsigned entry)
{
    return c->entries[entry].type == STREAM ? c->entries[entry].size : 0;
}

static bool is_mini(const struct compound_stream *s)
{
    return s->shift == MINI_SHIFT;
}

/* Finds the sector that is read in the file. False: it is not there. */
static bool find_sector(const struct compound_stream *s, uint64_t *at)
{
    const struct compound *c = s->compound;
    if (!is_mini(s)) {
        *at = place_of(c, s->sector);
        return s->sector < last_sector;
    }
    uint64_t in_mini = (uint64_t)s->sector << MINI_SHIFT;
    uint64_t sector = in_mini >> c->shift;
    if (sector >= c->mini_sectors_n)
        return false;
    *at = place_of(c, c->mini_sectors[sector]) + (in_mini & ((1u << c->shift) - 1));
    return true;
}

/* How many of n bytes stand in a row from here on: sectors often follow each other. */
static size_t run_of(struct compound_stream *s, size_t n)
{
    size_t sector = (size_t)1 << s->shift, run = sector - (size_t)(s->at & (sector - 1));
    while (!is_mini(s) && run < n && s->sector < s->chain_n &&
           s->chain[s->sector] == s->sector + 1) {
        s->sector++;
        run += sector;
    }
    return run < n ? run : n;
}

static ssize_t pull_stream(struct stream *base, char *to, size_t n)
{
    struct compound_stream *s = (struct compound_stream *)base;
    uint64_t left = s->size - s->at, place;
    n = n < left ? n : (size_t)left;
    if (n == 0)
        return 0;
    if (!find_sector(s, &place))
        return stream_fail(base, "is cut short");
    place += s->at & (((uint64_t)1 << s->shift) - 1);
    n = run_of(s, n);
    if (!read_at(s->compound, place, to, n))
        return stream_fail(base, "is cut short");
    s->at += n;
    if ((s->at & (((uint64_t)1 << s->shift) - 1)) == 0)
        s->sector = s->sector < s->chain_n ? s->chain[s->sector] : no_entry;
    return (ssize_t)n;
}

void compound_stream_init(struct compound_stream *s, struct compound *c, unsigned entry)
{
    const struct entry *e = &c->entries[entry];
    bool mini = e->size < MINI_CUTOFF;
    stream_init(&s->stream, pull_stream, NULL);
    s->compound = c;
    s->sector = e->start;
    s->at = 0;
    s->size = compound_size(c, entry);
    s->shift = mini ? MINI_SHIFT : c->shift;
    s->chain = mini ? c->mini.next : c->fat.next;
    s->chain_n = mini ? c->mini.n : c->fat.n;
}
