/*
 * input_rows: the INPUTs of a run, and what came of each. A part (SPEC 11) stands for the inputs
 * that it was made from: each has a row of its own.
 */
#ifndef AUDIT_INPUT_ROWS_H
#define AUDIT_INPUT_ROWS_H

#include "lib/audit/outcome.h"
#include "lib/base/sha256.h"

/* What came of an input: mail or reports, or trouble that was said. */
enum input_held { INPUT_HELD_NOTHING, INPUT_HELD_TROUBLE, INPUT_HELD_MAIL };

struct input_row {
    struct slice path;
    const char *kind;             /* of SPEC 6.1; NULL: nothing was read from it */
    char sha256[SHA256_TEXT + 1]; /* hex digits, where they were asked for; empty: not known */
    uint64_t bytes;               /* that were hashed */
    uint64_t messages, reports;
    uint64_t with_reports, rejected, unread, ignored; /* of the messages: their sum */
    uint64_t aligned_signatures, changed_bodies; /* of counted reports; the latter fail by it */
    enum input_held held;

    bool is_part;           /* it is none itself: its rows stand for it */
    struct input_row *rows; /* in the arena of whoever added them */
    size_t rows_n, told_n;  /* of so many it was told already what came of them */
};

/* Does the input change mail? At least ten of its signatures, and half of them, fail by
 * the body. */
static inline bool input_is_changed(const struct input_row *in)
{
    return in->changed_bodies >= 10 && 2 * in->changed_bodies >= in->aligned_signatures;
}

/* The row that what comes next belongs to: of a part, that of the input which began last. */
static inline struct input_row *input_row_at_hand(struct input_row *in)
{
    return in->rows_n > 0 ? &in->rows[in->rows_n - 1] : in;
}

static inline size_t input_rows_n(const struct input_row *in) /* its own, or those of a part */
{
    return in->is_part ? in->rows_n : 1;
}

/* Counts a message as what its outcome makes it: with reports, rejected, unread or ignored. */
void input_count_message(struct input_row *in, const struct outcome *o);

/* Notes what came of the row at hand, if it is more than what came of it before. */
void input_note_held(struct input_row *in, enum input_held held);

/* One of a part's inputs begins. False: out of memory. */
bool input_begins(struct input_row *part, struct slice path, struct arena *arena);

/* What came of the part's next input: its row, filled in; NULL: out of memory, or it has no more
 * (then *has_more is false). */
struct input_row *input_told(struct input_row *part, const struct part_line *line,
                             struct arena *arena, bool *has_more);

/* All rows, those of parts in the place of the part. False: out of memory. */
bool inputs_flatten(const struct input_row *inputs, size_t n, struct arena *arena,
                    const struct input_row **rows, size_t *rows_n);

/* "input 1" stands for the first row's path, and so on, through all of them. False: out
 * of memory. */
bool inputs_number(struct input_row *inputs, size_t n, struct arena *arena);

/*
 * What stands for all inputs together (SPEC 6.5, sheet Sign-off): the SHA-256 over the rows' own,
 * in their order, each as 64 hex digits and a line feed. Gives how many rows have none, and are
 * left out; when it is all of them, or out of memory, the text is empty.
 */
size_t inputs_sha256(const struct input_row *rows, size_t n, char text[static SHA256_TEXT + 1]);

extern const struct slice input_held_names[]; /* by enum input_held; of nothing: empty */

#endif
