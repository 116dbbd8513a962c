#include "formats/read/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "formats/read/clone.h"
#include "formats/read/confined.h"
#include "formats/read/dbox.h"
#include "formats/read/decoders.h"
#include "formats/read/eml.h"
#include "formats/read/jsons.h"
#include "formats/read/lastlook.h"
#include "formats/read/layer.h"
#include "formats/read/maildir.h"
#include "formats/read/mbox.h"
#include "formats/read/outlook/msg.h"
#include "formats/read/outlook/pst.h"
#include "formats/read/outlook/tnef.h"
#include "formats/read/parts.h"
#include "formats/read/pieces.h"
#include "formats/read/promise.h"
#include "formats/read/recognise.h"
#include "formats/read/records.h"
#include "formats/read/stores.h"
#include "formats/read/unpack.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/mail/field.h"
#include "lib/tlsrpt/source.h"

/* Tells of a trouble once, where it is met: the streams around it, which are one file with it, fail
 * of it, too. */
static bool tell_damage(struct walk *w, const struct place *p, struct stream *s,
                        const char *sentence)
{
    bool was_told = s->is_told;
    s->is_told = true;
    return was_told || place_damaged(w, p, sentence);
}

/* What is compressed or wrapped keeps its name: it is the same file, one layer further in. */
static bool walk_layer(struct walk *w, struct stream *s, const struct place *p,
                       enum content_kind kind)
{
    struct layer l;
    if (!layer_open(&l, s, kind, &w->expansion))
        return false;
    struct place inside = *p;
    inside.depth++;
    inside.in_layer = true;
    bool ok = l.plain ? walk_stream(w, l.plain, &inside) : tell_damage(w, p, s, l.failure);
    s->is_told |= l.plain && l.plain->is_told;
    layer_close(&l);
    return ok;
}

/* `seen`: for an archive that may hold a Maildir; NULL: each member is a message. */
static bool walk_member(struct walk *w, struct stream *member, struct slice name,
                        const struct place *p, struct maildir_seen *seen)
{
    struct place inside = {.path = p->path, .depth = p->depth + 1};
    enum maildir_part part = seen ? maildir_part_of(seen, name) : MAILDIR_MESSAGE;
    char *joined = place_join(p->member, name, &inside.member);
    inside.in_maildir = part == MAILDIR_MESSAGE;
    bool ok = joined && (part == MAILDIR_HALF_DELIVERED ? place_note(w, &inside, ITEM_SKIPPED)
                                                        : walk_stream(w, member, &inside));
    free(joined);
    return ok;
}

static bool walk_content(struct walk *w, struct stream *s, const struct place *p,
                         enum content_kind kind);

/* Adds to `n` how many members are left; none of them is read. */
static uint64_t count_members(struct container *c, uint64_t n)
{
    struct slice name;
    struct stream *member;
    while (container_next(c, &name, &member) == CONTAINER_MEMBER)
        n += member != NULL;
    return n;
}

/* Tells how many members a limit leaves out (SPEC 3); `met` of them are in hand. */
static bool leave_out(struct walk *w, struct container *c, const struct place *p, uint64_t met)
{
    static const struct unread more_members = {UNREAD_OVER_LIMIT, SLICE("file over a limit"),
                                               SLICE("raise --max-members")},
                               larger = {UNREAD_OVER_LIMIT, SLICE("file over a limit"),
                                         SLICE("raise --max-ratio")};
    bool is_exceeded = expansion_is_exceeded(&w->expansion);
    uint64_t n = count_members(c, met);
    char sentence[STORE_SENTENCE];
    if (n == 0)
        return true;
    snprintf(sentence, sizeof sentence, "%s%s%s %s not read",
             is_exceeded ? "" : "has more members than --max-members; ", thousands((int64_t)n).text,
             is_exceeded ? " more" : "", plural((int64_t)n, "member was", "members were"));
    return place_over_limit(w, p, is_exceeded ? &larger : &more_members, sentence, n);
}

/* Walks the members of a container over `s`. of_messages: each member is a message. */
static bool walk_members(struct walk *w, struct container *c, struct stream *s,
                         const struct place *p, bool of_messages)
{
    struct maildir_seen seen = {.n = 0};
    struct clone clone = {0};
    struct slice name;
    struct stream *member;
    enum container_event event;
    uint64_t own = 0, *members = w->mail_members ? w->mail_members : &own;
    while ((event = container_next(c, &name, &member)) == CONTAINER_MEMBER) {
        if (expansion_is_exceeded(&w->expansion) || ++*members > w->limits->members)
            return leave_out(w, c, p, member != NULL);
        if (member) /* the name may be gone when the member was read */
            clone_note(&clone, name);
        if (member && !walk_member(w, member, name, p, of_messages ? NULL : &seen))
            return false;
        /* What is packed in a whole member fails of itself. */
        s->is_told = member && member->is_told && member->failure[0] != '\0';
    }
    if (event == CONTAINER_END)
        return !clone_is_of_inbox(&clone) || place_unread(w, p, &clone_of_inbox, NULL);
    return c->unread ? place_unread(w, p, c->unread, c->failure) : tell_damage(w, p, s, c->failure);
}

