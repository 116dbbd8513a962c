/*
 * part: the form of a part (SPEC 11), and whether one is whole.
 *
 * A part is lines of JSON: a header, with the version of the form and the options that change
 * results; what was found, in input order (partline.h); a line for each part that was merged into
 * it; and a line that ends it, with the number of lines and two sums:
 *
 *     content   SHA-256 of all lines of what was found, line feeds included: by it a part is known
 *     sha256    SHA-256 of the header, the lines of merged parts, and the last line up to this sum,
 *               content included: so that no byte of a part can change unseen
 */
#ifndef TLSRPT_PART_H
#define TLSRPT_PART_H

#include "lib/base/buffer.h"
#include "lib/base/hash.h"
#include "lib/base/sha256.h"

enum { PART_FORMAT = 1 };

/* Does a file begin as a part does? So does one that is cut within its first words, or has lost
 * them. */
bool part_begins(struct slice head);

/* Do a file's first and last bytes, the tail's line among them, tell of one that has lost more than
 * that? It begins as records do, and ends as a part. */
bool part_is_beheaded(struct slice head, struct slice tail);

struct part_header {
    struct slice options; /* a JSON object, as it stands in the header; borrowed */
};

/* Appends the header line, with its line feed. */
void part_header_write(struct buffer *to, const char *version, const char *generated,
                       struct slice options);

/* The sums over a part, while it is written or read. */
struct part_sums {
    struct sha256 content, frame;
    uint64_t lines, reports; /* lines of what was found; those of them that are records */
    bool failed;             /* libcrypto failed, and a sum is of no use */
};

bool part_sums_start(struct part_sums *s); /* false: out of memory, or libcrypto failed */
void part_sums_free(struct part_sums *s);

/* Adds a line of what was found, with its line feed. */
void part_sums_add(struct part_sums *s, struct slice line, bool is_record);

/* Adds a line of the frame: the header, or one that names a merged part; without its line feed. */
void part_sums_frame(struct part_sums *s, struct slice line);

/* The sum over all lines of what was found, once all are added. False: libcrypto failed. */
bool part_sums_content(struct part_sums *s, char content[static SHA256_TEXT + 1]);

/* These append the line that names a merged part, and the one that ends the part, with their line
 * feeds. False: libcrypto failed. */
void part_merged_write(struct buffer *to, struct slice content);
bool part_end_write(struct buffer *to, struct part_sums *s, const char *content);

/*
 * Checks a part while it is read, line by line. The caller hands over every line, and asks at the
 * end whether it was the end.
 *
 * Who reads a part twice need not work out its sums again: a keyed hash over all lines, which costs
 * a tenth, tells whether they are the very lines that were checked.
 */
enum part_place { PART_AT_HEADER, PART_INSIDE, PART_MERGED, PART_ENDED };

struct part_seen { /* what is known of a part that was whole */
    const struct hash_key *key;
    uint64_t all; /* the hash over all lines */
    struct slice content;
};

struct part_check {
    struct part_sums sums;
    const struct part_seen *seen; /* NULL: the sums are computed */
    const struct hash_key *key;   /* NULL: nobody will read it again */
    uint64_t all;                 /* so far */
    enum part_place place;
    struct part_header header;     /* after the first line; borrowed from it */
    struct slice merged;           /* after a line that names one: its content */
    char content[SHA256_TEXT + 1]; /* after the last line */
};

/* The key is borrowed. False: out of memory, or libcrypto failed. */
bool part_check_start(struct part_check *c, const struct hash_key *key);
void part_check_start_again(struct part_check *c, const struct part_seen *seen); /* borrows it */
void part_check_free(struct part_check *c);

/* Checks a line with its line feed, which the last one may lack. NULL: sound so far, and c->place
 * tells what the line was; else a sentence. */
const char *part_check_line(struct part_check *c, struct slice line);
const char *part_check_end(const struct part_check *c); /* NULL: the part was whole */

#endif
