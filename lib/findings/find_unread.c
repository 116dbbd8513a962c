/* find_unread: the rule about messages and files that could not be looked into (SPEC 2, 3). */
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/evidence.h"

enum { TEXT_ROOM = 4000, MOST_FORMS = 700 }; /* in bytes */

struct text { /* ends in a NUL; what finds no room is cut off between characters */
    char at[TEXT_ROOM];
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
    append(t, t->n > 0 ? SLICE(", ") : SLICE(""));
    append(t, form);
    append(t, SLICE(" ("));
    append(t, slice_of(thousands((int64_t)n).text));
    append(t, SLICE(")"));
}

static void append_advice(struct text *t, const struct unread *unread)
{
    append(t, t->n > 0 ? SLICE(" ") : SLICE(""));
    append(t, unread->form);
    append(t, SLICE(": "));
    append(t, unread->advice);
    append(t, SLICE("."));
}

/* "2 messages and 1 file", or only one of the two if there is none of the other. */
static void append_counts(struct text *t, int64_t messages, int64_t files)
{
    if (messages > 0)
        append(t, slice_of(counted(messages, "message", "messages").text));
    append(t, messages > 0 && files > 0 ? SLICE(" and ") : SLICE(""));
    if (files > 0)
        append(t, slice_of(counted(files, "file", "files").text));
}

/* "zip with a password (3), Lotus Notes database (1)", and a sentence for each form. */
void find_unread(struct finder *f, const struct unread_tally *unread)
{
    struct evidence e;
    struct text title = {.n = 0}, forms = {.n = 0}, advice = {.n = 0};
    int64_t messages = 0, files = 0;
    for (size_t i = 0; i < unread->n; i++) {
        const struct unread_row *row = &unread->rows[i];
        messages += (int64_t)row->messages;
        files += (int64_t)row->files;
        append_form(&forms, row->messages + row->files, row->unread.form);
        if (row->unread.advice.n > 0)
            append_advice(&advice, &row->unread);
    }
    if (unread->n == 0)
        return;
    if (advice.n == 0)
        append(&advice, slice_of(rules[RULE_UNREAD_MAIL].advice));
    append_counts(&title, messages, files);
    append(&title, SLICE(" could not be looked into: "));
    append(&title, utf8_cut(slice_of(forms.at), MOST_FORMS));
    evidence_start(&e, f, &view_of_none);
    finding_advise(&e, RULE_UNREAD_MAIL, title.at, advice.at);
}
