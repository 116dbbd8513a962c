#include "lib/findings/causes.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/utf8.h"

enum { MOST_REASON = 1000 }; /* bytes of a reason that are looked at; figures keep fewer */

struct reason_class {
    struct cause cause;
    char *texts; /* owns what the cause points to; NULL: the cause is built in */
    struct expression *expression;
    struct reason_class *next;
};

struct causes {
    struct reason_class *first;
};

static void class_free(struct reason_class *c)
{
    expression_free(c->expression);
    free(c->texts);
    free(c);
}

static bool add(struct causes *c, const struct cause *cause, char *texts,
                char error[static CAUSE_ERROR])
{
    char why[EXPRESSION_ERROR];
    size_t at;
    struct reason_class *new = calloc(1, sizeof *new);
    if (!new) {
        snprintf(error, CAUSE_ERROR, "out of memory");
        free(texts);
        return false;
    }
    new->cause = *cause;
    new->texts = texts;
    new->expression = expression_new(cause->pattern, EXPRESSION_SELDOM, why, &at);
    if (!new->expression) {
        if (at == SIZE_MAX)
            snprintf(error, CAUSE_ERROR, "%s", why);
        else
            snprintf(error, CAUSE_ERROR, "pattern %s: %s at character %zu", cause->pattern, why,
                     at + 1);
        class_free(new);
        return false;
    }
    new->next = c->first;
    c->first = new;
    return true;
}

bool causes_add(struct causes *c, const struct cause *cause, char error[static CAUSE_ERROR])
{
    size_t pattern = strlen(cause->pattern) + 1, title = strlen(cause->title) + 1,
           advice = strlen(cause->advice) + 1;
    char *texts = malloc(pattern + title + advice);
    if (!texts) {
        snprintf(error, CAUSE_ERROR, "out of memory");
        return false;
    }
    memcpy(texts, cause->pattern, pattern);
    memcpy(texts + pattern, cause->title, title);
    memcpy(texts + pattern + title, cause->advice, advice);
    struct cause copy = {
        .pattern = texts, .title = texts + pattern, .advice = texts + pattern + title};
    return add(c, &copy, texts, error);
}

struct causes *causes_new(void)
{
    struct causes *c = calloc(1, sizeof *c);
    char error[CAUSE_ERROR];
    if (!c)
        return NULL;
    bool ok = true;
    for (size_t i = cause_rows_n; ok && i > 0; i--)
        ok = add(c, &cause_rows[i - 1], NULL, error);
    if (!ok) {
        causes_free(c);
        return NULL;
    }
    return c;
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || ascii_is_space(c);
}

/* A reason with one blank for each run of blanks, hyphens and underscores: senders write the words
 * of their TLS library in every one of these ways. */
static struct slice with_blanks(struct slice reason, char room[static MOST_REASON])
{
    size_t n = 0;
    reason = utf8_cut(reason, MOST_REASON);
    for (size_t i = 0; i < reason.n; i++) {
        bool blank = is_separator(reason.at[i]);
        if (!blank || (n > 0 && room[n - 1] != ' '))
            room[n++] = blank ? ' ' : reason.at[i];
    }
    return (struct slice){.at = room, .n = n};
}

static const struct reason_class *first_match(const struct reason_class *k, struct slice reason)
{
    char room[MOST_REASON];
    struct slice blanks = with_blanks(reason, room);
    for (; k && reason.n > 0; k = k->next) {
        struct slice text = k->texts ? reason : blanks;
        if (expression_matches(k->expression, text))
            return k;
    }
    return NULL;
}

const struct cause *causes_find(const struct causes *c, struct slice reason)
{
    const struct reason_class *k = first_match(c->first, reason);
    return k ? &k->cause : NULL;
}

bool causes_say_unlisted(const struct causes *c, struct slice reason, const struct cause *cause)
{
    const struct reason_class *k = c->first;
    bool is_added = false;
    for (; k && k->texts; k = k->next) /* added classes stand before the built-in ones */
        is_added |= cause == &k->cause;
    if (is_added) {
        k = first_match(k, reason);
        cause = k ? &k->cause : NULL;
    }
    return cause && strcmp(cause->title, CAUSE_MX_UNLISTED) == 0;
}

const struct expression *causes_given_up(const struct causes *c)
{
    for (const struct reason_class *k = c->first; k; k = k->next)
        if (expression_given_up(k->expression) > 0)
            return k->expression;
    return NULL;
}

void causes_free(struct causes *c)
{
    if (!c)
        return;
    while (c->first) {
        struct reason_class *next = c->first->next;
        class_free(c->first);
        c->first = next;
    }
    free(c);
}
