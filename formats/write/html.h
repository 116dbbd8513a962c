/*
 * html: what the files of the page share (--html). Private to formats/write.
 *
 * The page is one file that needs no other: style and script stand in it, and its
 * Content-Security-Policy lets nothing else in. All text that comes from reports goes through
 * html_text.
 */
#ifndef WRITE_HTML_H
#define WRITE_HTML_H

#include "formats/write/fileoutput.h"
#include "lib/audit/calendar.h"

enum {
    HTML_MOST_ROWS = 1000,        /* of a table */
    HTML_MOST_ROWS_OF_BLOCK = 20, /* of a domain's */
    HTML_MOST_LIST = 4,           /* of a list in a cell */
    HTML_MOST_BLOCKS = 25,        /* of domains, each with all that concerns it */
    HTML_MOST_TEXT = 2000,        /* bytes in a cell */
};

struct html {
    struct fileoutput base;
    FILE *file;
    struct calendar calendar;
    struct cell cell;
    const struct summary *summary; /* while has_block is there */
    bool *has_block;               /* per domain of the summary */
    const struct slice *only;      /* tables show the rows of this domain; NULL: all */
    bool out_of_memory;            /* what could not be written the file itself knows */
};

/* Frees a text that was put; memory may not have sufficed for it. */
void html_drop(struct html *h, struct buffer *text);

/* Ends a page: seals its target. False: the target's error says why. `ok`: memory sufficed. */
bool html_end(struct html *h, bool ok);

extern const char html_style[], html_script[]; /* page.css, page.js */
extern const char html_statement_style[];      /* statement.css */

/* html_cells: the smallest pieces. */
void html_put(struct html *h, const char *markup); /* ours, as it stands */
__attribute__((format(printf, 2, 3))) void html_format(struct html *h, const char *format, ...);

/* Anyone's: escaped, without control characters. */
void html_text(struct html *h, struct slice text);

/* The same, cut where it is too long for a cell. */
void html_cell_text(struct html *h, struct slice text);
void html_number(struct html *h, int64_t n);

/* The domain's share of secured sessions, with `what` behind it, and those of the period's last
 * days: "99.5 % secured; 100 % in the last 7 days, ...". */
void html_shares_of(struct html *h, const struct domain_row *d, const char *what);
void html_day(struct html *h, day_number day);
void html_cell(struct html *h, const struct column *c, const void *row); /* with its td */

/* html_tables: a table of tables.h. */
struct html_extra { /* a column that only the page has, behind the first one */
    const char *title, *order;
    void (*put)(struct html *h, const struct account *a, const void *row);
};
void html_table(struct html *h, const struct account *a, enum table_id id,
                const char *const *columns, const struct html_extra *extra);
void html_table_begin(struct html *h, const char *caption);

/* order: of its words, where the alphabet's is not it. */
void html_head(struct html *h, const char *title, const char *class, const char *order);
void html_table_end(struct html *h, size_t shown, size_t all);

/* html_domains: blocks of domains. Which have one: before anything is written; false: out of
 * memory. */
bool html_choose_domains(struct html *h, const struct account *a);

/* html_marks: has the domain a block? Its number stands in #domain-NUMBER. */
bool html_domain_block(const struct html *h, struct slice domain, size_t *number);
void html_domains(struct html *h, const struct account *a);
const char *html_verdict_class(const struct domain_row *d); /* how its word is painted */

/* html_charts: pictures of figures. */
void html_day_charts(struct html *h, const struct account *a);

/* A strip, a mark a day. */
void html_calendar(struct html *h, const struct account *a, const void *domain_row);

/* A strip, from first to last day. */
void html_span(struct html *h, const struct account *a, const void *policy_seen_row);
void html_bar(struct html *h, int64_t n, int64_t most);
void html_calendar_key(struct html *h); /* what its colours mean */

void html_failures(struct html *h, const struct account *a);
void html_method(struct html *h, const struct account *a);

/* html_sections: the parts of the page, in order. */
bool html_write_sections(struct html *h, const struct account *a);

#endif
