#include "cmd/tlsrpt-audit/editions.h"

#include <stdlib.h>

#include "cmd/tlsrpt-audit/edition_folders.h"
#include "cmd/tlsrpt-audit/edition_places.h"
#include "cmd/tlsrpt-audit/edition_series.h"

struct editions {
    const struct options *options;
    struct about about;
    struct account *whole;
    const struct account_options *with;
    struct edition_series series[EDITION_KINDS];
    struct edition_places places;
    struct edition_folders folders;
    char why[TARGET_ERROR];
};

/* What one edition is made with. */
struct maker {
    struct editions *of;
    struct edition_series *series;
    uint32_t number;
    const struct edition *edition;
    struct account account;
    struct scope scope;
    struct selection selection;
    struct earlier earlier;
    struct input_row scratch; /* stands for all INPUTs: what they held is told for the whole */
    struct edition_mark mark;
    struct arena arena;
    enum audit_status status;
    const _Atomic bool *stop;
};

static bool fail(struct editions *e, const char *sentence)
{
    if (e->why[0] == '\0')
        snprintf(e->why, sizeof e->why, "%s", sentence);
    return false;
}

static bool no_memory(struct editions *e)
{
    return fail(e, "out of memory");
}

static bool parcels_failed(struct editions *e, const struct parcels *p)
{
    char told[SPOOL_TOLD];
    spool_tell(p->spool.failure, told);
    return p->spool.failure != 0 ? fail(e, told) : no_memory(e);
}

/* Listening. */

static bool tell(struct editions *e, const struct edition_parcel *p)
{
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        struct edition_series *s = &e->series[kind];
        if (s->wanted && !edition_series_tell(s, p))
            return parcels_failed(e, &s->parcels);
    }
    return true;
}

static bool take_report(void *self, const struct report *r, const char *key)
{
    (void)key;
    return tell(self, &(struct edition_parcel){.report = r, .is_counted = true});
}

/* A conflict counts in an edition that hears of no copy before it: the mail of the counted one may
 * have moved it to another domain. */
static bool take_exception(void *self, const struct exception *x)
{
    struct edition_parcel p = {.report = x->report};
    switch (x->kind) {
    case EXCEPTION_DUPLICATE:
    case EXCEPTION_UNAUTHENTICATED:
        return tell(self, &p);
    case EXCEPTION_CONFLICT:
        p.is_counted = true;
        return tell(self, &p);
    case EXCEPTION_REJECTED:
        p.rejection = x;
        p.domain = x->report ? p.domain : x->source.report_domain;
        return tell(self, &p);
    case EXCEPTION_UNREAD:
    case EXCEPTION_FOREIGN:
        break;
    }
    return true;
}

/* One edition. */

static struct slice client_of(const struct edition *e)
{
    return slice_equal(e->name, SLICE(EDITION_UNASSIGNED)) ? SLICE("") : e->name;
}

static bool take_earlier(struct maker *m, const struct earlier *whole)
{
    struct group among[CHANGE_KINDS];
    edition_shares_earlier(&m->series->shares, m->number, among);
    m->account.given.earlier = &m->earlier;
    return earlier_about(whole, among, &m->account.audit, &m->arena, &m->earlier);
}

static bool set_up(struct maker *m)
{
    const struct account_options *with = m->of->with;
    const struct scope *scope = with->audit.scope;
    const struct slice *domain = m->series->names.kind == EDITION_DOMAIN ? &m->edition->name : NULL;
    m->selection = *with->audit.selection;
    if (scope && !scope_part(scope, client_of(m->edition), domain, with->audit.key, &m->scope))
        return false;
    if (domain && !scope) {
        m->selection.only = *domain;
        m->selection.has_only = true;
    }

    struct account_options options = *with;
    options.audit.selection = &m->selection;
    options.audit.scope = scope ? &m->scope : NULL;
    options.audit.redaction = NULL; /* parcels are redacted already */
    options.audit.inputs = &m->scratch;
    options.audit.inputs_n = 1;
    options.audit.edition = &m->mark;
    options.given.reviews = NULL; /* they are of the whole */
    options.given.setup.names = (struct texts){0};
    return edition_shares_setup(&m->series->shares, m->number, &m->arena,
                                &options.given.setup.names) &&
           account_init(&m->account, &options) &&
           (!with->given.earlier || take_earlier(m, with->given.earlier));
}

