#include "lib/tlsrpt/surplus.h"

#include "lib/base/names.h"

/* The least bytes of JSON that each takes without its texts, with the next comma: as RFC 8460
 * writes it (`whole`), and as it can be read if counts and objects are left out wherever they can
 * be (`loose`). A record does not tell where they were. */
struct least_bytes {
    size_t policy, detail;
    /* To be added where a number of sessions, or the type of a policy, is there. */
    size_t sessions, sessions_of_detail, type;
};
enum { LEAST_BYTES_OF_HEAD = 104 };
static const struct least_bytes whole = {.policy = 127, .detail = 44},
                                loose = {.policy = 38,
                                         .detail = 20,
                                         .sessions = sizeof "'total-failure-session-count':,",
                                         .sessions_of_detail = sizeof ",'failed-session-count':",
                                         .type = sizeof "'policy-type':'',"};

/* Of what can be left out: the shortest key, quotes and commas. */
enum {
    LEAST_BYTES_OF_TEXT = sizeof "'receiving-ip':''",
    LEAST_BYTES_OF_LIST = sizeof "'mx-host':[]",
    LEAST_BYTES_OF_ELEMENT = sizeof "''"
};

struct purse { /* how many bytes of its JSON are known so far, less what its rows took */
    struct least_bytes least;
    bool is_swollen; /* a byte that was sent may have become MOST_SWELLING bytes of a text */
    struct slice organization;
    int64_t bytes, free; /* free: for result types, once `bytes` is spent */
    int64_t spent;       /* of bytes */
    unsigned rows;       /* that were taken */
    bool is_overdrawn;
};

/* Each row repeats the names of the domain and of the organization. */
static int64_t price_of_row(const struct purse *p, struct slice domain)
{
    return SURPLUS_BYTES + (int64_t)(domain.n / 3 + p->organization.n / 2);
}

static bool take_row(struct purse *p, int64_t price, unsigned most)
{
    if (p->bytes < price || p->rows >= most) {
        p->is_overdrawn = true;
        return false;
    }
    p->bytes -= price;
    p->spent += price;
    p->rows++;
    return true;
}

static bool take_row_of_type(struct purse *p, int64_t price, unsigned most)
{
    int64_t lacks = price > p->bytes ? price - p->bytes : 0;
    if (lacks <= p->free) {
        p->free -= lacks;
        p->bytes += lacks;
        p->spent -= lacks;
    }
    return take_row(p, price, most);
}

/* A label of one letter that is not ASCII becomes "xn--" and more; a byte that is no UTF-8 becomes
 * U+FFFD, of three. */
enum { MOST_SWELLING = 3 };

static bool is_swollen(const struct report *r)
{
    return report_has(r, DEVIATION_INVALID_UTF8) || report_has(r, DEVIATION_DOMAIN_NOT_ASCII);
}

/* At least so many bytes were sent. */
static size_t sent(const struct purse *p, struct slice text)
{
    return p->is_swollen ? text.n / MOST_SWELLING : text.n;
}

static size_t bytes_of_texts(const struct purse *p, struct texts texts)
{
    size_t n = texts.n > 0 ? LEAST_BYTES_OF_LIST : 0;
    for (size_t i = 0; i < texts.n; i++)
        n += sent(p, texts.at[i]) + LEAST_BYTES_OF_ELEMENT;
    return n;
}

static size_t bytes_of_text(const struct purse *p, struct slice text)
{
    return text.n > 0 ? sent(p, text) + LEAST_BYTES_OF_TEXT : 0;
}

/* A count of the only detail may be that of its policy. */
static size_t bytes_of_detail(const struct purse *p, const struct failure_detail *d, bool is_only)
{
    size_t n = p->least.detail + sent(p, d->text[DETAIL_RESULT_TYPE]);
    if (d->failed_sessions > 0 && !is_only)
        n += p->least.sessions_of_detail;
    for (int i = DETAIL_RESULT_TYPE + 1; i < DETAIL_TEXTS; i++)
        n += bytes_of_text(p, d->text[i]);
    return n;
}

