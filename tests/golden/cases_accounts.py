"""One account (SPEC 2, 3): every message read is with reports, rejected, unread or ignored; whatever is done to it, and whatever it lies in."""
import base64, glob, gzip, mailbox, random, re, sqlite3, tarfile, zipfile

from harness import *
from nested_files import report, report_mail

# Test mails of Python's email (Debian: libpython3.11-testsuite), and of GMime where GMIME_TESTS names the folder tests/ of its source.
OTHERS = "/usr/lib/python3*/test/test_email/data/*.txt"


def one_message(text):
    """What begins like an mbox or like JSON holds any number of messages."""
    return (
        re.sub(rb"\A(From [^\n]*\n)+", b"", text)
        if text.startswith(b"From ")
        else b"X-First: x\n" + text
        if text.lstrip()[:1] in (b"{", b"[")
        else text
    )


def mails_of_others():
    names = sorted(glob.glob(OTHERS))
    for folder, _, files in os.walk(os.environ.get("GMIME_TESTS", "/nonexistent")):
        names += sorted(
            os.path.join(folder, f)
            for f in files
            if not f.endswith((".c", ".h", ".am", ".gpg", ".key", ".pub", ".pfx", ".crt"))
        )
    return [data for data in (one_message(open(n, "rb").read()) for n in names) if data]


def own_mails():
    maildir = [
        open(os.path.join(folder, f), "rb").read()
        for folder, _, files in os.walk(ROOT + "/samples/Maildir")
        for f in files
    ]
    return [m for m in maildir if m] + [bytes(m) for m in mailbox.mbox(ROOT + "/samples/mail.mbox", create=False)]


LINES = [
    b"Content-Type: multipart/mixed; boundary=b",
    b"--b",
    b"--b--",
    b"",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Type: message/rfc822",
    b"Content-Type: message/partial; id=a; number=1; total=2",
    b"Content-Type: application/tlsrpt+gzip",
    b"MIME-Version: 1.0",
    b"TLS-Report-Domain: a.example",
    b"-----BEGIN PGP MESSAGE-----",
    b"begin 644 a.zip",
    b'{"report-id":"x"}',
    b"PK\3\4",
    b"\x1f\x8b\x08",
    b">From x",
    b"\0\0\0",
    b"Content-Type: application/pkcs7-mime; name=smime.p7m",
    b"Content-Length: 17",
    b"\xff\xfe",
    b"!BDN",
    b"CRYPTED\x03\x07",
    b"\x78\x9f\x3e\x22",
    b"\r",
    b" folded",
]


def mutated(rng, mails):
    lines = rng.choice(mails).split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at, kind = rng.randrange(len(lines)), rng.randrange(9)
        if kind == 0:
            lines[at:at] = [rng.choice(LINES)]
        elif kind == 1 and len(lines) > 2:
            del lines[at : at + rng.choice((1, 1, 3, 30))]
            lines = lines or [b"x"]
        elif kind == 2 and lines[at]:
            k = rng.randrange(len(lines[at]))
            lines[at] = lines[at][:k] + bytes([lines[at][k] ^ 1 << rng.randrange(8)]) + lines[at][k + 1 :]
        elif kind == 3:
            other = rng.choice(mails).split(b"\n")
            k = rng.randrange(len(other))
            lines[at:at] = other[k : k + rng.choice((1, 5, 40))]
        elif kind == 4:
            lines[at:] = lines[at:][: rng.choice((0, 1, 10))] or [b"y"]
        elif kind == 5:
            lines[at] = lines[at].replace(b";", b"").replace(b'"', b"")
        elif kind == 6:
            lines = [l.rstrip(b"\r") + b"\r" for l in lines]
        elif kind == 7:
            k = rng.randrange(len(lines))
            lines[at], lines[k] = lines[k], lines[at]
        else:
            lines[at : at + 1] = [lines[at]] * rng.choice((2, 3))
    return one_message(b"\n".join(lines)) or b"z"


def quoted(mails):
    """As mboxrd has it: what begins like a separator does not."""
    return b"".join(
        b"From a@b.example Fri Mar  1 00:00:00 2024\n" + re.sub(rb"(?m)^(>*From )", rb">\1", m) + b"\n\n" for m in mails
    )


def forms_of(tmp, mails):
    """The same mails in every form that tells without doubt how many there are: a file each below cur."""
    os.makedirs(tmp + "/Maildir/cur")
    os.makedirs(tmp + "/Maildir/new")
    for i, m in enumerate(mails):
        open("%s/Maildir/cur/%06d.x:2,S" % (tmp, i), "wb").write(m)
    with tarfile.open(tmp + "/m.tar", "w") as t:
        t.add(tmp + "/Maildir", "Maildir")
    with zipfile.ZipFile(tmp + "/m.zip", "w") as z:
        for i, m in enumerate(mails):
            z.writestr("Maildir/cur/%06d.x" % i, m)
    open(tmp + "/m.mbox", "wb").write(quoted(mails))
    return {"Maildir": 1, "m.tar": 1, "m.zip": 1, "m.mbox": 0}


def account_of(path):
    r = subprocess.run([PROGRAM, "-q", "--json", "-", path], env=ENV, capture_output=True)
    assert r.returncode in (0, 1), (path, r.returncode, r.stderr[-2000:])
    t = json.loads(r.stdout)["totals"]
    assert t["messages"] == sum(t["messages_" + k] for k in ("with_reports", "rejected", "unread", "ignored")), (
        path,
        t,
    )
    return t


