#include "lib/tlsrpt/part.h"

#include "lib/tlsrpt/jsonpull.h"
#include "lib/tlsrpt/jsonwrite.h"

enum { HEADER_DEPTH = 8, LEAST_OF_MAGIC = 3 };

static const struct slice magic = SLICE("{\"tlsrpt_audit_part\":"),
                          record = SLICE("{\"report_key\":"),
                          input = SLICE("{\"line\":\"input\",\"path\":"),
                          merged = SLICE("{\"line\":\"part\",\"content\":\""),
                          end = SLICE("{\"line\":\"end\","), whole_key = SLICE(",\"sha256\":\""),
                          closing = SLICE("\"}");

static const char cut_short[] = "is a part that is cut short, or goes on behind its end",
                  damaged[] = "is a damaged part: its sums are not those of its lines",
                  changed[] = "is a part that was changed while it was read";

/* Is the first line lost, or its first words damaged? The line after it tells. */
static bool lacks_magic(struct slice head)
{
    struct slice first = slice_until(&head, '\n');
    return slice_starts(first, input) || slice_starts(head, input);
}

bool part_begins(struct slice head)
{
    return slice_starts(head, magic) || (head.n >= LEAST_OF_MAGIC && slice_starts(magic, head)) ||
           lacks_magic(head);
}

bool part_is_beheaded(struct slice head, struct slice tail)
{
    struct slice last = slice_trim(tail);
    slice_behind_last(&last, '\n');
    return slice_starts(head, record) && slice_starts(last, end);
}

/* The header. */

/* Reads a member of the header, whose key was read. */
static bool read_member(struct jsonpull *j, int64_t *version, struct part_header *header)
{
    struct slice key = j->raw;
    enum jsonpull_token value = jsonpull_next(j);
    const char *from = j->at - 1; /* where the value begins; of an object, at its bracket */
    if (slice_equal(key, SLICE("tlsrpt_audit_part")) &&
        (value != PULL_NUMBER || jsonpull_integer(j->raw, version) != PULL_INTEGER))
        return false;

    bool ok = value != PULL_ERROR && jsonpull_skip(j, value);
    if (ok && value == PULL_OBJECT && slice_equal(key, SLICE("options")))
        header->options = slice_between(from, j->at);
    return ok;
}

/* NULL: it is a header; else a sentence that says what is wrong. */
static const char *read_header(struct slice line, struct part_header *header)
{
    struct jsonpull j;
    int64_t version = 0;
    enum jsonpull_token token;
    *header = (struct part_header){0};
    jsonpull_start(&j, line, HEADER_DEPTH);
    bool ok = jsonpull_next(&j) == PULL_OBJECT;
    while (ok && (token = jsonpull_next(&j)) != PULL_OBJECT_END)
        ok = token == PULL_KEY && read_member(&j, &version, header);
    if (version > PART_FORMAT)
        return "is a part of a newer tlsrpt-audit: this one does not know its form";
    if (!ok || jsonpull_next(&j) != PULL_END || version != PART_FORMAT || header->options.n == 0)
        return "is a part that is cut short or damaged in its first line";
    return NULL;
}

void part_header_write(struct buffer *to, const char *version, const char *generated,
                       struct slice options)
{
    buffer_append(to, magic);
    buffer_append_number(to, PART_FORMAT);
    buffer_append_text(to, ",\"generator\":{\"name\":\"tlsrpt-audit\",\"version\":");
    jsonwrite_string(to, slice_of(version));
    buffer_append_text(to, "},\"generated\":");
    jsonwrite_string(to, slice_of(generated));
    buffer_append_text(to, ",\"options\":");
    buffer_append(to, options);
    buffer_append(to, SLICE("}\n"));
}

/* The sums. */

bool part_sums_start(struct part_sums *s)
{
    *s = (struct part_sums){.lines = 0};
    return sha256_begin(&s->content) && sha256_begin(&s->frame);
}

void part_sums_free(struct part_sums *s)
{
    sha256_free(&s->content);
    sha256_free(&s->frame);
}

void part_sums_add(struct part_sums *s, struct slice line, bool is_record)
{
    s->failed |= !sha256_add(&s->content, line);
    s->lines++;
    s->reports += is_record;
}

void part_sums_frame(struct part_sums *s, struct slice line)
{
    s->failed |= !sha256_add(&s->frame, line) || !sha256_add(&s->frame, SLICE("\n"));
}

