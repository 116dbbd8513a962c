/*
 * modes: the MTA-STS policies of a domain by their mode and in time (RFC 8461, 5). Private to
 * lib/findings.
 *
 * Senders keep a policy for its max_age, so an old one is seen beside the new one for a while: a
 * policy counts as gone only when it is seen no more.
 */
#ifndef FINDINGS_MODES_H
#define FINDINGS_MODES_H

#include "lib/findings/evidence.h"

const char *mode_name(enum sts_mode mode);

/* Since when no policy is enforced, if `now` is the newest one and is not: the first day with
 * another mode behind the last one with an enforced policy. */
day_number modes_weak_since(const struct view *v, const struct policy_seen_row *now);

/* Adds all reporters that saw the policy to the evidence. */
void modes_add_reporters(struct evidence *e, const struct policy_seen_row *p);

#endif
