#include "formats/read/message.h"

#include "formats/read/bodypart.h"
#include "formats/read/damage.h"
#include "formats/read/documents.h"
#include "formats/read/fromline.h"
#include "formats/read/joined.h"
#include "formats/read/place.h"
#include "formats/read/signed.h"
#include "formats/read/stores.h"
#include "formats/read/walk.h"

static void read_mails(struct bodypart *p, struct slice text, unsigned depth);

/* Ends the lines of a mail in line feeds if they end in a lone CR. Such a file was rewritten
 * before, but not such a mail in an mbox. */
static void end_lines(struct item *item)
{
    enum { ENOUGH = 1024 };
    struct slice mail = slice_trim((struct slice){.at = item->bytes, .n = item->n});
    if (mail.n == 0 || memchr(mail.at, '\n', slice_at_most(mail, ENOUGH).n) ||
        recognise(slice_at_most(mail, STREAM_HEAD)) != CONTENT_CR_LINES)
        return;
    for (size_t i = 0; i < item->n; i++)
        if (item->bytes[i] == '\r')
            item->bytes[i] = '\n';
}

/* The item's bytes as the mail has them. An item that is made late comes here again. */
static struct slice unquoted(struct item *item)
{
    if (item->quoted)
        item->n = fromline_unquote(item->bytes, item->n);
    item->quoted = false;
    end_lines(item);
    return (struct slice){.at = item->bytes, .n = item->n};
}

/* Takes what is inside the part and could not be read: a store counts as one that is the part. */
static void take_trouble(struct bodypart *p, const struct outcome *o)
{
    enum unread_reason reason = o->unread->reason;
    if (reason == UNREAD_OVER_LIMIT) {
        bodypart_note_left_out(p, o->left_out);
        return;
    }
    if (reason == UNREAD_DAMAGED || o->unread == &damage_unknown_method)
        bodypart_note_reason(p, REASON_BAD_COMPRESSION);
    if (reason != UNREAD_DAMAGED)
        bodypart_note_unread(p, o->unread);
}

/* Takes something inside the part, which the walk came to. */
static void take_item(struct bodypart *p, struct item *item)
{
    struct slice bytes = {.at = item->bytes, .n = item->n};
    switch (item->kind) {
    case ITEM_MESSAGE:
        p->found = true;
        bytes = unquoted(item);
        read_mails(p, bytes, item->depth + 1);
        break;
    case ITEM_REPORT:
        bodypart_take_document(p, bytes, item->source.member, documents_take);
        break;
    case ITEM_RECORD:
        bodypart_take_document(p, bytes, item->source.member, found_record);
        break;
    case ITEM_TOO_LARGE:
        bodypart_note_reason(p, REASON_TOO_LARGE);
        break;
    case ITEM_TROUBLE:
        take_trouble(p, &item->outcome);
        break;
    case ITEM_FILE:
    case ITEM_PART:
    case ITEM_SKIPPED:
        break;
    }
}

struct bodypart_sink {
    struct sink sink; /* first: the sink is the part's */
    struct bodypart *part;
};

/* For the sink: what the walk found in a part is looked at before it goes on. */
static struct batch *take_batch(struct sink *sink, struct batch *b)
{
    struct bodypart *p = ((struct bodypart_sink *)sink)->part;
    struct extractor *x = p->mail->x;
    for (size_t i = 0; i < b->items_n && !x->out_of_memory && !x->holds_too_much; i++)
        take_item(p, &b->items[i]);
    batch_reset(b);
    return x->out_of_memory || x->holds_too_much ? NULL : b;
}

