/*
 * rulesfile: the user's own severities, thresholds and classes of failure-reason-codes (--rules),
 * and after how many days a finding is closed and a domain ready, as JSON:
 *
 *     {"rules": {"coverage-gap": {"severity": "off"}, "no-policy": {"days": 14}},
 *      "causes": [{"pattern": "greylist", "title": "greylisting",
 *                  "advice": "Nothing has to be done."}],
 *      "closed-after": 14, "ready-after": 28}
 */
#ifndef READ_RULESFILE_H
#define READ_RULESFILE_H

#include "lib/findings/tuning.h"

/* Applies a file's text to what is in force. False: `error` says what is wrong, with line and
 * field. */
enum { RULES_ERROR = 600 };
bool rulesfile_read(struct slice text, struct tuning *tuning, char error[static RULES_ERROR]);

#endif
