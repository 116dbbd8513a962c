#include "formats/write/shown.h"

#include "lib/base/utf8.h"

struct shown shown_share(struct sessions s)
{
    double rate;
    if (!sessions_rate(s, &rate))
        return (struct shown){"no sessions"};
    return shown_rate(shown_ratio(rate, s.excess > 0));
}

double shown_ratio(double ratio, bool has_excess)
{
    const double least = 0.0001, most = 0.9999; /* two decimals of a percentage are shown */
    if (ratio > most && (ratio < 1 || has_excess))
        return most;
    return ratio > 0 && ratio < least ? least : ratio;
}

struct shown shown_rate(double rate)
{
    struct shown percents;
    snprintf(percents.text, sizeof percents.text, "%.2f %%", shown_ratio(rate, false) * 100);
    return percents;
}

/* Gives the bytes of the character at s.at[0], and the columns that it takes: a control character
 * is shown as one question mark. */
static size_t character(struct slice s, size_t *columns)
{
    size_t control = utf8_control(s), n = control > 0 ? control : utf8_sequence(s);
    n = n == 0 ? 1 : n;
    *columns = control > 0 ? 1 : utf8_columns(slice_first(s, n));
    return n;
}

/* Gives how many bytes of a text fit into so many columns, and how many columns they take. */
static size_t fitting(struct slice text, size_t width, size_t *used)
{
    size_t at = 0, columns;
    for (*used = 0; at < text.n; *used += columns) {
        size_t n = character(slice_from(text, at), &columns);
        if (*used + columns > width)
            break;
        at += n;
    }
    return at;
}

static void put(FILE *file, struct slice text)
{
    size_t columns;
    for (size_t n; text.n > 0; text = slice_from(text, n)) {
        n = character(text, &columns);
        if (utf8_control(text) > 0)
            fputc('?', file);
        else
            fwrite(text.at, 1, n, file);
    }
}

void shown_padded(FILE *file, struct slice s, size_t width)
{
    size_t used;
    bool is_whole = fitting(s, width, &used) == s.n;
    if (!is_whole && width > 0)
        s = slice_first(s, fitting(s, width - 1, &used));
    if (is_whole || width > 0)
        put(file, s);
    if (!is_whole && used < width) {
        fputs("…", file);
        used++;
    }
    fprintf(file, "%*s", (int)(width - used), "");
}

/* Gives as many words of a text as a line holds; if the first is longer, all of it or, if it
 * breaks, a part. */
static struct slice first_line(struct slice text, size_t width, bool breaks)
{
    struct slice rest = text, line = {.at = text.at, .n = 0};
    size_t used;
    while (rest.n > 0) {
        struct slice word = slice_until(&rest, ' ');
        size_t n = (size_t)(word.at + word.n - text.at);
        size_t fits = fitting(slice_first(text, n), width, &used);
        if (fits < n && line.n > 0)
            break;
        line.n = fits == n || !breaks ? n : fits > 0 ? fits : character(text, &used);
        if (fits < n)
            break;
    }
    return line;
}

static void wrap(FILE *file, struct slice text, size_t indent, size_t columns, bool breaks)
{
    while (text.n > 0) {
        struct slice line = first_line(text, columns - indent, breaks);
        put(file, line);
        text = slice_from(text, line.n);
        slice_skip(&text, SLICE(" "));
        fprintf(file, "\n%*s", text.n > 0 ? (int)indent : 0, "");
    }
}

void shown_wrapped(FILE *file, struct slice text, size_t indent, size_t columns)
{
    wrap(file, text, indent, columns, true);
}

void shown_whole(FILE *file, struct slice text, size_t indent, size_t columns)
{
    wrap(file, text, indent, columns, false);
}
