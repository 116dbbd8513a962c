/* Tests of what first bytes tell (SPEC 2): every row of the two tables is found. */
#include "formats/read/recognise.h"
#include "formats/read/stores.h"
#include "formats/read/streams/stream.h"
#include "tests/unit/unit.h"

enum { ROOM = 2048 };

/* `bytes` at `at`, and zeros behind them. */
static struct slice file_of(char room[static ROOM], size_t at, struct slice bytes)
{
    memset(room, 'q', at);
    memset(room + at, 0, ROOM - at);
    memcpy(room + at, bytes.at, bytes.n);
    return (struct slice){.at = room, .n = ROOM};
}

static void recognise_knows_forms_by_their_first_bytes(void **state)
{
    static const struct {
        size_t at;
        struct slice bytes;
        enum content_kind kind;
    } cases[] = {
        {0, SLICE("\x1F\x8B"), CONTENT_GZIP},
        {0, SLICE("PK\x03\x04"), CONTENT_ZIP},
        {0, SLICE("PK00PK\x03\x04"), CONTENT_ZIP},
        {0, SLICE("PK\x05\x06"), CONTENT_ZIP},
        {0, SLICE("BZh9"), CONTENT_BZIP2},
        {0,
         SLICE("\xFD"
               "7zXZ"),
         CONTENT_XZ},
        {0, SLICE("\x28\xB5\x2F\xFD"), CONTENT_ZSTD},
        {0, SLICE("\x04\x22\x4D\x18"), CONTENT_LZ4},
        {0, SLICE("\x02\x21\x4C\x18"), CONTENT_LZ4},
        {0, SLICE("\x50\x2A\x4D\x18\4\0\0\0....\x28\xB5\x2F\xFD"), CONTENT_ZSTD},
        {0, SLICE("\x5F\x2A\x4D\x18\0\0\0\0\x50\x2A\x4D\x18\1\0\0\0.\x04\x22\x4D\x18"),
         CONTENT_LZ4},
        {0, SLICE("\x50\x2A\x4D\x18\0\0\1\0"), CONTENT_ZSTD},
        {0, SLICE("\x50\x2A\x4D\x18\4\0\0\0...."), CONTENT_UNKNOWN},
        {0, SLICE("\x1F\x9D"), CONTENT_COMPRESS},
        {0, SLICE("LZIP"), CONTENT_LZIP},
        {0, SLICE("\x5D"), CONTENT_LZMA},
        {0, SLICE("7z\xBC\xAF\x27\x1C"), CONTENT_7Z},
        {0, SLICE("Rar!\x1A\x07"), CONTENT_RAR},
        {0, SLICE("Rar!\x1A\x07\x01"), CONTENT_RAR5},
        {0, SLICE("MSCF"), CONTENT_CAB},
        {0, SLICE("!<arch>\n"), CONTENT_AR},
        {0, SLICE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), CONTENT_COMPOUND},
        {0, SLICE("\x78\x9F\x3E\x22"), CONTENT_TNEF},
        {0, SLICE("!BDN"), CONTENT_PST},
        {0, SLICE("070701"), CONTENT_CPIO},
        {0, SLICE("070702"), CONTENT_CPIO},
        {0, SLICE("070707"), CONTENT_CPIO},
        {0, SLICE("\xC7\x71"), CONTENT_CPIO},
        {0, SLICE("\x71\xC7"), CONTENT_CPIO},
        {2, SLICE("-lh5-"), CONTENT_LHA},
        {2, SLICE("-lzs-"), CONTENT_LHA},
        {0, SLICE("Dovecot-LZ4\x0D\x2A\x9B\xC5"), CONTENT_DOVECOT_LZ4},
        {0, SLICE("\xFF\xFE{"), CONTENT_UTF16LE},
        {0, SLICE("\xFE\xFF"), CONTENT_UTF16BE},
        {257, SLICE("ustar"), CONTENT_TAR},
        {0, SLICE("{\"schema\":\"tlsrpt-audit/summary/1\",\n"), CONTENT_SUMMARY},
    };
    char room[ROOM];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(recognise(file_of(room, cases[i].at, cases[i].bytes)), cases[i].kind);
    struct slice empty_zip = SLICE("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0c");
    assert_int_equal(recognise(empty_zip), CONTENT_EMPTY);
    assert_int_equal(recognise(slice_first(empty_zip, empty_zip.n - 1)), CONTENT_ZIP);
    assert_int_equal(recognise(SLICE("")), CONTENT_UNKNOWN);
    assert_int_equal(recognise(SLICE("Dear Postmaster,\n")), CONTENT_UNKNOWN);
}

