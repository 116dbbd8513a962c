/*
 * Brackets and strings alone tell where one value ends and the next begins; whether they are
 * reports, and sound, the workers find out. No string has a line feed (RFC 8259, 7): there an open
 * value is given up, and reading goes on.
 *
 * A value with nothing but white space around it is the whole file, in a large file as in a small
 * one: its bytes are hashed (SPEC 6.2). So the first value waits until it is known to be alone.
 */
#include "formats/read/jsons.h"

#include "formats/read/documents.h"

enum { SMALL = 1 << 20 };

struct jsons {
    struct walk *walk;
    struct source where;
    unsigned file_depth;
    bool is_input;         /* what the user named */
    uint64_t taken;        /* bytes that were read; the last of them is the last of the batch */
    size_t start, scanned; /* where the next item begins; up to where it was looked at */
    bool may_be_alone;     /* so far only white space stands outside of the first value */
    size_t lead, held;     /* of that value, from `start` on: its begin, and its end; 0: not yet */
    size_t depth;          /* brackets that are open */
    bool in_array;         /* the outermost one is an array of values */
    bool in_value, in_string, escaped;
    bool is_lost;  /* a value that lost its first bracket, or ended too early, was given: its rest,
                    * up to its last bracket, is to come */
    bool skipping; /* the value is too large, and is passed over */
    struct documents_wrapping wrapping;
};

static struct batch *batch_of(const struct jsons *j)
{
    return j->walk->sink->batch;
}

/* Notes where the next item begins in the file. A value that is passed over has no bytes left. */
static void note_offset(struct jsons *j)
{
    if (!j->skipping)
        j->where.offset = j->taken - (batch_of(j)->n - j->start);
}

/* What is wrapped in the values. If there is one alone, and it came by mail, its decoder tells. */
static const struct unread *wrapped_in(const struct jsons *j)
{
    bool is_of_mail = j->walk->mail_members && j->where.message == 0;
    return is_of_mail ? NULL : documents_tell(&j->wrapping);
}

static bool emit(struct jsons *j, size_t end)
{
    note_offset(j);
    struct item *item = sink_add(j->walk->sink, j->skipping ? ITEM_TOO_LARGE : ITEM_REPORT,
                                 &j->where, j->walk->input);
    if (!item)
        return false;
    item->depth = j->file_depth;
    item->is_input = j->is_input;
    item->is_told = j->where.message == 0 && wrapped_in(j);
    item->bytes = batch_of(j)->bytes + j->start;
    item->n = j->skipping ? 0 : end - j->start;
    j->start = end;
    j->in_value = j->in_string = j->escaped = j->skipping = false;
    return true;
}

/* One value of several ends at `end`. */
static bool give_value(struct jsons *j, size_t end)
{
    j->where.message++;
    j->may_be_alone = false;
    size_t before = batch_of(j)->n;
    if (!emit(j, end) || !sink_added(j->walk->sink, &j->start))
        return false;
    j->scanned -= before - batch_of(j)->n;
    return true;
}

/* Gives the first value, which is not alone. */
static bool let_go(struct jsons *j)
{
    size_t end = j->start + j->held;
    j->start += j->lead;
    j->lead = j->held = 0;
    return give_value(j, end);
}

/* What lost its last bracket, too, has no rest behind the next report. */
static void note_rest(struct jsons *j, struct slice value)
{
    bool ended_too_early = value.at[j->lead] == '{' && value.at[value.n - 1] != '}';
    j->is_lost = ended_too_early || (j->is_lost && !documents_lost(value));
}

static bool end_value(struct jsons *j, size_t end)
{
    if (!j->skipping)
        note_rest(j, batch_part(batch_of(j), j->start, end));
    if (!j->may_be_alone || j->skipping)
        return give_value(j, end);
    j->held = end - j->start;
    j->in_value = j->in_string = j->escaped = false;
    return true;
}

static void open_bracket(struct jsons *j, char c, size_t at)
{
    bool is_outermost = !j->in_value && j->depth == 0 && c == '[' && !j->in_array;
    j->in_array |= is_outermost;
    if (is_outermost) {
        j->may_be_alone = false;
        return;
    }
    if (!j->in_value && j->may_be_alone)
        j->lead = at - j->start;
    else if (!j->in_value)
        j->start = at;
    j->in_value = true;
    j->depth++;
}

/* True: a value ends here. */
static bool close_bracket(struct jsons *j)
{
    if (!j->in_value) {
        j->in_array = false;
        return false;
    }
    return --j->depth == 0;
}

/* Inside a string. True: the string is broken, and its value with it. */
static bool look_at_string(struct jsons *j, char c)
{
    if (c == '\n') {
        j->depth = 0;
        return true;
    }
    if (!j->escaped && c == '"')
        j->in_string = false;
    j->escaped = !j->escaped && c == '\\';
    return false;
}

static bool is_of_mark(char c) /* a byte order mark's bytes */
{
    return c == '\xEF' || c == '\xBB' || c == '\xBF';
}

