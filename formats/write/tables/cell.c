#include "formats/write/tables/cell.h"

void cell_get(const struct column *c, const void *row, struct cell *cell)
{
    cell->absent = cell->is_null = cell->is_answer = cell->has_excess = false;
    cell->text = (struct slice){0};
    cell->integer = 0;
    cell->texts.n = cell->spans_n = 0;
    c->get(row, c->at, cell);
}

struct slice cell_spans(const struct cell *c, const char *between, const char *up_to,
                        struct buffer *to)
{
    to->n = 0;
    for (size_t i = 0; i < c->spans_n; i++) {
        struct span span = c->spans[i];
        buffer_append_text(to, i > 0 ? between : "");
        buffer_append_text(to, when_day(span.first).text);
        if (span.first == span.last)
            continue;
        buffer_append_text(to, up_to);
        buffer_append_text(to, when_day(span.last).text);
    }
    return buffer_slice(to);
}

struct slice cell_joined(const struct cell *c, enum cell_kind kind, struct buffer *to)
{
    if (kind == CELL_SPANS)
        return cell_spans(c, " | ", "/", to);
    to->n = 0;
    for (size_t i = 0; i < c->texts.n; i++) {
        buffer_append_text(to, i > 0 ? " | " : "");
        buffer_append(to, c->texts.at[i]);
    }
    return buffer_slice(to);
}

const struct slice cell_nul = SLICE("\xE2\x90\x80");

struct slice cell_without_nul(struct slice text, struct buffer *to)
{
    if (text.n == 0 || !memchr(text.at, '\0', text.n))
        return text;
    to->n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '\0')
            buffer_append(to, cell_nul);
        else
            buffer_append_char(to, text.at[i]);
    }
    return buffer_slice(to);
}
