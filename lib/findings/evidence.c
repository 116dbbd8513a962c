#include "lib/findings/evidence.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/base/utf8.h"
#include "lib/findings/causes.h"
#include "lib/findings/life.h"

enum { TITLE_MOST = 299, TITLE_ROOM = 800, MOST_NAME_IN_ADVICE = 100 }; /* bytes */

_Static_assert(RESULT_OTHER < 32, "a set of result types is one bit each");

bool finder_has_result(const struct finder *f, const struct event *e, unsigned types)
{
    const struct failure_row *row = rows_at(&f->figures->failures, e->key.failure);
    return types >> row->result & 1;
}

void evidence_start(struct evidence *e, struct finder *f, const struct view *v)
{
    arena_reset(&f->scratch);
    *e = (struct evidence){.finder = f, .view = v, .counted_up_to = INT32_MIN};
}

static void add_text(struct evidence *e, struct texts *list, struct slice text)
{
    if (text.n == 0 || (list->n > 0 && slice_equal(list->at[list->n - 1], text)))
        return;
    if (!texts_push(&e->finder->scratch, list, text))
        e->finder->out_of_memory = true;
}

/* covered_to: the last day that the reports of the day cover. */
static void take_day(struct evidence *e, day_number day, day_number covered_to, bool is_stale)
{
    span_take(&e->span, day, is_stale);
    span_take(&e->covered_to, covered_to, is_stale);
}

void evidence_row_span(struct evidence *e, struct grown_span span)
{
    take_day(e, span.first, span.first, !span.sound);
    take_day(e, span.last, span.last, !span.sound);
}

void evidence_span(struct evidence *e, day_number first, day_number last)
{
    take_day(e, first, first, false);
    take_day(e, last, last, false);
}

/* Counts the day's successes, once. Gives its row; NULL: the domain has none. */
static const struct domain_day_row *count_day(struct evidence *e, day_number day)
{
    const struct domain_day_row *row = view_day_row(e->view, day);
    if (row && day > e->counted_up_to)
        sum_add(&e->successful_sessions, row->sessions.successful);
    if (day > e->counted_up_to)
        e->counted_up_to = day;
    return row;
}

void evidence_day(struct evidence *e, day_number day)
{
    const struct domain_day_row *row = count_day(e, day);
    if (row && row->reports > 0) /* else only copies tell of it */
        take_day(e, day, row->covered_to, !row->sound);
}

void evidence_reporter(struct evidence *e, uint32_t reporter)
{
    evidence_reporter_name(e, names_text(&e->finder->figures->reporter_names, reporter));
}

void evidence_reporters(struct evidence *e)
{
    for (size_t i = 0; i < e->view->reporters_n; i++)
        if (e->view->reporters[i].reported != 0)
            evidence_reporter(e, e->view->reporters[i].reporter);
}

void evidence_reporter_name(struct evidence *e, struct slice name)
{
    add_text(e, &e->by_counted.reporters, name);
}

void evidence_host(struct evidence *e, struct slice host)
{
    add_text(e, &e->by_counted.hosts, host);
}

static void add_key(struct evidence *e, struct texts *reports, const char *key)
{
    add_text(e, reports, (struct slice){.at = key, .n = REPORT_KEY_TEXT});
}

void evidence_keys(struct evidence *e, const struct leastkeys *keys)
{
    for (unsigned i = 0; i < keys->n; i++)
        add_key(e, &e->by_counted.reports, keys->at[i]);
}

static void add_cause(struct evidence *e, struct texts *causes, const struct event *event)
{
    const struct cause *cause = e->finder->reasons[event->key.reason].cause;
    if (!cause)
        return;
    add_text(e, causes, slice_of(cause->title));
    int64_t failed = event->is_counted ? event->failed_sessions : -1;
    bool more = !e->main_cause || failed > e->main_failed;
    bool as_many = failed == e->main_failed;
    /* Of equal causes the one whose title comes first counts, so that the order of the input does
     * not matter. */
    if (more || (as_many && strcmp(cause->title, e->main_cause->title) < 0)) {
        e->main_cause = cause;
        e->main_failed = failed;
    }
}

