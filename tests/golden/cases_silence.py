"""What would be passed over in silence: it is told of by name, with what to do (SPEC 2 and 3)."""

import base64, binascii, quopri, sqlite3

from harness import *
from nested_files import *

MARK = b"\x10\x10\x10\x10\x10\x10\x10\x11\x11\x11\x11\x11\x11S"
PROGRAM_HEAD = b"\x7fELF\2\1\1" + bytes(5000)


def forms_of(tmp, data, name="a", **kw):
    """How the file's unread parts are called, and its totals."""
    open(tmp + "/" + name, "wb").write(data)
    s = summary(tmp + "/" + name, status=None, **kw)
    return [u["form"] for u in s["unread"]], s["totals"]


@test
def report_mail_in_a_store_that_nobody_knows_is_told_of(tmp):
    """Foxmail, Pegasus, Axigen, Opera and others keep mail as it came between marks of their own; so do transcripts."""
    lf = b"Received: from b.example; Fri, 1 Mar 2024 00:00:00 +0000\n" + report_mail(1)
    crlf = lf.replace(b"\n", b"\r\n")
    other = b"From: a@b.example\r\nSubject: lunch\r\n\r\nWhere?\r\n"
    form = "file that holds report mail in an unknown form"
    for data in (
        MARK + b"\r\n" + crlf + MARK + b"\r\n" + crlf,
        b"Inbox\0" + bytes(122) + other + b"\x1a" + crlf + b"\x1a",
        b"29-Mar-2026 03:00:00 +0000,%d;000000000000\r\n" % len(crlf) + crlf,
        b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % len(crlf) + crlf + b")\r\nA1 OK done\r\n",
        b"EHLO b.example\r\nDATA\r\n" + crlf + b".\r\n",
        b"#! rnews %d\n" % len(lf) + lf,
        b"no field\n" + lf,
        bytes(200 * 1024) + b"\n" + lf,
        b"    " + lf.replace(b"\n", b"\n    "),
    ):
        assert forms_of(tmp, data)[0] == [form], data[:60]
    assert forms_of(tmp, b"x" * 40000 + b"\n\n" + mbox([lf]))[0] == ["mbox without its beginning"]
    index = b"\1\2hdr.TLS-Report-Domain\0\nTLS-Report-Domain: agency.example\nDate: Fri, 1 Mar 2024 00:00:00 +0000\n\n"
    for data in (index * 9, b"\0" + other * 9, b"See\nTLS-Report-Domain: is a field\n" * 9):
        forms, totals = forms_of(tmp, data)
        assert (forms, totals["files_skipped"]) == ([], 1), (data[:60], forms)


@test
def what_openpgp_signed_or_packed_is_told_of_as_a_file_and_in_a_mail(tmp):
    """gpg -s packs what it signs (RFC 4880, 11.3); nothing in it is encrypted, and nothing of it can be read as it is."""
    packed = b"\xa3\1" + zlib.compressobj(9, zlib.DEFLATED, -15).compress(report_mail(1)) + bytes(9)
    for data in (packed, b"\x90\x0d\3\0\x0a\1\0" + bytes(9)):
        assert forms_of(tmp, data)[0] == ["file signed or packed by OpenPGP"], data[:9]
        forms, totals = forms_of(tmp, mail(("application/pgp", "r.json.gz.gpg", data)))
        assert (forms, totals["messages_unread"]) == (["file signed or packed by OpenPGP"], 1), (forms, totals)


@test
def a_backup_or_vault_of_which_all_is_encrypted_is_told_of_by_its_key(tmp):
    """Nothing else in it tells what it is, as in a Borg repository's segments."""
    key = base64.b64encode(random.randbytes(190)).decode()
    os.makedirs(tmp + "/vault/data/ab")
    open(tmp + "/vault/data/ab/cd", "wb").write(random.randbytes(9000))
    for value, form in (
        ({"created": "2024", "hostname": "h", "kdf": "scrypt", "N": 32768, "data": key}, "restic backup repository"),
        ({"tool": "kopia", "keyAlgo": "scrypt-65536-8-1", "encryptedBlockFormat": key}, "Kopia backup repository"),
        ({"Creator": "gocryptfs 2.4", "EncryptedKey": key}, "folder encrypted by gocryptfs"),
        ({"version": 999, "scryptSalt": "a", "primaryMasterKey": key}, "Cryptomator vault"),
        ({"version": 3, "crypto": {"kdf": "scrypt", "data": key}}, None),
    ):
        open(tmp + "/vault/key", "w").write(json.dumps(value, separators=(",", ":")))
        s = summary(tmp + "/vault", status=1 if form else 0)
        assert [(u["form"], u["reason"]) for u in s["unread"]] == [(form, "encrypted")] * bool(form), (
            value,
            s["unread"],
        )