/* A count of failures may be what the details add up to. */
static size_t bytes_of_policy(const struct purse *p, const struct policy *policy)
{
    size_t n = p->least.policy + sent(p, policy->domain) + sent(p, policy->type) +
               bytes_of_texts(p, policy->strings) + bytes_of_texts(p, policy->mx_patterns);
    if (policy->type.n > 0)
        n += p->least.type;
    if (policy->successful_sessions > 0)
        n += p->least.sessions;
    if (policy->failed_sessions > 0 && policy->details_n == 0)
        n += p->least.sessions;
    return n;
}

/* Result types of a policy's details so far: one bit each of the RFC's own, and the last others. */
struct types_seen {
    unsigned all, with_room;
    struct other_type {
        struct slice name;
        bool has_room;
    } others[SURPLUS_OTHERS];
    size_t others_n; /* all there were, the forgotten ones too */
};
_Static_assert(RESULT_OTHER < 32, "a set of result types is one bit each");

static bool take_room_for_other(struct purse *p, struct types_seen *seen, struct slice domain,
                                struct slice type)
{
    for (size_t i = 0; i < SURPLUS_OTHERS && i < seen->others_n; i++)
        if (slice_equal(type, seen->others[i].name))
            return seen->others[i].has_room;

    bool takes = take_row_of_type(p, price_of_row(p, domain), SURPLUS_MOST);
    seen->others[seen->others_n++ % SURPLUS_OTHERS] = (struct other_type){type, takes};
    return takes;
}

static bool take_room_for(struct purse *p, struct types_seen *seen, struct slice domain,
                          struct slice type)
{
    enum result_id id = result_id_of(type);
    unsigned bit = 1u << id;
    if (id == RESULT_OTHER)
        return take_room_for_other(p, seen, domain, type);
    if (!(seen->all & bit)) {
        /* invented words take no room of the RFC's */
        bool takes = take_row_of_type(p, price_of_row(p, domain), 2 * SURPLUS_MOST);
        seen->all |= bit;
        seen->with_room |= takes ? bit : 0;
    }
    return seen->with_room & bit;
}

static void mark_details(struct purse *p, struct policy *policy)
{
    struct types_seen seen = {0};
    for (size_t i = 0; i < policy->details_n; i++) {
        struct failure_detail *d = &policy->details[i];
        p->bytes += (int64_t)bytes_of_detail(p, d, policy->details_n == 1);
        d->is_surplus = policy->is_surplus ||
                        !take_room_for(p, &seen, policy->domain, d->text[DETAIL_RESULT_TYPE]);
    }
}

/* The purse when all rows are taken; marks what is surplus. */
static struct purse take_rows(struct report *r, struct least_bytes least)
{
    struct purse p = {.least = least,
                      .is_swollen = is_swollen(r),
                      .organization = r->organization_name,
                      .bytes = LEAST_BYTES_OF_HEAD,
                      .free = SURPLUS_FREE * (int64_t)SURPLUS_BYTES};
    p.bytes += (int64_t)(sent(&p, r->report_id) + bytes_of_text(&p, r->organization_name) +
                         bytes_of_text(&p, r->contact_info));
    for (size_t i = 0; i < r->policies_n; i++) {
        struct policy *policy = &r->policies[i];
        p.bytes += (int64_t)bytes_of_policy(&p, policy);
        policy->is_surplus = !take_row(&p, price_of_row(&p, policy->domain), SURPLUS_MOST);
        mark_details(&p, policy);
    }
    return p;
}

/* Something is left out: is the report as long as its rows take all the same? */
static bool has_room(struct report *r)
{
    struct purse p = take_rows(r, whole);
    return !p.is_overdrawn && (uint64_t)p.spent <= r->sent;
}

void report_mark_surplus(struct report *r)
{
    bool leaves_out = report_has(r, DEVIATION_MISSING_COUNT) ||
                      report_has(r, DEVIATION_FLAT_POLICY);
    struct purse p = take_rows(r, leaves_out && !has_room(r) ? loose : whole);
    for (size_t i = 0; i < r->policies_n; i++)
        if (r->policies[i].is_surplus)
            r->policies[i].attributed = NAMES_OTHERS;
    if (p.is_overdrawn)
        report_note(r, DEVIATION_TOO_MANY_ROWS);
}
