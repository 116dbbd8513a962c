/*
 * changes: what differs from an earlier summary (SPEC 8.2, --compare): findings that are new, go
 * on, came back or are over; domains, reporters and policies that came or went.
 */
#ifndef FINDINGS_CHANGES_H
#define FINDINGS_CHANGES_H

#include "lib/findings/earlier.h"
#include "lib/findings/grounds.h"

extern const char *const change_names[]; /* CHANGE_NONE: empty */
extern const char *const change_kind_names[];

struct changes {
    struct change_row *at; /* by kind; findings in their order, the rest by name */
    size_t n;
    size_t first[CHANGE_KINDS + 1]; /* where each kind begins */
    struct arena arena;
};

/* Compares. `now` is what the run of the findings looked at; each finding's change is set, too.
 * False: out of memory; free it all the same. */
bool changes_build(struct changes *c, struct earlier *earlier, const struct grounds *now,
                   struct findings *findings);
void changes_free(struct changes *c);

/* After changes_build: is the finding new or open again, and not over? */
bool finding_is_news(const struct finding *f);

/* How many findings have changed so. */
size_t changes_of_findings(const struct changes *c, enum change change);

#endif
