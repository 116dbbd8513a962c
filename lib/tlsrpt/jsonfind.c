#include "lib/tlsrpt/jsonfind.h"

#include "lib/tlsrpt/spelling.h"

/* The keys of a level, one bit each: those of reports, of records besides them, and of DMARC
 * reports (RFC 7489) as parsedmarc writes them, which have other keys of records, too. A sure one
 * tells by itself, but in another spelling other services have it, too: "dateRange", "Policies". */
enum {
    KEY_POLICIES = 1,
    REPORT_KEYS = 2 | 4 | 8 | 16,
    RECORD_KEYS = 32 | 64 | 128 | 256 | 512,
    KEY_DMARC = 1024,
    KEY_SURE = 2048,
};

static const struct {
    struct slice name;
    unsigned bit;
} keys[] = {
    {SLICE("policies"), KEY_SURE | KEY_POLICIES},
    {SLICE("organization-name"), KEY_SURE | 2},
    {SLICE("date-range"), KEY_SURE | 4},
    {SLICE("contact-info"), KEY_SURE | 8},
    {SLICE("report-id"), KEY_SURE | 16},
    {SLICE("organization_name"), KEY_SURE | 32},
    {SLICE("begin_date"), KEY_SURE | 64},
    {SLICE("end_date"), KEY_SURE | 128},
    {SLICE("report_id"), KEY_SURE | 256},
    {SLICE("report_key"), KEY_SURE | 512},
    {SLICE("org_name"), KEY_DMARC},
    {SLICE("contact_info"), 0}, /* of a record, or of a report in another spelling */
};

static unsigned bit_of(struct slice name)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (slice_equal(name, keys[i].name))
            return keys[i].bit;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if ((keys[i].bit & (KEY_POLICIES | REPORT_KEYS)) && spelling_is_alike(name, keys[i].name))
            return keys[i].bit & ~(unsigned)KEY_SURE;
    return 0;
}

static bool has_two(unsigned bits)
{
    return (bits & (bits - 1)) != 0;
}

void jsonfind_start(struct jsonfind *j, struct slice text)
{
    j->text = text;
    j->at = j->string_at = j->string_n = 0;
    j->any_key = j->any_dmarc = j->stray = false;
    j->depth = j->too_deep = 0;
}

static void open_level(struct jsonfind *j, bool is_object)
{
    if (j->depth == JSONFIND_MOST_DEPTH) {
        j->too_deep++;
        return;
    }
    j->levels[j->depth++] = (struct jsonfind_level){.start = j->at, .is_object = is_object};
}

/* Notes what the keys of a level that ends tell, and gives those of reports and records. */
static unsigned end_of_keys(struct jsonfind *j, const struct jsonfind_level *l)
{
    bool is_dmarc = (l->keys & KEY_DMARC) && !(l->keys & KEY_POLICIES);
    unsigned bits = is_dmarc ? 0 : l->keys & ~(unsigned)KEY_DMARC;
    j->any_dmarc |= is_dmarc;
    j->any_key |= (bits & KEY_SURE) || has_two(bits);
    return bits;
}

/* Ends the innermost object or array. True: it is a report or a record. */
static bool close_level(struct jsonfind *j, enum jsonfind_kind *kind, struct slice *document)
{
    if (j->too_deep > 0 || j->depth == 0) {
        j->too_deep -= j->too_deep > 0;
        return false;
    }
    const struct jsonfind_level *l = &j->levels[--j->depth];
    j->stray |= l->is_object != (j->text.at[j->at] == '}');
    unsigned bits = end_of_keys(j, l);
    bool is_report = has_two(bits & (KEY_POLICIES | REPORT_KEYS)) && (bits & REPORT_KEYS),
         is_record = has_two(bits & (KEY_POLICIES | RECORD_KEYS)) && (bits & RECORD_KEYS);
    bool is_found = l->is_object && !l->has_found && (is_report || is_record);
    if (j->depth > 0)
        j->levels[j->depth - 1].has_found |= l->has_found || is_found;
    *kind = is_report ? JSONFIND_REPORT : JSONFIND_RECORD;
    *document = (struct slice){.at = j->text.at + l->start, .n = j->at + 1 - l->start};
    return is_found;
}

/* At a quotation mark: moves behind the string that it begins. False: a line feed, or the end,
 * comes before another mark; no string has one (RFC 8259, 7). */
static bool pass_string(struct jsonfind *j)
{
    j->string_at = ++j->at;
    j->string_n = 0; /* none yet: the string may never end */
    for (; j->at < j->text.n && j->text.at[j->at] != '\n'; j->at++) {
        if (j->text.at[j->at] == '\\') {
            j->at += j->at + 1 < j->text.n;
        } else if (j->text.at[j->at] == '"') {
            j->string_n = j->at++ - j->string_at;
            return true;
        }
    }
    return false;
}

/* At a colon: the string before it is a key of the innermost object. It is the key of this colon
 * alone: a colon without a string before it costs nothing, however long the last key was. */
static void note_key(struct jsonfind *j)
{
    struct jsonfind_level *l = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
    struct slice key = {.at = j->text.at + j->string_at, .n = j->string_n};
    j->string_n = 0;
    if (key.n == 0 || !l || !l->is_object || j->too_deep > 0)
        return;
    l->keys |= bit_of(key);
}

/* Gives up all open objects and arrays. True: they had to do with reports. */
static bool break_off(struct jsonfind *j, enum jsonfind_kind *kind, struct slice *document)
{
    bool is_loss = false;
    while (j->depth > 0) {
        const struct jsonfind_level *l = &j->levels[--j->depth];
        if (end_of_keys(j, l) == 0)
            continue;
        *document = (struct slice){.at = j->text.at + l->start};
        is_loss = true;
    }
    *kind = JSONFIND_BROKEN;
    j->too_deep = 0;
    j->stray |= !is_loss;
    return is_loss;
}

/* A byte order mark's bytes, too, and what begins each value of a sequence (RFC 7464). */
static bool may_stand_between(char c)
{
    return ascii_is_space(c) || c == ',' || c == '\x1E' || c == '\xEF' || c == '\xBB' ||
           c == '\xBF';
}

bool jsonfind_next(struct jsonfind *j, enum jsonfind_kind *kind, struct slice *document)
{
    bool found = false;
    *document = (struct slice){0};
    while (j->at < j->text.n && !found) {
        char c = j->text.at[j->at];
        j->stray |= j->depth == 0 && c != '{' && c != '[' && !may_stand_between(c);
        if (c == '"' && !pass_string(j)) {
            found = break_off(j, kind, document);
            continue;
        }
        if (c == '"')
            continue;
        if (c == '{' || c == '[')
            open_level(j, c == '{');
        else if (c == '}' || c == ']')
            found = close_level(j, kind, document);
        else if (c == ':')
            note_key(j);
        j->at++;
    }
    return found || (j->depth > 0 && break_off(j, kind, document));
}
