"""SHA-256 of each report and mail (SPEC 6.2), worked out again from the files by Python alone."""
import csv, gzip, json, os, re, subprocess, tarfile, zipfile

from harness import *
from workbook_files import workbook


def report(n, **more):
    r = {
        "organization-name": "Bigmail Inc.",
        "contact-info": "tls@bigmail.example",
        "report-id": "r%d" % n,
        "policies": [policy_of("sts", "agency.example", n + 1, 0)],
        "date-range": one_day("2024-03-%02d" % (n % 28 + 1)),
    }
    return json.dumps(dict(r, **more), indent=1).encode()


def mail(n, end=b"\n", text=b"", tail=b""):
    """A mail whose report is gzipped and whose text is given; its last line is the closing boundary, then tail."""
    import base64

    packed = base64.encodebytes(gzip.compress(report(n), mtime=0))
    m = (
        b"From: tls@bigmail.example\nTo: tls@agency.example\nSubject: Report Domain: agency.example Submitter: bigmail.example\n"
        b"Message-ID: <%d@bigmail.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=tlsrpt; boundary=b\n\n--b\n\n"
        % n
        + text
        + b"\n--b\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
        + packed
        + b"--b--\n"
        + tail
    )
    return m.replace(b"\n", end)


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "wb").write(data)
    return path


def hashes(*inputs, args=("--hash-inputs",)):
    rows = [json.loads(line) for line in run("--ndjson", "-", *args, *inputs).stdout.splitlines()]
    return {r["report_id"]: (r["source"].get("report_sha256"), r["source"].get("message_sha256")) for r in rows}


def expected(mails):
    return {"r%d" % n: (sha(report(n)), sha(m)) for n, m in mails.items()}


@test
def a_mail_in_a_file_is_hashed_as_the_file_is(tmp):
    mails = {
        n: mail(n, end, b"text\n>From the start\nFrom here\n", tail)
        for n, (end, tail) in enumerate(
            [(b"\n", b""), (b"\r\n", b""), (b"\n", b"\n"), (b"\r\n", b"\n"), (b"\n", b"\n\n\n")]
        )
    }
    os.makedirs(tmp + "/Maildir/new")
    for n, m in mails.items():
        write(tmp + "/Maildir/cur/%d.host:2,S" % n, gzip.compress(m) if n == 3 else m)
        write(tmp + "/eml/%d.eml" % n, m)
    want = expected(mails)
    assert hashes(tmp + "/Maildir") == hashes(tmp + "/eml") == hashes(*[tmp + "/eml/%d.eml" % n for n in mails]) == want
    with tarfile.open(tmp + "/m.tar.gz", "w:gz") as t, zipfile.ZipFile(tmp + "/m.zip", "w") as z:
        for n in mails:
            t.add(tmp + "/eml/%d.eml" % n)
            z.write(tmp + "/eml/%d.eml" % n)
    assert hashes(tmp + "/m.tar.gz") == hashes(tmp + "/m.zip") == want
    odd = b"\xef\xbb\xbf\n\n" + mail(9)
    assert hashes(write(tmp + "/odd/9.eml", odd)) == hashes(tmp + "/odd") == expected({9: odd})


def mboxrd(mails, end):
    return b"".join(
        b"From tls@bigmail.example Thu Mar  7 03:00:00 2024" + end + re.sub(rb"(?m)^(>*From )", rb">\1", m) + end
        for m in mails.values()
    )


