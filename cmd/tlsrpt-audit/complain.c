#include "cmd/tlsrpt-audit/complain.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/utf8.h"

void complain_text(struct slice text)
{
    while (text.n > 0) {
        size_t control = utf8_control(text);
        fputc(control > 0 ? '?' : text.at[0], stderr);
        text = slice_from(text, control > 0 ? control : 1);
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
