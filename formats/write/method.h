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

/* Appends what it says of the run. Out of memory: text->failed. */
typedef void method_say(const struct account *a, struct buffer *text);

/* What was given beside the mail. A fact that says nothing does not apply to the run. */
struct method_fact {
    const char *label;
    method_say *say;
};
extern const struct method_fact method_facts[];
extern const size_t method_facts_n;

/* Writes what one of these says, in lines of so many columns; the cursor stands at `indent`. False:
 * out of memory, and it is not whole. */
bool method_put(FILE *file, method_say *say, const struct account *a, size_t indent,
                size_t columns);

method_say method_asked;         /* the period that was asked for */
method_say method_period;        /* the same, and what was covered of it */
method_say method_missing;       /* the days, the worst domain */
method_say method_rejected;      /* how many; for where there are some */
method_say method_signatures;    /* how many are authentic; nothing: not verified */
method_say method_sample;        /* how it was drawn; nothing: there is none */
method_say method_redacted;      /* nothing: nothing is */
method_say method_edition;       /* nothing: it is about all */
method_say method_windows;       /* the last 7, 30, 90 days */
method_say method_list;          /* the list of domains */
method_say method_worst_address; /* with the most failed sessions */

/* The sessions by policy type, which have to stand near any total (SPEC 4); of one: nothing. */
method_say method_policy_types;

/* What of --rules, or under --state, is not as it is built in; nothing: all is. The text is empty
 * at first. */
method_say method_rules;

/* The period, and what was selected. Appends, as those do. */
void method_scope(const struct about *about, const struct account *a, struct buffer *text);

/* Quoted for a shell where it has to be; UTF-8. Likewise. */
void method_command_line(const struct about *about, struct buffer *text);

/* In an edition: " (of all mail)" behind what is not of it alone; else empty. */
const char *method_of_all(const struct account *a, const struct total_row *row);

#endif