/* Walks a message in Outlook's form, which keeps its name, too. */
static bool walk_only_message(struct walk *w, struct container *c, struct stream *s,
                              const struct place *p)
{
    struct slice name;
    struct stream *plain;
    struct place inside = *p;
    inside.depth++;
    enum container_event event = container_next(c, &name, &plain);
    if (event == CONTAINER_OTHER)
        return place_note(w, p, ITEM_SKIPPED);
    if (event != CONTAINER_MEMBER)
        return tell_damage(w, p, s, c->failure);
    walk_set_kind(w, "outlook");
    return walk_content(w, plain, &inside, CONTENT_MESSAGE) &&
           (plain->failure[0] == '\0' || tell_damage(w, p, s, plain->failure));
}

static struct container *open_container(struct walk *w, struct stream *s, enum content_kind kind)
{
    if (decoders_know(kind))
        return confined_open(w->confined, s, kind, &w->expansion);
    switch (kind) {
    case CONTENT_COMPOUND:
        return msg_open(s, w->limits);
    case CONTENT_TNEF:
        return tnef_open(s);
    case CONTENT_DBOX:
        return dbox_open(s);
    default:
        return unpack_open(s, kind, &w->expansion,
                           w->mail_members ? UNPACK_QUICK_METHODS : UNPACK_ANY_METHOD);
    }
}

static bool walk_container(struct walk *w, struct stream *s, const struct place *p,
                           enum content_kind kind)
{
    struct container *c = open_container(w, s, kind);
    if (!c)
        return false;
    if (p->member.n > 0)
        w->expansion.unpacked += EXPANSION_NESTED;
    bool ok = kind == CONTENT_COMPOUND ? walk_only_message(w, c, s, p)
                                       : walk_members(w, c, s, p, kind == CONTENT_DBOX);
    container_close(c);
    return ok;
}

/* Is it looked through? What git keeps lies in the folder, too, and a mail may hold anything. */
static bool is_looked_through(const struct walk *w, const struct place *p)
{
    return !w->mail_members && !clone_keeps(p->path) && !clone_keeps(p->member);
}

/* Notes what is known and not read. In a Maildir it is a message all the same. By mail, what packs
 * or encrypts files is an attachment like others where it has no report's name. */
static bool walk_store(struct walk *w, struct stream *s, const struct place *p)
{
    const struct store *store = stores_find(stream_peek(s, STREAM_HEAD));
    bool is_attachment = w->mail_members && !source_name_claims(place_name(p));
    bool is_unread = store && (store->use <= (is_attachment ? STORE_OF_MAIL : STORE_OF_FILES) ||
                               (store->use == STORE_OF_ROWS && is_looked_through(w, p) &&
                                lastlook_finds_reports(s, w->limits->stop)));
    if (!is_unread)
        return place_note(w, p, ITEM_SKIPPED);
    return p->in_maildir ? place_unread_message(w, p, &store->unread, NULL)
                         : place_unread(w, p, &store->unread, NULL);
}

/* Notes what only a process apart may decode, when there is none. */
static bool walk_undecoded(struct walk *w, const struct place *p)
{
    static const struct unread undecoded = {
        UNREAD_NO_READER, SLICE("archive that only a process apart may decode, and there is none"),
        SLICE("unpack it with 7z x FILE, and give the folder")};
    return place_unread(w, p, &undecoded, NULL);
}

/* Is it a later piece? What lies in an archive or comes by mail has nothing beside it. */
static bool is_later_piece(const struct walk *w, const struct place *p)
{
    return !w->mail_members && p->member.n == 0 && p->depth == 0 && pieces_is_later(p->path);
}

static const struct unread *piece_of(const struct place *p)
{
    return pieces_is_of_zip(place_name(p)) ? &store_split_zip : &store_piece;
}

static const struct unread misnamed = {UNREAD_UNKNOWN_FORM,
                                       SLICE("file that is not what its name says"),
                                       SLICE("copy or export it again")};

/* A report's name tells of what is packed in it, too. By mail, a member of an archive has one. */
static bool has_name_of_report(const struct walk *w, const struct place *p)
{
    return (!w->mail_members || p->member.n > 0) && source_name_claims(place_name(p));
}

static bool walk_unknown(struct walk *w, struct stream *s, const struct place *p)
{
    static const struct unread no_mail = {
        UNREAD_UNKNOWN_FORM, SLICE("file of a Maildir that does not begin like a message"),
        SLICE("look at what it is; it is not read")};
    if (p->in_maildir)
        return field_begins(stream_peek(s, STREAM_HEAD)) ? walk_content(w, s, p, CONTENT_MESSAGE)
                                                         : place_unread_message(w, p, &no_mail, "");
    bool is_promised = has_name_of_report(w, p) ||
                       (!w->mail_members && !p->in_layer &&
                        promise_of_mail(place_name(p), stream_peek(s, STREAM_HEAD)));
    const struct unread *unread = is_looked_through(w, p) ? lastlook(s, w->limits->stop) : NULL;
    if (unread == &store_piece || (is_later_piece(w, p) && unread != &store_split_zip))
        unread = piece_of(p);
    if (!unread && is_promised)
        unread = &misnamed;
    return unread ? place_unread(w, p, unread, NULL) : place_note(w, p, ITEM_SKIPPED);
}

