/* control_measures: when which word stands for a measure, and its figures in words. */
#include <stdio.h>

#include "lib/base/thousands.h"
#include "lib/findings/controls.h"

const char *const control_verdict_names[] = {
    [CONTROL_SUPPORTS] = "supports",
    [CONTROL_CONTRADICTS] = "contradicts",
    [CONTROL_NO_EVIDENCE] = "no-evidence",
    [CONTROL_OUT_OF_REACH] = "out-of-reach",
};

const struct measure_row measure_rows[] = {
    [MEASURE_COLLECTED] =
        {"collected", "Reports that came, and about how many domains",
         "supports: each domain has a counted report; contradicts: a finding "
         "reports-stopped, tlsrpt-record-missing or tlsrpt-record-invalid is "
         "open; no-evidence: no report, a domain without one that is not stale, or "
         "whose reports stopped after too few for that finding, or "
         "the rule reports-stopped is off",
         "Reports"},
    [MEASURE_COVERED] = {"covered", "Expected days that a report covers",
                         "supports: no expected day is missing; contradicts: one is; no-evidence: "
                         "no day is expected",
                         "Coverage"},
    [MEASURE_AUTHENTIC] = {"authentic", "Reports with a verified signature of the reporting domain",
                           "supports: every counted report is authentic; contradicts: a report "
                           "was verified and is not; no-evidence: nothing was verified, or a key "
                           "is missing",
                           "Signatures"},
    [MEASURE_ENCRYPTED] =
        {"encrypted",
         "Sessions that were secured, and findings of sessions without "
         "encryption",
         "supports: sessions were secured, and no finding "
         "starttls-not-supported or possible-downgrade is open or unproven; "
         "contradicts: one is; no-evidence: no session, stale reports alone, or the rule "
         "starttls-not-supported is off",
         "Findings"},
    [MEASURE_ENFORCED] = {"enforced",
                          "Domains whose MTA-STS policy senders saw in mode enforce, in the last "
                          "week of their reports",
                          "supports: each domain, in the last week of its reports; contradicts: a "
                          "domain has reports in the last 30 days of the period, and none of that "
                          "week shows it, or a weaker mode was seen last; no-evidence: a domain "
                          "has no report, or none in those 30 days",
                          "Policies"},
    [MEASURE_DANE] = {"dane",
                      "Domains whose TLSA records senders used, in the last week of their reports",
                      "supports: each domain, in the last week of its reports; contradicts: a "
                      "domain has reports in the last 30 days of the period, and none of that "
                      "week shows it; no-evidence: a domain has no report, or none in those 30 "
                      "days",
                      "Policies"},
    [MEASURE_REVIEWED] = {"reviewed", "Earlier runs in the log that name a reviewer",
                          "supports: there is one; contradicts: the log has none, or a line of it "
                          "does not follow the one before; no-evidence: no log was given, or it "
                          "tells of no earlier run",
                          "Reviews"},
    [MEASURE_INCIDENTS] =
        {"incidents", "Findings of severity high or critical, and their closure",
         "supports: reports were counted, and no such finding is open or "
         "unproven; contradicts: one is; no-evidence: no report that is not stale, or a "
         "rule of such a severity is off, or was given a lower one and found something "
         "that is open or unproven",
         "Findings"},
    [MEASURE_OUTBOUND] = {"outbound", "Nothing: reports speak of mail received",
                          "out-of-reach, always", "Method"},
    [MEASURE_VERSIONS] = {"versions", "Nothing: reports hold no TLS version and no cipher",
                          "out-of-reach, always", "Method"},
};
_Static_assert(COUNT_OF(measure_rows) == MEASURES, "one row per measure");

static enum control_verdict word(bool contradicts, bool supports)
{
    return contradicts ? CONTROL_CONTRADICTS : supports ? CONTROL_SUPPORTS : CONTROL_NO_EVIDENCE;
}

/* The word for how many domains do something. Silence is no evidence, whatever was seen before it
 * (SPEC 8.4). */
static enum control_verdict word_of_domains(uint64_t that_do, const struct control_figures *f)
{
    bool one_does_not = that_do + f->silent < f->shown;
    return word(one_does_not, f->shown > 0 && that_do == f->domains);
}

