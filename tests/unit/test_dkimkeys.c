/* Tests of the key records that --dns files hold (RFC 6376, 3.6): what a zone's owner may put
 * there. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/read/given/dnstext.h"
#include "lib/base/buffer.h"
#include "lib/mail/dkimkeys.h"
#include "tests/unit/unit.h"

#define ED_KEY "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static struct dns_records read_zone(struct slice zone)
{
    struct dns_records dns = {.keys = dkimkeys_new()};
    assert_non_null(dns.keys);
    assert_true(dnstext_read(zone, &dns));
    assert_true(dnstext_find_targets(&dns));
    return dns;
}

static void zone_free(struct dns_records *dns)
{
    dkimkeys_free(dns->keys);
    arena_free(&dns->arena);
}

static const struct dkimkey_set *set_of(struct dns_records *dns, const char *name)
{
    const struct dkimkey_set *set;
    assert_true(dkimkeys_find(dns->keys, slice_of(name), &set));
    return set;
}

/* What the only record of a name is. */
static void assert_record(struct slice zone, enum dkim_reason wrong)
{
    struct dns_records dns = read_zone(zone);
    const struct dkimkey_set *set = set_of(&dns, "x._domainkey.a.example");
    if (set->n != 1 || set->keys[0].wrong != wrong)
        fail_msg("%.*s: %zu records, %d", (int)zone.n, zone.at, set->n,
                 set->n ? (int)set->keys[0].wrong : -1);
    zone_free(&dns);
}

#define RECORD(data) SLICE("x._domainkey.a.example. TXT " data "\n")

static void records_of_any_text_get_an_answer(void **state)
{
    (void)state;
    static const struct {
        struct slice zone;
        enum dkim_reason wrong;
    } cases[] = {
        {RECORD("\"v=DKIM1; " ED_KEY "\""), DKIM_SOUND},
        {RECORD("\"v=DKIM1; \" \"" ED_KEY "\""), DKIM_SOUND},
        {RECORD("v=DKIM1\\; " ED_KEY), DKIM_KEY_SYNTAX},   /* a ; outside quotes begins a comment */
        {RECORD("\"v=DKIM1\\; " ED_KEY "\""), DKIM_SOUND}, /* as dig prints it */
        {RECORD("\"v=DKIM1\\\\; " ED_KEY "\""), DKIM_KEY_SYNTAX}, /* a backslash in the record */
        {RECORD("\"v=DKIM1; n=\\\"a\\\"; " ED_KEY "\""), DKIM_SOUND},
        {RECORD("\"v=DKIM1; n=\\000\\255; " ED_KEY "\""), DKIM_SOUND},
        {RECORD("\"v=DKIM1; n=\xE4; " ED_KEY "\""), DKIM_SOUND},
        {RECORD("\"v=DKIM1; p=\\000\""), DKIM_KEY_SYNTAX},
        {RECORD("\"v=spf1 -all\""), DKIM_KEY_SYNTAX},
        {RECORD("\"p=AAAA; p=AAAA\""), DKIM_KEY_SYNTAX},
        {RECORD("\"v=DKIM1; p=\""), DKIM_KEY_REVOKED},
        {RECORD("\"\""), DKIM_KEY_SYNTAX},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_record(cases[i].zone, cases[i].wrong);
}

/* EC and DSA in SubjectPublicKeyInfo; Ed25519 of 31, 33 and 44 bytes (the last is its SPKI); DER
 * that lies about its length, integers that are negative or of no byte. */
static void keys_of_other_kinds_are_no_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {
        ("p=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/"
         "hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q=="),
        "p=MEUwDQYHKoZIzjgEATADAgEBAzQAMDACAQEwBgIBAQIBAQ==",
        "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==",
        "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURoA",
        "k=ed25519; p=MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "p=MIH//////////w==", /* longer than any number */
        "p=MIAAAA==",         /* of indefinite length */
        "p=MAYCAYECAf8=",     /* negative modulus and exponent */
        "p=MAQCAAIA",         /* integers without a byte */
    };
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        char zone[400];
        snprintf(zone, sizeof zone, "x._domainkey.a.example. TXT \"v=DKIM1; %s\"\n", keys[i]);
        assert_record(slice_of(zone), DKIM_KEY_SYNTAX);
    }
}