void evidence_event(struct evidence *e, const struct event *event)
{
    const struct figures *f = e->finder->figures;
    const struct failure_row *failure = rows_at(&f->failures, event->key.failure);
    const struct domain_day_row *day = count_day(e, event->key.day);
    e->copies_secured |= day && day->copies_secured;
    bool by_copy = !event->is_sound && event->copied_to != EVENT_NEVER;
    take_day(e, event->key.day, by_copy ? event->copied_to : event->covered_to,
             !event->is_sound && !by_copy);
    sum_add(&e->failed_sessions, event->failed_sessions);
    e->is_authentic |= event->is_authentic;
    e->counted |= event->is_counted;
    e->copied |= !event->is_counted;
    struct told *told = event->is_counted ? &e->by_counted : &e->by_copies;
    add_text(e, &told->reporters, names_text(&f->reporter_names, event->key.reporter));
    add_key(e, &told->reports, event->report);
    add_text(e, &told->hosts, failure->receiving_mx_hostname);
    add_text(e, &told->result_types, failure->result_type);
    add_text(e, &told->receiving_ips, names_text(&f->events.addresses, event->key.receiving_ip));
    add_text(e, &told->sending_ips, names_text(&f->events.addresses, event->key.sending_ip));
    add_cause(e, &told->causes, event);
}

/* Sorts a list, and keeps each text once and its first `most`. */
static void settle(struct texts *list, size_t most)
{
    texts_settle(list);
    if (list->n > most)
        list->n = most;
}

/* Both lists in one, at most `most` texts, in the arena of the findings: those of copies that find
 * room. Sorts both. */
static struct texts settled(struct evidence *e, struct texts *list, struct texts *of_copies,
                            size_t most)
{
    settle(list, most);
    settle(of_copies, most);
    size_t room = list->n + of_copies->n < most ? list->n + of_copies->n : most;
    if (room == 0)
        return (struct texts){0};
    struct slice *at = arena_take_array(&e->finder->out->arena, room, sizeof *at);
    if (!at) {
        e->finder->out_of_memory = true;
        return (struct texts){0};
    }
    struct texts all = {.at = at, .n = list->n};
    if (list->n > 0)
        memcpy(at, list->at, list->n * sizeof *at);
    for (size_t i = 0; all.n < room && i < of_copies->n; i++)
        if (!texts_hold(list, of_copies->at[i]))
            at[all.n++] = of_copies->at[i];
    texts_settle(&all);
    return all;
}

/* May the name stand in a command that a person may copy? Names come from reports, so only if it
 * can mean nothing else to a shell. */
static bool is_plain_name(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.at[i];
        if (!ascii_is_alnum(c) && c != '.' && c != '_' && (c != '-' || i == 0))
            return false;
    }
    return name.n > 0 && name.n <= MOST_NAME_IN_ADVICE; /* an advice names it several times */
}

static void put_named(struct buffer *to, struct slice text, struct slice placeholder,
                      struct slice name)
{
    const char *found;
    while (is_plain_name(name) && text.n > 0 &&
           (found = memmem(text.at, text.n, placeholder.at, placeholder.n))) {
        size_t before = (size_t)(found - text.at);
        buffer_append(to, slice_first(text, before));
        buffer_append(to, name);
        text = slice_from(text, before + placeholder.n);
    }
    buffer_append(to, text);
}

/* An advice with the domain and the first host put in; hosts are sorted by now. What the main cause
 * asks for stands in front of it, instead of the remedy behind it: that is for a failure of which
 * nobody told the cause. */
static struct slice advice_of(struct evidence *e, enum rule_id rule, const char *advice)
{
    struct buffer half = {0}, whole = {0};
    struct slice copy = {0};
    struct slice domain = e->view->domain->policy_domain;
    const struct texts *hosts = e->by_counted.hosts.n > 0 ? &e->by_counted.hosts
                                                          : &e->by_copies.hosts;
    const char *remedy = rules[rule].remedy;
    if (!remedy && advice == rules[rule].advice && !strstr(advice, "DOMAIN") &&
        !strstr(advice, "HOST"))
        return slice_of(advice); /* nothing has to be put in */
    if (remedy && e->main_cause) {
        put_named(&half, slice_of(e->main_cause->advice), SLICE("DOMAIN"), domain);
        buffer_append_char(&half, ' ');
    }
    put_named(&half, slice_of(advice), SLICE("DOMAIN"), domain);
    if (remedy && !e->main_cause) {
        buffer_append_char(&half, ' ');
        put_named(&half, slice_of(remedy), SLICE("DOMAIN"), domain);
    }
    put_named(&whole, buffer_slice(&half), SLICE("HOST"),
              hosts->n > 0 ? hosts->at[0] : (struct slice){0});
    if (half.failed || whole.failed ||
        !arena_copy(&e->finder->out->arena, buffer_slice(&whole), &copy))
        e->finder->out_of_memory = true;
    buffer_free(&half);
    buffer_free(&whole);
    return copy;
}

/* Keeps a title as UTF-8: a name in it may come from a DNS record that spells it in other bytes.
 * The title says what the finding rests on beside what was counted. */
