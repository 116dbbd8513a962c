#include "formats/read/found.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/record.h"

enum { ITEM_FREE = 1 << 20 }; /* bytes that the reports of one item may hold together in any case */

/* Where the next report or rejection was found. The first ones of a mail or file say it whole; for
 * the others the texts that all share are cut, or a long Message-ID would stand beside thousands of
 * short reports. */
static struct source next_source(struct extraction *f)
{
    enum { WHOLE = 16, CUT = 128 };
    struct source s = *f->source;
    if (f->item->outcome.found_n++ < WHOLE)
        return s;
    s.message_id = slice_trim(utf8_cut(s.message_id, CUT));
    s.member = utf8_cut(s.member, CUT);
    return s;
}

/* NULL: out of memory. */
static struct rejection *add_rejection(struct extraction *f, enum reason reason)
{
    struct outcome *o = &f->item->outcome;
    struct rejection *r = arena_take(f->arena, sizeof *r);
    o->rejections_n++;
    if (!r) {
        extractor_out_of_memory(f->x);
        return NULL;
    }
    *r = (struct rejection){.reason = reason, .source = next_source(f)};
    if (o->last_rejection)
        o->last_rejection->next = r;
    else
        o->rejections = r;
    o->last_rejection = r;
    f->rejected = true;
    return r;
}

/* What is broken in a mail or a file is rejected piece by piece up to a limit; the last rejection
 * says how many more there are, so that a small file cannot become a long list (SPEC 3). */
bool found_left_out(struct extraction *f, enum reason reason, uint64_t left_out)
{
    const struct limits *limits = &f->x->options->limits;
    struct outcome *o = &f->item->outcome;
    if (o->rejections_n < limits->parts) {
        struct rejection *r = add_rejection(f, reason);
        if (r)
            r->left_out = left_out;
        return r != NULL;
    }
    if (!o->rest && !(o->rest = add_rejection(f, REASON_TOO_LARGE)))
        return false;
    o->rest->left_out += left_out > 0 ? left_out : 1;
    f->rejected = true;
    return true;
}

bool found_rejection(struct extraction *f, enum reason reason)
{
    return found_left_out(f, reason, 0);
}

/* Does it begin more than two days after its mail was received or after the day of the run (SPEC
 * 4)? Nobody can report on days that have not come. The sender's own Date proves nothing. */
static bool is_future(const struct extraction *f, const struct report *r)
{
    enum { AHEAD = 2 };
    time_seconds received = r->source.received, now = f->x->options->now;
    return (received != WHEN_NEVER && r->source.was_received &&
            r->begin - received > (time_seconds)AHEAD * SECONDS_A_DAY) ||
           (now != 0 && report_day(r) - day_of_time(now) > AHEAD);
}

/* Notes a range that is over long before the mail came, or begins so long before that no report can
 * have it. */
static void note_stale(struct report *r)
{
    const time_seconds long_ago = (time_seconds)366 * SECONDS_A_DAY,
                       longest = (time_seconds)31 * SECONDS_A_DAY;
    time_seconds received = r->source.received;
    if (received != WHEN_NEVER &&
        (received - r->end > long_ago || received - r->begin > long_ago + longest))
        report_note(r, DEVIATION_STALE_PERIOD);
}

static bool reject_future(struct extraction *f, struct report *r)
{
    struct rejection *rejection = add_rejection(f, REASON_FUTURE_DATE);
    if (!rejection)
        return false;
    rejection->report = r;
    rejection->source = r->source;
    return true;
}

/* Judges the dates of a decoded report, identifies and links it. */
static bool add_report(struct extraction *f, struct report *r, struct slice document)
{
    if (is_future(f, r))
        return reject_future(f, r);
    note_stale(r);
    return found_identified(f, r, document);
}

