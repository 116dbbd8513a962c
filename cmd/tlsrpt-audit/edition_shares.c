#include "cmd/tlsrpt-audit/edition_shares.h"

/* Domains in a list, and the editions that they are shared out to. */
struct sharing {
    const struct edition_names *names;
    const struct texts *domains; /* either these, or those of rows */
    const struct earlier_row *rows;
};

static size_t edition_of(void *self, size_t i)
{
    const struct sharing *s = self;
    int64_t edition = edition_known(s->names,
                                    s->rows ? s->rows[i].row.policy_domain : s->domains->at[i]);
    return edition < 0 ? SIZE_MAX : (size_t)edition;
}

bool edition_shares_build(struct edition_shares *s, const struct edition_names *names,
                          const struct account_given *given)
{
    size_t n = editions_n(names);
    struct sharing setup = {.names = names, .domains = &given->setup.names};
    bool ok = groups_build(&s->setup, n, setup.domains->n, edition_of, &setup);
    for (int kind = 0; ok && given->earlier && kind < CHANGE_KINDS; kind++) {
        struct sharing earlier = {.names = names, .rows = given->earlier->rows[kind]};
        ok = groups_build(&s->earlier[kind], n, given->earlier->n[kind], edition_of, &earlier);
    }
    s->given = given;
    return ok;
}

bool edition_shares_setup(const struct edition_shares *s, uint32_t edition, struct arena *arena,
                          struct texts *names)
{
    struct group own = groups_of(&s->setup, edition);
    bool ok = true;
    for (size_t i = 0; ok && i < own.n; i++)
        ok = texts_push(arena, names, s->given->setup.names.at[own.at[i]]);
    return ok;
}

void edition_shares_earlier(const struct edition_shares *s, uint32_t edition,
                            struct group among[static CHANGE_KINDS])
{
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        among[kind] = groups_of(&s->earlier[kind], edition);
}

void edition_shares_free(struct edition_shares *s)
{
    groups_free(&s->setup);
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        groups_free(&s->earlier[kind]);
}
