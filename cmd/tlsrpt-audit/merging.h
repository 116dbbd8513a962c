/*
 * merging: a run that reads parts (SPEC 11): which options they have, and that none is given twice.
 * Private to cmd.
 */
#ifndef CMD_MERGING_H
#define CMD_MERGING_H

#include "cmd/tlsrpt-audit/given.h"
#include "cmd/tlsrpt-audit/options.h"
#include "lib/audit/outcome.h"
#include "lib/base/names.h"
#include "lib/tlsrpt/part.h"

enum { MERGING_ERROR = 1200, MERGING_SENTENCE = 500, MERGING_PATH = 600 };

struct merging {
    struct names known;     /* sums of the parts that hold reports, merged ones included */
    struct texts paths;     /* in which each was met first, by the number of its sum */
    struct part_seen *seen; /* one per INPUT; those without a key are no parts that are files */
    struct arena arena;
    struct hash_key key;
    struct slice options;      /* of the parts that are files; empty: there are none */
    struct slice first;        /* the path of the first of them */
    struct buffer shown;       /* those of this run: options_show */
    char error[MERGING_ERROR]; /* a sentence with the path */
    bool has_no_memory;        /* that is what `error` says: no part is at fault */
};

/* Looks at all INPUTs that are files. What their parts were made with is taken into the options
 * where the user did not give it himself. False: `error` says why. */
bool merging_prepare(struct merging *m, struct options *o);

/* When what was given is read: has this run the options of its parts? False: `error` says why. */
bool merging_agree(struct merging *m, const struct options *o, const struct given *given);

/* Hears what a part says while it is read. False: `error` says why it cannot be merged. */
bool merging_take(struct merging *m, const struct outcome *o);
void merging_free(struct merging *m);

#endif