/* What a part decodes to is a stream like any other: a zip of mails, an mbox, … */
static void walk_decoded(struct bodypart *p, struct slice bytes, unsigned depth)
{
    struct extractor *x = p->mail->x;
    struct batch *batch = extractor_batch(x, depth);
    struct bodypart_sink sink = {.sink = {.batch = batch, .submit = take_batch}, .part = p};
    struct walk w = {.sink = &sink.sink,
                     .limits = &x->part_limits,
                     .confined = x->options->confined,
                     .expansion = x->expansion,
                     .mail_members = &x->mail_members};
    struct place place = {.path = p->mail->item->source.path, .depth = depth};
    struct memory_stream s;
    memory_stream_init(&s, bytes);
    if (!batch) {
        x->out_of_memory = true;
        return;
    }
    if (!walk_stream(&w, &s.stream, &place) || !sink_flush(&sink.sink))
        x->out_of_memory |= !x->holds_too_much;
    x->expansion = w.expansion;
    if (!p->found && p->left_out == 0)
        bodypart_note_reason(p, p->promise);
}

/* What Outlook wrapped and cannot be read any more may have been a report. */
static void walk_outlook(struct bodypart *p, struct slice bytes, unsigned depth)
{
    static const struct unread damaged = {UNREAD_UNKNOWN_FORM,
                                          SLICE("Outlook attachment that cannot be read"),
                                          SLICE("save it again from Outlook, as .eml or .msg")};
    walk_decoded(p, bytes, depth);
    if (!p->found && p->reason == REASON_BAD_COMPRESSION && !p->mail->unread)
        p->mail->unread = &damaged;
}

static void look(struct bodypart *p, struct slice bytes, unsigned depth);

static void look_inside_layer(struct bodypart *p, struct slice packed, enum content_kind kind,
                              unsigned depth)
{
    struct extractor *x = p->mail->x;
    struct slice plain;
    enum reason reason = content_unpack(x->content, depth, kind, packed, &plain);
    p->promise = REASON_BAD_JSON; /* the label told of the outermost layer only */
    if (reason != REASON_NONE)    /* first: bytes before damage may seem to be something else */
        bodypart_note_reason(p, reason);
    if (reason == REASON_NONE || plain.n > 0)
        look(p, plain, depth + 1);
}

static void look(struct bodypart *p, struct slice bytes, unsigned depth)
{
    struct slice head = slice_at_most(bytes, STREAM_HEAD);
    enum content_kind kind = recognise(head);
    if (p->is_message && kind == CONTENT_UNKNOWN)
        kind = CONTENT_MESSAGE;
    if (content_is_layer(kind)) {
        look_inside_layer(p, bytes, kind, depth);
        return;
    }
    switch (kind) {
    case CONTENT_EMPTY: /* no part that could hold a report */
        break;
    case CONTENT_UNKNOWN:
        bodypart_note_unknown(p, bytes);
        break;
    case CONTENT_STORE:
        bodypart_note_store(p, stores_find(head));
        break;
    case CONTENT_JSON:
    case CONTENT_PART: /* of a shared run, it says; what comes by mail is none */
    case CONTENT_SUMMARY:
        bodypart_take_document(p, bytes, (struct slice){0}, documents_take);
        break;
    case CONTENT_MESSAGE:
        p->found = true;
        if (letter_text(bytes, p->mail->arena, &bytes))
            read_mails(p, bytes, depth + 1);
        else
            p->mail->x->out_of_memory = true;
        break;
    case CONTENT_COMPOUND:
    case CONTENT_TNEF:
    case CONTENT_PST:
        p->promise = REASON_BAD_JSON;
        walk_outlook(p, bytes, depth);
        break;
    default:
        p->promise = REASON_BAD_JSON;
        walk_decoded(p, bytes, depth);
        break;
    }
}

/* Gives the part's bytes, from here or from the file that they were put into. */
static enum reason read_part(struct bodypart *p, enum encoding encoding, struct buffer *to,
                             struct slice *bytes, bool *damaged)
{
    struct mail *m = p->mail;
    enum reason reason = leaf_decode(p->leaf, encoding, to, bytes, damaged);
    m->x->out_of_memory |= to->failed;
    if (reason != REASON_BAD_ENCODING || !bodypart_is_left_out(p))
        return reason;
    p->in_fetched = true;
    return bodypart_fetch(p, to, bytes);
}

