"""What an attacker can mail, in samples of our own: kinds of which the other cases have none (SPEC 2, 3, 10)."""
import glob, gzip, io, json, os, re, resource, subprocess, tarfile, zipfile, zlib

from mails_of_parts import copy_of, mail, part
from mails_of_parts import report as report_of
from harness import *


@test
def each_hash_table_has_a_test_that_aims_at_one_slot(tmp):
    """Whoever calls index_add keeps a table; its unit test is named after its file."""
    files = [f for d in ("lib", "formats", "cmd") for f in glob.glob(ROOT + "/" + d + "/**/*.c", recursive=True)]
    tables = {os.path.basename(f)[:-2] for f in files if re.search(r"\bindex_add\(", open(f).read())} - {"rows"}
    assert {"names", "ledger", "events", "signers", "foreign"} <= tables
    for name in tables:
        assert "assert_cannot_be_aimed(" in open("%s/tests/unit/test_%s.c" % (ROOT, name)).read(), name


# Moves the cursor, names the window, ends a line, turns the direction of writing; each is one that a terminal may obey.
RAW = "\x1b[2J\x1b]0;owned\x07\b\x7f\x85\x9b31m\u200f\u061c\u202a\u202e\u2066\u2069"


def steering(text):
    """What is in a text that a terminal would obey."""
    return {
        c
        for c in text
        if (ord(c) < 32 and c not in "\r\n\t")
        or 127 <= ord(c) < 160
        or c in "\u061c\u200e\u200f"
        or 0x202A <= ord(c) <= 0x202E
        or 0x2066 <= ord(c) <= 0x2069
    }


def raw_report(i, **more):
    """A report of which every text is raw."""
    x = "a" + RAW + str(i)
    detail = {
        k: x
        for k in (
            "sending-mta-ip",
            "receiving-ip",
            "receiving-mx-hostname",
            "receiving-mx-helo",
            "additional-information",
            "failure-reason-code",
        )
    }
    return {
        "organization-name": x,
        "report-id": x,
        "contact-info": x,
        "date-range": one_day("2026-01-%02d" % (i + 1)),
        "policies": [
            {
                "policy": {
                    "policy-type": x,
                    "policy-domain": x + ".example" if i % 2 else "a.example",
                    "policy-string": [x, "mode: " + x, "mx: " + x],
                    "mx-host": [x],
                },
                "summary": {"total-successful-session-count": 3, "total-failure-session-count": 2},
                "failure-details": [
                    {"result-type": x, "failed-session-count": 1, **detail},
                    {"result-type": "certificate-expired", "failed-session-count": 1, **detail},
                ],
            }
        ],
        **more,
    }


def raw_mail(content):
    fields = (
        "From: %s <x@example.net>\nMessage-ID: <%s>\nSubject: Report Domain: %s.example Submitter: %s.example\nTLS-Report-Domain: %s\nTLS-Report-Submitter: %s\n"
        % ((RAW,) * 6)
    )
    return mail([part(content, name=RAW + ".json.gz")], head=fields.encode())


def raw_folder(path):
    """Reports, copies, rejections, what is skipped, what is unread: each with raw names."""
    os.makedirs(path)

    def put(name, data):
        with open(path + "/" + RAW + name, "wb") as f:
            f.write(data)

    packed = lambda x: gzip.compress(json.dumps(x).encode())
    for i in range(6):
        put("%d.eml" % i, raw_mail(packed(raw_report(i))))
    other = raw_report(0)
    other["policies"][0]["summary"]["total-successful-session-count"] = 99
    put("conflict.eml", raw_mail(packed(other)))
    put("future.eml", raw_mail(packed(raw_report(7, **{"date-range": one_day("2031-01-01")}))))
    put("rejected.eml", raw_mail(packed({"organization-name": RAW, "report-id": RAW, "policies": []})))
    put("damaged.eml", raw_mail(b"\x1f\x8b damaged"))
    put("skipped", b"\x00\x01 nothing")
    put("unread.iso", bytes(32769) + b"CD001\x01" + bytes(4000))
    put(
        "encrypted.eml",
        (
            "From: %s\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=%s\n\nx" % (RAW, RAW)
        ).encode(),
    )
    to = io.BytesIO()
    with tarfile.open(fileobj=to, mode="w") as t:
        for i, data in enumerate(
            (raw_mail(packed(raw_report(8))), b"\x00 nothing", b"Rar!\x1a\x07\x01\x00 damaged", raw_mail(b"damaged"))
        ):
            info = tarfile.TarInfo("%s/%d" % (RAW, i))
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    put("members.tar", to.getvalue())
    with zipfile.ZipFile(path + "/members.zip", "w") as z:
        z.writestr(RAW + ".json", json.dumps(raw_report(9)))
        z.writestr(RAW + ".bin", "x")
    return path


