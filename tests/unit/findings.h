/*
 * findings: days of one domain as lines, and what the rules find in them, for the tests of
 * lib/findings.
 */
#ifndef UNIT_FINDINGS_H
#define UNIT_FINDINGS_H

#include "lib/findings/causes.h"
#include "tests/unit/reading.h"

#include "lib/findings/verdict.h"

#define ENFORCE "version: STSv1\nmode: enforce\nmx: *.a.example\nmax_age: 604800"

/* What the days from..to bring, every `step` days: a report of `reporter`. */
struct line {
    const char *reporter;
    int from, to, step;
    const char *policy; /* an MTA-STS policy, or another type; NULL: no-policy-found */
    int ok, failed;
    const char *result, *mx, *ip;
};

static int days_a_report = 1;         /* that each is about */
static struct dkim_verdict signature; /* that each bears */
static bool are_stale;                /* they came a year late (SPEC 4) */
static bool are_copies;               /* they contradict others, and are not counted */

static inline void add_line(struct figures *f, const struct line *l)
{
    static unsigned number;
    for (int day = l->from; day <= l->to; day += l->step ? l->step : 1) {
        struct slice text = slice_of(l->policy ? l->policy : "");
        struct failure_detail detail = {.failed_sessions = l->failed};
        detail.text[DETAIL_RESULT_TYPE] = slice_of(l->result ? l->result : "");
        detail.text[DETAIL_RECEIVING_MX_HOSTNAME] = slice_of(l->mx ? l->mx : "mx.a.example");
        detail.text[DETAIL_RECEIVING_IP] = slice_of(l->ip ? l->ip : "192.0.2.1");
        bool is_type = l->policy && !strchr(l->policy, ':');
        struct slice lines[8];
        struct texts strings = {.at = lines};
        while (text.n > 0 && !is_type)
            lines[strings.n++] = slice_until(&text, '\n');
        struct slice type = !l->policy ? SLICE("no-policy-found")
                            : is_type  ? slice_of(l->policy)
                                       : SLICE("sts");
        struct policy policy = {.type = type,
                                .domain = SLICE("a.example"),
                                .attributed = SLICE("a.example"),
                                .strings = strings,
                                .successful_sessions = l->ok,
                                .failed_sessions = l->failed,
                                .details = &detail,
                                .details_n = l->result != NULL};
        struct report r = {.organization_name = slice_of(l->reporter),
                           .report_id = SLICE("x"),
                           .source = {.received = WHEN_NEVER, .signature = signature},
                           .begin = (time_seconds)day * SECONDS_A_DAY,
                           .end = ((time_seconds)day + days_a_report) * SECONDS_A_DAY - 1,
                           .policies = &policy,
                           .policies_n = 1};
        char key[REPORT_KEY_TEXT + 1];
        snprintf(key, sizeof key, "%032u", ++number);
        if (are_stale)
            report_note(&r, DEVIATION_STALE_PERIOD);
        assert_true((are_copies ? figures_note_copy : figures_add)(f, &r, key));
    }
}

static enum verdict verdict; /* of the domain */

static char found[2000]; /* ids, a blank behind each, of what is more than info unless `all` */

/* Of the same: "first to last day, failed of all sessions: title (reporters)", a line each. */
static char told[4000];

/* What figures come to: to be started, then filled in, finished and freed. */
struct judged {
    struct hash_key key;
    struct buffer scratch;
    struct figures figures;
    struct summary summary;
    struct tuning tuning;
    struct findings findings;
};

static inline void judged_start(struct judged *j)
{
    *j = (struct judged){0};
    assert_true(hash_key_draw(&j->key));
    figures_init(&j->figures, &j->key, &j->scratch);
}

static inline void judged_finish(struct judged *j)
{
    struct selection all = {0};
    tuning_init(&j->tuning, causes_new());
    const struct findings_given given = {
        .figures = &j->figures, .summary = &j->summary, .tuning = &j->tuning};
    assert_true(summary_build(&j->summary, &j->figures, &all, NULL) &&
                findings_build(&j->findings, &given));
}

static inline void judged_free(struct judged *j)
{
    findings_free(&j->findings);
    summary_free(&j->summary);
    figures_free(&j->figures);
    buffer_free(&j->scratch);
    causes_free(j->tuning.causes);
}

static inline void tell(const struct finding *f)
{
    size_t n = strlen(told);
    n += (size_t)snprintf(told + n, sizeof told - n, "%d to %d, %" PRId64 " of %" PRId64 ": %.*s",
                          (int)f->span.first, (int)f->span.last, f->failed_sessions,
                          f->failed_sessions + f->successful_sessions, (int)f->title.n,
                          f->title.at);
    for (size_t i = 0; i < f->reporters.n; i++)
        n += (size_t)snprintf(told + n, sizeof told - n, "%s%.*s", i > 0 ? ", " : " (",
                              (int)f->reporters.at[i].n, f->reporters.at[i].at);
    snprintf(told + n, sizeof told - n, f->reporters.n > 0 ? ")\n" : "\n");
}

static inline void find(const struct line *lines, bool with_info)
{
    struct judged j;
    judged_start(&j);
    for (; lines->reporter; lines++)
        add_line(&j.figures, lines);
    judged_finish(&j);
    findings_mark_domains(&j.findings, &j.summary);
    verdict = verdict_of(&j.summary.domains[0]);
    found[0] = told[0] = '\0';
    size_t closed = 0;
    for (size_t i = 0; i < j.findings.n; i++) {
        closed += j.findings.at[i].status == FINDING_CLOSED;
        if (!with_info && j.findings.at[i].severity == SEVERITY_INFO)
            continue;
        strcat(strcat(found, rules[j.findings.at[i].rule].id), " ");
        tell(&j.findings.at[i]);
    }
    assert_int_equal(j.findings.n - findings_open(&j.findings), closed);
    judged_free(&j);
}

#define FIND(...) find((const struct line[]){__VA_ARGS__, {0}}, false)

#define FIND_ALL(...) find((const struct line[]){__VA_ARGS__, {0}}, true)

/* A row of days without failures: five sessions a day, under this policy. */
#define FINE(who, from, to, policy)                                                                \
    {                                                                                              \
        who, from, to, 1, policy, 5, 0, NULL, NULL, NULL                                           \
    }

#define YEAR(who)                                                                                  \
    {                                                                                              \
        who, 100, 464, 1, ENFORCE, 500, 0, NULL, NULL, NULL                                        \
    }

#endif
