/*
 * runs: where digits, or numbers of a list, stand in a row in a text, and which digits they are.
 */
#ifndef READ_RUNS_H
#define READ_RUNS_H

#include "formats/read/spelled.h"

enum { RUNS_DIGITS = 40 }; /* so many digits in a row no text has */

bool runs_digit(char c);   /* of base64, and so of hexadecimal and base32 ones */
bool runs_of_list(char c); /* of a list of numbers, or of an object that has them by number */

/* The next run of at least so many such characters. n = 0: there is none. */
struct slice runs_next(struct slice text, size_t least, bool is_such(char c));

/* Of a run of RUNS_DIGITS or more: which digits they are; they begin where *run does then. */
spelled_taker *runs_taker(struct slice *run);

#endif
