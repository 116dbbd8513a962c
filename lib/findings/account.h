/*
 * account: all that the outputs tell: the audit, what its figures mean, and what the domains
 * publish. The top of lib.
 */
#ifndef FINDINGS_ACCOUNT_H
#define FINDINGS_ACCOUNT_H

#include "lib/audit/audit.h"
#include "lib/audit/sample.h"
#include "lib/findings/changes.h"
#include "lib/findings/controls.h"
#include "lib/findings/reviews.h"
#include "lib/findings/setup.h"

/* What the user gave besides the mail. All pointers are borrowed until account_free. */
struct account_given {
    const struct tuning *tuning; /* NULL: no findings are wanted */
    struct setup_given setup;
    const struct dns_file *dns_files; /* all files that were given, also those with keys alone */
    size_t dns_files_n;
    struct earlier *earlier;             /* NULL: no summary to compare with was given */
    struct networks *networks;           /* NULL: no database of addresses was given */
    const struct dkimkeys *keys;         /* NULL: signatures are not verified */
    const struct reviews *reviews;       /* NULL: there is no run log */
    const struct control_list *controls; /* NULL: no controls were asked for */
};

struct account_options {
    struct audit_options audit;
    struct account_given given;
    size_t sample_size;       /* how many reports to draw; 0: no sample */
    struct slice sample_seed; /* borrowed likewise */
};

struct account {
    struct audit audit;
    struct account_given given;

    struct sample sample;
    struct setup setup; /* this and what follows is set by account_finish */
    struct findings findings;
    struct changes changes; /* empty without an earlier summary */
    struct control_rows controls;
};

/* False: there are LISTENERS_MOST listeners already; free it all the same. */
bool account_init(struct account *a, const struct account_options *options);

/* To be called when all is read: builds the summary, the setup and the findings. False: out of
 * memory. */
bool account_finish(struct account *a);
void account_free(struct account *a);

#endif
