#include "formats/read/given/rulesfile.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>

#include "lib/base/utf8.h"
#include "lib/findings/causes.h"

struct reader {
    struct slice text;
    struct tuning *tuning;
    char *error;
};

/* The line on which a field stands: jansson keeps no places, so the outer key is looked for,
 * then the inner one behind it. */
static unsigned line_of(const struct reader *r, const char *outer, const char *inner)
{
    char quoted[128];
    struct slice rest = r->text;
    const char *const keys[] = {outer, inner};
    for (int i = 0; i < 2; i++) {
        snprintf(quoted, sizeof quoted, "\"%s\"", keys[i] ? keys[i] : "");
        struct slice found = keys[i] ? slice_find_nocase(rest, slice_of(quoted))
                                     : (struct slice){0};
        if (found.n > 0)
            rest = found;
    }
    unsigned line = 1;
    for (const char *p = r->text.at; p < rest.at; p++)
        line += *p == '\n';
    return rest.at == r->text.at ? 1 : line;
}

__attribute__((format(printf, 4, 5))) static bool wrong(struct reader *r, const char *outer,
                                                        const char *inner, const char *format, ...)
{
    int n = snprintf(r->error, RULES_ERROR, "line %u: %s%s%s: ", line_of(r, outer, inner),
                     outer ? outer : "the file", inner ? "." : "", inner ? inner : "");
    if (n > 0 && n < RULES_ERROR) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(r->error + n, RULES_ERROR - (size_t)n, format, arguments);
        va_end(arguments);
    }
    return false;
}

static bool read_severity(struct reader *r, int rule, const json_t *value)
{
    const char *name = json_string_value(value);
    if (!name || !severity_find(slice_of(name), &r->tuning->severity[rule]))
        return wrong(r, rules[rule].id, "severity",
                     "is none of critical, high, medium, low, info, off");
    return true;
}

static bool read_threshold(struct reader *r, int rule, const char *name, const json_t *value)
{
    int i = threshold_find((enum rule_id)rule, slice_of(name));
    if (i < 0)
        return wrong(r, rules[rule].id, name,
                     "the rule has no such threshold (tlsrpt-audit --list-findings shows them)");
    double number = json_number_value(value);
    if (!json_is_number(value) || number < thresholds[i].least || number > thresholds[i].most)
        return wrong(r, rules[rule].id, name, "is no number from %.15g to %.15g",
                     thresholds[i].least, thresholds[i].most);
    r->tuning->threshold[i] = number;
    return true;
}

static bool read_rule(struct reader *r, const char *id, json_t *settings)
{
    const char *name;
    json_t *value;
    int rule = rule_find(slice_of(id));
    if (rule < 0)
        return wrong(r, id, NULL,
                     "there is no such finding (tlsrpt-audit --list-findings shows them)");
    if (!json_is_object(settings))
        return wrong(r, id, NULL, "is no object");
    json_object_foreach(settings, name, value)
    {
        if (strcmp(name, "severity") == 0 ? !read_severity(r, rule, value)
                                          : !read_threshold(r, rule, name, value))
            return false;
    }
    return true;
}

static bool read_rules(struct reader *r, json_t *all)
{
    const char *id;
    json_t *settings;
    if (!json_is_object(all))
        return wrong(r, "rules", NULL, "is no object");
    json_object_foreach(all, id, settings)
    {
        if (!read_rule(r, id, settings))
            return false;
    }
    return true;
}

static bool read_cause(struct reader *r, json_t *c)
{
    struct cause cause = {.pattern = json_string_value(json_object_get(c, "pattern")),
                          .title = json_string_value(json_object_get(c, "title")),
                          .advice = json_string_value(json_object_get(c, "advice"))};
    char error[CAUSE_ERROR];
    if (!json_is_object(c) || json_object_size(c) != 3 || !cause.pattern || !cause.title ||
        !cause.advice)
        return wrong(r, "causes", NULL,
                     "each is an object with the texts pattern, title and advice");
    return causes_add(r->tuning->causes, &cause, error) ||
           wrong(r, "causes", "pattern", "%s", error);
}

/* The first of the file is tried first: classes are added in front. */
static bool read_causes(struct reader *r, json_t *list)
{
    if (!json_is_array(list))
        return wrong(r, "causes", NULL, "is no array");
    for (size_t i = json_array_size(list); i > 0; i--)
        if (!read_cause(r, json_array_get(list, i - 1)))
            return false;
    return true;
}

static bool read_days(struct reader *r, const char *key, const json_t *value, unsigned *days)
{
    enum { MOST = 36500 };
    if (!json_is_integer(value) || json_integer_value(value) < 1 ||
        json_integer_value(value) > MOST)
        return wrong(r, key, NULL, "is no number of days from 1 to %d", MOST);
    *days = (unsigned)json_integer_value(value);
    return true;
}

static bool read_field(struct reader *r, const char *key, json_t *value)
{
    if (strcmp(key, "rules") == 0)
        return read_rules(r, value);
    if (strcmp(key, "causes") == 0)
        return read_causes(r, value);
    if (strcmp(key, "closed-after") == 0)
        return read_days(r, key, value, &r->tuning->closed_after);
    if (strcmp(key, "ready-after") == 0)
        return read_days(r, key, value, &r->tuning->ready_after);
    return wrong(r, key, NULL,
                 "there is no such field; there are rules, causes, closed-after and ready-after");
}

bool rulesfile_read(struct slice text, struct tuning *tuning, char error[static RULES_ERROR])
{
    slice_skip(&text, UTF8_BYTE_ORDER_MARK);
    struct reader r = {.text = text, .tuning = tuning, .error = error};
    json_error_t where;
    json_t *root = json_loadb(text.at ? text.at : "", text.n, JSON_REJECT_DUPLICATES, &where),
           *value;
    const char *key;
    if (!root) {
        snprintf(error, RULES_ERROR, "line %d: %s", where.line, where.text);
        return false;
    }
    bool ok = json_is_object(root) || wrong(&r, NULL, NULL, "is no JSON object");
    if (ok)
        json_object_foreach(root, key, value)
        {
            ok = ok && read_field(&r, key, value);
        }
    json_decref(root);
    return ok;
}