/* A multipart is a leaf where its encoding hides the parts. */
static bool is_text(struct slice type)
{
    return type.n == 0 || slice_starts_nocase(type, SLICE("text/")) ||
           slice_starts_nocase(type, SLICE("multipart/"));
}

/* The part is no report, but mails in its text may hold some. */
static void examine_text(struct bodypart *p, enum encoding encoding, unsigned depth)
{
    struct mail *m = p->mail;
    struct slice text = p->leaf->body;
    bool damaged, is_plain = encoding != ENCODING_BASE64;
    if (!is_plain && !is_text(p->leaf->type))
        return;
    if (!is_plain && read_part(p, encoding, &m->x->decoded[depth], &text, &damaged) != REASON_NONE)
        return;
    mail_note_text(m, text);
    if (leaf_mail_in_text(text).n == 0)
        return;
    if (is_plain && read_part(p, encoding, &m->x->decoded[depth], &text, &damaged) != REASON_NONE)
        return;
    text = leaf_mail_in_text(text);
    m->part = p;
    if (recognise(slice_at_most(text, STREAM_HEAD)) == CONTENT_MESSAGE)
        read_mails(p, text, depth + 1);
    m->part = p->outer;
}

static void examine(struct mail *m, const struct letter *letter, const struct mime_leaf *leaf,
                    unsigned depth)
{
    struct bodypart p = {.mail = m,
                         .outer = m->part,
                         .in_fetched = m->part && m->part->in_fetched,
                         .letter = letter,
                         .leaf = leaf,
                         .label = leaf_label(leaf->type),
                         .is_message = leaf->is_message,
                         .reason = REASON_NONE};
    bool damaged, mislabelled;
    enum encoding encoding = leaf_encoding(leaf, &mislabelled);
    struct slice bytes;
    m->claims |= p.label >= LABEL_TLSRPT;
    mail_list_attachment(m, leaf);
    if (p.label < LABEL_TLSRPT && !bodypart_name(&p)) {
        m->x->out_of_memory = true;
        return;
    }
    if (bodypart_is_elsewhere(&p)) {
        bodypart_note_failures(&p);
        return;
    }
    if (!leaf_may_hold_reports(leaf, p.label, p.name, encoding)) {
        examine_text(&p, encoding, depth);
        return;
    }

    p.promise = leaf_promise(p.label, p.name);
    p.reason = read_part(&p, encoding, &m->x->decoded[depth], &bytes, &damaged);
    if (p.reason == REASON_NONE) {
        enum content_kind kind = content_is_gzip(bytes)   ? CONTENT_GZIP
                                 : content_is_json(bytes) ? CONTENT_JSON
                                                          : CONTENT_UNKNOWN;
        p.deviations = (uint64_t)(damaged || mislabelled) << DEVIATION_ENCODING_DAMAGED |
                       (uint64_t)!leaf_is_well_labelled(p.label, kind)
                           << DEVIATION_WRONG_MEDIA_TYPE;
        m->part = &p;
        look(&p, bytes, depth);
        m->part = p.outer;
    }
    bodypart_note_failures(&p);
}

/* Examines all parts. The header has been read once the first one comes, or none does. */
static void examine_each(struct mail *m, struct letter *letter, struct mime_walk *w, unsigned depth)
{
    struct mime_leaf leaf;
    bool settled = w->takes_lowest, divided = false;
    while (m->parts < m->x->options->limits.parts && mime_next(w, &leaf)) {
        if (!settled)
            letter_settle(letter);
        if (!divided)
            m->x->out_of_memory |= !letter_divided(letter, w->has_preamble);
        settled = divided = true;
        m->parts++;
        examine(m, letter, &leaf, depth);
    }
    if (!settled)
        letter_settle(letter);
    if (!letter->outer)
        mail_note_claim(m, w->top_type);
}

