/*
 * find_interception: a wrong certificate that was shown only to some of a day's reporters.
 *
 * A wrong certificate that most reporters of a day see is just wrong. One that few of them see,
 * while the sessions of the others are secured, may have been shown only to these few. Secured
 * means under a policy, since without one a sender takes any certificate. Of two reporters that
 * disagree, nobody knows which is the odd one.
 *
 * Anyone can invent reporters and so be the most. So those reporters count that also reported on
 * the domain on three other days, or are authentic. In a collection with too few of these, all of
 * the day count, and it is enough that few of those see it that also tell of secured sessions.
 *
 * However many see it, it is odd as well if they see it only at some receiving addresses: somebody
 * may be on the way to these. The other addresses are those of the same MX host on any day, and all
 * of that day; another host on another day has a certificate of its own.
 */
#include <stdlib.h>

#include "lib/base/address.h"
#include "lib/base/order.h"
#include "lib/findings/evidence.h"

enum { OTHER_DAYS = 3 };

struct tally { /* of a day on which one of the types was seen */
    day_number day;
    struct group {
        size_t all, saw;         /* reporters of the day, and those of them who saw it */
    } known, any, secured, told; /* told: secured also by what copies tell that were not counted */
    bool at_some_addresses;      /* all who saw it name an address, and there are others */
};

struct meeting { /* failures at an address of a host */
    struct slice host;
    uint32_t address;
    /* In the host's first meeting: the last day for which the host was looked up. */
    day_number looked_at;
};

struct witnesses {
    struct finder *finder;
    const struct view *view;
    struct tally *days;
    size_t days_n;
    /* Reporters on more than OTHER_DAYS days, sorted; authentic ones are known as well. */
    uint32_t *known;
    size_t known_n;
    struct meeting *meetings; /* by host and address */
    size_t meetings_n;
    uint32_t *addresses; /* room for one address per event */
};

ORDER_BEGINS_WITH(struct meeting, host);

static const unsigned types = 1u << RESULT_CERTIFICATE_HOST_MISMATCH |
                              1u << RESULT_CERTIFICATE_NOT_TRUSTED;

static int by_day(const void *day, const void *tally)
{
    day_number x = *(const day_number *)day, y = ((const struct tally *)tally)->day;
    return ORDER_OF(x, y);
}

static struct tally *tally_of(const struct witnesses *w, day_number day)
{
    return order_find(&day, w->days, w->days_n, sizeof *w->days, by_day);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return ORDER_OF(x, y);
}

static bool is_known(const struct witnesses *w, uint32_t reporter)
{
    return w->finder->is_authentic[reporter] ||
           order_find(&reporter, w->known, w->known_n, sizeof *w->known, by_number);
}

/* Lists the days to look at, in order: events come by day. */
static void list_days(struct witnesses *w)
{
    for (size_t i = 0; i < w->view->events_n; i++) {
        const struct event *e = w->view->events[i];
        bool is_new = w->days_n == 0 || w->days[w->days_n - 1].day != e->key.day;
        if (is_new && finder_has_result(w->finder, e, types))
            w->days[w->days_n++] = (struct tally){.day = e->key.day};
    }
}

/* Lists reporters in order: blocks come by reporter. */
static void list_known(struct witnesses *w)
{
    const struct view *v = w->view;
    for (size_t from = 0, to; from < v->reporters_n; from = to) {
        int days = 0;
        to = view_reporter_end(v, from);
        for (size_t i = from; i < to; i++)
            days += __builtin_popcountll(v->reporters[i].reported);
        if (days > OTHER_DAYS)
            w->known[w->known_n++] = v->reporters[from].reporter;
    }
}

/* Does the event name a receiving address? A text that is none says nothing of a server, and where
 * a policy could not be fetched, the address may be that of the web server. Those beyond the bound
 * of events.h count as one address. */
static bool has_address(const struct witnesses *w, const struct event *e)
{
    static const unsigned of_fetching = 1u << RESULT_STS_POLICY_FETCH_ERROR |
                                        1u << RESULT_STS_POLICY_INVALID |
                                        1u << RESULT_STS_WEBPKI_INVALID;
    struct slice text = names_text(&w->finder->figures->events.addresses, e->key.receiving_ip);
    struct address unused;
    return (address_read(text, &unused) || slice_equal(text, NAMES_OTHERS)) &&
           !finder_has_result(w->finder, e, of_fetching);
}

