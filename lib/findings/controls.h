/*
 * controls: what the audit can say about the controls of a framework (SPEC 8.4).
 *
 * A control names a measure. A measure is a few figures and a pure function that gives one of four
 * words for them. None of these is "compliant": that is for the auditor to say.
 */
#ifndef FINDINGS_CONTROLS_H
#define FINDINGS_CONTROLS_H

#include "lib/findings/findings.h"
#include "lib/findings/reviews.h"

enum control_measure {
    MEASURE_COLLECTED,
    MEASURE_COVERED,
    MEASURE_AUTHENTIC,
    MEASURE_ENCRYPTED,
    MEASURE_ENFORCED,
    MEASURE_DANE,
    MEASURE_REVIEWED,
    MEASURE_INCIDENTS,
    MEASURE_OUTBOUND,
    MEASURE_VERSIONS,
    MEASURES
};

enum control_verdict {
    CONTROL_SUPPORTS,
    CONTROL_CONTRADICTS,
    CONTROL_NO_EVIDENCE,
    CONTROL_OUT_OF_REACH,
    CONTROL_VERDICTS
};

struct measure_row {
    const char *name;
    const char *shows; /* what the audit shows, in plain English */
    const char *rule;  /* when it gives which word, for the manual page */
    const char *sheet; /* where to look it up */
};

extern const struct measure_row measure_rows[MEASURES];
extern const char *const control_verdict_names[CONTROL_VERDICTS];

/* The figures that measures go by. */
struct control_figures {
    uint64_t reports, reporters;
    uint64_t domains;  /* listed or reported */
    uint64_t reported; /* of them: with a counted report */
    uint64_t shown;    /* of them: with a report, not stale, on an expected day */
    /* Open findings that reports stopped, or that their record is missing or wrong. */
    uint64_t stopped;
    uint64_t fell_silent; /* domains whose reports stopped, be it without a finding */
    uint64_t days_covered, days_missing;
    bool has_verdicts; /* signatures were verified */
    uint64_t authentic, unauthenticated;
    struct sessions sessions;
    uint64_t plain_open, plain_closed; /* findings of sessions without encryption */
    uint64_t enforced, dane;           /* domains, in the last week of their reports */
    uint64_t silent; /* of those shown: without a report in the period's last 30 days */
    /* Of the silent ones, in the last week of their reports. */
    uint64_t enforced_before, dane_before;
    bool has_log;           /* a log of runs was given */
    bool log_is_broken;     /* a line of it does not follow the one before */
    uint64_t runs, reviews; /* runs in the log, and those of them that name a reviewer */
    uint64_t severe_open, severe_closed; /* findings of severity high or critical */
    /* A rule that finds what stopped, is plain or is severe is off, or calls what is open less
     * severe: that there are no such findings shows nothing. */
    bool stopped_is_off, plain_is_off, severe_is_off;
};

/* The word for a measure: measure_rows[m].rule says when it is which. */
enum control_verdict control_judge(enum control_measure m, const struct control_figures *f);

enum { CONTROL_VALUE = 272 };

/* The figures in words: "12 of 14 expected days covered". */
void control_value(enum control_measure m, const struct control_figures *f,
                   char to[static CONTROL_VALUE]);

struct control {
    struct slice framework, edition, control, asks, limits;
    enum control_measure measure;
};

struct control_list { /* those that the user asked for, in their order */
    struct control *at;
    size_t n;
    struct arena arena; /* their texts */
};

struct control_row {
    struct slice framework, edition, control, asks, shows, value, verdict, sheet, limits;
};

struct control_rows {
    struct control_row *at;
    size_t n;
    struct arena arena;
};

/* Takes the figures of an audit; tuning is NULL without findings. */
void control_figures_take(struct control_figures *to, const struct figures *f,
                          const struct summary *s, const struct tuning *tuning,
                          const struct findings *findings);

/* Adds the figures of a run log; NULL: none was given. */
void control_figures_review(struct control_figures *to, const struct reviews *reviews);

/* One row per control. False: out of memory; free it all the same. */
bool controls_build(struct control_rows *out, const struct control_list *list,
                    const struct control_figures *f);
void controls_free(struct control_rows *rows);

#endif
