"""Report mail in what other programs make of it: tables, dumps, pages, queues, JSON of something else (SPEC 2)."""

import csv, html, sqlite3

from unread_forms import JSON_TEXT, LUNCH, forms, forms_of, told, zstd
from harness import *
from nested_files import *

MAIL = "file that holds report mail in an unknown form"
REPORT = "report in the midst of other text"
WIDE = "mail or report in UTF-16 or UTF-32 without a mark"


def table(body, **kw):
    out = io.StringIO()
    csv.writer(out, **kw).writerows([["id", "body"], [1, "lunch"], [2, body]])
    return out.getvalue().encode()


def mysql(data):
    """As mysqldump writes a string of bytes."""
    for c, name in ((b"\\", b"\\"), (b"\0", b"0"), (b"\n", b"n"), (b"\r", b"r"), (b"'", b"'"), (b'"', b'"')):
        data = data.replace(c, b"\\" + name)
    return data


@test
def report_mail_in_tables_dumps_and_pages_is_told_of(tmp):
    text, packed = report_mail(1).decode(), gzip.compress(report(1), mtime=0)
    escaped = text.replace("'", "\\'").replace("\n", "\\n")
    in_base64 = base64.b64encode(text.encode()).decode()
    far = b"(1,'lunch'),\n" * 40000
    for data in (
        table(text),
        table(base64.b64encode(packed).decode(), delimiter=";"),
        table(in_base64),
        ("INSERT INTO mail VALUES (1,'%s');\n" % escaped).encode(),
        far + ("INSERT INTO mail VALUES (1,'%s');\n" % escaped).encode(),
        b"COPY mail FROM stdin;\n1\t\\\\x" + report_mail(1).hex().encode() + b"\n",
        b"INSERT INTO mail VALUES (1,0x" + packed.hex().upper().encode() + b");\n",
        b"<html><a href='data:;base64," + base64.b64encode(packed) + b"'>report</a>",
        b"<?xml version='1.0'?><raw>" + html.escape(text).encode() + b"</raw>",
        b"<?xml version='1.0'?><t:MimeContent>" + in_base64.encode() + b"</t:MimeContent>",
        b"mail: |\n" + b"".join(b"  " + line + b"\n" for line in report_mail(1).split(b"\n")),
        b"".join(b"> " + line + b"\n" for line in report_mail(1).split(b"\n")),
        b"%PDF-1.7\n1 0 obj<</Type/EmbeddedFile>>stream\n"
        + zlib.compress(report_mail(1))
        + b"\nendstream\n"
        + bytes(9),
        b"--b\r\nContent-Disposition: form-data\r\n\r\n" + packed + b"\r\n--b--\r\n",
        b"INSERT INTO mail VALUES (1,_binary '" + mysql(packed) + b"');\n",
        b"<?xml version='1.0'?><![CDATA[\n" + base64.encodebytes(zipped([("r.json", report(1))])) + b"]]>",
        b"COPY mail FROM stdin;\n1\t" + b"".join(b"\\\\%03o" % c for c in packed) + b"\n",
        b"received = %a\n" % [packed],
        b"raw = bytes(%a)\n" % list(report_mail(1)),
    ):
        assert forms(tmp, data) == [MAIL], data[:60]
    assert forms(tmp, far + table(report(1).decode())) == [REPORT]


def unnamed(kind, name, data):
    """A report's mail that says nowhere that it is one, behind as many fields as gateways add."""
    seals = "\n".join("ARC-Seal: b=" + base64.b64encode(random.randbytes(600)).decode() for _ in range(9))
    return mail(("text/plain", None, b"See below\n"), (kind, name, data), fields=seals)