static struct slice host_of(const struct witnesses *w, const struct event *e)
{
    const struct failure_row *row = rows_at(&w->finder->figures->failures, e->key.failure);
    return row->receiving_mx_hostname;
}

static int by_host_and_address(const void *a, const void *b)
{
    const struct meeting *x = a, *y = b;
    int order = slice_compare(x->host, y->host);
    return order != 0 ? order : by_number(&x->address, &y->address);
}

/* Lists each host and address once, however many events there are, since hosts are looked up day by
 * day. */
static void list_meetings(struct witnesses *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->view->events_n; i++) {
        const struct event *e = w->view->events[i];
        if (has_address(w, e))
            w->meetings[n++] = (struct meeting){
                .host = host_of(w, e), .address = e->key.receiving_ip, .looked_at = INT32_MIN};
    }
    order_sort(w->meetings, n, sizeof *w->meetings, by_host_and_address);

    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_host_and_address(&w->meetings[w->meetings_n - 1], &w->meetings[i]) != 0)
            w->meetings[w->meetings_n++] = w->meetings[i];
}

static bool is_among(uint32_t address, const uint32_t *addresses, size_t n)
{
    return order_find(&address, addresses, n, sizeof *addresses, by_number) != NULL;
}

/* Was the host met at other addresses than the `n` at w->addresses? Each host is looked up once a
 * day. */
static bool has_others(struct witnesses *w, struct slice host, day_number day, size_t n)
{
    struct meeting *end = w->meetings + w->meetings_n;
    struct meeting *first = w->meetings + order_first(&host, w->meetings, w->meetings_n,
                                                      sizeof *w->meetings, order_by_text);
    bool again = first->looked_at == day;
    first->looked_at = day;
    for (const struct meeting *m = first; !again && m < end && slice_equal(m->host, host); m++)
        if (!is_among(m->address, w->addresses, n))
            return true;
    return false;
}

/* Did a reporter who counts see a wrong certificate? */
static bool is_witness(const struct witnesses *w, const struct event *e)
{
    return is_known(w, e->key.reporter) && finder_has_result(w->finder, e, types);
}

/* Was it seen at some addresses only, on the day of the events from..to? It was if other addresses
 * were met that day, or on another day of the same host. */
static bool is_at_some(struct witnesses *w, size_t from, size_t to)
{
    const struct event *const *events = w->view->events;
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        if (!is_witness(w, events[i]))
            continue;
        if (!has_address(w, events[i]))
            return false;
        w->addresses[n++] = events[i]->key.receiving_ip;
    }
    order_sort(w->addresses, n, sizeof *w->addresses, by_number);

    for (size_t i = from; n > 0 && i < to; i++) {
        const struct event *e = events[i];
        if (has_address(w, e) && !is_among(e->key.receiving_ip, w->addresses, n))
            return true;
        if (is_witness(w, e) && has_others(w, host_of(w, e), e->key.day, n))
            return true;
    }
    return false;
}

/* Events come by day. */
static void look_at_addresses(struct witnesses *w)
{
    const struct view *v = w->view;
    list_meetings(w);
    for (size_t from = 0, to; from < v->events_n; from = to) {
        for (to = from; to < v->events_n && v->events[to]->key.day == v->events[from]->key.day;)
            to++;
        struct tally *t = tally_of(w, v->events[from]->key.day);
        if (t)
            t->at_some_addresses = is_at_some(w, from, to);
    }
}

static void count_reporters(struct witnesses *w)
{
    for (size_t i = 0; i < w->view->reporters_n; i++) {
        const struct view_reporter *block = &w->view->reporters[i];
        bool known = is_known(w, block->reporter);
        for (uint64_t left = block->reported; left != 0; left &= left - 1) {
            int bit = __builtin_ctzll(left);
            struct tally *t = tally_of(w, block->first + bit);
            if (!t)
                continue;
            t->any.all++;
            t->known.all += known;
            t->secured.all += block->secured >> bit & 1;
            t->told.all += (block->secured | block->copied) >> bit & 1;
        }
    }
}

