/* part: all that was found, outcome by outcome, for a run that merges the parts of many (SPEC
 * 11). */
#include "formats/write/fileoutput.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/part.h"

struct part {
    struct fileoutput base;
    const struct audit *audit;
    struct part_sums sums;
    struct keyer keyer;
    struct buffer line;
    struct texts merged; /* the sums of the parts that are merged into this one */
    struct arena arena;  /* for these sums */
    size_t begun;        /* how many INPUTs it has said begin */
    uint64_t left_out;   /* reports of other days, which are only counted */
};

/* Writes p->line, which is a line of what was found. */
static bool flush_line(struct part *p, bool is_report)
{
    part_sums_add(&p->sums, buffer_slice(&p->line), is_report);
    return target_put(&p->base.target, &p->line);
}

static bool put(struct part *p, const struct part_line *line)
{
    part_line_write(&p->line, line, "");
    return flush_line(p, false);
}

/* Says of each INPUT before `n` that it begins, but of parts, which say it of their own INPUTs. */
static bool begin_inputs(struct part *p, size_t n)
{
    const struct audit_options *o = &p->audit->options;
    for (; p->begun < n; p->begun++) {
        struct part_line line = {.kind = PART_INPUT, .path = o->inputs[p->begun].path};
        if (!o->inputs[p->begun].is_part && !put(p, &line))
            return false;
    }
    return true;
}

static bool put_report(struct part *p, struct report *r)
{
    char key[REPORT_KEY_TEXT + 1];
    struct part_line line = {.kind = PART_REPORT, .report = r};
    if (!selection_has_day(p->audit->options.selection, report_day(r))) {
        p->left_out++;
        return true;
    }
    if (!report_key(&p->keyer, r, key))
        return target_no_memory(&p->base.target);
    part_line_write(&p->line, &line, key);
    return flush_line(p, true);
}

static bool put_rejection(struct part *p, const struct rejection *r)
{
    struct part_line line = {.kind = PART_REJECTED,
                             .reason = slice_of(reasons[r->reason].name),
                             .report = r->report,
                             .source = r->source,
                             .left_out = r->left_out};
    return put(p, &line);
}

/* A library's sentence may hold a file's name, which need not be UTF-8. */
static bool put_sentence(struct part *p, struct part_line *line, struct slice sentence)
{
    struct arena arena = {0};
    bool ok = utf8_sound(sentence, &arena, &line->sentence) ? put(p, line)
                                                            : target_no_memory(&p->base.target);
    arena_free(&arena);
    return ok;
}

static bool put_unread(struct part *p, const struct outcome *o)
{
    struct part_line line = {.kind = PART_UNREAD,
                             .reason = slice_of(unread_reasons[o->unread->reason].name),
                             .form = o->unread->form,
                             .advice = o->unread->advice,
                             .of_message = o->kind == OUTCOME_MESSAGE,
                             .left_out = o->left_out,
                             .source = o->source};
    return put_sentence(p, &line, o->sentence);
}

static bool put_skipped(struct part *p, const struct outcome *o)
{
    struct part_line line = {.kind = PART_SKIPPED, .source = o->source};
    return put_sentence(p, &line, o->sentence);
}

static bool keep_sum(struct part *p, struct slice sum)
{
    struct slice kept;
    return (arena_copy(&p->arena, sum, &kept) && texts_push(&p->arena, &p->merged, kept)) ||
           target_no_memory(&p->base.target);
}

/* Takes what another part says that is merged into this one. */
static bool put_word(struct part *p, const struct outcome *o)
{
    const struct part_word *word = o->part;
    bool has_reports = word->what == PART_HOLDS ||
                       (word->what == PART_IS_COMPLETE && word->reports > 0);
    p->begun = o->input + 1;
    if (has_reports && !keep_sum(p, word->content))
        return false;
    if (word->what == PART_LINE && word->line.kind == PART_INPUT)
        return put(p, &word->line);
    if (word->what == PART_LINE && word->line.kind == PART_LEFT_OUT)
        p->left_out += word->line.left_out;
    return true;
}

