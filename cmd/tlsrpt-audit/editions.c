#include "cmd/tlsrpt-audit/editions.h"

#include <stdlib.h>

#include "cmd/tlsrpt-audit/edition_folders.h"
#include "cmd/tlsrpt-audit/edition_names.h"
#include "cmd/tlsrpt-audit/edition_places.h"
#include "lib/audit/parcels.h"

struct series { /* the editions of one kind */
    struct edition_names names;
    struct parcels parcels;
    struct outputs *outputs; /* one per edition */
    uint64_t told, kept;     /* numbers, from 1 on: of the parcel at hand; of the last kept one */
    bool wanted;
};

struct editions {
    const struct options *options;
    struct about about;
    struct account *whole;
    const struct account_options *with;
    struct series series[EDITION_KINDS];
    struct edition_places places;
    struct edition_folders folders;
    char why[TARGET_ERROR];
};

/* What one edition is made with. */
struct maker {
    struct editions *of;
    const struct edition *edition;
    struct account account;
    struct scope scope;
    struct selection selection;
    struct earlier earlier;
    struct input_row scratch; /* the reports of an edition belong to no INPUT of its own */
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

/* What an edition is to be told of. */
struct parcel {
    const struct report *report;       /* NULL: of what was rejected nothing could be read */
    const struct exception *rejection; /* NULL: the report itself is kept */
    struct slice domain;               /* that a rejection without a report names; empty: none */
    bool is_counted;
};

static bool keep(struct parcels *to, const struct parcel *p)
{
    return p->rejection ? parcels_keep_rejection(to, p->rejection)
                        : parcels_keep_report(to, p->report);
}

/* Addresses the parcel to the edition of a domain, once, and keeps it where it has an address. */
static bool address(struct series *s, struct slice domain, const struct parcel *p)
{
    int64_t at = edition_of_domain(&s->names, domain);
    if (at == EDITION_MISSING)
        return true;
    struct edition *e = at >= 0 ? edition_at(&s->names, (size_t)at) : NULL;
    if (e && e->last_parcel == s->told)
        return true;
    if (!e || (s->kept != s->told && !keep(&s->parcels, p)) ||
        !parcels_address(&s->parcels, (uint32_t)at))
        return false;
    s->kept = e->last_parcel = s->told;
    e->reports += p->is_counted;
    return true;
}

static bool tell_series(struct series *s, const struct parcel *p)
{
    const struct policy *policy = NULL;
    s->told++;
    while (p->report && (policy = report_next_counted(p->report, policy)))
        if (!address(s, policy->attributed, p))
            return false;
    return p->domain.n == 0 || address(s, p->domain, p);
}

static bool tell(struct editions *e, const struct parcel *p)
{
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        struct series *s = &e->series[kind];
        if (s->wanted && !tell_series(s, p))
            return parcels_failed(e, &s->parcels);
    }
    return true;
}

static bool take_report(void *self, const struct report *r, const char *key)
{
    (void)key;
    return tell(self, &(struct parcel){.report = r, .is_counted = true});
}

