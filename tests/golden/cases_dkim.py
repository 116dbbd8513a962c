"""Signatures (SPEC 5.4): invented mails with DKIM signatures of every kind, their keys, and the truth."""

import json, os, re, shutil, subprocess, tarfile

from signed_mails import keys, records, short, signed, truth_of
from harness import *


def told(truth):
    v = truth["verdict"]
    return [v["result"], v.get("reason"), v.get("domain"), v.get("speaks", False), v.get("service")]


def assert_truth(got, folder):
    """got: {report id: signature}"""
    for m in truth_of(folder):
        assert short(got[m["report_id"]]) == told(m), (m["case"], got[m["report_id"]], m["verdict"])
    assert len(got) == len(truth_of(folder)), len(got)


def by_report(rows):
    return {r["report_id"]: r["source"]["signature"] for r in rows}


def maildir(tmp, folder):
    out = folder + "-maildir"
    os.makedirs(out + "/cur")
    os.makedirs(out + "/new")
    for i, name in enumerate(sorted(os.listdir(folder + "/eml"))):
        shutil.copy(folder + "/eml/" + name, "%s/cur/%d.x:2,S" % (out, i))
    return out


@test
def signatures_of_every_kind_have_their_verdict_in_every_form(tmp):
    for seed, crlf in ((1, False), (1, True)) + (((2, False), (3, True)) if os.environ.get("LONG") else ()):
        folder = signed(tmp, seed, crlf)
        with tarfile.open(folder + ".tar.gz", "w:gz") as t:
            t.add(folder + "/eml", "eml")
        for form in (folder + "/mail.mbox", maildir(tmp, folder), folder + ".tar.gz"):
            for jobs in (1, 4):
                assert_truth(by_report(records("--dedup=none", "-j", jobs, *keys(folder), form)), folder)


@test
def verdicts_of_records_are_read_back(tmp):
    folder = signed(tmp)
    mbox = folder + "/mail.mbox"
    run("--ndjson", tmp + "/once", "--json", tmp + "/once.json", *keys(folder), mbox)
    run("--ndjson", tmp + "/twice", "--json", tmp + "/twice.json", tmp + "/once")
    assert open(tmp + "/once").read() == open(tmp + "/twice").read()


@test
def signatures_are_verified_only_when_asked_for(tmp):
    folder = signed(tmp)
    mbox = folder + "/mail.mbox"
    none = run("--ndjson", "-", mbox).stdout
    assert b'"signature"' not in none
    assert run("--ndjson", "-", "--dkim=off", *keys(folder), mbox).stdout == none
    open(tmp + "/setup.zone", "w").write('_smtp._tls.agency.example. TXT "v=TLSRPTv1; rua=mailto:a@agency.example"\n')
    assert run("--ndjson", "-", "--dns", tmp + "/setup.zone", mbox).stdout == none
    on = records("--dkim=on", "--dedup=none", mbox)
    results = Counter(r["source"]["signature"]["result"] for r in on)
    assert results["pass"] == 0 and results["key-missing"] > 40 and results["fail"] > 0, results
    open(tmp + "/asked", "w").write(";; QUESTION SECTION:\n;s2025._domainkey.north.example. IN TXT\n")
    reasons = Counter(
        r["source"]["signature"].get("reason") for r in records("--dns", tmp + "/asked", "--dedup=none", mbox)
    )
    assert reasons["key-absent"] > 20 and reasons["key-missing"] > 5, reasons
    strict = records("--dkim=strict", "--dedup=none", *keys(folder), mbox)
    assert {r["source"]["signature"]["service"] for r in strict if r["source"]["signature"]["result"] == "pass"} == {
        "tlsrpt"
    }
    assert run("--dkim=off", "--wanted-keys", "-", mbox, status=2).stdout == b""


@test
def wanted_keys_are_names_for_dig(tmp):
    folder = signed(tmp)
    text = run("--wanted-keys", "-", folder + "/mail.mbox").stdout.decode()
    assert re.fullmatch(
        r"(; \d+ reports?, mail of 2025-03-02 to 2025-03-02, no record\n[a-z0-9_-]+\._domainkey\.[a-z0-9.-]+\. TXT\n)+",
        text,
    ), text
    names = [l.split()[0] for l in text.splitlines() if not l.startswith(";")]
    assert names == sorted(set(names)) and "s2025._domainkey.north.example." in names
    assert not any("esp" in n or "evil" in n or "trace" in n for n in names), names  # not aligned, or no name
    left = run("--wanted-keys", "-", *keys(folder), folder + "/mail.mbox").stdout.decode()
    assert [l for l in left.splitlines() if "_domainkey" in l] == [
        n + "._domainkey.north.example. TXT" for n in ("gone", "gone2", "revoked")
    ]
    assert "; 1 report, mail of 2025-03-02 to 2025-03-02, revoked\nrevoked." in left


