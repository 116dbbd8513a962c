/*
 * dnstext: DNS records as people have them: what dig, drill, kdig, delv, host and nslookup print,
 * JSON of kdig and of DNS over HTTPS, and zone files (RFC 1035, 5.1).
 *
 * The kinds of dnsrecords.h are kept, and the names that were asked for (dig's question section,
 * host's "not found"). Quoted strings in several pieces and over several lines in parentheses,
 * comments, TTL and class, $ORIGIN, @ and owners left out are understood.
 */
#ifndef READ_DNSTEXT_H
#define READ_DNSTEXT_H

#include "lib/tlsrpt/dnsrecords.h"

/* Copies the records of a text into `to` and its arena. Lines that are no records are passed over.
 * False: out of memory. */
bool dnstext_read(struct slice text, struct dns_records *to);

/* Does a text that has no record hold answers without their names, as dig +short prints them? */
bool dnstext_lacks_names(struct slice text);

/* After the last text: what aliases of key names lead to are keys, too, whatever their names (those
 * of a provider lack the label _domainkey). False: out of memory. */
bool dnstext_find_targets(struct dns_records *dns);

#endif