@test
def report_mail_that_is_wrapped_twice_is_told_of(tmp):
    """Its report is in base64, and so is all of it, or it is packed, or both; other mail is so in vain."""
    wrapped = (
        lambda data: table(base64.b64encode(data).decode()),
        lambda data: table(base64.b64encode(gzip.compress(data)).decode()),
        lambda data: b"id,raw\n1,\\x" + data.hex().encode() + b"\n",
        lambda data: b"%PDF-1.7\nstream\n" + zlib.compress(data) + b"\nendstream\n" + bytes(9),
        lambda data: b"raw = %a\n" % list(data),
        lambda data: b"V" + base64.b64encode(data) + b"\np0\n.",
        lambda data: b"email=%0A" + base64.b64encode(data) + b"&spam=0\n",
        lambda data: b"mail:\n" + b"\n".join(base64.b64encode(m) for m in (b"lunch" * 20, data)),
    )
    inside = (
        ("application/gzip", "a.json.gz", gzip.compress(report(1))),
        ("application/octet-stream", "a", report(1)),
        ("application/zip", "a.zip", zipped([("a.json", report(1))])),
    )
    for wrap in wrapped:
        for part in inside:
            data = wrap(unnamed(*part))
            assert forms(tmp, data) == [MAIL], (part[:2], data[:60])
        assert forms(tmp, wrap(unnamed("application/gzip", "a.gz", gzip.compress(b"lunch " * 99)))) == []
    for raw in base64.b64encode, lambda data: base64.b64encode(gzip.compress(data)):
        data = json.dumps({"body": raw(unnamed(*inside[0])).decode(), "isBase64Encoded": True}).encode()
        assert forms(tmp, data) == [JSON_TEXT], data[:60]


@test
def what_others_than_gzip_pack_is_told_of_in_base64(tmp):
    """A file of it is known by how it begins; in other text bzip2 is not unpacked, and known by a name beside it."""
    zstd = subprocess.run(["zstd", "-c"], input=report_mail(1), stdout=subprocess.PIPE, check=True).stdout
    for packed in (bz2.compress(report_mail(1)), lzma.compress(report_mail(1)), zstd):
        in_base64 = base64.b64encode(packed).decode()
        want = [] if packed.startswith(b"BZh") else [MAIL]
        assert forms(tmp, base64.encodebytes(packed)) == ["file in base64"], in_base64[:60]
        assert forms(tmp, table("application/tlsrpt " + in_base64)) == [MAIL], in_base64[:60]
        assert forms(tmp, table("image/png " + in_base64)) == want, in_base64[:60]


@test
def deflate_without_a_header_is_told_of(tmp):
    """As some clients send it for "deflate", and .NET's DeflateStream writes it (RFC 1951): nothing marks it."""
    for data, want in ((report(1), [MAIL]), (report_mail(1), [MAIL]), (b"lunch " * 999, [])):
        c = zlib.compressobj(9, zlib.DEFLATED, -15)
        assert forms(tmp, c.compress(data) + c.flush()) == want, data[:60]


@test
def a_file_of_nothing_but_base64_is_to_be_decoded(tmp):
    """Whatever is in it: a report as it is or packed, or a mail. Hexadecimal digits are base64 for no decoder."""
    far = b"w" * 400000
    for content in (report(1), gzip.compress(report(1)), report_mail(1), report_mail(1) + far):
        for data in (base64.encodebytes(content), base64.b64encode(content)):
            assert forms(tmp, data) == ["file in base64"], data[:60]
            said = run(tmp + "/d/a", status=1).stderr
            assert b"decode it with base64 -d, and give that\n" in said, said
    assert forms(tmp, report_mail(1).hex().encode()) == [MAIL]


