/* find_setup: the rules about what the domains publish in the DNS (RFC 8460, 3; RFC 8461, 3.1). */
#include "lib/base/buffer.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/evidence.h"
#include "lib/findings/setup.h"

enum { MOST_DETAIL = 250 }; /* bytes of what a title quotes */

/* Reports tell of DANE, unless the records know better: that no MX host has a TLSA record. Anyone
 * can mail a report. */
static bool has_dane(const struct finder *f, const struct setup_row *row)
{
    bool is_known = row->mx.n > 0 && dnsrecords_has_kind(f->setup->dns, DNS_TLSA);
    for (size_t i = 0; i < row->mx.n; i++)
        is_known &= row->mx.at[i].is_tlsa_known;
    return row->has_dane && (row->has_tlsa || !is_known);
}

/* `title` has a %.*s for the detail in it. */
static void find_one(struct finder *f, const struct setup_row *row, enum rule_id rule,
                     const char *title, struct slice detail)
{
    /* A domain that DANE protects can do without MTA-STS (RFC 8461, 2). */
    bool does_without = rule == RULE_MTA_STS_RECORD_MISSING && has_dane(f, row);
    struct domain_row domain = {.policy_domain = row->policy_domain}; /* it may have no reports */
    struct view view = {.domain = &domain};
    struct evidence e;
    evidence_start(&e, f, &view);
    detail = utf8_cut(detail, MOST_DETAIL);
    finding_add_as(&e, rule, does_without ? SEVERITY_INFO : rules[rule].severity, title,
                   (int)detail.n, detail.n > 0 ? detail.at : "");
}

/* The rules about one kind of record, and their titles. */
struct record_rules {
    enum rule_id if_missing, if_invalid;
    const char *missing, *invalid;
};

static void find_record(struct finder *f, const struct setup_row *row,
                        const struct setup_record *record, const struct record_rules *kind)
{
    if (record->state == RECORD_MISSING)
        find_one(f, row, kind->if_missing, kind->missing, record->error);
    if (record->state == RECORD_INVALID)
        find_one(f, row, kind->if_invalid, kind->invalid, record->error);
}

static bool same_texts(struct texts a, struct texts b)
{
    for (size_t i = 0; i < a.n && a.n == b.n; i++)
        if (!slice_equal(a.at[i], b.at[i]))
            return false;
    return a.n == b.n;
}

/* The policy served has another mode, or other mx, than the one that reporters saw last; what a
 * report leaves out says nothing. */
static void find_served(struct finder *f, const struct setup_row *row)
{
    struct texts seen;
    struct arena_mark mark = arena_mark(&f->scratch);
    enum sts_mode mode = stspolicy_mode(row->newest_policy);
    if (!stspolicy_patterns(row->newest_policy, &f->scratch, &seen))
        f->out_of_memory = true;
    bool other_mode = mode != STS_MODE_UNKNOWN && mode != stspolicy_mode(row->served->text),
         other_mx = seen.n > 0 && !row->newest_is_cut && !same_texts(seen, row->served->mx);
    arena_rewind(&f->scratch, mark);
    if (other_mode || other_mx)
        find_one(f, row, RULE_POLICY_SERVED_DIFFERS,
                 "The policy that is served is not the one that senders see: %.*s",
                 other_mode && other_mx ? SLICE("another mode, other mx patterns")
                 : other_mode           ? SLICE("another mode")
                                        : SLICE("other mx patterns"));
}

/* Counts an address that stands twice once. */
static bool are_several(struct texts addresses)
{
    for (size_t i = 1; i < addresses.n; i++)
        if (!slice_equal_nocase(addresses.at[i], addresses.at[0]))
            return true;
    return false;
}

/* All such addresses are one finding with one key (SPEC 8.2); if there are many, it names the
 * first. */
static void find_uncollected(struct finder *f, const struct setup_row *row)
{
    enum { NAMES_ROOM = 200 };
    struct texts left = row->uncollected;
    struct buffer names = {0};
    size_t named = 0;
    for (; named < left.n && names.n + left.at[named].n < NAMES_ROOM; named++) {
        buffer_append_text(&names, named > 0 ? ", " : "");
        buffer_append(&names, left.at[named]);
    }
    if (named == 0 && left.n > 0)
        buffer_append(&names, utf8_cut(left.at[named++], NAMES_ROOM));
    if (named < left.n)
        buffer_append_format(&names, " and %s more", thousands((int64_t)(left.n - named)).text);
    f->out_of_memory |= names.failed;
    if (left.n > 0 && !names.failed)
        find_one(f, row, RULE_RUA_NOT_COLLECTED,
                 left.n == 1 ? "Reports also go to %.*s, and no mail to it was read"
                             : "Reports also go to %.*s, and no mail to them was read",
                 buffer_slice(&names));
    buffer_free(&names);
}

void find_setup(struct finder *f)
{
    static const struct record_rules tlsrpt = {
        RULE_TLSRPT_RECORD_MISSING, RULE_TLSRPT_RECORD_INVALID, "No TLS-RPT record: %.*s",
        "The TLS-RPT record is not valid: %.*s"};
    static const struct record_rules mta_sts = {
        RULE_MTA_STS_RECORD_MISSING, RULE_MTA_STS_RECORD_INVALID, "No MTA-STS record: %.*s",
        "The MTA-STS record is not valid: %.*s"};
    for (size_t i = 0; i < f->setup->n; i++) {
        const struct setup_row *row = &f->setup->at[i];
        find_record(f, row, &row->tlsrpt, &tlsrpt);
        find_record(f, row, &row->mta_sts, &mta_sts);
        if (row->served && row->served->problem.n > 0)
            find_one(f, row, RULE_STS_POLICY_FILE_INVALID,
                     "The MTA-STS policy that is served is not valid: %.*s", row->served->problem);
        else if (row->served)
            find_served(f, row);
        find_mx(f, row);
        if (are_several(row->rua))
            find_one(f, row, RULE_SEVERAL_RUA,
                     "Reports go to several addresses; collect all of them: %.*s",
                     row->tlsrpt.text);
        find_uncollected(f, row);
    }
}
