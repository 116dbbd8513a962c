/* Tests of formats/read/maildir: what the names of an archive's members say. */
#include <stdlib.h>

#include "formats/read/maildir.h"
#include "tests/unit/unit.h"

static enum maildir_part part_of(const char *member)
{
    struct maildir_seen seen = {.n = 0};
    return maildir_part_of(&seen, slice_of(member));
}

static void messages_are_those_in_cur_and_new(void **state)
{
    (void)state;
    assert_int_equal(part_of("cur/1.a"), MAILDIR_MESSAGE);
    assert_int_equal(part_of("box/new/1.a"), MAILDIR_MESSAGE);
    assert_int_equal(part_of("box/new/.hidden"), MAILDIR_NO_PART);
    assert_int_equal(part_of("box/old/1.a"), MAILDIR_NO_PART);
    assert_int_equal(part_of("1.a"), MAILDIR_NO_PART);
}

static void a_member_without_a_name_of_its_own_is_read(void **state)
{
    struct maildir_seen seen = {.n = 0};
    (void)state;
    assert_int_equal(maildir_part_of(&seen, slice_first(SLICE("cur/.hidden"), strlen("cur/"))),
                     MAILDIR_MESSAGE);
}

static void what_lies_in_tmp_is_half_delivered_where_a_maildir_is_known(void **state)
{
    struct maildir_seen seen = {.n = 0};
    (void)state;
    assert_int_equal(part_of("Maildir/tmp/1.a"), MAILDIR_HALF_DELIVERED);
    assert_int_equal(part_of("box/.Sent/tmp/1.a"), MAILDIR_HALF_DELIVERED);
    assert_int_equal(part_of("box/tmp/1.a"), MAILDIR_NO_PART);
    assert_int_equal(maildir_part_of(&seen, SLICE("box/cur/1.a")), MAILDIR_MESSAGE);
    assert_int_equal(maildir_part_of(&seen, SLICE("box/tmp/1.a")), MAILDIR_HALF_DELIVERED);
    assert_int_equal(maildir_part_of(&seen, SLICE("other/tmp/1.a")), MAILDIR_NO_PART);
}

static void flags_are_no_part_of_a_messages_own_name(void **state)
{
    static const struct {
        const char *name, *unique;
    } rows[] = {{"1.a", "1.a"},
                {"1.a:2,", "1.a"},
                {"1.a:2,FS", "1.a"},
                {"1.a:1,x", "1.a"},
                {"12:30:00.a", "12:30:00.a"},
                {"12:30:00.a:2,S", "12:30:00.a"},
                {"1.a:2,S:3", "1.a:2,S:3"},
                {":2,S", ""},
                {"", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct slice name = slice_of(rows[i].name), unique = slice_of(rows[i].unique);
        assert_true(slice_equal(maildir_unique(name), unique));
        assert_int_equal(maildir_has_flags(name), unique.n < name.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flags_are_no_part_of_a_messages_own_name),
        cmocka_unit_test(messages_are_those_in_cur_and_new),
        cmocka_unit_test(a_member_without_a_name_of_its_own_is_read),
        cmocka_unit_test(what_lies_in_tmp_is_half_delivered_where_a_maildir_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
