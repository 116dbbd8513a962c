#include "lib/findings/setup_txt.h"

#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/setup_errors.h"
#include "lib/tlsrpt/dnsrecord.h"

enum { MOST_ALIAS = 100 }; /* bytes of a name in an error */

/* What is known of one name, CNAMEs followed. */
struct lookup {
    const struct dns_records *dns;
    /* alias: a name without a record in the files, to which a CNAME led */
    struct slice name, alias;
    struct slice record; /* the first that fits */
    unsigned n;          /* how many fit */
    struct slice other;  /* the newest TXT record that does not fit */
    bool is_cut;         /* there are more records than are looked at, or one too long to judge */
    bool is_asked, is_no_name; /* is_asked: the name was asked for; is_no_name: it does not exist */
    bool is_failed;            /* an answer failed that may have had it */
};

/* Sorts a TXT record by its beginning; a long one is not read to its end. */
static void take_text(struct lookup *l, const struct dns_record *r, bool (*fits)(struct slice text),
                      size_t *newest)
{
    bool is_long = r->data.n > SETUP_TEXT_MOST;
    struct slice text = slice_first(r->data, is_long ? SETUP_TEXT_MOST : r->data.n);
    if (fits(text)) {
        l->n++;
        l->record = text;
        l->is_cut |= is_long;
    } else if (r->order >= *newest) {
        *newest = r->order;
        l->other = utf8_cut(text, SETUP_TEXT_MOST);
    }
}

static void look_up(struct lookup *l, bool (*fits)(struct slice text))
{
    struct slice name = l->name;
    for (unsigned hops = 0; hops < DNS_MOST_ALIASES; hops++) {
        size_t n, newest = 0;
        const struct dns_record *r = dnsrecords_of_kind(l->dns, name, DNS_ASKED, &n);
        for (size_t i = 0; i < n; i++) {
            l->is_asked |= dnsrecords_denies(&r[i], SLICE("txt"));
            l->is_no_name |= r[i].is_no_name;
        }
        l->is_failed |= dnsrecords_failed(l->dns, name, SLICE("txt"));
        l->is_cut |= dnsrecords_is_crowd(l->dns, name, DNS_TXT);
        r = dnsrecords_of_kind(l->dns, name, DNS_TXT, &n);
        for (size_t i = 0; i < n && l->n < 2; i++)
            take_text(l, &r[i], fits, &newest);
        struct slice target = dnsrecords_alias(l->dns, name);
        if (l->n > 0 || target.n == 0)
            return;
        name = l->alias = target;
    }
}

/* Tells what is wrong with a name's records, which are not one sound one. */
static bool tell(struct setup *s, struct setup_row *row, const struct lookup *l,
                 const char *problem, struct slice *error)
{
    struct slice alias = utf8_cut(l->alias, MOST_ALIAS);
    int n = (int)utf8_cut(l->name, SETUP_ERROR_NAME).n;
    if (l->n > 1)
        return setup_error(s, row, error,
                           "%.*s has more than one record: senders take none of them", n,
                           l->name.at);
    if (l->n == 1)
        return setup_error(s, row, error, "%.*s: %s", n, l->name.at, problem);
    if (l->other.n > 0)
        return setup_error(s, row, error,
                           "%.*s has a TXT record, but none that begins as it has to", n,
                           l->name.at);
    if (l->alias.n > 0)
        return setup_error(s, row, error,
                           "%.*s is an alias of %.*s, of which the files hold no record", n,
                           l->name.at, (int)alias.n, alias.at);
    return setup_error(s, row, error, "%.*s %s", n, l->name.at,
                       l->is_no_name ? "does not exist (NXDOMAIN)"
                       : l->is_asked ? "was asked for, and has no TXT record"
                                     : "has no record in the files");
}

/* Judges a name's records; `problem` is what is wrong with the one that fits, or NULL. */
static bool judge(struct setup *s, struct setup_row *row, const struct lookup *l,
                  const char *problem, struct setup_record *record)
{
    if (l->n == 0 && l->other.n == 0 && l->is_failed && !l->is_asked)
        return true; /* unknown */
    if (l->n < 2 && l->is_cut)
        return setup_error(s, row, NULL,
                           "%.*s has more than %s TXT records, or one of more than %s bytes: "
                           "it was not judged",
                           (int)utf8_cut(l->name, SETUP_ERROR_NAME).n, l->name.at,
                           thousands((int64_t)dnsrecords_most(DNS_TXT)).text,
                           thousands(SETUP_TEXT_MOST).text);
    if (l->n < 2)
        record->text = l->n == 1 ? l->record : l->other;
    bool is_sound = l->n == 1 && !problem, is_missing = l->n == 0 && l->other.n == 0;
    record->state = is_sound ? RECORD_SOUND : is_missing ? RECORD_MISSING : RECORD_INVALID;
    return is_sound || tell(s, row, l, problem, &record->error);
}

bool setup_txt_tlsrpt(struct setup *s, struct setup_row *row)
{
    struct lookup l = {.dns = s->dns};
    const char *problem = NULL;
    bool no_memory = false;
    if (!arena_join(&s->arena, SETUP_TLSRPT_LABEL, row->policy_domain, &l.name))
        return false;
    look_up(&l, dnsrecord_is_tlsrpt);
    if (l.n == 1 && !l.is_cut)
        problem = dnsrecord_check_tlsrpt(l.record, &s->arena, &row->rua, &no_memory);
    return !no_memory && judge(s, row, &l, problem, &row->tlsrpt);
}

bool setup_txt_mta_sts(struct setup *s, struct setup_row *row)
{
    struct lookup l = {.dns = s->dns};
    if (!arena_join(&s->arena, SETUP_STS_LABEL, row->policy_domain, &l.name))
        return false;
    look_up(&l, dnsrecord_is_mta_sts);
    const char *problem = l.n == 1 && !l.is_cut ? dnsrecord_check_mta_sts(l.record) : NULL;
    return judge(s, row, &l, problem, &row->mta_sts);
}