@test
def a_file_of_keys_says_nothing_about_the_set_up(tmp):
    folder = signed(tmp)
    ids = {f["id"] for f in summary(*keys(folder), folder + "/mail.mbox")["findings"]}
    assert not ids & {"tlsrpt-record-missing", "mta-sts-record-missing"}, ids
    open(tmp + "/both", "w").write(open(folder + "/keys.zone").read() + ";_smtp._tls.agency.example. IN TXT\n")
    ids = {f["id"] for f in summary("--dns", tmp + "/both", folder + "/mail.mbox")["findings"]}
    assert "tlsrpt-record-missing" in ids, ids


@test
def a_signature_that_is_no_pass_is_named_with_v(tmp):
    folder = signed(tmp)
    said = run("-q", "-vv", "--json", "/dev/null", *keys(folder), folder + "/mail.mbox").stderr.decode()
    assert re.search(r"mail\.mbox:\d+: DKIM north\.example \(s2025\): body-hash\n", said), said
    assert re.search(r"mail\.mbox:\d+: DKIM none\n", said) and "DKIM north.example (gone): key-missing" in said


def forwarded(mail, base64=False):
    import base64 as b64

    inner = b64.encodebytes(mail) if base64 else mail
    return (
        b"From: ops@agency.example\nTo: audit@agency.example\nSubject: Fwd\nDate: Mon, 09 Jun 2025 08:00:00 +0000\nMIME-Version: 1.0\n"
        b"DKIM-Signature: v=1; a=rsa-sha256; d=agency.example; s=x; h=from; bh=AAAA; b=AAAA\n"
        b"Content-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: text/plain\n\nsee below\n--outer\nContent-Type: message/rfc822\n"
        + (b"Content-Transfer-Encoding: base64\n" if base64 else b"")
        + b"\n"
        + inner
        + b"\n--outer--\n"
    )


@test
def a_forwarded_report_is_judged_by_its_own_signature(tmp):
    folder = signed(tmp)
    truth = truth_of(folder)
    os.mkdir(tmp + "/eml")
    for case in ("pass-rsa-simple-simple", "pass-google-layout", "fail-body", "none", "weak-l"):
        n = [m["case"] for m in truth].index(case)
        mail = open("%s/eml/%03d.eml" % (folder, n), "rb").read()
        for base64 in (False, True):
            path = "%s/eml/%s-%s.eml" % (tmp, case, base64)
            open(path, "wb").write(forwarded(mail, base64))
            got = records("--dkim=on", *keys(folder), path)
            assert [short(r["source"]["signature"]) for r in got] == [told(truth[n])], (case, base64, got)


@test
def what_the_manual_takes_out_of_an_archive_of_keys_is_of_their_own_name(tmp):
    """Whoever publishes a record of quotes and line ends would write keys of others into the file (DKIM-DESIGN 1)."""
    if not shutil.which("jq"):
        raise Skipped("jq is not here")
    manual = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read().replace("\\e", "\\")
    program = re.search(r"jq -r '([^']*)'", manual).group(1)
    folder = signed(tmp)
    (key,) = re.findall(r"^s2025\._domainkey\.north\.example\..*", open(folder + "/keys.zone").read(), re.M)[:1]
    value = "".join(re.findall(r'"([^"]*)"', key))
    forged = 'v=DKIM1; n="\ns2025._domainkey.north.example. TXT "%s' % value
    rejudged = []
    for domain, selector, text in (("evil.example", "x", forged), ("north.example", "s2025", value)):
        found = json.dumps([{"domain": domain, "selector": selector, "value": text}])
        zone = subprocess.run(["jq", "-r", program], input=found, capture_output=True, text=True, check=True).stdout
        open(tmp + "/zone", "w").write(zone)
        rejudged += [
            r["source"]["signature"]["result"] for r in records("--dns", tmp + "/zone", folder + "/eml/000.eml")
        ]
    assert rejudged == ["key-missing", "pass"], rejudged


