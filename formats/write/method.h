/*
 * method: what lets a third party repeat the work and judge what it shows, in the words that the
 * workbook and the page share (SPEC 6.5).
 */
#ifndef WRITE_METHOD_H
#define WRITE_METHOD_H

#include <stdio.h>

#include "formats/write/output.h"

enum { METHOD_DEFINITIONS = 10, METHOD_CAVEATS = 6 };

/* Of the words that the figures have. */
extern const char *const method_definitions[METHOD_DEFINITIONS];
extern const char *const method_caveats[METHOD_CAVEATS]; /* what reports cannot show */

/* What was given beside the mail. A fact that says nothing does not apply to the run. */
struct method_fact {
    const char *label;
    void (*say)(const struct account *a, struct buffer *text); /* appends; out of memory: failed */
};
extern const struct method_fact method_facts[];
extern const size_t method_facts_n;

/* Writes what one of these says, in lines of so many columns; the cursor stands at `indent`. False:
 * out of memory, and it is not whole. */
bool method_put(FILE *file, void (*say)(const struct account *a, struct buffer *line),
                const struct account *a, size_t indent, size_t columns);

/* Each appends one text; out of memory: line->failed. */

/* Quoted for a shell where it has to be; UTF-8. */
void method_command_line(const struct about *about, struct buffer *line);
void method_asked(const struct account *a, struct buffer *line);   /* the period */
void method_period(const struct account *a, struct buffer *line);  /* and what was covered of it */
void method_missing(const struct account *a, struct buffer *line); /* the days, the worst domain */

/* How many are authentic; nothing: not verified. */
void method_signatures(const struct account *a, struct buffer *line);

/* What of --rules, or under --state, is not as it is built in; nothing: all is. `line` is empty. */
void method_rules(const struct account *a, struct buffer *line);

/* How it was drawn; nothing: there is none. */
void method_sample(const struct account *a, struct buffer *line);
/* In an edition: " (of all mail)" behind what is not of it alone; else empty. */
const char *method_of_all(const struct account *a, const struct total_row *row);
void method_redacted(const struct account *a, struct buffer *line); /* empty: nothing is */
void method_edition(const struct account *a, struct buffer *line);  /* empty: it is about all */
void method_windows(const struct account *a, struct buffer *line);  /* the last 7, 30, 90 days */
/* The sessions by policy type, which have to stand near any total (SPEC 4); of one: nothing. */
void method_policy_types(const struct account *a, struct buffer *line);
void method_list(const struct account *a, struct buffer *line); /* the list of domains */

/* With the most failed sessions. */
void method_worst_address(const struct account *a, struct buffer *line);

/* The period, and what was selected. */
void method_scope(const struct about *about, const struct account *a, struct buffer *line);

#endif
