/* find_unread: the rule about messages and files that could not be looked into (SPEC 2, 3). */
#include <inttypes.h>
#include <stdio.h>

#include "lib/base/plural.h"
#include "lib/base/utf8.h"
#include "lib/findings/evidence.h"

enum { ADVICE_ROOM = 4000, TITLE_ROOM = 1000, MOST_FORMS = 700 }; /* in bytes */

struct text { /* ends in a NUL; what finds no room is cut off between characters */
    char at[ADVICE_ROOM];
    size_t n;
};

static void append(struct text *t, struct slice s)
{
    s = utf8_cut(s, sizeof t->at - 1 - t->n);
    if (s.n > 0)
        memcpy(t->at + t->n, s.at, s.n);
    t->n += s.n;
}

static void append_form(struct text *t, uint64_t n, struct slice form)
{
    char number[24];
    snprintf(number, sizeof number, " (%" PRIu64 ")", n);
    append(t, t->n > 0 ? SLICE(", ") : SLICE(""));
    append(t, form);
    append(t, slice_of(number));
}

static void append_advice(struct text *t, const struct unread *unread)
{
    append(t, t->n > 0 ? SLICE(" ") : SLICE(""));
    append(t, unread->form);
    append(t, SLICE(": "));
    append(t, unread->advice);
    append(t, SLICE("."));
}

/* "zip with a password (3), Lotus Notes database (1)", and a sentence for each form. */
void find_unread(struct finder *f, const struct unread_tally *unread)
{
    struct evidence e;
    struct text forms = {.n = 0}, advice = {.n = 0};
    uint64_t messages = 0, files = 0;
    for (size_t i = 0; i < unread->n; i++) {
        const struct unread_row *row = &unread->rows[i];
        messages += row->messages;
        files += row->files;
        append_form(&forms, row->messages + row->files, row->unread.form);
        if (row->unread.advice.n > 0)
            append_advice(&advice, &row->unread);
    }
    if (unread->n == 0)
        return;
    if (advice.n == 0)
        append(&advice, slice_of(rules[RULE_UNREAD_MAIL].advice));
    char title[TITLE_ROOM];
    struct slice told = utf8_cut(slice_of(forms.at), MOST_FORMS);
    snprintf(title, sizeof title,
             "%" PRIu64 " %s and %" PRIu64 " %s could not be looked into: %.*s", messages,
             plural((int64_t)messages, "message", "messages"), files,
             plural((int64_t)files, "file", "files"), (int)told.n, told.at);
    evidence_start(&e, f, &view_of_none);
    finding_advise(&e, RULE_UNREAD_MAIL, title, advice.at);
}
