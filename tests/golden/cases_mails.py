"""Mail as its RFCs allow it, and as senders, relays and mailboxes leave it (SPEC 2 and 3)."""

import binascii, re

from harness import *
from nested_files import *

FIELDS = "TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example"


def read(tmp, data, name="a.eml", **kw):
    open(tmp + "/" + name, "wb").write(data)
    return summary(tmp + "/" + name, **kw)


@test
def comments_in_mime_fields_lose_no_report(tmp):
    whole = mail(("application/tlsrpt+json", None, report(1)))
    plain = b'Content-Type: multipart/mixed; boundary="b0b"'
    assert plain in whole
    for kind in (
        b"multipart/report; report-type=tlsrpt (x); boundary=b0b (outermost)",
        b"multipart/mixed; boundary=b0b (outermost)",
        b"multipart/report; report-type=tlsrpt; (z) boundary=b0b",
        b"multipart/report; (x) report-type=tlsrpt; boundary (y) = (z (z)) b0b",
        b"(a) multipart/report; report-type=tlsrpt;\n (folded\n comment) boundary=b0b",
        b"multipart / report; report-type=tlsrpt; boundary=b0b",
    ):
        t = read(tmp, whole.replace(plain, b"Content-Type: " + kind))["totals"]
        assert (t["messages_with_reports"], t["reports"]) == (1, 1), (kind, t)
    part = b"Content-Type: (x) application/tlsrpt+json (y)\nContent-Transfer-Encoding: (z) base64 (z)\n\n"
    body = part + base64.b64encode(report(1))
    assert read(tmp, b"From: x@sender.example\n" + body)["totals"]["reports"] == 1


@test
def a_mail_that_begins_with_blanks_before_the_colon_of_from_is_no_mbox(tmp):
    """RFC 5322, 4.5: From and blanks are a field's name there; so they are in a text, where an mbox goes on."""
    whole, begin = report_mail(1), b"From x@y Fri Mar  1 00:00:00 2024\n"
    other = begin + b"From: a@b\n\nother\n"
    field = re.search(rb"(?m)^From:.*\n", whole)[0]
    for blanks in (b" ", b" \t", b"   "):
        spelled = field.replace(b":", blanks + b":")
        first = spelled + whole.replace(field, b"")
        quoting = whole.replace(b"--b0b\n", b"--b0b\n\nHi\n\n" + spelled + b"To : a@b\n\n--b0b\n", 1)
        for data in (first, b"\n" + first, first.replace(b"\n", b"\r")):
            s = read(tmp, data)
            assert (s["inputs"][0]["kind"], s["totals"]["reports"]) == ("message", 1), (data, s["inputs"])
        s = read(tmp, other + b"\n" + begin + quoting + b"\n" + other)
        assert [s["totals"][k] for k in ("messages", "reports")] == [3, 1], s["totals"]


@test
def a_domain_field_with_a_comment_or_in_quotes_tells_the_domain(tmp):
    text = report(1).replace(b'"sts"', b'"no-policy-found"').replace(b'"policy-domain": "agency.example"', b'"x": 1')
    for value in ("city.example (the city)", '"city.example"', '(the city) " city.example " (x)', "city.example"):
        fields = "TLS-Report-Domain: %s\nTLS-Report-Submitter: %s" % (value, value.replace("city", "sender"))
        open(tmp + "/a.eml", "wb").write(mail(("application/tlsrpt+json", None, text), fields=fields))
        record = json.loads(run("--ndjson", "-", tmp + "/a.eml").stdout)
        assert record["policies"][0]["policy_domain"] == "city.example", (value, record)
        assert record["source"]["submitter"] == "sender.example", (value, record)


def locked_zip(*files):
    """A zip whose last member has a password, by its flags."""
    z = bytearray(zipped(files))
    z[z.rindex(b"PK\3\4") + 6] |= 1
    z[z.rindex(b"PK\1\2") + 8] |= 1
    return bytes(z)