/* A conflict with a report that an earlier run counted (--state) stands in the whole alone. */
static bool take_exception(void *self, const struct exception *x)
{
    struct parcel p = {.report = x->report};
    switch (x->kind) {
    case EXCEPTION_DUPLICATE:
    case EXCEPTION_UNAUTHENTICATED:
        return tell(self, &p);
    case EXCEPTION_CONFLICT:
        return !x->has_first || tell(self, &p);
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

static bool set_up(struct maker *m, enum edition_kind kind)
{
    const struct account_options *with = m->of->with;
    const struct scope *scope = with->audit.scope;
    const struct slice *domain = kind == EDITION_DOMAIN ? &m->edition->name : NULL;
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
    options.audit.state = NULL;
    options.audit.redaction = NULL; /* it was done before */
    options.audit.inputs = &m->scratch;
    options.audit.inputs_n = 1;
    options.audit.edition = &m->mark;
    options.given.reviews = NULL; /* they were of all */
    if (!account_init(&m->account, &options))
        return false;
    if (!with->given.earlier)
        return true;
    m->account.given.earlier = &m->earlier;
    return earlier_about(with->given.earlier, &m->account.audit, &m->arena, &m->earlier);
}

static bool take(void *self, struct outcome *o)
{
    struct maker *m = self;
    m->status = audit_take(&m->account.audit, o);
    return m->status == AUDIT_OK && !*m->stop;
}

/* Messages, files and what was rejected are those of the whole: nobody knows whose they are. */
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

static bool feed(struct maker *m, struct series *s, uint32_t number, const struct outputs *outputs)
{
    if (parcels_each(&s->parcels, number, take, m))
        return true;
    const char *error = audit_error(&m->account.audit, m->status);
    if (m->status == AUDIT_OUTPUT_FAILED)
        return output_failed(m->of, outputs);
    return error ? fail(m->of, error) : parcels_failed(m->of, &s->parcels);
}

static bool write_one(struct maker *m, enum edition_kind kind, uint32_t number)
{
    struct editions *e = m->of;
    struct outputs *outputs = &e->series[kind].outputs[number];
    char other[FILENAME_ROOM] = "";
    if (!m->edition->is_listed && !filename_safe_marked(m->edition->name, other))
        return no_memory(e);
    m->mark = (struct edition_mark){.is_client = kind == EDITION_CLIENT, .name = m->edition->name};
    if (!set_up(m, kind))
        return no_memory(e);

    struct edition_paths paths = {.kind = kind,
                                  .client = kind == EDITION_CLIENT ? m->edition->file
                                                                   : m->edition->client_file,
                                  .domain = m->edition->file,
                                  .other = other,
                                  .places = &e->places,
                                  .folders = &e->folders};
    if (!outputs_open(outputs, e->options, &paths, &e->about, &m->account))
        return fail(e, outputs->error);
    if (!feed(m, &e->series[kind], number, outputs))
        return false;
    take_accounts_of_whole(m);
    if (!account_finish(&m->account))
        return no_memory(e);
    return outputs_finish(outputs, &m->account) || output_failed(e, outputs);
}

static bool make_one(struct editions *e, enum edition_kind kind, uint32_t number,
                     const _Atomic bool *stop)
{
    const struct edition *edition = edition_at(&e->series[kind].names, number);
    if (edition->is_left_out || (edition->reports == 0 && !edition->is_listed))
        return true; /* of the latter only something that is not counted speaks */
    struct maker m = {.of = e, .edition = edition, .stop = stop};
    scope_init(&m.scope, e->with->audit.key);
    bool ok = write_one(&m, kind, number);
    account_free(&m.account);
    scope_free(&m.scope);
    arena_free(&m.arena);
    return ok;
}

/* All of them. */

struct editions *editions_open(const struct options *o, const struct about *about,
                               struct account *account, const struct account_options *with,
                               const char **error)
{
    bool wanted[EDITION_KINDS] = {false}, names_clients = false;
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        wanted[template_kind(path)] = path != NULL;
        names_clients |= template_names_client(path);
    }
    if (!wanted[EDITION_CLIENT] && !wanted[EDITION_DOMAIN])
        return NULL;

    struct editions *e = calloc(1, sizeof *e);
    *error = "out of memory";
    if (!e)
        return NULL;
    *e = (struct editions){.options = o, .about = *about, .whole = account, .with = with};
    edition_places_init(&e->places, with->audit.key);
    *error = outputs_claim(o, &e->places) ? NULL : "out of memory";
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        struct series *s = &e->series[kind];
        s->wanted = wanted[kind] && kind != EDITION_NONE;
        parcels_init(&s->parcels);
        edition_names_init(&s->names, (enum edition_kind)kind, with->audit.scope, with->audit.key);
        if ((s->wanted || (kind == EDITION_CLIENT && names_clients)) &&
            !edition_names_list(&s->names))
            *error = "out of memory";
    }
    struct listener listener = {
        .self = e, .report = take_report, .exception = take_exception, .wants_duplicates = true};
    if (!*error && !audit_listen(&account->audit, listener))
        *error = "too many outputs";
    if (!outputs_make_rooms(o, about->placer))
        *error = "no folder could be made to build the editions in";
    return e;
}

bool editions_finish(struct editions *e, const _Atomic bool *stop)
{
    const struct edition_names *clients = &e->series[EDITION_CLIENT].names;
    for (int kind = EDITION_CLIENT; kind < EDITION_KINDS; kind++) {
        struct series *s = &e->series[kind];
        size_t n = editions_n(&s->names);
        if (!edition_names_settle(&s->names, kind == EDITION_DOMAIN ? clients : NULL))
            return no_memory(e);
        if (!s->wanted)
            continue;
        s->outputs = calloc(n + 1, sizeof *s->outputs);
        if (!s->outputs || !edition_names_choose(&s->names) || !parcels_sort(&s->parcels, n))
            return no_memory(e);
        for (size_t i = 0; i < n; i++)
            if (!make_one(e, (enum edition_kind)kind, (uint32_t)i, stop) || *stop)
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
        struct series *s = &e->series[kind];
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
        const struct series *s = &e->series[kind];
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

void editions_left(const struct editions *e, struct editions_left *left)
{
    const struct edition_names *clients = &e->series[EDITION_CLIENT].names,
                               *domains = &e->series[EDITION_DOMAIN].names;
    *left = (struct editions_left){domains->left, clients->left_some || domains->left_some};
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
    for (int kind = 0; kind < EDITION_KINDS; kind++) {
        free(e->series[kind].outputs);
        parcels_free(&e->series[kind].parcels);
        edition_names_free(&e->series[kind].names);
    }
    free(e);
}
