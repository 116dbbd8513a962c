/*
 * totals: the sums of a whole run (SPEC 6.1), one row each: its name, its words, and which sum it
 * is a part of. Summary, text, page, workbook and manual page take them from here.
 *
 * A sum is always the sum of its parts; totals_add_up checks it.
 */
#ifndef AUDIT_TOTALS_H
#define AUDIT_TOTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a run can be asked for that has totals of its own: bits of totals.asked. */
enum { TOTALS_OF_STATE = 1, TOTALS_OF_AUTHENTICITY = 2, TOTALS_OF_SCOPE = 4 };

struct totals {
    uint64_t messages, messages_with_reports, messages_rejected, messages_unread, messages_ignored;
    uint64_t reports_found, reports, duplicates, conflicts, rejected, files_skipped, files_unread;
    uint64_t known;           /* counted by an earlier run (--state): neither summed nor written */
    uint64_t unauthenticated; /* --require-auth: nobody knows who sent them */
    uint64_t foreign_reports; /* about domains that the list does not hold (--scope) */
    uint64_t left_out;        /* left out by the selection: neither found nor counted */

    /* Of the figures: after audit_finish. */
    uint64_t policies, failure_details, successful_sessions, failed_sessions, domains, reporters,
        days_missing, foreign_policies;

    unsigned asked;
};

enum total_sum { SUM_NONE, SUM_MESSAGES, SUM_REPORTS, TOTAL_SUMS };

struct total_row {
    const char *key; /* in the summary; NULL: it stands elsewhere there */
    size_t at;       /* in struct totals, a uint64_t */
    enum total_sum total_of, part_of;
    bool is_of_mail;      /* of the mail as a whole: nobody knows whose a mail is */
    unsigned asked;       /* shown only if the run was asked for it; 0: always */
    const char *label;    /* in the account of all that was read; NULL: it is not in it */
    const char *part;     /* after its sum and a number: "with reports" */
    const char *one_part; /* the same after the number 1; NULL: no other */
    const char *line;     /* in the text summary, on a line of its own, after a number */
    const char *one_line; /* the same after the number 1; NULL: no other */
    const char *meaning;  /* for the manual page */
};

extern const struct total_row total_rows[];
extern const size_t total_rows_n;

uint64_t total_value(const struct totals *t, const struct total_row *row);

/* Was the run asked for it? */
bool total_is_shown(const struct totals *t, const struct total_row *row);

/* For an edition: takes over the totals of the mail as a whole, and no others. */
void totals_take_mail(struct totals *to, const struct totals *whole);
bool totals_add_up(const struct totals *t); /* is each sum that of its parts? */

#endif
