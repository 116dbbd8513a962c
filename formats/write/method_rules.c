/* method_rules: which rules differ from those that are built in, in words. */
#include <stdio.h>

#include "formats/write/method.h"

/* Begins a sentence with `title`, or goes on in it. */
static void begin(struct buffer *text, const char *title, bool *begun)
{
    buffer_append_text(text, *begun ? ", " : text->n > 0 ? ". " : "");
    buffer_append_text(text, *begun ? "" : title);
    *begun = true;
}

static void say_off(const struct tuning *t, struct buffer *text)
{
    bool begun = false;
    for (int i = 0; i < RULES; i++) {
        if (t->severity[i] != SEVERITY_OFF)
            continue;
        begin(text, "Off, so that nothing was looked for: ", &begun);
        buffer_append_text(text, rules[i].id);
    }
}

static void say_severities(const struct tuning *t, struct buffer *text)
{
    bool begun = false;
    for (int i = 0; i < RULES; i++) {
        if (t->severity[i] == SEVERITY_OFF || t->severity[i] == rules[i].severity)
            continue;
        begin(text, "Of another severity: ", &begun);
        buffer_append_text(text, rules[i].id);
        buffer_append_char(text, ' ');
        buffer_append_text(text, severity_names[t->severity[i]]);
        buffer_append_text(text, " (not ");
        buffer_append_text(text, severity_names[rules[i].severity]);
        buffer_append_char(text, ')');
    }
}

static void say_value(struct buffer *text, const char *rule, const char *name, double value,
                      double usual)
{
    char values[80];
    snprintf(values, sizeof values, " %.15g (not %.15g)", value, usual);
    buffer_append_text(text, rule);
    buffer_append_text(text, name);
    buffer_append_text(text, values);
}

static void say_thresholds(const struct tuning *t, struct buffer *text)
{
    static const char title[] = "With another threshold: ";
    bool begun = false;
    for (int i = 0; i < THRESHOLDS; i++) {
        if (t->threshold[i] == thresholds[i].value)
            continue;
        begin(text, title, &begun);
        buffer_append_text(text, rules[thresholds[i].rule].id);
        say_value(text, " ", thresholds[i].name, t->threshold[i], thresholds[i].value);
    }
    if (t->closed_after != CLOSED_AFTER) {
        begin(text, title, &begun);
        say_value(text, "", "closed-after", t->closed_after, CLOSED_AFTER);
    }
    if (t->ready_after != READY_AFTER) {
        begin(text, title, &begun);
        say_value(text, "", "ready-after", t->ready_after, READY_AFTER);
    }
}

void method_rules(const struct account *a, struct buffer *text)
{
    if (!a->given.tuning)
        return;
    say_off(a->given.tuning, text);
    say_severities(a->given.tuning, text);
    say_thresholds(a->given.tuning, text);
    buffer_append_text(text, text->n > 0 ? "." : "");
}
