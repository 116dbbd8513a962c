/*
 * setup_txt: the TXT records with which a domain asks for TLS reports (RFC 8460, 3) and announces
 * MTA-STS (RFC 8461, 3.1), CNAMEs followed.
 */
#ifndef FINDINGS_SETUP_TXT_H
#define FINDINGS_SETUP_TXT_H

#include "lib/findings/setup.h"

#define SETUP_TLSRPT_LABEL SLICE("_smtp._tls.")
#define SETUP_STS_LABEL SLICE("_mta-sts.")

enum { SETUP_TEXT_MOST = 4096 }; /* bytes of a record that are judged */

/* Judge the domain's record. False: out of memory. */
bool setup_txt_tlsrpt(struct setup *s, struct setup_row *row);
bool setup_txt_mta_sts(struct setup *s, struct setup_row *row);

#endif
