/*
 * bounds: how long the texts of a report may be, so that a small mail cannot become large outputs
 * (SPEC 4). A longer text is cut between two characters (text-too-long) and trimmed again; a name
 * that is longer is no name.
 */
#ifndef TLSRPT_BOUNDS_H
#define TLSRPT_BOUNDS_H

#include <stdint.h>

#include "lib/base/slice.h"

enum {
    BOUND_DOMAIN = 255, /* bytes of a domain or host name (RFC 1035, 2.3.4) */
    BOUND_FIELD = 998,  /* of what a mail's header says (RFC 5322, 2.1.1), and of member names */
    BOUND_NAME = 1024,  /* of organization and contact */
    BOUND_REPORT_ID = 1024,    /* longer ones count by their SHA-256 */
    BOUND_TEXT = 4096,         /* of every other text */
    BOUND_PATH = 3 * 4096,     /* of a file's path, whose every byte may have become U+FFFD */
    BOUND_INNER_ARRAY = 65536, /* of a policy string that is a JSON array, before it is read */
    BOUND_STRINGS = 256,       /* policy strings of a policy, and likewise mx patterns */
};

#define BOUND_COUNT INT64_C(1000000000000) /* of sessions; more are implausible */

/*
 * Writes what stands for a report-id that is too long: its beginning, and the SHA-256 of its
 * characters as they were sent. At most BOUND_REPORT_ID bytes; gives their number. 0: libcrypto
 * failed.
 */
size_t bound_report_id(struct slice shown, struct slice sent, char to[static BOUND_REPORT_ID]);

#endif
