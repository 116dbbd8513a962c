/*
 * say: tells on standard error what went wrong, a line each: where and what. Sentences that begin
 * alike are said ten times, and then only counted.
 */
#ifndef CMD_SAY_H
#define CMD_SAY_H

#include "cmd/tlsrpt-audit/progress.h"
#include "lib/audit/audit.h"

enum { SAY_MOST = 10, SAY_KINDS = 32, SAY_KIND_TEXT = 48 };

struct speaker {
    struct progress_line *progress; /* borrowed: cleared before anything is said */
    bool says_all;                  /* -vv: every sentence is said */
    struct {
        char text[SAY_KIND_TEXT + 1]; /* how the sentence begins */
        uint64_t n;
    } kinds[SAY_KINDS];
    size_t kinds_n;
};

/* Says a sentence that begins with `before`, which has fewer bytes than SAY_KIND_TEXT. */
void say(struct speaker *s, const struct source *where, const char *before, struct slice sentence);

/* Says what became of a message or file: trouble always, the rest by how often -v was given. */
void say_outcome(struct speaker *s, const struct outcome *o, int verbose);

/* Says how many messages of a form could not be looked into, and what to do about it. */
void say_unread_messages(struct speaker *s, const struct unread_row *row);
void say_changed_mail(struct speaker *s, const struct input_row *in); /* it breaks signatures */
void say_rest(struct speaker *s); /* at the end: says how many sentences were only counted */

/* Says that an expression took too many steps on some texts. `where`: its option or file. */
void say_given_up(struct speaker *s, const char *where, const struct expression *e);

/* Says a sentence about no mail or file (complain.h), however often. */
void say_plain(struct speaker *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
