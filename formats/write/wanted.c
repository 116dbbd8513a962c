/*
 * wanted: names of DKIM key records that are wanting, a line each, for dig -f (SPEC 5.4).
 *
 * dig reads the lines as its own arguments: only names that can be nothing but names come here. The
 * comments hold numbers and dates alone.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "formats/write/output.h"
#include "lib/base/plural.h"

struct wanted {
    struct output output;
    struct target target;
};

static const char *why(enum dkim_reason reason)
{
    return reason == DKIM_KEY_REVOKED  ? "revoked"
           : reason == DKIM_KEY_ABSENT ? "no such record"
                                       : "no record";
}

static void put_key(FILE *to, const struct wanted_key *k)
{
    char first[WHEN_DAY_TEXT + 1], last[WHEN_DAY_TEXT + 1];
    fprintf(to, "; %" PRIu64 " %s, ", k->reports, plural((int64_t)k->reports, "report", "reports"));
    if (k->has_received) {
        day_format(k->received.first, first);
        day_format(k->received.last, last);
        fprintf(to, "mail of %s to %s, ", first, last);
    }
    fprintf(to, "%s\n%.*s. TXT\n", why(k->reason), (int)k->name.n, k->name.at);
}

static bool finish(struct output *o, struct account *a)
{
    struct wanted *w = (struct wanted *)o;
    struct arena arena = {0};
    size_t n;
    const struct wanted_key *keys = signers_wanted(&a->audit.figures.signers, &arena, &n);
    for (size_t i = 0; keys && i < n; i++)
        put_key(w->target.file, &keys[i]);
    arena_free(&arena);
    return target_end(&w->target, keys != NULL);
}

static bool commit(struct output *o)
{
    return target_commit(&((struct wanted *)o)->target);
}

static void abandon(struct output *o)
{
    target_abandon(&((struct wanted *)o)->target);
    free(o);
}

struct output *wanted_open(const char *path, const struct about *about,
                           const struct account *account, char *error)
{
    (void)account;
    struct wanted *w = calloc(1, sizeof *w);
    if (!w || !target_open(&w->target, path, PLACEMENT_PUBLIC, about->placer)) {
        snprintf(error, TARGET_ERROR, "%s", w ? w->target.error : "out of memory");
        free(w);
        return NULL;
    }
    w->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = w->target.error,
                                .about = about};
    return &w->output;
}
