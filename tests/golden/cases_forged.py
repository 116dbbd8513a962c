"""What a stranger can mail, invented here: it ends, stays small, tells no lies about others, and is named (SPEC 3 to 10)."""

import base64, gzip, json, os, random, signal, stat, subprocess, time, zipfile

from random_reports import policy, report
from harness import *


def sheets_of(book):
    z = zipfile.ZipFile(book)
    return [z.read(n).decode() for n in z.namelist() if "worksheets/sheet" in n]


@test
def the_sheet_of_findings_says_what_it_leaves_out(tmp):
    """A flood of reports with eight failures each; the most severe findings stand, the other outputs have all."""
    r = random.Random(3)
    of = lambda i: [policy(r, "d%d.example" % i, [detail(t) for t in TYPES], "sts")]
    with open(tmp + "/r.json", "w") as f:
        f.write("\n".join(json.dumps(report(r, of(i), "Org %d" % i)) for i in range(60)))
    run("--xlsx", tmp + "/b.xlsx", "--json", tmp + "/s.json", "--csv", tmp + "/csv", tmp + "/r.json")
    findings = json.load(open(tmp + "/s.json"))["findings"]
    most = 100 + 2 * 60
    assert len(findings) > most and len(open(tmp + "/csv/findings.csv").readlines()) == len(findings) + 1
    sheets = sheets_of(tmp + "/b.xlsx")
    sheet = next(s for s in sheets if ">What to do<" in s)
    assert sheet.count("<row ") == 1 + most + 1 and sheet.count(findings[most - 1]["key"]) == 1
    said = "%d findings are left out of the sheet Findings" % (len(findings) - most)
    assert [said in s for s in sheets].count(True) == 2, said  # below its rows, and on Method
    with open(tmp + "/scope", "w") as f:
        f.write("".join("d%d.example\n" % i for i in range(60)))
    run("--xlsx", tmp + "/b.xlsx", "--scope", tmp + "/scope", tmp + "/r.json")
    assert not any("left out of the sheet" in x for x in sheets_of(tmp + "/b.xlsx"))


def mailed(path, content, received="Sun, 11 Jan 2026 08:00:00 +0000", type_="application/tlsrpt+json", fields=""):
    """A mail about evil.example that holds it in plain text."""
    head = "From: x@example.net\nReceived: by mx.example; %s\nTLS-Report-Domain: evil.example\n%sContent-Type: %s\n\n"
    with open(path, "wb") as f:
        f.write((head % (received, fields, type_)).encode() + content)
    return path


def told(*args):
    return [json.loads(x) for x in run("--ndjson", "-", *args).stdout.splitlines()]


@test
def a_record_in_a_mail_comes_from_the_mail(tmp):
    """It says where it was found, when it was received and who sent it: whoever mailed it made that up."""
    true = mailed(
        tmp + "/true.eml",
        json.dumps(report(random.Random(1), [policy(random.Random(1), "a.example")], day=2190)).encode(),
    )
    record = told("--hash-inputs", true)[0]
    record["report_id"], record["report_key"] = "forged", "0" * 32
    record["begin_date"], record["end_date"] = "2026-03-01T00:00:00Z", "2026-03-01T23:59:59Z"
    record["source"].update(
        path="/var/mail/true",
        member="m",
        message=7,
        received="2026-03-02T00:00:00Z",
        submitter="big.example",
        dkim="pass",
    )
    forged = mailed(tmp + "/forged.eml", json.dumps(record).encode())
    assert [(x["reason"], x["source"]["path"]) for x in summary(forged)["rejected"]] == [("future-date", forged)]
    late = mailed(tmp + "/late.eml", json.dumps(record).encode(), "Mon, 02 Mar 2026 08:00:00 +0000")
    source = told(late)[0]["source"]
    assert source == {"path": late, "report_domain": "evil.example", "received": "2026-03-02T08:00:00Z"}, source
    old = mailed(tmp + "/old.eml", json.dumps(record).encode(), "Wed, 02 Jun 2027 08:00:00 +0000")
    assert "stale-period" in told(old)[0]["deviations"]
    with open(tmp + "/own.ndjson", "w") as f:  # one's own file of records is another thing
        json.dump(record, f)
    assert told(tmp + "/own.ndjson")[0]["source"]["path"] == "/var/mail/true"