static void a_key_of_100_kb_is_no_key(void **state)
{
    (void)state;
    struct buffer zone = {0};
    buffer_append_text(&zone, "x._domainkey.a.example. TXT \"v=DKIM1; p=\"");
    for (int i = 0; i < 500; i++) {
        buffer_append_text(&zone, " \"");
        for (int k = 0; k < 50; k++)
            buffer_append_text(&zone, "AAAA");
        buffer_append_text(&zone, "\"");
    }
    buffer_append_text(&zone, "\n");
    assert_false(zone.failed);
    assert_record(buffer_slice(&zone), DKIM_KEY_SYNTAX);
    buffer_free(&zone);
}

/* The first eight by their text are tried, whatever their order in the file. */
static void of_ten_thousand_records_eight_are_tried(void **state)
{
    (void)state;
    struct buffer zone = {0};
    for (int i = 0; i < 10000; i++) {
        char line[200];
        snprintf(line, sizeof line, "x._domainkey.a.example. TXT \"v=DKIM1; n=%05d; " ED_KEY "\"\n",
                 (i * 7919 + 13) % 10000);
        buffer_append_text(&zone, line);
    }
    buffer_append_text(&zone, "x._domainkey.a.example. TXT \"p=first? no: after v=\"\n");
    struct dns_records dns = read_zone(buffer_slice(&zone));
    const struct dkimkey_set *set = set_of(&dns, "x._domainkey.a.example");
    assert_int_equal(dkimkeys_records(dns.keys), 10001);
    assert_int_equal(set->n, DKIMKEYS_MOST);
    /* "p=first…" comes before "v=DKIM1…" in byte order, and is no key. */
    assert_int_equal(set->keys[0].wrong, DKIM_KEY_SYNTAX);
    assert_int_equal(set->keys[1].wrong, DKIM_SOUND);
    assert_ptr_equal(set, set_of(&dns, "x._domainkey.a.example"));
    zone_free(&dns);
    buffer_free(&zone);
}

static void aliases_lead_where_they_lead(void **state)
{
    (void)state;
    struct dns_records dns = read_zone(
        SLICE("self._domainkey.a.example. CNAME self._domainkey.a.example.\n"
              "one._domainkey.a.example. CNAME two._domainkey.a.example.\n"
              "two._domainkey.a.example. CNAME one._domainkey.a.example.\n"
              "out._domainkey.a.example. CNAME keys.elsewhere.example.\n"
              "in._domainkey.a.example. CNAME keys.b.example.\n"
              "keys.b.example. TXT \"v=DKIM1; " ED_KEY "\"\n"
              "spf._domainkey.a.example. TXT \"v=spf1 -all\"\n"
              "spf._domainkey.a.example. TXT \"v=DKIM1; " ED_KEY "\"\n"
              ";asked._domainkey.a.example. IN TXT\n"));
    assert_int_equal(set_of(&dns, "self._domainkey.a.example")->n, 0);
    assert_int_equal(set_of(&dns, "one._domainkey.a.example")->n, 0);
    assert_int_equal(set_of(&dns, "out._domainkey.a.example")->n, 0);
    assert_int_equal(set_of(&dns, "in._domainkey.a.example")->n, 1);
    assert_int_equal(set_of(&dns, "in._domainkey.a.example")->keys[0].wrong, DKIM_SOUND);
    assert_int_equal(set_of(&dns, "spf._domainkey.a.example")->n, 2);
    assert_true(set_of(&dns, "asked._domainkey.a.example")->was_asked);
    assert_false(set_of(&dns, "other._domainkey.a.example")->was_asked);
    zone_free(&dns);
}

