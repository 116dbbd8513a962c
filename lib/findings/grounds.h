/*
 * grounds: what a run looked at besides reports, as far as rules judge it. A finding is over only
 * if somebody looked (SPEC 8.2): without the DNS records that showed it, nobody did.
 */
#ifndef FINDINGS_GROUNDS_H
#define FINDINGS_GROUNDS_H

#include "lib/findings/setup.h"
#include "lib/findings/tuning.h"

struct grounds { /* all pointers are borrowed */
    const struct audit *audit;
    const struct tuning *tuning;
    const struct setup *setup;      /* NULL: neither DNS records nor policies were given */
    const struct recipients *watch; /* the recipients of mails; goes with setup */
};

/* Could the run have found this of the domain? Not if its rule is off or unknown, or if what it
 * judges was not given. An empty domain stands for all. */
bool grounds_hold(const struct grounds *g, struct slice rule, struct slice policy_domain);

#endif
