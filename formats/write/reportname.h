/*
 * reportname: the file that a report is written to, named the RFC's way (RFC 8460, 5.1:
 * submitter!domain!begin!end!unique.json). The report key makes the name unique; everything else in
 * it is cut and cleaned, so that nothing from a mail can leave the folder.
 */
#ifndef WRITE_REPORTNAME_H
#define WRITE_REPORTNAME_H

#include "lib/tlsrpt/report.h"

enum { REPORT_NAME = 260, REPORT_NAME_KEY = 37 /* so long before the end the key begins */ };

void report_name(const struct report *r, const char *key, char name[static REPORT_NAME]);

#endif