@test
def what_git_keeps_of_mail_beside_it_is_skipped(tmp):
    os.makedirs(tmp + "/m/.git/objects/ab")
    blob = report_mail(1)
    open(tmp + "/m/a.eml", "wb").write(blob)
    open(tmp + "/m/.git/objects/ab/cd", "wb").write(zlib.compress(b"blob %d\0" % len(blob) + blob))
    totals = summary(tmp + "/m")["totals"]
    assert [totals[k] for k in ("reports", "files_skipped", "files_unread")] == [1, 1, 0], totals


@test
def a_report_in_the_midst_of_a_text_file_is_told_of(tmp):
    for data in (
        b"Mar 29 03:00:00 mx tlsrpt[1]: " + report(1) + b"\n",
        b'id,report\n1,"' + report(1).replace(b'"', b'""') + b'"\n',
        b"INSERT INTO reports VALUES (1, '" + report(1) + b"');\n",
        b"# Reports\n\n```json\n" + report(1) + b"\n```\n",
    ):
        assert forms_of(tmp, data)[0] == ["report in the midst of other text"], data[:60]
    assert forms_of(tmp, b"A report-id is a string.\n")[0] == []


@test
def an_archive_behind_a_program_is_told_of(tmp):
    mails = zipped([("a.eml", report_mail(1))])
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as t:
        t.addfile(tarfile.TarInfo("a.eml"))
    form = "archive behind a program, perhaps self-extracting"
    seven, rar = b"7z\xbc\xaf\x27\x1c\0", b"Rar!\x1a\x07"
    for data in (
        b"#!/bin/sh\nunzip $0\nexit\n" + mails,
        PROGRAM_HEAD + mails,
        PROGRAM_HEAD + seven + b"\4" + bytes(99),
        PROGRAM_HEAD + bytes(500000) + seven + b"\4" + bytes(99),
        PROGRAM_HEAD + seven + b"tar" + seven + b"\3" + bytes(99),
        PROGRAM_HEAD + rar + b"\0\x90\xcfs" + bytes(99),
        PROGRAM_HEAD + rar + b"\1\0" + bytes(4) + b"\x0a\1" + bytes(99),
        b"#!/bin/sh\ntail -n +4 $0 | tar xz\nexit\n" + packed.getvalue(),
    ):
        assert forms_of(tmp, data)[0] == [form], data[:20]
    for data in (
        PROGRAM_HEAD,
        b"#!/bin/sh\nexit\n",
        PROGRAM_HEAD + seven + b"Rar!\x1a\x07\0%s: cannot seek" + bytes(99),
    ):
        assert forms_of(tmp, data)[0] == [], data[:20]


def in_text(text, encoding="7bit"):
    """A mail of a greeting and a second text."""
    body = base64.encodebytes(text) if encoding == "base64" else text
    head = b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nHi\n"
    return head + b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: %s\n\n%s\n--b--\n" % (
        encoding.encode(),
        body,
    )


