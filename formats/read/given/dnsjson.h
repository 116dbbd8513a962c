/*
 * dnsjson: DNS answers as JSON in the words of dig: what kdig +json prints (RFC 8427), and what
 * Google's and Cloudflare's DNS over HTTPS gives (application/dns-json); one, an array, or one
 * behind the other.
 */
#ifndef READ_DNSJSON_H
#define READ_DNSJSON_H

#include "lib/base/buffer.h"

bool dnsjson_is(struct slice text); /* by its first bytes */

/* Appends the answers as dig prints them. JSON that is no answer is passed over; where the text is
 * no JSON any more, reading ends. Gives how many bytes are left then. Out of memory:
 * text->failed. */
size_t dnsjson_as_text(struct slice json, struct buffer *text);

#endif
