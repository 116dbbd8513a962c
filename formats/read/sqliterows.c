#include "formats/read/sqliterows.h"

enum { HEADER = 100, LEAF_OF_INDEX = 0x0A, LEAF_OF_TABLE = 0x0D, LINK = 4, TIMES = 2 };

static uint64_t big(const char *at, size_t n)
{
    uint64_t number = 0;
    for (size_t i = 0; i < n; i++)
        number = number << 8 | (unsigned char)at[i];
    return number;
}

/* Takes a number of up to nine bytes off `from` (1.6); of the last one all bits count. */
static uint64_t take_number(struct slice *from)
{
    enum { MOST = 9 };
    uint64_t number = 0;
    for (size_t i = 0; i < MOST && from->n > 0; i++) {
        unsigned char byte = (unsigned char)from->at[0];
        *from = slice_from(*from, 1);
        if (i == MOST - 1)
            return number << 8 | byte;
        number = number << 7 | (byte & 0x7F);
        if (byte < 0x80)
            break;
    }
    return number;
}

bool sqliterows_begin(struct sqliterows *r, struct slice pages)
{
    enum { SIZE_AT = 16, RESERVED_AT = 20, LEAST = 480 };
    if (pages.n < HEADER || !slice_starts(pages, SLICE("SQLite format 3\0")))
        return false;
    size_t page = (size_t)big(pages.at + SIZE_AT, 2),
           reserved = (unsigned char)pages.at[RESERVED_AT];
    if (page == 1)
        page = 65536; /* as the header has it (1.3.2) */
    *r = (struct sqliterows){
        .pages = pages, .page = page, .used = page - reserved, .left = TIMES * pages.n};
    return page >= reserved + LEAST;
}

void sqliterows_go_on(struct sqliterows *r, struct slice pages)
{
    r->first += r->pages.n / r->page;
    r->pages = pages;
    r->number = r->first;
    r->cell = 0;
    r->left = TIMES * pages.n;
}

/* From 0 on; empty: it is not at hand. */
static struct slice page_at(const struct sqliterows *r, uint64_t number)
{
    if (number < r->first || number - r->first >= r->pages.n / r->page)
        return (struct slice){0};
    size_t at = (size_t)(number - r->first) * r->page;
    return slice_first(slice_from(r->pages, at), r->used);
}

/* How many bytes of a row lie in its cell (2.3). */
static size_t length_in_cell(const struct sqliterows *r, uint64_t whole, bool is_of_table)
{
    size_t most = is_of_table ? r->used - 35 : (r->used - 12) * 64 / 255 - 23,
           least = (r->used - 12) * 32 / 255 - 23;
    if (whole <= most)
        return (size_t)whole;
    size_t n = least + (size_t)((whole - least) % (r->used - LINK));
    return n <= most ? n : least;
}

/* The row that begins in a cell, where it goes on elsewhere; else 0. */
static size_t take_row(struct sqliterows *r, struct slice cell, bool is_of_table, char *to,
                       size_t room)
{
    uint64_t whole = take_number(&cell);
    if (is_of_table)
        take_number(&cell); /* its key */
    size_t here = length_in_cell(r, whole, is_of_table), n = 0;
    if (here >= whole || cell.n < here + LINK)
        return 0;
    struct slice part = slice_first(cell, here);
    uint64_t next = big(cell.at + here, LINK); /* from 1 on */
    room = room < r->left ? room : r->left;
    room = room < whole ? room : (size_t)whole;
    while (n < room) {
        part = slice_at_most(part, room - n);
        memcpy(to + n, part.at, part.n);
        n += part.n;
        struct slice page = page_at(r, next - 1);
        if (page.n == 0)
            break;
        next = big(page.at, LINK);
        part = slice_from(page, LINK);
    }
    r->left -= n;
    return n;
}

/* In the first page the database has a header of its own. */
static size_t header_of(const struct sqliterows *r)
{
    return r->number == 0 ? HEADER : 0;
}

/* The next cell of the page at hand; false: it has no further one, or is no leaf (1.6). */
static bool next_cell(struct sqliterows *r, struct slice page, struct slice *cell)
{
    enum { CELLS_AT = 3, POINTERS_AT = 8, POINTER = 2 };
    const char *head = page.at + header_of(r);
    size_t pointer = header_of(r) + POINTERS_AT + POINTER * r->cell;
    if ((*head != LEAF_OF_TABLE && *head != LEAF_OF_INDEX) || r->cell >= big(head + CELLS_AT, 2) ||
        pointer + POINTER > page.n)
        return false;
    size_t at = (size_t)big(page.at + pointer, POINTER);
    *cell = slice_from(page, at < page.n ? at : page.n);
    r->cell++;
    return true;
}

size_t sqliterows_next(struct sqliterows *r, char *to, size_t room)
{
    struct slice page, cell;
    while (r->left > 0 && (page = page_at(r, r->number)).n > 0) {
        if (next_cell(r, page, &cell)) {
            size_t n = take_row(r, cell, page.at[header_of(r)] == LEAF_OF_TABLE, to, room);
            if (n > 0)
                return n;
        } else {
            r->number++;
            r->cell = 0;
        }
    }
    return 0;
}