@test
def a_dump_in_hexadecimal_digits_and_base32_are_to_be_turned_back(tmp):
    """As xxd, hexdump, od and Windows write it, with an address before each line or without; large enough that xxd's lines seem to be fields, and nothing else."""
    rows = lambda data: [data[i : i + 16] for i in range(0, len(data), 16)]
    seen = lambda row: "".join(chr(c) if 32 <= c < 127 else "." for c in row)
    bare = unnamed("application/gzip", "a.json.gz", gzip.compress(report(1)))
    for data in mbox([bare]), gzip.compress(bare), report(1):
        words = [(row + b"\0")[: len(row) + len(row) % 2] for row in rows(data)]
        for lines in (
            ["%08x: %-39s  %s" % (16 * i, row.hex(" ", -2), seen(row)) for i, row in enumerate(rows(data))],
            [
                "%08x  %s  %s  |%s|" % (16 * i, r[:8].hex(" "), r[8:].hex(" "), seen(r))
                for i, r in enumerate(rows(data))
            ],
            ["%07o %s" % (16 * i, row.hex(" ")) for i, row in enumerate(rows(data))],
            [
                "%07x %s" % (16 * i, struct.pack(">8H", *struct.unpack("<8H", r.ljust(16, b"\0"))).hex(" ", -2))
                for i, r in enumerate(words)
            ],
            ["Path: a", ""]
            + ["%08X   %s  %s" % (16 * i, r.hex(" ").upper(), seen(r)) for i, r in enumerate(rows(data))],
            [" " + row.hex(" ") for row in rows(data)],
            [struct.pack(">8H", *struct.unpack("<8H", r.ljust(16, b"\0"))).hex(" ", -2) for r in words],
            ["%04X  %s" % (16 * i, row.hex(" ").upper()) for i, row in enumerate(rows(data))],
            ["    %08x  %s" % (16 * i, row.hex(" ")) for i, row in enumerate(rows(data))],
        ):
            text = "\n".join(lines).encode() + b"\n"
            assert forms(tmp, text) == ["dump in hexadecimal digits"], text[:100]
        for text in base64.b32encode(data), b"\n".join(re.findall(b".{1,76}", base64.b32encode(data))):
            assert forms(tmp, text) == ["file in base32"], text[:60]
    lunch = ["%08x: %s  lunch, lunch, lu" % (16 * i, b"lunch, lunch, lu".hex(" ", -2)) for i in range(900)]
    assert forms(tmp, "\n".join(lunch).encode()) == []


@test
def report_mail_in_the_queues_of_mail_servers_is_told_of(tmp):
    """Exim and sendmail keep header and body apart; Postfix has records of a line each, with its length before it."""
    head, body = report_mail(1).split(b"\n\n", 1)
    records = b"".join(b"N" + bytes([len(line)]) + line for line in report_mail(1).split(b"\n"))
    for data in (b"1tABCD-000001-AB-D\n" + body, body):
        assert forms(tmp, data) == [MAIL], data[:60]
    begin = b"T\x111709251200 123456M\0"
    sized = b"C_" + b"%15d " * 6 % (999, 500, 1, 0, 999, 0) + begin
    for data, form in ((sized, "queue file of Postfix"), (begin, MAIL)):  # postdrop does not know the sizes yet
        assert forms(tmp, data + records + b"X\0E\0") == [form], data
        assert forms(tmp, data + b"N\x08Subject:N\0N\5LunchX\0E\0") == [], data
    for key in (b'"total-successful-', b'"total-failure-'):  # quoted-printable cuts one of them
        data = b"1tABCD-000001-AB-D\n" + report(1).replace(key, key[:6] + b"=\n" + key[6:])
        assert forms(tmp, data) == ["report in the midst of other text"], data
    fields = b"".join(b"%03d  %s\n" % (len(line) + 1, line) for line in head.split(b"\n"))
    for data in (b"1tABCD-000001-AB-H\nmail 8 12\n" + fields, b"V8\nT1\n" + re.sub(rb"(?m)^", b"H??", head) + b"\n.\n"):
        assert forms(tmp, data) == [], data[:60]