@test
def a_mail_in_an_mbox_is_hashed_without_what_the_mbox_adds(tmp):
    for end in (b"\n", b"\r\n"):
        mails = {
            n: mail(n, end, b"one\nFrom here to there\n>From quoted once\n>>From twice\n", tail)
            for n, tail in enumerate([b"", b"\n", b"\n\n", b""])
        }
        path = write(tmp + "/box/mail.mbox", mboxrd(mails, end))
        want = expected(mails)
        assert hashes(path) == hashes(tmp + "/box") == want
        assert hashes(write(tmp + "/mail.mbox.gz", gzip.compress(open(path, "rb").read()))) == want
        for jobs in (1, 7):
            assert hashes(path, args=("--hash-inputs", "-j", str(jobs))) == want
        # mboxcl and mboxcl2 tell the length of the body; the empty line behind it is none of the message.
        for quote in (False, True):
            box, want = b"", {}
            for n, m in mails.items():
                body = m.split(end + end, 1)[1]
                head = m[: -len(body)][: -len(end)]  # with one line end behind the last field
                if quote:
                    body = re.sub(rb"(?m)^(>*From )", rb">\1", body)
                whole = head + b"Content-Length: %d" % len(body) + end + end + body
                box += b"From tls@bigmail.example Thu Mar  7 03:00:00 2024" + end + whole + (end if n != 1 else b"")
                want["r%d" % n] = sha(report(n)), sha(re.sub(rb"(?m)^>(>*From )", rb"\1", whole))
            assert hashes(write(tmp + "/cl.mbox", box)) == want, (end, quote)
    # Without the empty line there is nothing to leave out; MMDF has none.
    plain = {n: mail(n) for n in range(3)}
    assert hashes(
        write(tmp + "/tight.mbox", b"".join(b"From a@b Thu Mar  7 03:00:00 2024\n" + m for m in plain.values()))
    ) == expected(plain)
    assert hashes(
        write(tmp + "/mmdf", b"".join(b"\1\1\1\1\n" + m + b"\1\1\1\1\n" for m in plain.values()))
    ) == expected(plain)


@test
def bare_reports_have_no_mail(tmp):
    for data in (report(1), report(1) + b"\n", b"\xef\xbb\xbf\r\n" + report(1) + b"\r\n\n"):
        for name, packed in (("r.json", data), ("r.json.gz", gzip.compress(data))):
            path = write(tmp + "/bare/" + name, packed)
            assert hashes(path) == hashes(tmp + "/bare") == {"r1": (sha(data), None)}
            os.remove(path)
    for pad in (0, 3 << 20):  # a large file streams; its hashes are the same kind
        several = [report(n, note="x" * pad).replace(b"\n", b"") for n in range(3)]
        want = {"r%d" % n: (sha(r), None) for n, r in enumerate(several)}
        for joined in (b"\n".join(several) + b"\n", b"\r\n".join(several), b"[" + b", ".join(several) + b"]\n"):
            assert hashes(write(tmp + "/several.json", joined)) == hashes(write(tmp + "/folder/s.json", joined)) == want
    for before, behind in (
        (b"", b""),
        (b"", b"\n"),
        (b"\n \n", b"\n\n"),
        (b"\xef\xbb\xbf", b"\n"),
        (b" " * 900, b" " * (2 << 20)),
    ):
        large = before + report(1, note="x" * (2 << 20)) + behind
        assert hashes(write(tmp + "/l/large.json", large)) == hashes(tmp + "/l") == {"r1": (sha(large), None)}, (
            before[:4],
            behind[:4],
        )
        assert hashes(write(tmp + "/l/large.json", large + report(2))) == {
            "r1": (sha(large.strip(b" \n\xef\xbb\xbf")), None),
            "r2": (sha(report(2)), None),
        }


