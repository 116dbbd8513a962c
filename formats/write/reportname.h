/*
 * reportname: the name of the file that a report is written to: submitter!domain!begin!end!key.json
 * (RFC 8460, 5.1). The report key makes it unique; all else is cut and cleaned, so that nothing
 * from a mail can leave the folder.
 *
 * If every copy counts (--dedup=none), several reports can have one key. All but the first have
 * digits of their content's SHA-256 behind it, so none has to be searched for among the others.
 */
#ifndef WRITE_REPORTNAME_H
#define WRITE_REPORTNAME_H

#include "lib/tlsrpt/report.h"

enum { REPORT_NAME = 290 };

void report_name(const struct report *r, const char *key, char name[static REPORT_NAME]);

/* The name for a report if another content has `name`. The same content gives the same name. */
void report_name_beside(const char *name, const char *sha256, char beside[static REPORT_NAME]);

#endif
