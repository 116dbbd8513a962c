/* Streams of a stream: other spellings of text, Apple's and Dovecot's files, S/MIME signatures. */
#include "formats/read/dbox.h"
#include "tests/unit/reading.h"

#include "formats/read/damage.h"
#include "formats/read/layer.h"
#include "formats/read/stores.h"
#include "formats/read/streams/seekable.h"
#include "formats/read/streams/smime.h"

/* What is in a layer, with "!" and the failure behind it. */
static void check_layer(enum content_kind kind, struct slice packed, const char *wanted)
{
    for (size_t piece = 1; piece < 5000; piece = piece * 3 + 1) {
        struct dribble d = {.stream.pull = dribble_pull, .rest = packed, .piece = piece};
        struct expansion e = expansion_of_mail(packed.n, 500, UINT64_MAX, NULL);
        struct layer l;
        char got[2000] = "";
        size_t n = 0, some;
        assert_true(layer_open(&l, &d.stream, kind, &e));
        while ((some = stream_read(l.plain, got + n, piece < 3 ? piece : 500)) > 0)
            n += some;
        snprintf(got + n, sizeof got - n, "%s%s", l.plain->failure[0] ? "!" : "", l.plain->failure);
        assert_string_equal(got, wanted);
        layer_close(&l);
    }
}

