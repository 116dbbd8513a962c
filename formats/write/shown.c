#include "formats/write/shown.h"

#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

_Static_assert((int)SHOWN_ROOM >= (int)THOUSANDS_ROOM, "a number has room");

const char *shown_number(int64_t n, char room[static SHOWN_ROOM])
{
    return thousands(n, room);
}

const char *shown_count(int64_t n, const char *one, const char *many, char room[static SHOWN_ROOM])
{
    char number[SHOWN_ROOM];
    snprintf(room, SHOWN_ROOM, "%.26s %.20s", shown_number(n, number), n == 1 ? one : many);
    return room;
}

const char *shown_share(struct sessions s, char room[static SHOWN_ROOM])
{
    double rate;
    if (!sessions_rate(s, &rate))
        return "no sessions";
    return shown_rate(shown_ratio(rate, s.excess > 0), room);
}

double shown_ratio(double ratio, bool has_excess)
{
    const double least = 0.0001, most = 0.9999; /* two decimals of a percentage are shown */
    if (ratio > most && (ratio < 1 || has_excess))
        return most;
    return ratio > 0 && ratio < least ? least : ratio;
}

const char *shown_rate(double rate, char room[static SHOWN_ROOM])
{
    snprintf(room, SHOWN_ROOM, "%.2f %%", shown_ratio(rate, false) * 100);
    return room;
}

void shown_padded(FILE *file, struct slice s, size_t width)
{
    size_t used = 0, all = utf8_columns(s);
    while (s.n > 0) {
        size_t n = utf8_sequence(s), control = utf8_control(s);
        n = control > 0 ? control : n == 0 ? 1 : n;
        size_t columns = control > 0 ? 1 : utf8_columns(slice_first(s, n));
        if (used + columns > width || (all > width && used + columns > width - 1))
            break;
        if (control > 0)
            fputc('?', file);
        else
            fwrite(s.at, 1, n, file);
        used += columns;
        s = slice_from(s, n);
    }
    if (s.n > 0 && used < width) {
        fputs("…", file);
        used++;
    }
    fprintf(file, "%*s", (int)(width - used), "");
}

void shown_wrapped(FILE *file, struct slice text, size_t indent, size_t columns)
{
    size_t width = columns - indent;
    while (text.n > 0) {
        struct slice rest = text, line = {.at = text.at, .n = 0};
        while (rest.n > 0) {
            struct slice word = slice_until(&rest, ' ');
            size_t n = (size_t)(word.at + word.n - text.at);
            if (line.n > 0 && utf8_columns(slice_first(text, n)) > width)
                break;
            line.n = n;
        }
        size_t taken = utf8_columns(line);
        shown_padded(file, line, taken < width ? taken : width);
        text = slice_from(text, line.n < text.n ? line.n + 1 : text.n);
        fprintf(file, "\n%*s", text.n > 0 ? (int)indent : 0, "");
    }
}
