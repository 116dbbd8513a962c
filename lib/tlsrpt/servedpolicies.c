#include "lib/tlsrpt/servedpolicies.h"

#include <stdio.h>

#include "lib/base/order.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/domain.h"
#include "lib/tlsrpt/mxpattern.h"
#include "lib/tlsrpt/stspolicy.h"

enum { MOST_AGE = 31557600, MOST_NAME = 32, PROBLEM_MOST = 200 };

/* What the fields say, as far as they were read; of one that is there twice the first counts. */
struct fields {
    struct slice version, mode, max_age;
    bool has_mx;
};

/* RFC 8461, 3.2: sts-policy-ext-name, which the names of all fields are. */
static bool is_name(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        bool more = i > 0 && strchr("_-.", name.at[i]) && name.at[i] != '\0';
        if (!ascii_is_alnum(name.at[i]) && !more)
            return false;
    }
    return name.n > 0 && name.n <= MOST_NAME;
}

/* RFC 8461, 3.2: blanks may stand in a value, and no control character, of which a tab is one. */
static bool is_of_value(char c)
{
    return (unsigned char)c >= ' ' && c != '\x7F';
}

/* Names have no letter case: what is checked is the name in lower case. */
static bool is_pattern(struct slice value)
{
    char room[BOUND_DOMAIN + 2]; /* with "*." before the name */
    if (value.n == 0 || value.n > sizeof room || value.at[value.n - 1] == '.')
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if (!ascii_is_alnum(value.at[i]) && !strchr("*.-_", value.at[i]))
            return false;
        room[i] = ascii_lower(value.at[i]);
    }
    return mxpattern_is_sound((struct slice){.at = room, .n = value.n});
}

static const char *take_field(struct fields *f, struct slice name, struct slice value)
{
    struct slice *first = slice_equal(name, SLICE("version"))   ? &f->version
                          : slice_equal(name, SLICE("mode"))    ? &f->mode
                          : slice_equal(name, SLICE("max_age")) ? &f->max_age
                                                                : NULL;
    if (first && first->n == 0)
        *first = value;
    if (value.n == 0)
        return "a field has no value";
    if (slice_run(value, is_of_value) < value.n)
        return "a field's value holds a control character";
    if (!slice_equal(name, SLICE("mx")))
        return NULL;
    f->has_mx = true;
    return is_pattern(value) ? NULL : "an mx is neither a host name nor \"*.\" and a name";
}

static const char *check_values(const struct fields *f)
{
    static const struct slice words[] = {SLICE("enforce"), SLICE("testing"), SLICE("none")};
    if (!slice_equal(f->version, SLICE("STSv1")))
        return f->version.n == 0 ? "it has no version" : "its version is not STSv1";
    if (!slice_any(f->mode, slice_equal, words, COUNT_OF(words)))
        return f->mode.n == 0 ? "it has no mode" : "its mode is none of enforce, testing, none";

    int64_t age;
    if (!sts_age_of(f->max_age, &age) || age > MOST_AGE)
        return f->max_age.n == 0 ? "it has no max_age"
                                 : "its max_age is no number of seconds up to 31557600, a year";
    return f->has_mx || slice_equal(f->mode, SLICE("none")) ? NULL : "it has no mx";
}

/* The next line without its LF or CRLF, and without the blanks that may stand before that. */
static struct slice next_line(struct slice *text)
{
    struct slice line = slice_until(text, '\n');
    line.n -= line.n > 0 && line.at[line.n - 1] == '\r';
    while (line.n > 0 && ascii_is_blank(line.at[line.n - 1]))
        line.n--;
    return line;
}

/* RFC 8461, 3.2: lines that end in LF or CRLF, each a field; empty ones at the end are let pass. */
static const char *check(struct slice text, struct fields *f)
{
    bool ended = false;
    while (text.n > 0) {
        struct slice line = next_line(&text), value = line;
        struct slice name = slice_until(&value, ':');
        if (line.n > 0 && ended)
            return "it has an empty line";
        ended = line.n == 0;
        if (ended)
            continue;
        if (name.n == line.n || !is_name(name))
            return "it has a line that is no field, such as \"mode: enforce\"";
        const char *problem = take_field(f, name, slice_strip(value, ascii_is_blank));
        if (problem)
            return problem;
    }
    return check_values(f);
}

static const char *problem_of(struct slice *text)
{
    struct fields fields = {0};
    if (text->n > SERVED_POLICY_MOST)
        return "it is longer than 64 KB";
    if (slice_skip(text, UTF8_BYTE_ORDER_MARK))
        return "it begins with a byte order mark";
    if (!utf8_is_valid(*text) || slice_has(*text, '\0'))
        return "it is no text in UTF-8";
    return check(*text, &fields);
}

struct slice served_domain_of(struct slice name)
{
    static const struct slice end = SLICE(".txt"), host = SLICE("mta-sts.");
    if (name.n <= end.n || !slice_ends_nocase(name, end))
        return (struct slice){0};
    name = slice_first(name, name.n - end.n);
    if (slice_starts_nocase(name, host) &&
        slice_find_nocase(slice_from(name, host.n), SLICE(".")).n)
        name = slice_from(name, host.n);
    return name;
}

bool served_add(struct served_policies *p, struct slice name, struct slice text,
                struct slice *domain)
{
    char problem[PROBLEM_MOST];
    struct served_policy new = {0};
    *domain = (struct slice){0};
    if (!domain_normalise(served_domain_of(name), &p->arena, &new.domain, NULL))
        return false;
    if (!domain_is_name(new.domain))
        return true;
    const char *why = problem_of(&text);
    text = slice_at_most(text, SERVED_POLICY_MOST);
    struct served_policy *to = ARENA_PUSH(&p->arena, p->at, p->n);
    struct slice copy;
    if (!to || !arena_copy(&p->arena, text, &copy) || !utf8_sound(copy, &p->arena, &new.text) ||
        !stspolicy_patterns(new.text, &p->arena, &new.mx))
        return false;
    if (why) {
        snprintf(problem, sizeof problem, "the policy file of %.*s: %s",
                 (int)utf8_cut(new.domain, 100).n, new.domain.at, why);
        if (!arena_copy(&p->arena, slice_of(problem), &new.problem))
            return false;
    }
    p->bytes += new.text.n;
    *to = new;
    *domain = new.domain;
    return true;
}

ORDER_BEGINS_WITH(struct served_policy, domain);

struct slice served_sort(struct served_policies *p)
{
    order_sort(p->at, p->n, sizeof *p->at, order_by_text);
    for (size_t i = 1; i < p->n; i++)
        if (slice_equal(p->at[i].domain, p->at[i - 1].domain))
            return p->at[i].domain;
    return (struct slice){0};
}

const struct served_policy *served_find(const struct served_policies *p, struct slice domain)
{
    return order_find(&domain, p->at, p->n, sizeof *p->at, order_by_text);
}

void served_free(struct served_policies *p)
{
    arena_free(&p->arena);
    *p = (struct served_policies){0};
}
