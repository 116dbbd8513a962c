/*
 * cell: one value of a table, whatever the output: what a column's getter fills from a row.
 */
#ifndef WRITE_CELL_H
#define WRITE_CELL_H

#include "lib/base/texts.h"
#include "lib/base/buffer.h"
#include "lib/base/when.h"

enum cell_kind {
    CELL_TEXT,
    CELL_PROSE, /* a text of sentences, to be shown on several lines */
    CELL_INTEGER,
    CELL_RATIO, /* from 0 to 1 */
    CELL_DAY,
    CELL_TIME,
    CELL_TEXTS, /* a list */
    CELL_SPANS, /* a list of day ranges */
};

enum { CELL_MOST_TEXTS = 64 };

struct cell {
    bool absent;
    bool is_null;   /* absent, and null in JSON instead of left out */
    bool is_answer; /* of a text, yes or no: a boolean in JSON */
    struct slice text;
    int64_t integer;
    double ratio;
    bool has_excess; /* of a ratio: more failed than it tells (sessions.h) */
    day_number day;
    time_seconds time;
    struct texts texts;
    const struct span *spans;
    size_t spans_n;
    char room[64];                           /* for texts that are made on the way */
    struct slice list_room[CELL_MOST_TEXTS]; /* for lists that are made on the way */
};

struct column {
    const char *name, *title, *meaning;
    enum cell_kind kind;
    void (*get)(const void *row, size_t at, struct cell *cell);
    size_t at; /* offset in the row, for getters that serve several columns */
};

/* Fills the cell with what the column shows of a row. The texts live as long as row and cell. */
void cell_get(const struct column *c, const void *row, struct cell *cell);

/* A list (CELL_TEXTS, CELL_SPANS) as one text, joined by " | "; a span of days as FIRST/LAST. It
 * lives in `to`, which is emptied first. */
struct slice cell_joined(const struct cell *c, enum cell_kind kind, struct buffer *to);

/* What stands for a NUL in the tables of --csv and --sqlite, of whose readers some take none, and
 * others end a text there: the symbol for it (U+2400), which is in nobody's name. U+FFFD may be. */
extern const struct slice cell_nul;

/* The text, with that for each NUL; where it holds one it lives in `to`, which is emptied first. */
struct slice cell_without_nul(struct slice text, struct buffer *to);

#endif
