/*
 * crowds: tells on standard error what limits leave out of the DNS records that were given (SPEC
 * 8.3).
 */
#ifndef CMD_CROWDS_H
#define CMD_CROWDS_H

#include "cmd/tlsrpt-audit/options.h"
#include "lib/findings/account.h"

/* Once the records are sorted: tells which names have more records of a kind than are looked at. */
void crowds_warn(const struct dns_records *dns, const struct options *o);

/* Once the set-up is known: tells of MX hosts for which there was no room. */
void crowds_warn_of_hosts(const struct account *a, const struct options *o);

#endif