static void stores_are_known_by_their_first_bytes(void **state)
{
    static const struct {
        size_t at;
        struct slice bytes;
        const char *form;
    } cases[] = {
        {0, SLICE("!BDN"), "Outlook data file"},
        {0, SLICE("CRYPTED\x03\x07"), "mail encrypted by Dovecot's mail_crypt"},
        {0, SLICE("-----BEGIN PGP MESSAGE-----"), "PGP-encrypted text"},
        {0, SLICE("\x85\x01\x0C\x03"), "PGP-encrypted file"},
        {0, SLICE("\x85\x01\x8C\x03"), "PGP-encrypted file"},
        {0, SLICE("\x85\x02\x0C\x03"), "PGP-encrypted file"},
        {0, SLICE("\x84\x5E\x03"), "PGP-encrypted file"},
        {0, SLICE("\x8C\x0D\x04"), "PGP-encrypted file"},
        {0, SLICE("\x90\x0D\x03\0\x0A"), "file signed or packed by OpenPGP"},
        {0, SLICE("\xC4\x0D\x03\0\x0A"), "file signed or packed by OpenPGP"},
        {0, SLICE("\xA3\1\xA5"), "file signed or packed by OpenPGP"},
        {0, SLICE("\xA3\2\x78\x9C"), "file signed or packed by OpenPGP"},
        {0, SLICE("\xA3\3BZh6"), "file signed or packed by OpenPGP"},
        {0, SLICE("\x1A\2REPORT.EML"), "ARC archive"},
        {0, SLICE("\x1A\x0BREPORTS1.EML"), "ARC archive"},
        {20, SLICE("\xDC\xA7\xC4\xFD"), "zoo archive"},
        {0, SLICE("ALZ\1\x0A"), "ALZ archive"},
        {0, SLICE("EGGA\0\1"), "EGG archive"},
        {0, SLICE("# v2 git bundle\n"), "git bundle"},
        {0, SLICE("# v3 git bundle\n"), "git bundle"},
        {0, SLICE("AES\2"), "file encrypted by AES Crypt"},
        {0, SLICE("\xC0\xB9\x07\x2E\x4F\x93\xF1\x46"), "file encrypted by AxCrypt"},
        {0, SLICE("LUKS\xBA\xBE\0\2"), "encrypted disk image (LUKS)"},
        {3, SLICE("-FVE-FS-"), "encrypted disk image (BitLocker)"},
        {1024, SLICE("H+\0\4"), "disk image"},
        {0, SLICE("# This is a shell archive"), "shell archive (shar)"},
        {0, SLICE("#!/bin/sh\n# This is a shell archive"), "shell archive (shar)"},
        {0, SLICE("blob 17"), "git object"},
        {0, SLICE("PACK\0\0\0\2"), "git pack"},
        {0, SLICE("C_            1605 "), "queue file of Postfix"},
        {0, SLICE("CO            1719 "), "queue file of Postfix"},
        {0, SLICE("QlpoOTFBWSZTW"), "file in base64"},
        {0, SLICE("/Td6WFoAAATm"), "file in base64"},
        {0, SLICE("KLUv/WA"), "file in base64"},
        {0, SLICE("\x1A\0\0\x04"), "Lotus Notes database (NSF)"},
        {0, SLICE("\xCF\xAD\x12\xFE"), "Outlook Express folder (DBX)"},
        {0, SLICE("BABYL OPTIONS"), "Babyl file of Emacs Rmail"},
        {0, SLICE("*mbx*\r\n"), "mbx mailbox of UW-IMAP"},
        {0, SLICE(":msg:00000001:20261128035622+0000:000005dc:\r\n"), "mix mailbox of UW-IMAP"},
        {0, SLICE("JMF2"), "Incredimail message store"},
        {0, SLICE("AOLVM100"), "mail archive of AOL (PFC)"},
        {0, SLICE("PK\x07\x08"), "split zip"},
        {0, SLICE("\x20\x06\x79\x19\x08\x0C"), "message base of The Bat! (TBB)"},
        {0, SLICE("\x89LZO\0\r\n\x1A\n"), "file packed by lzop"},
        {0, SLICE("LRZI"), "file packed by lrzip"},
        {0, SLICE("\xFF\x06\0\0sNaPpY"), "file packed by Snappy"},
        {0, SLICE("bvx2"), "file packed by LZFSE"},
        {0, SLICE("7kSt\xA0\x31"), "ZPAQ archive"},
        {0, SLICE("zPQ\x02\1"), "ZPAQ archive"},
        {0, SLICE("Obj\1\x04\x14\x61vro.codec\x0E\x64\x65\x66late"), "Avro file packed by deflate"},
        {0, SLICE("btrfs-stream"), "backup of a file system"},
        {0, SLICE("xFSdump0"), "backup of a file system"},
        {0, SLICE("partclone-image"), "backup of a file system"},
        {0, SLICE("TAPE\0\0"), "backup of a file system"},
        {0, SLICE("VMA\0"), "backup of a file system"},
        {8, SLICE("\xAC\xCB\xBA\xF5\2"), "backup of a file system"},
        {0, SLICE("XFSB\0\0\x10"), "disk image"},
        {32, SLICE("NXSB"), "disk image"},
        {0, SLICE("[repository]\nversion = 1\n"), "Borg backup repository"},
        {0, SLICE("hsqs"), "SquashFS image"},
        {0, SLICE("xar!"), "xar archive"},
        {0, SLICE("MSWIM"), "Windows image (WIM)"},
        {0, SLICE("\x1F\xEF\xBF\xBD\x08"), "gzip that was stored as text"},
        {0, SLICE("\x1F\xC2\x8B\x08"), "gzip that was stored as text"},
        {0, SLICE("\x1F\xE2\x80\xB9\x08"), "gzip that was stored as text"},
        {0, SLICE("\x1F\xC3\xAF\x08"), "gzip that was stored as text"},
        {0, SLICE("Salted__"), "file encrypted by openssl"},
        {0, SLICE("RCLONE\0\0"), "file encrypted by rclone"},
        {0, SLICE("age-encryption.org/"), "file encrypted by age"},
        {0, SLICE("-----BEGIN AGE ENCRYPTED FILE-----"), "file encrypted by age"},
        {0, SLICE("vhdxfile"), "disk image (VHDX)"},
        {0, SLICE("QFI\xFB"), "disk image (QCOW)"},
        {0, SLICE("KDMV"), "disk image (VMDK)"},
        {0, SLICE("EVF\x09\x0D\x0A\xFF"), "forensic image (EWF)"},
        {0, SLICE("MZ"), "Windows program, perhaps a self-extracting archive"},
        {0, SLICE("#!/bin/sh\n# This script was generated using Makeself"),
         "self-extracting archive (Makeself)"},
        {0, SLICE("\xED\xAB\xEE\xDB"), "RPM package"},
        {0, SLICE("SQLite format 3"), "SQLite database"},
        {4, SLICE("\xEF\xCD\xAB\x89"), "ESE database (Exchange's EDB)"},
        {0, SLICE("\0\1\0\0Standard Jet DB"), "Access database"},
        {0, SLICE("// <!-- <mdb:mork:z"), "Thunderbird index (Mork)"},
        {0, SLICE("\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"), "S/MIME-encrypted mail"},
    };
    char room[ROOM];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct store *s = stores_find(file_of(room, cases[i].at, cases[i].bytes));
        assert_non_null(s);
        assert_string_equal(s->unread.form.at, cases[i].form);
    }
    assert_null(stores_find(SLICE("")));
    assert_null(stores_find(SLICE("Salt and pepper")));
    assert_null(stores_find(SLICE("\x1A\1+\0\x0F\0\x0F\0i\0u\2xterm|terminal emulator")));
    assert_null(stores_find(SLICE("\x1A\2A NAME OF MORE THAN TWELVE")));
    assert_null(stores_find(SLICE("\x1A\x0CREPORT.EML\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")));
}

