/* Tests of SHA-256 as text. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/base/sha256.h"
#include "tests/unit/unit.h"

static void a_digest_serves_text_after_text(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
    struct sha256 h = {0};
    char text[SHA256_TEXT + 1];
    for (int i = 0; i < 4; i++) {
        assert_true(sha256_text(&h, i % 2 ? SLICE("abc") : (struct slice){0}, text));
        assert_string_equal(text, wanted[i % 2]);
    }

    assert_true(sha256_begin(&h) && sha256_add(&h, SLICE("a")) && sha256_add(&h, SLICE("bc")));
    assert_true(sha256_end_text(&h, text));
    assert_string_equal(text, wanted[1]);
    sha256_free(&h);
}

static void a_file_is_hashed_from_where_it_stands_on(void **state)
{
    (void)state;
    struct sha256 h = {0};
    char text[SHA256_TEXT + 1], whole[SHA256_TEXT + 1];
    uint64_t bytes;
    FILE *file = tmpfile();
    assert_true(file && fputs("-abc", file) > 0 && fflush(file) == 0);
    assert_int_equal(lseek(fileno(file), 1, SEEK_SET), 1);
    assert_int_equal(sha256_file(&h, fileno(file), text, &bytes), 0);
    assert_true(bytes == 3 && sha256_text(&h, SLICE("abc"), whole));
    assert_string_equal(text, whole);
    fclose(file);

    int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(sha256_file(&h, folder, text, &bytes), EISDIR);
    close(folder);
    sha256_free(&h);
}

static void a_text_of_64_lower_case_digits_is_one(void **state)
{
    (void)state;
    char text[SHA256_TEXT + 1] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_true(sha256_is_text(slice_of(text)));
    assert_false(sha256_is_text(slice_first(slice_of(text), SHA256_TEXT - 1)));
    assert_false(sha256_is_text((struct slice){0}));
    text[7] = 'F';
    assert_false(sha256_is_text(slice_of(text)));
    text[7] = 'g';
    assert_false(sha256_is_text(slice_of(text)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digest_serves_text_after_text),
        cmocka_unit_test(a_file_is_hashed_from_where_it_stands_on),
        cmocka_unit_test(a_text_of_64_lower_case_digits_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
