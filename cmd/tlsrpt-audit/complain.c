#include "cmd/tlsrpt-audit/complain.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/utf8.h"

void complain_text(struct slice text)
{
    while (text.n > 0) {
        size_t n = utf8_sequence(text); /* 0: a C1 control where a terminal knows no UTF-8 */
        if (n == 0 || utf8_control(text) > 0)
            fputc('?', stderr);
        else
            fwrite(text.at, 1, n, stderr);
        text = slice_from(text, n > 0 ? n : 1);
    }
}

void complain_below(struct slice text)
{
    while (text.n > 0) {
        complain_text(slice_until(&text, '\n'));
        fputc('\n', stderr);
    }
}

void complain_of(const char *format, va_list arguments)
{
    char *sentence;
    int n = vasprintf(&sentence, format, arguments);
    fputs("tlsrpt-audit: ", stderr);
    complain_text(n >= 0 ? slice_of(sentence) : SLICE("out of memory"));
    fputc('\n', stderr);
    if (n >= 0)
        free(sentence);
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain_of(format, arguments);
    va_end(arguments);
}
