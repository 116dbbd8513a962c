/*
 * html: what the files of the page share (--html). Private to formats/write/html.
 *
 * The page is one file: style and script stand in it, and its Content-Security-Policy lets nothing
 * else in. All text that comes from reports goes through html_text.
 */
#ifndef WRITE_HTML_H
#define WRITE_HTML_H

#include "formats/write/fileoutput.h"
#include "lib/audit/calendar.h"

enum {
    HTML_MOST_ROWS = 1000,        /* of a table */
    HTML_MOST_ROWS_OF_BLOCK = 20, /* of a table in a domain's block */
    HTML_MOST_LIST = 4,           /* elements of a list in a cell */
    HTML_MOST_BLOCKS = 25,        /* domains, each with what concerns it */
    HTML_MOST_TEXT = 2000,        /* bytes of a text in a cell */
};

struct html {
    struct fileoutput base;
    FILE *file;
    struct calendar calendar;
    struct cell cell;
    const struct summary *summary; /* lives as long as has_block */
    bool *has_block;               /* per domain of the summary */
    const struct slice *only;      /* tables show the rows of this domain; NULL: all */
    bool out_of_memory;            /* failed writes show in ferror(3) */
};

/* Frees a text, and notes in out_of_memory if it is not whole. */
void html_drop(struct html *h, struct buffer *text);

/* Ends a page, and seals its target. `ok`: memory sufficed. False: the target's error says why. */
bool html_end(struct html *h, bool ok);

extern const char html_style[], html_script[]; /* page.css, page.js */
extern const char html_statement_style[];      /* statement.css */

/* html_cells: the smallest pieces. */
void html_put(struct html *h, const char *markup); /* our own, as it stands */
__attribute__((format(printf, 2, 3))) void html_format(struct html *h, const char *format, ...);

/* Writes anyone's text: escaped, with U+FFFD for control characters. */
void html_text(struct html *h, struct slice text);

/* Likewise, but cut after HTML_MOST_TEXT bytes. */
void html_cell_text(struct html *h, struct slice text);
void html_number(struct html *h, int64_t n);

/* Writes the domain's secured share, with `what` behind it, and those of the period's last days:
 * "99.50 % of 200 sessions secured; 100.00 % in the last 7 days, …". */
void html_shares_of(struct html *h, const struct domain_row *d, const char *what);
void html_day(struct html *h, day_number day);
void html_cell(struct html *h, const struct column *c, const void *row); /* with its td */

/* html_tables: tables of tables.h. */
struct html_extra {            /* a column that only the page has, behind the first one */
    const char *title, *order; /* as html_head has it */
    void (*put)(struct html *h, const struct account *a, const void *row);
};

/* Writes a table, or of it the rows about h->only. NULL ends the columns; `extra` NULL: none. */
void html_table(struct html *h, const struct account *a, enum table_id id,
                const char *const *columns, const struct html_extra *extra);
void html_table_begin(struct html *h, const char *caption);

/* `order`: the column's words in their order, separated by commas; NULL: that of the alphabet. */
void html_head(struct html *h, const char *title, const char *class, const char *order);
void html_table_end(struct html *h, size_t shown, size_t all); /* rows */

/* html_domains: blocks of domains, which are chosen before anything is written. False: out of
 * memory. */
bool html_choose_domains(struct html *h, const struct account *a);
void html_domains(struct html *h, const struct account *a);

/* html_marks: has the domain a block? The block's id is domain-NUMBER. */
bool html_domain_block(const struct html *h, struct slice domain, size_t *number);
const char *html_verdict_class(const struct domain_row *d); /* how its verdict is painted */

/* html_charts: pictures of figures. */
void html_day_charts(struct html *h, const struct account *a);

/* Draws a strip with a mark for each day of the calendar. */
void html_calendar(struct html *h, const struct account *a, const void *domain_row);
void html_calendar_key(struct html *h); /* what its colours mean */

/* Draws a strip from the policy's first day to its last. */
void html_span(struct html *h, const struct account *a, const void *policy_seen_row);
void html_bar(struct html *h, int64_t n, int64_t most); /* as long as n is of `most` */

void html_failures(struct html *h, const struct account *a);
void html_method(struct html *h, const struct account *a);

/* html_sections: writes the parts of the page, in order. False: out of memory. */
bool html_write_sections(struct html *h, const struct account *a);

#endif
