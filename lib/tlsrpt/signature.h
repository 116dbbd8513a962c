/*
 * signature: the verdict of a mail's DKIM signature as an object of a record (SPEC 5.4). Private to
 * lib/tlsrpt.
 */
#ifndef TLSRPT_SIGNATURE_H
#define TLSRPT_SIGNATURE_H

#include "lib/tlsrpt/members.h"

member_reader signature_read;  /* struct dkim_verdict; without any known word it is unchecked */
member_writer signature_write; /* likewise; nothing where it is unchecked */

extern const struct members signature_members;

#endif