bool found_identified(struct extraction *f, struct report *r, struct slice document)
{
    const struct extract_options *o = f->x->options;
    if (!report_identify(r, o->dedup, &o->key, &f->x->hashing))
        return extractor_out_of_memory(f->x);
    if (o->keep_documents && !arena_copy(f->arena, document, &r->document))
        return extractor_out_of_memory(f->x);
    if (o->networks)
        networks_mark(o->networks, r);
    r->next = NULL;
    *f->last = r;
    f->last = &r->next;
    return true;
}

bool found_document(struct extraction *f, struct slice document)
{
    struct extractor *x = f->x;
    x->holds_too_much |= document.n > x->bytes_allowed - x->bytes_held;
    if (x->holds_too_much) /* the whole item is made again: no need to go on */
        return true;
    if (x->bytes_held > x->options->limits.report + ITEM_FREE) {
        f->reason = REASON_TOO_LARGE; /* of all reports of a message together */
        return true;
    }
    struct arena_mark mark = arena_mark(f->arena);
    struct report *r = arena_take(f->arena, sizeof *r);
    bool no_memory = false;
    const struct decoding with = {&x->options->limits, f->arena, x->cache};
    f->reason = r ? report_decode(document, &with, r, &no_memory) : REASON_NONE;
    if (!r || no_memory)
        return extractor_out_of_memory(x);
    if (f->reason != REASON_NONE ||
        !extractor_may_hold(x, document.n, f->arena->taken - mark.taken)) {
        arena_rewind(f->arena, mark);
        return true;
    }
    r->source = next_source(f);
    r->deviations |= f->deviations;
    report_attribute(r, r->source.report_domain);
    return extractor_hash(x, document, f->arena, &r->source.report_sha256) &&
           add_report(f, r, document);
}

/* Anyone may have mailed the record: it was found and received with its mail, and only who vouches
 * for the mail vouches for it. */
static void take_source_of_mail(struct extraction *f, struct report *r)
{
    struct slice told = r->source.report_domain;
    r->source = next_source(f);
    if (r->source.report_domain.n == 0)
        r->source.report_domain = told;
    r->deviations &= ~((uint64_t)1 << DEVIATION_STALE_PERIOD);
    report_attribute_anew(r, told, r->source.report_domain);
}

/* A record of another program, such as parsedmarc, does not say where its report was found: then it
 * is the record that is found. */
static void take_place(struct extraction *f, struct report *r)
{
    if (r->source.path.n > 0)
        return;
    struct source here = next_source(f);
    r->source.path = here.path;
    r->source.member = here.member;
    r->source.message = here.message;
    r->source.offset = here.offset;
}

/* Whoever can post a report to a web server's folder can also post a record, or have one put into
 * an archive. What it says of its sender counts only in the file that the user named (SPEC 5.4). */
static void forget_authenticity(struct report *r)
{
    r->source.server_word = SERVER_NOT_ASKED;
    r->source.signature = (struct dkim_verdict){0};
}

bool found_record(struct extraction *f, struct slice line)
{
    struct extractor *x = f->x;
    struct arena_mark mark = arena_mark(f->arena);
    struct report *r = arena_take(f->arena, sizeof *r);
    bool no_memory = false;
    f->reason = r ? record_decode(line, &x->options->limits, f->arena, r, &no_memory) : REASON_NONE;
    if (!r || no_memory)
        return extractor_out_of_memory(x);
    if (f->reason != REASON_NONE) {
        arena_rewind(f->arena, mark);
        return true;
    }
    if (!extractor_may_hold(x, line.n, f->arena->taken - mark.taken))
        return true;
    bool in_mail = f->item->outcome.kind == OUTCOME_MESSAGE;
    r->is_record = !in_mail;
    if (in_mail)
        take_source_of_mail(f, r);
    else
        take_place(f, r);
    if (!in_mail && !f->item->is_input)
        forget_authenticity(r);
    return (!in_mail || extractor_hash(x, line, f->arena, &r->source.report_sha256)) &&
           add_report(f, r, line);
}
