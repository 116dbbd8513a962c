#include "cmd/tlsrpt-audit/option_values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

static const char usage[] =
    "usage: tlsrpt-audit [OPTION]... INPUT...   (tlsrpt-audit --help tells more)\n";

int option_wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain_of(format, arguments);
    va_end(arguments);
    fputs(usage, stderr);
    return STATUS_USAGE;
}

int option_wrong_there(const struct option_row *row, const char *error)
{
    struct slice shown = slice_of(error), sentence = slice_until(&shown, '\n');
    complain("--%s: %.*s", row->name, (int)sentence.n, sentence.at);
    complain_below(shown);
    fputs(usage, stderr);
    return STATUS_USAGE;
}

void *option_place(struct options *o, const struct option_row *row)
{
    return (char *)o + row->at;
}

int take_flag(struct options *o, const struct option_row *row, const char *value)
{
    (void)value;
    *(bool *)option_place(o, row) = true;
    return -1;
}

int take_more(struct options *o, const struct option_row *row, const char *value)
{
    (void)value;
    ++*(unsigned *)option_place(o, row);
    return -1;
}

/* The second file, name or text would take the place of the first, of which nobody would hear. */
int take_text(struct options *o, const struct option_row *row, const char *value)
{
    const char **place = option_place(o, row);
    if (*place && strcmp(*place, value) != 0)
        return option_wrong("--%s takes one %s, and is given two: %s and %s", row->name,
                            row->argument, *place, value);
    *place = value;
    return -1;
}

static bool read_size(const char *text, uint64_t *size)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno != 0 || end == text || !ascii_is_digit(text[0]))
        return false;
    unsigned shift = *end == 'K' || *end == 'k'   ? 10
                     : *end == 'M' || *end == 'm' ? 20
                     : *end == 'G' || *end == 'g' ? 30
                                                  : 0;
    end += shift > 0;
    *size = (uint64_t)n << shift;
    return *end == '\0' && n > 0 && *size >> shift == n && *size <= SIZE_MAX / 8;
}

int take_words(struct options *o, const struct option_row *row, const char *value)
{
    return utf8_is_valid(slice_of(value)) ? take_text(o, row, value)
                                          : option_wrong("--%s: is no UTF-8", row->name);
}

int take_size(struct options *o, const struct option_row *row, const char *value)
{
    if (!read_size(value, option_place(o, row)))
        return option_wrong("--%s: %s is no size (a number, then perhaps K, M or G)", row->name,
                            value);
    return -1;
}

int take_count(struct options *o, const struct option_row *row, const char *value)
{
    uint64_t n;
    if (!read_size(value, &n) || n > row->most)
        return option_wrong("--%s: %s is no number from 1 to %" PRIu64, row->name, value,
                            row->most);
    *(unsigned *)option_place(o, row) = (unsigned)n;
    return -1;
}

bool option_word(const struct option_row *row, size_t i, struct slice *word)
{
    const char *known = row->word ? row->word(i) : NULL;
    struct slice rest = slice_of(row->words ? row->words : known ? known : "");
    for (size_t k = 0; row->words && k < i; k++)
        slice_until(&rest, '|');
    *word = slice_until(&rest, '|');
    return word->n > 0;
}

static int not_a_word(const struct option_row *row, const char *value)
{
    char list[400] = "";
    struct slice word;
    for (size_t i = 0, n = 0; option_word(row, i, &word) && n < sizeof list; i++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s", i > 0 ? "|" : "", (int)word.n,
                              word.at);
    return option_wrong("--%s: %s is none of %s", row->name, value, list);
}

int take_word(struct options *o, const struct option_row *row, const char *value)
{
    struct slice word;
    for (unsigned i = 0; option_word(row, i, &word); i++)
        if (slice_equal(word, slice_of(value))) {
            *(unsigned *)option_place(o, row) = i;
            return -1;
        }
    return not_a_word(row, value);
}

int take_path(struct options *o, const struct option_row *row, const char *value)
{
    struct paths *paths = option_place(o, row);
    size_t most = row->most > 0 ? row->most : OPTIONS_MOST_PATHS;
    if (paths->n == most)
        return option_wrong("--%s: at most %s", row->name,
                            counted((int64_t)most, "file", "files").text);
    paths->at[paths->n++] = value;
    return -1;
}
