/* Tests of lib/base/address and lib/audit/addresses. */
#include <stdio.h>

#include "lib/audit/addresses.h"
#include "lib/base/address.h"
#include "tests/unit/unit.h"

static const struct hash_key key;

static void addresses_have_one_normal_form(void **state)
{
    static const struct {
        const char *text, *normal; /* NULL: no address */
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {" 192.0.2.1\r\n", "192.0.2.1"},
        {"[192.0.2.1]", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::FFFF:C000:201", "192.0.2.1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"[IPv6:2001:db8::1]", "2001:db8::1"},
        {"fe80::1%eth0", "fe80::1"},
        {"192.0.2", NULL},
        {"192.0.2.256", NULL},
        {"mx.example", NULL},
        {"", NULL},
        {"2001:db8::1::2", NULL},
    };
    (void)state;
    char room[ADDRESS_TEXT];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice got = address_normal(slice_of(cases[i].text), room);
        assert_true(slice_equal(got, slice_of(cases[i].normal)));
    }
    assert_int_equal(address_normal(SLICE("192.0.2.1\0x"), room).n, 0);
}

/* What mail servers write around an address. */
static void an_address_stands_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text, *alone; /* NULL: no address */
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:25", "192.0.2.1"},
        {"[192.0.2.1]:25", "192.0.2.1"},
        {"[192.0.2.1", "192.0.2.1"},
        {"mx.example.com[192.0.2.1]:25", "192.0.2.1"},
        {"192.0.2.1#25", "192.0.2.1"},
        {"192.0.2.1/32", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]:25", "2001:db8::1"},
        {"[IPv6:2001:db8::1]", "2001:db8::1"},
        {"fe80::1%eth0", "fe80::1"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"192.0.2.1:25:25", NULL},
        {"192.0.2.1, 192.0.2.2", NULL},
        {"mx.example.com", NULL},
        {"[]", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice text = slice_of(cases[i].text);
        bool is_one = address_alone(&text);
        const char *want = is_one ? cases[i].alone : cases[i].text;
        if (is_one != (cases[i].alone != NULL) || !slice_equal(text, slice_of(want)))
            fail_msg("%s: %.*s", cases[i].text, (int)text.n, text.at);
    }
}

static void addresses_have_a_name_in_the_dns(void **state)
{
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"192.0.2.1", "1.2.0.192.in-addr.arpa"},
        {"255.255.255.255", "255.255.255.255.in-addr.arpa"},
        {"::ffff:192.0.2.10", "10.2.0.192.in-addr.arpa"},
        {"2001:db8::567:89ab",
         "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
    };
    (void)state;
    char room[ADDRESS_REVERSE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct address a;
        assert_true(address_read(slice_of(cases[i].text), &a));
        assert_true(slice_equal(address_reverse_name(&a, room), slice_of(cases[i].name)));
        assert_int_equal(room[strlen(cases[i].name)], '\0');
    }
}

struct world {
    struct addresses addresses;
    struct names results, domains, reporters;
    struct arena arena;
};

static void start(struct world *w)
{
    *w = (struct world){0};
    addresses_init(&w->addresses, &key);
    names_init(&w->results, &key);
    names_init(&w->domains, &key);
    names_init(&w->reporters, &key);
}

static void end(struct world *w)
{
    addresses_free(&w->addresses);
    names_free(&w->results);
    names_free(&w->domains);
    names_free(&w->reporters);
    arena_free(&w->arena);
}

static void add(struct world *w, const char *sending, const char *receiving, const char *domain,
                int64_t failed, day_number day)
{
    struct failure_detail d = {.failed_sessions = failed};
    d.text[DETAIL_SENDING_MTA_IP] = slice_of(sending);
    d.text[DETAIL_RECEIVING_IP] = slice_of(receiving);
    struct address_facts facts = {
        .result_type = (uint32_t)names_number(&w->results, SLICE("certificate-expired")),
        .domain = (uint32_t)names_number(&w->domains, slice_of(domain)),
        .reporter = (uint32_t)names_number(&w->reporters, SLICE("Org")),
        .day = day};
    assert_true(addresses_add(&w->addresses, &d, facts));
}

static struct address_row *sorted(struct world *w, size_t *n)
{
    struct address_words words = {&w->results, &w->domains, &w->reporters};
    struct address_row *rows = addresses_sorted(&w->addresses, words, &w->arena, n);
    assert_non_null(rows);
    return rows;
}

static void failures_are_summed_by_address_and_role(void **state)
{
    struct world w;
    size_t n;
    (void)state;
    start(&w);
    add(&w, "192.0.2.1", "2001:DB8::1", "b.example", 2, 10);
    add(&w, "::ffff:192.0.2.1", "2001:db8::0:1", "a.example", 3, 8);
    add(&w, "not an address", "", "a.example", 100, 9);
    struct address_row *rows = sorted(&w, &n);
    assert_int_equal(n, 2);
    assert_true(slice_equal(rows[0].address, SLICE("192.0.2.1")));
    assert_int_equal(rows[0].role, ADDRESS_SENDING);
    assert_int_equal(rows[0].failed_sessions, 5);
    assert_int_equal(rows[0].span.first, 8);
    assert_int_equal(rows[0].span.last, 10);
    assert_int_equal(rows[0].domains.n, 2);
    assert_true(slice_equal(rows[0].domains.at[0], SLICE("a.example")));
    assert_int_equal(rows[0].reporters.n, 1);
    assert_int_equal(rows[1].role, ADDRESS_RECEIVING);
    end(&w);
}

static void addresses_beyond_the_bound_are_summed_together(void **state)
{
    struct world w;
    size_t n;
    char text[32];
    (void)state;
    start(&w);
    w.addresses.most = 10;
    for (int i = 0; i < 50; i++) {
        snprintf(text, sizeof text, "192.0.2.%d", i % 25);
        add(&w, text, "", "a.example", 1, i);
    }
    struct address_row *rows = sorted(&w, &n);
    assert_int_equal(n, 11);
    assert_true(slice_equal(rows[0].address, NAMES_OTHERS));
    assert_int_equal(rows[0].failed_sessions, 30);
    assert_int_equal(rows[1].failed_sessions, 2);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_one_normal_form),
        cmocka_unit_test(an_address_stands_alone),
        cmocka_unit_test(addresses_have_a_name_in_the_dns),
        cmocka_unit_test(failures_are_summed_by_address_and_role),
        cmocka_unit_test(addresses_beyond_the_bound_are_summed_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