@test
def report_mail_in_json_of_something_else_is_told_of_wherever_it_stands(tmp):
    """A large file's values are looked at one by one: what the first of them is says nothing of the others."""
    text, packed = report_mail(1).decode(), base64.b64encode(gzip.compress(report(1))).decode()
    in_base64 = base64.b64encode(text.encode()).decode()
    lines = [json.dumps(v).encode() for v in LUNCH + [{"comment": text}]]
    for data in (
        json.dumps({"a": LUNCH, "b": [{"comment": text}]}).encode(),
        b"[" + b",\n".join(lines) + b"]",
        b"\n".join(lines),
        json.dumps([{"a": "w " * 600000}, {"comment": text}]).encode(),
    ):
        assert forms(tmp, data) == [JSON_TEXT], data[:60]
    for value in (
        {"comment": report(1).decode()},
        {"contentType": "application/gzip", "contentBytes": packed},
        {"threadId": "A", "raw": in_base64},
        {"parts": [{"mimeType": "application/gzip", "body": {"data": packed}}]},
        {"notificationType": "Received", "content": in_base64},
        {"Body": json.dumps({"Message": json.dumps({"content": in_base64})})},
        {"raw": {"$binary": {"base64": in_base64}}},
        {"data": base64.b64encode(zipped([("r.json", report(1))])).decode()},
        {"type": "Buffer", "data": list(gzip.compress(report(1)))},
        {"bytes": [c - 256 if c > 127 else c for c in report_mail(1)]},
        {"bytes": dict(enumerate(report(1)))},
        {"data": gzip.compress(report(1)).decode("latin1")},
    ):
        for values in ([value], LUNCH + [value]):
            open(tmp + "/a", "w").write(json.dumps(values))
            assert told(tmp + "/a") == [JSON_TEXT], value
    in_numbers = b'{"comment":"' + b"".join(b"\\u%04x" % c for c in report_mail(1)) + b'"}'
    in_lines = b'{"comment":"' + report_mail(1).replace(b'"', b"'") + b'"}'
    for data in (in_numbers, in_lines, in_lines.replace(b"\n", b"\r\n")):
        assert forms(tmp, data) == [JSON_TEXT], data[:60]
    assert forms(tmp, json.dumps(LUNCH).encode()) == []


@test
def mail_in_json_that_a_mail_holds_is_told_of(tmp):
    """A topic of Amazon SNS that is subscribed to by mail sends what SES received as the text of a mail."""
    text = report_mail(1).decode()
    footer = b"\n\n--\nIf you wish to stop receiving notifications, visit https://sns.example\n"
    plain = b"From: a@b.example\nSubject: Amazon SES Email Receipt Notification\nContent-Type: text/plain\n"
    for content in text, base64.b64encode(text.encode()).decode():
        value = json.dumps({"notificationType": "Received", "content": content}).encode()
        for data in (
            plain + b"\n" + value + footer,
            plain + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(value + footer),
            mail(("application/json", "a.json", value)),
            mail(("application/gzip", "a.json.gz", gzip.compress(value + b"\n" + value))),
            mail(("application/zip", "a.zip", zipped([("a.json", value)]))),
        ):
            open(tmp + "/a.eml", "wb").write(data)
            s = summary(tmp + "/a.eml")
            assert [u["form"] for u in s["unread"]] == [JSON_TEXT], (data, s["unread"])
            assert s["totals"]["messages_unread"] == 1, s["totals"]
    open(tmp + "/a.eml", "wb").write(plain + b"\n" + json.dumps({"notificationType": "Bounce"}).encode() + footer)
    assert told(tmp + "/a.eml") == []


@test
@alone
def json_of_a_mail_that_unpacks_to_much_is_not_looked_through(tmp):
    """A mail of 28 KB may hold megabytes of what begins as packed at every turn."""
    need_plain_memory()
    value = b'{"k":["' + b'","'.join([base64.b64encode(gzip.compress(bytes(200000)))] * 3000) + b'"]}'
    data = mail(*[("application/json", "a.json", gzip.compress(value))] * 5)
    open(tmp + "/a.mbox", "wb").write(mbox([data] * 20))
    with processor_time_below(3):
        assert told(tmp + "/a.mbox") == []


