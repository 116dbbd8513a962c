#include "formats/read/bodypart.h"

#include "formats/read/applemail.h"
#include "lib/tlsrpt/jsonpull.h"

bool bodypart_name(struct bodypart *p)
{
    bool had_name = p->has_name;
    p->has_name = true;
    return had_name || leaf_name(p->leaf, p->mail->arena, &p->name);
}

void bodypart_note_reason(struct bodypart *p, enum reason reason)
{
    if (reason == REASON_TOO_LARGE)
        p->left_out++;
    else if (p->reason == REASON_NONE ||
             (p->reason == REASON_NOT_A_REPORT && reason != REASON_NONE))
        p->reason = reason;
}

void bodypart_note_left_out(struct bodypart *p, uint64_t n)
{
    p->left_out += n > 0 ? n : 1;
}

void bodypart_note_unread(struct bodypart *p, const struct unread *unread)
{
    if (!p->mail->unread)
        p->mail->unread = unread;
    bodypart_note_reason(p, unread->reason == UNREAD_ENCRYPTED         ? REASON_ENCRYPTED
                            : unread->reason == UNREAD_PARTIAL_MESSAGE ? REASON_PARTIAL_MESSAGE
                                                                       : p->promise);
}

static struct extraction extraction_of(const struct bodypart *p, struct source *source)
{
    struct mail *m = p->mail;
    return (struct extraction){.x = m->x,
                               .arena = m->arena,
                               .item = m->item,
                               .source = source,
                               .deviations = p->deviations,
                               .reason = REASON_NONE,
                               .last = m->last};
}

/* Looks for the part's name only if the header does not tell everything, or a forwarded mail's may
 * not: its part's name counts before what is around it. */
static bool source_of(struct bodypart *p, struct slice member, struct source *source)
{
    struct arena *arena = p->mail->arena;
    if (!letter_source(p->letter, member, p->name, arena, source))
        return false;
    bool is_told = source->report_domain.n > 0 && source->submitter.n > 0;
    if (p->has_name || (is_told && !p->letter->outer))
        return true;
    return bodypart_name(p) && letter_source(p->letter, member, p->name, arena, source);
}

/* Does the name of the part or of its member, or what was read of it, tell that it should have held
 * a report? What encrypts a file adds an ending of its own. */
static bool should_hold_report(const struct bodypart *p, enum reason reason, struct slice member)
{
    bool claims = source_name_claims(p->name) || source_name_claims(member);
    if (reason == REASON_ENCRYPTED || reason == REASON_PARTIAL_MESSAGE)
        return claims || source_name_tells(leaf_name_decrypted(p->name));
    if (reason == REASON_BAD_COMPRESSION && p->found)
        return true;
    return reason <= REASON_BAD_JSON &&
           (claims || source_name_tells(p->name) || source_name_tells(member));
}

/* member: its name inside the part; empty: it is the part itself. */
static void note_failure(const struct bodypart *p, enum reason reason, uint64_t left_out,
                         struct slice member)
{
    struct failure f = {.reason = reason,
                        .left_out = left_out,
                        .is_of_report = p->label >= LABEL_TLSRPT,
                        .is_damaged = should_hold_report(p, reason, member),
                        .is_claimed = p->letter->claims || source_name_claims(p->name) ||
                                      source_name_claims(member)};
    mail_note_failure(p->mail, &f, p->letter, p->name);
}

void bodypart_take_document(struct bodypart *p, struct slice json, struct slice member,
                            found_taker *take)
{
    struct mail *m = p->mail;
    struct source source;
    struct extraction f = extraction_of(p, &source);
    p->found = true;
    if (!source_of(p, member, &source)) {
        m->x->out_of_memory = true;
        return;
    }
    struct report **before = m->last;
    bool is_of_reports = take(&f, json); /* where it is no report, f.reason says so */
    if (!is_of_reports)
        mail_note_json(m, json);
    m->last = f.last;
    m->rejected |= f.rejected;
    for (struct report *r = *before; r; r = r->next)
        r->message = m->bytes;
    if (member.n == 0 || f.reason == REASON_NONE || f.reason == REASON_TOO_LARGE)
        bodypart_note_reason(p, f.reason);
    else if (is_of_reports) /* each member is a loss of its own */
        note_failure(p, f.reason, 0, slice_basename(member));
    else
        bodypart_note_reason(p, REASON_NOT_A_REPORT);
}

/* A database or a disk image is an attachment like others; a store of mail may hold reports, and so
 * may what packs or encrypts files, where it has a report's name. */