@test
def a_hash_is_that_of_the_extracted_file(tmp):
    run(
        "--hash-inputs",
        "--ndjson",
        tmp + "/r.ndjson",
        "--extract",
        tmp + "/x",
        "--csv",
        tmp + "/csv",
        *SAMPLE_INPUTS,
        cwd=SAMPLES
    )
    records = [json.loads(line) for line in open(tmp + "/r.ndjson")]
    files = {name[-37:-5]: sha(open(tmp + "/x/" + name, "rb").read()) for name in os.listdir(tmp + "/x")}
    assert {r["report_key"]: r["source"]["report_sha256"] for r in records} == files and len(files) > 20
    rows = list(csv.DictReader(open(tmp + "/csv/reports.csv")))
    assert [(r["report_sha256"], r["message_sha256"]) for r in rows] == [
        (r["source"]["report_sha256"], r["source"]["message_sha256"]) for r in records
    ]
    source = list(records[0]["source"])
    assert source[source.index("received") + 1 :][:2] == ["report_sha256", "message_sha256"]
    # The mails that were left out have theirs, too: one is found in the Maildir again.
    left_out = [
        (r["source_member"], r["message_sha256"])
        for r in csv.DictReader(open(tmp + "/csv/exceptions.csv"))
        if r["source_member"]
    ]
    with tarfile.open(SAMPLES + "/mail.tar.gz") as t:
        assert left_out and all(sha(t.extractfile(name).read()) == hash for name, hash in left_out), left_out


@test
def hashes_stand_only_where_they_are_asked_for(tmp):
    run("--ndjson", tmp + "/without", "--csv", tmp + "/csv", *SAMPLE_INPUTS, cwd=SAMPLES)
    assert b"sha256" not in open(tmp + "/without", "rb").read()
    row = next(csv.DictReader(open(tmp + "/csv/reports.csv")))
    assert row["report_sha256"] == row["message_sha256"] == ""
    run("--hash-inputs", "--ndjson", tmp + "/with", *SAMPLE_INPUTS, cwd=SAMPLES)
    run("--ndjson", tmp + "/again", tmp + "/with")
    assert open(tmp + "/again", "rb").read() == open(tmp + "/with", "rb").read()
    record = json.loads(open(tmp + "/with").readline())
    for wrong in ("x", "g" * 64, "a" * 63, "../" * 20 + "abcd", 7):
        record["source"]["report_sha256"] = wrong
        assert (
            b"report_sha256"
            not in run("--ndjson", "-", write(tmp + "/wrong.ndjson", json.dumps(record).encode())).stdout
        ), wrong


@test
def a_record_in_a_mail_does_not_tell_its_own_hashes(tmp):
    record = json.loads(run("--hash-inputs", "--ndjson", "-", write(tmp + "/1.eml", mail(1))).stdout)
    record["source"]["report_sha256"] = record["source"]["message_sha256"] = "a" * 64
    line = json.dumps(record, separators=(",", ":")).encode()
    m = b"From: x@y.example\nSubject: s\nContent-Type: application/json\n\n" + line + b"\n"
    (got,) = hashes(write(tmp + "/2.eml", m)).values()
    assert got == (sha(line), sha(m)) or got == (sha(line + b"\n"), sha(m)), got
    assert hashes(tmp + "/2.eml", args=()) == {"r1": (None, None)}


@test
def the_manual_names_commands_that_give_the_same_hashes(tmp):
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read().split(".Sh HASHES")[1].split(".Sh EXIT STATUS")[0]
    mails = {n: mail(n, text=b"From me\n>From you\n") for n in range(5)}
    for n, m in mails.items():
        write(tmp + "/Maildir/cur/%d.host:2,S" % n, m)
    write(tmp + "/mail.mbox", mboxrd(mails, b"\n"))
    write(tmp + "/message.eml.gz", gzip.compress(mails[3]))
    with tarfile.open(tmp + "/mail.tar.gz", "w:gz") as t, zipfile.ZipFile(tmp + "/mail.zip", "w") as z:
        for archive in (lambda *a: t.add(*a), z.write):
            archive(tmp + "/Maildir/cur/3.host:2,S", "three.eml")
    commands = [
        " ".join(c.replace("\\e", "\\").replace("\\\n", "\n").split("\n"))
        for c in re.findall(r"(?m)^\t(\S.*\n?(?:\t  .*)?)", page)
    ]
    assert len(commands) == 5, commands
    want = sha(mails[3])  # the third one, from 0 on
    for c in commands:
        c = (
            c.replace("1709780400.M1P1.host:2,S", "3.host:2,S")
            .replace("MEMBER", "three.eml")
            .replace("n == 3", "n == 4")
            .replace("\\(", "\\(")
        )
        got = subprocess.run(["bash", "-c", c], cwd=tmp, capture_output=True, check=True).stdout.decode().split()[0]
        assert got == want, (c, got)
    folder = re.search(r"^\.Dl (find.*)", page, re.M).group(1).replace("DIR", "Maildir").replace("\\e", "\\")
    got = subprocess.run(["bash", "-c", folder], cwd=tmp, capture_output=True, check=True).stdout.decode().split()[0]
    assert got == summary("--hash-inputs", tmp + "/Maildir")["inputs"][0]["sha256"]
    assert (
        hashes(tmp + "/Maildir", tmp + "/mail.mbox", tmp + "/message.eml.gz", tmp + "/mail.zip", tmp + "/mail.tar.gz")[
            "r3"
        ][1]
        == want
    )