def with_word(path, fields):
    """A mail of today's report, with what servers say of its DKIM on top."""
    r = random.Random(1)
    return mailed(path, json.dumps(report(r, [policy(r, "a.example")], day=2190)).encode(), fields=fields)


@test
def a_record_vouches_for_itself_in_the_file_alone_that_is_named(tmp):
    """Whoever can post a report can post a record that says dkim=pass: in a folder, a Maildir, an archive nobody checked it."""
    word = ["--authserv-id", "mx.example"]
    passed = "TLS-Report-Submitter: r.example\nAuthentication-Results: mx.example; dkim=pass header.d=r.example\n"
    by_word = told(*word, with_word(tmp + "/true.eml", passed))[0]
    assert by_word["source"]["dkim"] == "pass"
    by_hand = json.loads(json.dumps(by_word))
    by_hand["report_id"] = "by hand"
    del by_hand["source"]["dkim"]
    by_hand["source"]["signature"] = {"result": "pass", "aligned": True, "domain": "r.example", "service": "tlsrpt"}
    files = {"lines": [by_word], "hand": [by_hand], "array": [by_word, by_hand]}
    for folder in ("post", "Maildir/cur", "Maildir/new"):
        os.makedirs("%s/%s" % (tmp, folder))
        for name, records in files.items():
            with open("%s/%s/%s" % (tmp, folder, name), "w") as f:
                json.dump(records if name == "array" else records[0], f)
    counted = lambda *inputs: summary("--require-auth", *word, *inputs)["totals"]
    lines, hand, array = ("%s/post/%s" % (tmp, n) for n in files)
    with open(array, "rb") as f, gzip.open(tmp + "/array.gz", "wb") as packed:
        packed.write(f.read())
    assert [counted(x)["reports"] for x in (lines, hand, array, tmp + "/array.gz")] == [1, 1, 2, 2]
    assert summary("--require-auth", *word, "-", stdin=open(lines, "rb").read())["totals"]["reports"] == 1
    subprocess.check_call(["tar", "-C", tmp, "-cf", tmp + "/post.tar", "post"])
    for place in ("post", "Maildir", "post.tar"):
        t = counted("%s/%s" % (tmp, place))
        assert (t["reports"], t["unauthenticated"] > 1) == (0, True), (place, t)
    unchecked = [x["source"] for x in told(tmp + "/post")]
    assert len(unchecked) == 2 and not any("dkim" in x or "signature" in x for x in unchecked), unchecked


@test
def a_trusted_server_that_has_no_result_has_not_said_pass(tmp):
    """ "none" in place of results (RFC 8601, 2.2) is its word on DKIM, too: the pass below it is a forged one."""
    line = "Authentication-Results: mx.example; %s\n"
    forged = "TLS-Report-Submitter: r.example\n%s" + line % "dkim=pass header.d=r.example"
    for top in ("none", "NONE (checked nothing)", "none;"):
        mail = with_word(tmp + "/x.eml", forged % (line % top))
        t = summary("--require-auth", "--authserv-id", "mx.example", mail)["totals"]
        assert (t["reports"], t["unauthenticated"]) == (0, 1), (top, t)
    elsewhere = with_word(tmp + "/x.eml", forged % "Authentication-Results: other.example; none\n")
    assert summary("--require-auth", "--authserv-id", "mx.example", elsewhere)["totals"]["reports"] == 1


@test
def a_senders_address_hides_no_word_of_the_trusted_server(tmp):
    """It stands in the comment on SPF: with a mark in it that opens another, what follows is in no result, and nobody passed."""
    line = "Authentication-Results: mx.example; spf=fail %s; dkim=fail header.d=r.example\n"
    passed = "TLS-Report-Submitter: r.example\n%sAuthentication-Results: mx.example; dkim=pass header.d=r.example\n"
    for said in ("(a(b@evil.example is not allowed)", '(ok) smtp.mailfrom=a"b@evil.example'):
        mail = with_word(tmp + "/x.eml", passed % (line % said))
        t = summary("--require-auth", "--authserv-id", "mx.example", mail)["totals"]
        assert (t["reports"], t["unauthenticated"]) == (0, 1), (said, t)


