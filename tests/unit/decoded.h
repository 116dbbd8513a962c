/* decoded: reports as texts, and decoded, for the tests of lib/tlsrpt. */
#ifndef UNIT_DECODED_H
#define UNIT_DECODED_H
#include <stdio.h>

#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/identity.h"
#include "tests/unit/unit.h"

#define RANGE                                                                                      \
    "\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-"      \
    "01T23:59:59Z\"},"

#define HEAD "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\"," RANGE

#define POLICY "\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"}"

#define SUMMARY                                                                                    \
    "\"summary\":{\"total-successful-session-count\":5,\"total-failure-session-count\":2}"

#define GOOD HEAD "\"policies\":[{" POLICY "," SUMMARY "}]}"

static struct arena arena;

static const struct limits limits = {
    .report = 1 << 20, .ratio = 100, .depth = 8, .json_depth = 64, .policies = 3, .details = 4};

static inline enum reason decode(const char *text, struct report *r)
{
    bool out_of_memory;
    const struct decoding with = {.limits = &limits, .arena = &arena};
    enum reason reason = report_decode(slice_of(text), &with, r, &out_of_memory);
    assert_false(out_of_memory);
    return reason;
}

/* A report for each deviation that texts can show. */
static const struct {
    const char *name, *text;
} deviating[] = {
    {"byte-order-mark", "\xEF\xBB\xBF" GOOD},
    {"count-as-string",
     HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":\"5\",\"total-"
          "failure-session-count\":2}}]}"},
    {"count-not-integer",
     HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":5.0,\"total-"
          "failure-session-count\":2e0}}]}"},
    {"missing-count",
     HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":5}}]}"},
    {"date-spelling",
     "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":{"
     "\"start-datetime\":\"2024-05-01T00:00:00+0000\",\"end-datetime\":\"2024-05-01T23:59:59Z\"},"
     "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"date-with-space",
     "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":{"
     "\"start-datetime\":\"2024-05-01 "
     "00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"policies\":[{" POLICY "," SUMMARY
     "}]}"},
    {"date-without-time", "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\","
                          "\"date-range\":{\"start-datetime\":\"2024-05-01\",\"end-datetime\":"
                          "\"2024-05-01T23:59:59Z\"},\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"date-without-zone",
     "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":{"
     "\"start-datetime\":\"2024-05-01T00:00:00\",\"end-datetime\":\"2024-05-01T23:59:59Z\"},"
     "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"end-at-midnight",
     "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":{"
     "\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-02T00:00:00Z\"},"
     "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"end-before-start",
     "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":{"
     "\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-04-02T00:00:00Z\"},"
     "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"details-below-summary", HEAD "\"policies\":[{" POLICY "," SUMMARY
                                   ",\"failure-details\":[{\"result-type\":\"certificate-expired\","
                                   "\"failed-session-count\":1}]}]}"},
    {"details-exceed-summary", HEAD "\"policies\":[{" POLICY "," SUMMARY
                                    ",\"failure-details\":[{\"result-type\":\"certificate-"
                                    "expired\",\"failed-session-count\":3}]}]}"},
    {"domain-not-ascii",
     HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":"
          "\"b\\u00fccher.example\"}," SUMMARY "}]}"},
    {"flat-policy",
     HEAD "\"policies\":[{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"," SUMMARY "}]}"},
    {"ip-spelling", HEAD "\"policies\":[{" POLICY "," SUMMARY
                         ",\"failure-details\":[{\"failed-session-count\":2,\"receiving-ip\":"
                         "\"192.0.2.1:25\"}]}]}"},
    {"key-spelling", HEAD "\"Policies\":[{" POLICY "," SUMMARY "}]}"},
    {"misplaced-key", HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":"
                           "\"a.example\"," SUMMARY "}}]}"},
    {"odd-shape", HEAD "\"policies\":[[{" POLICY "," SUMMARY "}]]}"},
    {"policy-type-spelling",
     HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"no_policy_found\",\"policy-domain\":"
          "\"a.example\"}," SUMMARY "}]}"},
    {"mx-host-spelling",
     HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-"
          "domain\":\"a.example\",\"mx-host\":[\".a.example\"]}," SUMMARY "}]}"},
    {"duplicate-key", HEAD "\"report-id\":\"2\",\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"invalid-utf8", HEAD "\"contact-info\":\"\xFF\",\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"long-period",
     "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":{"
     "\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-02T02:00:01Z\"},"
     "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"missing-contact-info",
     "{\"organization-name\":\"S\",\"contact-info\":null,\"report-id\":\"1\"," RANGE
     "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"missing-organization-name", "{\"contact-info\":\"c\",\"report-id\":\"1\"," RANGE
                                  "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {"missing-policy-domain",
     HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"no-policy-found\"}," SUMMARY "}]}"},
    {"missing-policy-type",
     HEAD "\"policies\":[{\"policy\":{\"policy-domain\":\"a.example\"}," SUMMARY "}]}"},
    {"missing-result-type", HEAD "\"policies\":[{" POLICY "," SUMMARY
                                 ",\"failure-details\":[{\"failed-session-count\":2}]}]}"},
    {"mx-host-not-array", HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-"
                               "domain\":\"a.example\",\"mx-host\":\"MX.\"}," SUMMARY "}]}"},
    {"policy-string-json",
     HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"tlsa\",\"policy-domain\":\"a.example\","
          "\"policy-string\":[\"[\\\"3 1 1 aa\\\",\\\"3 1 1 bb\\\"]\"]}," SUMMARY "}]}"},
    {"policy-string-not-array",
     HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\","
          "\"policy-string\":\"version: STSv1\"}," SUMMARY "}]}"},
    {"unknown-policy-type", HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"magic\",\"policy-"
                                 "domain\":\"a.example\"}," SUMMARY "}]}"},
    {"unknown-result-type",
     HEAD "\"policies\":[{" POLICY "," SUMMARY
          ",\"failure-details\":[{\"result-type\":\"gremlins\",\"failed-session-count\":2}]}]}"},
    {"value-not-string", HEAD "\"policies\":[{" POLICY "," SUMMARY
                              ",\"failure-details\":[{\"result-type\":\"certificate-expired\","
                              "\"failure-reason-code\":5,\"failed-session-count\":2}]}]}"},
};

static inline int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

#endif