/* True: a value ends behind this byte. */
static bool look_at(struct jsons *j, char c, size_t at)
{
    if (j->in_string)
        return look_at_string(j, c) && j->in_value;
    switch (c) {
    case '"':
        j->in_string = j->in_value;
        return false;
    case '{':
    case '[':
        open_bracket(j, c, at);
        return false;
    case '}':
    case ']':
        return close_bracket(j);
    default:
        j->may_be_alone &= j->in_value || ascii_is_space(c) || is_of_mark(c);
        return false;
    }
}

/* Looks at what came last, and at some bytes before it. */
static void look_for_wrapped(struct jsons *j)
{
    size_t before = j->scanned - j->start;
    size_t from = j->scanned - (before < TRACES_OVERLAP ? before : TRACES_OVERLAP);
    documents_look(&j->wrapping, batch_part(batch_of(j), from, batch_of(j)->n));
}

/* Bytes may come one by one (a gzip of many members), and each look begins before what is new. */
static bool are_enough(const struct jsons *j)
{
    return batch_of(j)->n - j->scanned >= TRACES_OVERLAP;
}

/* Does a bracket open behind the keys of a report that lost its own? */
static bool is_behind_lost(struct jsons *j, char c)
{
    if (j->in_value || j->may_be_alone || (c != '{' && c != '[' && c != '}'))
        return false;
    if (c == '}' && j->is_lost)
        j->start = j->scanned; /* what stands before it is the rest */
    if (c == '}' || j->is_lost) {
        j->is_lost &= c != '}';
        return false;
    }
    struct slice between = batch_part(batch_of(j), j->start, j->scanned);
    j->is_lost = documents_lost(between);
    if (!j->is_lost)
        j->start = j->scanned; /* each byte is looked at once, however many brackets there are */
    return j->is_lost;
}

static bool cut(struct jsons *j)
{
    look_for_wrapped(j);
    while (j->scanned < batch_of(j)->n) {
        size_t at = j->scanned;
        char c = batch_of(j)->bytes[at];
        bool is_behind = j->held > 0 && ascii_is_space(c);
        if (j->held > 0 && !is_behind && !let_go(j))
            return false;
        if (is_behind_lost(j, c) && !give_value(j, j->scanned))
            return false;
        at = j->scanned++;
        if (!is_behind && look_at(j, c, at) && !end_value(j, at + 1))
            return false;
    }
    if (!j->in_value && !j->may_be_alone)
        j->start = j->scanned;
    return true;
}

/* Reads on; *got is how many bytes came, 0 at the end. False: stop reading. */
static bool fill(struct jsons *j, struct stream *s, size_t *got)
{
    size_t before = batch_of(j)->n;
    if (!sink_fill(j->walk->sink, s, &j->start, got))
        return false;
    j->scanned -= before + *got - batch_of(j)->n;
    j->taken += *got;
    return true;
}

/* Drops a value that is too large, or much white space. False: stop reading. */
static bool pass_over(struct jsons *j)
{
    struct batch *b = batch_of(j);
    if (b->n - j->start <= j->walk->limits->report)
        return true;
    if (j->held > 0)
        return let_go(j);
    note_offset(j);
    j->skipping = j->in_value;
    j->may_be_alone = false;
    j->lead = 0;
    b->n = j->scanned = j->start;
    return true;
}

static bool tell_wrapped(struct jsons *j, const struct place *p)
{
    const struct unread *wrapped = wrapped_in(j);
    return !wrapped || place_unread(j->walk, p, wrapped, NULL);
}

const char *jsons_input_kind(struct slice head)
{
    static const struct slice of_records[] = {
        SLICE("\"report_key\""),
        SLICE("\"begin_date\""),
        SLICE("\"smtp_tls_reports\""),
    };
    for (size_t i = 0; i < COUNT_OF(of_records); i++)
        if (slice_find_nocase(head, of_records[i]).at)
            return "records";
    return "report";
}

/* If the stream breaks off inside a value, that is told of the file (walk_stream), not of the
 * value. */
bool jsons_walk(struct walk *w, struct stream *s, const struct place *p)
{
    struct jsons j = {.walk = w,
                      .where = place_source(p),
                      .file_depth = p->depth,
                      .is_input = p->is_input,
                      .may_be_alone = true};
    j.start = j.scanned = w->sink->batch->n;
    const uint64_t small = w->limits->report < SMALL ? w->limits->report : SMALL;
    bool is_small = true; /* all of it may be one item */
    for (size_t got = 1; got > 0;) {
        if (!fill(&j, s, &got))
            return false;
        is_small &= batch_of(&j)->n - j.start <= small;
        bool is_cut = !is_small && (got == 0 || are_enough(&j));
        if (is_cut && (!cut(&j) || !pass_over(&j)))
            return false;
    }
    bool is_broken = s->failure[0] != '\0';
    if (is_broken && is_small && !cut(&j))
        return false;
    bool is_open = j.in_value && (j.skipping || !is_broken);
    if (is_small && !is_broken)
        look_for_wrapped(&j);
    bool is_left = (is_small && !is_broken) || is_open || j.held > 0;
    return (!is_left || (emit(&j, batch_of(&j)->n) && sink_added(w->sink, NULL))) &&
           tell_wrapped(&j, p);
}
