#include "formats/read/stores.h"

#include <stdio.h>

#include "formats/read/outlook/pst.h"
#include "formats/read/streams/smime.h"
#include "lib/base/little.h"
#include "lib/tlsrpt/source.h"

#define JOIN "it is a piece of a whole: join the pieces with cat, in order, and give the whole"
#define JOIN_ZIP "join it with zip -s 0 FILE.zip --out WHOLE.zip, and give the whole"
#define BASE64_FORM "file in base64"
#define BASE64_ADVICE "decode it with base64 -d, and give that"
#define DISK_FORM "disk image"
#define DISK_ADVICE "mount it, and give the folder"
#define PGP_FORM "PGP-encrypted file"
#define PGP_ADVICE "decrypt it where the key is, and give that"
#define PGP_PACKED_FORM "file signed or packed by OpenPGP"
#define PGP_PACKED_ADVICE "unpack it with gpg -d FILE, and give that"
#define UNAR_ADVICE "unpack it with unar FILE, and give the folder"
#define GIT_ADVICE "clone it, and export the mails (of public-inbox with lei), and give them"
#define QUEUE_FORM "queue file of Postfix"
#define QUEUE_ADVICE "print its mail with postcat -bh FILE > MAIL.eml, and give that"
#define TEXT_FORM "gzip that was stored as text"
#define TEXT_ADVICE "store it as bytes, or in base64, and copy or export it again"
#define ZPAQ_FORM "ZPAQ archive"
#define ZPAQ_ADVICE "unpack it with zpaq x FILE, and give the folder"
#define SENT_FORM "backup of a file system"
#define SENT_ADVICE "restore it with the program that made it, and give the folder"
#define SHAR_FORM "shell archive (shar)"
#define SHAR_ADVICE "if you trust it, unpack it with unshar, and give the folder"

/* clang-format off */
#define ROW(bytes, use, reason, form, advice) \
    {SLICE(bytes), use, {reason, SLICE(form), SLICE(advice)}}

