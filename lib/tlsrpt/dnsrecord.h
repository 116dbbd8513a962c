/*
 * dnsrecord: the TXT records that ask for TLS reports (RFC 8460, 3) and announce MTA-STS (RFC 8461,
 * 3.1), checked by their grammar.
 */
#ifndef TLSRPT_DNSRECORD_H
#define TLSRPT_DNSRECORD_H

#include "lib/base/texts.h"

/* Does it begin with v=TLSRPTv1 as a field of its own? Case matters, here and below. */
bool dnsrecord_is_tlsrpt(struct slice text);
bool dnsrecord_is_mta_sts(struct slice text); /* likewise v=STSv1 */

/*
 * Gives what is wrong with a record, as an English sentence; NULL: nothing. The report addresses of
 * a TLS-RPT record are added to *rua, those that are sound, borrowed from `text`. *no_memory tells
 * that memory ran out.
 */
const char *dnsrecord_check_tlsrpt(struct slice text, struct arena *arena, struct texts *rua,
                                   bool *no_memory);
const char *dnsrecord_check_mta_sts(struct slice text);

/* Gives what keeps a mail sender from using a TLSA record ("3 1 1 hex digits"), as an English
 * sentence; NULL: nothing (RFC 6698, 2.1; RFC 7672, 3.1: usages DANE-TA and DANE-EE alone). */
const char *dnsrecord_check_tlsa(struct slice data);

/* The address of a mailto: URI with its percent encoding undone, in `room` (as long as the URI).
 * Empty: it is no mailto: URI. */
struct slice dnsrecord_mail_address(struct slice uri, char *room);

#endif