enum control_verdict control_judge(enum control_measure m, const struct control_figures *f)
{
    switch (m) {
    case MEASURE_COLLECTED:
        return word(f->stopped > 0, f->shown > 0 && f->shown == f->domains && f->fell_silent == 0 &&
                                        !f->stopped_is_off);
    case MEASURE_COVERED:
        return word(f->days_missing > 0, f->days_covered > 0);
    case MEASURE_AUTHENTIC:
        return word(f->has_verdicts && f->unauthenticated > 0,
                    f->has_verdicts && f->reports > 0 && f->authentic == f->reports);
    case MEASURE_ENCRYPTED:
        return word(f->plain_open > 0,
                    f->sessions.successful > 0 && f->shown > 0 && !f->plain_is_off);
    case MEASURE_ENFORCED:
        return word_of_domains(f->enforced, f);
    case MEASURE_DANE:
        return word_of_domains(f->dane, f);
    case MEASURE_REVIEWED:
        return word(f->runs > 0 && (f->reviews == 0 || f->log_is_broken), f->runs > 0);
    case MEASURE_INCIDENTS:
        return word(f->severe_open > 0, f->shown > 0 && !f->severe_is_off);
    default:
        return CONTROL_OUT_OF_REACH;
    }
}

static void say_covered(int64_t covered, int64_t expected, char to[static CONTROL_VALUE])
{
    snprintf(to, CONTROL_VALUE, "%s of %s covered", thousands(covered).text,
             counted(expected, "expected day", "expected days").text);
}

static void say_encrypted(const struct control_figures *f, char to[static CONTROL_VALUE])
{
    int64_t all = sessions_all(f->sessions);
    snprintf(to, CONTROL_VALUE, "%s of %s secured; findings: %s open, %s closed",
             thousands(f->sessions.successful).text, counted(all, "session", "sessions").text,
             thousands((int64_t)f->plain_open).text, thousands((int64_t)f->plain_closed).text);
}

static void say_authentic(const struct control_figures *f, char to[static CONTROL_VALUE])
{
    if (f->has_verdicts)
        snprintf(to, CONTROL_VALUE, "%s of %s authentic, %s not, %s could not be judged",
                 thousands((int64_t)f->authentic).text,
                 counted((int64_t)f->reports, "report is", "reports are").text,
                 counted((int64_t)f->unauthenticated, "is", "are").text,
                 thousands((int64_t)(f->reports - f->authentic - f->unauthenticated)).text);
    else
        snprintf(to, CONTROL_VALUE, "Signatures were not verified");
}

static void say_collected(const struct control_figures *f, char to[static CONTROL_VALUE])
{
    snprintf(to, CONTROL_VALUE, "%s of %s, about %s of %s%s",
             counted((int64_t)f->reports, "report", "reports").text,
             counted((int64_t)f->reporters, "organization", "organizations").text,
             thousands((int64_t)f->reported).text,
             counted((int64_t)f->domains, "domain", "domains").text,
             f->stopped > 0 ? "; some stopped, or have no sound TLS-RPT record (see findings)"
                            : "");
}

static void say_domains(uint64_t that_do, uint64_t that_did, const char *what,
                        const struct control_figures *f, char to[static CONTROL_VALUE])
{
    int n = snprintf(to, CONTROL_VALUE, "%s of %s %s", thousands((int64_t)that_do).text,
                     counted((int64_t)f->domains, "domain", "domains").text, what);
    if (that_did > 0)
        snprintf(to + n, CONTROL_VALUE - (size_t)n,
                 "; %s more when last reported on, over 30 days before the period's end",
                 thousands((int64_t)that_did).text);
}

static void say_reviewed(const struct control_figures *f, char to[static CONTROL_VALUE])
{
    if (f->runs > 0)
        snprintf(to, CONTROL_VALUE, "%s of %s with a reviewer", thousands((int64_t)f->reviews).text,
                 counted((int64_t)f->runs, "earlier run", "earlier runs").text);
    else
        snprintf(to, CONTROL_VALUE, "%s",
                 f->has_log ? "The log tells of no earlier run" : "No log of runs was given");
}

static void say_findings(const struct control_figures *f, char to[static CONTROL_VALUE])
{
    snprintf(to, CONTROL_VALUE, "%s open, %s closed", thousands((int64_t)f->severe_open).text,
             thousands((int64_t)f->severe_closed).text);
}

void control_value(enum control_measure m, const struct control_figures *f,
                   char to[static CONTROL_VALUE])
{
    switch (m) {
    case MEASURE_COLLECTED:
        say_collected(f, to);
        return;
    case MEASURE_COVERED:
        say_covered((int64_t)f->days_covered, (int64_t)(f->days_covered + f->days_missing), to);
        return;
    case MEASURE_AUTHENTIC:
        say_authentic(f, to);
        return;
    case MEASURE_ENCRYPTED:
        say_encrypted(f, to);
        return;
    case MEASURE_ENFORCED:
        say_domains(f->enforced, f->enforced_before, "in mode enforce", f, to);
        return;
    case MEASURE_DANE:
        say_domains(f->dane, f->dane_before, "with DANE", f, to);
        return;
    case MEASURE_REVIEWED:
        say_reviewed(f, to);
        return;
    case MEASURE_INCIDENTS:
        say_findings(f, to);
        return;
    default:
        snprintf(to, CONTROL_VALUE, "Not in the reports");
    }
}
