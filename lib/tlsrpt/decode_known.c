/* decode_known: policy objects that were read before (policycache.h). */
#include "lib/tlsrpt/decode_parts.h"
#include "lib/tlsrpt/policycache.h"

/* Of a policy object where RFC 8460, 4.4 has it: in an entry of the list in the report's object. */
enum { DEPTH_OF_POLICY = 4 };

/* Elsewhere the same bytes may reach a limit of their own: they are read. */
static bool is_in_its_place(const struct decoder *d)
{
    return d->cache && d->json.depth == DEPTH_OF_POLICY && d->inside == 0 && !d->keeps_apart;
}

/* Is nothing told of what was read so far, and was nothing in the object but a policy's texts? */
static bool is_plain(const struct decoder *d, const struct raw_policy *raw)
{
    bool is_told = d->report->deviations != 0 || d->problems != 0 || d->begins_anew;
    return !is_told && !raw->summary.is_there && !raw->successful.is_there &&
           !raw->failed.is_there && raw->details.n == 0 && raw->details.without_count == 0;
}

static bool find_known(struct decoder *d, struct raw_policy *raw)
{
    struct slice rest = {.at = d->json.at, .n = (size_t)(d->json.end - d->json.at)};
    struct policy_texts known;
    size_t n = policycache_find(d->cache, rest, d->arena, &known);
    if (n == 0)
        return false;
    *raw = (struct raw_policy){.type = known.type,
                               .domain = known.domain,
                               .strings = known.strings,
                               .mx = known.mx_patterns,
                               .is_there = true};
    jsonpull_leap(&d->json, n);
    return true;
}

bool decode_known_policy(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_policy *raw = into;
    if (value != PULL_OBJECT || !is_in_its_place(d))
        return decode_policy_object(d, value, raw);
    if (find_known(d, raw))
        return true;

    const char *start = d->json.at;
    size_t taken = d->arena->taken;
    if (!decode_policy_object(d, value, raw))
        return false;
    struct slice object = {.at = start, .n = (size_t)(d->json.at - start)};
    struct policy_texts texts = {
        .type = raw->type, .domain = raw->domain, .strings = raw->strings, .mx_patterns = raw->mx};
    if (is_plain(d, raw))
        policycache_keep(d->cache, object, &texts, d->arena->taken - taken);
    return true;
}
