/*
 * say: what went wrong, on standard error, a line each: where and what. A sentence is said ten
 * times and then only counted.
 */
#ifndef CMD_SAY_H
#define CMD_SAY_H

#include "cmd/tlsrpt-audit/progress.h"
#include "lib/audit/audit.h"

enum { SAY_MOST = 10, SAY_KINDS = 32, SAY_KIND_TEXT = 48 };

struct speaker {
    struct progress_line *progress; /* borrowed: cleared before anything is said */
    bool says_all;                  /* -vv: nothing is only counted */
    struct {
        char text[SAY_KIND_TEXT + 1]; /* how the sentence begins */
        uint64_t n;
    } kinds[SAY_KINDS];
    size_t kinds_n;
};

/* Names and sentences that come from outside are shown without control characters. `before`
 * begins the sentence, in fewer bytes than SAY_KIND_TEXT. */
void say(struct speaker *s, const struct source *where, const char *before, struct slice sentence);
/* What became of a message or file: troubles always, the others by how often -v was given. */
void say_outcome(struct speaker *s, const struct outcome *o, int verbose);
void say_unread_messages(struct speaker *s, const struct unread_row *row);
void say_changed_mail(struct speaker *s, const struct input_row *in); /* it breaks signatures */
void say_rest(struct speaker *s); /* at the end: how often what was only counted */
/* An expression took too many steps on some texts. `where`: the option or file that it is from. */
void say_given_up(struct speaker *s, const char *where, const struct expression *e);
void say_plain(struct speaker *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
