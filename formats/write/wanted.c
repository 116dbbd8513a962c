/*
 * wanted: names of DKIM key records that are wanting, a line each, for dig -f (SPEC 5.4).
 *
 * dig reads the lines as arguments, so only names come here that cannot be anything else, and the
 * comments hold nothing that a mail says but numbers and dates.
 */
#include "formats/write/fileoutput.h"
#include "lib/audit/keynames.h"
#include "lib/base/thousands.h"

static const char *why(enum dkim_reason reason)
{
    return reason == DKIM_KEY_REVOKED  ? "revoked"
           : reason == DKIM_KEY_ABSENT ? "no such record"
                                       : "no record";
}

static void put_key(FILE *to, const struct keyname *k)
{
    fprintf(to, "; %s, ", counted((int64_t)k->reports, "report", "reports").text);
    if (k->received.any)
        fprintf(to, "mail of %s to %s, ", when_day(k->received.first).text,
                when_day(k->received.last).text);
    fprintf(to, "%s\n%.*s. TXT\n", why(k->reason), (int)k->name.n, k->name.at);
}

static bool finish(struct output *o, struct account *a)
{
    struct fileoutput *w = (struct fileoutput *)o;
    struct arena arena = {0};
    size_t n;
    const struct keyname *keys = keynames_wanted(&a->audit.figures.signers, &arena, &n);
    for (size_t i = 0; keys && i < n; i++)
        put_key(w->target.file, &keys[i]);
    arena_free(&arena);
    return target_end(&w->target, keys != NULL);
}

static const struct fileoutput_kind kind = {.size = sizeof(struct fileoutput), .finish = finish};

struct output *wanted_open(const char *path, const struct about *about,
                           const struct account *account, char *error)
{
    (void)account;
    return fileoutput_open(&kind, path, about, error);
}
