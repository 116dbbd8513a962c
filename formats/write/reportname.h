/*
 * reportname: the file that a report is written to, named the RFC's way (RFC 8460, 5.1:
 * submitter!domain!begin!end!unique.json). The report key makes the name unique; everything else in
 * it is cut and cleaned, so that nothing from a mail can leave the folder.
 *
 * Where every copy counts (--dedup=none), two reports can have one key. The second has the first
 * digits of its content's SHA-256 behind the key: however many there are, none is looked for among
 * the others.
 */
#ifndef WRITE_REPORTNAME_H
#define WRITE_REPORTNAME_H

#include "lib/tlsrpt/report.h"

enum { REPORT_NAME = 290 };

void report_name(const struct report *r, const char *key, char name[static REPORT_NAME]);

/* The name where other content has that one; the same content has the same. */
void report_name_beside(const char *name, const char *sha256, char beside[static REPORT_NAME]);

#endif
