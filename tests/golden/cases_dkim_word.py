"""Whose word decides about a signature, and where it is told."""

import base64, hashlib, json, random, re, sys

from harness import *
from random_reports import policy, report
from signed_mails import DKIM, keys, records, short, signed, truth_of
from workbook_files import workbook


@test
def a_store_that_changes_mail_is_named(tmp):
    folder = signed(tmp)
    mail = open(folder + "/eml/000.eml", "rb").read()
    with open(tmp + "/mail.mbox", "wb") as f:
        for i in range(12):
            f.write(b"From x Sun Mar  2 09:00:00 2025\n" + mail + b"\nA footer that the store added.\n\n")
        f.write(b"From x Sun Mar  2 09:00:00 2025\n" + mail + b"\n")
        f.write(b"From x Sun Mar  2 09:00:00 2025\nFrom: a@b.example\n\nhello\n\n")
    r = run("--dedup=none", "--html", tmp + "/p.html", *keys(folder), tmp + "/mail.mbox")
    told = "mail.mbox: 12 of 13 signed mails were changed after they were signed: this export changes mail; use the original"
    assert told in r.stderr.decode(), r.stderr
    assert told in open(tmp + "/p.html").read()


@test
def a_record_without_a_verdict_is_not_said_to_have_come_otherwise_than_by_mail(tmp):
    folder = signed(tmp)
    run("--ndjson", tmp + "/records", folder + "/eml/000.eml")
    run("--part", tmp + "/part", folder + "/eml/000.eml")
    open(tmp + "/post.json", "w").write(
        '{"organization-name":"X","date-range":{"start-datetime":"2025-03-01T00:00:00Z",'
        '"end-datetime":"2025-03-01T23:59:59Z"},"report-id":"1","policies":[{"policy":{"policy-type":"no-policy-found",'
        '"policy-domain":"a.example"},"summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}'
    )
    said = run("--dkim=on", tmp + "/records", tmp + "/post.json").stdout.decode()
    assert "1 did not come by mail, 1 is a record without a verdict" in " ".join(said.split()), said
    r = run("--wanted-keys", "/dev/null", "--html", "-", tmp + "/part")
    assert "0.00 % of 1 report is authentic; 1 is a record without a verdict" in r.stdout.decode()
    assert b"only the mail tells which keys are wanted" in r.stderr, r.stderr
    assert run("--wanted-keys", "/dev/null", folder + "/eml/000.eml").stderr == b""


@test
def the_topmost_word_of_the_trusted_server_decides(tmp):
    folder = signed(tmp)
    mail = open(folder + "/eml/000.eml", "rb").read()
    passed = b"Authentication-Results: mx.agency.example; dkim=pass header.d=north.example\n"
    failed = b"Authentication-Results: mx.agency.example; dkim=fail header.d=north.example\n"
    others = b"Authentication-Results: else.example; dkim=fail\nAuthentication-Results: mx.agency.example; spf=pass smtp.mailfrom=x\n"
    for fields, word in (
        (failed + passed, "none"),
        (passed + failed, "pass"),
        (others + passed, "pass"),
        (others, "none"),
        (b"", "none"),
    ):
        open(tmp + "/mail.eml", "wb").write(fields + mail)
        got = records("--authserv-id", "mx.agency.example", tmp + "/mail.eml")
        assert [r["source"]["dkim"] for r in got] == [word], (fields, got)
    rows = (
        run("--table", "reports", "--authserv-id", "mx.agency.example", tmp + "/mail.eml").stdout.decode().splitlines()
    )
    assert rows[1].endswith(",none"), rows


