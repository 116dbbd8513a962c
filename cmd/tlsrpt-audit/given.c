#include "cmd/tlsrpt-audit/given.h"

#include <stdlib.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/crowds.h"
#include "cmd/tlsrpt-audit/earlier_notes.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "cmd/tlsrpt-audit/file.h"
#include "cmd/tlsrpt-audit/policies.h"
#include "formats/read/given/controlsfile.h"
#include "formats/read/given/dnstext.h"
#include "formats/read/given/rulesfile.h"
#include "formats/read/given/scopefile.h"
#include "formats/read/given/summaryfile.h"
#include "lib/base/thousands.h"
#include "lib/findings/causes.h"

static bool out_of_memory(void)
{
    complain("out of memory");
    return false;
}

static bool refuse(struct given *g, const char *path, const char *error)
{
    complain("%s: %s", path, error);
    g->is_usage_error = true;
    return false;
}

/* What file_read gives, without the NUL at its end. */
static struct slice whole(const struct buffer *text)
{
    return slice_first(buffer_slice(text), text->n - 1);
}

/* Keeps what a file held for the evidence, or frees it. False: out of memory. */
static bool keep(struct given *g, const struct options *o, const char *role, const char *path,
                 struct buffer *text)
{
    if (!o->evidence) {
        buffer_free(text);
        return true;
    }
    struct given_file *wider = realloc(g->files, (g->files_n + 1) * sizeof *wider);
    if (!wider) {
        buffer_free(text);
        return out_of_memory();
    }

    text->n--; /* the NUL */
    g->files = wider;
    g->files[g->files_n++] = (struct given_file){.role = role, .path = path, .text = *text};
    return true;
}

/* Takes what a file holds. False: it was said why not. */
typedef bool taker(struct given *g, const struct options *o, const char *path, struct slice text);

/* Reads one file. `role` is the option that names it, without dashes. */
static bool read_file(struct given *g, const struct options *o, const char *role, const char *path,
                      taker *take)
{
    struct buffer text = {0};
    if (file_read_text(path, &text) && take(g, o, path, whole(&text)))
        return keep(g, o, role, path, &text);
    buffer_free(&text);
    return false;
}

static bool take_rules(struct given *g, const struct options *o, const char *path,
                       struct slice text)
{
    char error[RULES_ERROR];
    (void)o;
    if (!rulesfile_read(text, &g->tuning, error))
        return refuse(g, path, error);
    return sha256_once_text(text, g->rules_sha256) || out_of_memory();
}

static bool read_rules(struct given *g, const struct options *o)
{
    tuning_init(&g->tuning, causes_new());
    if (!g->tuning.causes)
        return out_of_memory();
    return !o->rules || read_file(g, o, "rules", o->rules, take_rules);
}

void given_init(struct given *g, const struct hash_key *key)
{
    *g = (struct given){0};
    scope_init(&g->scope, key);
}

/* One night's reports tell nothing of weeks: says which rules are not judged (SPEC 8.2). */
static void forget_history(struct given *g, const struct options *o)
{
    if (!o->state)
        return;
    tuning_forget_history(&g->tuning);
    if (o->quiet)
        return;
    fputs("tlsrpt-audit: note: --state alone has no history, so these rules are not judged:",
          stderr);
    for (int i = 0; i < RULES; i++)
        if (rule_needs_history((enum rule_id)i))
            fprintf(stderr, " %s", rules[i].id);
    fputs("; keep each night's records (--ndjson) and read them together\n", stderr);
}

static bool take_scope(struct given *g, const struct options *o, const char *path,
                       struct slice text)
{
    char error[SCOPE_ERROR];
    return scopefile_read(text, day_of_time(o->now), &g->scope, error) || refuse(g, path, error);
}

static bool read_earlier(struct given *g, const struct options *o)
{
    char error[SUMMARY_ERROR];
    struct buffer text = {0};
    if (!o->compare)
        return true;
    bool ok = file_read_text(o->compare, &text) &&
              (summaryfile_read(whole(&text), &g->earlier, error) || refuse(g, o->compare, error));
    if (ok && !o->quiet)
        earlier_note_others(g, o);
    buffer_free(&text);
    return ok;
}

static bool take_controls(struct given *g, const struct options *o, const char *path,
                          struct slice text)
{
    char error[CONTROLS_ERROR];
    (void)o;
    return controlsfile_read(text, &g->controls, error) || refuse(g, path, error);
}

