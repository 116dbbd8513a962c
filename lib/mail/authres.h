/*
 * authres: what an Authentication-Results field says about DKIM, by the grammar of RFC 8601, 2.2.
 */
#ifndef MAIL_AUTHRES_H
#define MAIL_AUTHRES_H

#include "lib/base/slice.h"

enum authres {
    AUTHRES_SILENT, /* another server wrote it, or it does not mention DKIM */
    AUTHRES_PASSED, /* dkim=pass with a signing domain that is aligned */
    /* Any other word on DKIM, or "none" for all methods, or it cannot be read to its end, or is of
     * more than 16 KB, which no server writes. */
    AUTHRES_OTHER
};

/*
 * What the value of a field says. `authserv_id` is the server that is believed; the signing domain
 * (header.d or header.i) has to be `domain`, or above or below it. Case does not matter; comments
 * and white space may stand wherever the RFC has them.
 */
enum authres authres_dkim(struct slice value, struct slice authserv_id, struct slice domain);

#endif
