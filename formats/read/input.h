/*
 * input: what the user named: a file, a folder, or "-" for standard input.
 */
#ifndef READ_INPUT_H
#define READ_INPUT_H

#include "formats/read/walker.h"

/* False: stop reading: the sink said so, or memory is out. */
bool input_walk(struct walk *w, const char *path);

#endif