/* They are given by names of sets, or by a file of the user's own. */
static bool read_controls(struct given *g, const struct options *o)
{
    const char *what = o->controls ? o->controls : "all";
    if (controls_are_names(slice_of(what)))
        return controls_named(slice_of(what), &g->controls) || out_of_memory();
    if (read_file(g, o, "controls", what, take_controls))
        return true;
    if (strchr(what, '/') || strcmp(what, "-") == 0 || access(what, F_OK) == 0)
        return false;

    /* A word that is no file was meant as a name. */
    g->is_usage_error = true;
    fputs("tlsrpt-audit: --controls takes a file, all, none, or names of", stderr);
    for (size_t i = 0; i < control_sets_n; i++)
        fprintf(stderr, " %s", control_sets[i].name);
    fputc('\n', stderr);
    return false;
}

/* Hashes the sum so far and the next file into a new sum. */
static bool sum_up_dns(struct given *g, struct slice text)
{
    struct sha256 sum = {0};
    bool ok = sha256_begin(&sum) && sha256_add(&sum, slice_of(g->dns_sha256)) &&
              sha256_add(&sum, text) && sha256_end_text(&sum, g->dns_sha256);
    sha256_free(&sum);
    return ok;
}

const char *given_digest(const struct given *g, const char *option)
{
    if (strcmp(option, "scope") == 0)
        return g->scope.sha256;
    return strcmp(option, "dns") == 0 ? g->dns_sha256 : "";
}

/* Tells of a file without any record or question. False: it holds answers that name no owner. */
static bool note_no_records(struct given *g, const struct options *o, const char *path,
                            struct slice text)
{
    if (dnstext_lacks_names(text)) {
        complain("%s: holds answers without the names they are of, as dig +short prints them: "
                 "leave +short out",
                 path);
        g->is_usage_error = true;
        return false;
    }
    if (!o->quiet)
        complain("%s: warning: holds no DNS record, and no question for one", path);
    return true;
}

static void warn_of_damage(const struct options *o, const char *path, size_t bytes)
{
    if (bytes > 0 && !o->quiet)
        complain("%s: warning: is JSON that is damaged or cut short: its last %s not read", path,
                 counted((int64_t)bytes, "byte was", "bytes were").text);
}

static bool take_dns(struct given *g, const struct options *o, const char *path, struct slice text)
{
    size_t before = g->dns.taken, unread = g->dns.unread, rootless = g->dns.rootless;
    bool ok = (dnstext_read(text, &g->dns) && sum_up_dns(g, text) &&
               dnsrecords_add_file(&g->dns, slice_of(path), text, o->hash_inputs)) ||
              out_of_memory();
    warn_of_damage(o, path, g->dns.unread - unread);
    if (g->dns.rootless > rootless && !o->quiet)
        complain("%s: warning: has names such as @, but not below which domain they are: put "
                 "a line such as $ORIGIN agency.example. in front",
                 path);
    return ok && (g->dns.taken > before || note_no_records(g, o, path, text));
}

struct keeper {
    struct given *given;
    const struct options *o;
    struct arena *names;
};

static bool keep_policy(void *self, const char *path, struct buffer *text)
{
    struct keeper *k = self;
    struct slice name = {.at = path, .n = strlen(path) + 1};
    if (!arena_copy(k->names, name, &name)) {
        buffer_free(text);
        return out_of_memory();
    }
    return keep(k->given, k->o, "sts-policy", name.at, text);
}

static bool read_policies(struct given *g, const struct options *o, struct arena *names)
{
    struct keeper self = {.given = g, .o = o, .names = names};
    struct policies_keeper keeper = {.self = &self, .keep = keep_policy, .is_quiet = o->quiet};
    int status = -1;
    for (size_t i = 0; status < 0 && i < o->sts_policy.n; i++)
        status = policies_read(&g->served, o->sts_policy.at[i], &keeper);
    struct slice twice = served_sort(&g->served);
    if (status < 0 && twice.n > 0) {
        complain("--sts-policy: the policy of %.*s is given twice", (int)twice.n, twice.at);
        status = STATUS_USAGE;
    }
    g->is_usage_error = status == STATUS_USAGE;
    return status < 0;
}

