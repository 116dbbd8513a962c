/* Tests of formats/read/streams/unxz: what xz packs comes out, and nothing that asks for too
 * much. */
#include <endian.h>
#include <lzma.h>
#include <string.h>

#include "formats/read/streams/unxz.h"
#include "tests/unit/unit.h"

enum { TEXT = 300000, PACKED = 400000 };

static char text[TEXT], plain[2 * TEXT];
static uint8_t packed[2 * PACKED];

/* Two streams, one behind the other. */
static size_t pack(void)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * i / 1000);
    for (int i = 0; i < 2; i++)
        assert_int_equal(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, (const uint8_t *)text,
                                                 sizeof text, packed, &n, sizeof packed),
                         LZMA_OK);
    return n;
}

typedef struct stream *opener(struct stream *packed, struct expansion *expansion);

/* What of the packed bytes comes out, and what is then said. */
static size_t unpack(opener *open, size_t n, char failure[static STREAM_FAILURE])
{
    struct memory_stream in;
    struct expansion expansion = {.packed = n, .most_ratio = 500, .most = UINT64_MAX};
    memory_stream_init(&in, (struct slice){.at = (const char *)packed, .n = n});
    struct stream *s = open(&in.stream, &expansion);
    size_t total = 0, got;
    assert_non_null(s);
    while ((got = stream_read(s, plain + total, sizeof plain - total)) > 0)
        total += got;
    strcpy(failure, s->failure);
    unxz_close(s);
    return total;
}

static void streams_come_out_one_behind_the_other(void **state)
{
    (void)state;
    char failure[STREAM_FAILURE];
    assert_int_equal(unpack(unxz_open, pack(), failure), 2 * sizeof text);
    assert_string_equal(failure, "");
    assert_memory_equal(plain, text, sizeof text);
    assert_memory_equal(plain + sizeof text, text, sizeof text);
}

static void what_is_cut_or_damaged_is_said_behind_what_is_sound(void **state)
{
    (void)state;
    char failure[STREAM_FAILURE];
    size_t n = pack();
    assert_true(unpack(unxz_open, n - n / 3, failure) >= sizeof text);
    assert_string_equal(failure, "ends too early (xz)");

    packed[n - n / 4] ^= 0x20;
    assert_true(unpack(unxz_open, n, failure) >= sizeof text);
    assert_string_equal(failure, "is damaged (xz)");
}

/* The older format has no mark of its own at its end (lzma.txt of the LZMA SDK). */
static void what_is_cut_of_an_lzma_file_is_called_so(void **state)
{
    (void)state;
    lzma_stream z = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    char failure[STREAM_FAILURE];
    assert_false(lzma_lzma_preset(&options, 6));
    pack();
    z.next_in = (const uint8_t *)text;
    z.avail_in = sizeof text;
    z.next_out = packed;
    z.avail_out = sizeof packed;
    assert_int_equal(lzma_alone_encoder(&z, &options), LZMA_OK);
    assert_int_equal(lzma_code(&z, LZMA_FINISH), LZMA_STREAM_END);
    size_t n = z.total_out;
    lzma_end(&z);

    assert_int_equal(unpack(unxz_open_lzma, n, failure), sizeof text);
    assert_string_equal(failure, "");
    assert_true(unpack(unxz_open_lzma, n - n / 3, failure) < sizeof text);
    assert_string_equal(failure, "ends too early (lzma)");
    packed[n / 2] ^= 0x20;
    unpack(unxz_open_lzma, n, failure);
    assert_string_equal(failure, "is damaged (lzma)");
}

/* The dictionary's size stands in the header of the first block, behind the filter's number and the
 * length of its properties (xz file format, 3.1.5 and 5.3.1). */
static void a_dictionary_of_four_gigabytes_is_refused(void **state)
{
    (void)state;
    enum { BLOCK_HEADER = 12, LARGEST = 40 };
    char failure[STREAM_FAILURE];
    size_t n = pack(), length = (packed[BLOCK_HEADER] + 1u) * 4, at = BLOCK_HEADER + 2;
    while (packed[at] != LZMA_FILTER_LZMA2 || packed[at + 1] != 1)
        at++;
    packed[at + 2] = LARGEST;
    uint32_t sum = htole32(lzma_crc32(packed + BLOCK_HEADER, length - 4, 0));
    memcpy(packed + BLOCK_HEADER + length - 4, &sum, sizeof sum);
    assert_int_equal(unpack(unxz_open, n, failure), 0);
    assert_non_null(strstr(failure, "needs more than 192 MB to unpack"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_come_out_one_behind_the_other),
        cmocka_unit_test(what_is_cut_or_damaged_is_said_behind_what_is_sound),
        cmocka_unit_test(what_is_cut_of_an_lzma_file_is_called_so),
        cmocka_unit_test(a_dictionary_of_four_gigabytes_is_refused),
    };
    return cmocka_run_group_tests_name("unxz", tests, NULL, NULL);
}
