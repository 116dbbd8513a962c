/* jsonvalue: members of JSON that jansson has read. */
#ifndef READ_JSONVALUE_H
#define READ_JSONVALUE_H

#include <jansson.h>
#include <stdint.h>

#include "lib/base/arena.h"

/* Absent, or of another kind: empty, and 0. */
struct slice jsonvalue_text(const json_t *value); /* borrowed from the value */
uint64_t jsonvalue_count(const json_t *object, const char *name);

/* Copies the text into the arena. False: out of memory. */
bool jsonvalue_copy(struct arena *arena, const json_t *object, const char *name,
                    struct slice *text);

#endif