@test
def what_stands_in_any_text_of_a_mail_is_told_of(tmp):
    """In the second one, too, and in base64, as Outlook sends it; OpenPGP's armor with words before it."""
    uu = b"See:\nbegin 644 a.json.gz\n" + binascii.b2a_uu(bytes(45)) * 4 + b"`\nend\n"
    pgp = b"The report:\n\n-----BEGIN PGP MESSAGE-----\n\n%s\n-----END PGP MESSAGE-----\n" % (b"hQEMA0" * 40)
    for text, form in (
        (b"<pre>See: " + report(1) + b"</pre>", "report in the text of a mail"),
        (uu, "uuencoded file"),
        (pgp, "PGP-encrypted text"),
    ):
        for data in (in_text(text), in_text(text, "base64"), b"From: a@b.example\n\n" + text):
            forms, totals = forms_of(tmp, data)
            assert (forms, totals["messages_unread"]) == ([form], 1), (data, forms)
    assert forms_of(tmp, in_text(report_mail(1), "base64"))[1]["reports"] == 1
    claims = b"TLS-Report-Domain: b.example\nFrom: a@b.example\n\n" + pgp
    open(tmp + "/c", "wb").write(claims)
    assert [r["reason"] for r in summary(tmp + "/c")["rejected"]] == ["encrypted"]
    for text in (b"> " + pgp.replace(b"\n", b"\n> "), b"Then begin 644 a.json.gz\n", b"A report-id\n"):
        assert forms_of(tmp, in_text(text, "base64"))[1]["messages_ignored"] == 1, text


@test
def a_report_in_a_part_of_no_known_form_is_told_of(tmp):
    """A log or a transcript that is attached as bytes is a text, too."""
    for data in (
        b"got:\n" + report(1) + b"\nbye",
        b"EHLO b.example\nDATA\n" + report_mail(1) + report(2),
        b"lunch\n" * 99,
    ):
        forms, totals = forms_of(tmp, mail(("application/octet-stream", "notes.log", data)))
        want = [] if b"lunch" in data else ["report in the text of a mail"]
        assert (forms, totals["messages_unread"]) == (want, len(want)), (data[:60], forms)


@test
def what_a_web_server_got_in_chunks_or_escapes_is_told_of(tmp):
    """It has no sender, and a body that stands in no form of its own (RFC 9112, 7.1)."""
    chunks = lambda data: b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (300, data[:300], len(data) - 300, data[300:])
    packed = gzip.compress(report(1) + random.randbytes(300))
    for body, want in (
        (chunks(report(1)), 1),
        (chunks(packed), 1),
        (json.dumps({"file": base64.b64encode(packed).decode()}).encode(), 1),
        (chunks(gzip.compress(random.randbytes(600))), 0),
    ):
        for line in (b"", b"POST /tlsrpt HTTP/1.1\r\n"):
            request = line + b"Host: a.example\r\nContent-Type: application/octet-stream\r\n\r\n" + body
            forms, totals = forms_of(tmp, request)
            assert (len(forms), totals["messages_unread"]) == (want, want), (request[:99], forms)


@test
def a_mail_whose_boundary_was_changed_or_lost_is_read(tmp):
    """Nothing in it claims to be a report; a gateway wrote its Content-Type anew, or a copy lost a part of it."""
    part = ("application/gzip", "a.json.gz", gzip.compress(report(1)))
    whole, right = mail(part), b'; boundary="b0b"'
    for wrong in (b"", b'; boundary="other"', b'; boundary=3D"b0b"', b"; boundary=b0b0"):
        for m in (whole.replace(right, wrong), mail(("message/rfc822", None, whole.replace(right, wrong)))):
            open(tmp + "/a.eml", "wb").write(m.replace(b"\n", b"\r\n"))
            totals = summary(tmp + "/a.eml")["totals"]
            assert (totals["messages_with_reports"], totals["successful_sessions"]) == (1, 101), (wrong, totals)


@test
def a_packed_report_in_any_text_of_a_mail_is_told_of(tmp):
    """As parts stand where a gateway took the fields of the parts away, or somebody quotes or pastes the mail."""
    content = b'Content-Type: multipart/mixed; boundary="b0b"\n'
    for data in (gzip.compress(report(1)), zipped([("a.json", report(1))]), report(1)):
        whole = mail(("application/octet-stream", "a", data))
        for m in (
            whole.replace(content, b""),
            whole.replace(content, b"Content-Type: text/html\n"),
            in_text(b"> " + whole.replace(b"\n", b"\n> ")),
            in_text(b"Forwarded\n" + whole.replace(b"base64", b"Base64")),
            in_text(b"Forwarded\n" + whole.replace(b"base64", b"BASE64")),
            in_text(quopri.encodestring(b"Forwarded\n" + whole), "quoted-printable"),
            in_text(b"Forwarded\n" + whole, "base64"),
        ):
            forms, totals = forms_of(tmp, m)
            assert (forms, totals["messages_unread"]) == (["report in the text of a mail"], 1), (m, forms)
    lunch = mail(("application/octet-stream", "a", gzip.compress(b"lunch " * 99))).replace(content, b"")
    assert forms_of(tmp, lunch)[1]["messages_ignored"] == 1


