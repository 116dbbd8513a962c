#include "lib/tlsrpt/identity.h"

#include <stdlib.h>

#include "lib/base/little.h"

const char *dedup_name(enum dedup dedup)
{
    static const char *const names[] = {
        [DEDUP_IDENTITY] = "identity", [DEDUP_REPORT_ID] = "report-id", [DEDUP_NONE] = "none"};
    _Static_assert(COUNT_OF(names) == DEDUPS, "one name per value");
    return names[dedup];
}

/* Numbers become the same bytes on every processor, since a state file moves from one to another
 * (lib/audit/state.h). A text has its length before it, so that no two lists of texts look
 * alike. */
static void put_text(struct buffer *b, struct slice text)
{
    little_append_64(b, text.n);
    buffer_append(b, text);
}

static void put_texts(struct buffer *b, struct texts texts)
{
    little_append_64(b, texts.n);
    for (size_t i = 0; i < texts.n; i++)
        put_text(b, texts.at[i]);
}

static void put_policy(struct buffer *b, const struct policy *p)
{
    put_text(b, p->type);
    put_text(b, p->domain);
    put_texts(b, p->strings);
    put_texts(b, p->mx_patterns);
    little_append_64(b, (uint64_t)p->successful_sessions);
    little_append_64(b, (uint64_t)p->failed_sessions);
    little_append_64(b, p->details_n);
    for (size_t i = 0; i < p->details_n; i++) {
        for (int k = 0; k < DETAIL_TEXTS; k++)
            put_text(b, p->details[i].text[k]);
        little_append_64(b, (uint64_t)p->details[i].failed_sessions);
    }
}

static void put_after_nul(struct buffer *b, struct slice text)
{
    buffer_append_char(b, '\0');
    buffer_append(b, text);
}

/* Appends the distinct policy domains in byte order. */
static void put_domains(struct buffer *b, const struct report *r,
                        void (*put)(struct buffer *, struct slice))
{
    struct slice few[8];
    struct texts domains = {few, r->policies_n};
    if (domains.n > COUNT_OF(few) && !(domains.at = malloc(domains.n * sizeof *domains.at))) {
        b->failed = true;
        return;
    }
    for (size_t i = 0; i < domains.n; i++)
        domains.at[i] = r->policies[i].domain;
    texts_settle(&domains);
    for (size_t i = 0; i < domains.n; i++)
        put(b, domains.at[i]);
    if (domains.at != few)
        free(domains.at);
}

static void put_content(struct buffer *scratch, const struct report *report)
{
    scratch->n = 0;
    put_text(scratch, report->report_id);
    put_text(scratch, report->organization_name);
    little_append_64(scratch, (uint64_t)report->begin);
    little_append_64(scratch, (uint64_t)report->end);
    put_text(scratch, report->contact_info);
    for (size_t i = 0; i < report->policies_n; i++)
        put_policy(scratch, &report->policies[i]);
}

bool report_identify(struct report *report, enum dedup dedup, const struct hash_key *key,
                     struct buffer *scratch)
{
    scratch->n = 0;
    put_text(scratch, report->report_id);
    if (dedup != DEDUP_REPORT_ID) {
        put_text(scratch, report->organization_name);
        little_append_64(scratch, (uint64_t)report->begin);
        little_append_64(scratch, (uint64_t)report->end);
        put_domains(scratch, report, put_text);
    }
    report->identity = hash128(key, buffer_slice(scratch));

    put_content(scratch, report);
    report->content = hash64(key, buffer_slice(scratch));
    return !scratch->failed;
}

static void put_key_text(struct buffer *text, const struct report *report)
{
    text->n = 0;
    buffer_append(text, report->report_id);
    buffer_append_char(text, '\0');
    buffer_append(text, report->organization_name);
    buffer_append_char(text, '\0');
    buffer_append(text, slice_of(when_time(report->begin).text));
    buffer_append_char(text, '\0');
    buffer_append(text, slice_of(when_time(report->end).text));
    put_domains(text, report, put_after_nul);
}

bool report_key(struct keyer *k, const struct report *report, char key[static REPORT_KEY_TEXT + 1])
{
    unsigned char digest[SHA256_BYTES];
    if (report->known_key.n == REPORT_KEY_TEXT) {
        memcpy(key, report->known_key.at, REPORT_KEY_TEXT);
        key[REPORT_KEY_TEXT] = '\0';
        return true;
    }
    put_key_text(&k->text, report);
    if (k->text.failed || !sha256_begin(&k->sha256) ||
        !sha256_add(&k->sha256, buffer_slice(&k->text)) || !sha256_end(&k->sha256, digest))
        return false;
    ascii_hex(digest, REPORT_KEY_TEXT / 2, key);
    key[REPORT_KEY_TEXT] = '\0';
    return true;
}

void keyer_free(struct keyer *k)
{
    buffer_free(&k->text);
    sha256_free(&k->sha256);
}
