#include "lib/tlsrpt/mxlisting.h"

#include "lib/tlsrpt/mxpattern.h"
#include "lib/tlsrpt/stspolicy.h"

void mxlist_init(struct mxlist *l, const struct policy *policy, bool is_cut)
{
    l->policy = policy;
    l->n = 0;
    l->is_read = false;
    l->unsound = is_cut;
    l->arena = (struct arena){0};
}

/* Adds a pattern; only the first ones are kept, and no policy that serves anybody has more. */
static void add(struct mxlist *l, struct slice pattern)
{
    l->unsound |= l->n == BOUND_STRINGS || !mxpattern_is_sound(pattern);
    if (l->n < BOUND_STRINGS)
        l->patterns[l->n++] = pattern;
}

/* Adds the patterns of one line of a policy, which may name several, as mx-host may. */
static bool read_value(struct mxlist *l, struct slice value)
{
    struct slice pattern, normal;
    bool ignored = false;
    while (l->n < BOUND_STRINGS && mxpattern_next(&value, &pattern, &ignored)) {
        if (!mxpattern_normalise(pattern, &l->arena, &normal, &ignored, NULL))
            return false;
        add(l, normal);
    }
    l->unsound |= l->n == BOUND_STRINGS && value.n > 0;
    return true;
}

static bool read_lines(struct mxlist *l, const struct texts *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        struct slice rest = lines->at[i], value;
        while ((value = stspolicy_next(&rest, SLICE("mx"))).n > 0) {
            l->unsound |= l->n == BOUND_STRINGS;
            if (l->n == BOUND_STRINGS)
                return true;
            if (!read_value(l, value))
                return false;
        }
    }
    return true;
}

/* Reads the policy's own lines, and mx-host: that counts only if these name no host, but may show
 * in any case that the policy is unsound. */
static bool read_policy(struct mxlist *l)
{
    const struct policy *p = l->policy;
    if (!read_lines(l, &p->strings))
        return false;
    bool told = l->n > 0;
    for (size_t i = 0; i < p->mx_patterns.n; i++) {
        if (told)
            l->unsound |= !mxpattern_is_sound(p->mx_patterns.at[i]);
        else
            add(l, p->mx_patterns.at[i]);
    }
    l->is_read = true;
    return true;
}

static bool any_does(const struct mxlist *l, struct slice host,
                     bool (*does)(struct slice pattern, struct slice host))
{
    for (size_t i = 0; i < l->n; i++)
        if (does(l->patterns[i], host))
            return true;
    return false;
}

bool mxlist_matches(const struct mxlist *l, struct slice host)
{
    return any_does(l, host, mxpattern_matches);
}

bool mxlist_judge(struct mxlist *l, struct slice host, enum mx_listing *listing)
{
    *listing = MX_NOT_REFUTED;
    if (policy_kind_of(l->policy->type) != POLICY_STS || host.n == 0)
        return true;
    if (!l->is_read && !read_policy(l))
        return false;
    if (l->n > 0 && !l->unsound && !mxlist_matches(l, host))
        *listing = any_does(l, host, mxpattern_is_above) ? MX_TOO_DEEP : MX_UNLISTED;
    return true;
}

void mxlist_free(struct mxlist *l)
{
    arena_free(&l->arena);
}