@test
def what_is_encrypted_beside_a_good_report_is_told(tmp):
    pgp = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n-----END PGP MESSAGE-----\n"
    good = ("application/tlsrpt+json", "a.json", report(1))
    plain = ("application/json", "a.json", report(1))
    piece = ("message/partial; id=x; number=1; total=2", None, b"Subject: y\n\nhalf of it\n")
    mixed = ("application/zip", "x.zip", locked_zip(("a.json", report(2)), ("b.json", report(3))))
    for parts, fields, reasons in (
        ((mixed,), FIELDS, ["encrypted"]),
        ((mixed,), "", ["encrypted"]),
        ((good, ("application/octet-stream", "b.json.gz.asc", pgp)), "", ["encrypted"]),
        ((good, ("application/octet-stream", "b.JSON.PGP", pgp)), FIELDS, ["encrypted"]),
        ((good, ("application/zip", "c.zip", locked_zip(("b.json", report(3))))), "", ["encrypted"]),
        ((good, ("text/plain", None, pgp)), FIELDS, ["encrypted"]),
        ((good, piece), FIELDS, ["partial-message"]),
        # Beside a report in other mail it may be anything.
        ((plain, ("application/octet-stream", "minutes.pdf.asc", pgp)), "", []),
        ((plain, ("application/octet-stream", "b.json.gz.asc", pgp)), "", ["encrypted"]),
        ((plain, ("text/plain", None, pgp)), "", []),
    ):
        s = read(tmp, mail(*parts, fields=fields))
        assert s["totals"]["reports"] == 1 and s["totals"]["messages_unread"] == 0, (reasons, s["totals"])
        assert [r["reason"] for r in s["rejected"]] == reasons, (parts, fields, s["rejected"])


@test
def an_empty_zip_is_empty_and_not_damaged(tmp):
    empty = zipped([])
    assert len(empty) == 22
    t = read(tmp, empty, "a.zip")["totals"]
    assert (t["files_skipped"], t["files_unread"]) == (1, 0), t
    t = read(tmp, zipped([("b.zip", empty), ("a.json", report(1))]), "a.zip")["totals"]
    assert (t["reports"], t["files_skipped"], t["files_unread"]) == (1, 1, 0), t
    s = read(tmp, mail(("application/zip", "a.zip", empty), fields=FIELDS))
    assert [r["reason"] for r in s["rejected"]] == ["no-report-part"], s["rejected"]
    open(tmp + "/cut.zip", "wb").write(empty[:-1])
    assert b"damaged" in run("--json", "-", tmp + "/cut.zip", status=1).stderr


@test
def text_behind_the_json_of_a_report_is_noted(tmp):
    tails = ((b"", 0), (b"\r\n \n", 0), (b" x", 1), (b" {", 1), (b"]", 1), (b"}", 1), (b"\n-- \nMade by hand\n", 1))
    for tail, noted in tails:
        for name, data in (
            ("a.eml", mail(("application/tlsrpt+json", "a.json", report(1) + tail))),
            ("a.json", report(1) + tail),
        ):
            open(tmp + "/" + name, "wb").write(data)
            record = json.loads(run("--ndjson", "-", tmp + "/" + name).stdout)
            assert ("text-around-json" in record.get("deviations", [])) == noted, (name, tail, record)
    open(tmp + "/a.json", "wb").write(report(1))
    run("--ndjson", tmp + "/n", tmp + "/a.json")  # of records the report's own are kept, whatever stands behind them
    open(tmp + "/records", "w").write("[" + open(tmp + "/n").read() + "] by hand\n")
    assert run("--ndjson", "-", tmp + "/records").stdout == open(tmp + "/n", "rb").read()


@test
def json_that_is_no_object_is_not_a_report(tmp):
    for kind in ("application/tlsrpt+json", "application/tlsrpt+gzip"):
        for data in (b"[1]", b"5\n", b'"x"', b"null", b'[["a", {}]]', b"\xef\xbb\xbf[1]"):
            for packed in (data, gzip.compress(data)):
                s = read(tmp, mail((kind, "a.json.gz", packed)))
                assert [r["reason"] for r in s["rejected"]] == ["not-a-report"], (kind, data, s["rejected"])
    s = read(tmp, mail(("application/tlsrpt+json", "a.json", b"5 or so")))
    assert [r["reason"] for r in s["rejected"]] == ["bad-json"], s["rejected"]