/* A block is equal to a reporter and a day that it holds. */
static int by_reporter_and_day(const void *day, const void *block)
{
    const struct view_reporter *x = day, *y = block;
    int order = by_number(&x->reporter, &y->reporter);
    if (order != 0)
        return order;
    return x->first < y->first ? -1 : x->first >= y->first + COVERAGE_DAYS;
}

static void count_secured(struct tally *t, const struct view *v, uint32_t reporter, day_number day)
{
    const struct view_reporter wanted = {.reporter = reporter, .first = day};
    const struct view_reporter *block = order_find(&wanted, v->reporters, v->reporters_n,
                                                   sizeof wanted, by_reporter_and_day);
    if (!block)
        return;
    t->secured.saw += block->secured >> (day - block->first) & 1;
    t->told.saw += (block->secured | block->copied) >> (day - block->first) & 1;
}

/* Counts each reporter once: the events of a day come by reporter. */
static void count_those_that_saw(struct witnesses *w)
{
    const struct view *v = w->view;
    const struct event *last = NULL;
    for (size_t i = 0; i < v->events_n; i++) {
        const struct event *e = v->events[i];
        struct tally *t = tally_of(w, e->key.day);
        bool again = last && last->key.day == e->key.day && last->key.reporter == e->key.reporter;
        if (!t || again || !finder_has_result(w->finder, e, types))
            continue;
        last = e;
        t->any.saw++;
        t->known.saw += is_known(w, e->key.reporter);
        count_secured(t, v, e->key.reporter, e->key.day);
    }
}

static bool are_enough(const struct witnesses *w, struct group g)
{
    return (double)g.all >= finder_threshold(w->finder, THRESHOLD_INTERCEPTION_REPORTERS);
}

static bool are_few(const struct witnesses *w, struct group g)
{
    double share = finder_threshold(w->finder, THRESHOLD_INTERCEPTION_SHARE);
    return are_enough(w, g) && g.saw > 0 && g.saw < g.all && (double)g.saw < (double)g.all * share;
}

static bool is_odd_beside(const struct witnesses *w, const struct tally *t, struct group secured)
{
    bool others = secured.all > secured.saw; /* some were secured and did not see it */
    if (are_enough(w, t->known))
        return (others && are_few(w, t->known)) || (t->known.saw > 0 && t->at_some_addresses);
    return others && (are_few(w, t->any) || are_few(w, secured));
}

/* A copy that was not counted may be the true one, or forged to make witnesses of those who saw it.
 * So what copies tell can make the day odd, and cannot keep it from being odd. */
static bool is_odd(const struct witnesses *w, const struct tally *t)
{
    return is_odd_beside(w, t, t->secured) || is_odd_beside(w, t, t->told);
}

static void find(struct witnesses *w)
{
    const struct view *v = w->view;
    struct evidence e;
    evidence_start(&e, w->finder, v);
    for (size_t i = 0; i < v->events_n; i++) {
        const struct event *event = v->events[i];
        const struct tally *t = tally_of(w, event->key.day);
        const struct domain_day_row *day = view_day_row(v, event->key.day);
        if (t && day && day->secured > 0 && is_odd(w, t) &&
            finder_has_result(w->finder, event, types))
            evidence_event(&e, event);
    }
    if (e.span.any)
        finding_add_if_authentic(
            &e, RULE_POSSIBLE_INTERCEPTION,
            "Some senders were shown a wrong certificate while others were secured on the "
            "same day: possibly an interception");
}

void find_interception(struct finder *f, const struct view *v)
{
    struct witnesses w = {.finder = f,
                          .view = v,
                          .days = calloc(v->events_n + 1, sizeof *w.days),
                          .known = calloc(v->reporters_n + 1, sizeof *w.known),
                          .meetings = calloc(v->events_n + 1, sizeof *w.meetings),
                          .addresses = calloc(v->events_n + 1, sizeof *w.addresses)};
    if (w.days && w.known && w.meetings && w.addresses) {
        list_days(&w);
        list_known(&w);
        look_at_addresses(&w);
        count_reporters(&w);
        count_those_that_saw(&w);
        find(&w);
    } else {
        f->out_of_memory = true;
    }
    free(w.days);
    free(w.known);
    free(w.meetings);
    free(w.addresses);
}