/* What gateways put on top may be longer than what is looked at; so may what other texts begin
 * with, as translated descriptions of Debian's packages do. */
static void added_fields_alone_begin_a_message(void **state)
{
    static const struct {
        struct slice field;
        enum content_kind kind;
    } cases[] = {
        {SLICE("X-Scan: word word\n"), CONTENT_MESSAGE},
        {SLICE("x-gateway-notes: word\n"), CONTENT_MESSAGE},
        {SLICE("ARC-Message-Signature: i=1; b=AAAA\n"), CONTENT_MESSAGE},
        {SLICE("version: 3\ndispatcher: local\nsender: a@b.example\n"), CONTENT_UNKNOWN},
        {SLICE("BEGIN:VCARD\nX-ABUID:1\nFN:A\nEND:VCARD\n"), CONTENT_UNKNOWN},
        {SLICE("Description-de.UTF-8: Wort\n"), CONTENT_UNKNOWN},
        {SLICE("00000000: 7b22 6f72 6761  {\"orga\n"), CONTENT_UNKNOWN},
    };
    char head[STREAM_HEAD];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t at = 0; at < sizeof head; at++)
            head[at] = cases[i].field.at[at % cases[i].field.n];
        assert_int_equal(recognise((struct slice){.at = head, .n = sizeof head}), cases[i].kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognise_knows_forms_by_their_first_bytes),
        cmocka_unit_test(stores_are_known_by_their_first_bytes),
        cmocka_unit_test(added_fields_alone_begin_a_message),
    };
    return cmocka_run_group_tests_name("recognise", tests, NULL, NULL);
}
