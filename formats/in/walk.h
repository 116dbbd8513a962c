/*
 * walk: the one recursive walk (SPEC 2). A source is a byte stream with a place; what it is, its first bytes tell:
 * a compression or an archive is unpacked and each member walked, an mbox gives its messages, a message or a report is an item.
 *
 * Items go to the sink in input order. What cannot be read becomes a trouble item; the walk goes on behind it.
 */
#ifndef IN_WALK_H
#define IN_WALK_H

#include "formats/in/batch.h"
#include "formats/in/recognise.h"
#include "formats/in/stream.h"
#include "lib/base/limits.h"

struct walk {
    struct sink *sink;
    const struct limits *limits;
    uint32_t input;            /* the number of the INPUT that is being read */
    const char **kind;         /* of that INPUT, as in SPEC 6.1: set by the first that knows; NULL: nobody asked */
    _Atomic uint64_t *bytes;   /* counts what is read; may be NULL */
    uint64_t packed, unpacked; /* bytes of the file that is being read, and what came out of archives and compressions in it */
};

/* Where a stream stands. Strings live as long as the walk of the stream. */
struct place {
    struct slice path, member;
    unsigned depth;  /* archives and compressions around it */
    bool in_maildir; /* what is not recognised is a message */
    bool is_input;   /* it is what the user named: not to be recognised is an error */
};

/* Each gives false when reading has to stop: the sink said so, or memory is out. */
bool walk_input(struct walk *w, const char *path);               /* a file, a folder, or "-" */
bool walk_file(struct walk *w, const struct place *p, int file); /* an open regular file (or pipe); does not close it */
bool walk_stream(struct walk *w, struct stream *s, const struct place *p);
bool walk_folder(struct walk *w, const char *path);

/* Has `read` called with a copy of the walk and the path, at once or by another thread. What it finds comes here in the order. */
bool walk_apart(struct walk *w, const char *path, bool (*read)(struct walk *w, const char *path));

/* Is a file of this name and size worth being walked apart? Else it is a message or a report, as a rule. */
bool walk_is_pile(struct slice name, uint64_t size);

/* The first that is said counts. */
void walk_set_kind(struct walk *w, const char *kind);

/*
 * A file below an INPUT that a worker could not read in one go. In a Maildir that is in use it may have another name by now
 * (moved from new to cur, other flags): then it is read under that; and when it is gone, it is gone.
 */
bool walk_deferred(struct walk *w, const char *path, bool in_maildir);

/* Has more come out of the file than a limit allows? Its stream is then to fail, with these words. */
#define WALK_BOMB "unpacks to far more than its size; the rest was not read (--max-ratio)"
bool walk_is_bomb(const struct walk *w);

/* The parts of the walk, a file each. */
bool mbox_walk(struct walk *w, struct stream *s, const struct place *p);
bool records_walk(struct walk *w, struct stream *s, const struct place *p);
bool archive_walk(struct walk *w, struct stream *s, const struct place *p, enum content_kind kind);
bool archive_unpack(struct walk *w, struct stream *s, const struct place *p, enum content_kind kind); /* one layer of compression */
bool gunzip_walk(struct walk *w, struct stream *s, const struct place *p);                            /* of gzip */

/* Adds an item that stands for something not read; `sentence` is copied. */
bool walk_trouble(struct walk *w, const struct place *p, const char *sentence);
bool walk_note(struct walk *w, const struct place *p, enum item_kind kind); /* ITEM_SKIPPED, ITEM_TOO_LARGE */

#endif
