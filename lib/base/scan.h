/*
 * scan: finds the few lines that matter in bytes that mostly do not, 16 bytes at a time where the
 * processor can.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include "lib/base/slice.h"

/*
 * The first place in [at, end) that follows a line feed and holds `a` or `b`, or any of the four;
 * `end` when there is none. The byte before `at` counts: at[-1] must be readable.
 */
const char *scan_line_start(const char *at, const char *end, char a, char b);
const char *scan_line_start_of_four(const char *at, const char *end, const char wanted[static 4]);

/* How many of the first bytes of s may stand in a field name: printable ASCII but the colon (RFC
 * 5322, 3.6.8). */
size_t scan_field_name(struct slice s);

/* How many of the first bytes of s can stand in a JSON string as they are (RFC 8259, 7). Sets
 * *non_ascii if one of them is not ASCII. */
size_t scan_json_plain(struct slice s, bool *non_ascii);

#endif