@test
def a_mail_whose_lines_openpgp_escaped_is_read(tmp):
    """gpg --clearsign puts a dash before lines that begin with one, and so before each boundary (RFC 4880, 7.1)."""
    escaped = re.sub(rb"(?m)^-", b"- -", report_mail(1))
    signed = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + escaped
    signed += b"\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    hashes = set()
    for data in (
        signed,
        mbox([signed]),
        b"From: a@b.example\n\n" + signed,
        in_text(signed),
        signed.replace(b"\n", b"\r\n"),
    ):
        assert forms_of(tmp, data)[1]["reports"] == 1, data
    for data in (signed, zipped([("a.eml", signed)])):
        open(tmp + "/a", "wb").write(data)
        hashes.add(json.loads(run("--hash-inputs", "--ndjson", "-", tmp + "/a").stdout)["source"]["message_sha256"])
    assert hashes == {sha(signed)}, hashes


@test
def a_mail_with_lone_cr_for_line_ends_is_read_in_an_mbox_too(tmp):
    """Classic Mac OS ended lines so; as a file of its own such a mail is read, and a program puts it between From lines."""
    old = report_mail(1).replace(b"\n", b"\r")
    os.makedirs(tmp + "/m/cur")
    open(tmp + "/m/cur/1:2,S", "wb").write(old)
    for data in (old, mbox([old, report_mail(2)]), mbox([report_mail(2), old]), zipped([("a.eml", old)]), None):
        path = tmp + ("/a" if data else "/m")
        if data:
            open(path, "wb").write(data)
        totals = summary(path)["totals"]
        assert totals["reports"] == totals["messages"], (data, totals)


@test
def a_message_joined_to_an_mbox_is_told_of(tmp):
    """cat a.mbox b.eml c.mbox has no From line before it, and after a full disk one stands behind zeros (SPEC 3)."""
    for data, reports, unread in (
        (mbox([report_mail(1)]) + report_mail(2) + mbox([report_mail(3)]), 2, 1),
        (mbox([report_mail(1)]) + report_mail(2) + b"\n" + mbox([report_mail(3), report_mail(4)]), 3, 1),
        (mbox([report_mail(1), report_mail(2)]) + report_mail(3), 2, 1),
        (mbox([report_mail(1).replace(b"\n", b"\r\n") + report_mail(2), report_mail(3)]), 2, 1),
        (mbox([report_mail(1)]) + bytes(512) + mbox([report_mail(2), report_mail(3)]), 2, 1),
        (mbox([report_mail(1), report_mail(2)]) + bytes(512), 2, 0),
        (mbox([report_mail(1), report_mail(2)]) + b"\nThis is a footer: none\n", 2, 0),
    ):
        totals = forms_of(tmp, data)[1]
        assert [totals[k] for k in ("reports", "messages_unread")] == [reports, unread], (data, totals)
        assert totals["messages"] == reports + unread, totals
    fields = b"From: a@b.example\nSubject: commit\n\n"
    for text in (b"0123456789abcdef" * 4, b"89ABCDEF" * 5):  # the hash of a commit, or of a file, is no base64
        commit = fields + text + b"\n\nAuthor: A <a@b.example>\nDate: Sat, 10 Jan 2026 06:00:00 +0000\n\n    First\n"
        totals = forms_of(tmp, mbox([commit, report_mail(2), commit]))[1]
        assert (totals["messages"], totals["messages_unread"]) == (3, 0), (text, totals)