def account_for(tmp, mails):
    """Each file of a Maildir is one message, whatever is in it, or is named as an archive that is damaged; the forms agree on what became of them."""
    totals = {name: (account_of(os.path.join(tmp, name)), exact) for name, exact in forms_of(tmp, mails).items()}
    for name, (t, exact) in totals.items():
        assert t["messages"] <= len(mails) <= t["messages"] + t["files_unread"] or not exact, (name, t, len(mails))
    told = ["messages_with_reports", "messages_rejected", "messages_unread", "messages_ignored", "reports", "rejected"]
    same = {name: [t[k] for k in told] for name, (t, exact) in totals.items() if exact}
    assert len({tuple(v) for v in same.values()}) == 1, same


@test
def test_mails_of_others_are_accounted_for(tmp):
    mails = mails_of_others() + own_mails()
    assert len(mails) > 50, len(mails)
    account_for(tmp, mails)


@test
def mutated_mails_are_accounted_for(tmp):
    """ACCOUNTS=20000 is the long form, SEED=N another one."""
    times, rng, some = int(os.environ.get("ACCOUNTS", "1000")), random.Random(int(os.environ.get("SEED", "15"))), 500
    mails = mails_of_others() + own_mails()
    for first in range(0, times, some):
        os.mkdir("%s/%d" % (tmp, first))
        account_for("%s/%d" % (tmp, first), [mutated(rng, mails) for _ in range(min(some, times - first))])


@test
def json_that_holds_reports_or_mail_as_text_is_named(tmp):
    """Logs have bodies as strings, APIs have mail and attachments in base64: none is a report, and none is nothing."""
    body = report(1).decode()
    packed = base64.b64encode(gzip.compress(body.encode())).decode()
    kind = "application/tlsrpt+gzip"
    for i, value in enumerate(
        (
            {"log": body + "\n", "stream": "stdout", "time": "2024-03-02T04:05:06Z"},
            {"smtp_tls": json.dumps({"organization_name": "x", "report_id": "1", "policies": []})},
            {"value": [{"name": "a.json.gz", "contentType": kind, "contentBytes": packed}]},
            {"id": "18e0", "threadId": "18e0", "raw": base64.urlsafe_b64encode(report_mail(1)).decode()},
            {"notificationType": "Received", "content": "TLS-Report-Domain: a.example\r\nContent-Type: %s\r\n" % kind},
            {"Type": "Notification", "Message": json.dumps({"notificationType": "Received", "content": "RnJvbTo="})},
            {"recipient": "a@b.example", "body-mime": "Received: x\n" + report_mail(1).decode()},
            {"message": "Received: x\r\n" + report_mail(1).decode().replace("\n", "\r\n")},
            {"headers": {"content-type": kind}, "isBase64Encoded": True, "body": packed},
            {"Attachments": [{"Name": "a.json.gz", "Content": packed, "ContentType": kind}]},
        )
    ):
        os.mkdir("%s/%d" % (tmp, i))
        for name, text in ("a.json", json.dumps(value)), ("b.json", '{"version":1}'):
            open("%s/%d/%s" % (tmp, i, name), "w").write(text + "\n")
        p = run("--json", "-", "%s/%d" % (tmp, i), status=1)
        t = json.loads(p.stdout)["totals"]
        assert (t["files_unread"], t["files_skipped"], t["rejected"]) == (1, 1, 0), (value, t)
        assert b"a.json: is a form that is not read, JSON that holds" in p.stderr, p.stderr


@test
def json_of_something_else_is_skipped_however_broken(tmp):
    """No key of RFC 8460 or of a record stands in it (SPEC 2); where one does, what is broken is rejected. In
    another spelling two have to stand together, and what is broken has to have them in quotes."""
    others = {
        "service.json": b'{"shapes":{"Policies":{"type":"list"}},"reports":[{"ReportId":7}],"dateRange":{}}\n',
        "owner.json": b'[{"organizationName":"x","owner":{"contactInfo":"y"}},{"dateRange":"30d"}]',
        "unit.pas": b"{ What policies and sessions are, }\nunit a;\n",
        "settings.json": b'{\n  // a comment\n  "a": 1\n}\n',
        "cut.json": b'{"a":[1,2',
        "a.json": b"[{}",
        "config": b"[core]\n\tbare = false\n",
        "empty.json": b"[]\n",
    }
    os.mkdir(tmp + "/d")
    for name, data in others.items():
        open(tmp + "/d/" + name, "wb").write(data)
    t = account_of(tmp + "/d")
    assert (t["files_skipped"], t["rejected"]) == (len(others), 0), t
    assert (
        b"no message and no report"
        in subprocess.run([PROGRAM, "--json", "-", tmp + "/d/cut.json"], env=ENV, capture_output=True).stderr
    )
    for name, data in {
        "cut": b'{"organization-name":"x","report-id":',
        "comment": b'{ // x\n "policies": [] }',
        "record": b'{"report_id":"x"',
        "policies": b'{"policies":[{"policy":{"policy-type":"sts"}}]}',
        "folded": b'{"organizationName":"x","dateRange":{}}',
    }.items():
        open(tmp + "/" + name, "wb").write(data)
        t = account_of(tmp + "/" + name)
        assert (t["rejected"], t["files_skipped"]) == (1, 0), (name, t)


@test
def a_database_has_each_rejected_part_of_a_mail(tmp):
    """Their rows say the same; after each load they are as many as the totals say."""
    part = "--b\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\nH4sIAAAAAAAAA6tWSsxL\n"
    head = 'TLS-Report-Domain: a.example\nContent-Type: multipart/report; report-type=tlsrpt; boundary="b"\n\n'
    open(tmp + "/m.eml", "w").write(head + part * 3 + "--b--\n")
    for _ in range(2):
        run("--sqlite", tmp + "/db", tmp + "/m.eml")
        assert sqlite3.connect(tmp + "/db").execute("SELECT count(*) FROM exceptions").fetchone() == (3,)