static void utf16_becomes_utf8(void **state)
{
    (void)state;
    check_layer(CONTENT_UTF16LE,
                SLICE("\xFF\xFE"
                      "A\0\xE4\0\xAC\x20\x3D\xD8\x00\xDE"),
                "A\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
    check_layer(CONTENT_UTF16BE, SLICE("\xFE\xFF\0A\xD8\x3D\0B"),
                "A\xEF\xBF\xBD"
                "B");
    check_layer(CONTENT_UTF16LE, SLICE("\xFF\xFE\x00\xDCz\0q"), "\xEF\xBF\xBDz"); /* an odd byte */
    check_layer(CONTENT_UTF16LE, SLICE("\xFF\xFEz\0\x3D\xD8"), "z\xEF\xBF\xBD");
}

static void lone_cr_ends_a_line(void **state)
{
    (void)state;
    check_layer(CONTENT_CR_LINES, SLICE("From x\rSubject: y\r\rz"), "From x\nSubject: y\n\nz");
    assert_int_equal(recognise(SLICE("From x\rSubject: y\r\rz")), CONTENT_CR_LINES);
    assert_int_equal(recognise(SLICE("From x\r\nSubject: y\r\n\r\nz")), CONTENT_MBOX);
}

static void emlx_holds_as_many_bytes_as_it_says(void **state)
{
    (void)state;
    check_layer(CONTENT_EMLX, SLICE("14        \nSubject: x\n\nhi<plist/>"), "Subject: x\n\nhi");
    check_layer(CONTENT_EMLX, SLICE("99\nSubject: x\n"), "Subject: x\n!ends too early (emlx)");
    check_layer(CONTENT_EMLX, SLICE("14\nSubject: x\n\nhi \r\n\nbplist00"), "Subject: x\n\nhi");
    check_layer(CONTENT_EMLX, SLICE("14\r\nSubject: x\r\n\r\nhi\r\n<?xml"),
                "Subject: x\r\n\r\nhi\r\n<?xml"); /* it was counted with other line ends */
    check_layer(CONTENT_EMLX, SLICE("0\nSubject: x\n"), "Subject: x\n");
    assert_int_equal(recognise(SLICE("14        \nSubject: x\n\nhi<plist/>")), CONTENT_EMLX);
    assert_int_equal(recognise(SLICE("14\nno field\n")), CONTENT_UNKNOWN);
}

#define LZ4_HEAD "Dovecot-LZ4\x0D\x2A\x9B\xC5\0\1\0\0"

static void dovecots_lz4_is_unpacked(void **state)
{
    (void)state;
    check_layer(CONTENT_DOVECOT_LZ4,
                SLICE(LZ4_HEAD "\0\0\0\6"
                               "\x50hello"
                               "\0\0\0\2"
                               "\x10!"),
                "hello!");
    check_layer(CONTENT_DOVECOT_LZ4,
                SLICE(LZ4_HEAD "\0\0\0\6"
                               "\x50hello"
                               "\0\0\0\2"
                               "\x10"),
                "hello!ends too early (lz4)");
    check_layer(CONTENT_DOVECOT_LZ4,
                SLICE(LZ4_HEAD "\0\0\0\6"
                               "\xF0hello"),
                "!is damaged (lz4)");
    check_layer(CONTENT_DOVECOT_LZ4, SLICE("Dovecot-LZ4\x0D\x2A\x9B\xC5\xFF\xFF\xFF\xFF"),
                "!is damaged (lz4)");
}

#define SIGNED "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"
#define DATA "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"

static void smime_gives_what_is_signed(void **state)
{
    (void)state;
    struct slice der = SLICE("\x30\x2B" SIGNED "\xA0\x1E\x30\x1C\x02\x01\x01\x31\x00\x30\x13" DATA
                             "\xA0\x06\x04\x04"
                             "hey!"
                             "\x31\x00"),
                 ber = SLICE("\x30\x80" SIGNED "\xA0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" DATA
                             "\xA0\x80\x24\x80\x04\x02"
                             "he"
                             "\x24\x04\x04\x02"
                             "y!"
                             "\0\0\0\0\0\0\x31\x00\0\0\0\0\0\0"),
                 detached = SLICE("\x30\x23" SIGNED
                                  "\xA0\x16\x30\x14\x02\x01\x01\x31\x00\x30\x0B" DATA "\x31\x00");
    assert_int_equal(recognise(der), CONTENT_SMIME);
    check_layer(CONTENT_SMIME, der, "hey!");
    check_layer(CONTENT_SMIME, ber, "hey!");
    check_layer(CONTENT_SMIME, slice_first(der, 40), "h!ends too early (S/MIME)");
    check_layer(CONTENT_SMIME, detached, "!is damaged (S/MIME), or holds no content");
    assert_int_equal(
        smime_kind_of(SLICE("\x30\x82\1\1\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03")),
        SMIME_ENCRYPTED);
    assert_int_equal(smime_kind_of(SLICE("\x30\x82")), SMIME_NONE);
}

static void a_dbox_gives_its_messages(void **state)
{
    (void)state;
    struct slice file = SLICE("2 M1e C65e5b0f0\n\1\2N          0000000000000003\nabc\n\1\3\nR1\n\n"
                              "\1\2N          0000000000000009\nde");
    struct memory_stream s;
    struct slice name;
    struct stream *message;
    char got[10];
    memory_stream_init(&s, file);
    struct container *c = dbox_open(&s.stream);
    assert_int_equal(recognise(file), CONTENT_DBOX);
    assert_int_equal(container_next(c, &name, &message), CONTAINER_MEMBER);
    assert_int_equal(stream_read(message, got, sizeof got), 3);
    assert_memory_equal(got, "abc", 3);
    assert_int_equal(container_next(c, &name, &message), CONTAINER_MEMBER);
    assert_true(slice_equal(name, SLICE("2")));
    assert_int_equal(stream_read(message, got, sizeof got), 2);
    assert_int_equal(stream_read(message, got, sizeof got), 0);
    assert_string_equal(message->failure, "ends too early (dbox)");
    assert_int_equal(container_next(c, &name, &message), CONTAINER_END);
    container_close(c);
}

/* So many bytes a message's header has at least, for its length in 16 digits, and at the most. */
static void a_dbox_has_headers_of_a_sound_length(void **state)
{
    static const struct {
        struct slice head;
        bool is_dbox;
    } cases[] = {
        {SLICE("2 M13 C65e5b0f0\n\1\2N"), false}, {SLICE("2 M14 C65e5b0f0\n\1\2N"), true},
        {SLICE("2 C65e5b0f0 M100\n\1\2N"), true}, {SLICE("2 C65e5b0f0 M101\n\1\2N"), false},
        {SLICE("2 C65e5b0f0\n\1\2N"), false},     {SLICE("2 M\n\1\2N"), false},
        {SLICE("1 M14\n\1\2N"), false},           {SLICE("2 M14\n\2\2N"), false}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(recognise(cases[i].head) == CONTENT_DBOX, cases[i].is_dbox);
}

static void a_dbox_tells_of_attachments_that_are_kept_apart(void **state)
{
    (void)state;
    struct slice file = SLICE("2 M1e C65e5b0f0\n\1\2N          0000000000000003\nabc\n\1\3\n"
                              "R1\nX1 409 B76 dd/1c/dd1c\n\n"
                              "\1\2N          0000000000000002\nde\n\1\3\nR1\n\n");
    struct memory_stream s;
    struct slice name;
    struct stream *message;
    memory_stream_init(&s, file);
    struct container *c = dbox_open(&s.stream);
    assert_int_equal(container_next(c, &name, &message), CONTAINER_MEMBER);
    assert_int_equal(container_next(c, &name, &message), CONTAINER_MEMBER);
    assert_int_equal(container_next(c, &name, &message), CONTAINER_FAILED);
    assert_int_equal(c->unread->reason, UNREAD_PARTIAL_MESSAGE);
    container_close(c);
}

static void a_store_is_told_by_its_first_bytes(void **state)
{
    (void)state;
    assert_int_equal(stores_find(SLICE("CRYPTED\x03\x07...."))->unread.reason, UNREAD_ENCRYPTED);
    assert_int_equal(stores_find(SLICE("SQLite format 3\0...."))->use, STORE_OF_ROWS);
    assert_null(stores_find(SLICE("Subject: x\n")));
}

static void a_sentence_tells_what_to_do_about_damage(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        enum unread_reason whole, piece;
    } rows[] = {
        {SEEKABLE_NO_ROOM, UNREAD_NOT_OPENED, UNREAD_NOT_OPENED},
        {SEEKABLE_NO_FILES, UNREAD_NOT_OPENED, UNREAD_NOT_OPENED},
        {"needs more than 128 MB to unpack", UNREAD_OVER_LIMIT, UNREAD_OVER_LIMIT},
        {"is encrypted", UNREAD_ENCRYPTED, UNREAD_ENCRYPTED},
        {"Passphrase required", UNREAD_ENCRYPTED, UNREAD_ENCRYPTED},
        {"Encryption is not supported", UNREAD_ENCRYPTED, UNREAD_ENCRYPTED},
        {"is packed by a method that is not supported", UNREAD_NO_READER, UNREAD_SPLIT},
        {"Unsupported multi volume", UNREAD_NO_READER, UNREAD_SPLIT},
        {"ends too early (gzip)", UNREAD_DAMAGED, UNREAD_SPLIT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct slice sentence = slice_of(rows[i].sentence);
        assert_int_equal(damage_of(sentence, false)->reason, rows[i].whole);
        assert_int_equal(damage_of(sentence, true)->reason, rows[i].piece);
    }
}

static void a_disc_image_has_its_mark_behind_32_kilobytes(void **state)
{
    (void)state;
    static char head[STORE_ISO_HEAD];
    struct slice image = {.at = head, .n = sizeof head};
    assert_false(stores_is_iso(image));
    for (size_t i = 0; i < 2; i++) {
        memcpy(head + STORE_ISO_AT, i == 0 ? "CD001" : "BEA01", 5);
        assert_true(stores_is_iso(image));
        assert_false(stores_is_iso(slice_first(image, image.n - 1)));
    }
}

static void what_stands_before_mail_is_passed(void **state)
{
    (void)state;
    assert_int_equal(recognise_prefix(SLICE("\xEF\xBB\xBF\r\n\nSubject: x\n")), 6);
    assert_int_equal(recognise_prefix(SLICE("POST /r HTTP/1.1\r\nHost: a\r\n")), 18);
    assert_int_equal(recognise_prefix(SLICE("PUT /r HTTP/2\nHost: a\r\n")), 14);
    assert_int_equal(recognise_prefix(SLICE("POST \nSubject: x\n")), 0);
    assert_int_equal(recognise_prefix(SLICE("POST /HTTP/\nSubject: x\n")), 0);
    assert_int_equal(recognise_prefix(SLICE("POST /r HTTP/a\nSubject: x\n")), 0);
    assert_int_equal(recognise_prefix(SLICE("POST it on the wall\nSubject: x\n")), 0);
    assert_int_equal(recognise_prefix(SLICE("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf16_becomes_utf8),
        cmocka_unit_test(lone_cr_ends_a_line),
        cmocka_unit_test(emlx_holds_as_many_bytes_as_it_says),
        cmocka_unit_test(dovecots_lz4_is_unpacked),
        cmocka_unit_test(smime_gives_what_is_signed),
        cmocka_unit_test(a_dbox_gives_its_messages),
        cmocka_unit_test(a_dbox_has_headers_of_a_sound_length),
        cmocka_unit_test(a_dbox_tells_of_attachments_that_are_kept_apart),
        cmocka_unit_test(a_store_is_told_by_its_first_bytes),
        cmocka_unit_test(a_sentence_tells_what_to_do_about_damage),
        cmocka_unit_test(a_disc_image_has_its_mark_behind_32_kilobytes),
        cmocka_unit_test(what_stands_before_mail_is_passed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