void bodypart_note_store(struct bodypart *p, const struct store *store)
{
    bool is_of_files = store && store->use == STORE_OF_FILES;
    if ((store && store->use == STORE_OF_MAIL) || (is_of_files && source_name_claims(p->name)))
        bodypart_note_unread(p, &store->unread);
    else if (!store || store->use != STORE_OF_NOTHING)
        bodypart_note_reason(p, p->promise);
}

void bodypart_note_unknown(struct bodypart *p, struct slice bytes)
{
    bool is_other_json = jsonpull_is_sound(bytes, p->mail->x->options->limits.json_depth);
    bodypart_note_reason(p, is_other_json ? REASON_NOT_A_REPORT : p->promise);
    if (!is_other_json)
        mail_note_text(p->mail, bytes);
}

bool bodypart_is_elsewhere(struct bodypart *p)
{
    static const struct unread partial = {UNREAD_PARTIAL_MESSAGE,
                                          SLICE("piece of a message (message/partial)"),
                                          SLICE("join the pieces, in order, and give the whole")};
    if (!slice_starts_nocase(p->leaf->type, SLICE("message/")))
        return false;
    struct slice type = field_main(p->leaf->type);
    bool is_piece = slice_equal_nocase(type, SLICE("message/partial"));
    if (is_piece)
        bodypart_note_unread(p, &partial);
    return is_piece || slice_equal_nocase(type, SLICE("message/external-body"));
}

bool bodypart_is_left_out(const struct bodypart *p)
{
    const struct source *source = &p->mail->item->source;
    struct slice name = source->member.n > 0 ? source->member : source->path;
    return !p->in_fetched && slice_trim(p->leaf->body).n == 0 && applemail_is_partial(name);
}

/* 2.1 is the first part of a message that is part 2 (RFC 3501, 6.4.5). */
static void append_number(const struct bodypart *p, struct buffer *to)
{
    if (p->outer) {
        append_number(p->outer, to);
        buffer_append_char(to, '.');
    }
    buffer_append_number(to, p->leaf->number_n > 0 ? (int64_t)p->leaf->number[0] : 1);
    for (unsigned i = 1; i < p->leaf->number_n; i++) {
        buffer_append_char(to, '.');
        buffer_append_number(to, (int64_t)p->leaf->number[i]);
    }
}

/* The attachments belong to the mail as its file does: their bytes count as packed, too. */
static enum applemail_result fetch(struct bodypart *p, struct slice file, struct buffer *to)
{
    struct mail *m = p->mail;
    struct expansion *e = &m->x->expansion;
    uint64_t most = m->x->options->limits.message;
    struct slice number;
    to->n = 0;
    append_number(p, to);
    buffer_append_char(to, '\0');
    to->failed = to->failed || !arena_copy(m->arena, buffer_slice(to), &number);
    if (to->failed)
        return APPLEMAIL_NONE;
    struct applemail_part part = {.message = file, .number = number.at, .name = p->name};
    enum applemail_result result = applemail_attachment(
        &part, most > e->packed ? most - e->packed : 0, &m->fetched, m->arena, to);
    if (result == APPLEMAIL_READ)
        e->packed += to->n;
    return result;
}

enum reason bodypart_fetch(struct bodypart *p, struct buffer *to, struct slice *bytes)
{
    static const struct unread lacks = {UNREAD_PARTIAL_MESSAGE,
                                        SLICE("Apple Mail message without its attachments"),
                                        SLICE("give the folder that holds both Messages and "
                                              "Attachments")};
    struct extractor *x = p->mail->x;
    const struct source *source = &p->mail->item->source;
    bool is_file = source->member.n == 0; /* in an archive it lies elsewhere, and is read there */
    x->out_of_memory |= !bodypart_name(p);
    enum applemail_result result = is_file ? fetch(p, source->path, to) : APPLEMAIL_NONE;
    x->out_of_memory |= to->failed;
    *bytes = buffer_slice(to);
    if (result == APPLEMAIL_NONE)
        bodypart_note_unread(p, &lacks);
    return result == APPLEMAIL_READ        ? REASON_NONE
           : result == APPLEMAIL_TOO_LARGE ? REASON_TOO_LARGE
                                           : REASON_PARTIAL_MESSAGE;
}

void bodypart_note_failures(const struct bodypart *p)
{
    if (p->reason != REASON_NONE)
        note_failure(p, p->reason, 0, (struct slice){0});
    if (p->left_out > 0)
        note_failure(p, REASON_TOO_LARGE, p->left_out, (struct slice){0});
}
