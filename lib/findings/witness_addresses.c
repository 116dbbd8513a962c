#include "lib/base/address.h"
#include "lib/base/order.h"
#include "lib/findings/witnesses.h"

ORDER_BEGINS_WITH(struct meeting, host);

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
    return witnesses_believe(w, e) &&
           (address_read(text, &unused) || slice_equal(text, NAMES_OTHERS)) &&
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
    return order != 0 ? order : witnesses_by_number(&x->address, &y->address);
}

/* Lists each host and address once, however many events there are, since hosts are looked up day by
 * day. */
void witnesses_list_meetings(struct witnesses *w)
{
    size_t n = 0;
    w->meetings_n = 0;
    for (size_t i = 0; i < w->view->events_n; i++) {
        const struct event *e = w->view->events[i];
        if (has_address(w, e))
            w->meetings[n++] = (struct meeting){.host = host_of(w, e),
                                                .address = e->key.receiving_ip};
    }
    order_sort(w->meetings, n, sizeof *w->meetings, by_host_and_address);

    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_host_and_address(&w->meetings[w->meetings_n - 1], &w->meetings[i]) != 0)
            w->meetings[w->meetings_n++] = w->meetings[i];
}

static bool is_among(uint32_t address, const uint32_t *addresses, size_t n)
{
    return order_find(&address, addresses, n, sizeof *addresses, witnesses_by_number) != NULL;
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
    return witnesses_believe(w, e) && witnesses_know(w, e->key.reporter) && witnesses_saw(w, e);
}

/* Was it seen at some addresses only, on this day? It was if other addresses were met that day, or
 * on another day of the same host. */
static bool is_at_some(struct witnesses *w, const struct tally *t)
{
    const struct event *const *events = w->view->events;
    size_t n = 0;
    for (size_t i = t->from; i < t->to; i++) {
        if (!is_witness(w, events[i]))
            continue;
        if (!has_address(w, events[i]))
            return false;
        w->addresses[n++] = events[i]->key.receiving_ip;
    }
    order_sort(w->addresses, n, sizeof *w->addresses, witnesses_by_number);

    for (size_t i = t->from; n > 0 && i < t->to; i++) {
        const struct event *e = events[i];
        if (has_address(w, e) && !is_among(e->key.receiving_ip, w->addresses, n))
            return true;
        if (is_witness(w, e) && has_others(w, host_of(w, e), e->key.day, n))
            return true;
    }
    return false;
}

void witnesses_look_at_addresses(struct witnesses *w)
{
    for (size_t i = 0; i < w->meetings_n; i++)
        w->meetings[i].looked_at = INT32_MIN;
    for (struct tally *t = w->days; t < w->days + w->days_n; t++)
        if (!witnesses_pass_over(w, t))
            t->at_some_addresses = is_at_some(w, t);
}
