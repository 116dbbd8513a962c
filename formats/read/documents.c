#include "formats/read/documents.h"

#include "formats/read/stores.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/jsonfind.h"
#include "lib/tlsrpt/jsonpull.h"

/* Takes one of several. If it is no report, it is rejected by itself. False: out of memory. */
static bool take_one(struct extraction *f, enum jsonfind_kind kind, struct slice document)
{
    f->reason = REASON_NONE;
    bool ok = kind == JSONFIND_REPORT ? found_document(f, document) : found_record(f, document);
    return ok && (f->reason == REASON_NONE || found_rejection(f, f->reason));
}

/* Is the document all of the JSON, but for white space? */
static bool is_whole(struct slice json, struct slice document)
{
    struct slice inner = slice_trim(json);
    if (slice_skip(&inner, UTF8_BYTE_ORDER_MARK))
        inner = slice_trim(inner);
    return inner.n == document.n;
}

/* May broken JSON have been a report? Only if a key of one stands in it; else it is a file of
 * something else: settings with comments, a program that begins with a comment in braces. */
static bool may_have_been_one(struct slice broken)
{
    static const struct slice keys[] = {
        SLICE("organization-name"), SLICE("report-id"), SLICE("date-range"),
        SLICE("contact-info"),      SLICE("\"polic"),   SLICE("failure-details"),
        SLICE("organization_name"), SLICE("report_id"), SLICE("_sessions"),
    };
    return slice_any(broken, slice_holds, keys, COUNT_OF(keys));
}

/* Keys of a report. They tell of one that was pasted into a text, or is a string in a log. */
static const struct slice marks_of_report[2] = {SLICE("organization-name"), SLICE("report-id")};

static const struct slice marks_of_wrapped[DOCUMENTS_MARKS][2] = {
    {SLICE("organization_name\\"), SLICE("report_id\\")},  /* a log of parsedmarc's output */
    {SLICE("organization-name\\"), SLICE("report-id\\")},  /* or of reports */
    {SLICE("\"notificationType\""), SLICE("\"content\"")}, /* Amazon SES */
    {SLICE("\"contentBytes\""), SLICE("\"contentType\"")}, /* Microsoft Graph */
    {SLICE("\"raw\""), SLICE("\"threadId\"")},             /* Gmail's API */
    /* Whoever else puts a mail into a string, or its attachment in base64; SES by way of SNS has
     * all of it in another string. */
    {SLICE("\\nTLS-Report-"), SLICE("\\n--")},
    {SLICE("application/tlsrpt"), SLICE("H4sI")},
    {SLICE("notificationType\\"), SLICE("content\\")},
    {SLICE("application/tlsrpt"), SLICE("\\u001f")}, /* gzip that was taken for UTF-8 */
};

static bool holds_both(struct slice text, const struct slice marks[static 2])
{
    return slice_holds(text, marks[0]) && slice_holds(text, marks[1]);
}

static const struct unread pasted = {UNREAD_UNKNOWN_FORM, SLICE("report in the text of a mail"),
                                     SLICE("save it as a file, and give that")};

const struct unread *documents_in_text(struct slice text)
{
    return holds_both(text, marks_of_report) ? &pasted : NULL;
}

const struct unread *documents_in_bytes(struct slice bytes)
{
    struct traces t = {0};
    traces_look(&t, bytes);
    return t.is_found ? &pasted : NULL;
}

const struct unread *documents_in_parts_of_text(struct slice text)
{
    /* The word base64, Base64 or BASE64: two looks, since texts of mails are many. */
    bool has_base64 = slice_holds(text, SLICE("ase64")) || slice_holds(text, SLICE("ASE64"));
    return has_base64 ? documents_in_bytes(text) : NULL;
}

static const struct unread wrapped = {UNREAD_UNKNOWN_FORM,
                                      SLICE("JSON that holds reports or mail as text"),
                                      SLICE("take them out, and give each as a file")};

/* Is it what wrapped text has escaped: the quotes of JSON, the line ends of a mail? No text of a
 * report needs that. Blanks and slashes tell nothing: some escape them everywhere. */