@test
def a_gzip_cut_behind_a_whole_member_gives_what_is_whole_and_is_told(tmp):
    """Members follow each other (RFC 1952, 2.2): what is behind a damaged one is lost, also where a report came before it. Other bytes are what encodings leave in a mail, and mail that somebody added in a file."""
    first, second = gzip.compress(report(1), mtime=0), gzip.compress(report(2), mtime=0)
    halves = gzip.compress(report(1)[:90], mtime=0) + gzip.compress(report(1)[90:], mtime=0)
    for packed, reports, reasons in (
        (first + second, 2, []),
        (halves, 1, []),
        (first + b"rubbish", 1, []),
        (first + second[:40], 1, ["bad-compression"]),
        (first + second[:-1], 1, ["bad-compression"]),
        (first + second[:5], 1, ["bad-compression"]),
        (first + second[:-8] + b"12345678", 1, ["bad-compression"]),
        (halves[:-3], 0, ["bad-compression"]),
    ):
        for kind, name in (
            ("application/tlsrpt+gzip", "a.json.gz"),
            ("application/gzip", "a.json.gz"),
            ("application/octet-stream", None),
        ):
            s = read(tmp, mail((kind, name, packed), fields=FIELDS))
            t = s["totals"]
            assert (t["messages"], t["reports"], [r["reason"] for r in s["rejected"]]) == (1, reports, reasons), (
                kind,
                name,
                len(packed),
                t,
                s["rejected"],
            )
        os.makedirs(tmp + "/d", exist_ok=True)
        open(tmp + "/d/a.json.gz", "wb").write(packed)
        told = len(reasons) + packed.endswith(b"rubbish")
        for path in ("/d", "/d/a.json.gz"):
            t = summary(tmp + path, status=told)["totals"]
            assert (t["files_unread"], t["reports"] >= reports) == (told, True), (path, reasons, t)


@test
def messages_joined_without_anything_between_them_are_not_lost_in_silence(tmp):
    """cat puts the files of a Maildir so; what stands behind the first one's end might be its sender's, and is not read."""
    whole = b"".join(report_mail(i) for i in range(3))
    footer = report_mail(3) + b"-- \nSent: by a list\nHelp: https://list.example\n"
    forwarded = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n"
    forwarded += mbox([report_mail(6)]) + b"--o--\n"
    single = b"From: a@b.example\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
    single += base64.encodebytes(gzip.compress(report(5)))
    for data, unread in (
        (whole, 1),
        (whole.replace(b"\n", b"\r\n"), 1),
        (b"".join(gzip.compress(report_mail(i)) for i in range(3)), 1),
        (zipped([("all.eml", whole)]), 1),
        *(
            (separator.join(report_mail(i) for i in range(2)), 1)
            for separator in (b".\r\n", b"\x1a", b"\f\n", b"--\n\n")
        ),
        (single + single, 1),
        (single + b"\n" + report_mail(4), 1),
        (single + footer[footer.index(b"-- \n") :], 0),
        (footer, 0),
        (forwarded, 0),
        (report_mail(4), 0),
    ):
        for folder in ("/d", "/Maildir/cur"):
            os.makedirs(tmp + folder, exist_ok=True)
            open(tmp + folder + "/1:2,S", "wb").write(data)
        for path, rest in (("/d/1:2,S", unread), ("/d", unread), ("/Maildir", unread * (data[:2] == b"PK"))):
            p = run("--json", "-", tmp + path)
            t = json.loads(p.stdout)["totals"]
            assert [t[k] for k in ("messages", "reports", "messages_unread")] == [1 + rest, 1, rest], (path, data, t)
            assert (b"behind the end of another" in p.stderr) == bool(rest), p.stderr