@test
def a_record_in_a_mail_cannot_vouch_for_itself(tmp):
    folder = signed(tmp)
    record = run("--ndjson", "-", *keys(folder), folder + "/eml/000.eml").stdout
    assert b'"result":"pass"' in record
    open(tmp + "/mail.eml", "wb").write(
        b"From: a@evil.example\nTLS-Report-Submitter: north.example\nDate: Mon, 09 Jun 2025 08:00:00 +0000\nMIME-Version: 1.0\n"
        b"Content-Type: application/json\n\n" + record
    )
    got = records("--authserv-id", "mx.agency.example", *keys(folder), tmp + "/mail.eml")
    assert [r["source"]["signature"]["result"] for r in got] in ([], ["none"]) and [
        r["source"]["dkim"] for r in got
    ] in ([], ["none"]), got


@test
def authentication_adds_up_and_stands_in_the_tables(tmp):
    folder = signed(tmp)
    args = ["--dedup=none", *keys(folder), folder + "/mail.mbox"]
    s = summary(*args)
    a = s["authentication"]
    want = Counter(
        {"pass": "authentic" if m["verdict"].get("speaks") else "unaligned", "key-missing": "key_missing"}.get(
            m["verdict"]["result"], m["verdict"]["result"]
        )
        for m in truth_of(folder)
    )
    assert {k: v for k, v in a.items() if k != "keys" and v} == want, (a, want)
    assert (
        sum(v for k, v in a.items() if k != "keys") == s["totals"]["reports"]
        and a["keys"]["wanted"] == 3
        and a["keys"]["records"] == 34
    )
    assert sum(r["reports"] for r in s["signatures"]) == s["totals"]["reports"]
    assert sum(r["authentic_reports"] for r in s["reporters"]) == a["authentic"]
    assert {f["id"] for f in s["findings"]} >= {
        "unauthenticated-reports",
        "odd-signer",
        "signature-keys-missing",
        "weak-signatures",
    }
    told = Counter()
    for f in s["findings"]:
        if f["id"] == "unauthenticated-reports":
            n, kinds = re.fullmatch(
                r"Counted reports that nobody vouches for: (\d+) \(signatures: (.*)\)", f["title"]
            ).groups()
            kinds = {what: int(k) for k, what in (kind.split(" ", 1) for kind in kinds.split(", "))}
            assert sum(kinds.values()) == int(n) and 0 not in kinds.values(), f["title"]
            told.update(kinds)
    words = {"wrong": "fail", "not to be evaluated": "invalid", "weak": "weak", "of another domain": "unaligned"}
    assert told == {"missing": a["none"], **{word: a[name] for word, name in words.items() if a[name]}}, (told, a)
    rows = run("--table", "reports", *args).stdout.decode().splitlines()
    assert (
        "dkim_result,dkim_reason,dkim_domain,dkim_selector,dkim_algorithm,dkim_key_bits,dkim_service,dkim_aligned,dkim_signed"
        in rows[0]
    )
    text = run(*args).stdout.decode()
    assert re.search(r"Signatures +40\.66 % of 91 reports are authentic; 3 wait for keys", text), text
    off = summary("--dedup=none", folder + "/mail.mbox")
    assert "authentication" not in off and off["signatures"] == [] and "authentic_reports" not in off["domains"][0]
    # Records carry the verdicts: without keys everything comes out the same but the number of key records.
    run("--ndjson", tmp + "/records", *args)
    again = summary("--dedup=none", tmp + "/records")
    assert again["signatures"] == s["signatures"] and {**again["authentication"], "keys": 0} == {**a, "keys": 0}
    assert again["findings"] == s["findings"]


@test
def a_report_is_explained_with_its_signature(tmp):
    folder = signed(tmp)
    key = records(*keys(folder), folder + "/eml/000.eml")[0]["report_key"]
    text = " ".join(run("--explain", key[:8], *keys(folder), folder + "/eml/000.eml").stdout.decode().split())
    assert re.search(
        r"north\.example \(selector s2025, RSA 2048\) on 2025-03-02T\S+; the signature is sound; north\.example is the submitter's domain\.",
        text,
    ), text


