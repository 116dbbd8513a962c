#include "lib/findings/setup_errors.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/thousands.h"

enum { ERROR_MOST = 400 };

bool setup_error(struct setup *s, struct setup_row *row, struct slice *error, const char *format,
                 ...)
{
    char text[ERROR_MOST];
    struct slice copy;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (!error && row->errors.n >= SETUP_ERRORS_MOST) {
        row->errors_left_out++;
        return true;
    }
    if (!arena_copy(&s->arena, slice_of(text), &copy))
        return false;
    if (error)
        *error = copy;
    return texts_push(&s->arena, &row->errors, copy);
}

bool setup_errors_end(struct setup *s, struct setup_row *row)
{
    char text[ERROR_MOST];
    struct slice copy;
    if (row->errors_left_out == 0)
        return true;
    snprintf(text, sizeof text, "%s not listed",
             counted((int64_t)row->errors_left_out, "more error is", "more errors are").text);
    return arena_copy(&s->arena, slice_of(text), &copy) &&
           texts_push(&s->arena, &row->errors, copy);
}