@test
def what_a_reporter_sends_back_is_not_vouched_for_by_its_server(tmp):
    """Mail forged in its name bounces to whom it names as sender, with the reporter's signature and pass around it."""
    passed = "Authentication-Results: mx.example; dkim=pass header.d=r.example\n"
    posted = with_word(tmp + "/posted.eml", "TLS-Report-Submitter: r.example\n" + passed)
    of = lambda mail: summary("--require-auth", "--authserv-id", "mx.example", mail)["totals"]
    assert of(posted)["reports"] == 1
    forged = open(posted, "rb").read()
    for encoding, inner in (("8bit", forged), ("base64", base64.encodebytes(forged))):
        part = "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: %s\n\n" % encoding
        bounce = b"--b\n\nnobody of that name\n" + part.encode() + inner + b"\n--b--\n"
        for type_, body in (
            ("multipart/report; boundary=b", bounce),
            ("text/plain", b"nobody of that name\n\n" + forged),
        ):
            t = of(mailed(tmp + "/x.eml", body, type_=type_, fields="TLS-Report-Submitter: r.example\n" + passed))
            assert (t["reports"], t["unauthenticated"]) == (0, 1), (encoding, type_, t)
    head, json_ = forged.split(b"\n\n", 1)
    for end in b"\n", b"":  # no field: here the body begins, and the server may have seen another one
        with open(tmp + "/x.eml", "wb") as f:
            f.write(head + b"\n" + end + b"{ " + json_[1:] + b"\nX: y\n\n--b\n\nnobody of that name\n--b--\n")
        assert of(tmp + "/x.eml")["reports"] == len(end), end


@test
def a_server_vouches_for_no_body_that_is_signed_in_part(tmp):
    """l=0 signs no byte of it: whoever has any mail of a reporter that signs so puts a report into it (RFC 8460, 3, forbids l=)."""
    signed = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=r.example; s=s;%s h=from:content-type; bh=AAAA; b=AAAA\n"
    passed = "TLS-Report-Submitter: r.example\nAuthentication-Results: mx.example; dkim=pass header.d=r.example\n"
    for length, counted in (("", 1), (" l=0;", 0), ("\n l = 120 ;", 0)):
        mail = with_word(tmp + "/x.eml", passed + signed % length)
        t = summary("--require-auth", "--authserv-id", "mx.example", mail)["totals"]
        assert (t["reports"], t["unauthenticated"]) == (counted, 1 - counted), (length, t)


@test
def what_servers_say_of_a_mail_is_read_once_for_all_its_reports(tmp):
    """A sender writes such fields, too: half a megabyte of them over 500 reports took 40 seconds, one address of 900 KB 3."""
    r = random.Random(3)
    said = "".join("Authentication-Results: mx.example%s\n" % x for x in [";" * 60000] * 8)
    passed = "TLS-Report-Submitter: r.example\nAuthentication-Results: mx.example; dkim=pass header.d=r.example\n"
    parts = [json.dumps(report(r, [policy(r, "a.example")], day=2190)).encode() for _ in range(500)]
    body = b"".join(b"--b\nContent-Type: application/tlsrpt+json\n\n%s\n" % x for x in parts) + b"--b--\n"
    mail = mailed(tmp + "/x.eml", body, type_="multipart/mixed; boundary=b", fields=said + passed)
    with processor_time_below(2):
        words = [x["source"]["dkim"] for x in told("--authserv-id", "mx.example", mail)]
    assert words == len(words) * ["none"] and len(words) > 400, words
    with open(mail, "wb") as f:
        f.write(b"From: <" + b"a" * 900000 + b"@r.example>\nContent-Type: multipart/mixed; boundary=b\n\n" + body)
    with processor_time_below(1):
        assert len(told("--authserv-id", "mx.example", mail)) == len(words)


