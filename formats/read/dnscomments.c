#include "formats/read/dnscomments.h"

#include <stddef.h>

static struct slice next_word(struct slice *line)
{
    *line = slice_trim(*line);
    size_t n = 0;
    while (n < line->n && !ascii_is_space(line->at[n]))
        n++;
    struct slice word = slice_first(*line, n);
    *line = slice_from(*line, n);
    return word;
}

/* ";; flags: qr rd ra ad; QUERY: 1, …" of dig and drill, ";; Flags: qr rd ra ad; …" of kdig. */
static enum dns_signed signed_by_flags(struct slice flags)
{
    struct slice words = slice_until(&flags, ';');
    while (words.n > 0)
        if (slice_equal_nocase(next_word(&words), SLICE("ad")))
            return DNS_SIGNED;
    return DNS_UNSIGNED;
}

static bool take_number(struct slice *text, char end, int *number)
{
    struct slice digits = slice_until(text, end);
    *number = 0;
    for (size_t i = 0; i < digits.n && i < 5; i++) {
        if (!ascii_is_digit(digits.at[i]))
            return false;
        *number = *number * 10 + (digits.at[i] - '0');
    }
    return digits.n > 0 && digits.n < 5;
}

static bool take_clock(struct slice clock, time_seconds *seconds)
{
    int hour, minute, second;
    if (!take_number(&clock, ':', &hour) || !take_number(&clock, ':', &minute) ||
        !take_number(&clock, ' ', &second) || hour > 23 || minute > 59 || second > 60)
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

static int month_of(struct slice word)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int i = 0; i < 12 && word.n == 3; i++)
        if (slice_equal_nocase(word, (struct slice){.at = months + (ptrdiff_t)3 * i, .n = 3}))
            return i + 1;
    return 0;
}

/* "Mon Jun 01 12:00:00 UTC 2026", the zone left out by drill. Zones are at most a day off, which
 * is near enough here: they are not looked up. */
static time_seconds time_of(struct slice text)
{
    struct civil date = {0};
    time_seconds seconds;
    next_word(&text);
    date.month = month_of(next_word(&text));
    struct slice day = next_word(&text), clock = next_word(&text), year = next_word(&text);
    if (slice_trim(text).n > 0)
        year = next_word(&text);
    if (!take_number(&day, ' ', &date.day) || !take_number(&year, ' ', &date.year) ||
        !take_clock(clock, &seconds) || !civil_is_valid(date))
        return 0;
    return (time_seconds)day_of_civil(date) * SECONDS_A_DAY + seconds;
}

bool dnscomments_is_type(struct slice word)
{
    static const char *const types[] = {"TXT", "CNAME", "MX", "TLSA", "A", "AAAA"};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (slice_equal_nocase(word, slice_of(types[i])))
            return true;
    return false;
}

/* A question is a name with a dot at its end and a type, and nothing else: a record that somebody
 * has commented out has more. */
static bool is_question(struct slice line, struct slice *name, struct slice *type)
{
    *name = next_word(&line);
    *type = next_word(&line);
    if (slice_equal_nocase(*type, SLICE("IN")))
        *type = next_word(&line);
    return name->n > 1 && name->at[name->n - 1] == '.' && dnscomments_is_type(*type) &&
           slice_trim(line).n == 0;
}

bool dnscomments_take(struct dnscomments *c, struct dns_records *records, struct slice line,
                      struct slice *name, struct slice *type)
{
    while (line.n > 0 && line.at[0] == ';')
        line = slice_from(line, 1);
    line = slice_trim(line);
    if (slice_starts_nocase(line, SLICE("->>HEADER<<-"))) {
        c->answer = records->n;
        c->is_signed = DNS_SIGNED_UNKNOWN;
    } else if (slice_starts_nocase(line, SLICE("flags:"))) {
        c->is_signed = signed_by_flags(slice_from(line, 6));
    } else if (slice_starts_nocase(line, SLICE("fully validated"))) { /* delv */
        c->is_signed = DNS_SIGNED;
    } else if (slice_starts_nocase(line, SLICE("unsigned answer"))) {
        c->is_signed = DNS_UNSIGNED;
    } else if (slice_starts_nocase(line, SLICE("WHEN:"))) {
        time_seconds when = time_of(slice_from(line, 5));
        for (size_t i = c->answer; i < records->n; i++)
            records->at[i].asked_at = when;
        c->answer = records->n;
    } else {
        return is_question(line, name, type);
    }
    return false;
}

void dnscomments_end(const struct dnscomments *c, struct dns_records *records)
{
    for (size_t i = c->first; i < records->n && c->has_signatures; i++)
        if (records->at[i].is_signed == DNS_SIGNED_UNKNOWN)
            records->at[i].is_signed = DNS_UNSIGNED;
}
