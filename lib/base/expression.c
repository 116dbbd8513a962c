#include "lib/base/expression.h"

#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/*
 * A list of names is tried at each place of a text of 255 bytes: that takes some 25 steps a byte of
 * the list. What backtracks takes millions.
 */
enum { STEPS_FREE = 20000, STEPS_A_BYTE = 64, DEPTH = 20000, HEAP_KIB = 16 * 1024 };

struct expression {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    uint64_t given_up;
    char text[];
};

static uint32_t most_steps(size_t length)
{
    enum { MOST_LENGTH = 1 << 20 };
    return STEPS_FREE + STEPS_A_BYTE * (uint32_t)(length < MOST_LENGTH ? length : MOST_LENGTH);
}

static bool compile(struct expression *e, enum expression_use use, char *error, size_t *at)
{
    int code;
    uint32_t options = PCRE2_CASELESS | PCRE2_UTF | (use == EXPRESSION_OFTEN ? PCRE2_UCP : 0);
    e->code = pcre2_compile((PCRE2_SPTR)e->text, PCRE2_ZERO_TERMINATED, options, &code, at, NULL);
    if (!e->code) {
        pcre2_get_error_message(code, (PCRE2_UCHAR *)error, EXPRESSION_ERROR);
        return false;
    }
    if (use == EXPRESSION_OFTEN) /* where it fails, matching is slower and the same */
        pcre2_jit_compile(e->code, PCRE2_JIT_COMPLETE);
    return true;
}

static bool set_limits(struct expression *e, size_t length)
{
    e->match = pcre2_match_data_create(1, NULL);
    e->limits = pcre2_match_context_create(NULL);
    if (!e->match || !e->limits)
        return false;
    pcre2_set_match_limit(e->limits, most_steps(length));
    pcre2_set_depth_limit(e->limits, DEPTH);
    pcre2_set_heap_limit(e->limits, HEAP_KIB);
    return true;
}

struct expression *expression_new(const char *text, enum expression_use use,
                                  char error[static EXPRESSION_ERROR], size_t *at)
{
    size_t n = strlen(text);
    struct expression *e = calloc(1, sizeof *e + n + 1);
    if (e)
        memcpy(e->text, text, n);
    if (e && !compile(e, use, error, at)) {
        expression_free(e);
        return NULL;
    }
    if (e && set_limits(e, n))
        return e;
    expression_free(e);
    snprintf(error, EXPRESSION_ERROR, "out of memory");
    *at = SIZE_MAX;
    return NULL;
}

bool expression_matches(struct expression *e, struct slice text)
{
    PCRE2_SPTR at = (PCRE2_SPTR)(text.at ? text.at : "");
    int result = pcre2_match(e->code, at, text.n, 0, 0, e->match, e->limits);
    if (result < 0 && result != PCRE2_ERROR_NOMATCH)
        e->given_up++;
    return result >= 0;
}

const char *expression_text(const struct expression *e)
{
    return e->text;
}

uint64_t expression_given_up(const struct expression *e)
{
    return e->given_up;
}

void expression_free(struct expression *e)
{
    if (!e)
        return;
    pcre2_match_data_free(e->match);
    pcre2_match_context_free(e->limits);
    pcre2_code_free(e->code);
    free(e);
}
