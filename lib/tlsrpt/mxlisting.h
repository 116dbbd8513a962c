/*
 * mxlisting: does a policy in a report list an MX host (RFC 8461, 4.1)?
 *
 * Its patterns are read once, when the first host is asked for: a report may hold thousands of
 * hosts, and a megabyte of patterns.
 */
#ifndef TLSRPT_MXLISTING_H
#define TLSRPT_MXLISTING_H

#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/report.h"

enum mx_listing {
    MX_NOT_REFUTED, /* it does, or it does not tell: no MTA-STS, no pattern, or one that is none */
    MX_UNLISTED,
    MX_TOO_DEEP, /* unlisted, but a "*." pattern would do if it stood for more than one label */
};

struct mxlist {
    const struct policy *policy; /* borrowed; its texts, too */
    struct slice patterns[BOUND_STRINGS];
    size_t n;
    bool is_read;
    /* A pattern is none, or may be lacking: who is not listed is not refuted. */
    bool unsound;
    struct arena arena;
};

/* is_cut: patterns of the policy may have been cut or dropped (report_is_cut). */
void mxlist_init(struct mxlist *l, const struct policy *policy, bool is_cut);

/* The policy's own lines tell; where they name no host, mx-host does. False: out of memory. */
bool mxlist_judge(struct mxlist *l, struct slice host, enum mx_listing *listing);

/* After mxlist_judge: does a pattern match the host? */
bool mxlist_matches(const struct mxlist *l, struct slice host);

void mxlist_free(struct mxlist *l);

#endif
