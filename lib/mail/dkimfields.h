/*
 * dkimfields: the header fields of a message as a signature names them (RFC 6376, 5.4.2): each name
 * in h= takes the lowest field of that name that is not taken yet.
 *
 * To find one costs the same, however many fields there are and whatever their names.
 */
#ifndef MAIL_DKIMFIELDS_H
#define MAIL_DKIMFIELDS_H

#include "lib/base/arena.h"
#include "lib/base/hash.h"

struct dkimfield {
    struct slice whole; /* from its name to its last line end */
    struct slice name;  /* lower case */
    uint32_t slot;      /* in the table */
    uint32_t above;     /* 1-based: the next field of that name above it; 0: none */
};

struct dkimfields_slot {
    uint32_t lowest; /* 1-based field; 0: the slot is free */
    uint32_t next;   /* the lowest that is not taken yet; 0: none */
    bool is_named;   /* by the signature */
};

struct dkimfields {
    struct dkimfield *at; /* from the top */
    size_t n;
    struct slice body;
    struct dkimfields_slot *slots;
    size_t slots_mask;
    const struct hash_key *hash; /* borrowed */
    struct arena *arena;         /* borrowed */
};

/* Splits a message. A From_ line at the top is no field; the first other line that is none ends the
 * header. False: out of memory. */
bool dkimfields_read(struct dkimfields *f, struct slice message, const struct hash_key *hash,
                     struct arena *arena);

/* The topmost field of a name (lower case); NULL: none. */
const struct dkimfield *dkimfields_first(const struct dkimfields *f, struct slice name);

/* Makes all fields free to be taken again. */
void dkimfields_untake(struct dkimfields *f);

/* Takes a field of that name (lower case); the field `but` is never taken. NULL: there is none. */
const struct dkimfield *dkimfields_take(struct dkimfields *f, struct slice name, size_t but);

/* The deciding fields (enum dkim_field, a bit each) that are left when a signature has taken its
 * own: `added` are those of a name that it signs, which came later; `uncovered` those that it does
 * not sign at all. */
void dkimfields_left(const struct dkimfields *f, unsigned *added, unsigned *uncovered);

#endif