/* Starts over if a type that a gateway put on top may have hidden the parts; it may have done so to
 * the letter around this one, too. Each level inside doubles the work, which MOST_AROUND bounds. */
static bool read_again(struct letter *letter, struct mime_walk *w)
{
    enum { MOST_AROUND = 1 };
    unsigned around = 0;
    for (const struct letter *outer = letter->outer; outer; outer = outer->outer)
        around += outer->is_read_again;
    return around <= MOST_AROUND && (letter->is_read_again = mime_again(w));
}

/* Reads all parts of a message whose letter was started. */
static void read_parts(struct mail *m, struct letter *letter, unsigned depth)
{
    struct mime_walk w;
    mime_start(&w, letter->bytes, &m->x->mime_limits, m->arena);
    mime_on_top_field(&w, letter_field, letter);
    struct report **before = m->last;
    size_t fetched = m->fetched.read.n;
    do {
        m->fetched.read.n = fetched;
        examine_each(m, letter, &w, depth);
    } while (!*before && read_again(letter, &w));
    mail_count_rest(m, &w);
    m->x->out_of_memory |= w.out_of_memory;
    signed_reports(m->x, letter, *before, m->arena); /* forwarded letters in it came first */
}

/* How often it was noted that a report is missing, or why. */
static uint64_t losses(const struct mail *m)
{
    return m->failures_n + m->item->outcome.rejections_n + m->lost;
}

/* Reads a message inside the mail. False: it claims to be a report, and nothing came of it, neither
 * a report nor a loss in what it holds. */
static bool read_letter(struct mail *m, const struct letter *outer, struct slice bytes,
                        unsigned depth)
{
    struct letter letter;
    struct report **before = m->last;
    const uint64_t known = losses(m);
    if (depth > m->x->options->limits.depth || depth >= EXTRACT_LEVELS) {
        m->over_limit = true;
        m->left_out++;
        return true;
    }
    letter_start(&letter, outer, bytes, &m->item->source, m->x->options);
    read_parts(m, &letter, depth);
    return !letter.claims || *before || m->over_limit || losses(m) > known;
}

/* Reads the mails that a text joins; one in a text may be a quotation. What else stands behind one,
 * as JSON, is a loss. */
static void read_mails(struct bodypart *p, struct slice text, unsigned depth)
{
    struct joined_mails mails = {.rest = text, .claimed = text};
    while (joined_take(&mails, &text)) {
        bool is_lost = !read_letter(p->mail, p->letter, text, depth);
        p->mail->lost += is_lost && !is_text(p->leaf->type);
        if (joined_is(text))
            bodypart_note_reason(p, REASON_BAD_COMPRESSION);
    }
}

void message_extract(struct extractor *x, struct item *item, struct slice message,
                     struct arena *arena)
{
    struct letter letter;
    struct mail m = {.x = x,
                     .item = item,
                     .arena = arena,
                     .letter = &letter,
                     .other = REASON_NONE,
                     .last = &item->outcome.reports};
    if (item->bytes == message.at)
        message = unquoted(item);
    if (x->options->keep_messages)
        m.bytes = message;
    if (!extractor_hash(x, message, arena, &item->source.message_sha256))
        return;
    if (!letter_text(message, arena, &message)) {
        x->out_of_memory = true;
        return;
    }
    extractor_expect(x, message.n);
    x->mail_members = 0;
    x->attachments.n = 0;
    item->outcome.kind = OUTCOME_MESSAGE;
    letter_start(&letter, NULL, message, &item->source, x->options);
    read_parts(&m, &letter, 0);
    for (struct report *r = item->outcome.reports; r; r = r->next)
        r->shares_message = item->outcome.reports->next != NULL;
    mail_settle(&m);
}
