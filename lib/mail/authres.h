/*
 * authres: what an Authentication-Results field says about DKIM (RFC 8601).
 */
#ifndef MAIL_AUTHRES_H
#define MAIL_AUTHRES_H

#include "lib/base/slice.h"

/*
 * Does the field's value come from `authserv_id` and hold dkim=pass with a signing domain (header.d
 * or header.i) that is `domain`, above it or below it? Case does not matter; comments are passed
 * over.
 */
bool authres_dkim_passes(struct slice value, struct slice authserv_id, struct slice domain);

#endif
