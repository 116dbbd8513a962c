/*
 * mxlisting: does a policy in a report list an MX host (RFC 8461, 4.1)?
 *
 * Its patterns are read only once, when the first host is asked for: a report may name thousands of
 * hosts and have a megabyte of patterns.
 */
#ifndef TLSRPT_MXLISTING_H
#define TLSRPT_MXLISTING_H

#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/report.h"

enum mx_listing {
    MX_NOT_REFUTED, /* listed, or not known: no MTA-STS, no pattern, or an unsound one */
    MX_UNLISTED,
    MX_TOO_DEEP, /* unlisted, but a "*." pattern would match if it stood for more than one label */
};

struct mxlist {
    const struct policy *policy; /* borrowed; its texts, too */
    struct slice patterns[BOUND_STRINGS];
    size_t n;
    bool is_read;
    /* Some pattern cannot be read, or may be lacking: nobody can be called unlisted. */
    bool unsound;
    struct arena arena;
};

/* is_cut: patterns of the policy may have been cut or dropped (report_is_cut). */
void mxlist_init(struct mxlist *l, const struct policy *policy, bool is_cut);

/* Goes by the policy's own lines, or by mx-host if these name no host. False: out of memory. */
bool mxlist_judge(struct mxlist *l, struct slice host, enum mx_listing *listing);

/* After mxlist_judge: does a pattern match the host? */
bool mxlist_matches(const struct mxlist *l, struct slice host);

void mxlist_free(struct mxlist *l);

#endif
