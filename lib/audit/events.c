#include "lib/audit/events.h"

#include "lib/base/address.h"
#include "lib/base/sum.h"
#include "lib/base/utf8.h"

_Static_assert(sizeof(struct event_key) == 7 * sizeof(uint32_t),
               "no padding: keys are hashed and compared as bytes");
_Static_assert(sizeof(struct event) == 80, "as events.h says");

void events_init(struct events *e, const struct hash_key *hash)
{
    *e = (struct events){.hash = hash, .rows.size = sizeof(struct event)};
    names_init(&e->addresses, hash);
    names_init(&e->reasons, hash);
}

static bool number_of(struct names *names, struct slice text, size_t most, unsigned char *beyond,
                      uint32_t *number)
{
    int64_t n = text.n == 0 /* an absent text is never one of the others */
                    ? names_number(names, text)
                    : names_number_allowed(names, utf8_cut(text, EVENT_MOST_TEXT), most, beyond);
    *number = (uint32_t)n;
    return n >= 0;
}

/* Gives one address one number, however reporters spell it; a text that is no address stays as it
 * is. */
static bool number_of_address(struct events *e, struct slice text, unsigned char *beyond,
                              uint32_t *number)
{
    char room[ADDRESS_TEXT];
    struct slice normal = address_normal(text, room);
    return number_of(&e->addresses, normal.n > 0 ? normal : text, EVENT_MOST_ADDRESSES, beyond,
                     number);
}

static uint64_t hash_of(const struct events *e, const struct event_key *key)
{
    return hash64(e->hash, (struct slice){.at = (const char *)key, .n = sizeof *key});
}

static struct event *find(struct events *e, const struct event_key *key, uint64_t hash)
{
    size_t at = 0;
    int64_t i;
    while ((i = index_next(&e->index, hash, &at)) >= 0) {
        struct event *known = rows_at_mutable(&e->rows, (size_t)i);
        if (memcmp(&known->key, key, sizeof *key) == 0)
            return known;
    }
    return NULL;
}

static struct event *find_or_add(struct events *e, const struct event_key *key)
{
    uint64_t hash = hash_of(e, key);
    struct event *known = find(e, key, hash);
    if (known)
        return known;
    struct event *new = rows_add(&e->rows);
    if (!new || !index_add(&e->index, hash, e->rows.n - 1))
        return NULL;
    new->key = *key;
    new->copied_to = EVENT_NEVER;
    return new;
}

/* Beyond the bound, the events of a failure, a reporter and a day become one, except for the first
 * few of each domain. False: out of memory. */
static bool merge_beyond(struct events *e, struct event_key *key, unsigned char *beyond)
{
    if (!events_are_full(e) || find(e, key, hash_of(e, key)))
        return true;
    if (*beyond < NAMES_ALLOWANCE) {
        ++*beyond;
        return true;
    }
    int64_t address = names_number(&e->addresses, NAMES_OTHERS),
            reason = names_number(&e->reasons, NAMES_OTHERS);
    key->receiving_ip = key->sending_ip = (uint32_t)address;
    key->reason = (uint32_t)reason;
    return address >= 0 && reason >= 0;
}

/* Copies come when all that counts is in (figures_note_copy), and say no more of what it tells than
 * that somebody vouches for it. */
static void add_witness(struct event *event, struct event_witness report)
{
    event->is_copied |= !report.is_counted;
    event->is_authentic |= report.is_authentic;
    if (!report.is_counted && !report.is_stale && report.covered_to > event->copied_to)
        event->copied_to = report.covered_to;
    if (event->is_counted && !report.is_counted)
        return;
    event->is_counted = report.is_counted;
    bool is_first = event->report[0] == '\0';
    latest_take(&event->covered_to, &event->is_sound, report.covered_to, report.is_stale, is_first);
    if (is_first || memcmp(report.key, event->report, REPORT_KEY_TEXT) < 0)
        memcpy(event->report, report.key, REPORT_KEY_TEXT);
}

bool events_add(struct events *e, struct event_key key, const struct failure_detail *d,
                struct event_witness report, struct event_allowance *beyond)
{
    if (!number_of_address(e, d->text[DETAIL_RECEIVING_IP], &beyond->receiving,
                           &key.receiving_ip) ||
        !number_of_address(e, d->text[DETAIL_SENDING_MTA_IP], &beyond->sending, &key.sending_ip) ||
        !number_of(&e->reasons, d->text[DETAIL_FAILURE_REASON_CODE], EVENT_MOST_REASONS,
                   &beyond->reasons, &key.reason))
        return false;
    struct event *event = merge_beyond(e, &key, &beyond->events) ? find_or_add(e, &key) : NULL;
    if (!event)
        return false;
    add_witness(event, report);
    if (report.is_counted)
        sum_add(&event->failed_sessions, d->failed_sessions);
    return true;
}

const struct event *events_at(const struct events *e, size_t i)
{
    return rows_at(&e->rows, i);
}

void events_free(struct events *e)
{
    names_free(&e->addresses);
    names_free(&e->reasons);
    index_free(&e->index);
    rows_free(&e->rows);
}
