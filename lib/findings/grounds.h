/*
 * grounds: what a run looked at besides reports, so far as rules judge it. A finding is over only
 * where somebody looked (SPEC 8.2): without the DNS records that showed it, nobody did.
 */
#ifndef FINDINGS_GROUNDS_H
#define FINDINGS_GROUNDS_H

#include "lib/findings/setup.h"
#include "lib/findings/tuning.h"

struct grounds { /* all pointers are borrowed */
    const struct audit *audit;
    const struct tuning *tuning;
    const struct setup *setup;      /* NULL: neither DNS records nor policies were given */
    const struct recipients *watch; /* whom mails were sent to; goes with setup */
};

/* Could the run have found this of the domain? Not where its rule is off or unknown, or where what
 * it judges was not given. An empty domain stands for all. */
bool grounds_hold(const struct grounds *g, struct slice rule, struct slice policy_domain);

#endif
