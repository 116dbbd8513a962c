#include "lib/audit/selection.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/expression.h"

struct pattern {
    struct expression *expression;
    struct pattern *next;
};

/* What is wrong with an expression, and where: it is shown with a mark below. */
static void point_out(const char *expression, const char *why, size_t at, char *error,
                      size_t error_room)
{
    if (at == SIZE_MAX)
        snprintf(error, error_room, "%s", why);
    else
        snprintf(error, error_room, "%s\n  %s\n  %*s^", why, expression, (int)at, "");
}

bool selection_add(struct pattern **list, const char *expression, char *error, size_t error_room)
{
    char why[EXPRESSION_ERROR] = "out of memory";
    size_t at = SIZE_MAX;
    struct pattern *p = calloc(1, sizeof *p);
    if (p)
        p->expression = expression_new(expression, EXPRESSION_OFTEN, why, &at);
    if (!p || !p->expression) {
        free(p);
        point_out(expression, why, at, error, error_room);
        return false;
    }
    while (*list)
        list = &(*list)->next;
    *list = p;
    return true;
}

static bool any_matches(const struct pattern *list, struct slice text)
{
    if (!list)
        return true;
    for (const struct pattern *p = list; p; p = p->next)
        if (expression_matches(p->expression, text))
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

size_t selection_count(const struct pattern *list)
{
    size_t n = 0;
    for (; list; list = list->next)
        n++;
    return n;
}

const struct expression *selection_expression(const struct pattern *list, size_t i)
{
    while (i-- > 0)
        list = list->next;
    return list->expression;
}

static void free_list(struct pattern *list)
{
    while (list) {
        struct pattern *next = list->next;
        expression_free(list->expression);
        free(list);
        list = next;
    }
}

void selection_free(struct selection *s)
{
    free_list(s->domains);
    free_list(s->reporters);
    *s = (struct selection){0};
}
