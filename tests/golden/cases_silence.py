"""What would be passed over in silence: it is told of by name, with what to do (SPEC 2 and 3)."""

import base64, binascii, quopri

from unread_forms import forms, forms_of, zstd
from harness import *
from nested_files import *

MARK = b"\x10\x10\x10\x10\x10\x10\x10\x11\x11\x11\x11\x11\x11S"
PROGRAM_HEAD = b"\x7fELF\2\1\1" + bytes(5000)


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
    open(tmp + "/m/cur/2:2,S", "wb").write(old + b"\n")  # of whoever saved it
    boxes = mbox([old, report_mail(2)]), mbox([report_mail(2), old])
    for data in (old, *boxes, zipped([("a.eml", old)]), old + b"\n", None):
        path = tmp + ("/a" if data else "/m")
        if data:
            open(path, "wb").write(data)
        totals = summary(path)["totals"]
        assert totals["reports_found"] == totals["messages"], (data, totals)


@test
def a_mail_of_which_a_database_spelled_the_line_ends_is_told_of(tmp):
    """COPY of PostgreSQL writes each row in one line, with a backslash and a letter for what ends one."""
    for eol in b"\\n", b"\\r\\n":
        for mails in [report_mail(1)], [report_mail(1), report_mail(2)]:
            rows = b"".join(m.replace(b"\n", eol) + b"\n" for m in mails)
            forms, totals = forms_of(tmp, rows)
            assert (forms, totals["messages_unread"]) == (["report in the text of a mail"], 1), (eol, forms, totals)
    assert forms_of(tmp, (b"From: a@b.example\nSubject: lunch\n\nWhere?\n" * 9).replace(b"\n", b"\\n"))[0] == []


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
        ("inbox.mbox.br", random.randbytes(300), form),
        (".a.eml.icloud", b"bplist00" + zeros, form),
        ("page.html.br", random.randbytes(300), []),
        ("lunch.json", page, []),
        ("page.html", page, []),
    ):
        assert forms_of(tmp, data, called)[0] == want, (called, data[:60])
        assert forms_of(tmp, tar([("b.eml", report_mail(1)), ("m/" + called, data)]), "t")[0] == want, (
            called,
            data[:60],
        )
        os.remove(tmp + "/" + called)