@test
def nothing_that_was_mailed_steers_a_terminal(tmp):
    folder = raw_folder(tmp + "/" + RAW)
    tables = re.findall(r"^([a-z_]+)\b", run("--list-tables").stdout.decode(), re.M)
    assert len(tables) > 25 and "exceptions" in tables
    runs = [(), ("-v",), ("-v", "-v"), ("--progress=always",)] + [("--table", t) for t in tables]
    runs += [
        ("--" + o, "-")
        for o in ("json", "ndjson", "html", "metrics", "digest", "wanted-keys", "part", "statement", "explain")
    ] + [("--explain", ".")]
    for args in runs:
        out = on_terminal(*(args if "--progress=always" in args else ("--progress=never", *args)), folder)
        # The progress line itself clears what it wrote.
        left = steering(out.replace("\x1b[K", "") if "--progress=always" in args else out)
        assert not left, (args, left, ascii(out[:2000]))
    assert "a?[2j?]0;owned" in on_terminal("--progress=never", folder)  # it is shown, and does nothing


def rar5(name, data=b"x"):
    """A RAR 5 archive of one stored member."""

    def block(body):
        sized = bytes([len(body)]) + body
        return zlib.crc32(sized).to_bytes(4, "little") + sized

    member = bytes([2, 2, len(data), 0, len(data), 0xA4, 0x83, 2, 0, 1, len(name)]) + name
    return b"Rar!\x1a\x07\x01\x00" + block(b"\x01\x00\x00") + block(member) + data + block(b"\x05\x00\x00")


def pax(path, data):
    """A tar with a path that pax does not allow: bytes that are no UTF-8."""
    record = b" path=" + path + b"\n"
    record = b"%d" % (len(record) + 2) + record

    def member(name, kind, data):
        info = tarfile.TarInfo(name)
        info.type, info.size = kind, len(data)
        return info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512)

    return member("h", tarfile.XHDTYPE, record) + member("m", tarfile.REGTYPE, data) + bytes(1024)


