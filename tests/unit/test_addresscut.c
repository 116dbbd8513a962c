/* Tests of lib/base/addresscut: every address of a text is cut, and nothing else is touched. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/addresscut.h"
#include "tests/unit/unit.h"

static void cut_is(const char *text, const char *wanted)
{
    struct buffer to = {0};
    addresscut_text(slice_of(text), &to);
    buffer_append_char(&to, '\0');
    assert_false(to.failed);
    assert_string_equal(to.at, wanted);
    buffer_free(&to);
}

static void addresses_lose_their_host(void **state)
{
    (void)state;
    cut_is("192.0.2.77", "192.0.2.0");
    cut_is("2001:db8:1:2::5", "2001:db8:1::");
    cut_is("::ffff:192.0.2.77", "192.0.2.0");
    cut_is("2001:db8::192.0.2.77", "2001:db8::");
    cut_is("1:2:3:4:5:6:7:8", "1:2:3::");
    cut_is("1:2:3:4:5:6:7::", "1:2:3::");
    cut_is("1111:2222:3333:4444:5555:6666:192.168.102.177", "1111:2222:3333::");
}

static void an_ipv4_address_in_one_of_6to4_loses_its_host_too(void **state)
{
    (void)state;
    cut_is("2002:c000:24d::1", "2002:c000:200::");
    cut_is("2002:c000:24d:7:8:9:a:b", "2002:c000:200::");
    cut_is("2003:c000:24d::1", "2003:c000:24d::");
    cut_is("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.4.2.0.0.0.0.c.2.0.0.2.ip6.arpa",
           "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.0.c.2.0.0.2.ip6.arpa");
}

static void they_are_found_in_anybodys_words(void **state)
{
    (void)state;
    cut_is("peer 192.0.2.77:25 refused", "peer 192.0.2.0:25 refused");
    cut_is("[192.0.2.77]", "[192.0.2.0]");
    cut_is("host mx.example[2001:db8:9:1::f]:25.", "host mx.example[2001:db8:9::]:25.");
    cut_is("[IPv6:2001:db8:9:1::f]", "[IPv6:2001:db8:9::]");
    cut_is("a=192.0.2.1,b=198.51.100.2.", "a=192.0.2.0,b=198.51.100.0.");
    cut_is("ip:192.0.2.77", "ip:192.0.2.0");
    cut_is("connect to mx:fd12:3456:789a:1::5 failed", "connect to mx:fd12:3456:789a:: failed");
    cut_is("mx:::1", "mx:::");
    cut_is("refused.fd12:3456:789a:1::5.", "refused.fd12:3456:789a::.");
    cut_is("x192.0.2.77", "x192.0.2.0");
    cut_is("to 192.000.002.077:25", "to 192.0.2.0:25");
    cut_is("010.000.000.009", "10.0.0.0");
    cut_is("192.0.2.77192.0.2.78", "192.0.2.77192.0.2.78"); /* no address, and none hidden in it */
}

static void names_of_reverse_zones_lose_their_host(void **state)
{
    (void)state;
    cut_is("77.2.0.192.in-addr.arpa", "0.2.0.192.in-addr.arpa");
    cut_is("PTR of 77.2.0.192.IN-ADDR.ARPA. is wrong", "PTR of 0.2.0.192.IN-ADDR.ARPA. is wrong");
    cut_is("77.64-127.2.0.192.in-addr.arpa", "0.0.2.0.192.in-addr.arpa"); /* RFC 2317 */
    cut_is("f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
           "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    cut_is("2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa"); /* it is the network's */
    cut_is("0.2.0.192.in-addr.arpa", "0.2.0.192.in-addr.arpa");
    cut_is("in-addr.arpa", "in-addr.arpa");
    cut_is("192.0.2.77.in-addr.arpa.example", "192.0.2.0.in-addr.arpa.example");
}

static void what_is_no_address_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "12:34:56",       "version 1.2.3",   "std::string",
        "3 1 1 aabb", "256.300.1.2",    "a.b.c.d",         "2024-03-01T00:00:00Z",
        "...:::",     "error:bad:face", "192.000.002.0077"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        cut_is(texts[i], texts[i]);
}

static void no_address_survives(void **state)
{
    (void)state;
    srand(5);
    for (int round = 0; round < 20000; round++) {
        char text[120], address[40];
        if (round % 2)
            snprintf(address, sizeof address, "%d.%d.%d.%d", rand() % 256, rand() % 256,
                     rand() % 256, 1 + rand() % 255);
        else
            snprintf(address, sizeof address, "%x:%x:%x:%x::%x", 1 + rand() % 65535, rand() % 65536,
                     rand() % 65536, rand() % 65536, 1 + rand() % 65535);
        static const char *const around[] = {"",  " ",    "[", "]", "(",   "=",
                                             "/", ":25 ", "x", ",", "mx:", "."};
        snprintf(text, sizeof text, "%s%s%s", around[rand() % 12], address,
                 around[rand() % 2 ? 0 : rand() % 10]);
        struct buffer to = {0};
        addresscut_text(slice_of(text), &to);
        buffer_append_char(&to, '\0');
        if (strstr(to.at, address))
            fail_msg("%s is left in %s of %s", address, to.at, text);
        buffer_free(&to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_lose_their_host),
        cmocka_unit_test(an_ipv4_address_in_one_of_6to4_loses_its_host_too),
        cmocka_unit_test(they_are_found_in_anybodys_words),
        cmocka_unit_test(names_of_reverse_zones_lose_their_host),
        cmocka_unit_test(what_is_no_address_stays),
        cmocka_unit_test(no_address_survives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