static const struct store stores[] = {
    ROW("!BDN", STORE_OF_MAIL, UNREAD_NO_READER, "Outlook data file",
        PST_ADVICE),
    ROW("CRYPTED\x03\x07", STORE_OF_MAIL, UNREAD_ENCRYPTED,
        "mail encrypted by Dovecot's mail_crypt",
        "export it where the key is, with doveadm backup or doveadm fetch"),
    ROW("-----BEGIN PGP MESSAGE-----", STORE_OF_MAIL, UNREAD_ENCRYPTED, "PGP-encrypted text",
        PGP_ADVICE),
    /* Session keys of usual lengths (RFC 4880, 5.1 and 5.3): RSA of 2048, 3072, 4096 bits, ECDH, a
     * password. */
    ROW("\x85\x01\x0C\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\x85\x01\x8C\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\x85\x02\x0C\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\x84\x5E\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\x8C\x0D\x04", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    /* The same by programs that write lengths in another way (4.2.2), and X25519. */
    ROW("\xC1\xC0\x4C\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\xC1\xC0\xCC\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\xC1\xC1\x4C\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\xC1\x5E\x03", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    ROW("\xC3\x0D\x04", STORE_OF_MAIL, UNREAD_ENCRYPTED, PGP_FORM, PGP_ADVICE),
    /* A one-pass signature before what it signs, and packed data (5.4 and 5.6). */
    ROW("\x90\x0D\x03", STORE_OF_MAIL, UNREAD_NO_READER, PGP_PACKED_FORM, PGP_PACKED_ADVICE),
    ROW("\xC4\x0D\x03", STORE_OF_MAIL, UNREAD_NO_READER, PGP_PACKED_FORM, PGP_PACKED_ADVICE),
    ROW("\xA3\x01", STORE_OF_MAIL, UNREAD_NO_READER, PGP_PACKED_FORM, PGP_PACKED_ADVICE),
    ROW("\xA3\x02\x78", STORE_OF_MAIL, UNREAD_NO_READER, PGP_PACKED_FORM, PGP_PACKED_ADVICE),
    ROW("\xA3\x03" "BZh", STORE_OF_MAIL, UNREAD_NO_READER, PGP_PACKED_FORM, PGP_PACKED_ADVICE),
    ROW("H4sI", STORE_OF_MAIL, UNREAD_NO_READER, BASE64_FORM, BASE64_ADVICE), /* gzip */
    ROW("UEsDB", STORE_OF_MAIL, UNREAD_NO_READER, BASE64_FORM, BASE64_ADVICE), /* zip */
    ROW("QlpoOTFBWSZTW", STORE_OF_MAIL, UNREAD_NO_READER, BASE64_FORM, BASE64_ADVICE), /* bz2 */
    ROW("/Td6WFoA", STORE_OF_MAIL, UNREAD_NO_READER, BASE64_FORM, BASE64_ADVICE), /* xz */
    ROW("KLUv/", STORE_OF_MAIL, UNREAD_NO_READER, BASE64_FORM, BASE64_ADVICE), /* zstd */
    /* Its second byte as U+FFFD, and as ISO 8859-1, Windows-1252 and code page 437 have it. */
    ROW("\x1F\xEF\xBF\xBD\x08", STORE_OF_MAIL, UNREAD_DAMAGED, TEXT_FORM, TEXT_ADVICE),
    ROW("\x1F\xC2\x8B\x08", STORE_OF_MAIL, UNREAD_DAMAGED, TEXT_FORM, TEXT_ADVICE),
    ROW("\x1F\xE2\x80\xB9\x08", STORE_OF_MAIL, UNREAD_DAMAGED, TEXT_FORM, TEXT_ADVICE),
    ROW("\x1F\xC3\xAF\x08", STORE_OF_MAIL, UNREAD_DAMAGED, TEXT_FORM, TEXT_ADVICE),
    ROW("=ybegin ", STORE_OF_MAIL, UNREAD_NO_READER, "file in yEnc",
        "decode it with uudeview, and give that"),
    ROW("(This file must be converted with BinHex", STORE_OF_MAIL, UNREAD_NO_READER, "BinHex file",
        "unpack it with unar FILE, and give what is in it"),
    ROW("\0\x05\x16\0", STORE_OF_MAIL, UNREAD_NO_READER, "AppleSingle file",
        "unpack it with unar FILE, and give what is in it"),
    ROW("\x1A\0\0\x04\0\0", STORE_OF_MAIL, UNREAD_NO_READER, "Lotus Notes database (NSF)",
        "export the mail from Notes as .eml files or mbox"),
    ROW("\xCF\xAD\x12\xFE", STORE_OF_MAIL, UNREAD_NO_READER, "Outlook Express folder (DBX)",
        "export it with readdbx -f FILE -o MBOX (Debian's libdbx or undbx), and give MBOX"),
    ROW("BABYL OPTIONS", STORE_OF_MAIL, UNREAD_NO_READER, "Babyl file of Emacs Rmail",
        "convert it with unrmail of Emacs, and give the mbox"),
    ROW("*mbx*\r\n", STORE_OF_MAIL, UNREAD_NO_READER, "mbx mailbox of UW-IMAP",
        "convert it with mailutil copy FILE '#driver.unix/MBOX', and give the mbox"),
    ROW(":msg:0", STORE_OF_MAIL, UNREAD_NO_READER, "mix mailbox of UW-IMAP",
        "convert its folder with mailutil copy DIR '#driver.unix/MBOX', and give the mbox"),
    ROW("JMF2", STORE_OF_MAIL, UNREAD_NO_READER, "Incredimail message store",
        "export the mail as .eml files"),
    ROW("AOLVM100", STORE_OF_MAIL, UNREAD_NO_READER, "mail archive of AOL (PFC)",
        "export the mail as .eml files"),
    ROW("\x20\x06\x79\x19", STORE_OF_MAIL, UNREAD_NO_READER, "message base of The Bat! (TBB)",
        "export the mail from The Bat! as .eml files or mbox"),

    ROW("ALZ\1", STORE_OF_MAIL, UNREAD_NO_READER, "ALZ archive",
        UNAR_ADVICE),
    ROW("EGGA\0\1", STORE_OF_MAIL, UNREAD_NO_READER, "EGG archive",
        "unpack it with ALZip or unegg, and give the folder"),
    ROW("# v2 git bundle\n", STORE_OF_MAIL, UNREAD_NO_READER, "git bundle",
        GIT_ADVICE),
    ROW("# v3 git bundle\n", STORE_OF_MAIL, UNREAD_NO_READER, "git bundle",
        GIT_ADVICE),
    ROW("AES\2\0", STORE_OF_MAIL, UNREAD_ENCRYPTED, "file encrypted by AES Crypt",
        "decrypt it with aescrypt -d, and give that"),
    ROW("\xC0\xB9\x07\x2E\x4F\x93\xF1\x46", STORE_OF_MAIL, UNREAD_ENCRYPTED,
        "file encrypted by AxCrypt", "decrypt it with AxCrypt, and give that"),

    ROW("PK\x07\x08", STORE_OF_FILES, UNREAD_SPLIT, "split zip",
        JOIN_ZIP),
    ROW("[repository]\nversion = ", STORE_OF_FILES, UNREAD_ENCRYPTED,
        "Borg backup repository", "extract it with borg extract, and give the folder"),
    ROW("hsqs", STORE_OF_FILES, UNREAD_NO_READER, "SquashFS image",
        "unpack it with unsquashfs -d DIR FILE, and give DIR"),
    ROW("xar!", STORE_OF_FILES, UNREAD_NO_READER, "xar archive",
        "unpack it with xar -x or bsdtar -x, and give the folder"),
    ROW("SIT!", STORE_OF_FILES, UNREAD_NO_READER, "StuffIt archive",
        UNAR_ADVICE),
    ROW("StuffIt", STORE_OF_FILES, UNREAD_NO_READER, "StuffIt archive",
        UNAR_ADVICE),
    ROW("MSWIM\0\0\0", STORE_OF_FILES, UNREAD_NO_READER, "Windows image (WIM)",
        "unpack it with wimlib-imagex extract, and give the folder"),
    ROW("\x89LZO\0\r\n\x1A\n", STORE_OF_FILES, UNREAD_NO_READER, "file packed by lzop",
        "unpack it with lzop -d, and give that"),
    ROW("LRZI", STORE_OF_FILES, UNREAD_NO_READER, "file packed by lrzip",
        "unpack it with lrunzip, and give that"),
    ROW("\xFF\x06\0\0sNaPpY", STORE_OF_FILES, UNREAD_NO_READER, "file packed by Snappy",
        "unpack it with snzip -d, and give that"),
    ROW("bvx2", STORE_OF_FILES, UNREAD_NO_READER, "file packed by LZFSE",
        "unpack it with lzfse -decode, and give that"),
    ROW("7kSt", STORE_OF_FILES, UNREAD_NO_READER, ZPAQ_FORM, ZPAQ_ADVICE),
    ROW("zPQ\1", STORE_OF_FILES, UNREAD_NO_READER, ZPAQ_FORM, ZPAQ_ADVICE),
    ROW("zPQ\2", STORE_OF_FILES, UNREAD_NO_READER, ZPAQ_FORM, ZPAQ_ADVICE),
    ROW("Obj\1\x04\x14" "avro.codec\x0E" "deflate", STORE_OF_FILES, UNREAD_NO_READER,
        "Avro file packed by deflate", "write it as JSON with avro-tools tojson, and give that"),
    ROW("btrfs-stream\0", STORE_OF_FILES, UNREAD_NO_READER, SENT_FORM, SENT_ADVICE),
    ROW("xFSdump0", STORE_OF_FILES, UNREAD_NO_READER, SENT_FORM, SENT_ADVICE),
    ROW("partclone-image\0", STORE_OF_FILES, UNREAD_NO_READER, SENT_FORM, SENT_ADVICE),
    ROW("TAPE\0\0", STORE_OF_FILES, UNREAD_NO_READER, SENT_FORM, SENT_ADVICE), /* NTBackup */
    ROW("VMA\0", STORE_OF_FILES, UNREAD_NO_READER, SENT_FORM, SENT_ADVICE), /* Proxmox */
    ROW("XFSB\0\0", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE),
    ROW("Salted__", STORE_OF_FILES, UNREAD_ENCRYPTED, "file encrypted by openssl",
        "decrypt it with openssl enc -d, and give that"),
    ROW("U2FsdGVkX1", STORE_OF_FILES, UNREAD_ENCRYPTED, "file encrypted by openssl",
        "decrypt it with openssl enc -d -a, and give that"),
    ROW("RCLONE\0\0", STORE_OF_FILES, UNREAD_ENCRYPTED, "file encrypted by rclone",
        "copy it from its crypt remote with rclone copy, and give that"),
    ROW("age-encryption.org/", STORE_OF_FILES, UNREAD_ENCRYPTED, "file encrypted by age",
        "decrypt it with age -d, and give that"),
    ROW("-----BEGIN AGE ENCRYPTED FILE-----", STORE_OF_FILES, UNREAD_ENCRYPTED,
        "file encrypted by age", "decrypt it with age -d, and give that"),
    ROW("x\1s\rbb`", STORE_OF_FILES, UNREAD_NO_READER, "Apple disk image (DMG)",
        DISK_ADVICE),
    ROW("encrcdsa", STORE_OF_FILES, UNREAD_ENCRYPTED, "Apple disk image (DMG)",
        "mount it with the password, and give the folder"),
    ROW("vhdxfile", STORE_OF_FILES, UNREAD_NO_READER, "disk image (VHDX)",
        DISK_ADVICE),
    ROW("QFI\xFB", STORE_OF_FILES, UNREAD_NO_READER, "disk image (QCOW)",
        DISK_ADVICE),
    ROW("KDMV", STORE_OF_FILES, UNREAD_NO_READER, "disk image (VMDK)",
        DISK_ADVICE),
    ROW("conectix", STORE_OF_FILES, UNREAD_NO_READER, "disk image (VHD)",
        DISK_ADVICE),
    ROW("<<< Oracle VM VirtualBox", STORE_OF_FILES, UNREAD_NO_READER, "disk image (VDI)",
        DISK_ADVICE),
    ROW("EVF2\x0D\x0A\x81\0", STORE_OF_FILES, UNREAD_NO_READER, "forensic image (EWF)",
        "mount it with ewfmount, and give the folder"),
    ROW("LVF\x09\x0D\x0A\xFF\0", STORE_OF_FILES, UNREAD_NO_READER, "forensic image (EWF)",
        "mount it with ewfmount -f files, and give the folder"),
    ROW("AFF10\r\n\0", STORE_OF_FILES, UNREAD_NO_READER, "forensic image (AFF)",
        "mount it with affuse, and give the folder"),
    ROW("ADSEGMENTEDFILE\0", STORE_OF_FILES, UNREAD_NO_READER, "forensic image (AD1)",
        "export the files from FTK Imager, and give the folder"),
    ROW("EVF\x09\x0D\x0A\xFF\0", STORE_OF_FILES, UNREAD_NO_READER, "forensic image (EWF)",
        "mount it with ewfmount, and give the folder"),
    ROW("MZ", STORE_OF_FILES, UNREAD_NO_READER,
        "Windows program, perhaps a self-extracting archive",
        "if it holds mail, unpack it with 7z x FILE, and give the folder"),
    ROW("LUKS\xBA\xBE", STORE_OF_FILES, UNREAD_ENCRYPTED, "encrypted disk image (LUKS)",
        "open it with cryptsetup, mount it, and give the folder"),
    ROW("# This is a shell archive", STORE_OF_FILES, UNREAD_NO_READER, SHAR_FORM, SHAR_ADVICE),
    ROW("#!/bin/sh\n# This is a shell archive", STORE_OF_FILES, UNREAD_NO_READER, SHAR_FORM,
        SHAR_ADVICE),
    ROW("#!/bin/sh\n# This script was generated using Makeself", STORE_OF_FILES,
        UNREAD_NO_READER, "self-extracting archive (Makeself)",
        "unpack it with sh FILE --noexec --target DIR, and give DIR"),

    ROW("\0\x05\x16\x07", STORE_OF_NOTHING, UNREAD_NO_READER, "AppleDouble file",
        "the mail is in the file beside it, without ._"),
    ROW("-----BEGIN PGP SIGNATURE-----", STORE_OF_NOTHING, UNREAD_NO_READER, "OpenPGP signature",
        "what it is of is in the file beside it"),
    /* What .git keeps lies beside it, too. */
    ROW("blob ", STORE_OF_ROWS, UNREAD_NO_READER, "git object",
        GIT_ADVICE),
    ROW("PACK\0\0\0\2", STORE_OF_ROWS, UNREAD_NO_READER, "git pack",
        GIT_ADVICE),
    /* Records of a type, a length and so many bytes; the first has six sizes, or had five. */
    ROW("C_     ", STORE_OF_ROWS, UNREAD_NO_READER, QUEUE_FORM, QUEUE_ADVICE),
    ROW("CO     ", STORE_OF_ROWS, UNREAD_NO_READER, QUEUE_FORM, QUEUE_ADVICE),
    ROW("\xED\xAB\xEE\xDB", STORE_OF_OTHER, UNREAD_NO_READER, "RPM package",
        "unpack it with rpm2cpio FILE | cpio -id, and give the folder"),
    ROW("JM\1\0PK\x03\x04", STORE_OF_OTHER, UNREAD_NO_READER, "Java module (jmod)",
        "unpack it with jmod extract FILE, and give the folder"),
    ROW("SQLite format 3\0", STORE_OF_ROWS, UNREAD_NO_READER, "SQLite database",
        "if it holds mail, export that as .eml files"),
    ROW("\0\1\0\0Standard Jet DB", STORE_OF_ROWS, UNREAD_NO_READER, "Access database",
        "if it holds mail, export that"),
    ROW("// <!-- <mdb:mork:z", STORE_OF_OTHER, UNREAD_NO_READER, "Thunderbird index (Mork)",
        "the mail is in the file beside it, without .msf"),
};

/* What the rows begin with: most files and texts begin otherwise, and no row has to be tried. */
static const bool store_begins[256] = {
    ['!'] = true, ['C'] = true, ['-'] = true, [0x85] = true, [0x84] = true, [0x8C] = true,
    [0x1A] = true, [0xCF] = true, ['B'] = true, ['*'] = true, ['J'] = true, ['A'] = true,
    ['P'] = true, ['h'] = true, ['x'] = true, ['M'] = true, ['S'] = true, ['a'] = true,
    ['v'] = true, ['Q'] = true, ['K'] = true, ['E'] = true, ['#'] = true, [0xED] = true,
    [0x00] = true, ['/'] = true, [' '] = true, [0x89] = true, ['L'] = true, ['e'] = true,
    [0xC1] = true, [0xC3] = true, ['H'] = true, ['U'] = true, ['c'] = true, ['<'] = true,
    [0x90] = true, [0xC4] = true, [0xA3] = true, [0xC0] = true, ['b'] = true, [':'] = true,
    ['='] = true, ['('] = true, [0x1F] = true, ['['] = true, ['R'] = true, [0xFF] = true,
    ['7'] = true, ['z'] = true, ['O'] = true, ['p'] = true, ['T'] = true, ['V'] = true,
    ['X'] = true,
};
/* clang-format on */

/* Marks that stand behind a checksum, a jump and the like. */
static const struct {
    size_t at;
    struct store store;
} further_in[] = {
    {4, ROW("\xEF\xCD\xAB\x89", STORE_OF_ROWS, UNREAD_NO_READER, "ESE database (Exchange's EDB)",
            "if it holds mail, export that with New-MailboxExportRequest")},
    {3, ROW("NTFS    ", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    {3, ROW("EXFAT   ", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    {3, ROW("MSDOS5.0", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    {3, ROW("mkfs.fat", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    {512, ROW("EFI PART", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    /* ext2 to ext4, whole and told to go on at errors: the mark alone is short. */
    {1080, ROW("\x53\xEF\x01\0\x01\0", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    {3, ROW("-FVE-FS-", STORE_OF_FILES, UNREAD_ENCRYPTED, "encrypted disk image (BitLocker)",
            "open it with dislocker, mount it, and give the folder")},
    {1024, ROW("H+\0\4", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)}, /* HFS+ */
    /* APFS, and what zfs send writes. */
    {32, ROW("NXSB", STORE_OF_FILES, UNREAD_NO_READER, DISK_FORM, DISK_ADVICE)},
    {8, ROW("\xAC\xCB\xBA\xF5\2\0\0\0", STORE_OF_FILES, UNREAD_NO_READER, SENT_FORM, SENT_ADVICE)},
    {20, ROW("\xDC\xA7\xC4\xFD", STORE_OF_MAIL, UNREAD_NO_READER, "zoo archive",
             "unpack it with zoo x FILE, and give the folder")},
    {7, ROW("**ACE**", STORE_OF_MAIL, UNREAD_NO_READER, "ACE archive",
            "unpack it with unace x FILE, and give the folder")},
};

static const struct store arj = ROW("\x60\xEA", STORE_OF_MAIL, UNREAD_NO_READER, "ARJ archive",
                                    "unpack it with 7z x FILE, and give the folder");

static const struct store arc = ROW("\x1A", STORE_OF_MAIL, UNREAD_NO_READER, "ARC archive",
                                    UNAR_ADVICE);

static const struct store uuencoded = ROW("begin", STORE_OF_MAIL, UNREAD_NO_READER,
                                          "uuencoded file",
                                          "decode it with uudecode, and give that");

static const struct store encrypted_mail = ROW("", STORE_OF_MAIL, UNREAD_ENCRYPTED,
                                               "S/MIME-encrypted mail",
                                               "decrypt it where the key is, and give that");

/* A text may begin with its two bytes, too; but its first header is bounded, and that of the
 * archive (technote.txt of ARJ 2.x). */
static bool is_arj(struct slice head)
{
    enum { SIZE_AT = 2, LEAST = 30, MOST = 2600, TYPE_AT = 10, OF_ARCHIVE = 2 };
    if (head.n <= TYPE_AT || !slice_starts(head, arj.bytes))
        return false;
    unsigned size = little_16(head.at + SIZE_AT);
    return size >= LEAST && size <= MOST && head.at[TYPE_AT] == OF_ARCHIVE;
}

/* A method, and the name of the first member in 13 bytes, ended by a NUL (ARC 5.21). Method 1,
 * which ARC itself gave up, is how compiled terminfo begins (term(5)). */
static bool is_arc(struct slice head)
{
    enum { NAME_AT = 2, NAME_MOST = 12, LEAST = 29, METHODS = 11 };
    if (head.n < LEAST || !slice_starts(head, arc.bytes) || head.at[1] < 2 || head.at[1] > METHODS)
        return false;
    size_t n = 0;
    while (n < NAME_MOST && head.at[NAME_AT + n] > ' ' && head.at[NAME_AT + n] < 0x7F)
        n++;
    return n > 0 && head.at[NAME_AT + n] == '\0';
}

/* Behind "begin " or "begin-base64 " stand a mode, the name of a report or an archive, and a line
 * of base64, or one of 45 bytes, a length that is written as M. */
static bool is_uuencoded(struct slice head)
{
    if (!slice_skip(&head, uuencoded.bytes))
        return false;
    bool is_base64 = slice_skip(&head, SLICE("-base64"));
    if (!slice_skip(&head, SLICE(" ")))
        return false;
    struct slice name = slice_until(&head, '\n');
    struct slice mode = slice_until(&name, ' ');
    for (size_t i = 0; i < mode.n; i++)
        if (mode.at[i] < '0' || mode.at[i] > '7')
            return false;
    return (mode.n == 3 || mode.n == 4) && source_name_tells(slice_trim(name)) && head.n > 0 &&
           (is_base64 ? ascii_is_alnum(head.at[0]) : head.at[0] == 'M');
}

/* The first byte is looked at by itself: every part of a mail is asked. */
static bool stands_at(struct slice head, size_t at, struct slice bytes)
{
    return head.n > at && head.at[at] == bytes.at[0] && slice_starts(slice_from(head, at), bytes);
}

const struct store *stores_find(struct slice head)
{
    if (smime_kind_of(head) == SMIME_ENCRYPTED)
        return &encrypted_mail;
    if (is_uuencoded(head))
        return &uuencoded;
    for (size_t i = 0; i < COUNT_OF(further_in); i++)
        if (stands_at(head, further_in[i].at, further_in[i].store.bytes))
            return &further_in[i].store;
    if (is_arj(head))
        return &arj;
    if (is_arc(head))
        return &arc;
    if (head.n == 0 || !store_begins[(unsigned char)head.at[0]])
        return NULL;
    for (const struct store *s = stores; s < stores + COUNT_OF(stores); s++)
        if (slice_starts(head, s->bytes))
            return s;
    return NULL;
}

/* The text from the next line on that begins with `mark`; n = 0: there is none. */
static struct slice next_line(struct slice text, struct slice mark)
{
    struct slice rest = text;
    const char *at;
    while (rest.n > 0 && (at = memmem(rest.at, rest.n, mark.at, mark.n))) {
        rest = slice_from(rest, (size_t)(at - rest.at));
        if (at == text.at || at[-1] == '\n')
            return rest;
        rest = slice_from(rest, mark.n);
    }
    return (struct slice){0};
}

const struct unread *stores_in_text(struct slice text)
{
    struct slice rest = next_line(text, SLICE("-----BEGIN PGP MESSAGE-----"));
    if (rest.n > 0)
        return &stores_find(rest)->unread;
    for (rest = next_line(text, uuencoded.bytes); rest.n > 0;
         rest = next_line(slice_from(rest, 1), uuencoded.bytes))
        if (is_uuencoded(rest))
            return &uuencoded.unread;
    return NULL;
}

const struct unread store_piece = {UNREAD_SPLIT, SLICE("piece of a split file"), SLICE(JOIN)},
                    store_split_zip = {UNREAD_SPLIT, SLICE("split zip"), SLICE(JOIN_ZIP)};

void stores_sentence(const struct unread *unread, char sentence[static STORE_SENTENCE])
{
    snprintf(sentence, STORE_SENTENCE, "is a form that is not read, %.*s: %.*s",
             (int)unread->form.n, unread->form.at, (int)unread->advice.n, unread->advice.at);
}

const struct unread store_base64 = {UNREAD_NO_READER, SLICE(BASE64_FORM), SLICE(BASE64_ADVICE)};
const struct unread store_mixed = {UNREAD_UNKNOWN_FORM, SLICE("text in both UTF-8 and UTF-16"),
                                   SLICE("convert each piece with iconv -t UTF-8, and give that")};
const struct unread store_iso = {UNREAD_NO_READER, SLICE("disc image (ISO 9660 or UDF)"),
                                 SLICE("mount it (or bsdtar -x), and give the folder")};

bool stores_is_iso(struct slice head)
{
    return head.n >= STORE_ISO_HEAD && (memcmp(head.at + STORE_ISO_AT, "CD001", 5) == 0 ||
                                        memcmp(head.at + STORE_ISO_AT, "BEA01", 5) == 0);
}