@test
def mails_without_a_line_end_or_a_closing_line_are_told_of_where_cat_joined_them(tmp):
    """Many originals end with their boundary alone, so that the next mail's first field, or its From line, goes on there."""
    bound = lambda n, b: report_mail(n).replace(b"b0b", b)
    head = b"From: a@b.example\nSubject: a\nContent-Type: application/"
    single = head + b"gzip\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(gzip.compress(report(1)))
    padded = gzip.compress(report(1))
    padded += bytes(len(padded) % 3 == 0)
    in_one_line = b"\n\n".join((single.partition(b"\n\n")[0], base64.b64encode(padded)))
    in_json = head + b"json\n\n" + report(1)
    cut = bound(1, b"one").partition(b"--one--")[0]
    for b in b"b0b", b"two":  # one that all of a sender's mails have, or each its own
        second = bound(2, b)
        for first in report_mail(1), single, in_one_line, in_json, cut:
            for behind in second, b"Return-Path: <a@b.example>\n" + second, mbox([second]):
                for eol in b"\n", b"\r\n":
                    data = (first.strip() + behind).replace(b"\n", eol)
                    for data, alone in (data, 0), (mbox([data, report_mail(3)]), 1):
                        forms, totals = forms_of(tmp, data)
                        assert forms == ["message behind the end of another"], (data, forms)
                        assert (totals["messages"], totals["reports"]) == (2 + alone, 1 + alone), (data, totals)
        both = mail(("application/octet-stream", "all.eml", report_mail(1).strip() + second))
        assert forms_of(tmp, both)[1]["reports"] == 2, both
    inner = mail(("multipart/mixed; boundary=b0b--x:y", None, b""))[:-8] + b"--b0b--x:y\n\nHi\n--b0b--x:y--\n--b0b--\n"
    path = (
        b"From: a@b.example\nSubject: a\n\n/srv/backup/of/all/mail/of/the/whole/agency\n\nFrom: b\nSubject: c\n\nHi\n"
    )
    for data in inner, path, report_mail(1).strip() + b" \t":
        assert forms_of(tmp, data)[1]["messages_unread"] == 0, data


@test
def a_length_that_a_sender_wrote_makes_no_mail_his_text_in_silence(tmp):
    """A Content-Length that ends behind the next mail is believed (SPEC 2), in an mbox of which no other mail has one."""
    line = b"From a@b.example Sat Mar  2 00:00:00 2024\n"
    swallowed, other = line + report_mail(1) + b"\n", line + b"From: a@b.example\nSubject: lunch\n%s\nWhere?\n\n"
    for type_, text in (
        (b"image/png\nContent-Transfer-Encoding: base64", base64.encodebytes(bytes(100))),
        (b"multipart/mixed; boundary=q", b"--q\n\nhi\n--q--\n"),
        (b"multipart/mixed; boundary=q", b"--q\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"),
        (b"message/external-body", b"x\n"),
    ):
        for length, own, wanted in (
            (len(text), b"", ([], 1)),
            (len(text + b"\n" + swallowed), b"", (["message behind the end of another"], 0)),
            (len(text + b"\n" + swallowed), b"Content-Length: 7\n", ([], 0)),  # an mboxcl2
        ):
            head = b"From: a@b.example\nContent-Length: %d\nContent-Type: %s\n\n" % (length, type_)
            forms, totals = forms_of(tmp, other % own + line + head + text + b"\n" + swallowed + other % own)
            assert (forms, totals["reports"]) == wanted, (type_, length, forms, totals)


@test
def a_length_that_does_not_reach_to_the_next_from_line_hides_no_joined_mail(tmp):
    """It may be right, for the mail that cat joined the next one to, or wrong; one that is too large may have one, too."""
    of_length = lambda n: report_mail(1).replace(b"\n", b"\nContent-Length: %d\n" % n, 1)
    for n in (5, len(report_mail(1).partition(b"\n\n")[2]), 9999999):
        for others in [], [report_mail(3)]:
            forms, totals = forms_of(tmp, mbox([of_length(n) + report_mail(2), *others]))
            wanted = ["message behind the end of another"], 1 + len(others)
            assert (forms, totals["reports"]) == wanted, (n, forms, totals)
    line = b"From a@b.example Sat Mar  2 00:00:00 2024\n"
    measured = lambda text: line + b"From: a@b.example\nContent-Length: %d\n\n%s\n" % (len(text), text)
    open(tmp + "/a", "wb").write(measured(b"Hi\n" * 1500000) + measured(b"Hi\n\n" + line + b"Subject: b\n\nHo\n"))
    totals = summary(tmp + "/a", "--max-message=1000000", status=None)["totals"]
    assert [totals[k] for k in ("messages", "messages_unread")] == [2, 0], totals


