#include "cmd/tlsrpt-audit/merging.h"

#include "cmd/tlsrpt-audit/option_rows.h"
#include "cmd/tlsrpt-audit/option_shown.h"
#include "cmd/tlsrpt-audit/settings.h"
#include "formats/read/partfile.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/jsonpull.h"

static bool refuse_for(struct merging *m, struct slice path, struct slice sentence)
{
    path = utf8_cut(path, MERGING_PATH);
    sentence = utf8_cut(sentence, MERGING_SENTENCE);
    snprintf(m->error, sizeof m->error, "%.*s: %.*s", (int)path.n, path.at, (int)sentence.n,
             sentence.n > 0 ? sentence.at : "");
    return false;
}

static bool refuse(struct merging *m, struct slice path, const char *sentence)
{
    return refuse_for(m, path, slice_of(sentence));
}

static bool lack(struct merging *m, const char *what)
{
    snprintf(m->error, sizeof m->error, "%s", what);
    m->lacks_means = true;
    return false;
}

static bool no_memory(struct merging *m)
{
    return lack(m, "out of memory");
}

/* Whether a part was met before. */

/* Takes a sum: the part's own, or that of one that was merged into it. */
static bool meet(struct merging *m, struct slice content, struct slice path)
{
    char text[MERGING_SENTENCE];
    struct slice kept;
    int64_t number = names_number(&m->known, content);
    if (number < 0)
        return no_memory(m);
    if ((size_t)number == m->paths.n)
        return (arena_copy(&m->arena, path, &kept) && texts_push(&m->arena, &m->paths, kept)) ||
               no_memory(m);

    struct slice before = m->paths.at[number];
    snprintf(text, sizeof text,
             "holds what %.*s holds, too: a part counts once, in another part "
             "as well",
             (int)before.n, before.at);
    return refuse(m, path, text);
}

static void forget(struct merging *m)
{
    names_free(&m->known);
    names_init(&m->known, &m->key);
    m->paths = (struct texts){0};
}

/* Options. */

/* Names an option in which two runs differ. */
static bool refuse_option(struct merging *m, struct slice path, const char *option,
                          struct slice there, struct slice here)
{
    char text[MERGING_SENTENCE];
    const char *none = "nothing";
    snprintf(text, sizeof text,
             "is a part of a run with other options: --%s has %.*s there, and "
             "%.*s here",
             option, there.n > 0 ? (int)there.n : (int)strlen(none), there.n > 0 ? there.at : none,
             here.n > 0 ? (int)here.n : (int)strlen(none), here.n > 0 ? here.at : none);
    return refuse(m, path, text);
}

static bool same_options(struct merging *m, struct slice path, struct slice there,
                         struct slice here)
{
    if (slice_equal(there, here))
        return true;
    for (const struct option_row *row = option_rows; row < option_rows + option_rows_n; row++) {
        struct slice a = options_shown_value(there, row->name),
                     b = options_shown_value(here, row->name);
        if (!slice_equal(a, b))
            return refuse_option(m, path, row->name, a, b);
    }
    return refuse(m, path, "is a part of a run with options that this program does not have");
}

/* Takes one text of a value as if it had been given. */
static bool take_text(struct merging *m, struct options *o, const struct option_row *row,
                      struct slice text)
{
    char *copy = arena_take_text(&m->arena, text.n + 1);
    if (!copy)
        return no_memory(m);
    if (text.n > 0)
        memcpy(copy, text.at, text.n);
    copy[text.n] = '\0';
    return row->take(o, row, copy) < 0 ||
           refuse(m, m->first, "is a part of a run with options that this program cannot have");
}

static bool take_value(struct merging *m, struct options *o, const struct option_row *row,
                       struct slice value)
{
    enum { DEPTH = 4 };
    struct jsonpull j;
    enum jsonpull_token token;
    struct slice text;
    bool mended, ok = true;
    jsonpull_start(&j, value, DEPTH);
    while (ok && (token = jsonpull_next(&j)) != PULL_END && token != PULL_ERROR) {
        if (token == PULL_STRING && jsonpull_text(&j, &m->arena, &text, &mended))
            ok = take_text(m, o, row, text);
        else if (token == PULL_NUMBER || token == PULL_TRUE) /* a flag takes no text */
            ok = take_text(m, o, row, token == PULL_NUMBER ? j.raw : SLICE(""));
    }
    return ok;
}

static bool is_given(const struct options *o, const struct option_row *row)
{
    bool is_day = strcmp(row->name, "since") == 0 || strcmp(row->name, "until") == 0;
    return settings_have(o, row->name) || (is_day && settings_have(o, "period"));
}

static bool take_options(struct merging *m, struct options *o)
{
    for (const struct option_row *row = option_rows; row < option_rows + option_rows_n; row++) {
        struct slice value = options_shown_value(m->options, row->name);
        if (option_results(row) == RESULTS_OF_VALUE && value.n > 0 && !is_given(o, row) &&
            !take_value(m, o, row, value))
            return false;
    }
    return true;
}

/* One file. */

static bool prepare_part(struct merging *m, const struct partfile *part, struct slice path)
{
    if (part->wrong)
        return refuse(m, path, part->wrong);
    if (m->options.n == 0) {
        m->options = part->options;
        m->first = path;
    }
    if (!same_options(m, path, part->options, m->options))
        return false;
    for (size_t i = 0; i < part->merged.n; i++)
        if (!meet(m, part->merged.at[i], path))
            return false;
    return part->reports == 0 || meet(m, part->seen.content, path);
}

static bool prepare_input(struct merging *m, const struct options *o, size_t i)
{
    struct partfile part;
    if (!partfile_look(o->inputs[i], &o->limits, &m->key, &m->arena, &part))
        return no_memory(m);
    m->seen[i] = part.seen;
    return !part.is_part || prepare_part(m, &part, slice_of(o->inputs[i]));
}

bool merging_prepare(struct merging *m, struct options *o)
{
    if (!hash_key_draw(&m->key))
        return lack(m, "the kernel gives no random bytes (getrandom)");
    names_init(&m->known, &m->key);
    m->seen = arena_take(&m->arena, (o->inputs_n + 1) * sizeof *m->seen);
    if (!m->seen)
        return no_memory(m);
    for (size_t i = 0; i < o->inputs_n; i++)
        if (!prepare_input(m, o, i))
            return false;
    forget(m); /* they are all met again when they are read */
    return m->options.n == 0 || take_options(m, o);
}

bool merging_agree(struct merging *m, const struct options *o, const struct given *given)
{
    if (!options_show(&m->shown, o, given))
        return no_memory(m);
    return m->options.n == 0 || same_options(m, m->first, m->options, buffer_slice(&m->shown));
}

bool merging_take(struct merging *m, const struct outcome *o)
{
    if (o->kind == OUTCOME_REFUSED)
        return refuse_for(m, o->source.path, o->sentence);
    if (o->kind != OUTCOME_PART)
        return true;

    const struct part_word *word = o->part;
    if (word->what == PART_BEGINS)
        return same_options(m, o->source.path, word->options, buffer_slice(&m->shown));
    bool is_sum = word->what == PART_HOLDS || (word->what == PART_IS_COMPLETE && word->reports > 0);
    return !is_sum || meet(m, word->content, o->source.path);
}

void merging_free(struct merging *m)
{
    if (m->known.key)
        names_free(&m->known);
    arena_free(&m->arena);
    buffer_free(&m->shown);
}