/* A part counts where the user names it, and nowhere else: in a mail it is JSON like other. */
static bool walk_part(struct walk *w, struct stream *s, const struct place *p)
{
    static const struct unread inner = {UNREAD_NO_READER, SLICE("part of a shared run"),
                                        SLICE("give it as an INPUT of its own")};
    if (w->mail_members)
        return jsons_walk(w, s, p);
    if (!p->is_input)
        return place_unread(w, p, &inner, NULL);
    walk_set_kind(w, "part");
    return parts_walk(w, s, p);
}

/* A summary does not tell what reports it is of; beside them it is a file of something else. */
static bool walk_summary(struct walk *w, struct stream *s, const struct place *p)
{
    static const struct unread summary = {
        UNREAD_UNKNOWN_FORM, SLICE("summary of this program"),
        SLICE("give the mail that it is of, and the summary to --compare")};
    if (w->mail_members)
        return jsons_walk(w, s, p);
    return p->is_input ? place_unread(w, p, &summary, NULL) : place_note(w, p, ITEM_SKIPPED);
}

static const char *input_kind_of(enum content_kind kind)
{
    switch (kind) {
    case CONTENT_TNEF:
    case CONTENT_PST:
        return "outlook";
    case CONTENT_DBOX:
        return "dbox";
    default:
        return "archive";
    }
}

static bool walk_empty(struct walk *w, const struct place *p)
{
    if (has_name_of_report(w, p))
        return place_unread(w, p, &misnamed, NULL);
    walk_set_kind(w, "mbox"); /* an INPUT that is empty was read, and has its row and its hash */
    return p->is_input ? place_skipped(w, p, OUTCOME_EMPTY) : place_note(w, p, ITEM_SKIPPED);
}

static bool walk_content(struct walk *w, struct stream *s, const struct place *p,
                         enum content_kind kind)
{
    switch (kind) {
    case CONTENT_EMPTY:
        return walk_empty(w, p);
    case CONTENT_UNKNOWN:
        return walk_unknown(w, s, p);
    case CONTENT_STORE:
        return walk_store(w, s, p);
    case CONTENT_MBOX:
    case CONTENT_MMDF:
        walk_set_kind(w, "mbox");
        return mbox_walk(w, s, p, kind == CONTENT_MMDF);
    case CONTENT_MESSAGE:
        walk_set_kind(w, "message");
        return eml_walk(w, s, p);
    case CONTENT_JSON:
        if (p->is_input)
            walk_set_kind(w, jsons_input_kind(stream_peek(s, STREAM_HEAD)));
        return jsons_walk(w, s, p);
    case CONTENT_RECORDS:
        walk_set_kind(w, "records");
        return records_walk(w, s, p);
    case CONTENT_PART:
        return walk_part(w, s, p);
    case CONTENT_SUMMARY:
        return walk_summary(w, s, p);
    default:
        break;
    }
    if (kind == CONTENT_PST && (!PST_IS_READ || !w->confined))
        return walk_store(w, s, p);
    if (decoders_know(kind) && !w->confined)
        return walk_undecoded(w, p);
    if (p->depth >= w->limits->depth)
        return place_note(w, p, ITEM_TOO_LARGE);
    if (content_is_layer(kind))
        return walk_layer(w, s, p, kind);
    if (kind != CONTENT_COMPOUND)
        walk_set_kind(w, input_kind_of(kind));
    return walk_container(w, s, p, kind);
}

bool walk_stream(struct walk *w, struct stream *s, const struct place *p)
{
    if (w->expansion.most_ratio == 0)
        w->expansion = expansion_of_input(w->limits->ratio, w->limits->stop);
    struct slice head = stream_peek(s, STREAM_HEAD);
    /* An empty file is an empty mbox to whoever exports one. */
    if (head.n == 0 && s->failure[0] == '\0')
        return p->in_maildir ? walk_unknown(w, s, p) : walk_empty(w, p);
    bool ok = head.n == 0 || walk_content(w, s, p, recognise(head));
    return ok && (s->failure[0] == '\0' || tell_damage(w, p, s, s->failure));
}

bool walk_file(struct walk *w, const struct place *p, int file)
{
    struct file_stream s;
    struct stat status;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode))
        file_stream_init(&s, file);
    else
        pipe_stream_init(&s, file);
    s.bytes = w->bytes;
    s.packed = &w->expansion.packed;
    w->expansion = expansion_of_input(w->limits->ratio, w->limits->stop);
    return walk_stream(w, &s.stream, p);
}
