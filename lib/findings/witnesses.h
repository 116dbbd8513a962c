/*
 * witnesses: who of a domain's reporters saw a wrong certificate on which day, and at which
 * addresses, by what was counted or by what copies tell. Private to find_interception.c, which
 * judges it, and witness_addresses.c.
 */
#ifndef FINDINGS_WITNESSES_H
#define FINDINGS_WITNESSES_H

#include "lib/findings/evidence.h"

/* What is believed of a reporter and a day of which a copy was not counted. */
enum belief { COUNTED, COUNTED_AND_COPIES, COPIES, BELIEFS };

struct tally { /* of a day on which a wrong certificate was seen */
    day_number day;
    size_t from, to; /* its events, which come by day */
    bool has_copies; /* a copy about the day was not counted */
    struct headcount {
        size_t all, saw; /* reporters of the day, and those of them who saw it */
    } known, any, secured;
    bool at_some_addresses; /* all who saw it name an address, and there are others */
    bool is_odd;            /* by anything that was believed so far, */
    bool needs_copies;      /* and not by what was counted alone */
};

struct meeting { /* failures at an address of a host */
    struct slice host;
    uint32_t address;
    /* In the host's first meeting: the last day for which the host was looked up. */
    day_number looked_at;
};

struct witnesses {
    struct finder *finder;
    const struct view *view;
    enum belief failures, successes;
    bool copies_alone; /* days without copies are passed over */
    struct tally *days;
    size_t days_n;
    /* Reporters on more than three days, sorted; authentic ones are known as well. */
    uint32_t *known;
    size_t known_n;
    struct meeting *meetings; /* by host and address */
    size_t meetings_n;
    uint32_t *addresses; /* room for one address per event */
};

/* Lists the days on which a wrong certificate was seen, whoever tells of it. */
void witnesses_list_days(struct witnesses *w);

/* Gives the listed days among those of a block, and how many. */
struct tally *witnesses_days_of(const struct witnesses *w, const struct view_reporter *block,
                                size_t *n);

/* Is the day not to be judged? */
static inline bool witnesses_pass_over(const struct witnesses *w, const struct tally *t)
{
    return w->copies_alone && !t->has_copies;
}

/* Does the event tell of a wrong certificate? */
bool witnesses_saw(const struct witnesses *w, const struct event *e);

/* The rest goes by what is believed. */

/* Lists the reporters that count (find_interception.c), and asks if one is listed. */
void witnesses_list_known(struct witnesses *w);
bool witnesses_know(const struct witnesses *w, uint32_t reporter);

bool witnesses_believe(const struct witnesses *w, const struct event *e);

/* The days of a block on which its reporter reported, and those with secured sessions. */
uint64_t witnesses_reported_days(const struct witnesses *w, const struct view_reporter *block);
uint64_t witnesses_secured_days(const struct witnesses *w, const struct view_reporter *block);

/* The block that holds the day; NULL: the reporter has no report there. */
const struct view_reporter *witnesses_block(const struct witnesses *w, uint32_t reporter,
                                            day_number day);

/* Lists who was met where, and sets at_some_addresses of each day by it (witness_addresses.c). */
void witnesses_list_meetings(struct witnesses *w);
void witnesses_look_at_addresses(struct witnesses *w);

/* Orders numbers, for order.h. */
int witnesses_by_number(const void *a, const void *b);

#endif