void part_merged_write(struct buffer *to, struct slice content)
{
    buffer_append(to, merged);
    buffer_append(to, content);
    buffer_append(to, closing);
    buffer_append_char(to, '\n');
}

bool part_sums_content(struct part_sums *s, char content[static SHA256_TEXT + 1])
{
    return sha256_end_text(&s->content, content) && !s->failed;
}

bool part_end_write(struct buffer *to, struct part_sums *s, const char *content)
{
    char whole[SHA256_TEXT + 1];
    size_t from = to->n;
    buffer_append(to, end);
    buffer_append_text(to, "\"lines\":");
    buffer_append_number(to, (int64_t)s->lines);
    buffer_append_text(to, ",\"reports\":");
    buffer_append_number(to, (int64_t)s->reports);
    buffer_append_text(to, ",\"content\":\"");
    buffer_append_text(to, content);
    buffer_append_text(to, "\"");
    buffer_append(to, whole_key);

    struct slice so_far = buffer_part(to, from, to->n);
    bool ok = sha256_add(&s->frame, so_far) && sha256_end_text(&s->frame, whole) && !s->failed;
    buffer_append_text(to, whole);
    buffer_append(to, closing);
    buffer_append_char(to, '\n');
    return ok;
}

/* Checking. */

bool part_check_start(struct part_check *c, const struct hash_key *key)
{
    *c = (struct part_check){.place = PART_AT_HEADER, .key = key};
    return part_sums_start(&c->sums);
}

void part_check_start_again(struct part_check *c, const struct part_seen *seen)
{
    *c = (struct part_check){.place = PART_AT_HEADER, .seen = seen, .key = seen->key};
}

void part_check_free(struct part_check *c)
{
    part_sums_free(&c->sums);
}

static void add_frame(struct part_check *c, struct slice line)
{
    if (!c->seen)
        part_sums_frame(&c->sums, line);
}

static const char *check_header(struct part_check *c, struct slice line)
{
    add_frame(c, line);
    c->place = PART_INSIDE;
    return read_header(line, &c->header);
}

static const char *check_merged(struct part_check *c, struct slice line)
{
    struct slice rest = slice_from(line, merged.n);
    if (rest.n != SHA256_TEXT + closing.n)
        return damaged;

    c->merged = slice_first(rest, SHA256_TEXT);
    c->place = PART_MERGED;
    add_frame(c, line);
    return NULL;
}

static const char *check_last_again(struct part_check *c)
{
    c->place = PART_ENDED;
    if (c->all != c->seen->all)
        return changed;
    memcpy(c->content, c->seen->content.at, SHA256_TEXT);
    return NULL;
}

/* The last line has to be what a writer of the same lines would have written. */
static const char *check_last(struct part_check *c, struct slice line)
{
    struct buffer wanted = {0};
    const char *wrong = "out of memory";
    if (c->seen)
        return check_last_again(c);
    if (sha256_end_text(&c->sums.content, c->content) &&
        part_end_write(&wanted, &c->sums, c->content) && !wanted.failed)
        wrong = slice_equal(buffer_part(&wanted, 0, wanted.n - 1), line) ? NULL : damaged;
    buffer_free(&wanted);
    c->place = PART_ENDED;
    return wrong;
}

static void add_line(struct part_check *c, struct slice whole)
{
    bool is_report = slice_starts(whole, record);
    if (!c->seen)
        part_sums_add(&c->sums, whole, is_report);
    else
        c->sums.reports += is_report;
}

const char *part_check_line(struct part_check *c, struct slice whole)
{
    bool has_feed = whole.n > 0 && whole.at[whole.n - 1] == '\n';
    struct slice line = slice_first(whole, whole.n - has_feed);
    if (c->key)
        c->all = hash_mix(c->all ^ hash64(c->key, line));
    if (c->place == PART_AT_HEADER)
        return check_header(c, line);
    if (c->place == PART_ENDED)
        return cut_short;
    if (slice_starts(line, end))
        return check_last(c, line);
    if (slice_starts(line, merged))
        return check_merged(c, line);
    if (c->place == PART_MERGED)
        return damaged;

    add_line(c, whole);
    return NULL;
}

const char *part_check_end(const struct part_check *c)
{
    return c->place == PART_ENDED ? NULL : cut_short;
}
