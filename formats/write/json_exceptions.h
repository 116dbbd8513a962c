/*
 * json_exceptions: conflicts, rejections and other exceptions in the summary. There can be many, so
 * they are written without a tree for each. Private to formats/write.
 */
#ifndef WRITE_JSON_EXCEPTIONS_H
#define WRITE_JSON_EXCEPTIONS_H

#include "lib/audit/exception.h"
#include "lib/base/buffer.h"

/* Appends the exception as an object. Out of memory: to->failed. */
void json_put_exception(struct buffer *to, const struct exception *e);

#endif
