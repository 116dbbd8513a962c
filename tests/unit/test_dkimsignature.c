/* Tests of DKIM-Signature fields (RFC 6376, 3.5): tags that are not what they have to be. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buffer.h"
#include "lib/mail/dkimsignature.h"
#include "lib/mail/taglist.h"
#include "tests/unit/unit.h"

static const struct slice sound_tags = SLICE("v=1; a=rsa-sha256; h=from; bh=AAAA; b=AAAA; ");

static enum dkim_reason reason_of(struct slice tags, struct dkimsignature *s, struct arena *arena)
{
    enum dkim_reason wrong;
    assert_true(dkimsignature_read(tags, arena, s, &wrong));
    return wrong;
}

/* The tags of a sound signature of north.example by x, and these. */
static enum dkim_reason reason_with(struct slice more, struct dkimsignature *s, struct arena *arena)
{
    struct buffer tags = {0};
    bool has_names = slice_starts(more, SLICE("d=")) || slice_starts(more, SLICE("s="));
    buffer_append(&tags, sound_tags);
    buffer_append_text(&tags, has_names ? "" : "d=north.example; s=x; ");
    buffer_append(&tags, more);
    assert_false(tags.failed);
    struct slice copy;
    assert_true(arena_copy(arena, buffer_slice(&tags), &copy));
    buffer_free(&tags);
    return reason_of(copy, s, arena);
}

static void assert_reasons(const struct slice *tags, size_t n, enum dkim_reason wanted)
{
    struct arena arena = {0};
    struct dkimsignature s;
    for (size_t i = 0; i < n; i++)
        if (reason_with(tags[i], &s, &arena) != wanted)
            fail_msg("%.*s", (int)tags[i].n, tags[i].at);
    arena_free(&arena);
}

