/*
 * decode: from the JSON of a report (RFC 8460, 4.4) to its normal form, read tolerantly (SPEC 4).
 *
 * What senders get wrong and can be read all the same is noted as a deviation; where counting would
 * be a guess, the report is rejected with a reason. Strings are copied into the arena, so the
 * document need not outlive the call.
 */
#ifndef TLSRPT_DECODE_H
#define TLSRPT_DECODE_H

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/policycache.h"
#include "lib/tlsrpt/report.h"

/* What a report is decoded with. A cache may only be used with one set of limits. */
struct decoding {
    const struct limits *limits;
    struct arena *arena;
    struct policycache *cache; /* NULL: none */
};

/*
 * Fills *report but for source, identity and content; each policy is attributed to its own domain.
 *
 * Gives REASON_NONE for a report. With any other reason it is none, and *report holds nothing of
 * use. *out_of_memory tells the one failure that is not the document's fault.
 */
enum reason report_decode(struct slice document, const struct decoding *with, struct report *report,
                          bool *out_of_memory);

/* Is the domain that a mail tells the one that the policy counts for (SPEC 4)? */
bool policy_heeds_mail(const struct policy *p);

/*
 * Applies what the mail says about its report: fills in missing policy domains, attributes policies
 * (SPEC 4), notes a domain-mismatch, and marks what is surplus (surplus.h). report_domain is in
 * normal form and lives as long as the report; empty: the mail does not tell.
 */
void report_attribute(struct report *report, struct slice report_domain);

/* Applies another domain instead: `before` is the slice that was given at first. */
void report_attribute_anew(struct report *report, struct slice before, struct slice report_domain);

#endif