@test
def reports_in_the_lines_of_a_log_are_no_broken_report_besides(tmp):
    """Docker, journald and ModSecurity write a line of sound JSON each; small files of them are looked at as a whole."""
    for line in {"log": report(1).decode() + "\n", "stream": "stdout"}, {"MESSAGE": report_mail(1).decode()}:
        for n in 1, 3, 3000:
            open(tmp + "/a", "wb").write(b"\n".join([json.dumps(line).encode()] * n))
            s = summary(tmp + "/a", status=1)
            assert [u["form"] for u in s["unread"]] == [JSON_TEXT] and s["rejected"] == [], (line, n, s["rejected"])


@test
def gzip_that_a_web_server_took_for_text_is_told_of(tmp):
    """As an API without binary types hands it on: what is no UTF-8 in it is U+FFFD, and other code pages have a letter each."""
    packed, form = gzip.compress(report(1)), ["gzip that was stored as text"]
    for coding in ("utf-8", "latin1", "cp1252", "cp437"):
        text = packed.decode(coding, "replace")
        assert forms(tmp, text.encode()) == form, coding
        event = {"headers": {"content-type": "application/tlsrpt+gzip"}, "body": text, "isBase64Encoded": False}
        assert forms(tmp, json.dumps(event).encode()) == [JSON_TEXT], coding
        assert forms(tmp, json.dumps({"message": json.dumps(event, ensure_ascii=False)}).encode()) == [
            JSON_TEXT
        ], coding
        part = mail(("application/octet-stream", "r.json.gz", text.encode()))
        open(tmp + "/a.eml", "wb").write(part)
        s = summary(tmp + "/a.eml")
        assert [u["form"] for u in s["unread"]] == form and s["totals"]["messages_unread"] == 1, (coding, s["unread"])


@test
def a_file_of_many_values_counts_once(tmp):
    """As read, skipped or unread (SPEC 2), whatever the first of them is."""
    value, one = {"comment": report_mail(2).decode()}, json.loads(report(1))
    for values, want in (
        (LUNCH, [0, 1, 0]),
        (LUNCH + [one], [1, 0, 0]),
        ([one] + LUNCH, [1, 0, 0]),
        (LUNCH + [value], [0, 0, 1]),
        ([value] + LUNCH, [0, 0, 1]),
        (LUNCH + [value, one], [1, 0, 1]),
    ):
        for data in (json.dumps(values), "\n".join(map(json.dumps, values))):
            open(tmp + "/a", "w").write(data)
            run("--part", tmp + "/part", tmp + "/a", status=None)
            for path in (tmp + "/a", tmp + "/part"):
                totals = summary(path, status=None)["totals"]
                got = [totals[k] for k in ("reports", "files_skipped", "files_unread")]
                assert got == want, (path, data[:60], got, want)
    said = run("-v", tmp + "/a", status=None).stderr.decode()
    assert "skipped" not in said, said


@test
def mail_and_reports_in_utf16_without_a_mark_are_told_of(tmp):
    for coding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        for text in (report_mail(1), report_mail(1).replace(b"\n", b"\r\n"), mbox([report_mail(1)]), b"\n" + report(1)):
            assert forms(tmp, text.decode().encode(coding)) == [WIDE], (coding, text[:60])
        assert forms(tmp, ("[section]\r\nkey=value\r\n" * 99).encode(coding)) == [], coding
    assert forms(tmp, b"\0\0\xfe\xff" + report(1).decode().encode("utf-32-be")) == [WIDE]


