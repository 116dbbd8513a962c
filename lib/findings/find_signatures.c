/* find_signatures: the rules about who signed the reports (SPEC 5.4). */
#include "lib/audit/keynames.h"
#include "lib/base/order.h"
#include "lib/base/thousands.h"
#include "lib/findings/evidence.h"

static void take_row(struct evidence *e, const struct signer_row *row)
{
    evidence_row_span(e, row->span);
    evidence_reporter(e, row->reporter);
    evidence_keys(e, &row->keys);
}

static const struct signer_row *row_at(const struct finder *f, size_t i)
{
    return rows_at(&f->figures->signers.rows, i);
}

/* Which domain signs the authentic reports of one organization. */
struct habit {
    uint64_t authentic;
    struct slice domain; /* that signed the most */
    uint64_t by_domain;
};

static int by_reporter_and_domain(const void *a, const void *b)
{
    const struct signer_row *x = *(const struct signer_row *const *)a,
                            *y = *(const struct signer_row *const *)b;
    int order = ORDER_OF(x->reporter, y->reporter);
    return order != 0 ? order : slice_compare(x->domain, y->domain);
}

/* Of domains that signed equally many, the first in byte order is the habit. `rows` has room for
 * all. */
static void learn_habits(const struct finder *f, const struct signer_row **rows,
                         struct habit *habits)
{
    size_t n = 0;
    for (size_t i = 0; i < f->figures->signers.rows.n; i++)
        if (signer_is_authentic(row_at(f, i)))
            rows[n++] = row_at(f, i);
    order_sort(rows, n, sizeof *rows, by_reporter_and_domain);

    for (size_t i = 0, end; i < n; i = end) {
        struct habit *h = &habits[rows[i]->reporter];
        uint64_t reports = 0;
        for (end = i; end < n && by_reporter_and_domain(&rows[i], &rows[end]) == 0; end++)
            reports += rows[end]->reports;
        h->authentic += reports;
        if (reports > h->by_domain) {
            h->by_domain = reports;
            h->domain = rows[i]->domain;
        }
    }
}

static bool is_odd(const struct finder *f, const struct signer_row *row, const struct habit *h)
{
    bool is_regular = (double)h->authentic >= finder_threshold(f, THRESHOLD_ODD_SIGNER_LEAST) &&
                      (double)h->by_domain / (double)h->authentic >=
                          finder_threshold(f, THRESHOLD_ODD_SIGNER_SHARE);
    bool is_unsigned = row->result == DKIM_NONE && row->reason != DKIM_NOT_MAIL;
    bool by_another = row->domain.n > 0 && !slice_equal(row->domain, h->domain);
    return is_regular && (row->result == DKIM_FAIL || is_unsigned || by_another);
}

static void find_odd_signers(struct finder *f)
{
    size_t n = f->figures->signers.rows.n, reporters = f->figures->reporters.n;
    struct arena arena = {0};
    struct habit *habits = arena_take_array(&arena, reporters + 1, sizeof *habits);
    const struct signer_row **rows = arena_take_array(&arena, n + 1, sizeof *rows);
    struct evidence e;
    uint64_t odd = 0;
    evidence_start(&e, f, &view_of_none);
    for (size_t i = 0; habits && i < reporters; i++)
        habits[i] = (struct habit){0};
    if (habits && rows)
        learn_habits(f, rows, habits);
    for (size_t i = 0; habits && rows && i < n; i++) {
        const struct signer_row *row = row_at(f, i);
        if (!is_odd(f, row, &habits[row->reporter]))
            continue;
        odd += row->reports;
        take_row(&e, row);
    }
    f->out_of_memory |= !habits || !rows;
    if (odd > 0)
        finding_add(&e, RULE_ODD_SIGNER,
                    "Reports that are unsigned, fail, or are signed by another domain than the one "
                    "that signs their organization's others: %s",
                    thousands((int64_t)odd).text);
    arena_free(&arena);
}

static void find_missing_keys(struct finder *f)
{
    struct evidence e;
    struct arena arena = {0};
    size_t n;
    uint64_t reports = 0;
    const struct keyname *keys = keynames_wanted(&f->figures->signers, &arena, &n);
    evidence_start(&e, f, &view_of_none);
    for (size_t i = 0; i < f->figures->signers.rows.n; i++) {
        const struct signer_row *row = row_at(f, i);
        if (row->result != DKIM_KEY_MISSING)
            continue;
        reports += row->reports;
        take_row(&e, row);
    }
    f->out_of_memory |= !keys;
    if (keys && reports > 0)
        finding_add(&e, RULE_SIGNATURE_KEYS_MISSING, "Reports that wait for a key: %s, for %s",
                    thousands((int64_t)reports).text,
                    counted((int64_t)n, "name of a key record", "names of key records").text);
    arena_free(&arena);
}

static void find_weak(struct finder *f)
{
    struct evidence e;
    uint64_t sha1 = 0, bits = 0, length = 0, added = 0;
    evidence_start(&e, f, &view_of_none);
    for (size_t i = 0; i < f->figures->signers.rows.n; i++) {
        const struct signer_row *row = row_at(f, i);
        if (row->result != DKIM_WEAK)
            continue;
        take_row(&e, row);
        sha1 += row->reason == DKIM_SHA1 ? row->reports : 0;
        bits += row->reason == DKIM_KEY_BITS ? row->reports : 0;
        length += row->reason == DKIM_BODY_LENGTH ? row->reports : 0;
        added += row->reason == DKIM_ADDED_FIELD ? row->reports : 0;
    }
    if (e.span.any)
        finding_add(&e, RULE_WEAK_SIGNATURES,
                    "Signatures that prove little: %s with SHA-1, %s with RSA under 1024 bits, "
                    "%s with bytes left unsigned (l=), %s with fields added",
                    thousands((int64_t)sha1).text, thousands((int64_t)bits).text,
                    thousands((int64_t)length).text, thousands((int64_t)added).text);
}

static void find_disagreement(struct finder *f)
{
    const struct signers *s = &f->figures->signers;
    struct evidence e;
    if (s->disagree == 0)
        return;
    evidence_start(&e, f, &view_of_none);
    evidence_row_span(&e, s->disagree_span);
    evidence_keys(&e, &s->disagree_keys);
    finding_add(&e, RULE_VERDICTS_DISAGREE,
                "Reports of which the trusted server said pass, and whose signature is wrong now: "
                "%s",
                thousands((int64_t)s->disagree).text);
}

void find_signatures(struct finder *f)
{
    find_odd_signers(f);
    find_missing_keys(f);
    find_weak(f);
    find_disagreement(f);
}
