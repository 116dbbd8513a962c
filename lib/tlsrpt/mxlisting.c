#include "lib/tlsrpt/mxlisting.h"

#include "lib/tlsrpt/mxpattern.h"
#include "lib/tlsrpt/stspolicy.h"

/* What the patterns that were looked at say together. */
struct search {
    struct slice host;
    struct arena scratch;
    bool any, unsound, matches, above, no_memory;
};

static void look_at(struct search *s, struct slice pattern)
{
    s->any = true;
    s->unsound |= !mxpattern_is_sound(pattern);
    s->matches |= mxpattern_matches(pattern, s->host);
    s->above |= mxpattern_is_above(pattern, s->host);
}

/* One line of a policy may name several, as mx-host may. */
static void look_at_value(struct search *s, struct slice value)
{
    struct slice pattern, normal;
    bool ignored = false;
    while (!s->matches && !s->no_memory && mxpattern_next(&value, &pattern, &ignored)) {
        s->no_memory = !mxpattern_normalise(pattern, &s->scratch, &normal, &ignored, NULL);
        if (!s->no_memory)
            look_at(s, normal);
    }
}

static void look_at_lines(struct search *s, const struct texts *lines)
{
    for (size_t i = 0; i < lines->n && !s->matches; i++) {
        struct slice rest = lines->at[i], value;
        while ((value = stspolicy_next(&rest, SLICE("mx"))).n > 0)
            look_at_value(s, value);
    }
}

bool policy_mx_listing(const struct policy *p, struct slice host, enum mx_listing *listing)
{
    struct search s = {.host = host};
    *listing = MX_NOT_REFUTED;
    if (policy_kind_of(p->type) != POLICY_STS || host.n == 0)
        return true;
    look_at_lines(&s, &p->strings);
    /* mx-host speaks where the policy itself does not; it can still be unsound. */
    bool told = s.any;
    for (size_t i = 0; i < p->mx_patterns.n; i++) {
        if (told)
            s.unsound |= !mxpattern_is_sound(p->mx_patterns.at[i]);
        else
            look_at(&s, p->mx_patterns.at[i]);
    }
    arena_free(&s.scratch);
    if (s.any && !s.unsound && !s.matches)
        *listing = s.above ? MX_TOO_DEEP : MX_UNLISTED;
    return !s.no_memory;
}
