/*
 * source: where a report, or a rejected part or file, was found, and what its mail says of it.
 */
#ifndef TLSRPT_SOURCE_H
#define TLSRPT_SOURCE_H

#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/when.h"
#include "lib/mail/dkimverdict.h"

/* What a trusted server says in Authentication-Results (RFC 8601): did DKIM pass for the
 * submitter's domain? What this program itself finds is a struct dkim_verdict. */
enum server_word { SERVER_NOT_ASKED, SERVER_SAYS_NONE, SERVER_SAYS_PASS };

struct source {
    struct slice path;   /* from the INPUT on */
    struct slice member; /* inside archives, nested ones joined by "!/"; empty: none */
    uint64_t message;    /* 1-based number in its mbox, or among a file's reports; 0: in neither */
    uint64_t offset;     /* of that message in its mbox, in bytes */
    struct slice message_id, submitter, report_domain;
    struct slice report_sha256, message_sha256; /* 64 hex digits (SPEC 6.2); empty: not known */
    enum server_word server_word;
    struct dkim_verdict signature; /* of the mail, verified here; DKIM_UNCHECKED: nobody looked */
    time_seconds received;         /* when the mail came; WHEN_NEVER: not known */
    bool was_received; /* a Received field tells the time, and not only the sender's Date */
};

/* Did it come by mail, which says what it is about? A report that was POSTed has neither. */
static inline bool source_is_mail(const struct source *s)
{
    return s->received != WHEN_NEVER || s->message_id.n > 0;
}

enum { SOURCE_TEXTS = 10 };

/* Pointers to all its texts, for whoever copies or replaces them. */
void source_texts(struct source *s, struct slice *texts[static SOURCE_TEXTS]);

/* Is it known who sent the mail (RFC 8460, 3), by its signature or by the word of a trusted
 * server? */
bool source_is_authentic(const struct source *s);

/* Why that is not known: a reason of its signature (dkimverdict.h), "unaligned", "none", or
 * "not-passed" if only a server was asked. */
struct slice source_doubt(const struct source *s);

bool source_name_tells(struct slice name); /* does the name of a file end like that of a report? */

/* Is it a name that only a report has: "SUBMITTER!DOMAIN!BEGIN!END.json.gz" (RFC 8460, 5.1)? What
 * packs or encrypts it adds endings of its own; a signature or checksum of it does not claim. */
bool source_name_claims(struct slice name);

/* Reads a domain's name out of a header text or a file name, decoded (RFC 2047), into the arena in
 * normal form; empty if it is none, such as an organization's name. False: out of memory. */
bool source_domain(struct slice text, struct arena *arena, struct slice *name);

/* Takes over the submitter and the domain that a file name tells (RFC 8460, 5.1), unless the source
 * has them already. False: out of memory. */
bool source_take_name(struct source *s, struct slice file_name, struct arena *arena);

#endif