@test
def a_forged_copy_displaces_no_true_report_about_others(tmp):
    """With a list and --require-auth: what is not authentic is no copy of anything, and not foreign; no client hears of it."""
    r, word = random.Random(2), ["--require-auth", "--authserv-id", "mx.example"]
    true = report(r, [policy(r, "stranger.example")], day=2190)
    forged = json.loads(json.dumps(true))
    forged["policies"][0]["summary"] = {"total-successful-session-count": 0, "total-failure-session-count": 10}
    passed = "TLS-Report-Submitter: r.example\nAuthentication-Results: mx.example; dkim=pass header.d=r.example\n"
    mails = [
        mailed("%s/%d.eml" % (tmp, i), json.dumps(x).encode(), fields=fields)
        for i, (x, fields) in enumerate([(forged, ""), (true, passed), (true, passed)])
    ]
    with open(tmp + "/list", "w") as f:
        f.write("domain,client\na.example,A\nevil.example,B\n")
    listed = ["--scope", tmp + "/list", *word]
    with open(tmp + "/strangers", "w") as f:
        f.write("a.example\n")
    t = summary("--scope", tmp + "/strangers", *word, *mails)["totals"]
    assert [t[k] for k in ("unauthenticated", "foreign_reports", "duplicates", "conflicts")] == [1, 1, 1, 0], t
    run(*listed, "--json", tmp + "/{client}.json", "--csv", tmp + "/csv-{client}", *mails)
    for client in "A", "B":
        s = json.load(open("%s/%s.json" % (tmp, client)))
        assert s["totals"]["unauthenticated"] == 0 and s["unauthenticated"] == [], (client, s["totals"])
        assert len(open("%s/csv-%s/exceptions.csv" % (tmp, client)).readlines()) == 1


@test
def a_database_is_kept_in_a_file_alone(tmp):
    """A device or a FIFO that was named by mistake is not opened as one, and is still there afterwards."""
    special = [tmp + "/fifo"]
    os.mkfifo(special[0])
    try:
        os.mknod(tmp + "/full", 0o600 | stat.S_IFCHR, os.makedev(1, 7))
        special.append(tmp + "/full")
    except PermissionError:
        pass  # only root makes devices
    os.symlink(special[-1], tmp + "/link")
    for path in special + [tmp + "/link"]:
        for option, sentence in (("--sqlite", b"a database is kept in one"), ("--state", b"a state is kept in one")):
            r = run(option, path, MBOX, status=1)
            assert b"is no file: " + sentence in r.stderr, r.stderr
            assert os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode), path


@test
def what_others_wrote_steers_no_terminal_in_sentences(tmp):
    """A list of a client's, a zone, an earlier summary, rules, names of files: as mail, they may hold anything."""
    steer = b"\x1b]0;x\x07\xc2\x9b2J\xe2\x80\xae"
    odd = os.fsdecode(tmp.encode() + b"/a" + steer + b"\ntlsrpt-audit: b")
    inputs = {"--scope": steer + b".example\n", "--dns": steer, "--rules": b'{"' + steer + b'":1}', "--config": steer}
    inputs.update({"--compare": steer, "--controls": steer, "--run-log": steer, "--files-from": steer + b"\n"})
    eight_bits = b"\x9b2J\xff"  # control characters where a terminal knows no UTF-8
    for option, content in inputs.items():
        for path, written in ((tmp + "/x", content), (odd, content), (tmp + "/x", content.replace(steer, eight_bits))):
            with open(path, "wb") as f:
                f.write(written)
            r = subprocess.run([PROGRAM, option, path, MBOX], env=ENV, capture_output=True)
            said = r.stderr.decode()
            assert not any(ord(c) < 32 and c != "\n" or c in "\x7f\x9b\u202e" for c in said), (option, said)
            lines = [x for x in said.split("\n") if x and not x.startswith(("usage: ", "TLS reports"))]
            assert not any(x.startswith("tlsrpt-audit: b") for x in lines), (option, lines)


