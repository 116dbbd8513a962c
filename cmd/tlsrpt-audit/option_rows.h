/*
 * option_rows: the table of all options. Private to cmd.
 */
#ifndef CMD_OPTION_ROWS_H
#define CMD_OPTION_ROWS_H

#include "cmd/tlsrpt-audit/options.h"

enum { MOST_OPTIONS = 96 };

struct option_row;

/* Takes a value into the options. -1: done; else the exit status, and what is wrong was said. */
typedef int option_taker(struct options *o, const struct option_row *row, const char *value);

enum option_group {
    GROUP_OUTPUT,
    GROUP_SELECTION,
    GROUP_FINDING,
    GROUP_INPUT,
    GROUP_EVIDENCE,
    GROUP_LIMIT,
    GROUP_BEHAVIOUR,
    GROUP_TEXT,
    OPTION_GROUPS
};

/* Does the option change what is found in mail, or what of it counts? A part says so (SPEC 11).
 * All limits do, by their value. */
enum option_results {
    RESULTS_OF_NONE,
    RESULTS_OF_VALUE, /* its value does */
    RESULTS_OF_FILE   /* what the file holds that it names */
};

struct option_row {
    const char *name;
    char letter;     /* 0: none */
    bool repeatable; /* each adds to the others; else the last one counts */
    enum option_group group;
    const char *argument; /* what --help calls it; NULL: the option takes none */
    const char *help;     /* NULL: it stands with others on a line of --help */
    const char *brief;    /* of those: a few words for the shells' completions */
    option_taker *take;
    enum option_results results;
    size_t at;                     /* where the value goes in struct options */
    uint64_t most;                 /* of a number */
    const char *words;             /* of a choice: separated by '|' */
    const char *(*word)(size_t i); /* of a choice whose words are known elsewhere; NULL: no more */
};

extern const struct option_row option_rows[];
extern const size_t option_rows_n;

static inline enum option_results option_results(const struct option_row *row)
{
    return row->group == GROUP_LIMIT ? RESULTS_OF_VALUE : row->results;
}

/* The word of --dkim where it is another than the default's; else NULL. */
const char *options_dkim(const struct options *o);

/* The i-th word of a choice. False: there are no more, or the option takes another argument. */
bool option_word(const struct option_row *row, size_t i, struct slice *word);

const struct option_row *option_find(const char *name); /* NULL: none */

__attribute__((format(printf, 1, 2))) int
option_wrong(const char *format, ...); /* says it with the usage line; gives STATUS_USAGE */

/* Likewise, of an option; what follows in the error's further lines is shown below. */
int option_wrong_there(const struct option_row *row, const char *error);
void option_help(void); /* to standard output */

#endif
