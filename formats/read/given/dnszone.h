/*
 * dnszone: a text of DNS records on its way through dnsentry (tokens), dnstext, dnshost and
 * dnslookup (lines of host(1) and nslookup(1)), dnsrdata and dnsgeneric (records). Private to
 * these.
 */
#ifndef READ_DNSZONE_H
#define READ_DNSZONE_H

#include "formats/read/given/dnscomments.h"

enum { MOST_TOKENS = 512 }; /* a key record of 100 KB has 400 strings */

struct token {
    struct slice text; /* quotes taken off, escapes undone */
    bool quoted;
};

struct zone {
    struct dns_records *to;
    struct slice rest;          /* of the text */
    struct slice origin, owner; /* the ones in force; the owner is that of the last record */
    struct token tokens[MOST_TOKENS];
    size_t tokens_n;
    bool indented; /* the line begins with white space: the owner is left out */
    struct dnscomments comments;
};

static inline struct arena *zone_arena(struct zone *z)
{
    return &z->to->arena;
}

/* Is token i this word, in either case and without quotes? */
static inline bool zone_has_word(const struct zone *z, size_t i, const char *word)
{
    return i < z->tokens_n && !z->tokens[i].quoted &&
           slice_equal_nocase(z->tokens[i].text, slice_of(word));
}

/* dnsentry.c: takes the tokens of the next entry: a line, or more where parentheses join them.
 * False: out of memory. */
bool zone_take_entry(struct zone *z);

/* dnsrdata.c. All give false when memory runs out. Records are those of the owner in force. */

/* Gives the name in lower case, without the dot at its end; a name without one there is below the
 * origin. A name that is too long is cut and stays too long, so that its record is left out. */
bool zone_full_name(struct zone *z, struct slice name, struct slice *full);
bool zone_add_key(struct dkimkeys *keys, enum dns_kind kind, struct slice owner,
                  struct slice data);            /* what stands at a key's name */
bool zone_add_text(struct zone *z, size_t from); /* of the strings from token `from` on */
bool zone_add_target(struct zone *z, enum dns_kind kind, struct slice target);
bool zone_add_address(struct zone *z, struct slice text);
bool zone_add_tlsa(struct zone *z, size_t from);
bool zone_add_by_type(struct zone *z, size_t i); /* of the type that stands at token i */

/* The owner was asked for this type, and answered as z->comments.status tells. */
bool zone_ask(struct zone *z, struct slice owner, struct slice type);

/* dnsgeneric.c: a word such as TYPE52 or tlsa gives the name of the type, TLSA; another word
 * itself. */
struct slice zone_type_of(struct slice word);

/* Puts a record in the form of RFC 3597, whose type stands at token i, into the words of its type;
 * leaves another one alone. False: out of memory. */
bool zone_expand(struct zone *z, size_t i);

/* dnshost.c: takes the tokens if they are a line of host(1). False: out of memory. */
bool zone_take_host_line(struct zone *z, bool *was_one);

/* dnslookup.c: likewise, a line of nslookup(1). */
bool zone_take_lookup_line(struct zone *z, bool *was_one);

#endif
