"""Report mail that a container, a database or a large file has packed is told of (SPEC 2)."""

import base64, sqlite3

from unread_forms import forms_of, zstd
from harness import *
from nested_files import *


@test
def what_takes_more_memory_to_unpack_than_it_may_is_sound_and_over_a_limit(tmp):
    text, window = report_mail(1), 20 << 3  # of 1 GB (RFC 8878, 3.1.1.1.2), around one raw block, which is the last
    wide = b"\x28\xb5\x2f\xfd\0" + bytes([window]) + struct.pack("<I", len(text) << 3 | 1)[:3] + text
    open(tmp + "/a.zst", "wb").write(wide)
    s = summary(tmp, status=1)
    assert [u["reason"] for u in s["unread"]] == ["over-limit"], s["unread"]
    assert b"unpack it with zstd -d --long=31" in run(tmp, status=1).stderr


def lz4(data):
    """A frame of one block, as it is."""
    return b"\x04\x22\x4d\x18\x60\x70\x73" + struct.pack("<I", len(data) | 1 << 31) + data + bytes(4)


def mail_of_many_fields(n):
    seals = b"".join(b"ARC-Seal: b=%s\n" % base64.b64encode(random.randbytes(900)) for _ in range(6))
    return seals + report_mail(n)


@test
def mails_that_a_container_has_packed_are_told_of(tmp):
    """As in RocksDB, Kafka, Avro and Parquet: each mail, or a block of them, between bytes of the container's own."""
    lunch = b"From: a@b.example\nSubject: lunch\n\n" + random.randbytes(3000).hex().encode()
    form = "file that holds report mail in an unknown form"
    for pack in (zstd, lzma.compress, lambda data: lz4(zlib.compress(data))):
        for data in (mail_of_many_fields(1), mbox([mail_of_many_fields(i) for i in range(20)])):
            in_container = b"Obj\1\0" + pack(lunch) + b"\0\1" + pack(data) + bytes(40)
            assert forms_of(tmp, in_container)[0] == [form], in_container[-60:]
            in_table = b"id,raw\n1,%s\n" % base64.b64encode(pack(mail_of_many_fields(1)))
            assert forms_of(tmp, in_table)[0] == [form], in_table[:60]
        assert forms_of(tmp, b"Obj\1\0" + pack(lunch) + b"\0\1" + bytes(40))[0] == []


@test
def mails_that_a_database_has_packed_are_told_of(tmp):
    """As Mailpit has them (zstd): in SQLite what is longer than a page goes on in others, and each begins with a link."""
    for pack in (zlib.compress, zstd, lzma.compress):
        for size in (512, 4096, 65536):
            for told in (True, False):
                path = tmp + "/mailpit.db"
                with contextlib.closing(sqlite3.connect(path)) as db:
                    db.execute("PRAGMA page_size = %d" % size)
                    db.execute("CREATE TABLE mail (id TEXT, raw BLOB)")
                    for i in range(5):
                        text = mail_of_many_fields(i) if told else b"From: a@b.example\n\n" + random.randbytes(8000)
                        db.execute("INSERT INTO mail VALUES (?, ?)", (str(i), pack(text)))
                    db.commit()
                data = open(path, "rb").read()
                os.remove(path)
                want = ["SQLite database"] if told else []
                assert forms_of(tmp, data)[0] == want, (pack, size)
                assert forms_of(tmp, tar([("mailpit.db", data)]), "a.tar")[0] == want, (pack, size)


@test
def report_mail_is_found_wherever_it_stands_in_a_large_file(tmp):
    """In an image of a disk, which begins with nothing, and in rows that a database has behind all other ones."""
    far = bytes(17 << 20)
    assert forms_of(tmp, far + report_mail(1) + far)[0] == ["file that holds report mail in an unknown form"]
    assert forms_of(tmp, far)[0] == []
    other = random.randbytes(9000)
    for raw, want in (
        (report_mail(1), ["SQLite database"]),
        (zlib.compress(mail_of_many_fields(1)), ["SQLite database"]),
        (zlib.compress(other), []),
    ):
        with contextlib.closing(sqlite3.connect(tmp + "/mail.db")) as db:
            db.execute("CREATE TABLE mail (raw BLOB)")
            db.executemany("INSERT INTO mail VALUES (?)", [(other,)] * 1900 + [(raw,)])
            db.commit()
        assert forms_of(tmp, open(tmp + "/mail.db", "rb").read())[0] == want, raw[:60]
        os.remove(tmp + "/mail.db")