@test
def report_mail_behind_the_end_of_a_mail_is_told_of_whatever_separates_them(tmp):
    """From lines without a date or an empty line before them, the lines of transcripts and dumps, and rules (SPEC 3)."""
    both = report_mail(1), report_mail(2)
    unclaimed = mail(("application/gzip", "a.json.gz", gzip.compress(report(3))))
    for line in (
        b"From - \n",
        b"From a@b.example\n",
        "From a@b.example 2024\u5e743\u67082\u65e5 6:00:00\n".encode(),
        b")\r\n* 2 FETCH (UID 7 BODY[] {1800}\r\n",
        b".\r\n250 ok\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n",
        b"\1\1\1\1\n\1\1\1\1\n",
        b"\n==> 2.eml <==\n",
        b"*" * 70 + b"\n",
    ):
        for mails in both, (unclaimed, unclaimed):
            for data in (line.join(mails), mbox([line.join(mails), report_mail(4)])):
                forms, totals = forms_of(tmp, data)
                assert forms == ["message behind the end of another"], (data, forms)
                assert totals["messages"] == totals["reports"] + 1, totals
    for behind in (
        report(5),
        gzip.compress(report(5)),
        base64.b64encode(gzip.compress(report(5))),
    ):  # cat a.eml b.json.gz
        for data in (both[0] + behind, mbox(both) + behind):
            assert forms_of(tmp, data)[0] == ["message behind the end of another"], data
    twice = unclaimed.replace(
        b"--b0b\n", b"--b0b\nContent-Type: multipart/mixed; boundary=b0b\n\n--b0b\n\nHi\n--b0b--\n--b0b\n", 1
    )
    for data in (twice, mbox([twice, report_mail(4)])):  # a multipart in it has its boundary: the mail is not over
        assert forms_of(tmp, data)[1]["messages_unread"] == 0, data
    for text in (b"* 1 FETCH (FLAGS (\\Seen))\r\nA1 OK\r\n", b"*" * 70 + b"\nFrom here on: nothing\n", b"--x--\n" * 9):
        totals = forms_of(tmp, both[0] + text)[1]
        assert (totals["messages"], totals["messages_unread"]) == (1, 0), (text, totals)


@test
def what_a_web_server_got_and_appended_to_one_file_is_told_of(tmp):
    """Of JSON all reports are read, wherever they stand; a compression ends with its own."""
    host = b"Host: tls.agency.example\r\n"
    unix = b"X-Real-Ip: 192.0.2.1\nHost: tls.agency.example\n"
    for fields, eol in (b"POST /v1/tlsrpt HTTP/1.1\r\n" + host, b"\r\n"), (host, b"\r\n"), (unix, b"\n"):
        for pack, read in (gzip.compress, 1), (zlib.compress, 1), (bytes, 3):
            for separator in b"", b"\r\n", b"\n----\n":
                data = separator.join(fields + eol + pack(report(i)) for i in range(3))
                forms, totals = forms_of(tmp, data)
                assert (totals["reports"], totals["messages_unread"]) == (read, read == 1), (data, totals)
                assert forms == ["message behind the end of another"] * (read == 1), (data, forms)
    totals = forms_of(tmp, unix + b"\n" + gzip.compress(report(1)) + b"\n\nThe end.\n")[1]
    assert (totals["reports"], totals["messages_unread"]) == (1, 0), totals


