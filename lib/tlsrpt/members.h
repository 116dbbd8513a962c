/*
 * members: reads and writes a JSON object by a table of its members. Private to lib/tlsrpt: decode
 * and record share it.
 */
#ifndef TLSRPT_MEMBERS_H
#define TLSRPT_MEMBERS_H

#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/jsonpull.h"
#include "lib/tlsrpt/report.h"

struct policycache;

struct decoder {
    struct jsonpull json;
    struct arena *arena;
    const struct limits *limits;
    struct report *report;
    struct policycache *cache; /* NULL: none */
    uint64_t details;          /* failure details of the whole report so far */
    uint64_t inside;           /* bytes of JSON in strings, likewise */
    uint32_t problems;         /* one bit per reason */
    bool out_of_memory;
    bool is_report;   /* an object with policies or report-id was seen */
    bool is_tolerant; /* keys are read in any spelling: a report's, not a record's */

    /* A value may have been read that does not count, since a later member of the same name does:
     * then reading has to begin anew. On the second pass, what is noted of each value is kept apart
     * and forgotten with it. */
    bool begins_anew, keeps_apart;
};

enum { MEMBERS_KEPT_APART = 24 }; /* members of a table that is read so, at most */

/* Reads one value, whose first token is `value`, into what `into` points to. False: give up (bad
 * JSON or no memory). */
typedef bool member_reader(struct decoder *d, enum jsonpull_token value, void *into);

/* Writes a member, key included, or nothing where it is absent. */
typedef void member_writer(struct buffer *to, const char *key, const void *from);

struct member {
    struct slice key;
    member_reader *read;  /* NULL: it is passed over */
    size_t into;          /* offset of what it fills, in the object */
    member_writer *write; /* NULL: it is only read, or the object's writer writes it */
    size_t from;          /* offset of what is written, in the object */
    const char *meaning;  /* for the manual page */
};

/* The table of an object. */
struct members {
    const struct member *at;
    size_t n;
};

#define MEMBERS(array) ((struct members){.at = (array), .n = COUNT_OF(array)})

/* Notes why the report has to be rejected; REASON_NONE: nothing. Reading goes on. */
void decoder_problem(struct decoder *d, enum reason r);

/* Notes that memory is out. Gives false: give up. */
static inline bool decoder_no_memory(struct decoder *d)
{
    d->out_of_memory = true;
    return false;
}

/* Does the value say nothing: null, or a string of white space (SPEC 4)? */
static inline bool decoder_is_absent(const struct decoder *d, enum jsonpull_token value)
{
    struct slice raw = d->json.raw;
    if (value != PULL_STRING)
        return value == PULL_NULL;
    bool may_be_blank = raw.n == 0 || raw.at[0] == '\\' || ascii_is_space(raw.at[0]);
    return may_be_blank && jsonpull_is_blank(&d->json);
}

/* Puts the characters that the string at hand stands for in the place of its escapes. False: out of
 * memory, which is noted. */
bool decoder_unescape(struct decoder *d);

/* Why what was read is no report, the first of several reasons; REASON_NONE: it is one. complete:
 * all of the JSON was read, and is sound. */
enum reason decoder_verdict(const struct decoder *d, bool complete);

/* After PULL_OBJECT: reads up to its end; members that the table lacks are passed over. */
bool members_read(struct decoder *d, struct members table, void *into);

/* Reads a value that should be an object; anything else is passed over, and *was_object is
 * false. */
bool members_read_object(struct decoder *d, enum jsonpull_token value, struct members table,
                         void *into, bool *was_object);

/* The same for a text that holds such a value and nothing else. False: it does not, or as above. */
bool members_read_text(struct decoder *d, struct slice text, struct members table, void *into,
                       bool *was_object);

/* Writes an object with the members of its table, in that order. */
void members_write(struct buffer *to, struct members table, const void *from);

/* Readers, by the kind of value. A text (struct slice) is trimmed and bounded; null is absent, and
 * a number is taken as it is written. */
member_reader member_text;
member_reader member_name;      /* struct slice: likewise, of an organization or a contact */
member_reader member_field;     /* struct slice: likewise, of a mail's header or a member's name */
member_reader member_report_id; /* struct slice: likewise; a long one as bound_report_id has it */
member_reader member_host;      /* struct slice: likewise, without what MTAs write around a host */
member_reader member_address;   /* struct slice: likewise, of an address (address_alone) */
member_reader member_domain;    /* struct slice: likewise, in normal form (domain.h) */
member_reader member_word;      /* struct slice: likewise in lower case */

member_reader member_path;       /* struct slice: a string as it is, outer white space included */
member_reader member_inner_path; /* struct slice: likewise, inside an archive */

member_reader member_count;    /* struct count */
member_reader member_unsigned; /* uint64_t: a count, 0 where it is absent */
member_reader member_texts;    /* struct texts: an array of texts */
member_reader member_patterns; /* struct texts: mx patterns in their normal form */

struct count {
    int64_t value;
    bool is_there;
};

/*
 * The counts of a policy whose details are in (SPEC 4): an absent failure count is what the details
 * add up to, and a lone detail without a count has all of the policy's failures. A count of 0 that
 * is there stays 0.
 */
void counts_settle(struct decoder *d, struct policy *policy, struct count successful,
                   struct count failed, size_t details_without_count);

/* Gives the value; one over BOUND_COUNT is noted. */
int64_t count_plausible(struct decoder *d, int64_t value);

/* Likewise; an absent one is 0, and noted. */
int64_t count_value(struct decoder *d, struct count c);

/* What is kept of a text, and how much (bounds.h). */
enum text_form {
    KEEP_AS_IS,
    KEEP_NAME,
    KEEP_FIELD,
    KEEP_REPORT_ID,
    KEEP_POLICY_STRING, /* one that begins like a JSON array is cut when that array is read */
    KEEP_LOWER,
    KEEP_DOMAIN,
    KEEP_HOST,
};

/* A list of texts. */
struct text_list {
    struct slice name; /* its own key, under which senders may nest it once more */
    enum text_form form;
    struct texts *texts; /* what is read is added to them */
};
bool decoder_texts(struct decoder *d, enum jsonpull_token value, struct text_list list);

/* The same for mx patterns, in their normal form. */
bool decoder_patterns(struct decoder *d, enum jsonpull_token value, struct slice name,
                      struct texts *patterns);

#endif
