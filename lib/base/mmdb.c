#include "lib/base/mmdb.h"

enum type {
    POINTER = 1,
    TEXT,
    DOUBLE,
    BYTES,
    UINT16,
    UINT32,
    MAP,
    INT32,
    UINT64,
    UINT128,
    ARRAY,
    BOOLEAN = 14
};

enum {
    METADATA_MOST = 128 * 1024, /* the marker stands in so many last bytes of the file */
    SEPARATOR = 16,             /* zero bytes between tree and data */
    MOST_VALUES = 10000,        /* of one record; real ones have some fifty */
    ADDRESS_BITS = 128,
    IPV4_BEGIN = 96, /* in a tree of IPv6 addresses, IPv4 ones stand below ::/96 */
};

static const struct slice marker = SLICE("\xab\xcd\xefMaxMind.com");

/* One value's head, and where its content and what follows it stand. */
struct head {
    unsigned type;
    size_t size, content; /* size: of bytes, entries or, of a boolean, its value */
};

static uint64_t big_endian(struct slice bytes)
{
    uint64_t n = 0;
    for (size_t i = 0; i < bytes.n; i++)
        n = n << 8 | (unsigned char)bytes.at[i];
    return n;
}

static bool take_number(struct slice data, size_t *at, size_t n, uint64_t *number)
{
    if (*at > data.n || data.n - *at < n)
        return false;
    *number = big_endian((struct slice){.at = data.at + *at, .n = n});
    *at += n;
    return true;
}

static bool take_size(struct slice data, size_t *at, size_t *size)
{
    static const size_t first[] = {29, 285, 65821};
    uint64_t more;
    if (*size < first[0])
        return true;
    size_t bytes = *size - first[0] + 1;
    if (!take_number(data, at, bytes, &more))
        return false;
    *size = first[bytes - 1] + (size_t)more;
    return true;
}

/* A pointer's content is the offset that it points to. */
static bool take_pointer(struct slice data, size_t *at, struct head *h)
{
    static const uint64_t first[] = {0, 2048, 526336, 0};
    unsigned bytes = (unsigned)(h->size >> 3) + 1;
    uint64_t number, high = bytes < 4 ? (uint64_t)(h->size & 7) << (8 * bytes) : 0;
    if (!take_number(data, at, bytes, &number))
        return false;
    h->content = (size_t)(first[bytes - 1] + high + number);
    return true;
}

static bool has_content(const struct head *h)
{
    return h->type != MAP && h->type != ARRAY && h->type != BOOLEAN && h->type != POINTER;
}

/* Reads the head at *at, and leaves *at behind the value, or at a map's or array's first entry. */
static bool take_head(struct slice data, size_t *at, struct head *h)
{
    uint64_t control, extended;
    if (!take_number(data, at, 1, &control))
        return false;
    *h = (struct head){.type = (unsigned)control >> 5, .size = control & 31};
    if (h->type == POINTER)
        return take_pointer(data, at, h);
    if (h->type == 0) {
        if (!take_number(data, at, 1, &extended))
            return false;
        h->type = (unsigned)extended + 7;
    }
    if (!take_size(data, at, &h->size))
        return false;
    h->content = *at;
    if (!has_content(h))
        return true;
    if (data.n - *at < h->size)
        return false;
    *at += h->size;
    return true;
}

/* Follows a pointer, once: a pointer to a pointer is damage. *next: what stands behind it here. */
static bool take_value(struct slice data, size_t *next, struct head *h)
{
    if (!take_head(data, next, h))
        return false;
    if (h->type != POINTER)
        return true;
    size_t at = h->content;
    return take_head(data, &at, h) && h->type != POINTER;
}

/* Passes over one value with all that is in it. `left` bounds the work. */
static bool skip(struct slice data, size_t *at, size_t *left)
{
    size_t pending = 1;
    struct head h;
    while (pending > 0) {
        if (*left == 0 || !take_head(data, at, &h))
            return false;
        (*left)--;
        pending--;
        size_t entries = h.type == MAP ? 2 * h.size : h.type == ARRAY ? h.size : 0;
        if (entries > MOST_VALUES)
            return false;
        pending += entries;
    }
    return true;
}

static struct slice text_of(struct slice data, const struct head *h)
{
    return h->type == TEXT ? (struct slice){.at = data.at + h->content, .n = h->size}
                           : (struct slice){0};
}

/* The value of a key of the map; *h becomes its head. */
static enum mmdb_status find_key(struct slice data, struct head *h, const char *key, size_t *left)
{
    size_t at = h->content, entries = h->size;
    if (h->type != MAP)
        return MMDB_NOTHING;
    for (size_t i = 0; i < entries; i++) {
        struct head name;
        if (!take_value(data, &at, &name) || name.type != TEXT)
            return MMDB_DAMAGED;
        if (slice_equal(text_of(data, &name), slice_of(key)))
            return take_value(data, &at, h) ? MMDB_FOUND : MMDB_DAMAGED;
        if (!skip(data, &at, left))
            return MMDB_DAMAGED;
    }
    return MMDB_NOTHING;
}

