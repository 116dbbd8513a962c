#include "cmd/tlsrpt-audit/earlier_notes.h"

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/option_rows.h"

static void note_other_list(const struct given *g, const struct options *o)
{
    const struct slice list = slice_of(o->scope ? g->scope.sha256 : "");
    if (!slice_equal(list, g->earlier.scope_sha256))
        complain("%s: note: it was made with another list of domains", o->compare);
}

static bool same_expressions(const struct patterns *now, const struct texts *before)
{
    size_t n = selection_count(now);
    for (size_t i = 0; i < n && n == before->n; i++)
        if (!slice_equal(slice_of(expression_text(selection_expression(now, i))), before->at[i]))
            return false;
    return n == before->n;
}

static bool is_same(struct slice before, const char *now)
{
    return slice_equal(before, slice_of(now));
}

/* What an earlier run left out, counted twice or judged otherwise is no change of the mail. */
static void note_other_options(const struct given *g, const struct options *o)
{
    const struct earlier *e = &g->earlier;
    const char *other = !is_same(e->dedup, dedup_name((enum dedup)o->dedup))       ? "--dedup"
                        : !same_expressions(o->selection.domains, &e->domains)     ? "--domain"
                        : !same_expressions(o->selection.reporters, &e->reporters) ? "--reporter"
                        : !is_same(e->rules_sha256, g->rules_sha256)               ? "--rules"
                        : e->require_auth != o->require_auth       ? "--require-auth"
                        : !is_same(e->authserv_id, o->authserv_id) ? "--authserv-id"
                        : !is_same(e->dkim, options_dkim(o))       ? "--dkim"
                                                                   : NULL;
    if (other)
        complain("%s: note: it was made with another %s", o->compare, other);
}

void earlier_note_others(const struct given *g, const struct options *o)
{
    note_other_list(g, o);
    note_other_options(g, o);
}
