#include "tests/bench/yearreport.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "lib/base/hash.h"

enum { MOST_POLICIES = 5, MOST_APPENDED = 1000 };

void append_format(struct buffer *to, const char *format, ...)
{
    char text[MOST_APPENDED];
    va_list values;
    va_start(values, format);
    int n = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    to->failed |= n < 0 || (size_t)n >= sizeof text;
    if (!to->failed)
        buffer_append(to, (struct slice){text, (size_t)n});
}

struct year_subject year_subject_of(day_number day, unsigned slot)
{
    struct year_subject s = {.day = day, .chance = hash_mix((uint64_t)day * YEAR_SLOTS + slot)};
    snprintf(s.organization, sizeof s.organization, "Reporter %02u", slot / YEAR_CLIENTS);
    snprintf(s.submitter, sizeof s.submitter, YEAR_SUBMITTER, slot / YEAR_CLIENTS);
    snprintf(s.domain, sizeof s.domain, YEAR_CLIENT, slot % YEAR_CLIENTS);
    return s;
}

struct writer {
    const struct year_subject *about;
    struct buffer *json;
    struct year_truth *truth;
    uint64_t chance;
};

static unsigned draw(struct writer *w, unsigned below)
{
    w->chance = hash_mix(w->chance + UINT64_C(0x9e3779b97f4a7c15));
    return (unsigned)((w->chance >> 32) * below >> 32);
}

/* Most domains get few mails from a sender a day, and some get very many. */
static unsigned draw_sessions(struct writer *w)
{
    unsigned sessions = 1 + draw(w, 40);
    while (sessions < 1000000 && draw(w, 4) == 0)
        sessions *= 3;
    return sessions;
}

static unsigned draw_policies(struct writer *w)
{
    unsigned sixteenth = draw(w, 16);
    return sixteenth < 12 ? 1 : sixteenth < 14 ? 2 : 3 + draw(w, MOST_POLICIES - 2);
}

/* Clients differ in what they publish; further policies are what they changed that day. */
static const char *policy_type(const struct writer *w, unsigned policy)
{
    static const char *const types[] = {"sts", "sts", "sts", "sts", "tlsa", "no-policy-found"};
    return types[(hash_mix((uint64_t)w->about->domain[7]) + UINT64_C(4) * policy) %
                 COUNT_OF(types)];
}

static void write_policy(struct writer *w, const char *type, unsigned policy)
{
    const char *domain = w->about->domain;
    append_format(w->json, "{\"policy\":{\"policy-type\":\"%s\",", type);
    if (type[0] == 's')
        append_format(w->json,
                      "\"policy-string\":[\"version: STSv1\",\"mode: %s\",\"mx: mx1.hosting.example"
                      "\",\"mx: mx2.hosting.example\",\"max_age: %u\"],"
                      "\"mx-host\":[\"mx1.hosting.example\",\"mx2.hosting.example\"],",
                      domain[8] < '3' ? "testing" : "enforce", 86400 * (policy + 1));
    if (type[0] == 't')
        append_format(w->json, "\"policy-string\":[\"3 1 1 %064x\"],", 25 + policy);
    append_format(w->json, "\"policy-domain\":\"%s\"},", domain);
}

/* What is wrong with a client for five days, one time in forty; else NULL. */
static const char *incident(const struct writer *w, const char *type)
{
    static const char *const of_sts[] = {"certificate-expired", "certificate-host-mismatch",
                                         "starttls-not-supported", "validation-failure"},
                             *const of_dane[] = {"tlsa-invalid", "dnssec-invalid",
                                                 "starttls-not-supported", "validation-failure"};
    uint64_t seed = (uint64_t)(w->about->day / 5);
    for (const char *c = w->about->domain; *c; c++)
        seed = hash_mix(seed + (uint64_t)*c);
    const char *const *kinds = type[0] == 't' ? of_dane : of_sts;
    return seed % 40 == 0 ? kinds[seed / 40 % 4] : NULL;
}

static unsigned write_detail(struct writer *w, const char *result_type, bool is_first)
{
    unsigned failed = 1 + draw(w, 9);
    append_format(w->json,
                  "%s{\"result-type\":\"%s\",\"sending-mta-ip\":\"198.51.100.%u\","
                  "\"receiving-mx-hostname\":\"mx%u.hosting.example\",\"receiving-ip\":"
                  "\"192.0.2.%u\",\"failed-session-count\":%u}",
                  is_first ? "" : ",", result_type, 1 + draw(w, 254), 1 + draw(w, 2),
                  25 + draw(w, 4), failed);
    w->truth->failure_details++;
    return failed;
}

/* In an incident every second report has failures, else one in a thousand. */
static unsigned write_details(struct writer *w, const char *type)
{
    const char *result_type = incident(w, type);
    unsigned failed = 0, details = draw(w, result_type ? 2 : 1000) == 0 ? 1 + draw(w, 3) : 0;
    if (details > 0)
        append_format(w->json, "\"failure-details\":[");
    for (unsigned i = 0; i < details; i++)
        failed += write_detail(w, result_type ? result_type : "validation-failure", i == 0);
    if (details > 0)
        append_format(w->json, "],");
    return failed;
}

static void write_entry(struct writer *w, unsigned policy)
{
    const char *type = policy_type(w, policy);
    write_policy(w, type, policy);
    unsigned failed = write_details(w, type), successful = draw_sessions(w);
    append_format(w->json,
                  "\"summary\":{\"total-successful-session-count\":%u,"
                  "\"total-failure-session-count\":%u}}",
                  successful, failed);
    w->truth->policies++;
    w->truth->successful_sessions += successful;
    w->truth->failed_sessions += failed;
}

void yearreport_write(const struct year_subject *s, struct buffer *json, struct year_truth *truth)
{
    struct writer w = {.about = s, .json = json, .truth = truth, .chance = s->chance};
    struct when_day written = when_day(s->day);
    const char *day = written.text;
    append_format(json,
                  "{\"organization-name\":\"%s\",\"date-range\":{\"start-datetime\":\"%sT00:00:00Z"
                  "\",\"end-datetime\":\"%sT23:59:59Z\"},\"contact-info\":\"tls-reports@%s\","
                  "\"report-id\":\"%s_%s_%08" PRIx64 "\",\"policies\":[",
                  s->organization, day, day, s->submitter, day, s->domain, s->chance >> 32);
    unsigned policies = draw_policies(&w);
    for (unsigned i = 0; i < policies; i++) {
        append_format(json, "%s", i > 0 ? "," : "");
        write_entry(&w, i);
    }
    append_format(json, "]}");
    truth->reports++;
}
