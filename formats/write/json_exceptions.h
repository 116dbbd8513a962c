/*
 * json_exceptions: conflicts, rejections, and what else is told of one by one. They can be many:
 * they are written as a stream, without a tree for each. Private to formats/write: json.c.
 */
#ifndef WRITE_JSON_EXCEPTIONS_H
#define WRITE_JSON_EXCEPTIONS_H

#include "lib/audit/exception.h"
#include "lib/base/buffer.h"

/* Appends the exception as an object. Out of memory: to->failed. */
void json_put_exception(struct buffer *to, const struct exception *e);

#endif
