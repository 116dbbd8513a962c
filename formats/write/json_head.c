#include "formats/write/json_head.h"

#include "formats/write/json_values.h"
#include "formats/write/otherlimits.h"
#include "lib/audit/keynames.h"

static json_t *json_expressions(const struct patterns *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < selection_count(list); i++)
        json_array_append_new(array, json_string(expression_text(selection_expression(list, i))));
    return array;
}

static void put_limits(json_t *o, const struct limits *l)
{
    struct other_limit others[OTHER_LIMITS];
    size_t n = other_limits(l, others);
    json_object_set_new(o, "max_message", json_integer((json_int_t)l->message));
    json_object_set_new(o, "max_report", json_integer((json_int_t)l->report));
    json_object_set_new(o, "max_depth", json_integer(l->depth));
    for (size_t i = 0; i < n; i++)
        json_object_set_new(o, others[i].key, json_integer((json_int_t)others[i].value));
}

json_t *json_options(const struct about *about, const struct audit_options *audit)
{
    const struct selection *s = about->selection;
    json_t *o = json_pack("{s:s}", "dedup", dedup_name(about->dedup));
    if (s->has_since)
        json_object_set_new(o, "since", json_day(s->since));
    if (s->has_until)
        json_object_set_new(o, "until", json_day(s->until));
    if (s->domains)
        json_object_set_new(o, "domain", json_expressions(s->domains));
    if (s->reporters)
        json_object_set_new(o, "reporter",
                            audit->redacted & REDACT_REPORTER ? json_pack("[s]", "(redacted)")
                                                              : json_expressions(s->reporters));
    if (about->rules_sha256 && about->rules_sha256[0] != '\0')
        json_object_set_new(o, "rules", json_string(about->rules_sha256));
    if (about->dkim)
        json_object_set_new(o, "dkim", json_string(about->dkim));
    if (audit->require_auth)
        json_object_set_new(o, "require_auth", json_true());
    if (about->authserv_id)
        json_object_set_new(o, "authserv_id", json_string(about->authserv_id));
    put_limits(o, about->limits);
    return o;
}

json_t *json_redacted(unsigned redacted)
{
    json_t *array = json_array();
    for (size_t i = 0; i < REDACTIONS; i++)
        if (redacted & redaction_rows[i].what)
            json_array_append_new(array, json_string(redaction_rows[i].name));
    return array;
}

json_t *json_totals(const struct account *a)
{
    const struct totals *t = &a->audit.totals;
    json_t *o = json_object();
    double rate;
    for (const struct total_row *row = total_rows; row < total_rows + total_rows_n; row++)
        if (row->key && total_is_shown(t, row))
            json_object_set_new(o, row->key, json_integer((json_int_t)total_value(t, row)));
    json_object_set_new(o, "success_rate",
                        sessions_rate(a->audit.figures.sessions, &rate) ? json_real(rate)
                                                                        : json_null());
    return o;
}

json_t *json_authentication(const struct account *a)
{
    const struct signers *s = &a->audit.figures.signers;
    struct arena arena = {0};
    size_t used, wanted;
    bool ok = keynames_wanted(s, &arena, &wanted) && keynames_used(s, &arena, &used);
    arena_free(&arena);
    json_t *o = ok ? json_object() : NULL;
    for (int i = 0; o && i < AUTH_CLASSES; i++)
        json_object_set_new(o, auth_class_names[i], json_integer((json_int_t)s->reports[i]));
    if (o)
        json_object_set_new(
            o, "keys",
            json_pack("{s:I, s:I, s:I}", "records",
                      (json_int_t)(a->given.keys ? dkimkeys_records(a->given.keys) : 0), "used",
                      (json_int_t)used, "wanted", (json_int_t)wanted));
    return o;
}

json_t *json_edition(const struct edition_mark *edition)
{
    json_t *o = json_object();
    json_object_set_new(o, edition->is_client ? "client" : "domain", json_slice(edition->name));
    return o;
}

json_t *json_period(const struct account *a)
{
    const struct period *p = &a->audit.summary.period;
    if (!p->any)
        return json_null();
    json_int_t days = (json_int_t)span_days(p->span), covered = (json_int_t)p->days_with_reports;
    json_t *asked = json_pack("{s:o, s:o}", "since",
                              p->has_since ? json_day(p->span.first) : json_null(), "until",
                              p->has_until ? json_day(p->span.last) : json_null());
    return json_pack("{s:o, s:o, s:I, s:I, s:I, s:o}", "first_day", json_day(p->span.first),
                     "last_day", json_day(p->span.last), "days", days, "days_with_reports", covered,
                     "days_without_reports", days - covered, "asked", asked);
}