static enum mmdb_status get(struct slice data, size_t at, const char *const *path,
                            struct mmdb_value *value)
{
    struct head h;
    size_t left = MOST_VALUES;
    enum mmdb_status status = take_value(data, &at, &h) ? MMDB_FOUND : MMDB_DAMAGED;
    for (; *path && status == MMDB_FOUND; path++)
        status = find_key(data, &h, *path, &left);
    if (status != MMDB_FOUND)
        return status;

    *value = (struct mmdb_value){.text = text_of(data, &h)};
    if ((h.type == UINT16 || h.type == UINT32 || h.type == UINT64) && h.size <= sizeof(uint64_t))
        value->number = big_endian((struct slice){.at = data.at + h.content, .n = h.size});
    return MMDB_FOUND;
}

enum mmdb_status mmdb_get(const struct mmdb *db, size_t at, const char *const *path,
                          struct mmdb_value *value)
{
    return get(db->data, at, path, value);
}

static struct mmdb_value metadata_value(struct slice metadata, const char *key, const char *below)
{
    struct mmdb_value value = {0};
    const char *const path[] = {key, below, NULL};
    return get(metadata, 0, path, &value) == MMDB_FOUND ? value : (struct mmdb_value){0};
}

/* What stands behind the last marker; empty: there is none. */
static struct slice find_metadata(struct slice file)
{
    size_t first = file.n > METADATA_MOST ? file.n - METADATA_MOST : 0;
    for (size_t at = file.n >= marker.n ? file.n - marker.n + 1 : 0; at-- > first;)
        if (memcmp(file.at + at, marker.at, marker.n) == 0)
            return slice_from(file, at + marker.n);
    return (struct slice){0};
}

enum { FORMAT = 2 };

const char *mmdb_open(struct mmdb *db, struct slice file)
{
    struct slice metadata = find_metadata(file);
    if (metadata.n == 0)
        return "is no MaxMind database";
    uint64_t nodes = metadata_value(metadata, "node_count", NULL).number,
             bits = metadata_value(metadata, "record_size", NULL).number,
             version = metadata_value(metadata, "ip_version", NULL).number,
             format = metadata_value(metadata, "binary_format_major_version", NULL).number;
    if (format != FORMAT && format != 0)
        return "is a MaxMind database of another format than 2";
    if ((bits != 24 && bits != 28 && bits != 32) || (version != 4 && version != 6) || nodes == 0 ||
        nodes > UINT32_MAX)
        return "is a damaged MaxMind database: its description makes no sense";

    uint64_t tree = nodes * (bits * 2 / 8), before = (uint64_t)(metadata.at - file.at) - marker.n;
    if (tree + SEPARATOR > before)
        return "is a damaged MaxMind database: it is shorter than it says";
    *db = (struct mmdb){.tree = slice_first(file, (size_t)tree),
                        .nodes = (uint32_t)nodes,
                        .record_bits = (uint32_t)bits,
                        .is_ipv6 = version == 6,
                        .type = metadata_value(metadata, "database_type", NULL).text,
                        .description = metadata_value(metadata, "description", "en").text,
                        .built = metadata_value(metadata, "build_epoch", NULL).number};
    db->data = slice_from(slice_first(file, (size_t)before), (size_t)tree + SEPARATOR);
    return NULL;
}

static uint32_t child(const struct mmdb *db, uint32_t node, unsigned bit)
{
    const char *at = db->tree.at + (size_t)node * db->record_bits * 2 / 8;
    if (db->record_bits == 28) { /* the middle byte has the upper half-bytes of both records */
        unsigned middle = (unsigned char)at[3];
        uint32_t low = (uint32_t)big_endian((struct slice){.at = at + (size_t)4 * bit, .n = 3});
        return (bit ? middle & 0x0f : middle >> 4) << 24 | low;
    }
    size_t bytes = db->record_bits / 8;
    return (uint32_t)big_endian((struct slice){.at = at + bytes * bit, .n = bytes});
}

static unsigned bit_of(const struct address *address, int i)
{
    return address->bytes[i / 8] >> (7 - i % 8) & 1;
}

enum mmdb_status mmdb_find(const struct mmdb *db, const struct address *address, size_t *at)
{
    bool is_ipv4 = address_is_ipv4(address);
    struct address found = *address;
    if (is_ipv4) /* in the file it stands below ::, not below ::ffff:0:0 */
        found.bytes[10] = found.bytes[11] = 0;
    if (!db->is_ipv6 && !is_ipv4)
        return MMDB_NOTHING;

    uint32_t node = 0;
    for (int i = db->is_ipv6 ? 0 : IPV4_BEGIN; i < ADDRESS_BITS && node < db->nodes; i++)
        node = child(db, node, bit_of(&found, i));
    if (node == db->nodes)
        return MMDB_NOTHING;
    if (node < db->nodes || node - db->nodes < SEPARATOR ||
        node - db->nodes - SEPARATOR >= db->data.n)
        return MMDB_DAMAGED;
    *at = node - db->nodes - SEPARATOR;
    return MMDB_FOUND;
}
