/*
 * extractor: what a thread needs to look for reports in items: scratch memory, a decompressor, and
 * what came of the item at hand so far.
 *
 * What comes of an item depends on no other item, nor on the order in which they are looked at.
 */
#ifndef READ_EXTRACTOR_H
#define READ_EXTRACTOR_H

#include "formats/read/batch.h"
#include "formats/read/content.h"
#include "lib/audit/networks.h"
#include "lib/base/hash.h"
#include "lib/base/sha256.h"
#include "lib/mail/dkim.h"
#include "lib/mail/mime.h"
#include "lib/mail/recipients.h"
#include "lib/tlsrpt/identity.h"
#include "lib/tlsrpt/policycache.h"

struct extract_options {
    struct limits limits;
    enum dedup dedup;
    struct hash_key key;
    bool keep_documents; /* reports carry their JSON as it was sent (--extract) */
    bool keep_messages;  /* reports carry the mail that they came in (--evidence-mails) */
    bool hashes;         /* reports carry their hashes and those of their mails (--hash-inputs) */
    struct slice authserv_id;  /* whose Authentication-Results are trusted; empty: nobody's */
    struct confined *confined; /* decodes foreign containers; NULL: they are not */
    struct networks *networks; /* to look addresses up in (--ip-db); shared by the threads */
    bool lists_attachments;    /* of other mail, for whoever wants it named (-v -v) */
    time_seconds now;          /* of the run; 0: not known, so that no date is of the future */
    /* Addresses to look out for (--dns), shared by the threads; NULL: none. */
    struct recipients *watch;
    /* to verify signatures with, shared by the threads; NULL: they are not verified */
    struct dkimkeys *keys;
    bool strict_keys; /* only those with s=tlsrpt count (--dkim=strict) */
};

/* Messages, archives and compressions in a mail, nested: never more, whatever --max-depth says. */
enum { EXTRACT_LEVELS = CONTENT_LEVELS };

struct extractor {
    const struct extract_options *options; /* borrowed */
    struct limits part_limits;             /* the same, for what is walked inside a mail */
    struct mime_limits mime_limits;        /* likewise, for its parts */
    struct content *content;
    struct policycache *cache;
    struct expansion expansion;            /* of the mail, or the small file, that is looked at */
    uint64_t mail_members;                 /* of all archives in the mail, so far */
    struct buffer decoded[EXTRACT_LEVELS]; /* a part without its transfer encoding, by depth */
    struct batch *batches[EXTRACT_LEVELS]; /* what was found in such a part; NULL: none yet */
    struct buffer file;                    /* an ITEM_FILE's bytes */
    struct buffer hashing;
    struct sha256 sha256;
    struct buffer attachments;        /* of the mail at hand: names and media types */
    struct dkim_worker *dkim;         /* NULL: signatures are not verified */
    _Atomic uint64_t *bytes;          /* counts what is read from files; may be NULL */
    size_t bytes_held, bytes_allowed; /* of this item's reports so far; the allowance */
    bool holds_too_much;              /* the item was not finished: its reports would hold more */
    bool out_of_memory;               /* sticky: what was extracted is not whole */
};

/* False: out of memory. */
bool extractor_init(struct extractor *x, const struct extract_options *options,
                    _Atomic uint64_t *bytes);
void extractor_free(struct extractor *x);
struct batch *extractor_batch(struct extractor *x, unsigned depth); /* NULL: out of memory */
bool extractor_out_of_memory(struct extractor *x);                  /* notes it; gives false */

/* Begins a mail or small file of so many bytes, which bounds how large all that is packed in it may
 * become. */
void extractor_expect(struct extractor *x, uint64_t packed);

/* Gives the SHA-256 of bytes as hex digits in the arena; empty if hashes are not wanted. False: out
 * of memory. */
bool extractor_hash(struct extractor *x, struct slice bytes, struct arena *arena,
                    struct slice *hash);

/* Charges a report to its item: the larger of its JSON and of what it was decoded into, so that the
 * limit does not depend on --extract. False: the item holds more than it may while it waits; it
 * will be extracted again when its turn comes. */
bool extractor_may_hold(struct extractor *x, size_t document, size_t decoded);

#endif
