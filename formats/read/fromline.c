#include "formats/read/fromline.h"

bool fromline_begins(struct slice text)
{
    if (!slice_skip(&text, SLICE("From ")))
        return false;
    while (text.n > 0 && ascii_is_blank(text.at[0]))
        text = slice_from(text, 1);
    return text.n == 0 || text.at[0] != ':';
}

/* These two look from the end, where time and year stand as a rule. */
static bool has_time(struct slice line) /* d:dd or dd:dd */
{
    for (size_t i = line.n; i > 3; i--)
        if (line.at[i - 3] == ':' && ascii_is_digit(line.at[i - 4]) &&
            ascii_is_digit(line.at[i - 2]) && ascii_is_digit(line.at[i - 1]))
            return true;
    return false;
}

static bool has_year(struct slice line) /* four digits alone */
{
    size_t digits = 0;
    bool apart = true; /* the digits have the line's end or white space behind them */
    for (size_t i = line.n; i > 0; i--) {
        char c = line.at[i - 1];
        if (ascii_is_digit(c)) {
            digits++;
            continue;
        }
        if (digits == 4 && apart && ascii_is_space(c))
            return true;
        digits = 0;
        apart = ascii_is_space(c);
    }
    return false;
}

static bool is_edge_of_year(char c)
{
    return ascii_is_space(c) || c == '-' || c == '/' || c == '.' || c == ',';
}

/* Has it a year of a date? A zone, such as -0500, is none. */
static bool has_year_in_date(struct slice line)
{
    for (size_t i = 1; i + 4 <= line.n; i++) {
        struct slice year = {.at = line.at + i, .n = 4};
        if ((slice_starts(year, SLICE("19")) || slice_starts(year, SLICE("20"))) &&
            ascii_is_digit(year.at[2]) && ascii_is_digit(year.at[3]) &&
            is_edge_of_year(line.at[i - 1]) && (i + 4 == line.n || is_edge_of_year(line.at[i + 4])))
            return true;
    }
    return false;
}

enum fromline_date fromline_date(struct slice line)
{
    if (!has_time(line))
        return FROMLINE_UNDATED;
    return has_year(line)           ? FROMLINE_DATED
           : has_year_in_date(line) ? FROMLINE_NUMERIC
                                    : FROMLINE_UNDATED;
}

static bool is_quoted(struct slice line)
{
    size_t n = line.n;
    while (slice_skip(&line, SLICE(">")))
        ;
    return line.n < n && slice_starts(line, SLICE("From "));
}

size_t fromline_unquote(char *bytes, size_t n)
{
    char *to = bytes;
    for (size_t i = 0; i < n; i++) {
        bool begins_line = i == 0 || bytes[i - 1] == '\n';
        if (begins_line && is_quoted(slice_between(bytes + i, bytes + n)))
            i++;
        *to++ = bytes[i];
    }
    return (size_t)(to - bytes);
}