static bool take(void *self, struct outcome *o)
{
    struct maker *m = self;
    m->status = audit_take(&m->account.audit, o);
    return m->status == AUDIT_OK && !*m->stop;
}

/* An edition tells the messages, files and rejected parts of the whole: nobody knows whose they
 * are. */
static void take_accounts_of_whole(struct maker *m)
{
    const struct audit *whole = &m->of->whole->audit;
    struct audit *own = &m->account.audit;
    own->options.inputs = whole->options.inputs;
    own->options.inputs_n = whole->options.inputs_n;
    own->unread = whole->unread;
    totals_take_mail(&own->totals, &whole->totals);
}

static bool output_failed(struct editions *e, const struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (outputs->at[i]->error[0] != '\0')
            return fail(e, outputs->at[i]->error);
    return fail(e, outputs->error ? outputs->error : "out of memory");
}

static bool feed(struct maker *m, const struct outputs *outputs)
{
    struct parcels *parcels = &m->series->parcels;
    if (parcels_each(parcels, m->number, take, m))
        return true;
    const char *error = audit_error(&m->account.audit, m->status);
    if (m->status == AUDIT_OUTPUT_FAILED)
        return output_failed(m->of, outputs);
    return error ? fail(m->of, error) : parcels_failed(m->of, parcels);
}

static bool write_one(struct maker *m)
{
    struct editions *e = m->of;
    enum edition_kind kind = m->series->names.kind;
    struct outputs *outputs = &m->series->outputs[m->number];
    char other[FILENAME_ROOM] = "";
    if (!m->edition->is_listed && !filename_safe_marked(m->edition->name, other))
        return no_memory(e);
    m->mark = (struct edition_mark){.is_client = kind == EDITION_CLIENT, .name = m->edition->name};
    if (!set_up(m))
        return no_memory(e);

    struct edition_paths paths = {.kind = kind,
                                  .client = kind == EDITION_CLIENT ? m->edition->file
                                                                   : m->edition->client_file,
                                  .domain = m->edition->file,
                                  .other = other,
                                  .places = &e->places,
                                  .folders = &e->folders,
                                  .placer = e->about.placer};
    if (!outputs_open(outputs, e->options, &paths, &e->about, &m->account))
        return fail(e, outputs->error);
    if (!feed(m, outputs))
        return false;
    take_accounts_of_whole(m);
    if (!account_finish(&m->account))
        return fail(e, audit_finish_error(&m->account.audit));
    return outputs_finish(outputs, &m->account) || output_failed(e, outputs);
}

static bool make_one(struct editions *e, struct edition_series *s, uint32_t number,
                     const _Atomic bool *stop)
{
    const struct edition *edition = edition_at(&s->names, number);
    if (edition->is_left_out || (edition->reports == 0 && !edition->is_listed))
        return true; /* left out; or it has no counted report, and no list names it */
    struct maker m = {.of = e, .series = s, .number = number, .edition = edition, .stop = stop};
    scope_init(&m.scope, e->with->audit.key);
    bool ok = write_one(&m);
    account_free(&m.account);
    scope_free(&m.scope);
    arena_free(&m.arena);
    return ok;
}

/* All of them. */

/* Which kinds of editions the paths of outputs ask for, and whether any names clients. */
struct wanted {
    bool kinds[EDITION_KINDS], any, clients;
};

static struct wanted wanted_by(const struct options *o)
{
    struct wanted w = {.any = false};
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        enum edition_kind kind = template_kind(path);
        w.kinds[kind] |= kind != EDITION_NONE;
        w.any |= kind != EDITION_NONE;
        w.clients |= template_names_client(path);
    }
    return w;
}

/* False: out of memory. */
static bool list_names(struct editions *e, const struct wanted *wanted)
{
    bool ok = true;
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        struct edition_series *s = &e->series[kind];
        edition_series_init(s, (enum edition_kind)kind, &e->with->audit);
        s->wanted = wanted->kinds[kind];
        if (s->wanted || (kind == EDITION_CLIENT && wanted->clients))
            ok &= edition_names_list(&s->names);
    }
    return ok;
}

