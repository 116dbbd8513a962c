/*
 * pem: what stands between the lines -----BEGIN PKCS7----- and -----END PKCS7----- (RFC 7468, 8 and
 * 9; CMS, too), its base64 undone: an S/MIME message as openssl and some mail gateways keep it.
 */
#ifndef READ_PEM_H
#define READ_PEM_H

#include "formats/read/expansion.h"
#include "formats/read/stream.h"

bool pem_is_message(struct slice head); /* by its first line */

struct stream *pem_open(struct stream *file,
                        struct expansion *expansion); /* NULL: out of memory. Borrows both. */
void pem_close(struct stream *s);

#endif