@test
def what_was_appended_in_utf16_to_utf8_or_the_other_way_round_is_told_of(tmp):
    """PowerShell 5 appends UTF-16 to any text; cat and other programs append UTF-8 to what it wrote."""
    mixed, behind = "text in both UTF-8 and UTF-16", "message behind the end of another"
    for coding, mark in ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"):
        wide = lambda text: text.decode().encode(coding)
        many = b"\n".join([report(1)] * 2000) + b"\n"  # more than is looked at as a whole
        for first, second, form in (
            (mbox([report_mail(1)]), mbox([report_mail(2)]), behind),
            (report_mail(1), report_mail(2), behind),
            (report(1) + b"\r\n", report(2), mixed),
            (many, report(2), mixed),
        ):
            assert forms_of(tmp, first + wide(second))[0] == [form], (coding, first[:60])
            assert forms_of(tmp, mark + wide(first) + second)[0] == [mixed], (coding, first[:60])
    chinese = "\u4e2d\u6587\uff1a" + "\u7535\u5b50\u90ae\u4ef6" * 200
    for text in chinese, "\u2550" * 90 + "\n" + "\u2026" * 90:
        said = report_mail(1).decode().replace("\n\n", "\n\n" + text + "\n", 1)
        for coding in "utf-16-le", "utf-16-be":
            assert forms_of(tmp, ("\ufeff" + said).encode(coding))[0] == [], (coding, text[:9])


@test
def a_database_that_holds_report_mail_is_told_of(tmp):
    for value in (report_mail(1).decode(), gzip.compress(report(1)), report(1).decode(), "lunch"):
        path = tmp + "/%d.db" % len(value)
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE mail (body)")
            db.execute("INSERT INTO mail VALUES (?)", (value,))
            db.commit()
        assert forms(tmp, open(path, "rb").read()) == (["SQLite database"] if value != "lunch" else []), value[:60]
    run("--sqlite", tmp + "/own.db", "--state", tmp + "/own.state", MBOX, status=None)
    for name in ("/own.db", "/own.state"):
        assert forms(tmp, open(tmp + name, "rb").read()) == [], name


@test
def report_mail_in_utf16_among_other_bytes_is_told_of(tmp):
    """Programs for Windows keep texts so: in databases (sqlite3_open16), caches of browsers, stores of their own."""
    unclaimed = mail(("application/gzip", "a.json.gz", gzip.compress(report(1))))
    for text, is_told in (
        (report_mail(1), 1),
        (unclaimed, 1),
        (report(1), 1),
        (b"TLS-Report-Domain: is a field", 0),
        (b"H4sI", 0),
    ):
        for encoding in "UTF-16le", "UTF-16be":
            wide, noise = text.decode().encode(encoding), random.Random(1).randbytes(3000)
            for data in noise + wide + noise, b"\0\1\2" + bytes(300000) + wide:
                assert len(forms(tmp, data)) == is_told, (encoding, text)
            path = "%s/%d%s.db" % (tmp, len(text), encoding)
            with contextlib.closing(sqlite3.connect(path)) as db:
                db.execute("PRAGMA encoding = '%s'" % encoding)
                db.execute("CREATE TABLE mail (body)")
                db.executemany("INSERT INTO mail VALUES (?)", [("lunch",), (text.decode(),)])
                db.commit()
            assert forms(tmp, open(path, "rb").read()) == ["SQLite database"] * is_told, (encoding, text)


@test
@alone
def what_unpacks_from_every_third_byte_is_unpacked_once(tmp):
    """Bytes of which many begin what unpacks to much are no more work than as many others."""
    need_plain_memory()
    begins = b"x\x9cb" * 30000 + b"\0"
    assert len(zlib.decompressobj().decompress(begins, 4096)) == 4096
    with processor_time_below(2):
        assert forms(tmp, b"\0\2\5\7" + begins * 50) == []


@test
@alone
def json_that_is_unpacked_byte_by_byte_is_looked_through_once(tmp):
    """A gzip may hold its bytes one by one: none of them is worth a look of its own."""
    need_plain_memory()
    begin = b'[{"organization-name":"a"},' + b" " * 1200000 + b'{"k":"\\n'
    packed = gzip.compress(begin) + gzip.compress(b"A") * 190000 + gzip.compress(b'"}]')
    with processor_time_below(2):
        assert told("-", stdin=packed) == []
