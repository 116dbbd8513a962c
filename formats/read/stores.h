/*
 * stores: the stores and containers that are known and not read, one row each: how they begin, how
 * they are called, and what to do about them (SPEC 2).
 */
#ifndef READ_STORES_H
#define READ_STORES_H

#include "lib/audit/outcome.h"

/* What a store that is not read means. */
enum store_use {
    STORE_OF_MAIL,  /* it may hold mail: the file is unread, and so is a mail that it is in */
    STORE_OF_FILES, /* so may the files in it: the file is unread; in a mail it is an attachment */
    STORE_OF_OTHER, /* skipped: it is no form of mail, and programs leave it beside mail */
    STORE_OF_ROWS,  /* skipped, unless report mail stands in it, as in databases */
    STORE_OF_NOTHING, /* skipped, and in a mail no damaged report, whatever its name */
};

struct store {
    struct slice bytes; /* its first bytes */
    enum store_use use;
    struct unread unread;
};

/* head: the first bytes of a stream. NULL: it is no such store. */
const struct store *stores_find(struct slice head);

/* What to do about a text that holds a file which, by its name, tells of a report, as uuencode
 * packs it (POSIX, uuencode: "begin 644 NAME", "begin-base64 644 NAME"; so mailers did before
 * MIME), or what OpenPGP encrypted, with words before it. NULL: neither. */
const struct unread *stores_in_text(struct slice text);

extern const struct unread store_piece, store_split_zip, store_base64, store_mixed;

/* Writes "is a form that is not read, FORM: ADVICE", cut if it finds no room. */
enum { STORE_SENTENCE = 300 };
void stores_sentence(const struct unread *unread, char sentence[static STORE_SENTENCE]);

/* ISO 9660 (ECMA-119, 8.1) and UDF (ECMA-167, 2/9.2) have their mark so far from the beginning that
 * so many bytes have to be read. */
enum { STORE_ISO_AT = 32769, STORE_ISO_HEAD = STORE_ISO_AT + 5 };
extern const struct unread store_iso;
bool stores_is_iso(struct slice head);

#endif