@test
def a_signature_of_a_domain_above_or_below_is_explained_as_such(tmp):
    folder = signed(tmp)
    (record,) = records(*keys(folder), folder + "/eml/000.eml")
    for submitter, signer, words in (
        ("reports.NORTH.example.", "north.example", "north.example is above the submitter's domain."),
        ("north.example", "reports.north.example", "reports.north.example is below the submitter's domain."),
        ("NORTH.example.", "north.example", "north.example is the submitter's domain."),
        (None, "north.example", "north.example is From's domain, above it or below it."),
    ):
        record["source"]["submitter"], record["source"]["signature"]["domain"] = submitter, signer
        with open(tmp + "/r.ndjson", "w") as f:
            json.dump(record, f)
        text = " ".join(run("--explain", record["report_key"], tmp + "/r.ndjson").stdout.decode().split())
        assert "the signature is sound; " + words in text, (submitter, text)


def forged_of(mail):
    """The same report with other figures, by somebody without the key."""
    import base64, gzip

    head, body = mail.split(b"\n\n", 1)
    part = re.search(rb"base64\n(?:[^\n]+\n)*\n((?:[A-Za-z0-9+/=]+\n)+)", body)
    report = gzip.decompress(base64.b64decode(part.group(1)))
    report = re.sub(rb'("total-failure-session-count"\s*:\s*)\d+', rb"\g<1>4711", report)
    forged = body[: part.start(1)] + base64.encodebytes(gzip.compress(report, mtime=0)) + body[part.end(1) :]
    return re.sub(rb"(?m)^DKIM-Signature:.*\n(?:[ \t].*\n)*", b"", head) + b"\n\n" + forged


@test
def a_forged_copy_that_comes_first(tmp):
    folder = signed(tmp)
    mail = open(folder + "/eml/000.eml", "rb").read()
    open(tmp + "/1-forged.eml", "wb").write(forged_of(mail))
    open(tmp + "/2-true.eml", "wb").write(mail)
    pile = [tmp + "/1-forged.eml", tmp + "/2-true.eml"]
    true = summary(*keys(folder), pile[1])["totals"]["failed_sessions"]

    s = summary(*keys(folder), *pile)
    assert s["totals"]["conflicts"] == 1 and s["totals"]["failed_sessions"] == 4711
    displaced = [f for f in s["findings"] if f["id"] == "authentic-copy-displaced" and f["severity"] == "high"]
    assert displaced and displaced[0]["reporters"] == [s["reporters"][0]["organization_name"]], s["findings"]
    s = summary("--require-auth", *keys(folder), *pile)
    t = s["totals"]
    assert t["unauthenticated"] == 1 and t["conflicts"] == 0 and t["reports"] == 1 and t["failed_sessions"] == true
    assert [e["reason"] for e in s["unauthenticated"]] == ["none"] and s["unauthenticated"][0]["source"][
        "path"
    ] == pile[0]
    assert "authentic-copy-displaced" not in {f["id"] for f in s["findings"]}
    assert (
        "unauthenticated"
        in run("--table", "exceptions", "--require-auth", *keys(folder), *pile).stdout.decode().splitlines()[1]
    )

    # Through records: they carry the verdicts.
    for i, path in enumerate(pile):
        run("--ndjson", "%s/%d" % (tmp, i), *keys(folder), path)
    both = [tmp + "/0", tmp + "/1"]
    assert "authentic-copy-displaced" in {f["id"] for f in summary(*both)["findings"]}
    assert summary("--require-auth", *both)["totals"]["failed_sessions"] == true

    # Through a state: the forged one was counted in an earlier run.
    run("--state", tmp + "/state", "--json", "/dev/null", *keys(folder), pile[0])
    s = summary("--state", tmp + "/state", *keys(folder), pile[1])
    assert s["totals"]["conflicts"] == 1 and "authentic-copy-displaced" in {f["id"] for f in s["findings"]}, s[
        "findings"
    ]
    left = summary("--state", tmp + "/state", "--require-auth", *keys(folder), pile[0])["unauthenticated"]
    assert left[0]["failed_sessions"] == 4711 and "first_failed_sessions" not in left[0], "it is a copy of none"
    run("--state", tmp + "/strict", "--require-auth", "--json", "/dev/null", *keys(folder), pile[0])
    assert (
        summary("--state", tmp + "/strict", "--require-auth", *keys(folder), pile[1])["totals"]["failed_sessions"]
        == true
    )


@test
def without_keys_nothing_can_be_required(tmp):
    folder = signed(tmp)
    r = run("--require-auth", "--json", "-", folder + "/mail.mbox")
    assert json.loads(r.stdout)["totals"]["reports"] == 0 and b"warning: --require-auth without keys" in r.stderr
