/*
 * scan: finds the few lines that matter in bytes that mostly do not, 16 bytes at a time where the processor can.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

/*
 * The first place in [at, end) that follows a line feed and holds `a` or `b`; `end` when there is none. The byte before
 * `at` counts: at[-1] must be readable.
 */
const char *scan_line_start(const char *at, const char *end, char a, char b);

#endif