@test
def a_report_that_ends_its_mail_is_hashed_without_the_line_that_closes_it_in_an_mbox(tmp):
    head = b"From: tls@bigmail.example\nMIME-Version: 1.0\nContent-Type: application/tlsrpt+json\n"
    soft = b"Content-Transfer-Encoding: quoted-printable\n"
    for end in b"\n", b"\r\n":
        mails = {1: head + b"\n" + report(1) + b"\n", 2: head + soft + b"\n" + report(2) + b"=\n"}
        mails = {n: m.replace(b"\n", end) for n, m in mails.items()}
        box = write(tmp + "/mbox", mboxrd(mails, end))
        inner = head.replace(b"application/tlsrpt+json", b"application/mbox").replace(b"\n", end) + end
        for n, m in mails.items():
            write(tmp + "/eml/%d.eml" % n, m)
        want = {"r1": sha(report(1).replace(b"\n", end) + end), "r2": sha(report(2).replace(b"\n", end))}
        for place in (tmp + "/eml", box, write(tmp + "/inner.eml", inner + open(box, "rb").read())):
            assert {k: h[0] for k, h in hashes(place).items()} == want, (place, end, hashes(place), want)


@test
def an_empty_file_is_an_input_that_was_read(tmp):
    """As a night without new reports leaves one: an empty mbox has its row and its hash, and no page says that it could not be read."""
    open(tmp + "/night.ndjson", "w").close()
    given = [tmp + "/night.ndjson", MBOX]
    run("--evidence", tmp + "/bag", "--html", tmp + "/page.html", *given)
    first = json.load(open(tmp + "/bag/data/summary.json"))["inputs"][0]
    assert first == {"path": given[0], "kind": "mbox", "messages": 0, "reports": 0, "sha256": sha(b"")}, first
    assert open(tmp + "/bag/data/inputs.sha256").readline() == sha(b"") + "  " + given[0] + "\n"
    assert "could not be read" not in open(tmp + "/page.html").read()
    run("--part", tmp + "/part", "--hash-inputs", *given)
    assert summary(tmp + "/part")["inputs"] == summary("--hash-inputs", *given)["inputs"]


@test
def inputs_are_hashed_as_others_hash_them(tmp):
    s = summary("--hash-inputs", *SAMPLE_INPUTS, cwd=SAMPLES)
    of = lambda path: sha(open(path, "rb").read())
    folder = sorted(of(os.path.join(p, f)) for p, _, fs in os.walk(SAMPLES + "/Maildir") for f in fs)
    assert [i["sha256"] for i in s["inputs"]] == [
        sha("".join(h + "\n" for h in folder).encode()),
        of(MBOX),
        of(SAMPLES + "/mail.tar.gz"),
    ]
    run("--hash-inputs", "--xlsx", tmp + "/a.xlsx", "mail.mbox", cwd=SAMPLES)
    assert of(MBOX) in [c.value for r in workbook(tmp + "/a.xlsx")["Method"].iter_rows() for c in r]
