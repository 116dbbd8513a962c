/* What checks signed mail of files: the keys of a zone, and what the program asks about a mail. */
#ifndef UNIT_VERIFIER_H
#define UNIT_VERIFIER_H
#include <stdio.h>

#include "formats/read/given/dnstext.h"
#include "lib/base/buffer.h"
#include "lib/mail/dkim.h"
#include "lib/mail/dkimjudge.h"
#include "lib/mail/field.h"
#include "lib/mail/maildate.h"
#include "lib/mail/sender.h"
#include "tests/unit/unit.h"

static inline bool read_file(const char *folder, const char *name, struct buffer *to)
{
    char path[1000], bytes[4096];
    size_t n;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buffer_append(to, (struct slice){.at = bytes, .n = n});
    fclose(f);
    return true;
}

/* The keys of a zone, and a worker that has them. */
struct verifier {
    struct dns_records dns;
    struct dkim_worker *worker;
};

static inline void verifier_start(struct verifier *v, struct slice zone)
{
    *v = (struct verifier){.dns.keys = dkimkeys_new()};
    assert_non_null(v->dns.keys);
    assert_true(dnstext_read(zone, &v->dns));
    assert_true(dnstext_find_targets(&v->dns));
    assert_non_null(v->worker = dkim_worker_new(v->dns.keys, false));
}

static inline void verifier_end(struct verifier *v)
{
    dkim_worker_free(v->worker);
    dkimkeys_free(v->dns.keys);
    arena_free(&v->dns.arena);
}

/* Judges all signatures of a mail, from the top. To be freed. */
static inline void judge_each(struct dkimjudge *j, struct dkimkeys *keys, const struct dkim_mail *m)
{
    assert_true(dkimjudge_init(j, keys, false));
    assert_true(dkimjudge_start(j, m->message, m->received));
    for (size_t i = 0; i < j->candidates_n; i++)
        dkimjudge_try(j, &j->candidates[i]);
    assert_false(j->no_memory);
}

/* What the program reads of a mail before it asks for a verdict. */
static inline struct dkim_mail mail_of(struct slice message)
{
    struct dkim_mail mail = {.message = message, .received = WHEN_NEVER};
    struct slice rest = message;
    struct field f;
    while (field_next(&rest, &f)) {
        bool is_received = slice_equal_nocase(f.name, SLICE("Received"));
        if (mail.received == WHEN_NEVER && is_received)
            (void)maildate_parse(field_received_date(f.value), &mail.received);
        if (slice_equal_nocase(f.name, SLICE("TLS-Report-Submitter")) && mail.submitter.n == 0)
            mail.submitter = f.value;
        if (slice_equal_nocase(f.name, SLICE("From")) && mail.from.n == 0)
            mail.from = sender_domain(f.value);
    }
    for (rest = message; mail.received == WHEN_NEVER && field_next(&rest, &f);)
        if (slice_equal_nocase(f.name, SLICE("Date")))
            (void)maildate_parse(f.value, &mail.received);
    return mail;
}

#endif