/* An archive of keys only grows: a name was an alias of another one before, or had a record. */
static void keys_behind_former_aliases_are_keys(void **state)
{
    (void)state;
    struct dns_records dns = read_zone(
        SLICE("moved._domainkey.a.example. CNAME new.b.example.\n"
              "moved._domainkey.a.example. CNAME old.c.example.\n"
              "moved._domainkey.a.example. CNAME gone.c.example.\n"
              "new.b.example. TXT \"n=new; " ED_KEY "\"\n"
              "old.c.example. CNAME older.c.example.\n"
              "older.c.example. TXT \"n=older; " ED_KEY "\"\n"
              "own._domainkey.a.example. TXT \"n=own; " ED_KEY "\"\n"
              "own._domainkey.a.example. CNAME moved._domainkey.a.example.\n"
              "one._domainkey.a.example. CNAME new.b.example.\n"
              ";; QUESTION SECTION:\n;gone.c.example. IN TXT\n"));
    assert_int_equal(set_of(&dns, "own._domainkey.a.example")->n, 3);
    const struct dkimkey_set *moved = set_of(&dns, "moved._domainkey.a.example");
    assert_int_equal(moved->n, 2);
    for (size_t i = 0; i < moved->n; i++)
        assert_int_equal(moved->keys[i].wrong, DKIM_SOUND);
    assert_ptr_equal(moved, set_of(&dns, "moved._domainkey.a.example"));
    assert_ptr_equal(set_of(&dns, "one._domainkey.a.example"), set_of(&dns, "new.b.example"));
    zone_free(&dns);
}

/* Of aliases that nobody could publish the least ones are followed, whatever their order. */
static void of_many_aliases_some_are_followed(void **state)
{
    (void)state;
    struct buffer zone = {0};
    for (int i = 0; i < 2000; i++) {
        char line[200];
        int n = (i * 797 + 13) % 2000;
        snprintf(line, sizeof line,
                 "x._domainkey.a.example. CNAME k%04d.b.example.\n"
                 "k%04d.b.example. CNAME x._domainkey.a.example.\n"
                 "k%04d.b.example. TXT \"n=%04d; " ED_KEY "\"\n",
                 n, n, n, n);
        buffer_append_text(&zone, line);
    }
    assert_false(zone.failed);
    struct dns_records dns = read_zone(buffer_slice(&zone));
    const struct dkimkey_set *set = set_of(&dns, "x._domainkey.a.example");
    assert_int_equal(set->n, DKIMKEYS_MOST);
    assert_ptr_equal(set, set_of(&dns, "x._domainkey.a.example"));
    zone_free(&dns);
    buffer_free(&zone);
}

/* The record, and from it back to the key's name the aliases that lead there. */
static struct dns_records read_chain(unsigned aliases, struct buffer *zone)
{
    char line[128];
    snprintf(line, sizeof line, "c%u.example. TXT \"%s\"\n", aliases, ED_KEY);
    buffer_append_text(zone, line);
    for (unsigned i = aliases; i > 1; i--) {
        snprintf(line, sizeof line, "c%u.example. CNAME c%u.example.\n", i - 1, i);
        buffer_append_text(zone, line);
    }
    buffer_append_text(zone, "x._domainkey.a.example. CNAME c1.example.\n");
    assert_false(zone->failed);
    return read_zone(buffer_slice(zone));
}

/* Each link would cost a pass over all records: of 100,000 in the wrong order no run would end. */
static void aliases_that_nobody_follows_are_not_gone_through(void **state)
{
    (void)state;
    struct buffer near = {0}, far = {0};
    struct dns_records dns = read_chain(DNS_MOST_ALIASES - 1, &near);
    assert_int_equal(set_of(&dns, "x._domainkey.a.example")->n, 1);
    zone_free(&dns);
    buffer_free(&near);

    dns = read_chain(2 * DNS_MOST_ALIASES, &far);
    assert_int_equal(dkimkeys_records(dns.keys), 0);
    zone_free(&dns);
    buffer_free(&far);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_of_any_text_get_an_answer),
        cmocka_unit_test(keys_of_other_kinds_are_no_keys),
        cmocka_unit_test(a_key_of_100_kb_is_no_key),
        cmocka_unit_test(of_ten_thousand_records_eight_are_tried),
        cmocka_unit_test(aliases_lead_where_they_lead),
        cmocka_unit_test(keys_behind_former_aliases_are_keys),
        cmocka_unit_test(of_many_aliases_some_are_followed),
        cmocka_unit_test(aliases_that_nobody_follows_are_not_gone_through),
    };
    return cmocka_run_group_tests_name("dkimkeys", tests, NULL, NULL);
}
