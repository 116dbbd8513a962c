#include "formats/read/given/dnszone.h"

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

/* ";; flags: qr rd ra ad; QUERY: 1, …" of dig and drill, ";; Flags: qr rd ra ad; …" of kdig. A
 * server with authority for the zone (aa) never says ad: its signatures tell, where they were asked
 * for. */
static enum dns_signed signed_by_flags(struct slice flags)
{
    struct slice words = slice_until(&flags, ';');
    enum dns_signed found = DNS_UNSIGNED;
    while (words.n > 0) {
        struct slice word = next_word(&words);
        if (slice_equal_nocase(word, SLICE("ad")))
            return DNS_SIGNED;
        if (slice_equal_nocase(word, SLICE("aa")))
            found = DNS_SIGNED_UNKNOWN;
    }
    return found;
}

enum dns_status dnscomments_status(struct slice word)
{
    if (slice_equal_nocase(word, SLICE("NXDOMAIN")))
        return DNS_STATUS_NO_NAME;
    return slice_equal_nocase(word, SLICE("NOERROR")) ? DNS_STATUS_FINE : DNS_STATUS_FAILED;
}

/* "opcode: QUERY, status: NXDOMAIN, id: 1"; drill says rcode, kdig has semicolons. */
static enum dns_status status_of_header(struct slice line)
{
    while (line.n > 0) {
        struct slice word = next_word(&line);
        if (!slice_equal_nocase(word, SLICE("status:")) &&
            !slice_equal_nocase(word, SLICE("rcode:")))
            continue;
        word = next_word(&line);
        while (word.n > 0 && (word.at[word.n - 1] == ',' || word.at[word.n - 1] == ';'))
            word.n--;
        return dnscomments_status(word);
    }
    return DNS_STATUS_FINE;
}

static void begin_answer(struct dnscomments *c, const struct dns_records *records)
{
    c->answer = records->n;
    c->is_signed = DNS_SIGNED_UNKNOWN;
    c->asked_at = 0;
    c->status = DNS_STATUS_FINE;
}

static void note_time(struct dnscomments *c, struct dns_records *records, time_seconds when)
{
    if (when == 0)
        return;
    for (size_t i = c->answer; i < records->n; i++)
        records->at[i].asked_at = when;
    c->answer = records->n;
}

/* delv says how far each answer was validated. False: the line says something else. */
static bool take_trust(struct dnscomments *c, struct slice line)
{
    static const struct {
        struct slice words;
        enum dns_signed is_signed;
    } trusts[] = {{SLICE("fully validated"), DNS_SIGNED},
                  {SLICE("negative response, fully validated"), DNS_SIGNED},
                  {SLICE("unsigned answer"), DNS_UNSIGNED},
                  {SLICE("negative response, unsigned answer"), DNS_UNSIGNED},
                  {SLICE("answer not validated"), DNS_UNSIGNED},
                  {SLICE("authoritative"), DNS_UNSIGNED}};
    for (size_t i = 0; i < COUNT_OF(trusts); i++)
        if (slice_equal_nocase(line, trusts[i].words)) {
            c->is_signed = trusts[i].is_signed;
            return true;
        }
    return false;
}

/* Does the line say that a question got no answer? No tool says there which one. delv says so, too,
 * where an answer denies that there is such a record. */
static bool is_lost(struct slice line)
{
    static const struct slice words[] = {
        SLICE("connection timed out"), SLICE("no servers could be reached"),
        SLICE("ERROR: failed to query server"), SLICE("resolution failed:")};
    return slice_any(line, slice_starts_nocase, words, COUNT_OF(words)) &&
           slice_find_nocase(line, SLICE(": ncache ")).n == 0;
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
    struct slice day = next_word(&text);
    struct slice clock = next_word(&text);
    struct slice year = next_word(&text);
    if (slice_trim(text).n > 0)
        year = next_word(&text);
    if (!take_number(&day, ' ', &date.day) || !take_number(&year, ' ', &date.year) ||
        !take_clock(clock, &seconds) || !civil_is_valid(date))
        return 0;
    return (time_seconds)day_of_civil(date) * SECONDS_A_DAY + seconds;
}

/* "2026-06-01 12:00:00 CEST" of kdig, "2026-06-01T12:00:00.123Z" of dig's +yaml. Zones as above. */
static time_seconds time_of_iso(struct slice text)
{
    day_number day;
    time_seconds seconds;
    text = slice_trim(text);
    if (text.n < WHEN_TIME_TEXT - 1 || !day_parse(slice_first(text, WHEN_DAY_TEXT), &day) ||
        !take_clock(slice_first(slice_from(text, WHEN_DAY_TEXT + 1), 8), &seconds))
        return 0;
    return (time_seconds)day * SECONDS_A_DAY + seconds;
}

bool dnscomments_is_type(struct slice word)
{
    static const struct slice types[] = {SLICE("TXT"), SLICE("CNAME"), SLICE("MX"), SLICE("TLSA"),
                                         SLICE("A"),   SLICE("AAAA"),  SLICE("PTR")};
    return slice_any(word, slice_equal_nocase, types, COUNT_OF(types));
}

/* A question is a name with a dot at its end and a type, and nothing else: a record that somebody
 * has commented out has more. */
static bool is_question(struct slice line, struct slice *name, struct slice *type)
{
    *name = next_word(&line);
    *type = next_word(&line);
    if (slice_equal_nocase(*type, SLICE("IN")) || slice_equal_nocase(*type, SLICE("CLASS1")))
        *type = next_word(&line);
    *type = zone_type_of(*type);
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
        begin_answer(c, records);
        c->status = status_of_header(line);
    } else if (slice_skip_nocase(&line, SLICE("flags:"))) {
        c->is_signed = signed_by_flags(line);
    } else if (slice_skip_nocase(&line, SLICE("WHEN:"))) {
        note_time(c, records, time_of(line));
    } else if (slice_skip(&line, SLICE("Time "))) {
        note_time(c, records, time_of_iso(line));
    } else if (is_lost(line)) {
        records->has_lost = true;
    } else if (!take_trust(c, line)) {
        return is_question(line, name, type);
    }
    return false;
}

void dnscomments_take_yaml(struct dnscomments *c, struct dns_records *records, struct slice line)
{
    if (slice_equal(line, SLICE("- type: MESSAGE")))
        begin_answer(c, records);
    else if (slice_starts(line, SLICE("flags: q")))
        c->is_signed = signed_by_flags(slice_from(line, 6));
    else if (slice_find_nocase(line, SLICE("type: DIG_ERROR")).n > 0)
        records->has_lost = true;
    else if (slice_skip(&line, SLICE("status: ")))
        c->status = dnscomments_status(line);
    else if (slice_skip(&line, SLICE("response_time: !!timestamp ")))
        c->asked_at = time_of_iso(line);
}

void dnscomments_end(const struct dnscomments *c, struct dns_records *records)
{
    for (size_t i = c->first; i < records->n && c->has_signatures; i++)
        if (records->at[i].is_signed == DNS_SIGNED_UNKNOWN)
            records->at[i].is_signed = DNS_UNSIGNED;
}