static bool is_of_wrapped(struct slice escaped)
{
    static const struct slice marks[] = {
        SLICE("\""),    SLICE("n"),     SLICE("r"),     SLICE("\\"),
        SLICE("u0022"), SLICE("u000a"), SLICE("u000A"), SLICE("u000d"),
        SLICE("u000D"), SLICE("u005c"), SLICE("u005C"), SLICE("u001f"),
    };
    return slice_any(escaped, slice_starts, marks, COUNT_OF(marks));
}

static bool holds_escaped_text(struct slice block)
{
    const char *at;
    while (block.n > 0 && (at = memchr(block.at, '\\', block.n))) {
        block = slice_from(block, (size_t)(at + 1 - block.at));
        if (is_of_wrapped(block))
            return true;
    }
    return false;
}

/* Marks count only beside escapes, digits, or what begins gzip and lines in a string, which JSON
 * does not have (RFC 8259, 7): what is wrapped has one of these. */
void documents_look(struct documents_wrapping *w, struct slice block)
{
    w->is_mixed = w->is_mixed || traces_are_wide(block);
    if (!holds_escaped_text(block) && !traces_are_in_digits(block) && !slice_has(block, '\x1F') &&
        !slice_holds(block, SLICE("\nContent-Type:")))
        return;
    for (size_t i = 0; i < COUNT_OF(marks_of_wrapped); i++)
        for (size_t of = 0; of < 2; of++)
            w->seen[i][of] = w->seen[i][of] || slice_holds(block, marks_of_wrapped[i][of]);
    traces_look(&w->traces, block);
}

const struct unread *documents_tell(const struct documents_wrapping *w)
{
    for (size_t i = 0; i < COUNT_OF(w->seen); i++)
        if (w->seen[i][0] && w->seen[i][1])
            return &wrapped;
    if (w->is_mixed)
        return &store_mixed;
    return traces_tell(&w->traces) ? &wrapped : NULL;
}

const struct unread *documents_wrapped(struct slice json)
{
    struct documents_wrapping w = {0};
    if (holds_both(json, marks_of_report))
        return &wrapped;
    documents_look(&w, json);
    return documents_tell(&w);
}

const struct unread *documents_listed(struct slice json)
{
    static const struct unread listed = {
        UNREAD_UNKNOWN_FORM, SLICE("JSON that lists report mail without what is attached"),
        SLICE("export the mail as .eml files or mbox")};
    /* A media type as a value, or a subject (RFC 8460, 5.3). */
    bool is_of_reports = slice_holds(json, SLICE("\"application/tlsrpt")) ||
                         slice_holds(json, SLICE("\"Report Domain:"));
    return is_of_reports ? &listed : NULL;
}

const struct unread *documents_of_vault(struct slice json)
{
    static const struct {
        struct slice marks[2];
        struct unread unread;
    } vaults[] = {
        {{SLICE("\"kdf\":\"scrypt\""), SLICE("\"hostname\":")},
         {UNREAD_ENCRYPTED, SLICE("restic backup repository"),
          SLICE("restore it with restic restore, and give the folder")}},
        {{SLICE("\"keyAlgo\""), SLICE("\"encryptedBlockFormat\"")},
         {UNREAD_ENCRYPTED, SLICE("Kopia backup repository"),
          SLICE("restore it with kopia restore, and give the folder")}},
        {{SLICE("\"gocryptfs "), SLICE("\"EncryptedKey\"")},
         {UNREAD_ENCRYPTED, SLICE("folder encrypted by gocryptfs"),
          SLICE("mount it with gocryptfs, and give what is there")}},
        {{SLICE("\"scryptSalt\""), SLICE("\"primaryMasterKey\"")},
         {UNREAD_ENCRYPTED, SLICE("Cryptomator vault"),
          SLICE("unlock it with Cryptomator, and give what is there")}},
    };
    for (size_t i = 0; i < COUNT_OF(vaults); i++)
        if (holds_both(json, vaults[i].marks))
            return &vaults[i].unread;
    return NULL;
}

/* What is no JSON stands behind the reports or between them: a footer, what was cut. */
static void note_stray(struct report *reports)
{
    for (struct report *r = reports; r; r = r->next)
        if (!r->is_record) /* its deviations are those of the report that it was made of */
            report_note(r, DEVIATION_TEXT_AROUND_JSON);
}