static bool keep_title(const struct evidence *e, struct slice title, struct slice *kept)
{
    struct arena *arena = &e->finder->out->arena;
    struct buffer whole = {0};
    buffer_append(&whole, title);
    if (e->copied)
        buffer_append_text(&whole, e->counted ? "; copies that were not counted tell of more"
                                              : "; only copies that were not counted tell of it");
    bool ok = !whole.failed && arena_copy(arena, buffer_slice(&whole), &title) &&
              utf8_sound(title, arena, kept);
    buffer_free(&whole);
    return ok;
}

static void add(struct evidence *e, enum rule_id rule, enum severity severity, struct slice title,
                const char *advice)
{
    struct finder *f = e->finder;
    struct finding *new = ARENA_PUSH(&f->out->arena, f->out->at, f->out->n);
    if (!new) {
        f->out_of_memory = true;
        return;
    }
    struct told *own = &e->by_counted, *more = &e->by_copies;
    /* The advice names the first one. */
    struct texts hosts = settled(e, &own->hosts, &more->hosts, FINDING_MOST_TEXTS);
    *new = (struct finding){
        .rule = rule,
        .severity = severity,
        .id = slice_of(rules[rule].id),
        .severity_name = slice_of(severity_names[severity]),
        .policy_domain = e->view->domain->policy_domain,
        .advice = advice_of(e, rule, advice),
        .who = slice_of(rules[rule].who),
        .rfc = slice_of(rules[rule].rfc),
        .failed_sessions = e->failed_sessions,
        .successful_sessions = e->successful_sessions,
        .span = e->span,
        .has_ended = e->has_ended,
        .reporters = settled(e, &own->reporters, &more->reporters, FINDING_MOST_TEXTS),
        .reports = settled(e, &own->reports, &more->reports, FINDING_MOST_REPORTS),
        .receiving_mx_hostnames = hosts,
        .receiving_ips = settled(e, &own->receiving_ips, &more->receiving_ips, FINDING_MOST_TEXTS),
        .sending_mta_ips = settled(e, &own->sending_ips, &more->sending_ips, FINDING_MOST_TEXTS),
        .result_types = settled(e, &own->result_types, &more->result_types, FINDING_MOST_TEXTS),
        .causes = settled(e, &own->causes, &more->causes, FINDING_MOST_TEXTS),
    };
    if (!keep_title(e, title, &new->title) ||
        !evidence_networks(f, new->receiving_ips, "receiving", &new->networks) ||
        !evidence_networks(f, new->sending_mta_ips, "sending", &new->networks) ||
        !life_judge(new, e->view, e->covered_to.last, f->summary->period.span.last,
                    f->tuning->closed_after))
        f->out_of_memory = true;
}

__attribute__((format(printf, 4, 0))) static void
add_formatted(struct evidence *e, enum rule_id rule, enum severity own, const char *title,
              va_list arguments)
{
    char text[TITLE_ROOM];
    enum severity tuned = e->finder->tuning->severity[rule];
    if (tuned == SEVERITY_OFF)
        return;
    vsnprintf(text, sizeof text, title, arguments);
    /* A severity that the user set holds for all cases of the rule. */
    add(e, rule, tuned == rules[rule].severity ? own : tuned, utf8_cut(slice_of(text), TITLE_MOST),
        rules[rule].advice);
}

void finding_add(struct evidence *e, enum rule_id rule, const char *title, ...)
{
    va_list arguments;
    va_start(arguments, title);
    add_formatted(e, rule, rules[rule].severity, title, arguments);
    va_end(arguments);
}

void finding_add_as(struct evidence *e, enum rule_id rule, enum severity own, const char *title,
                    ...)
{
    va_list arguments;
    va_start(arguments, title);
    add_formatted(e, rule, own, title, arguments);
    va_end(arguments);
}

void finding_advise(struct evidence *e, enum rule_id rule, const char *title, const char *advice)
{
    if (e->finder->tuning->severity[rule] != SEVERITY_OFF)
        add(e, rule, e->finder->tuning->severity[rule], slice_of(title), advice);
}

void finding_add_if_authentic(struct evidence *e, enum rule_id rule, const char *title)
{
    bool doubtful = e->finder->figures->signers.checked > 0 && !e->is_authentic;
    enum severity own = e->finder->tuning->severity[rule];
    const char *copies = e->copies_secured ? "; copies that were not counted tell of secured "
                                             "sessions, too"
                                           : "";
    if (doubtful && own > SEVERITY_MEDIUM)
        finding_add_as(e, rule, SEVERITY_MEDIUM, "%s%s; none of these reports is authentic", title,
                       copies);
    else
        finding_add(e, rule, "%s%s", title, copies);
}
