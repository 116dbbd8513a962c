#include "lib/tlsrpt/surplus.h"

/* The least bytes of JSON that hold each, its texts and the next comma apart: as RFC 8460 writes
 * them, and as they are read when counts and objects are left out. */
struct least_bytes {
    size_t policy, detail;
    unsigned free; /* rows that it has room for in any case */
};
enum { LEAST_BYTES_OF_HEAD = 104 };
static const struct least_bytes whole = {.policy = 127, .detail = 44, .free = SURPLUS_FREE},
                                loose = {.policy = 38, .detail = 20, .free = SURPLUS_FREE - 1};

struct purse { /* bytes that the report has been long so far, less what its rows take */
    struct least_bytes least;
    struct slice organization;
    int64_t bytes;
    unsigned rows; /* that were taken */
    bool is_overdrawn;
};

/* Its rows repeat the names of the domain and of the organization. */
static bool take_row(struct purse *p, struct slice domain, unsigned most)
{
    int64_t price = SURPLUS_BYTES + (int64_t)(domain.n / 4 + p->organization.n / 2);
    if (p->bytes < price || p->rows >= most) {
        p->is_overdrawn = true;
        return false;
    }
    p->bytes -= price;
    p->rows++;
    return true;
}

static size_t bytes_of_texts(struct texts texts)
{
    size_t n = 0;
    for (size_t i = 0; i < texts.n; i++)
        n += texts.at[i].n;
    return n;
}

static size_t bytes_of_detail(const struct purse *p, const struct failure_detail *d)
{
    size_t n = p->least.detail;
    for (int i = 0; i < DETAIL_TEXTS; i++)
        n += d->text[i].n;
    return n;
}

struct told { /* result types that a policy has told so far: one bit each */
    unsigned types, with_room;
    struct slice other; /* the last of those that the RFC does not know */
};
_Static_assert(RESULT_OTHER < 32, "a set of result types is one bit each");

static bool has_room(struct purse *p, struct told *t, struct slice domain, struct slice type)
{
    enum result_id id = result_id_of(type);
    unsigned bit = 1u << id;
    bool is_known = t->types & bit && (id != RESULT_OTHER || slice_equal(type, t->other));
    if (!is_known) {
        unsigned most = id == RESULT_OTHER ? SURPLUS_MOST : 2 * SURPLUS_MOST;
        bool takes = take_row(p, domain, most); /* invented words take no room of the RFC's */
        t->types |= bit;
        t->with_room = takes ? t->with_room | bit : t->with_room & ~bit;
    }
    if (id == RESULT_OTHER)
        t->other = type;
    return t->with_room & bit;
}

static void mark_details(struct purse *p, struct policy *policy, bool is_surplus)
{
    struct told told = {0};
    for (size_t i = 0; i < policy->details_n; i++) {
        struct failure_detail *d = &policy->details[i];
        p->bytes += (int64_t)bytes_of_detail(p, d);
        d->is_surplus = is_surplus ||
                        !has_room(p, &told, policy->domain, d->text[DETAIL_RESULT_TYPE]);
    }
}

void report_mark_surplus(struct report *r)
{
    bool leaves_out = (r->deviations >> DEVIATION_MISSING_COUNT & 1) ||
                      (r->deviations >> DEVIATION_FLAT_POLICY & 1);
    struct purse p = {.least = leaves_out ? loose : whole,
                      .organization = r->organization_name,
                      .bytes = LEAST_BYTES_OF_HEAD};
    p.bytes += p.least.free * (int64_t)SURPLUS_BYTES;
    p.bytes += (int64_t)(r->organization_name.n + r->report_id.n + r->contact_info.n);
    for (size_t i = 0; i < r->policies_n; i++) {
        struct policy *policy = &r->policies[i];
        p.bytes += (int64_t)(p.least.policy + policy->domain.n + policy->type.n +
                             bytes_of_texts(policy->strings) + bytes_of_texts(policy->mx_patterns));
        bool is_surplus = !take_row(&p, policy->domain, SURPLUS_MOST);
        if (is_surplus)
            policy->attributed = SURPLUS_DOMAIN;
        mark_details(&p, policy, is_surplus);
    }
    if (p.is_overdrawn)
        report_note(r, DEVIATION_TOO_MANY_ROWS);
}