/* They reach dig -f, workbooks and terminals. */
static void domains_and_selectors_that_are_none(void **state)
{
    (void)state;
    static const struct slice none[] = {
        SLICE("d=com; s=x"),
        SLICE("d=north.example.; s=x"),
        SLICE("d=..; s=x"),
        SLICE("d=.example; s=x"),
        SLICE("d=-f; s=x"),
        SLICE("d=-f.example; s=x"),
        SLICE("d=f-.example; s=x"),
        SLICE("d=+trace; s=x"),
        SLICE("d=@1.2.3.4; s=x"),
        SLICE("d=north\0.example; s=x"),
        SLICE("d=north\r\n .example; s=x"),
        SLICE("d=b\xC3\xBC"
              "cher.example; s=x"),
        SLICE("d=north.example; s=-f"),
        SLICE("d=north.example; s=+trace"),
        SLICE("d=north.example; s=@1.2.3.4"),
        SLICE("d=north.example; s=a..b"),
        SLICE("d=north.example; s=a."),
        SLICE("d=north.example; s="),
        SLICE("d=north.example; s=a b"),
        SLICE("d=north.example; s=a\0b"),
        SLICE("d=north.example; s=a\r\n b"),
        SLICE("d=north.example; s=\xC3\xBC"),
        SLICE(
            "d=north.example; s=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    };
    assert_reasons(none, COUNT_OF(none), DKIM_DOMAIN);

    struct buffer long_name = {0};
    buffer_append_text(&long_name, "d=");
    for (int i = 0; i < 50; i++)
        buffer_append_text(&long_name, "aaaaa.");
    buffer_append_text(&long_name, "example; s=x");
    struct slice tags = buffer_slice(&long_name);
    assert_reasons(&tags, 1, DKIM_DOMAIN);
    buffer_free(&long_name);
}

static void names_are_read_in_lower_case(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct dkimsignature s;
    assert_int_equal(reason_with(SLICE("d=NORTH.Example; s=X_1"), &s, &arena), DKIM_SOUND);
    assert_true(slice_equal(s.domain, SLICE("north.example")));
    assert_true(slice_equal(s.selector, SLICE("x_1")));
    arena_free(&arena);
}

static void identities(void **state)
{
    (void)state;
    static const struct slice sound[] = {
        SLICE("i=@north.example"), SLICE("i=a@b.north.example"), SLICE("i=\"a@b\"@north.example"),
        SLICE("i=@NORTH.example"), SLICE("i=@north=2Eexample"),  SLICE("i=a @ north.example"),
    };
    static const struct slice none[] = {
        SLICE("i=north.example"),
        SLICE("i="),
        SLICE("i=@"),
        SLICE("i=@example"),
        SLICE("i=@evilnorth.example"),
        SLICE("i=@north.example.evil.example"),
        SLICE("i=@north.example@evil.example"),
    };
    assert_reasons(sound, COUNT_OF(sound), DKIM_SOUND);
    assert_reasons(none, COUNT_OF(none), DKIM_IDENTITY);
}

static void times(void **state)
{
    (void)state;
    static const struct slice none[] = {
        SLICE("t=2; x=1"), SLICE("t=1; x=1"), SLICE("t=1234567890123"), SLICE("x=1234567890123"),
        SLICE("t=-1"),     SLICE("t="),       SLICE("x=1.5"),
    };
    static const struct slice sound[] = {SLICE("t=999999999999"), SLICE("x=1"), SLICE("t=1; x=2")};
    assert_reasons(none, COUNT_OF(none), DKIM_TIME);
    assert_reasons(sound, COUNT_OF(sound), DKIM_SOUND);
}

static void lengths(void **state)
{
    (void)state;
#define TEN "1234567890"
    static const struct slice none[] = {
        SLICE("l="),
        SLICE("l=-1"),
        SLICE("l=1 2"),
        SLICE("l=x"),
        SLICE("l=" TEN TEN TEN TEN TEN TEN TEN "1234567"),
    };
    struct arena arena = {0};
    struct dkimsignature s;
    assert_reasons(none, COUNT_OF(none), DKIM_LENGTH);
    assert_int_equal(reason_with(SLICE("l=" TEN TEN TEN TEN TEN TEN TEN "123456"), &s, &arena),
                     DKIM_SOUND);
    assert_true(s.has_length && s.length == UINT64_MAX);
    assert_int_equal(reason_with(SLICE("l=0"), &s, &arena), DKIM_SOUND);
    assert_true(s.has_length && s.length == 0);
    arena_free(&arena);
}

static void base64_is_strict(void **state)
{
    (void)state;
    static const struct {
        struct slice text;
        bool sound;
        size_t n;
    } cases[] = {
        {SLICE(""), true, 0},          {SLICE(" \r\n\t"), true, 0},
        {SLICE("AAAA"), true, 3},      {SLICE("A A\r\n A\tA"), true, 3},
        {SLICE("AAA="), true, 2},      {SLICE("AA = ="), true, 1},
        {SLICE("AAA"), false, 0},      {SLICE("AA="), false, 0},
        {SLICE("A==="), false, 0},     {SLICE("AAAA="), false, 0},
        {SLICE("AAAA===="), false, 0}, {SLICE("=="), false, 0},
        {SLICE("AA==AAAA"), false, 0}, {SLICE("AA-A"), false, 0},
        {SLICE("AA\vAA"), false, 0},   {SLICE("AA\fAA"), false, 0},
        {SLICE("AA\0A"), false, 0},    {SLICE("AAAAA"), false, 0},
        {SLICE("AAA=\v"), false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        struct slice bytes;
        bool sound;
        assert_true(taglist_base64(cases[i].text, &arena, &bytes, &sound));
        if (sound != cases[i].sound || bytes.n != cases[i].n)
            fail_msg("case %zu: %d, %zu bytes", i, sound, bytes.n);
        arena_free(&arena);
    }
}

/* A field of a megabyte, 65 tags, a name of 60 KB: an answer, and in time. */
static void large_fields_get_an_answer(void **state)
{
    (void)state;
    static const struct {
        const char *head, *repeated, *tail;
        size_t times;
        enum dkim_reason wrong;
    } cases[] = {
        {"v=1; a=rsa-sha256; d=n.example; s=x; h=from; bh=AAAA; b=", "AAAA", "", 250000,
         DKIM_SOUND},
        {"v=1; a=rsa-sha256; d=n.example; s=x; h=from; bh=AAAA; b=AAAA; z=", "|a:b", "", 250000,
         DKIM_SOUND},
        {"v=1; a=rsa-sha256; d=n.example; s=x; bh=AAAA; b=AAAA; h=from", ":a", "", 1000000,
         DKIM_SOUND},
        {"v=1; ", "a", "=1", 60000, DKIM_TAG_MISSING},
        {"v=1; ", "b=1;", "", 65, DKIM_TAG_DUPLICATE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer tags = {0};
        struct arena arena = {0};
        struct dkimsignature s;
        buffer_append_text(&tags, cases[i].head);
        for (size_t k = 0; k < cases[i].times; k++)
            buffer_append_text(&tags, cases[i].repeated);
        buffer_append_text(&tags, cases[i].tail);
        if (reason_of(buffer_slice(&tags), &s, &arena) != cases[i].wrong)
            fail_msg("case %zu", i);
        buffer_free(&tags);
        arena_free(&arena);
    }
}

static void sixty_five_different_tags_are_read(void **state)
{
    (void)state;
    struct buffer tags = {0};
    struct arena arena = {0};
    struct dkimsignature s;
    buffer_append(&tags, sound_tags);
    buffer_append_text(&tags, "d=north.example; s=x");
    for (int i = 0; i < 65; i++) {
        char tag[32];
        snprintf(tag, sizeof tag, "; u%d=%d", i, i);
        buffer_append_text(&tags, tag);
    }
    assert_int_equal(reason_of(buffer_slice(&tags), &s, &arena), DKIM_SOUND);
    buffer_free(&tags);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(domains_and_selectors_that_are_none),
        cmocka_unit_test(names_are_read_in_lower_case),
        cmocka_unit_test(identities),
        cmocka_unit_test(times),
        cmocka_unit_test(lengths),
        cmocka_unit_test(base64_is_strict),
        cmocka_unit_test(large_fields_get_an_answer),
        cmocka_unit_test(sixty_five_different_tags_are_read),
    };
    return cmocka_run_group_tests_name("dkimsignature", tests, NULL, NULL);
}