@test
def a_name_that_libarchive_does_not_like_costs_its_archive_alone(tmp):
    """libarchive takes an ENOMEM that another call left behind for its own, and calls exit(3). It may stand before or behind what is good, or rejected."""
    good, rejected = lambda i: mail([part(gzip.compress(report_of(i)))]), b'{"report-id":'
    named = {
        "1.rar": rar5(b"\xff\xfe.eml", good(9)[:100]),
        "1.tar": pax(b"=\xf6" + b"y" * 120, good(1)),
        "1.cpio": None,
        "1.zip": None,
    }
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as z:
        z.writestr("m.eml", good(2))
    named["1.zip"] = to.getvalue().replace(b"m.eml", b"m\xff\xfe\xf6l")
    named["1.cpio"] = b"".join(
        b"070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
        % (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        + name
        + b"\0"
        + bytes(-(110 + len(name) + 1) % 4)
        + data
        + bytes(-len(data) % 4)
        for name, data in ((b"\xff\xfe\xf6.eml", good(3)), (b"TRAILER!!!", b""))
    )
    for before in (good(0), rejected):
        for name, archive in named.items():
            for jobs in "-j1", "-j3":
                folder, out = tmp + "/in", tmp + "/out"
                for d in folder, out:
                    shutil.rmtree(d, ignore_errors=True)
                    os.mkdir(d)
                for file, data in (("0.eml", before), (name, archive), ("2.eml", good(20))):
                    open(folder + "/" + file, "wb").write(data)
                r = subprocess.run(
                    [PROGRAM, jobs, "--json", "s.json", "--ndjson", "n", "--state", "state", folder],
                    cwd=out,
                    env=ENV,
                    capture_output=True,
                    text=True,
                )
                assert r.returncode in (0, 1) and sorted(os.listdir(out)) == ["n", "s.json", "state"], (
                    name,
                    r.returncode,
                    r.stderr,
                    os.listdir(out),
                )
                t = json.load(open(out + "/s.json"))["totals"]
                own = name != "1.rar"
                assert t["reports"] == 1 + (before != rejected) + own, (name, t, r.stderr)
                assert own or (t["files_unread"] == 1 and r.returncode == 1 and name in r.stderr), (name, t, r.stderr)


@test
def mails_that_begin_with_much_before_the_usual_are_recognised(tmp):
    usual = mail([part(gzip.compress(report_of(1)))])
    arc = b"ARC-Authentication-Results: i=1; mx.example.net; %s dkim=none\n" % b"".join(
        b"dkim=pass header.i=@x%d.example;\n " % i for i in range(120)
    )
    exchange = b"".join(b"X-MS-Exchange-Organization-Invented%d: %s\n" % (i, b"v" * 60) for i in range(60))
    forms = {"arc": arc + usual, "seal": b"ARC-Seal: i=1; a\n" + usual}
    for i in range(0, 120, 7):  # what is looked at ends in a name, before a colon, in a value
        of_a_length = b"X-A%s : y\n" % (b"a" * i) + exchange + usual
        wide = lambda mark, data, code: mark.encode(code) + data.decode().encode(code)
        forms.update(
            {
                "bare%d" % i: of_a_length,
                "blank%d" % i: b"\r\n" + of_a_length,
                "mark%d" % i: b"\xef\xbb\xbf" + of_a_length,
                "cr%d" % i: of_a_length.replace(b"\n", b"\r"),
                "posted%d" % i: b"POST /r HTTP/1.1\r\n" + of_a_length,
                "wide%d" % i: wide("\ufeff", of_a_length, "utf-16-le"),
                "emlx%d" % i: b"%d\n" % len(of_a_length) + of_a_length,
            }
        )
    for name, data in forms.items():
        open(tmp + "/" + name, "wb").write(data)
    records = [json.loads(x) for x in run("--dedup=none", "--ndjson", "-", tmp).stdout.splitlines()]
    missing = set(forms) - {os.path.basename(r["source"]["path"]) for r in records}
    assert not missing, missing
    for text in (b"a b: c\n" * 900, b"word\n" * 900):
        open(tmp + "/no", "wb").write(text)
        assert b"no mail folder" in run(tmp + "/no", status=1).stderr


def daily(domain, days):
    """A report for each of these days, counted from the first of 2026, as NDJSON."""
    import datetime

    for i in days:
        day = (datetime.date(2026, 1, 1) + datetime.timedelta(days=i)).isoformat()
        yield copy_of(9, 0, domain, day, "%s-%d" % (domain, i)) + "\n"


@test
def an_old_report_hides_no_silence(tmp):
    """One mail moves the period's first day, for all domains of a list; or it stands before the domain's own days."""
    true = [*daily("silent.example", range(100, 140)), *daily("busy.example", range(100, 180))]
    open(tmp + "/list", "w").write("silent.example\nbusy.example\nother.example\n")
    stopped = lambda s: [(f["policy_domain"], f["title"]) for f in s["findings"] if f["id"] == "reports-stopped"]
    for forged in (
        [],
        daily("other.example", [-60]),
        daily("silent.example", [-60]),
        daily("silent.example", range(-20, 5)),
    ):
        open(tmp + "/r.json", "w").write("".join([*forged, *true]))
        for more in ((), ("--scope", tmp + "/list")):
            assert ("silent.example", "No report for 40 days, after reports on 40 of 40 days") in stopped(
                summary(*more, tmp + "/r.json")
            ), (more, stopped(summary(*more, tmp + "/r.json")))


@test
@alone
def mails_that_lie_about_where_they_end_cost_little(tmp):
    """Each says that it ends far behind: what is read to see whether that is so, is not moved for each of them."""
    need_plain_memory()
    line = "From a@b Wed Jul  1 01:00:00 2026\nContent-Length: %08d\n\nx\n\n"
    size = len(line % 0)
    mails = (16 << 20) // size
    for ends_at in (lambda i: size * (i + mails // 2) + 9, lambda i: size * mails - 9):
        mbox = tmp + "/mbox"
        with open(mbox, "w") as f:
            f.write("".join(line % (ends_at(i) - i * size) for i in range(mails)))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        s = summary(mbox)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert s["totals"]["messages"] == s["totals"]["messages_ignored"] == mails, s["totals"]
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
        assert peak_kb("--json", tmp + "/out", mbox) < 150000
