/*
 * earlier: what an earlier summary says, as far as it is compared (SPEC 8.2, --compare), in rows of
 * a comparison. Made by formats/read/given/summaryfile.
 */
#ifndef FINDINGS_EARLIER_H
#define FINDINGS_EARLIER_H

#include "lib/audit/audit.h"
#include "lib/base/groups.h"
#include "lib/findings/findings.h"

/* What one of the two summaries says of a domain or a reporter. */
struct standing {
    bool is_there;
    uint64_t reports;
    struct sessions sessions;
    uint64_t days_missing; /* of a domain */
    struct slice mode;     /* of a domain's newest MTA-STS policy; empty: none was seen */
};

enum change_kind { CHANGE_FINDING, CHANGE_DOMAIN, CHANGE_REPORTER, CHANGE_POLICY, CHANGE_KINDS };

struct change_row {
    enum change_kind kind;
    enum change change;
    struct slice key, id, severity, title; /* of a finding */
    bool is_closed;                        /* likewise */
    struct slice policy_domain;            /* of all but a reporter */
    struct slice organization_name;        /* of a reporter */
    struct slice policy_type, mode, policy_text;
    struct slice policy_set; /* what the text is compared by (lib/tlsrpt/policyset.h) */
    struct standing was, is; /* of a domain or a reporter */
};

struct earlier_row {
    struct change_row row; /* its standing is `was` */
    enum finding_status status;
    bool has_last_day;
    day_number last_day; /* of a finding */
};

struct earlier {
    struct slice generated; /* a time in UTC; empty: not told */
    bool has_period;
    struct span period;
    char sha256[SHA256_TEXT + 1]; /* of the file, hex digits */
    /* What it was made with, by its options; of --rules the SHA-256. Empty: not given. */
    struct slice dedup, rules_sha256, authserv_id, dkim;
    struct texts domains, reporters;
    bool require_auth;
    struct slice scope_sha256; /* empty: without a list of domains */
    struct earlier_row *rows[CHANGE_KINDS];
    size_t n[CHANGE_KINDS];
    bool is_partial; /* its figures of reporters are about more domains than ours */
    struct arena arena;
};

/* When the earlier summary was made, in words. */
static inline struct slice earlier_time(const struct earlier *e)
{
    return e->generated.n > 0 ? e->generated : SLICE("an unknown time");
}

/* What the earlier summary says of the domains that an audit is about, for an edition of it:
 * without reporters, whose figures are not told by domain. `among`: the rows of each kind among
 * which these are. Texts are borrowed from the whole, rows are in the arena. False: out of
 * memory. */
bool earlier_about(const struct earlier *whole, const struct group among[static CHANGE_KINDS],
                   const struct audit *audit, struct arena *arena, struct earlier *part);

#endif
