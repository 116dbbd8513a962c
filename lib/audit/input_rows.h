/*
 * input_rows: the INPUTs of a run, and what came of each. A part (SPEC 11) stands for the inputs
 * that it was made from, of which each has a row of its own.
 */
#ifndef AUDIT_INPUT_ROWS_H
#define AUDIT_INPUT_ROWS_H

#include "lib/audit/outcome.h"
#include "lib/base/sha256.h"

/* What an input held: mail or reports; or only trouble, which was told. */
enum input_held { INPUT_HELD_NOTHING, INPUT_HELD_TROUBLE, INPUT_HELD_MAIL };

struct input_row {
    struct slice path;
    const char *kind;             /* of SPEC 6.1; NULL: nothing was read from it */
    char sha256[SHA256_TEXT + 1]; /* hex digits; empty: not asked for, or not known */
    uint64_t bytes;               /* how many were hashed */
    uint64_t messages, reports;
    uint64_t with_reports, rejected, unread, ignored; /* of the messages: their sum */
    /* Of counted reports; changed_bodies of the aligned signatures fail by the body. */
    uint64_t aligned_signatures, changed_bodies;
    enum input_held held;

    bool is_part;           /* it is no input itself: its rows stand for it */
    struct input_row *rows; /* in the arena of whoever added them */
    size_t rows_n, told_n;  /* told_n: of how many the part has told what came of them */
};

/* Does whatever stored this input change mail? Of its signatures at least ten, and half, fail by
 * the body. */
static inline bool input_is_changed(const struct input_row *in)
{
    return in->changed_bodies >= 10 && 2 * in->changed_bodies >= in->aligned_signatures;
}

/* The row that the next outcome belongs to: in a part, that of the input which began last. */
static inline struct input_row *input_row_at_hand(struct input_row *in)
{
    return in->rows_n > 0 ? &in->rows[in->rows_n - 1] : in;
}

static inline bool input_is_folder(const struct input_row *in)
{
    return in->kind && (strcmp(in->kind, "maildir") == 0 || strcmp(in->kind, "folder") == 0);
}

static inline size_t input_rows_n(const struct input_row *in) /* its own, or those of a part */
{
    return in->is_part ? in->rows_n : 1;
}

/* Counts a message by its outcome: with reports, rejected, unread or ignored. */
void input_count_message(struct input_row *in, const struct outcome *o);

/* Notes what the row at hand held, unless it is known to have held more. */
void input_note_held(struct input_row *in, enum input_held held);

/* Begins the next of a part's inputs. False: out of memory. */
bool input_begins(struct input_row *part, struct slice path, struct arena *arena);

/* Takes over what a part tells of its next input, and gives its row. NULL: out of memory, or the
 * part has no more (*has_more is false). */
struct input_row *input_told(struct input_row *part, const struct part_line *line,
                             struct arena *arena, bool *has_more);

/* Lists all rows, a part's own in place of the part. False: out of memory. */
bool inputs_flatten(const struct input_row *inputs, size_t n, struct arena *arena,
                    const struct input_row **rows, size_t *rows_n);

/* Replaces the paths of all rows, in order, by "input 1" and so on. False: out of memory. */
bool inputs_number(struct input_row *inputs, size_t n, struct arena *arena);

/*
 * Writes what stands for all inputs together (SPEC 6.5, sheet Sign-off): the SHA-256 over those of
 * the rows, in their order, each as 64 hex digits and a line feed. Gives how many rows have none
 * and are left out; if all of them, or out of memory, the text is empty.
 */
size_t inputs_sha256(const struct input_row *rows, size_t n, char text[static SHA256_TEXT + 1]);

extern const struct slice input_held_names[]; /* by enum input_held; of nothing: empty */

#endif
