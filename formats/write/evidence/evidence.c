/*
 * evidence: a file to hand over (SPEC 6.6): the workbook, the page, the summary, records, tables,
 * the reports and perhaps the mails, what was given to the run and the hashes of its inputs, in a
 * BagIt bag that appears whole or not at all.
 */
#include "formats/write/evidence/evidence.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/evidence/bag_files.h"
#include "formats/write/reportname.h"
#include "formats/write/targets/leftover.h"

enum { MAIL_NAME = SHA256_TEXT + sizeof ".eml" };

/* In the manifest's order. */
static const struct {
    const char *name; /* below data/ */
    bool is_folder;
    output_opener *open;
} parts[EVIDENCE_PARTS] = {
    [EVIDENCE_WORKBOOK] = {"audit.xlsx", false, xlsx_open},
    [EVIDENCE_PAGE] = {"audit.html", false, html_open},
    [EVIDENCE_SUMMARY] = {"summary.json", false, json_open},
    [EVIDENCE_RECORDS] = {"records.ndjson", false, ndjson_open},
    [EVIDENCE_TABLES] = {"csv", true, csv_open},
};

static const char *root_of(const struct evidence *e)
{
    return building_path(&e->folder.building);
}

/* ROOT/data/NAME; an empty name: ROOT/data. */
static const char *in_payload(const struct evidence *e, const char *name,
                              char path[static PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/" BAG_PAYLOAD "%s%s", root_of(e), name[0] ? "/" : "", name);
    return path;
}

static bool fail_with(struct evidence *e, const char *name, const char *why)
{
    snprintf(e->folder.error, sizeof e->folder.error, "%s: %.150s%s%.250s", e->folder.path, name,
             name[0] ? ": " : "", why);
    return false;
}

static bool shelf_failed(struct evidence *e, const struct shelf *s)
{
    return fail_with(e, s->name, strerror(s->failure));
}

static bool bag_failed(struct evidence *e)
{
    return fail_with(e, e->bag.failed_name, strerror(e->bag.failure));
}

/* Of the part's own error only the reason is told: its path is one that nobody knows. */
static bool part_failed(struct evidence *e, size_t i, const char *why)
{
    size_t root = strlen(root_of(e));
    const char *in_bag = strncmp(why, root_of(e), root) == 0 ? why + root : why;
    const char *after_path = strstr(in_bag, ": ");
    return fail_with(e, parts[i].name, after_path ? after_path + 2 : why);
}

/* An edition gets no report that also speaks of others (SPEC 6.8). */
static bool speaks_of_others(const struct evidence *e, const struct report *r)
{
    bool all = true;
    for (size_t i = 0; i < r->policies_n; i++)
        all = all && !r->policies[i].left_out;
    return e->account->audit.options.edition && !all;
}

static bool put_document(struct evidence *e, const struct report *r, const char *key)
{
    char name[REPORT_NAME], hash[SHA256_TEXT + 1];
    if (!e->reports.folder)
        return true;
    if (r->is_record || r->document.n == 0) {
        e->records++;
        return true;
    }
    if (speaks_of_others(e, r)) {
        e->withheld++;
        return true;
    }
    report_name(r, key, name);
    if (!sha256_text(&e->sha256, r->document, hash))
        return fail_with(e, e->reports.name, strerror(ENOMEM));
    return shelf_put(&e->reports, name, r->document, hash) || shelf_failed(e, &e->reports);
}

static bool put_mail(struct evidence *e, const struct report *r)
{
    char name[MAIL_NAME];
    struct slice hash = r->source.message_sha256;
    if (!e->mails.folder || r->message.n == 0 || hash.n != SHA256_TEXT)
        return true;
    if (speaks_of_others(e, r) || (e->account->audit.options.edition && r->shares_message))
        return true;
    snprintf(name, sizeof name, "%.*s.eml", SHA256_TEXT, hash.at);
    return shelf_put(&e->mails, name, r->message, hash.at) || shelf_failed(e, &e->mails);
}

static bool put_report(void *self, const struct report *r, const char *key)
{
    struct evidence *e = self;
    for (size_t i = 0; i < EVIDENCE_PARTS; i++) {
        const struct listener *l = &e->parts[i]->listener;
        if (l->report && !l->report(l->self, r, key))
            return part_failed(e, i, e->parts[i]->error);
    }
    return put_document(e, r, key) && put_mail(e, r);
}

static bool put_exception(void *self, const struct exception *x)
{
    struct evidence *e = self;
    for (size_t i = 0; i < EVIDENCE_PARTS; i++) {
        const struct listener *l = &e->parts[i]->listener;
        bool hears = l->exception && (x->kind != EXCEPTION_DUPLICATE || l->wants_duplicates);
        if (hears && !l->exception(l->self, x))
            return part_failed(e, i, e->parts[i]->error);
    }
    return true;
}

static bool finish_parts(struct evidence *e, struct account *a)
{
    for (size_t i = 0; i < EVIDENCE_PARTS; i++) {
        struct output *part = e->parts[i];
        if (!part->finish(part, a) || !part->commit(part))
            return part_failed(e, i, part->error);
        bool ok = parts[i].is_folder ? bag_add_folder(&e->bag, parts[i].name)
                                     : bag_add(&e->bag, parts[i].name);
        if (!ok)
            return bag_failed(e);
    }
    return true;
}

static bool list_file(void *self, const char *path, const char *sha256, uint64_t bytes)
{
    struct evidence *e = self;
    return bag_list(&e->bag, path, sha256, bytes);
}

static bool list_shelf(struct evidence *e, struct shelf *s)
{
    return shelf_each(s, list_file, e) || (s->failure != 0 ? shelf_failed(e, s) : bag_failed(e));
}

static bool list_shelves(struct evidence *e)
{
    return (!e->reports.folder || list_shelf(e, &e->reports)) &&
           (!e->mails.folder || list_shelf(e, &e->mails));
}

/* Has a text written, and puts it into the bag. */
static bool put_text(struct evidence *e, const char *name,
                     bool (*put)(struct bag *b, const char *name, struct slice content),
                     void (*say)(const struct evidence *e, struct buffer *text))
{
    struct buffer text = {0};
    say(e, &text);
    bool ok = text.failed ? fail_with(e, name, strerror(ENOMEM))
                          : put(&e->bag, name, buffer_slice(&text)) || bag_failed(e);
    buffer_free(&text);
    return ok;
}

static bool put_given(struct evidence *e)
{
    const struct about *about = &e->about;
    char path[PATH_MAX], name[EVIDENCE_GIVEN_NAME];
    if (!evidence_has_given(e))
        return true;
    if (mkdir(in_payload(e, "given", path), 0700) != 0)
        return fail_with(e, "given", strerror(errno));
    for (size_t i = 0; i < about->given_n; i++) {
        evidence_given_name(&about->given[i], i + 1, name);
        if (!bag_write(&e->bag, name, buffer_slice(&about->given[i].text)))
            return bag_failed(e);
    }
    return true;
}

/* Frees what only the making of the bag needs. */
static void let_go(struct evidence *e)
{
    for (size_t i = 0; i < EVIDENCE_PARTS; i++) {
        if (e->parts[i])
            e->parts[i]->abandon(e->parts[i]);
        e->parts[i] = NULL;
    }
    shelf_free(&e->reports);
    shelf_free(&e->mails);
    bag_free(&e->bag);
    sha256_free(&e->sha256);
}

static bool make_bag(struct evidence *e, struct account *a)
{
    return finish_parts(e, a) && list_shelves(e) && put_given(e) &&
           put_text(e, "inputs.sha256", bag_write, evidence_inputs) &&
           put_text(e, BAG_INFO, bag_tag, evidence_info) &&
           put_text(e, "README.txt", bag_tag, evidence_readme) &&
           (bag_end(&e->bag) || bag_failed(e));
}

/* Frees memory now, since a thousand clients' bags may wait for each other to be put in place. */
static bool finish(struct output *o, struct account *a)
{
    struct evidence *e = (struct evidence *)o;
    bool ok = make_bag(e, a);
    let_go(e);
    return ok;
}

static bool commit(struct output *o)
{
    struct evidence *e = (struct evidence *)o;
    return folder_target_commit(&e->folder);
}

static void abandon(struct output *o)
{
    struct evidence *e = (struct evidence *)o;
    let_go(e);
    folder_target_abandon(&e->folder);
    if (e->lock >= 0)
        close(e->lock);
    free(e);
}

static bool open_parts(struct evidence *e)
{
    char path[PATH_MAX], why[TARGET_ERROR];
    for (size_t i = 0; i < EVIDENCE_PARTS; i++) {
        e->parts[i] = parts[i].open(in_payload(e, parts[i].name, path), &e->about, e->account, why);
        if (!e->parts[i])
            return part_failed(e, i, why);
    }
    return true;
}

static bool open_shelf(struct evidence *e, struct shelf *s, const char *name)
{
    char payload[PATH_MAX];
    return shelf_open(s, in_payload(e, "", payload), name, SHELF_MOST_FLAT) || shelf_failed(e, s);
}

/* If parts are redacted, nothing is kept as it was sent. */
static bool open_shelves(struct evidence *e)
{
    if (evidence_is_redacted(e))
        return true;
    return open_shelf(e, &e->reports, "reports") &&
           (!e->about.evidence_mails || open_shelf(e, &e->mails, "mails"));
}

/* Is it a name of the bag's first level? */
static bool is_name_of_bag(const char *name)
{
    static const struct slice names[] = {SLICE(BAG_PAYLOAD),      SLICE(BAG_DECLARATION),
                                         SLICE(BAG_INFO),         SLICE(BAG_MANIFEST),
                                         SLICE(BAG_TAG_MANIFEST), SLICE("README.txt")};
    return slice_any(slice_of(name), slice_equal, names, COUNT_OF(names));
}

/* Is asked again when the bag is moved, since somebody may have put something there meanwhile. For
 * the name of the payload it looks through all of the folder. */
static bool is_ours(const char *folder, const char *name)
{
    char why[BAG_WHY], payload[PATH_MAX];
    if (strcmp(name, BAG_PAYLOAD) == 0)
        return bag_may_replace(folder, why);
    snprintf(payload, sizeof payload, "%s/" BAG_PAYLOAD, folder);
    return is_name_of_bag(name) && access(payload, F_OK) == 0;
}

static bool begin_folder(struct evidence *e, const char *folder)
{
    char why[BAG_WHY];
    leftover_clear(folder, is_name_of_bag);
    if (!bag_may_replace(folder, why)) {
        snprintf(e->folder.error, sizeof e->folder.error, "%s: %.300s", folder, why);
        return false;
    }
    if (!folder_target_open(&e->folder, folder, PLACEMENT_PRIVATE, is_ours,
                            e->output.about->placer))
        return false;
    e->lock = leftover_lock(e->folder.building.place->folder);
    return true;
}

static bool begin(struct evidence *e, const char *folder)
{
    int held = leftover_hold(folder);
    bool ok = begin_folder(e, folder);
    if (held >= 0)
        close(held);
    if (!ok)
        return false;
    return (bag_begin(&e->bag, root_of(e)) || bag_failed(e)) && open_parts(e) && open_shelves(e);
}

struct output *evidence_open(const char *folder, const struct about *about,
                             const struct account *account, char *error)
{
    struct evidence *e = calloc(1, sizeof *e);
    if (!e) {
        snprintf(error, TARGET_ERROR, "out of memory");
        return NULL;
    }
    e->lock = -1;
    e->about = *about;
    e->about.placer = NULL; /* the bag is moved as a whole */
    e->about.is_private = true;
    e->account = account;
    e->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = e->folder.error,
                                .about = about};
    if (!begin(e, folder)) {
        snprintf(error, TARGET_ERROR, "%s", e->folder.error);
        abandon(&e->output);
        return NULL;
    }
    e->output.listener = (struct listener){
        .self = e, .report = put_report, .exception = put_exception, .wants_duplicates = true};
    return &e->output;
}