@test
def whoever_is_handed_the_evidence_can_verify_the_signatures_in_it(tmp):
    """By another verifier, from the mails and the key records of the folder alone; the README says so where both are there."""
    folder = signed(tmp)
    sys.path.insert(0, DKIM)
    import verify

    run("--dedup=none", "--evidence", tmp + "/bag", "--evidence-mails", *keys(folder), folder + "/mail.mbox")
    zone = verify.read_zone(open(tmp + "/bag/data/given/1-dns-keys.zone", "rb").read())
    told = [json.loads(line)["source"] for line in open(tmp + "/bag/data/records.ndjson")]
    assert len(told) == len(truth_of(folder))
    for source in told:
        mail = open("%s/bag/data/mails/%s.eml" % (tmp, source["message_sha256"]), "rb").read()
        best, said = verify.best(verify.verify_message(mail, zone)), source["signature"]
        assert [said.get(k) for k in ("result", "reason", "domain", "selector")] == [
            best.get(k) for k in ("result", "reason", "domain", "selector")
        ], (said, best)
    says = "DKIM signature is sound, any verifier"
    assert says in open(tmp + "/bag/README.txt").read()
    run("--evidence", tmp + "/bag", *keys(folder), folder + "/mail.mbox")
    assert says not in open(tmp + "/bag/README.txt").read()
    run("--evidence", tmp + "/bag", "--evidence-mails", "--dkim=off", *keys(folder), folder + "/mail.mbox")
    assert says not in open(tmp + "/bag/README.txt").read()


@test
def workbook_and_page_tell_who_signed(tmp):
    folder = signed(tmp)
    args = ["--dedup=none", *keys(folder), folder + "/mail.mbox"]
    run("--xlsx", tmp + "/a.xlsx", "--html", tmp + "/a.html", *args)
    book, want = workbook(tmp + "/a.xlsx"), summary(*args)["signatures"]
    rows = list(book["Signatures"].iter_rows(min_row=2, values_only=True))
    assert [(r[0], r[1] or "", r[3], r[9]) for r in rows] == [
        (s["organization_name"], s["dkim_domain"], s["dkim_result"], s["reports"]) for s in want
    ]
    sentence = "40.66 % of 91 reports are authentic; 3 wait for keys, 2 are unsigned, 12 failed"
    assert sentence in book["Summary"]["A3"].value and any(
        sentence in str(r[1]) for r in book["Method"].iter_rows(values_only=True)
    )
    page = open(tmp + "/a.html").read()
    assert sentence in page and "id=signatures" in page
    run("--xlsx", tmp + "/b.xlsx", "--html", tmp + "/b.html", folder + "/mail.mbox")
    assert (
        "Signatures" not in workbook(tmp + "/b.xlsx").sheetnames and "id=signatures" not in open(tmp + "/b.html").read()
    )


@test
def an_expiry_is_judged_by_the_time_of_receipt(tmp):
    """x= lies a week after the signature (RFC 6376, 3.5): the topmost Received decides, else Date; today never matters."""
    folder = signed(tmp)
    n = [m["case"] for m in truth_of(folder)].index("pass-google-layout")
    mail = open("%s/eml/%03d.eml" % (folder, n), "rb").read()
    rest = re.sub(rb"(?m)^Received: .*\n(?:[ \t].*\n)*", b"", mail)
    assert b" x=" in mail and len(rest) < len(mail)
    received = lambda when: b"Received: from a by b" + (b"; " + when if when else b"") + b"\n" + rest
    forms = {
        "as it came": (mail, None),
        "no Received": (rest, None),
        "a Received without a date": (received(b""), None),
        "a month later": (received(b"Wed, 02 Apr 2025 00:00:00 +0000"), "expired"),
        "in the future": (received(b"Mon, 02 Mar 2099 00:00:00 +0000"), "expired"),
    }
    for name, (text, reason) in forms.items():
        open(tmp + "/a.eml", "wb").write(text)
        (r,) = records(*keys(folder), tmp + "/a.eml")
        assert r["source"]["signature"].get("reason") == reason, (name, r["source"])


