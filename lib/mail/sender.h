/*
 * sender: who a From field names (RFC 5322, 3.6.2).
 */
#ifndef MAIL_SENDER_H
#define MAIL_SENDER_H

#include "lib/base/slice.h"

/* The domain of the last address in angle brackets, or if there are none, of the first address at
 * all. The value is on one line. Empty: there is none. */
struct slice sender_domain(struct slice value);

#endif