@test
def a_message_behind_a_quoted_from_line_is_told_of(tmp):
    """Where a mail ends without a line feed, the next From line has no empty line before it: nmh, mailutils and s-nail
    take it for text, and quote it (in MMDF they do not)."""
    head, rest = report_mail(1).split(b"MIME-Version")
    base64_alone = head + b"Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
    base64_alone += base64.encodebytes(gzip.compress(report(1))).strip()
    line = b"\nFrom a@b.example Sat Nov 28 04:01:40 2026\n"
    for first in (base64_alone, report_mail(1).strip()):
        for quote, mark in ((b"\n>", b""), (b"\n>>", b""), (b"\n", b"\1\1\1\1\n")):
            both = first + quote + line[1:] + report_mail(2)
            data = mark + both + mark + mark + report_mail(3) + mark if mark else mbox([both, report_mail(3)])
            totals = forms_of(tmp, data)[1]
            assert [totals[k] for k in ("messages", "reports", "messages_unread")] == [3, 2, 1], (data, totals)
    for text in (b"He wrote:\n>From a@b.example Sat Nov 28 04:01:40 2026\n>Subject: x\n\n", b">From: a@b.example\n"):
        data = mbox([b"From: a@b.example\nSubject: re\n\n" + text, report_mail(3)])
        assert forms_of(tmp, data)[1]["messages_unread"] == 0, data


@test
def each_of_several_mails_in_a_text_is_read(tmp):
    """Digests (RFC 1153) have them one behind the other, and so has what cat makes of mails, the first of which is text."""
    first, second = report_mail(1), report_mail(2)
    head = b"From: list@b.example\nSubject: digest\n\n"
    rule = b"\n" + b"-" * 30 + b"\n\n"
    plain = b"TLS-Report-Domain: agency.example\nFrom: a@b.example\n\nNothing else, but for words and words.\n"
    single = lambda i: plain[: plain.index(b"\n\n")] + (
        b"\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(gzip.compress(report(i)))
    )
    unclaimed = lambda i: mail(("application/gzip", "a.json.gz", gzip.compress(report(i))))
    for text, reports in (
        (first + rule + second, 2),
        (first + head + second, 2),
        (plain + rule + second + rule + first, 2),
        (single(1) + rule + single(2) + rule + single(3), 3),
        (first.replace(b"\n", b"\r\n") + second, 2),
        # Without a TLS-Report field, too, where the first of them begins the text.
        (unclaimed(3) + rule + unclaimed(4) + b"From - \n" + unclaimed(5) + first, 4),
        (first + unclaimed(4) + rule + second, 3),
        # The first goes on behind fields that its own text quotes.
        (first.replace(b"This is a report\n", b"x").replace(b"--b0b", b"--b0b\n\n" + plain + b"\n--b0b", 1), 1),
    ):
        totals = forms_of(tmp, head + text)[1]
        assert [totals[k] for k in ("messages", "reports")] == [1, reports], (text, totals)


@test
def mails_in_a_text_beyond_the_bound_are_counted(tmp):
    """Each part that is left out is one of so many (SPEC 3), also where its mail stands behind others in a text."""
    with open(tmp + "/digest.eml", "wb") as f:
        f.write(b"From: list@b.example\nSubject: digest\n\n" + b"\n".join(report_mail(i) for i in range(20)))
    s = summary("--max-parts", "10", tmp + "/digest.eml")
    left = [r["left_out"] for r in s["rejected"] if r["reason"] == "too-large"]
    assert s["totals"]["reports"] + sum(left) == 20 and len(left) == 1, (s["totals"], left)


@test
def what_takes_more_memory_to_unpack_than_it_may_is_sound_and_over_a_limit(tmp):
    text, window = report_mail(1), 20 << 3  # of 1 GB (RFC 8878, 3.1.1.1.2), around one raw block, which is the last
    wide = b"\x28\xb5\x2f\xfd\0" + bytes([window]) + struct.pack("<I", len(text) << 3 | 1)[:3] + text
    open(tmp + "/a.zst", "wb").write(wide)
    s = summary(tmp, status=1)
    assert [u["reason"] for u in s["unread"]] == ["over-limit"], s["unread"]
    assert b"unpack it with zstd -d --long=31" in run(tmp, status=1).stderr


def zstd(data):
    return subprocess.run(["zstd", "-c"], input=data, capture_output=True, check=True).stdout


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