/* Names a file that is no database, and goes on: no figure depends on it (SPEC 8.3). */
static void add_networks(struct given *g, const char *path)
{
    struct slice map;
    int failure = file_map(path, &map);
    const char *wrong = failure == 0 ? mmdb_open(&g->networks.at[g->networks.n], map)
                                     : strerror(failure);
    if (!wrong) {
        g->network_files[g->networks.n] = path;
        g->maps[g->networks.n++] = map;
        return;
    }
    if (!ending_asked)
        complain("%s: %s", path, wrong);
    g->lacks_networks = true;
    if (failure == 0)
        file_unmap(map);
}

/* Do options ask for it, even if no key record is given? */
static bool must_verify(const struct options *o)
{
    return o->dkim != DKIM_WHEN_AUTO || o->wanted_keys;
}

static bool may_verify(const struct options *o)
{
    return o->dkim != DKIM_WHEN_OFF && (o->dns.n > 0 || must_verify(o));
}

/* Without a key, nothing is verified unless options ask for it: it would only cost time. */
static bool settle_keys(struct given *g, const struct options *o)
{
    if (g->keys && !g->dns.has_keys && !must_verify(o)) {
        dkimkeys_free(g->keys);
        g->keys = g->dns.keys = NULL;
    }
    return dnstext_find_targets(&g->dns) || out_of_memory();
}

bool given_read(struct given *g, const struct options *o, struct arena *arena)
{
    if (may_verify(o) && !(g->keys = dkimkeys_new()))
        return out_of_memory();
    g->dns.keys = g->keys;
    bool ok = read_rules(g, o) && (!o->scope || read_file(g, o, "scope", o->scope, take_scope)) &&
              read_earlier(g, o) && read_controls(g, o);
    if (ok)
        forget_history(g, o);
    for (size_t i = 0; ok && i < o->dns.n; i++)
        ok = read_file(g, o, "dns", o->dns.at[i], take_dns);
    for (size_t i = 0; ok && i < o->ip_db.n; i++)
        add_networks(g, o->ip_db.at[i]);
    if (!ok || !read_policies(g, o, arena) || !settle_keys(g, o))
        return false;
    if (o->dns.n == 0 && o->sts_policy.n == 0)
        return true;
    if (!dnsrecords_sort(&g->dns) || !setup_watch(&g->dns, arena, &g->watch) ||
        !setup_names(&g->dns, &g->served, arena, &g->setup_names))
        return out_of_memory();
    crowds_warn(&g->dns, o);
    return true;
}

bool given_held(const struct given *g)
{
    bool sound = !g->lacks_networks;
    for (size_t i = 0; i < g->networks.n; i++) {
        if (!g->networks.damaged[i])
            continue;
        complain("%s: is a damaged MaxMind database: it was not read to the end",
                 g->network_files[i]);
        sound = false;
    }
    return sound;
}

/* Up to a week after the period is near enough: reports come a day late, and people look at a month
 * in the next one. */
void given_note_times(const struct account *a, const struct options *o)
{
    const struct span *period = &a->audit.summary.period.span;
    const struct setup_row *odd = NULL;
    for (size_t i = 0; i < a->setup.n && a->audit.summary.period.any && !odd; i++) {
        day_number asked = day_of_time(a->setup.at[i].read_at);
        bool outside = asked < period->first || asked > (int64_t)period->last + DAYS_A_WEEK;
        if (a->setup.at[i].read_at != 0 && outside)
            odd = &a->setup.at[i];
    }
    if (!odd || o->quiet)
        return;
    complain("warning: the DNS answers about %.*s are of %s, outside the period %s to "
             "%s: senders may have met other records",
             (int)odd->policy_domain.n, odd->policy_domain.at,
             when_day(day_of_time(odd->read_at)).text, when_day(period->first).text,
             when_day(period->last).text);
}

void given_free(struct given *g)
{
    dnsrecords_free(&g->dns);
    served_free(&g->served);
    scope_free(&g->scope);
    arena_free(&g->earlier.arena);
    arena_free(&g->controls.arena);
    for (size_t i = 0; i < g->networks.n; i++)
        file_unmap(g->maps[i]);
    for (size_t i = 0; i < g->files_n; i++)
        buffer_free(&g->files[i].text);
    free(g->files);
    dkimkeys_free(g->keys);
    causes_free(g->tuning.causes);
}
