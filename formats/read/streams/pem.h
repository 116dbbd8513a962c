/*
 * pem: decodes the base64 between the lines -----BEGIN PKCS7----- and -----END PKCS7-----, or those
 * of CMS (RFC 7468, 8 and 9): an S/MIME message as openssl and some mail gateways keep it.
 */
#ifndef READ_PEM_H
#define READ_PEM_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

bool pem_is_message(struct slice head); /* by its first line */

/* Borrows both. NULL: out of memory. */
struct stream *pem_open(struct stream *file, struct expansion *expansion);
void pem_close(struct stream *s);

#endif