@test
def a_part_with_the_name_or_type_of_a_report_is_never_other_mail(tmp):
    """However it is packed or encrypted, and though nothing else in the mail says what it is."""
    name = "sender.example!agency.example!1709251200!1709337599!1.json"
    dark = random.randbytes(400)
    for kind, name, data, want in (
        ("application/octet-stream", name + ".br", dark, ("rejected", "bad-json")),
        ("application/x-brotli", name + ".br", dark, ("rejected", "bad-json")),
        ("application/octet-stream", name + ".gz.enc", dark, ("rejected", "bad-json")),
        ("application/octet-stream", name + ".gz.enc", b"Salted__" + dark, ("unread", "encrypted")),
        ("text/plain", name + ".gz.txt", b"This attachment was taken away.\n", ("rejected", "bad-json")),
        ("application/tlsrpt+br", "r", dark, ("rejected", "bad-json")),
        ("application/octet-stream", name.replace("json", "xml") + ".enc", dark, None),
        ("application/octet-stream", "lunch.json.enc", b"Salted__" + dark, None),
    ):
        open(tmp + "/a.eml", "wb").write(mail(("text/plain", None, b"See below\n"), (kind, name, data)))
        s = summary(tmp + "/a.eml", status=None)
        got = [(of, row["reason"]) for of in ("rejected", "unread") for row in s[of]]
        assert got == ([want] if want else []), (kind, name, got)
        assert s["totals"]["messages_ignored"] == (want is None), (kind, name)
    packed = mail(("application/tlsrpt+zstd", name + ".zst", zstd(report(1))))
    open(tmp + "/a.eml", "wb").write(packed)
    assert summary(tmp + "/a.eml")["totals"]["reports"] == 1


@test
def what_signs_a_report_or_sums_it_up_is_no_other_report(tmp):
    name = "sender.example!agency.example!1709251200!1709337599!1.json.gz"
    beside = (
        ("application/pgp-signature", name + ".asc", b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n"),
        ("application/octet-stream", name + ".sig", random.randbytes(300)),
        ("text/plain", name + ".sha256", b"0" * 64 + b"  " + name.encode() + b"\n"),
    )
    open(tmp + "/a.eml", "wb").write(mail(("application/tlsrpt+gzip", name, gzip.compress(report(1))), *beside))
    s = summary(tmp + "/a.eml")
    assert (s["totals"]["reports"], s["rejected"], s["unread"]) == (1, [], []), s["rejected"]


@test
def what_is_not_what_its_name_says_is_told_of(tmp):
    """A crash leaves zeros, an export the page on which to sign in; a report's name tells below a compression, too."""
    name, form = "sender.example!agency.example!1709251200!1709337599!1.json.gz", [
        "file that is not what its name says"
    ]
    page, zeros = b"<!DOCTYPE html><title>Sign in</title>", bytes(4096)
    for called, data, want in (
        (name, zeros, form),
        (name, b"", form),
        (name, gzip.compress(page), form),
        (name.replace(".gz", ".br"), random.randbytes(300), form),
        (name + ".sha256", b"0123  r.json.gz", []),
        (name + ":Zone.Identifier", b"[ZoneTransfer]", []),
        (name + ".content_type", b"application/tlsrpt+gzip", []),
        ("a.eml", zeros, form),
        ("a.EML", page, form),
        ("a.msg", zeros, form),
        ("a.msg", b"\r\n" + page, form),
        ("String.msg", b"# ROS\nstring data\n", []),
        ("af.msg", b"namespace eval ::tcl::clock {\n}\n", []),
        ("inbox.pst", zeros, form),
        ("inbox.mbox", zeros, form),
        ("inbox.mbox", b"", []),
        ("mails.tar.gz", zeros, form),
        ("mails.log.gz", gzip.compress(page), []),
        ("ls.1.gz", b"/usr/share/man/man1/ls.1.gz\n", []),
        ("a.eml.gz", zeros, form),
        ("lunch.json", page, []),
        ("page.html", page, []),
    ):
        assert forms_of(tmp, data, called)[0] == want, (called, data[:60])
        assert forms_of(tmp, tar([("b.eml", report_mail(1)), ("m/" + called, data)]), "t")[0] == want, (
            called,
            data[:60],
        )
        os.remove(tmp + "/" + called)
