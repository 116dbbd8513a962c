/*
 * option_rows: the table of all options. Private to cmd.
 */
#ifndef CMD_OPTION_ROWS_H
#define CMD_OPTION_ROWS_H

#include "cmd/tlsrpt-audit/options.h"

enum { MOST_OPTIONS = 96 };

struct option_row;

/* Takes a value into the options. -1: done; else the exit status, after it said what is wrong. */
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

/* What of the option changes what is found in mail, or what of that counts? A part says so (SPEC
 * 11). Of all limits it is the value. */
enum option_results { RESULTS_OF_NONE, RESULTS_OF_VALUE, RESULTS_OF_FILE /* its content */ };

struct option_row {
    const char *name;
    char letter;     /* 0: none */
    bool repeatable; /* all that are given count; else the last one, of texts the only one */
    enum option_group group;
    const char *argument; /* as --help calls it; NULL: the option takes none */
    const char *help;     /* NULL: it shares a line of --help with others */
    const char *brief;    /* if so: a few words for the shells' completions */
    option_taker *take;
    enum option_results results;
    size_t at;                     /* where the value goes in struct options */
    uint64_t most;                 /* of a number */
    const char *words;             /* of a choice, separated by '|' */
    const char *(*word)(size_t i); /* gives them instead, if they are known elsewhere; NULL: end */
};

extern const struct option_row option_rows[];
extern const size_t option_rows_n;

static inline enum option_results option_results(const struct option_row *row)
{
    return row->group == GROUP_LIMIT ? RESULTS_OF_VALUE : row->results;
}

/* The word of --dkim; NULL: the default's. */
const char *options_dkim(const struct options *o);

/* The i-th word of a choice. False: there are no more, or the option takes another argument. */
bool option_word(const struct option_row *row, size_t i, struct slice *word);

const struct option_row *option_find(const char *name); /* NULL: none */

/* Says what is wrong, and the usage line. Gives STATUS_USAGE. */
__attribute__((format(printf, 1, 2))) int option_wrong(const char *format, ...);

/* Likewise, of an option; further lines of `error` are shown below the sentence. */
int option_wrong_there(const struct option_row *row, const char *error);
void option_help(void); /* writes to standard output */

#endif
