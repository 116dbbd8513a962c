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

/* Adds the records of a text to `to`; they are copied into its arena. False: out of memory.
 * Lines that are no records are passed over. */
bool dnstext_read(struct slice text, struct dns_records *to);

/* Of a text without any record: does it hold answers without the names that they are of, as dig
 * +short prints them? */
bool dnstext_lacks_names(struct slice text);

/* After the last text: what the aliases of key names lead to are keys, whatever their names (a
 * provider's lack the label _domainkey). False: out of memory. */
bool dnstext_find_targets(struct dns_records *dns);

#endif
