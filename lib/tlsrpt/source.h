/*
 * source: where a report, or a rejected part or file, was found, and what its mail says of it.
 */
#ifndef TLSRPT_SOURCE_H
#define TLSRPT_SOURCE_H

#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/when.h"
#include "lib/mail/dkimverdict.h"

/* Does a trusted server say, in Authentication-Results (RFC 8601), that DKIM passed for the
 * submitter's domain? What this program finds itself is a struct dkim_verdict. */
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
    bool was_received; /* a Received field tells the time, and not the sender's Date alone */
};

enum { SOURCE_TEXTS = 10 };

/* Where its texts stand, for those who copy them all. */
void source_texts(struct source *s, struct slice *texts[static SOURCE_TEXTS]);

/* Is it known from whom the mail is (RFC 8460, 3): by its signature, or by the word of a trusted
 * server? */
bool source_is_authentic(const struct source *s);

/* Why it is not known: a reason of its signature (dkimverdict.h), "unaligned", "none", or
 * "not-passed" where a server was asked alone. */
struct slice source_doubt(const struct source *s);

bool source_name_tells(struct slice name); /* of a file: it ends like a report's */
/* It is one that no other file has: "SUBMITTER!DOMAIN!BEGIN!END.json.gz" (RFC 8460, 5.1). */
bool source_name_claims(struct slice name);

/* A domain's name out of a header text or a file name, in normal form and in the arena: decoded
 * (RFC 2047); empty where it is none, such as an organization's name. False: out of memory. */
bool source_domain(struct slice text, struct arena *arena, struct slice *name);

/* Takes what a file name tells that the source does not yet: submitter and domain (RFC 8460, 5.1).
 * False: out of memory. */
bool source_take_name(struct source *s, struct slice file_name, struct arena *arena);

#endif
