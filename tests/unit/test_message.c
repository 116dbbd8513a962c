/* Tests of messages: which bin each ends in, and what its parts are. */
#include "tests/unit/check.h"

static void a_message_is_with_reports_rejected_or_ignored(void **state)
{
    (void)state;
    check(REPORT_MAIL("a", 1, 0), 1, 1, "");
    check("Subject: x\nTLS-Report-Domain: a.example\n\nno report here\n", 1, 0, "no-report-part ");
    check("Subject: x\nContent-Type: multipart/report; report-type=\"TLSRPT\"; "
          "boundary=b\n\n--b\n\nhello\n--b--\n",
          1, 0, "no-report-part ");
    check("Subject: Report Domain: a.example Submitter: b Report-ID: <1>\n\nno claim\n", 1, 0, "");
    check("Subject: x\nContent-Type: application/json\n\n{\"build\": 17, \"policies\": \"none\"}\n",
          1, 0, "");
    check("Subject: x\nContent-Type: application/octet-stream\n\n" REPORT_BODY("a", 1, 0), 1, 1,
          "");
}

static void each_reason_of_a_part_is_told(void **state)
{
    (void)state;
#define PART(type, encoding, body)                                                                 \
    "Subject: x\nContent-Type: " type "\nContent-Transfer-Encoding: " encoding "\n\n" body
    check(PART("application/tlsrpt+gzip", "base64", "!!!!\n"), 1, 0, "bad-encoding ");
    check(PART("application/tlsrpt+gzip", "x-magic", "abcd\n"), 1, 0, "bad-encoding ");
    check(PART("application/tlsrpt+gzip", "base64", "H4sIAAAAAAAA/6tWSi0q\n"), 1, 0,
          "bad-compression ");
    check(PART("application/tlsrpt+gzip", "base64", "aGVsbG8gd29ybGQ=\n"), 1, 0,
          "bad-compression ");
    check(PART("application/tlsrpt+json", "7bit", "hello\n"), 1, 0, "bad-json ");
    check(PART("application/tlsrpt+json", "7bit", "{\"a\":1}\n"), 1, 0, "not-a-report ");
    check(PART("application/tlsrpt+json", "7bit", "{\"policies\":[]}\n"), 1, 0,
          "missing-report-id ");
}

static void each_bad_part_is_rejected_beside_good_ones(void **state)
{
    (void)state;
#define LEAF(type, body) "--b\nContent-Type: " type "\n\n" body "\n"
#define MIXED(parts) "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" parts "--b--\n"
    check(MIXED(LEAF("application/tlsrpt+json", REPORT_BODY("a", 1, 0)) LEAF(
              "application/tlsrpt+json", "{\"a\":1}") LEAF("application/tlsrpt+json", "x")),
          1, 1, "not-a-report bad-json ");
    check(MIXED(LEAF("application/json", REPORT_BODY("a", 1, 0))
                    LEAF("application/json", "{\"report-id\":\"b\"}")),
          1, 1, "missing-date-range ");
    check(MIXED(LEAF("application/json", REPORT_BODY("a", 1, 0))
                    LEAF("application/json", "{\"a\":1}")),
          1, 1, "");
    check("Subject: x\nContent-Type: text/plain; report-type=tlsrpt\n\nno report\n", 1, 0,
          "no-report-part ");
}

/* What stands in such a part are fields of the body that is elsewhere (RFC 2046, 5.2.3). */
static void a_body_that_is_elsewhere_is_no_bad_part(void **state)
{
    (void)state;
    check(MIXED(LEAF("application/tlsrpt+json", REPORT_BODY("a", 1, 0))
                    LEAF("message/external-body; access-type=x; name=r.json",
                         "Content-Type: application/tlsrpt+json\n\n{\"report-id\":\"b\"}")),
          1, 1, "");
}

/* Journals and forwards wrap the mail that claims to be a report; a gateway may take the fields
 * away and leave the name (RFC 8460, 5.1). */
static void a_damaged_report_is_rejected_where_its_own_mail_or_name_claims_one(void **state)
{
    (void)state;
#define NAMED(name, body) "Content-Type: application/octet-stream; name=\"" name "\"\n\n" body "\n"
#define FORWARDED(inner) MIXED("--b\nContent-Type: message/rfc822\n\n" inner)
#define OF_DOMAIN "TLS-Report-Domain: a.example\n"
#define RFC_NAME "b.example!a.example!1709251200!1709337599.json"
    check(FORWARDED(OF_DOMAIN NAMED("r.json", "{\"report-id\": \"")), 1, 0, "bad-json ");
    check(FORWARDED(OF_DOMAIN NAMED("r", "{\"report-id\":\"b\"}")), 1, 0, "missing-date-range ");
    check(FORWARDED(OF_DOMAIN NAMED("r.pdf", "%PDF")), 1, 0, "");
    check(FORWARDED(OF_DOMAIN "\nSubject and fields alone are returned.\n"), 1, 0, "");
    check(FORWARDED(NAMED("r.json", "{\"report-id\": \"")), 1, 0, "");
    check("Subject: x\n" NAMED(RFC_NAME, "{\"report-id\": \""), 1, 0, "bad-json ");
    check("Subject: x\n" NAMED(RFC_NAME ".gz", "\x1F\x8B\x08"), 1, 0, "bad-compression ");
    check("Subject: x\n" NAMED("b!a!1709251200!1709337599.xml.gz", "\x1F\x8B\x08"), 1, 0, "");
    check("Subject: x\n" NAMED("r.json.gz", "\x1F\x8B\x08"), 1, 0, "");
}

static void labels_need_not_be_right(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, PART("text/plain", "7bit", REPORT_BODY("a", 1, 0)));
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_non_null(strstr(r.records.at, "wrong-media-type"));
    reading_end(&r);
    reading_of(&r, "Subject: Report Domain:\n b.example Submitter: s.example\nContent-Type: "
                   "application/tlsrpt+gzip\n\n" REPORT_BODY("a", 1, 0));
    assert_non_null(strstr(r.records.at, "\"report_domain\":\"b.example\""));
    assert_non_null(strstr(r.records.at, "\"submitter\":\"s.example\""));
    assert_non_null(strstr(r.records.at, "domain-mismatch"));
    assert_non_null(strstr(r.records.at, "wrong-media-type"));
    reading_end(&r);
}

static void damaged_base64_is_noted(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r,
               PART("application/tlsrpt+json", "quoted-printable", "=zz" REPORT_BODY("a", 1, 0)));
    assert_int_equal(r.account.audit.totals.messages_rejected, 1);
    reading_end(&r);
    reading_of(&r, PART("application/tlsrpt+json", "quoted-printable", REPORT_BODY("a=zz", 1, 0)));
    assert_non_null(strstr(r.records.at, "encoding-damaged"));
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_with_reports_rejected_or_ignored),
        cmocka_unit_test(each_reason_of_a_part_is_told),
        cmocka_unit_test(a_body_that_is_elsewhere_is_no_bad_part),
        cmocka_unit_test(each_bad_part_is_rejected_beside_good_ones),
        cmocka_unit_test(a_damaged_report_is_rejected_where_its_own_mail_or_name_claims_one),
        cmocka_unit_test(labels_need_not_be_right),
        cmocka_unit_test(damaged_base64_is_noted),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
