/*
 * taglist: the tag lists of DKIM (RFC 6376, 3.2): "v=1; a=rsa-sha256; d=example.org".
 *
 * Everything is a slice of the list; folding stands where it stood. Names keep their case, which
 * matters. A list of more than TAGLIST_MOST tags is malformed: nobody has so many, and to sort the
 * hundred thousands that a header can hold takes a while.
 */
#ifndef MAIL_TAGLIST_H
#define MAIL_TAGLIST_H

#include <stdint.h>

#include "lib/base/arena.h"

enum { TAGLIST_MOST = 256 };

struct tag {
    struct slice name, value; /* value: outer white space removed */
    struct slice raw;         /* the value with its white space */
};

struct taglist {
    struct tag *at; /* by name */
    size_t n;
    struct slice first; /* the name of the first tag in the text */
};

enum taglist_verdict { TAGLIST_SOUND, TAGLIST_MALFORMED, TAGLIST_DUPLICATE, TAGLIST_NO_MEMORY };

/* Reads a list into the arena. If it is both malformed and has duplicates, the fault that comes
 * first in the text counts. */
enum taglist_verdict taglist_read(struct slice text, struct arena *arena, struct taglist *list);

/* The tag of that name; NULL: there is none (an empty value is not an absent tag). */
const struct tag *taglist_find(const struct taglist *list, struct slice name);

/* The text without the blanks and line ends (FWS) around it. */
struct slice taglist_trim(struct slice text);

/* A copy without any white space. False: out of memory. */
bool taglist_squeeze(struct slice text, struct arena *arena, struct slice *copy);

/* How often is `item` (in lower case) in a list that is separated by colons, and is it there? Case
 * and white space in the list do not matter. */
size_t taglist_count(struct slice colon_list, struct slice item);
bool taglist_has_item(struct slice colon_list, struct slice item);

/* Decodes base64 that has all its padding, and perhaps white space anywhere, into the arena; *sound
 * is false if it is no such text. False: out of memory. */
bool taglist_base64(struct slice text, struct arena *arena, struct slice *bytes, bool *sound);

/* Reads a number of one to `most` decimal digits and nothing else; one that is too large gives
 * UINT64_MAX. False: it is no such number. */
bool taglist_number(struct slice text, size_t most, uint64_t *number);

#endif