@test
def files_of_keys_have_their_hash(tmp):
    folder = signed(tmp)
    zone = open(folder + "/keys.zone", "rb").read()
    digest = sha(zone)
    args = ["--html", tmp + "/a.html", "--xlsx", tmp + "/a.xlsx", *keys(folder), folder + "/mail.mbox"]
    s = summary("--hash-inputs", *args)
    assert s["dns_files"] == [{"path": folder + "/keys.zone", "bytes": len(zone), "sha256": digest}], s["dns_files"]
    assert digest in open(tmp + "/a.html").read()
    assert any(digest in str(c) for row in workbook(tmp + "/a.xlsx")["Method"].iter_rows(values_only=True) for c in row)
    assert (
        summary(*args)["dns_files"] == [{"path": folder + "/keys.zone", "bytes": len(zone)}]
        and digest not in open(tmp + "/a.html").read()
    )
    assert "dns_files" not in summary(folder + "/mail.mbox")


def words(tmp, mail):
    """What a verification says of the report in a mail, and what is made of a server's pass for it."""
    passed = b"Authentication-Results: mx.example; dkim=pass header.d=north.example\n"
    open(tmp + "/mail.eml", "wb").write(passed + mail)
    word = ["--authserv-id", "mx.example"]
    got = records("--dkim=on", *word, *keys(tmp), tmp + "/mail.eml")
    return {(r["source"]["signature"]["result"], r["source"]["dkim"]) for r in got}


@test
def an_unsigned_domain_gives_way_to_the_signed_subject(tmp):
    """Some sign the Subject and not the TLS-Report fields: who changes one attributes nothing to another domain."""
    sys.path.insert(0, DKIM)
    import make_signed, random

    zone = make_signed.Zone("unsigned")
    m = make_signed.Mail(random.Random(6), zone, domain="agency.example")
    m.sign("ed2025", "ed25519", h=[h for h in make_signed.HEADERS if not h.startswith("tls-report")])
    mail = make_signed.stored(m, False)
    open(tmp + "/keys.zone", "w").write("\n".join(zone.lines) + "\n")
    forged = re.sub(rb"(?m)^TLS-Report-Domain: .*$", b"TLS-Report-Domain: library.example", mail)
    assert forged != mail
    for name, text in (("true", mail), ("forged", forged)):
        open("%s/%s.eml" % (tmp, name), "wb").write(text)
    (true,), (got,), (unchecked,) = (
        records(*keys(tmp), tmp + "/true.eml"),
        records(*keys(tmp), tmp + "/forged.eml"),
        records(tmp + "/forged.eml"),
    )
    assert (
        "tls-report-domain" in got["source"]["signature"]["unsigned"] and got["source"]["signature"]["result"] == "pass"
    ), got["source"]
    assert (
        got["source"]["report_domain"] == true["source"]["report_domain"] == "agency.example"
        and unchecked["source"]["report_domain"] == "library.example"
    )
    assert [words(tmp, text) for text in (mail, forged)] == [{("pass", "pass")}, {("pass", "none")}]
    assert words(tmp, b"Subject: Report Domain: library.example\n" + mail) == {("weak", "none")}
    assert (
        got["report_key"] == true["report_key"]
        and got["policies"] == true["policies"]
        and got.get("deviations") == true.get("deviations")
    ), got


