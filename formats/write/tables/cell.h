/*
 * cell: one value of a table, for any output. A column's getter fills it from a row.
 */
#ifndef WRITE_CELL_H
#define WRITE_CELL_H

#include "lib/base/buffer.h"
#include "lib/base/texts.h"
#include "lib/base/thousands.h"
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
    bool is_null;   /* if it is absent: JSON says null, and does not leave it out */
    bool is_answer; /* the text is yes or no, in JSON a boolean */
    struct slice text;
    int64_t integer;
    double ratio;
    bool has_excess; /* of a ratio: more failed than it tells (sessions.h) */
    day_number day;
    time_seconds time;
    struct texts texts;
    const struct span *spans;
    size_t spans_n;
    char room[4 * THOUSANDS_ROOM + 64];      /* for a text that the getter makes, of four counts */
    struct slice list_room[CELL_MOST_TEXTS]; /* for a list that the getter makes */
};

struct column {
    const char *name, *title, *meaning;
    enum cell_kind kind;
    void (*get)(const void *row, size_t at, struct cell *cell);
    size_t at; /* offset in the row, for getters that serve several columns */
};

/* Fills the cell with the column's value in the row. Its texts live as long as row and cell. */
void cell_get(const struct column *c, const void *row, struct cell *cell);

/* Gives spans as one text, with `between` between them and `up_to` between the first and the last
 * day of one, in `to`, which is emptied first. Out of memory: to->failed. */
struct slice cell_spans(const struct cell *c, const char *between, const char *up_to,
                        struct buffer *to);

/* Gives a list (CELL_TEXTS, CELL_SPANS) as one text, joined by " | ", likewise. A span of
 * several days is FIRST/LAST. */
struct slice cell_joined(const struct cell *c, enum cell_kind kind, struct buffer *to);

/* Stands for a NUL in --csv and --sqlite, since some readers refuse NULs and others end a text at
 * one. It is the symbol for NUL (U+2400): U+FFFD may be part of a name. */
extern const struct slice cell_nul;

/* Gives the text with cell_nul for each NUL. If it holds one, the result is in `to`, which is
 * emptied first. Out of memory: to->failed. */
struct slice cell_without_nul(struct slice text, struct buffer *to);

#endif
