#include "cmd/tlsrpt-audit/say.h"

#include <inttypes.h>
#include <stdio.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

enum { SIGNATURE_TEXT = 520 }; /* bytes of a domain and a selector that are shown */

/* Counts a sentence among those that begin alike, and gives their number. The last kind also takes
 * those for which there is no room. */
static uint64_t count(struct speaker *s, const char *before, struct slice sentence)
{
    char text[SAY_KIND_TEXT + 1];
    struct slice start = utf8_cut(sentence, SAY_KIND_TEXT - strlen(before));
    snprintf(text, sizeof text, "%s%.*s", before, (int)start.n, start.n > 0 ? start.at : "");
    size_t i = 0;
    while (i < s->kinds_n && strcmp(s->kinds[i].text, text) != 0 && i + 1 < SAY_KINDS)
        i++;
    if (i == s->kinds_n) {
        memcpy(s->kinds[i].text, text, sizeof text);
        s->kinds_n++;
    }
    return ++s->kinds[i].n;
}

void say(struct speaker *s, const struct source *where, const char *before, struct slice sentence)
{
    if (count(s, before, sentence) > SAY_MOST && !s->says_all)
        return;
    progress_clear(s->progress);
    fputs("tlsrpt-audit: ", stderr);
    complain_text(where->path);
    if (where->member.n > 0)
        fputs("!/", stderr);
    complain_text(where->member);
    if (where->message > 0)
        fprintf(stderr, ":%" PRIu64, where->message);
    fprintf(stderr, ": %s", before);
    complain_text(sentence);
    fputc('\n', stderr);
}

/* Tells of a signature that is no pass: "DKIM google.com (20230601): body-hash". */
static void say_signature(struct speaker *s, const struct source *where)
{
    enum { MOST = SIGNATURE_TEXT / 2 };
    const struct dkim_verdict *v = &where->signature;
    char text[SIGNATURE_TEXT + 80];
    if (v->result == DKIM_UNCHECKED || v->result == DKIM_PASS || v->reason == DKIM_NOT_MAIL)
        return;
    struct slice reason = v->reason == DKIM_SOUND ? dkim_result_names[v->result]
                                                  : dkim_reason_names[v->reason];
    int domain = (int)(v->domain.n < MOST ? v->domain.n : MOST),
        selector = (int)(v->selector.n < MOST ? v->selector.n : MOST);
    if (domain > 0)
        snprintf(text, sizeof text, "%.*s (%.*s): %.*s", domain, v->domain.at, selector,
                 selector > 0 ? v->selector.at : "", (int)reason.n, reason.at);
    else
        snprintf(text, sizeof text, "%.*s", (int)reason.n, reason.at);
    say(s, where, "DKIM ", slice_of(text));
}

static void say_rejection(struct speaker *s, const struct rejection *x)
{
    char text[160];
    if (x->left_out > 0)
        snprintf(text, sizeof text, "%s; not looked at: %s", reasons[x->reason].meaning,
                 thousands((int64_t)x->left_out).text);
    else
        snprintf(text, sizeof text, "%s", reasons[x->reason].meaning);
    say(s, &x->source, "rejected: ", slice_of(text));
}

void say_outcome(struct speaker *s, const struct outcome *o, int verbose)
{
    if (outcome_is_trouble(o))
        say(s, &o->source, "", o->sentence);
    if (verbose < 1)
        return;
    if (o->kind == OUTCOME_SKIPPED)
        say(s, &o->source, "skipped: ",
            o->sentence.n > 0 ? o->sentence : SLICE("nothing that this program reads"));
    for (const struct report *r = o->reports; r; r = r->next)
        say_signature(s, &r->source);
    for (const struct rejection *x = o->rejections; x; x = x->next)
        say_rejection(s, x);
    bool is_other = o->kind == OUTCOME_MESSAGE && !o->reports && !o->rejections;
    if (is_other && o->unread)
        say(s, &o->source, "unread: ", o->unread->form);
    else if (is_other && verbose > 1)
        say(s, &o->source, "other mail: ", o->sentence);
}

void say_unread_messages(struct speaker *s, const struct unread_row *row)
{
    progress_clear(s->progress);
    fprintf(stderr, "tlsrpt-audit: %s could not be looked into: ",
            counted((int64_t)row->messages, "message", "messages").text);
    complain_text(row->unread.form);
    fputs(row->unread.advice.n > 0 ? ": " : "", stderr);
    complain_text(row->unread.advice);
    fputs(s->says_all ? "\n" : " (-v names the messages)\n", stderr);
}

void say_given_up(struct speaker *s, const char *where, const struct expression *e)
{
    progress_clear(s->progress);
    fprintf(stderr, "tlsrpt-audit: %s: ", where);
    complain_text(slice_of(expression_text(e)));
    fprintf(
        stderr,
        ": takes too many steps on %s as not matching: write it without one repetition "
        "inside another\n",
        counted((int64_t)expression_given_up(e), "text, which counts", "texts, which count").text);
}

void say_changed_mail(struct speaker *s, const struct input_row *in)
{
    struct source where = {.path = in->path};
    char text[160];
    snprintf(text, sizeof text,
             "%s of %s signed mails were changed after they were signed: this export changes mail; "
             "use the original",
             thousands((int64_t)in->changed_bodies).text,
             thousands((int64_t)in->aligned_signatures).text);
    say(s, &where, "", slice_of(text));
}

void say_rest(struct speaker *s)
{
    progress_clear(s->progress);
    for (size_t i = 0; i < s->kinds_n && !s->says_all; i++) {
        if (s->kinds[i].n <= SAY_MOST)
            continue;
        fprintf(stderr, "tlsrpt-audit: %s more like this (-vv names all): ",
                thousands((int64_t)(s->kinds[i].n - SAY_MOST)).text);
        complain_text(slice_of(s->kinds[i].text));
        fputc('\n', stderr);
    }
}

void say_plain(struct speaker *s, const char *format, ...)
{
    va_list arguments;
    progress_clear(s->progress);
    va_start(arguments, format);
    complain_of(format, arguments);
    va_end(arguments);
}