@test
def a_type_that_is_not_signed_tells_of_no_authentic_part(tmp):
    """Google signs no Content-Type: another one finds the parts of a forged mail in the bounce that a reporter signed."""
    sys.path.insert(0, DKIM)
    import make_signed

    zone = make_signed.Zone("type")
    is_type = lambda f: make_signed.name_of(f) == b"content-type"
    make = lambda: make_signed.Mail(random.Random(6), zone)
    report = b"".join(make().fields[3:]) + b"\r\n" + make().body
    (other,) = (f for f in make().fields if is_type(f))
    bounce = (
        b"--b\r\n\r\nNobody of that name\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + report + b"\r\n--b--\r\n"
    )
    type_, mime = b"Content-Type: multipart/report; boundary=b\r\n", b"In MIME\r\n"
    for body, told, is_signed, by_own, by_other in (
        (make().body, other, False, {("pass", "pass")}, {("pass", "pass")}),
        (mime + make().body, other, True, {("pass", "pass")}, {("weak", "none")}),
        (mime + make().body, other, False, {("weak", "none")}, {("weak", "none")}),
        (bounce, type_, False, {("none", "none")}, {("weak", "none")}),
        (bounce, type_, True, {("none", "none")}, {("weak", "none")}),
        (mime + bounce, type_, False, {("none", "none")}, {("weak", "none")}),
        (b"Hi.\r\n\r\n" + report, b"", False, {("none", "none")}, {("weak", "none")}),
    ):
        m = make()
        m.body, m.fields = body, [f for f in m.fields if not is_type(f)] + [told] * bool(told)
        m.sign("ed2025", "ed25519", h=[h for h in make_signed.HEADERS if is_signed or h != "content-type"])
        open(tmp + "/keys.zone", "w").write("\n".join(zone.lines) + "\n")
        stored = make_signed.stored(m, False)
        assert words(tmp, stored) == by_own, (body, is_signed)
        relays = b"DKIM-Signature: v=1; a=rsa-sha256; d=relay.example; s=s; h=from:date; bh=AAAA; b=AAAA\n"
        assert {v for v, _ in words(tmp, relays + stored)} == {v for v, _ in by_own}, (body, is_signed)
        m.fields = [other] + [f for f in m.fields if is_signed or not is_type(f)]
        assert words(tmp, make_signed.stored(m, False)) == by_other, (body, is_signed)
    m.fields[0] = other.replace(b"-", b"", 1)  # some write no hyphen, and are read
    assert words(tmp, make_signed.stored(m, False)) == {("weak", "none")}


@test
def a_sender_in_u_labels_is_the_one_that_signs_in_a_labels(tmp):
    """Where nothing but From tells who reports: RFC 6532 lets it have umlauts, a signature has none (RFC 6376, 3.5)."""
    sys.path.insert(0, DKIM)
    import make_signed

    zone = make_signed.Zone("labels")
    m = make_signed.Mail(random.Random(8), zone)
    true = make_signed.stored(m, False)
    head = re.sub(rb"(?m)^(TLS-Report-Submitter|Subject|From):.*\n(?:[ \t].*\n)*", b"", true.split(b"\n\n", 1)[0])
    body = re.sub(rb"[a-z.]+!", b"x!", true.split(b"\n\n", 1)[1])
    field = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=s; h=from; bh=%s; b=AAAA\n"
    plain = re.sub(rb"[ \t]+(?=\n)", b"", body).rstrip(b"\n") + b"\n"
    plain = re.sub(rb"[ \t]+", b" ", plain).replace(b"\n", b"\r\n")
    signed = field % (b"xn--mnchen-3ya.example", base64.b64encode(hashlib.sha256(plain).digest()))
    for sender, aligned in (
        ("a@m\u00fcnchen.example", True),
        ("A <a@M\u00dcNCHEN.example>", True),
        ("a@m\u00fcn.example", False),
    ):
        with open(tmp + "/x.eml", "wb") as f:
            f.write(signed + b"From: " + sender.encode() + b"\n" + head + b"\n\n" + body)
        (got,) = records("--dkim=on", tmp + "/x.eml")
        s = got["source"]["signature"]
        said = s["reason"], s.get("aligned", False), s.get("from_aligned", False), got["source"].get("submitter")
        assert said == ("key-missing", aligned, aligned, None), (sender, got["source"])