static bool hear(void *self, const struct outcome *o)
{
    struct part *p = self;
    if (!begin_inputs(p, o->input))
        return false;
    if (o->kind == OUTCOME_PART)
        return put_word(p, o);
    if (!begin_inputs(p, (size_t)o->input + 1))
        return false;
    for (struct report *r = o->reports; r; r = r->next)
        if (!put_report(p, r))
            return false;
    for (const struct rejection *r = o->rejections; r; r = r->next)
        if (!put_rejection(p, r))
            return false;
    if (o->unread && !o->reports && !o->rejections)
        return put_unread(p, o);
    return o->kind != OUTCOME_SKIPPED || put_skipped(p, o);
}

static bool put_told(struct part *p)
{
    for (size_t i = 0; i < p->audit->inputs_n; i++) {
        const struct input_row *in = &p->audit->inputs[i];
        struct part_line line = {.kind = PART_TOLD,
                                 .input_kind = slice_of(in->kind),
                                 .held = input_held_names[in->held],
                                 .with_reports = in->with_reports,
                                 .rejected = in->rejected,
                                 .unread = in->unread,
                                 .ignored = in->ignored,
                                 .bytes = in->bytes,
                                 .sha256 = slice_of(in->sha256)};
        if (!put(p, &line))
            return false;
    }
    return true;
}

/* Says which of the addresses that the DNS records name mail was sent to. */
static bool put_recipients(struct part *p, const struct recipients *watch)
{
    struct part_line line = {.kind = PART_SENT_TO};
    if (!watch || !watch->any)
        return true;
    bool ok = put(p, &line);
    for (size_t i = 0; ok && i < watch->n; i++) {
        line.path = watch->at[i].address;
        ok = !watch->at[i].seen || put(p, &line);
    }
    return ok;
}

/* Writes the parts that are merged into this one, and the end. A part with the same content, like
 * the only part of a merge, is this part itself. */
static bool put_frame(struct part *p)
{
    char content[SHA256_TEXT + 1];
    bool ok = part_sums_content(&p->sums, content);
    for (size_t i = 0; ok && i < p->merged.n; i++) {
        size_t from = p->line.n;
        if (slice_equal(p->merged.at[i], slice_of(content)))
            continue;
        part_merged_write(&p->line, p->merged.at[i]);
        if (!p->line.failed)
            part_sums_frame(&p->sums, buffer_part(&p->line, from, p->line.n - 1));
    }
    ok = ok && part_end_write(&p->line, &p->sums, content);
    return ok ? target_put(&p->base.target, &p->line) : target_no_memory(&p->base.target);
}

static bool finish(struct output *o, struct account *a)
{
    struct part *p = (struct part *)o;
    struct part_line left_out = {.kind = PART_LEFT_OUT, .left_out = p->left_out};
    return begin_inputs(p, a->audit.options.inputs_n) && put_recipients(p, a->given.setup.watch) &&
           (p->left_out == 0 || put(p, &left_out)) && put_told(p) && put_frame(p);
}

static void release(struct output *o)
{
    struct part *p = (struct part *)o;
    part_sums_free(&p->sums);
    keyer_free(&p->keyer);
    buffer_free(&p->line);
    arena_free(&p->arena);
}

static bool put_header(struct part *p, const struct about *about)
{
    part_header_write(&p->line, about->version, when_time(about->generated).text,
                      about->part_options);
    struct slice line = buffer_slice(&p->line);
    if (p->line.failed || !part_sums_start(&p->sums))
        return target_no_memory(&p->base.target);

    part_sums_frame(&p->sums, slice_first(line, line.n - 1));
    return target_put(&p->base.target, &p->line);
}

static const struct fileoutput_kind kind = {
    .size = sizeof(struct part), .is_private = true, .finish = finish, .release = release};

struct output *part_open(const char *path, const struct about *about, const struct account *account,
                         char *error)
{
    struct output *o = fileoutput_open(&kind, path, about, error);
    struct part *p = (struct part *)o;
    if (!o)
        return NULL;
    p->audit = &account->audit;
    o->listener = (struct listener){.self = p, .outcome = hear};
    if (put_header(p, about))
        return o;
    snprintf(error, TARGET_ERROR, "%s", o->error);
    o->abandon(o);
    return NULL;
}
