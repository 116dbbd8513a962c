/* json_changes: what the object `changes` of the summary holds (SPEC 8.2, --compare). */
#include "formats/write/json_changes.h"

#include <jansson.h>

#include "formats/write/json_values.h"
#include "lib/findings/changes.h"

static json_t *text_or_null(struct slice s)
{
    return s.n > 0 ? json_slice(s) : json_null();
}

static json_t *standing(const struct change_row *row, const struct standing *s)
{
    double rate;
    if (!s->is_there)
        return json_null();
    bool is_domain = row->kind == CHANGE_DOMAIN;
    return json_pack(
        "{s:I, s:I, s:I, s:o, s:o, s:o}", "reports", (json_int_t)s->reports, "successful_sessions",
        (json_int_t)s->sessions.successful, "failed_sessions", (json_int_t)s->sessions.failed,
        "success_rate", sessions_rate(s->sessions, &rate) ? json_real(rate) : json_null(),
        "days_missing", is_domain ? json_integer((json_int_t)s->days_missing) : json_null(), "mode",
        text_or_null(s->mode));
}

static json_t *finding(const struct change_row *r)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:s}", "key", json_slice(r->key), "id",
                     json_slice(r->id), "severity", json_slice(r->severity), "policy_domain",
                     json_slice(r->policy_domain), "title", json_slice(r->title), "change",
                     change_names[r->change]);
}

static json_t *domain(const struct change_row *r)
{
    return json_pack("{s:o, s:s, s:o, s:o}", "policy_domain", json_slice(r->policy_domain),
                     "change", change_names[r->change], "was", standing(r, &r->was), "is",
                     standing(r, &r->is));
}

static json_t *reporter(const struct change_row *r)
{
    return json_pack("{s:o, s:s, s:o, s:o}", "organization_name", json_slice(r->organization_name),
                     "change", change_names[r->change], "was", standing(r, &r->was), "is",
                     standing(r, &r->is));
}

static json_t *policy(const struct change_row *r)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:s}", "policy_domain", json_slice(r->policy_domain),
                     "policy_type", json_slice(r->policy_type), "mode", text_or_null(r->mode),
                     "policy_text", json_slice(r->policy_text), "change", change_names[r->change]);
}

json_t *json_compared_with(const struct earlier *e)
{
    json_t *period = e->has_period ? json_pack("{s:o, s:o}", "first_day", json_day(e->period.first),
                                               "last_day", json_day(e->period.last))
                                   : json_null();
    return json_pack("{s:o, s:o, s:s}", "generated", json_slice(earlier_time(e)), "period", period,
                     "sha256", e->sha256);
}

json_t *json_change(const struct change_row *row)
{
    static json_t *(*const makers[])(const struct change_row *) = {[CHANGE_FINDING] = finding,
                                                                   [CHANGE_DOMAIN] = domain,
                                                                   [CHANGE_REPORTER] = reporter,
                                                                   [CHANGE_POLICY] = policy};
    return makers[row->kind](row);
}
