/*
 * life: whether the trouble that a finding tells of is over (SPEC 8.2).
 *
 * A finding about a state is open as long as the state lasts; when it has ended it is gone, or
 * judged as one about events (has_ended). One about events is closed by days that reports cover, on
 * which sessions were secured and nothing of the kind happened; silence closes nothing.
 */
#ifndef FINDINGS_LIFE_H
#define FINDINGS_LIFE_H

#include "lib/findings/findings.h"
#include "lib/findings/views.h"

/*
 * Sets the finding's key, and by its rule and span its status, days_clean and sessions_since.
 * covered_to is the last day that the last report of the kind covers. False: libcrypto failed.
 */
bool life_judge(struct finding *f, const struct view *v, day_number covered_to,
                day_number period_last, unsigned closed_after);

/* Writes the key of a finding, hex digits and a NUL. False: libcrypto failed. */
bool life_key(struct slice id, struct slice policy_domain, char key[static FINDING_KEY_TEXT + 1]);

/* How many of the domain's expected days after `day` reports cover. */
uint64_t life_days_covered(const struct domain_row *d, day_number day);

#endif
