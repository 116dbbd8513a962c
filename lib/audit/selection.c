#include "lib/audit/selection.h"

#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
    char *expression;
    pcre2_code *code;
    pcre2_match_data *match;
    struct pattern *next;
};

static void pattern_free(struct pattern *p)
{
    pcre2_match_data_free(p->match);
    pcre2_code_free(p->code);
    free(p->expression);
    free(p);
}

static bool compile(struct pattern *p, char *error, size_t error_room)
{
    int code;
    PCRE2_SIZE at;
    p->code = pcre2_compile((PCRE2_SPTR)p->expression, PCRE2_ZERO_TERMINATED,
                            PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP, &code, &at, NULL);
    if (!p->code) {
        char why[256];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
        snprintf(error, error_room, "%s\n  %s\n  %*s^", why, p->expression, (int)at, "");
        return false;
    }
    pcre2_jit_compile(p->code,
                      PCRE2_JIT_COMPLETE); /* where it fails, matching is slower and the same */
    p->match = pcre2_match_data_create_from_pattern(p->code, NULL);
    snprintf(error, error_room, "out of memory");
    return p->match != NULL;
}

bool selection_add(struct pattern **list, const char *expression, char *error, size_t error_room)
{
    struct pattern *p = calloc(1, sizeof *p);
    if (!p || !(p->expression = strdup(expression))) {
        free(p);
        snprintf(error, error_room, "out of memory");
        return false;
    }
    if (!compile(p, error, error_room)) {
        pattern_free(p);
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
        if (pcre2_match(p->code, (PCRE2_SPTR)(text.at ? text.at : ""), text.n, 0, 0, p->match,
                        NULL) >= 0)
            return true;
    return false;
}

bool selection_is_open(const struct selection *s)
{
    return !s->has_since && !s->has_until && !s->domains && !s->reporters;
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

bool selection_admits(const struct selection *s, struct report *report)
{
    day_number day = report_day(report);
    if ((s->has_since && day < s->since) || (s->has_until && day > s->until))
        return false;
    return selection_marks(s, report);
}

size_t selection_count(const struct pattern *list)
{
    size_t n = 0;
    for (; list; list = list->next)
        n++;
    return n;
}

const char *selection_expression(const struct pattern *list, size_t i)
{
    while (i-- > 0)
        list = list->next;
    return list->expression;
}

static void free_list(struct pattern *list)
{
    while (list) {
        struct pattern *next = list->next;
        pattern_free(list);
        list = next;
    }
}

void selection_free(struct selection *s)
{
    free_list(s->domains);
    free_list(s->reporters);
    *s = (struct selection){0};
}