@test
@alone
def reports_of_many_submitters_in_a_mail_cost_one_look_at_its_signatures(tmp):
    """Where the names of files tell who submitted: each hashed the whole mail again, 500 of them for a minute."""
    need_plain_memory()
    r, part = (
        random.Random(7),
        "--B\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=%s\r\n\r\n",
    )
    reports = [json.dumps(report(r, [policy(r, "a.example")], "Org %d" % i)) for i in range(500)]
    names = ["%s.example!a.example!1!2!%d.json" % ("ab"[i % 2], i) for i in range(500)]
    text = "--B\r\nContent-Type: text/plain\r\n\r\n" + ("x" * 70 + "\r\n") * 60000
    body = text + "\r\n" + "".join(part % n + x + "\r\n" for n, x in zip(names, reports)) + "--B--\r\n"
    field = "DKIM-Signature: v=1; a=rsa-sha256; c=%s; d=%s.example; s=s; h=from; l=%d; bh=%s; b=AAAA\r\n"
    head = "From: x@a.example\r\nDate: Mon, 05 Jan 2026 08:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=B\r\n"
    for cut in range(8):
        hashed = base64.b64encode(hashlib.sha256(body[: len(body) - cut].encode()).digest()).decode()
        head += "".join(field % ("simple", d, len(body) - cut, hashed) for d in "ab")
    with open(tmp + "/mail.eml", "w", newline="") as f:
        f.write(head + "\r\n" + body)
    with processor_time_below(4):
        got = records("--dkim=on", tmp + "/mail.eml")
    said = {(x["source"]["submitter"][0], *short(x["source"]["signature"])) for x in got}
    assert len(got) == 500 and said == {
        (d, "key-missing", "key-missing", d + ".example", True, None) for d in "ab"
    }, said


@test
def keys_that_are_wanting_are_told_from_keys_that_were_used(tmp):
    folder = signed(tmp)
    told = lambda *args: summary("--dkim=on", *args, folder + "/eml/000.eml")["authentication"]["keys"]
    assert told() == {"records": 0, "used": 0, "wanted": 1}, told()
    with_keys = told(*keys(folder))
    assert (with_keys["used"], with_keys["wanted"]) == (1, 0) and with_keys["records"] > 0, with_keys


def as_records(tmp, reports):
    """Records of the reports, each signed by its organization."""
    with open(tmp + "/reports", "w") as f:
        f.write("\n".join(json.dumps(x) for x in reports))
    pile = records(tmp + "/reports")
    for x in pile:
        x["source"]["signature"] = {"result": "pass", "aligned": True, "domain": "r.example", "service": "tlsrpt"}
    return pile


def attack_of(tmp, id_, pile):
    with open(tmp + "/pile", "w") as f:
        f.write("\n".join(json.dumps(x) for x in pile))
    (attack,) = [f for f in summary(tmp + "/pile")["findings"] if f["id"] == id_] or [None]
    return attack and (attack["severity"], "none of these reports is authentic" in attack["title"])


def nobodys(record):
    """A copy with other successes and the same failures, unsigned."""
    forged = json.loads(json.dumps(record))
    forged["policies"][0]["successful_session_count"] += 1
    forged["source"]["signature"] = {"result": "none"}
    return forged


@test
def a_forged_copy_that_repeats_an_attack_makes_it_no_milder(tmp):
    """It came first; the authentic copy tells of the attack, too."""
    r = random.Random(6)
    met = policy(r, "a.example", [detail("starttls-not-supported")], "sts")
    met["summary"]["total-successful-session-count"] = 5
    (true,) = as_records(tmp, [report(r, [met])])
    told = lambda *pile: attack_of(tmp, "possible-downgrade", pile)
    assert told(true) == told(nobodys(true), true) == ("critical", False), told(nobodys(true), true)
    assert told(nobodys(true)) == ("medium", True), told(nobodys(true))


@test
def a_forged_copy_makes_no_stranger_of_an_authentic_reporter(tmp):
    """Three that are known by their signatures alone see a wrong certificate at one of two addresses; a copy displaces one's only report."""
    r = random.Random(7)
    at = lambda kind, ip: detail(kind, receiving_mx_hostname="mx.a.example", receiving_ip=ip)
    met = [at("certificate-host-mismatch", "192.0.2.1"), at("validation-failure", "192.0.2.2")]
    pile = [report(r, [policy(r, "a.example", met, "sts")], org) for org in "ABC"]
    for x in pile:
        x["policies"][0]["summary"]["total-successful-session-count"] = 5
    true = as_records(tmp, pile)
    told = lambda *pile: attack_of(tmp, "possible-interception", pile)
    assert told(*true) == told(nobodys(true[0]), *true) == ("critical", False), told(nobodys(true[0]), *true)
    assert told(nobodys(true[0]), *true[1:]) is None, "two are not enough"