@test
def an_attachment_of_a_form_that_is_not_read_makes_a_mail_unread(tmp):
    """SPEC 3: nothing that may be a report is passed over in silence. Mailers uuencoded before there was MIME."""
    lines = binascii.b2a_uu
    packed = gzip.compress(report(1))
    uu = lambda name, eol=b"\n": eol.join(
        [b"The report.", b"", b"begin 644 " + name]
        + [lines(packed[i : i + 45]).strip(b"\n") for i in range(0, len(packed), 45)]
        + [b"`", b"end", b""]
    )
    plain = b"From: a@b.example\nSubject: a report\n\n"
    mixed = plain.replace(b"\n\n", b"\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n")
    for data, form in (
        (plain + uu(b"a!b!1!2.json.gz"), "uuencoded file"),
        (plain + uu(b"a.ZIP", b"\r\n"), "uuencoded file"),
        (plain + b"Hi\nbegin-base64 644 a.json.gz\n" + base64.encodebytes(packed) + b"====\n", "uuencoded file"),
        (plain + b"begin-base64 is a word\nbegin again\n", None),
        (plain + uu(b"a.json.gz").partition(b"\n\n")[2], "uuencoded file"),
        (mixed + uu(b"a.json.gz") + b"--b\nContent-Type: text/html\n\n<p>x\n--b--\n", "uuencoded file"),
        (plain.replace(b"\n\n", b"\nContent-Type: message/rfc822\n\n") + plain + uu(b"a.gz"), "uuencoded file"),
        (mail(("text/plain", "a.txt", uu(b"a.json.gz")[13:])), "uuencoded file"),
        (mail(("application/octet-stream", "a.arj", ARJ)), "ARJ archive"),
        (mail(("application/octet-stream", "a.bin", ARJ[:10] + b"\0" + ARJ[11:])), None),
        (mail(("application/octet-stream", "a.ace", ACE)), "ACE archive"),
        (plain + uu(b"cat.jpg"), None),
        (plain + b"Then\nbegin 644 a.json.gz\nand so on\n", None),
        (plain + b"Then begin 644 a.json.gz\nMore\n", None),
        (plain + "`가나다라마바사\n".encode(), None),
    ):
        s = read(tmp, data)
        assert [u["form"] for u in s["unread"]] == [form] * bool(form), (data, s["unread"])
        assert s["totals"]["messages_unread" if form else "messages_ignored"] == 1, (data, s["totals"])
    s = read(tmp, plain.replace(b"Subject", b"TLS-Report-Domain: b.example\nSubject") + uu(b"a.json.gz"))
    assert [r["reason"] for r in s["rejected"]] == ["no-report-part"], s["rejected"]


