/*
 * merging: a run that reads parts (SPEC 11): it has their options, and none is given twice. Private
 * to cmd.
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
    struct names known;     /* the sums of parts that hold reports, merged ones included */
    struct texts paths;     /* the file in which each was met first, by the number of its sum */
    struct part_seen *seen; /* one per INPUT; without a key: it is no file that is a part */
    struct arena arena;
    struct hash_key key;
    struct slice options;      /* of the parts that are files; empty: there are none */
    struct slice first;        /* the path of the first of them */
    struct buffer shown;       /* the options of this run (options_show) */
    char error[MERGING_ERROR]; /* a sentence with the path */
    bool lacks_means;          /* of the system, as `error` says: no part is at fault */
};

/* Looks at all INPUTs that are files, and takes the options of those that are parts, unless the
 * user gave them. False: `error` says why not. */
bool merging_prepare(struct merging *m, struct options *o);

/* Once all that was given is read: has this run the options of its parts? False: `error` says why
 * not. */
bool merging_agree(struct merging *m, const struct options *o, const struct given *given);

/* Hears each outcome; one may be what a part says of itself. False: `error` says why the part
 * cannot be merged. */
bool merging_take(struct merging *m, const struct outcome *o);
void merging_free(struct merging *m);

#endif
