/*
 * listeners: the outputs that hear of each counted report and each exception as they come.
 */
#ifndef AUDIT_LISTENERS_H
#define AUDIT_LISTENERS_H

#include "lib/audit/exception.h"
#include "lib/audit/outcome.h"

/* Any member may be NULL. A function that gives false has failed for good. */
struct listener {
    void *self;
    bool (*report)(void *self, const struct report *report, const char *key);
    bool (*exception)(void *self, const struct exception *e);
    /* Asked after `report`: what copy_keep made of another copy of it that the output holds from an
     * earlier run; empty: it holds none. */
    struct slice (*other_copy)(void *self);
    bool wants_duplicates;
    /* Hears of every outcome, before it is taken. */
    bool (*outcome)(void *self, const struct outcome *o);
};

enum { LISTENERS_MOST = 16 };

struct listeners {
    struct listener at[LISTENERS_MOST];
    size_t n;
    bool failed; /* one of them failed */
};

/* Adds one, unless it hears of nothing. False: there are LISTENERS_MOST already. */
bool listeners_add(struct listeners *all, struct listener listener);

/* Does any of them want these? */
bool listeners_want_reports(const struct listeners *all);
bool listeners_want_duplicates(const struct listeners *all);

/* *other is what other_copy gives. False: a listener failed. */
bool listeners_tell_report(struct listeners *all, const struct report *r, const char *key,
                           struct slice *other);

/* False: likewise. Duplicates are told only to those that want them. */
bool listeners_tell_exception(struct listeners *all, const struct exception *e);
bool listeners_tell_outcome(struct listeners *all, const struct outcome *o);

#endif
