#include "lib/findings/life.h"

#include <openssl/evp.h>

const char *const finding_status_names[] = {
    [FINDING_OPEN] = "open", [FINDING_UNPROVEN] = "unproven", [FINDING_CLOSED] = "closed"};
_Static_assert(sizeof finding_status_names / sizeof *finding_status_names == FINDING_STATUSES,
               "one name per status");

/* The first hex digits of the SHA-256 over the rule's id, NUL and the domain: the same in every
 * run. */
static bool make_key(struct finding *f)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *sha256 = EVP_MD_CTX_new();
    bool ok = sha256 && EVP_DigestInit_ex2(sha256, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(sha256, f->id.at, f->id.n) == 1 &&
              EVP_DigestUpdate(sha256, "", 1) == 1 &&
              EVP_DigestUpdate(sha256, f->policy_domain.at, f->policy_domain.n) == 1 &&
              EVP_DigestFinal_ex(sha256, digest, NULL) == 1;
    EVP_MD_CTX_free(sha256);
    if (ok)
        ascii_hex(digest, FINDING_KEY_TEXT / 2, f->key);
    f->key[FINDING_KEY_TEXT] = '\0';
    return ok;
}

/* The covered days after `day`, and the sessions that were secured on them. */
static void count_clean(struct finding *f, const struct view *v, day_number day)
{
    for (size_t i = view_first_day_at(v, day + 1); i < v->days_n; i++) {
        f->days_clean++;
        if (__builtin_add_overflow(f->sessions_since, v->days[i].row->sessions.successful,
                                   &f->sessions_since))
            f->sessions_since = INT64_MAX;
    }
}

bool life_judge(struct finding *f, const struct view *v, day_number covered_to,
                day_number period_last, unsigned closed_after)
{
    f->status = FINDING_OPEN;
    if (rules[f->rule].life == LIFE_EVENT && f->has_span) {
        count_clean(f, v, covered_to > f->span.last ? covered_to : f->span.last);
        if (f->days_clean >= closed_after && f->sessions_since > 0)
            f->status = FINDING_CLOSED;
        else if (f->days_clean < closed_after &&
                 (int64_t)period_last - f->span.last >= (int64_t)closed_after)
            f->status = FINDING_UNPROVEN;
    }
    return make_key(f);
}
