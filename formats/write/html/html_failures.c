/* html_failures: what went wrong, and at which hosts. */
#include <stdlib.h>

#include "formats/write/html/html.h"

enum { MOST_HOSTS = 50 };

struct host {
    struct slice name;
    int64_t failed;
    size_t rows;
};

static int by_name(const void *a, const void *b)
{
    const struct slice x = ((const struct host *)a)->name, y = ((const struct host *)b)->name;
    return slice_compare(x, y);
}

static int by_failed(const void *a, const void *b)
{
    const struct host *x = a, *y = b;
    if (x->failed == y->failed)
        return slice_compare(x->name, y->name);
    return x->failed < y->failed ? 1 : -1;
}

/* Gives the hosts of the failure groups, each once, most failed sessions first; to be freed. NULL:
 * out of memory. */
static struct host *find_hosts(const struct summary *s, size_t *n)
{
    struct host *hosts = malloc((s->failures_n + 1) * sizeof *hosts);
    *n = 0;
    if (!hosts)
        return NULL;
    for (size_t i = 0; i < s->failures_n; i++)
        hosts[i] = (struct host){.name = s->failures[i].receiving_mx_hostname,
                                 .failed = s->failures[i].failed_sessions,
                                 .rows = 1};
    qsort(hosts, s->failures_n, sizeof *hosts, by_name);
    for (size_t i = 0; i < s->failures_n; i++) {
        if (*n == 0 || !slice_equal(hosts[*n - 1].name, hosts[i].name)) {
            hosts[(*n)++] = hosts[i];
            continue;
        }
        struct host *same = &hosts[*n - 1];
        sum_add(&same->failed, hosts[i].failed);
        same->rows++;
    }
    qsort(hosts, *n, sizeof *hosts, by_failed);
    return hosts;
}

static void put_hosts(struct html *h, const struct summary *s)
{
    size_t n;
    struct host *hosts = find_hosts(s, &n);
    if (!hosts) {
        h->out_of_memory = true;
        return;
    }
    size_t shown = n < MOST_HOSTS ? n : MOST_HOSTS;
    html_table_begin(h, "One row per receiving mail server, most failed sessions first");
    html_head(h, "Receiving MX", "t", NULL);
    html_head(h, "Failed", "n", NULL);
    html_head(h, "Share of the worst", "t", NULL);
    html_put(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < shown; i++) {
        html_put(h, "<tr><td class=t>");
        html_cell_text(h, hosts[i].name.n > 0 ? hosts[i].name : SLICE("(not told)"));
        html_put(h, "</td><td class=n>");
        html_number(h, hosts[i].failed);
        html_put(h, "</td><td>");
        html_bar(h, hosts[i].failed, hosts[0].failed);
        html_put(h, "</td></tr>\n");
    }
    html_table_end(h, shown, n);
    free(hosts);
}

static void put_type_bar(struct html *h, const struct account *a, const void *row)
{
    int64_t most = 0;
    for (size_t i = 0; i < a->audit.summary.result_types_n; i++)
        most = a->audit.summary.result_types[i].failed_sessions > most
                   ? a->audit.summary.result_types[i].failed_sessions
                   : most;
    html_bar(h, ((const struct result_type_row *)row)->failed_sessions, most);
}

void html_failures(struct html *h, const struct account *a)
{
    static const char *const types[] = {"result_type", "failed_sessions", "domains",
                                        "reporters",   "first_day",       "last_day",
                                        "meaning",     "advice",          NULL};
    static const char *const groups[] = {"policy_domain",   "result_type", "receiving_mx_hostname",
                                         "failed_sessions", "reporters",   "first_day",
                                         "last_day",        NULL};
    static const struct html_extra bar = {.title = "Share of the worst", .put = put_type_bar};
    html_table(h, a, TABLE_RESULT_TYPES, types, &bar);
    if (a->audit.summary.failures_n == 0)
        return;
    html_put(h, "<h3>By host</h3>\n");
    put_hosts(h, &a->audit.summary);
    html_put(h, "<h3>By domain, type and host</h3>\n");
    html_table(h, a, TABLE_FAILURE_GROUPS, groups, NULL);
}