/* Gives what is wrong; NULL: nothing. */
static const char *set_out(struct editions *e, const struct wanted *wanted)
{
    struct listener listener = {
        .self = e, .report = take_report, .exception = take_exception, .wants_duplicates = true};
    edition_places_init(&e->places, e->with->audit.key);
    if (!list_names(e, wanted) || !edition_paths_claim_others(e->options, &e->places))
        return "out of memory";
    if (!audit_listen(&e->whole->audit, listener))
        return "too many outputs";
    if (!edition_paths_make_rooms(e->options, e->about.placer))
        return "no folder could be made to build the editions in";
    return NULL;
}

struct editions *editions_open(const struct options *o, const struct about *about,
                               struct account *account, const struct account_options *with,
                               const char **error)
{
    struct wanted wanted = wanted_by(o);
    if (!wanted.any)
        return NULL;
    struct editions *e = calloc(1, sizeof *e);
    *error = "out of memory";
    if (!e)
        return NULL;
    *e = (struct editions){.options = o, .about = *about, .whole = account, .with = with};
    *error = set_out(e, &wanted);
    return e;
}

bool editions_finish(struct editions *e, const _Atomic bool *stop)
{
    const struct edition_names *clients = &e->series[EDITION_CLIENT].names;
    for (int kind = EDITION_CLIENT; kind < EDITION_KINDS; kind++) {
        struct edition_series *s = &e->series[kind];
        size_t n = editions_n(&s->names);
        if (!edition_names_settle(&s->names, kind == EDITION_DOMAIN ? clients : NULL))
            return no_memory(e);
        if (!s->wanted)
            continue;
        s->outputs = calloc(n + 1, sizeof *s->outputs);
        if (!s->outputs || !edition_names_choose(&s->names) || !parcels_sort(&s->parcels, n) ||
            !edition_shares_build(&s->shares, &s->names, &e->with->given))
            return no_memory(e);
        for (size_t i = 0; i < n; i++)
            if (!make_one(e, s, (uint32_t)i, stop) || *stop)
                return false;
        parcels_free(&s->parcels);
    }
    return true;
}

static bool each_outputs(struct editions *e,
                         bool (*what)(struct editions *e, struct outputs *outputs))
{
    bool ok = true;
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        struct edition_series *s = &e->series[kind];
        for (size_t i = 0; ok && s->outputs && i < editions_n(&s->names); i++)
            ok = what(e, &s->outputs[i]) || output_failed(e, &s->outputs[i]);
    }
    return ok;
}

static bool make_folders(struct editions *e, struct outputs *outputs)
{
    return outputs_make_folders(outputs, e->options, &e->folders);
}

static bool commit_one(struct editions *e, struct outputs *outputs)
{
    (void)e;
    return outputs_commit(outputs);
}

bool editions_commit(struct editions *e)
{
    bool ok = each_outputs(e, make_folders) && each_outputs(e, commit_one);
    if (ok)
        edition_folders_keep(&e->folders);
    return ok;
}

bool editions_each(const struct editions *e,
                   bool (*tell)(void *self, const struct outputs *outputs), void *self)
{
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        const struct edition_series *s = &e->series[kind];
        for (size_t i = 0; s->outputs && i < editions_n(&s->names); i++)
            if (!tell(self, &s->outputs[i]))
                return false;
    }
    return true;
}

const char *editions_error(const struct editions *e)
{
    return e->why[0] != '\0' ? e->why : NULL;
}

static bool is_empty(const struct edition_series *s)
{
    for (size_t i = 0; i < editions_n(&s->names); i++)
        if (s->outputs[i].n > 0)
            return false;
    return true;
}

void editions_left(const struct editions *e, struct editions_left *left)
{
    const struct edition_series *domains = &e->series[EDITION_DOMAIN];
    *left = (struct editions_left){.unlisted = domains->names.left,
                                   .some = e->series[EDITION_CLIENT].names.left_some ||
                                           domains->names.left_some,
                                   .all = domains->wanted && is_empty(domains)};
}

static bool close_one(struct editions *e, struct outputs *outputs)
{
    (void)e;
    outputs_close(outputs);
    return true;
}

void editions_close(struct editions *e)
{
    if (!e)
        return;
    each_outputs(e, close_one);
    edition_folders_free(&e->folders);
    edition_places_free(&e->places);
    for (int kind = 0; kind < EDITION_KINDS; kind++)
        edition_series_free(&e->series[kind]);
    free(e);
}
