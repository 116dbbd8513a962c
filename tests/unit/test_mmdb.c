/* Tests of lib/base/mmdb. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/mmdb.h"
#include "tests/unit/unit.h"

static const char *const iso_code[] = {"country", "iso_code", NULL};
static const char *const number[] = {"autonomous_system_number", NULL};

/* A text of less than 29 bytes. */
static void put_text(struct buffer *b, const char *text)
{
    buffer_append_char(b, (char)(2 << 5 | strlen(text)));
    buffer_append_text(b, text);
}

static void put_map(struct buffer *b, unsigned entries)
{
    buffer_append_char(b, (char)(7 << 5 | entries));
}

static void put_number(struct buffer *b, unsigned type, unsigned n)
{
    buffer_append_char(b, (char)(type << 5 | 2));
    buffer_append_char(b, (char)(n >> 8));
    buffer_append_char(b, (char)n);
}

/* A file of one node: addresses from 128.0.0.0 on have no data, the others what `data` holds. */
static void make_file(struct buffer *b, struct slice data, unsigned nodes, unsigned version)
{
    b->n = 0;
    const char tree[] = {0, 0, 17, 0, 0, 1}; /* node_count + 16 + offset 0; node_count */
    buffer_append(b, (struct slice){.at = tree, .n = sizeof tree});
    for (int i = 0; i < 16; i++)
        buffer_append_char(b, 0);
    buffer_append(b, data);
    buffer_append_text(b, "\xab\xcd\xefMaxMind.com");
    put_map(b, 4);
    put_text(b, "database_type");
    put_text(b, "Test");
    put_text(b, "node_count");
    put_number(b, 6, nodes);
    put_text(b, "record_size");
    put_number(b, 5, 24);
    put_text(b, "ip_version");
    put_number(b, 5, version);
}

static void make_data(struct buffer *data)
{
    put_map(data, 2);
    put_text(data, "country");
    put_map(data, 2);
    put_text(data, "names");
    put_map(data, 1);
    put_text(data, "en");
    put_text(data, "Germany");
    put_text(data, "iso_code");
    put_text(data, "DE");
    put_text(data, "autonomous_system_number");
    put_number(data, 6, 64500);
}

static enum mmdb_status find(const struct mmdb *db, const char *address, size_t *at)
{
    struct address bytes;
    assert_true(address_read(slice_of(address), &bytes));
    return mmdb_find(db, &bytes, at);
}

static void an_address_leads_to_what_is_known_of_its_network(void **state)
{
    struct buffer file = {0}, data = {0};
    struct mmdb db;
    struct mmdb_value value;
    size_t at;
    (void)state;
    make_data(&data);
    make_file(&file, buffer_slice(&data), 1, 4);
    assert_null(mmdb_open(&db, buffer_slice(&file)));
    assert_true(slice_equal(db.type, SLICE("Test")));
    assert_int_equal(find(&db, "192.0.2.1", &at), MMDB_NOTHING);
    assert_int_equal(find(&db, "2001:db8::1", &at), MMDB_NOTHING);
    assert_int_equal(find(&db, "10.0.0.1", &at), MMDB_FOUND);
    assert_int_equal(mmdb_get(&db, at, iso_code, &value), MMDB_FOUND);
    assert_true(slice_equal(value.text, SLICE("DE")));
    assert_int_equal(mmdb_get(&db, at, number, &value), MMDB_FOUND);
    assert_int_equal(value.number, 64500);
    assert_int_equal(mmdb_get(&db, at, (const char *const[]){"city", NULL}, &value), MMDB_NOTHING);
    buffer_free(&file);
    buffer_free(&data);
}

static void a_file_cut_anywhere_is_damaged_and_never_read_beyond_its_end(void **state)
{
    struct buffer file = {0}, data = {0};
    struct mmdb_value value;
    size_t at;
    (void)state;
    make_data(&data);
    for (size_t cut = 0; cut < data.n; cut++) {
        struct mmdb db;
        make_file(&file, slice_first(buffer_slice(&data), cut), 1, 4);
        assert_null(mmdb_open(&db, buffer_slice(&file)));
        if (find(&db, "10.0.0.1", &at) == MMDB_FOUND)
            assert_int_not_equal(mmdb_get(&db, at, number, &value), MMDB_FOUND);
    }
    for (size_t cut = 0; cut < file.n; cut++) {
        struct mmdb db;
        char *copy = malloc(cut + 1); /* of its very size, for AddressSanitizer */
        assert_non_null(copy);
        memcpy(copy, file.at, cut);
        if (!mmdb_open(&db, (struct slice){.at = copy, .n = cut}))
            find(&db, "10.0.0.1", &at);
        free(copy);
    }
    buffer_free(&file);
    buffer_free(&data);
}

static void sizes_that_cannot_be_are_refused(void **state)
{
    struct buffer file = {0}, data = {0};
    struct mmdb db;
    (void)state;
    make_data(&data);
    make_file(&file, buffer_slice(&data), 60000, 4);
    assert_non_null(mmdb_open(&db, buffer_slice(&file)));
    make_file(&file, buffer_slice(&data), 1, 5);
    assert_non_null(mmdb_open(&db, buffer_slice(&file)));
    assert_non_null(mmdb_open(&db, SLICE("")));
    buffer_free(&file);
    buffer_free(&data);
}

static void nested_arrays_and_loops_of_pointers_come_to_an_end(void **state)
{
    struct buffer file = {0}, data = {0};
    struct mmdb db;
    struct mmdb_value value;
    size_t at;
    (void)state;
    put_map(&data, 2);
    put_text(&data, "deep");
    for (int i = 0; i < 2000000; i++)
        buffer_append(&data, SLICE("\x01\x04")); /* an array of one */
    make_file(&file, buffer_slice(&data), 1, 4);
    assert_null(mmdb_open(&db, buffer_slice(&file)));
    assert_int_equal(find(&db, "10.0.0.1", &at), MMDB_FOUND);
    assert_int_equal(mmdb_get(&db, at, iso_code, &value), MMDB_DAMAGED);

    data.n = 0;
    buffer_append(&data, SLICE("\x20\x00")); /* a pointer to itself */
    make_file(&file, buffer_slice(&data), 1, 4);
    assert_null(mmdb_open(&db, buffer_slice(&file)));
    assert_int_equal(find(&db, "10.0.0.1", &at), MMDB_FOUND);
    assert_int_equal(mmdb_get(&db, at, iso_code, &value), MMDB_DAMAGED);
    buffer_free(&file);
    buffer_free(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_leads_to_what_is_known_of_its_network),
        cmocka_unit_test(a_file_cut_anywhere_is_damaged_and_never_read_beyond_its_end),
        cmocka_unit_test(sizes_that_cannot_be_are_refused),
        cmocka_unit_test(nested_arrays_and_loops_of_pointers_come_to_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
