/*
 * method: what lets a third party repeat the work and judge what it shows, in words that all
 * outputs for people share (SPEC 6.5).
 */
#ifndef WRITE_METHOD_H
#define WRITE_METHOD_H

#include <stdio.h>

#include "formats/write/output.h"

enum { METHOD_DEFINITIONS = 10, METHOD_CAVEATS = 6 };

extern const char *const method_definitions[METHOD_DEFINITIONS]; /* what words mean */
extern const char *const method_caveats[METHOD_CAVEATS];         /* what reports cannot show */

/* Appends what there is to say of the run. Out of memory: text->failed. */
typedef void method_say(const struct account *a, struct buffer *text);

/* Facts of the run. One that says nothing does not apply to it. */
struct method_fact {
    const char *label;
    method_say *say;
};
extern const struct method_fact method_facts[];
extern const size_t method_facts_n;

/* Writes what `say` says on lines of so many columns; the cursor stands at column `indent`. False:
 * out of memory, and it is not whole. */
bool method_put(FILE *file, method_say *say, const struct account *a, size_t indent,
                size_t columns);

method_say method_asked;         /* the period, and whether it was asked for */
method_say method_period;        /* the same, and on how many of its days there is evidence */
method_say method_missing;       /* missing days, and the domain with the most */
method_say method_rejected;      /* how many parts are rejected: for runs that have some */
method_say method_signatures;    /* how many reports are authentic; nothing: none was verified */
method_say method_records;       /* that inputs are records, which tell less; nothing: none is */
method_say method_sample;        /* how it was drawn; nothing: there is none */
method_say method_redacted;      /* what is left out; nothing: all is there */
method_say method_edition;       /* whom it is about; nothing: all */
method_say method_windows;       /* secured shares of the last 7, 30, 90 days */
method_say method_list;          /* the list of domains, and what was selected */
method_say method_selected;      /* what else than days and listed domains; nothing: all */
method_say method_worst_address; /* the one with the most failed sessions; nothing: none is known */

/* The sessions by policy type, which have to stand near any total (SPEC 4). Nothing: there are not
 * two types. */
method_say method_policy_types;

/* Which rules are not as they are built in, by --rules or --state. Nothing: all are. `text` must be
 * empty. */
method_say method_rules;

method_say method_scope; /* the period, the list of domains, and whom it is about */

/* Appends the command as UTF-8, quoted for a shell where it has to be. Out of memory:
 * text->failed. */
void method_command_line(const struct about *about, struct buffer *text);

/* In an edition " (of all mail)", to stand behind a total that is not its own; else empty. */
const char *method_of_all(const struct account *a, const struct total_row *row);

#endif