/* Notes where the next document stands. A mail keeps its number, which is its place in the mbox. */
static void note_place(struct extraction *f, uint64_t offset)
{
    if (f->item->outcome.kind == OUTCOME_MESSAGE)
        return;
    f->source->message += !f->is_numbered;
    f->source->offset = offset;
}

bool documents_lost(struct slice between)
{
    static const struct slice marks[] = {SLICE("\"organization-name\""), SLICE("\"date-range\""),
                                         SLICE("\"report-id\""), SLICE("\"policies\"")};
    return slice_any(between, slice_holds, marks, COUNT_OF(marks));
}

/* Rejects what is broken, which is a loss of its own beside reports. False: out of memory. */
static bool reject_broken(struct extraction *f, struct slice json, uint64_t begin)
{
    struct jsonfind j;
    enum jsonfind_kind kind;
    struct slice document;
    jsonfind_start(&j, json);
    while (jsonfind_next(&j, &kind, &document)) {
        note_place(f, begin + (uint64_t)(document.at - json.at));
        if (kind == JSONFIND_BROKEN && !found_rejection(f, REASON_BAD_JSON))
            return false;
    }
    return true;
}

/* Likewise what lost a bracket: it stands between the others, or before one that it seems to hold.
 * It has a number of its own. Behind one that is no JSON, and was rejected, stands its rest. */
static bool reject_lost(struct extraction *f, struct slice json, uint64_t begin)
{
    struct jsonfind j;
    enum jsonfind_kind kind;
    struct slice document = {0}, between = json;
    const unsigned most_depth = f->x->options->limits.json_depth;
    jsonfind_start(&j, json);
    for (bool more = true; more; between = slice_from(json, j.at)) {
        const uint64_t at = begin + (uint64_t)(between.at - json.at);
        const struct slice before = document;
        more = jsonfind_next(&j, &kind, &document);
        if (more)
            between.n = document.at > between.at ? (size_t)(document.at - between.at) : 0;
        if (documents_lost(between) && (before.n == 0 || jsonpull_is_sound(before, most_depth))) {
            note_place(f, at);
            if (!found_rejection(f, REASON_BAD_JSON))
                return false;
        }
        if (more)
            note_place(f, begin + (uint64_t)(document.at - json.at));
    }
    return true;
}

static bool take_collection(struct extraction *f, struct slice json, enum reason whole)
{
    struct jsonfind j;
    enum jsonfind_kind kind;
    struct slice document;
    struct report **before = f->last;
    const uint64_t number = f->source->message, begin = f->source->offset;
    bool any = false, is_broken = false;
    f->is_numbered = number > 0;
    jsonfind_start(&j, json);
    while (!f->x->holds_too_much && jsonfind_next(&j, &kind, &document)) {
        if (kind == JSONFIND_REPORT && is_whole(json, document))
            break; /* it was tried */
        note_place(f, begin + (uint64_t)(document.at - json.at));
        is_broken |= kind == JSONFIND_BROKEN;
        any |= kind != JSONFIND_BROKEN;
        if (kind != JSONFIND_BROKEN && !take_one(f, kind, document))
            return true;
    }
    if (j.stray)
        note_stray(*before);
    f->source->message = number; /* those of the whole again */
    f->source->offset = begin;
    f->reason = any ? REASON_NONE : whole;
    if (any && is_broken && !reject_broken(f, json, begin))
        return true;
    if (any && !is_broken && j.stray && !reject_lost(f, json, begin))
        return true;
    bool is_something_else = whole == REASON_NOT_A_REPORT || j.any_dmarc ||
                             (whole == REASON_BAD_JSON &&
                              (f->item->is_told || !may_have_been_one(json)));
    return any || j.any_key || !is_something_else;
}

bool documents_take(struct extraction *f, struct slice json)
{
    if (json.n > f->x->options->limits.report) {
        f->reason = REASON_TOO_LARGE;
        return true;
    }
    found_document(f, json);
    if (f->reason == REASON_NONE || f->x->out_of_memory || f->x->holds_too_much)
        return true;
    return take_collection(f, json, f->reason);
}
