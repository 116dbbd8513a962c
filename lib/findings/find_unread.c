/* find_unread: the rule about messages and files that could not be looked into (SPEC 2, 3). */
#include <inttypes.h>
#include <stdio.h>

#include "lib/base/plural.h"
#include "lib/findings/evidence.h"

enum { ADVICE_ROOM = 4000, TITLE_ROOM = 1000 };

struct text {
    char at[ADVICE_ROOM];
    size_t n;
};

static void append(struct text *t, const char *before, uint64_t n, struct slice s)
{
    char number[24] = "";
    if (n > 0)
        snprintf(number, sizeof number, "%" PRIu64 " ", n);
    int got = snprintf(t->at + t->n, sizeof t->at - t->n, "%s%s%.*s", before, number, (int)s.n,
                       s.n > 0 ? s.at : "");
    t->n += got < 0 ? 0 : (size_t)got;
    if (t->n >= sizeof t->at)
        t->n = sizeof t->at - 1;
}

/* "3 zip with a password, 1 Lotus Notes database", and a sentence for each form. */
void find_unread(struct finder *f, const struct unread_tally *unread)
{
    struct domain_row domain = {0}; /* it is about no domain of its own */
    struct view view = {.domain = &domain};
    struct evidence e;
    struct text forms = {.n = 0}, advice = {.n = 0};
    uint64_t messages = 0, files = 0;
    for (size_t i = 0; i < unread->n; i++) {
        const struct unread_row *row = &unread->rows[i];
        messages += row->messages;
        files += row->files;
        append(&forms, i > 0 ? ", " : "", row->messages + row->files, row->unread.form);
        if (row->unread.advice.n == 0)
            continue;
        append(&advice, advice.n > 0 ? " " : "", 0, row->unread.form);
        append(&advice, ": ", 0, row->unread.advice);
        append(&advice, ".", 0, (struct slice){0});
    }
    if (unread->n == 0)
        return;
    if (advice.n == 0)
        append(&advice, rules[RULE_UNREAD_MAIL].advice, 0, (struct slice){0});
    char title[TITLE_ROOM];
    snprintf(title, sizeof title,
             "%" PRIu64 " %s and %" PRIu64 " %s could not be looked into: %.700s", messages,
             plural((int64_t)messages, "message", "messages"), files,
             plural((int64_t)files, "file", "files"), forms.at);
    evidence_start(&e, f, &view);
    finding_advise(&e, RULE_UNREAD_MAIL, title, advice.at);
}
