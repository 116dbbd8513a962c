/*
 * evidence: what a rule gathers for one finding before it is written down. Private to lib/findings.
 */
#ifndef FINDINGS_EVIDENCE_H
#define FINDINGS_EVIDENCE_H

#include "lib/findings/findings.h"
#include "lib/findings/views.h"

/* What a failure-reason-code means, worked out once for each distinct one. */
struct reason_code {
    const struct cause *cause; /* NULL: it is in no class */
    bool says_unlisted;        /* it says that the policy does not list the host */
};

struct setup_row;

struct finder {
    const struct figures *figures;
    const struct summary *summary;
    const struct tuning *tuning;
    const struct setup *setup;
    struct networks *networks;         /* NULL: no database of addresses was given */
    const struct reason_code *reasons; /* by their numbers in figures->events.reasons */
    struct findings *out;
    struct arena scratch; /* for the evidence at hand */
    bool out_of_memory;
};

/* What reports tell of failures. */
struct told {
    struct texts reporters, reports, hosts, receiving_ips, sending_ips, result_types, causes;
};

struct evidence {
    struct finder *finder;
    const struct view *view;
    bool is_authentic;   /* it is known who sent one of the reports */
    bool copies_secured; /* on its days, copies that were not counted tell of secured sessions */
    bool counted;        /* counted reports tell of failures in it, */
    bool copied;         /* and such copies alone of some, or of what makes a finding of them */
    bool has_ended;      /* a state that lasts no more: judged as events are (life.h) */
    int64_t failed_sessions;
    struct grown_span span;       /* sound: it covers days of reports that are not stale */
    struct grown_span covered_to; /* of the last days that they cover */
    day_number counted_up_to;     /* the successes of days up to this one are in */
    int64_t successful_sessions;
    /* Apart, so that copies, of which anyone can send any number, crowd nothing out. */
    struct told by_counted, by_copies;
    const struct cause *main_cause; /* of the event with the most failed sessions */
    int64_t main_failed;            /* -1: by copies alone */
};

/* Begins a new evidence, one at a time: what was gathered before, in f->scratch, is gone. If memory
 * runs out, here and below, f->out_of_memory is set. */
void evidence_start(struct evidence *e, struct finder *f, const struct view *v);
void evidence_event(struct evidence *e, const struct event *event); /* events come by day */

/* Adds a day and its successes; days come in order. */
void evidence_day(struct evidence *e, day_number day);
void evidence_span(struct evidence *e, day_number first, day_number last);
void evidence_row_span(struct evidence *e, struct grown_span span); /* of a row of the figures */
void evidence_reporter(struct evidence *e, uint32_t reporter);
void evidence_reporters(struct evidence *e); /* all of whom a report was counted */
void evidence_reporter_name(struct evidence *e, struct slice name);
void evidence_host(struct evidence *e, struct slice host); /* a receiving MX */
void evidence_keys(struct evidence *e, const struct leastkeys *keys);

/* Writes the finding down, with the rule's severity or the one that --rules gave it, unless the
 * rule is off. */
__attribute__((format(printf, 3, 4))) void finding_add(struct evidence *e, enum rule_id rule,
                                                       const char *title, ...);

/* The same for a finding that one forged report could raise: if signatures are verified and none of
 * its reports is authentic, it is medium at the most, and says so. */
void finding_add_if_authentic(struct evidence *e, enum rule_id rule, const char *title);

/* As finding_add, with an advice in place of the rule's. */
void finding_advise(struct evidence *e, enum rule_id rule, const char *title, const char *advice);

/* As finding_add, for a case with a severity of its own, unless --rules changed that of the
 * rule. */
__attribute__((format(printf, 4, 5))) void
finding_add_as(struct evidence *e, enum rule_id rule, enum severity own, const char *title, ...);

static inline double finder_threshold(const struct finder *f, enum threshold_id id)
{
    return f->tuning->threshold[id];
}

/* Is the event's result type in this set, one bit each (terms.h)? */
bool finder_has_result(const struct finder *f, const struct event *e, unsigned types);

/* Adds a sentence about the network that most of the addresses are in, if it is known. False: out
 * of memory. */
bool evidence_networks(struct finder *f, struct texts addresses, const char *role,
                       struct texts *sentences);

/* The rules, one file for each kind. */
void find_failures(struct finder *f, const struct view *v);
void find_interception(struct finder *f, const struct view *v);
void find_policies(struct finder *f, const struct view *v);
void find_downgraded(struct finder *f, const struct view *v);
void find_coverage(struct finder *f, const struct view *v);
/* Did reports on at least half of the days end, be they too few for a finding? No, if the rule
 * reports-stopped is off, as it is where no history is known. */
bool find_has_stopped(const struct finder *f, const struct domain_row *d);
void find_scope(struct finder *f);
void find_troubles(struct finder *f, const struct view *v);
void find_troubles_elsewhere(struct finder *f); /* about domains that no counted report is about */
void find_setup(struct finder *f);
void find_signatures(struct finder *f);
void find_mx(struct finder *f, const struct setup_row *row);
void find_receiving(struct finder *f, const struct view *v); /* DNS records were given */
void find_unread(struct finder *f, const struct unread_tally *unread);

#endif
