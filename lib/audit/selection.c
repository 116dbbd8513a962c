#include "lib/audit/selection.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/rows.h"

struct patterns {
    struct rows rows; /* of struct expression * */
};

/* Writes what is wrong with an expression, and where, with a mark below it. */
static void point_out(const char *expression, const char *why, size_t at,
                      char error[static SELECTION_ERROR])
{
    if (at == SIZE_MAX)
        snprintf(error, SELECTION_ERROR, "%s", why);
    else
        snprintf(error, SELECTION_ERROR, "%s\n  %s\n  %*s^", why, expression, (int)at, "");
}

static bool append(struct patterns **list, struct expression *e)
{
    struct patterns *p = *list ? *list : calloc(1, sizeof *p);
    if (!p)
        return false;
    *list = p;
    p->rows.size = sizeof e;
    struct expression **new = rows_add(&p->rows);
    if (new)
        *new = e;
    return new;
}

bool selection_add(struct patterns **list, const char *expression,
                   char error[static SELECTION_ERROR])
{
    char why[EXPRESSION_ERROR] = "out of memory";
    size_t at = SIZE_MAX;
    struct expression *e = expression_new(expression, EXPRESSION_OFTEN, why, &at);
    if (e && append(list, e))
        return true;
    expression_free(e);
    point_out(expression, why, at, error);
    return false;
}

static struct expression *at(const struct patterns *list, size_t i)
{
    return *(struct expression *const *)rows_at(&list->rows, i);
}

static bool any_matches(const struct patterns *list, struct slice text)
{
    if (!list)
        return true;
    for (size_t i = 0; i < selection_count(list); i++)
        if (expression_matches(at(list, i), text))
            return true;
    return false;
}

bool selection_is_open(const struct selection *s)
{
    return !s->has_since && !s->has_until && !s->domains && !s->reporters && !s->has_only;
}

bool selection_admits_domain(const struct selection *s, struct slice domain)
{
    return (!s->has_only || slice_equal(s->only, domain)) && any_matches(s->domains, domain);
}

bool selection_marks(const struct selection *s, struct report *report)
{
    if (s->reporters && !any_matches(s->reporters, report->organization_name))
        return false;
    if (!s->domains && !s->has_only)
        return true;
    bool any = false;
    for (size_t i = 0; i < report->policies_n; i++) {
        struct policy *p = &report->policies[i];
        p->left_out = !selection_admits_domain(s, p->attributed);
        any |= !p->left_out;
    }
    return any;
}

bool selection_has_day(const struct selection *s, day_number day)
{
    return !(s->has_since && day < s->since) && !(s->has_until && day > s->until);
}

bool selection_admits(const struct selection *s, struct report *report)
{
    return selection_has_day(s, report_day(report)) && selection_marks(s, report);
}

size_t selection_count(const struct patterns *list)
{
    return list ? list->rows.n : 0;
}

const struct expression *selection_expression(const struct patterns *list, size_t i)
{
    return at(list, i);
}

static void free_list(struct patterns *list)
{
    for (size_t i = 0; i < selection_count(list); i++)
        expression_free(at(list, i));
    if (list)
        rows_free(&list->rows);
    free(list);
}

void selection_free(struct selection *s)
{
    free_list(s->domains);
    free_list(s->reporters);
    *s = (struct selection){0};
}