@test
@alone
def a_zone_of_many_mail_servers_costs_what_it_is_long(tmp):
    need_plain_memory()
    hosts = lambda n: "".join("a.example. MX 1 m%d.a.example.\nm%d.a.example. A 192.0.2.1\n" % (i, i) for i in range(n))
    with open(tmp + "/zone", "w") as f:
        f.write(hosts(60000))
    with processor_time_below(3):
        s = summary("--dns", tmp + "/zone", MBOX)
    assert [len(x["mx"]) for x in s["setup"] if x["policy_domain"] == "a.example"] == [60000]


@test
@alone
def a_run_that_is_ended_amid_large_mails_leaves_its_database_as_it_was(tmp):
    """Mails of some kilobytes with megabytes inside wait for their turn: a run that is asked to stop looks up between them."""
    need_plain_memory()
    r, details = random.Random(4), lambda: [detail("certificate-expired", failure_reason_code="w" * 300)] * 9000
    os.mkdir(tmp + "/in")
    for i in range(30):
        packed = base64.encodebytes(gzip.compress(json.dumps(report(r, [policy(r, "a.example", details())])).encode()))
        fields = "Content-Transfer-Encoding: base64\n"
        mailed(
            "%s/in/%02d.eml" % (tmp, i), packed, "Wed, 04 Mar 2026 08:00:00 +0000", "application/tlsrpt+gzip", fields
        )
    run("--sqlite", tmp + "/db", MBOX)
    before = open(tmp + "/db", "rb").read()
    for moment in (0.1, 0.2, 0.3, 0.5, 0.7):
        p = subprocess.Popen([PROGRAM, "-q", "--sqlite", tmp + "/db", tmp + "/in"], env=ENV, stderr=subprocess.PIPE)
        until(lambda: p.poll() is not None or len(os.listdir(tmp)) > 2)  # on a busy machine it takes a while to begin
        time.sleep(moment)
        p.send_signal(signal.SIGTERM)
        said = p.communicate(timeout=20)[1]
        if p.returncode == 0:  # it was quicker
            break
        assert p.returncode == 130 and b"files are as they were before" in said, (p.returncode, said)
        until(lambda: len(os.listdir(tmp)) == 2)  # that of a run that was ended after its second goes behind it
        assert open(tmp + "/db", "rb").read() == before and sorted(os.listdir(tmp)) == ["db", "in"], os.listdir(tmp)


def in_two_types(inner, shown, n, head="Content-Type: message/rfc822\n"):
    """A mail that holds another one, or what the head says; what stands in its topmost Content-Type may hide it."""
    types = "Content-Type: %s\nContent-Type: multipart/mixed; boundary=B%d\n" % (shown, n)
    return "From: x@y.example\n%s\n--B%d\n%s\n%s\n--B%d--\n" % (types, n, head, inner, n)


@test
@alone
def mails_with_two_types_in_each_other_are_not_read_for_each_choice_of_them(tmp):
    """A gateway puts a type on top of what passes, and of what is forwarded through it: both are seen through. Each level in a
    flood of them doubled the work."""
    need_plain_memory()
    r = random.Random(8)
    content = json.dumps(report(r, [policy(r, "a.example")], day=2190)).encode()
    head = "Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n"
    twice = in_two_types(base64.encodebytes(gzip.compress(content)).decode(), "text/plain", 1, head)
    with open(tmp + "/x.eml", "w") as f:
        f.write(in_two_types(twice, "text/plain", 0))
    assert summary(tmp + "/x.eml")["totals"]["reports"] == 1
    mail = "From: a@b.example\nContent-Type: text/plain\n\n" + ("hello world " * 5 + "\n") * 300000
    for n in range(8):
        mail = in_two_types(mail, "multipart/mixed; x=1; boundary=B%d" % n, n)
    with open(tmp + "/y.eml", "w") as f:
        f.write(mail)
    with processor_time_below(1.5):
        run("--json", "/dev/null", tmp + "/y.eml")