@test
def a_part_that_is_labelled_with_another_encoding_is_read(tmp):
    """Relays lose the field or misspell its name; the content tells what it is, as it does of its form (SPEC 3)."""
    packed, text = base64.encodebytes(gzip.compress(report(1))), report(1)
    lines = json.dumps(json.loads(text), indent=1).encode()
    several = zipped([("a.json", text)])
    for field in ("", "8bit", "7bit", "quoted-printable", "base-64", "x-unknown", "ContentTransferEncoding: base64"):
        named = field if ":" in field else "Content-Transfer-Encoding: " + field
        head = (named + "\n" if field else "").encode()
        for body in (packed, *(base64.encodebytes(b) for b in (text, lines, lines.replace(b"\n", b"\r\n"), several))):
            part = b"Content-Type: application/octet-stream; name=a.json.gz\n" + head + b"\n" + body
            for data in (
                b"From: x@sender.example\n" + part,
                mail(("message/rfc822", None, b"From: a@b.example\n" + part)),
            ):
                s = read(tmp, data)
                assert (s["totals"]["reports"], s["totals"]["rejected"]) == (1, 0), (field, body[:9], s["totals"])
        record = json.loads(run("--ndjson", "-", tmp + "/a.eml").stdout)
        assert ("encoding-damaged" in record["deviations"]) == (":" not in field), (field, record["deviations"])
    s = read(tmp, b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n" + text)
    assert s["totals"]["reports"] == 1, s["totals"]
    for body in (b"example: eyes\n", b"Up in the sky\n", b"H4sI would be gzip\n", b"eyJ\n"):
        assert read(tmp, b"From: a@b.example\n\n" + body)["totals"]["messages_ignored"] == 1, body


@test
def an_archive_under_any_label_is_known_by_its_first_bytes_in_any_encoding(tmp):
    for archive in (tar([("a/b.json", report(1))]), zipped([("a", report(1))])):
        every = b"".join(b"=%02X" % byte + b"=\n" * (i % 12 == 11) for i, byte in enumerate(archive))
        for encoding, body in (
            ("base64", base64.encodebytes(archive)),
            ("quoted-printable", binascii.b2a_qp(archive, istext=False)),
            ("quoted-printable", every),
        ):
            head = "From: a@b.example\nContent-Type: image/png\nContent-Transfer-Encoding: %s\n\n" % encoding
            t = read(tmp, head.encode() + body)["totals"]
            assert (t["reports"], t["rejected"]) == (1, 0), (encoding, t)


@test
def a_multipart_without_any_part_is_looked_at(tmp):
    """Its body is all there is (SPEC 3: every leaf), and may be in an encoding as a whole, which RFC 2045 forbids."""
    packed = base64.encodebytes(gzip.compress(report(1)))
    part = b"--b0b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n%s--b0b--\n" % packed
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b0b\n"
    base64_of = lambda body: b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(body)
    for body in (b"\n" + packed, b"\n" + report(1), base64_of(gzip.compress(report(1)))):
        for data in (head + body, mail(("message/rfc822", None, head + body))):
            t = read(tmp, data)["totals"]
            assert (t["messages_with_reports"], t["reports"], t["rejected"]) == (1, 1, 0), (body, t)
    s = read(tmp, head + base64_of(part))
    assert [u["form"] for u in s["unread"]] == ["report in the text of a mail"], s["unread"]
    for body in (b"", b"\n", b"\nThis is a message in MIME format.\n", base64_of(b"--b0b\n\nHello\n--b0b--\n")):
        assert read(tmp, head + body)["totals"]["messages_ignored"] == 1, body


@test
def a_mail_in_the_text_of_another_is_read(tmp):
    """Bounces of qmail and of old Exims have it there, and so do people who paste a source."""
    whole = report_mail(1)
    head, cut = b"From: MAILER-DAEMON@b.example\nSubject: failure notice\n", whole[: whole.rindex(b"\n\n") - 40]
    for intro in (
        b"Hi. This is the qmail-send program.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@b>\n",
        b"------ This is a copy of the message, including all the headers. ------\n\n",
        b"-----Original Message-----\n",
        b"",
    ):
        for eol in (b"\n", b"\r\n"):
            s = read(tmp, (head + b"\n" + intro + whole).replace(b"\n", eol))
            assert [s["totals"][k] for k in ("messages", "reports", "rejected")] == [1, 1, 0], (intro, s["totals"])
        for case in (bytes.lower, bytes.upper, bytes.title):  # names of fields have none
            spelled = re.sub(rb"(?m)^TLS-Report-\w+(?=:)", lambda name: case(name[0]), whole)
            assert read(tmp, head + b"\n" + intro + spelled)["totals"]["reports"] == 1, (intro, spelled)
        quoted = binascii.b2a_qp(intro + whole, istext=True)
        s = read(tmp, head + b"Content-Transfer-Encoding: quoted-printable\n\n" + quoted)
        assert s["totals"]["reports"] == 1, (intro, s["totals"])
        t = read(tmp, head + b"\n" + intro + cut)["totals"]
        assert (t["reports"], t["rejected"], t["messages_rejected"]) == (0, 1, 1), (intro, t)
    for text in (
        whole[: whole.index(b"\n\n")],
        b"TLS-Report-Domain: is a field\n",
        FIELDS.encode() + b"\n\nSo it is.\n",
    ):
        t = read(tmp, head + b"\nSee:\n\n" + text)["totals"]
        assert (t["messages_ignored"], t["rejected"]) == (1, 0), (text, t)


@test
def a_report_in_the_text_of_a_mail_is_told_of(tmp):
    for kind, text in (("text/plain", b"Hello, see:\n\n%s\n" % report(1)), ("text/html", b"<pre>%s</pre>" % report(1))):
        s = read(tmp, b"From: a@b.example\nContent-Type: %s\n\n" % kind.encode() + text)
        assert [u["form"] for u in s["unread"]] == ["report in the text of a mail"], (text, s["unread"])
    assert read(tmp, b"From: a@b.example\n\nWhat is a report-id?\n")["totals"]["messages_ignored"] == 1


@test
def what_macos_keeps_beside_an_attachment_is_no_damaged_report(tmp):
    """AppleDouble (RFC 1740) has the same name: in multipart/appledouble, and as ._NAME in its archives."""
    double = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(80)
    parts = (
        ("application/applefile", "a.json.gz", double),
        ("application/tlsrpt+gzip", "a.json.gz", gzip.compress(report(1))),
    )
    for data in (
        mail(*parts),
        mail(*parts[::-1]),
        mail(("application/zip", "a.zip", zipped([("._a.json.gz", double), ("a.json", report(1))]))),
    ):
        t = read(tmp, data)["totals"]
        assert [t[k] for k in ("messages", "reports", "rejected", "files_unread")] == [1, 1, 0, 0], t
    single = mail(("application/applefile", "a.json.gz", double.replace(b"\7", b"\0", 1)))
    assert [u["form"] for u in read(tmp, single)["unread"]] == ["AppleSingle file"]


@test
def mail_behind_lines_of_blanks_and_what_a_web_server_got_is_read(tmp):
    for before in (b" \n", b"\t \r\n\n", b"\xef\xbb\xbf  \n", b" \nFrom a@b Fri Mar  1 00:00:00 2024\n"):
        assert read(tmp, before + report_mail(1))["totals"]["reports"] == 1, before
    for field in (b"Host: a.example", b"Content-Length: 900", b"X-A: b\r\nContent-Encoding: gzip"):
        assert read(tmp, field + b"\r\n\r\n" + report(1))["totals"]["reports"] == 1, field
    sequence = b"".join(b"\x1e" + report(i) + b"\n" for i in range(3))  # RFC 7464: jq --seq
    assert read(tmp, sequence, "a.json-seq")["totals"]["reports"] == 3
    assert b"text-around-json" not in run("--ndjson", "-", tmp + "/a.json-seq").stdout


@test
def what_is_signed_in_the_clear_is_read(tmp):
    """gpg --clearsign of a report, of a mail, or in a mail's text; other text that is signed is none (RFC 4880, 7)."""
    signed = lambda text, hashes=b"Hash: SHA512\n": (
        b"-----BEGIN PGP SIGNED MESSAGE-----\n%s\n%s\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
        % (hashes, text)
    )
    for text in (report(1), report_mail(1)):
        for data in (
            signed(text),
            signed(text, b""),
            signed(text, b"Hash: SHA1\nHash: SHA256\n").replace(b"\n", b"\r\n"),
        ):
            for path in (data, gzip.compress(data), mail(("text/plain", None, data))):
                assert read(tmp, path)["totals"]["reports"] == 1, (path, text[:9])
    assert read(tmp, b"From: a@b.example\n\n" + signed(report(1)))["totals"]["reports"] == 1
    os.makedirs(tmp + "/d")
    open(tmp + "/d/SHA256SUMS.asc", "wb").write(signed(b"00ff  a.tar\n"))
    open(tmp + "/d/cut.asc", "wb").write(signed(report(1))[:40])
    assert summary(tmp + "/d")["totals"]["files_skipped"] == 2
