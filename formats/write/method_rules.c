/* method_rules: which rules differ from those that are built in, in words. */
#include "formats/write/method.h"

/* Begins a sentence with `title`, or goes on in it. */
static void begin(struct buffer *text, const char *title, bool *begun)
{
    buffer_append_format(text, "%s%s",
                         *begun        ? ", "
                         : text->n > 0 ? ". "
                                       : "",
                         *begun ? "" : title);
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
        buffer_append_format(text, "%s %s (not %s)", rules[i].id, severity_names[t->severity[i]],
                             severity_names[rules[i].severity]);
    }
}

static void say_value(struct buffer *text, const char *name, double value, double usual)
{
    buffer_append_format(text, "%s %.15g (not %.15g)", name, value, usual);
}

static void say_thresholds(const struct tuning *t, struct buffer *text)
{
    static const char title[] = "With another threshold: ";
    bool begun = false;
    for (int i = 0; i < THRESHOLDS; i++) {
        if (t->threshold[i] == thresholds[i].value)
            continue;
        begin(text, title, &begun);
        buffer_append_format(text, "%s ", rules[thresholds[i].rule].id);
        say_value(text, thresholds[i].name, t->threshold[i], thresholds[i].value);
    }
    if (t->closed_after != CLOSED_AFTER) {
        begin(text, title, &begun);
        say_value(text, "closed-after", t->closed_after, CLOSED_AFTER);
    }
    if (t->ready_after != READY_AFTER) {
        begin(text, title, &begun);
        say_value(text, "ready-after", t->ready_after, READY_AFTER);
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
