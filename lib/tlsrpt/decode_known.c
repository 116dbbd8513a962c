/* decode_known: policy objects that were read before (policycache.h). */
#include "lib/tlsrpt/decode_parts.h"
#include "lib/tlsrpt/policycache.h"

/* The depth of a policy object where RFC 8460, 4.4 has it: in an entry of the list in the report's
 * object. */
enum { DEPTH_OF_POLICY = 4 };

/* Does the policy object stand there? Elsewhere the same bytes may reach a limit of their own, so
 * they are read. */
static bool is_in_its_place(const struct decoder *d, enum jsonpull_token value)
{
    return value == PULL_OBJECT && d->cache && d->json.depth == DEPTH_OF_POLICY && d->inside == 0 &&
           !d->keeps_apart;
}

bool decode_known(struct decoder *d, enum jsonpull_token value, struct raw_policy *raw,
                  struct known_from *from)
{
    struct slice rest = slice_between(d->json.at, d->json.end);
    struct policy_texts known;
    size_t n = 0;
    *from = (struct known_from){
        .at = d->json.at, .taken = d->arena->taken, .may_be_kept = is_in_its_place(d, value)};
    if (from->may_be_kept)
        n = policycache_find(d->cache, rest, d->arena, &known);
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

/* Was nothing noted so far, and is nothing in the object but a policy's texts? */
static bool is_plain(const struct decoder *d, const struct raw_policy *raw)
{
    bool is_told = d->report->deviations != 0 || d->problems != 0 || d->begins_anew;
    return !is_told && !raw->summary.is_there && !raw->successful.is_there &&
           !raw->failed.is_there && raw->details.n == 0 && raw->details.without_count == 0;
}

void decode_keep(struct decoder *d, const struct known_from *from, const struct raw_policy *raw)
{
    struct slice object = slice_between(from->at, d->json.at);
    struct policy_texts texts = {
        .type = raw->type, .domain = raw->domain, .strings = raw->strings, .mx_patterns = raw->mx};
    if (from->may_be_kept && is_plain(d, raw))
        policycache_keep(d->cache, object, &texts, d->arena->taken - from->taken);
}
