#include "lib/audit/input_rows.h"

#include <stdio.h>

const struct slice input_held_names[] = {
    [INPUT_HELD_NOTHING] = SLICE(""),
    [INPUT_HELD_TROUBLE] = SLICE("trouble"),
    [INPUT_HELD_MAIL] = SLICE("mail"),
};

void input_count_message(struct input_row *in, const struct outcome *o)
{
    in->messages++;
    if (o->reports)
        in->with_reports++;
    else if (o->rejections)
        in->rejected++;
    else if (o->unread)
        in->unread++;
    else
        in->ignored++;
}

void input_note_held(struct input_row *in, enum input_held held)
{
    struct input_row *row = input_row_at_hand(in);
    if (row->held < held)
        row->held = held;
}

bool input_begins(struct input_row *part, struct slice path, struct arena *arena)
{
    struct input_row *row = ARENA_PUSH(arena, part->rows, part->rows_n);
    if (!row)
        return false;

    *row = (struct input_row){.held = INPUT_HELD_NOTHING};
    return arena_copy(arena, path, &row->path);
}

static bool keep_kind(struct input_row *row, struct slice kind, struct arena *arena)
{
    char *text = arena_take_text(arena, kind.n + 1);
    if (!text)
        return false;
    if (kind.n > 0)
        memcpy(text, kind.at, kind.n);
    text[kind.n] = '\0';
    row->kind = kind.n > 0 ? text : NULL;
    return true;
}

struct input_row *input_told(struct input_row *part, const struct part_line *line,
                             struct arena *arena, bool *has_more)
{
    *has_more = part->told_n < part->rows_n;
    if (!*has_more)
        return NULL;

    struct input_row *row = &part->rows[part->told_n++];
    row->with_reports = line->with_reports;
    row->rejected = line->rejected;
    row->unread = line->unread;
    row->ignored = line->ignored;
    row->messages = row->with_reports + row->rejected + row->unread + row->ignored;
    row->bytes = line->bytes;
    if (line->sha256.n < sizeof row->sha256 && line->sha256.n > 0)
        memcpy(row->sha256, line->sha256.at, line->sha256.n);
    for (int held = INPUT_HELD_TROUBLE; held <= INPUT_HELD_MAIL; held++)
        if (slice_equal(line->held, input_held_names[held]) && row->held < (enum input_held)held)
            row->held = (enum input_held)held;
    return keep_kind(row, line->input_kind, arena) ? row : NULL;
}

bool inputs_flatten(const struct input_row *inputs, size_t n, struct arena *arena,
                    const struct input_row **rows, size_t *rows_n)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += input_rows_n(&inputs[i]);
    struct input_row *flat = arena_take_array(arena, all > 0 ? all : 1, sizeof *flat);
    if (!flat)
        return false;

    *rows = flat;
    *rows_n = all;
    for (size_t i = 0; i < n; i++) {
        const struct input_row *from = inputs[i].is_part ? inputs[i].rows : &inputs[i];
        size_t taken = input_rows_n(&inputs[i]);
        if (taken > 0)
            memcpy(flat, from, taken * sizeof *flat);
        flat += taken;
    }
    return true;
}

static bool number_row(struct input_row *row, size_t number, struct arena *arena)
{
    char text[40];
    snprintf(text, sizeof text, "input %zu", number);
    return arena_copy(arena, slice_of(text), &row->path);
}

bool inputs_number(struct input_row *inputs, size_t n, struct arena *arena)
{
    size_t number = 0;
    for (size_t i = 0; i < n; i++) {
        struct input_row *rows = inputs[i].is_part ? inputs[i].rows : &inputs[i];
        for (size_t k = 0; k < input_rows_n(&inputs[i]); k++)
            if (!number_row(&rows[k], ++number, arena))
                return false;
    }
    return true;
}

size_t inputs_sha256(const struct input_row *rows, size_t n, char text[static SHA256_TEXT + 1])
{
    struct sha256 sha256 = {0};
    size_t without = 0;
    bool ok = sha256_begin(&sha256);
    for (size_t i = 0; ok && i < n; i++) {
        struct slice hash = slice_of(rows[i].sha256);
        without += hash.n == 0;
        ok = hash.n == 0 || (sha256_add(&sha256, hash) && sha256_add(&sha256, SLICE("\n")));
    }

    if (!ok || !sha256_end_text(&sha256, text) || without == n)
        text[0] = '\0';
    sha256_free(&sha256);
    return without;
}
