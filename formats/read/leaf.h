/*
 * leaf: a leaf part of a message, which may hold reports (SPEC 3): what its labels say, how it
 * begins, and its bytes without the transfer encoding.
 */
#ifndef READ_LEAF_H
#define READ_LEAF_H

#include "formats/read/recognise.h"
#include "formats/read/streams/stream.h"
#include "lib/base/buffer.h"
#include "lib/mail/encoding.h"
#include "lib/mail/mime.h"
#include "lib/tlsrpt/terms.h"

/* How a leaf's media type relates to reports. */
enum label {
    LABEL_OTHER,
    LABEL_GENERIC,
    LABEL_TLSRPT,
    LABEL_TLSRPT_OTHER,
    LABEL_TLSRPT_JSON,
    LABEL_TLSRPT_GZIP
};

enum label leaf_label(struct slice type);

/* Gives the name of the file; empty: none. False: out of memory. */
bool leaf_name(const struct mime_leaf *leaf, struct arena *arena, struct slice *name);

/* The name without the ending that encryption adds: "a.json.gz.asc" gives "a.json.gz". */
struct slice leaf_name_decrypted(struct slice name);

/* Gives the transfer encoding: that of a body that begins like plain JSON, or like a report or a
 * mail in base64, else that of the field. *mislabelled: the field names another one. */
enum encoding leaf_encoding(const struct mime_leaf *leaf, bool *mislabelled);

/* Is the leaf worth decoding? */
bool leaf_may_hold_reports(const struct mime_leaf *leaf, enum label label, struct slice name,
                           enum encoding encoding);

/* Decodes the leaf: *bytes is in `to`, or the body itself. *damaged: some of it was no such
 * encoding. REASON_NONE, or why not; out of memory: to->failed. */
enum reason leaf_decode(const struct mime_leaf *leaf, enum encoding encoding, struct buffer *to,
                        struct slice *bytes, bool *damaged);

/* Gives the mail about a report that stands in a text, from its first field on, as bounces of qmail
 * and of old Exims have it; empty: there is none. */
struct slice leaf_mail_in_text(struct slice text);

bool leaf_is_well_labelled(enum label label, enum content_kind kind);

/* What is wrong with the leaf if nothing in it is read. */
enum reason leaf_promise(enum label label, struct slice name);

#endif
