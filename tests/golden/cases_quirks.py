"""What senders really write (SPEC 2, 3, 4, 5.2, 8.1): the corpus of quirks, spellings that mean the same, figures and findings that agree."""
import base64, copy, gzip, itertools, json, os, pty, random, re, shutil, subprocess, zipfile

from harness import *

QUIRKS = os.path.join(HERE, "quirks")


def quirk(name):
    return os.path.join(QUIRKS, name)


def sessions(s):
    return [(d["policy_domain"], d["successful_sessions"], d["failed_sessions"]) for d in s["domains"]]


def found(s):
    return sorted(f["id"] for f in s["findings"] if f["severity"] != "info")


def records(*args):
    return [json.loads(line) for line in run("--ndjson", "-", *args).stdout.splitlines()]


def causes(s):
    return sorted({c for f in s["findings"] for c in f["causes"]})


@test
def counts_of_the_quirks(tmp):
    s = summary(quirk("01-failure-count-absent.json"))
    assert sessions(s) == [("orchard.example", 1, 7)] and s["totals"]["success_rate"] == 0.125, s["domains"]
    (r,) = records(quirk("01-failure-count-absent.json"))
    assert r["deviations"] == ["missing-count"], r
    (r,) = records(quirk("13-detail-count-absent.json"))
    assert r["policies"][0]["failure_details"][0]["failed_session_count"] == 42 and r["deviations"] == ["missing-count"], r


@test
def mail_forms_of_the_quirks(tmp):
    for name in ("03a-rfc822-base64.eml", "03b-rfc822-quoted-printable.eml", "03c-eml-as-octet-stream.eml", "03d-zip-of-eml.eml",
                 "16e-powershell-utf16le.json", "16f-apple-mail.emlx"):
        assert summary(quirk(name))["totals"]["reports"] == 1, name


@test
def stores_and_collections_of_the_quirks(tmp):
    for name, reports, successful, failed in (("16a-raw-reports.ndjson", 2, 2, 0), ("16b-array-of-reports.json", 2, 2, 0),
                                              ("16c-parsedmarc-smtp_tls.json", 1, 11, 1), ("16d-parsedmarc.ndjson", 1, 11, 1)):
        t = summary(quirk(name))["totals"]
        assert (t["reports"], t["successful_sessions"], t["failed_sessions"]) == (reports, successful, failed), (name, t)
    r = subprocess.run([PROGRAM, "--json", "-", quirk("02-maildir-dovecot")], env=ENV, capture_output=True)
    s = json.loads(r.stdout)
    assert sessions(s) == [("orchard.example", 1, 0)] and s["totals"]["messages_unread"] == 1 and b"doveadm" in r.stderr, r.stderr
    # The file as a whole is a known store that cannot be read (SPEC 2: status 1), and lies where a message lies (SPEC 3: it counts as one).
    # A mail that can be read and holds an encrypted part leaves the status at 0.
    assert r.returncode == 1 and s["totals"]["files_unread"] == 0, r.returncode
    open(tmp + "/pgp.eml", "w").write("From: a@a.example\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\n"
                                      "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n"
                                      "-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n--b--\n")
    r = subprocess.run([PROGRAM, "--json", "-", tmp + "/pgp.eml"], env=ENV, capture_output=True)
    assert r.returncode == 0 and json.loads(r.stdout)["totals"]["messages_unread"] == 1, (r.returncode, r.stderr)
    for packet in (b"\x85\x01\x0c\x03", b"\x85\x01\x8c\x03", b"\x85\x02\x0c\x03", b"\x84\x5e\x03", b"\x8c\x0d\x04"): # as gpg writes them without --armor
        open(tmp + "/claim.eml", "wb").write(b"From: a@sender.example\nTLS-Report-Domain: a.example\nTLS-Report-Submitter: sender.example\n"
                                             b"Content-Type: application/octet-stream; name=r.json.gz.gpg\nContent-Transfer-Encoding: base64\n\n"
                                             + base64.encodebytes(packet + bytes(range(200, 255)) * 4))
        (row,) = summary(tmp + "/claim.eml")["rejected"]
        assert row["reason"] == "encrypted", (packet, row)
    # Its .msg is eight bytes of mark and filler: no report can come of it, so it is named.
    r = subprocess.run([PROGRAM, "--json", "-", quirk("16g-outlook-msg-attached.eml")], env=ENV, capture_output=True)
    t = json.loads(r.stdout)["totals"]
    assert t["reports"] == 0 and t["messages_unread"] + t["messages_rejected"] == 1 and b"Outlook attachment" in r.stderr, r.stderr


@test
def policies_of_the_quirks(tmp):
    for name in ("04a-mx-host-leading-dot.json", "04b-mx-host-bracket-string.json"):
        assert found(summary(quirk(name))) == ["certificate-host-mismatch"], name
        assert "mx-host-spelling" in records(quirk(name))[0]["deviations"], name
    (f,) = [f for f in summary(quirk("05-mx-hosts-mismatch.json"))["findings"] if f["id"] == "unlisted-mx"]
    assert f["causes"] == ["MX host not in the policy"] and "Add the host to the policy" in f["advice"], f
    s = summary(quirk("07-flat-policy.json"))
    assert sessions(s) == [("orchard.example", 8, 2)] and s["policy_types"][0]["policy_type"] == "sts", s
    assert records(quirk("07-flat-policy.json"))[0]["deviations"] == ["flat-policy"]
    (r,) = records(quirk("08-failure-error-code.json"))
    assert r["policies"][0]["failure_details"][0]["failure_reason_code"] == "X509_V_ERR_PATH_LENGTH_EXCEEDED", r


@test
def reason_codes_of_the_quirks(tmp):
    want = {"a": "no common cipher or handshake failure", "b": None, "c": None, "d": "no common cipher or handshake failure",
            "e": "certificate not yet valid", "f": "connection refused or lost", "g": "no common cipher or handshake failure",
            "h": "unknown issuer or incomplete chain"}
    for name in sorted(os.listdir(quirk("06-reason-codes"))):
        cause = want[name[0]]
        assert causes(summary(quirk("06-reason-codes/" + name))) == ([cause] if cause else []), name


@test
def names_of_the_quirks(tmp):
    s = summary("--authserv-id", "mx.orchard.example", quirk("09-submitter-organization-name.eml"))
    assert found(s) == [], found(s)
    for name in ("09-submitter-organization-name.eml", "10a-subject-encoded-word.eml", "10b-filename-encoded-word.eml"):
        source = records(quirk(name))[0]["source"]
        assert (source["submitter"], source["report_domain"]) == ("northwind.example", "orchard.example"), (name, source)
    assert sessions(summary(quirk("11-idn"))) == [("xn--bcher-kva.example", 6, 0)]
    assert sorted("domain-not-ascii" in r.get("deviations", []) for r in records(quirk("11-idn"))) == [False, True, True]


@test
def periods_and_alarms_of_the_quirks(tmp):
    s = summary(quirk("12-long-period"))
    assert s["domains"][0]["days_covered"] == 26 and s["domains"][0]["days_missing"] == 0, s["domains"]
    assert sorted("long-period" in r.get("deviations", []) for r in records(quirk("12-long-period"))) == [False, True]
    s = summary("--dns", quirk("14-double-semicolon.zone"), quirk("07-flat-policy.json"))
    assert "tlsrpt-record-invalid" in found(s), found(s)
    s = summary(quirk("18-two-reporters"))
    assert "certificate-not-trusted" in found(s) and "possible-interception" not in found(s), found(s)


# The same kinds, made here, so that no folder beside the project is needed.

def report(**more):
    r = {"organization-name": "Northwind Mail", "report-id": "r1", "contact-info": "tls@northwind.example",
         "date-range": {"start-datetime": "2026-03-02T00:00:00Z", "end-datetime": "2026-03-02T23:59:59Z"},
         "policies": [{"policy": {"policy-type": "sts", "policy-domain": "orchard.example", "mx-host": ["mx1.orchard.example", "*.hoster.example"],
                                  "policy-string": ["version: STSv1", "mode: enforce", "mx: mx1.orchard.example", "mx: *.hoster.example", "max_age: 604800"]},
                       "summary": {"total-successful-session-count": 5, "total-failure-session-count": 2},
                       "failure-details": [{"result-type": "certificate-host-mismatch", "failed-session-count": 2, "sending-mta-ip": "192.0.2.3",
                                            "receiving-mx-hostname": "mx1.orchard.example", "failure-reason-code": "hostname mismatch"}]}]}
    r.update(more)
    return r


def mail(body, subject="TLS report", fields=(), name="report.json", sender="tls@northwind.example"):
    head = ["From: " + sender, "To: tls@orchard.example", "Date: Tue, 03 Mar 2026 04:00:00 +0000", "Message-ID: <m1@northwind.example>",
            "Subject: " + subject, *fields, "MIME-Version: 1.0", "Content-Type: multipart/report; report-type=tlsrpt; boundary=b1", "", "--b1",
            "Content-Type: application/tlsrpt+json", "Content-Disposition: attachment; " + (name if name.startswith("filename") else 'filename="%s"' % name),
            "Content-Transfer-Encoding: base64", "", base64.encodebytes(body).decode(), "--b1--", ""]
    return "\n".join(head).encode()


@test
def a_host_deeper_than_a_wildcard_is_said_to_be(tmp):
    r = report()
    r["policies"][0]["failure-details"][0]["receiving-mx-hostname"] = "a.b.hoster.example"
    json.dump(r, open(tmp + "/r.json", "w"))
    (f,) = [f for f in summary(tmp + "/r.json")["findings"] if f["id"] == "unlisted-mx"]
    assert "exactly one label" in f["advice"] and "a.b.hoster.example" in f["advice"], f["advice"]
    r["policies"][0]["policy"]["policy-string"] = []
    r["policies"][0]["policy"]["mx-host"] = ["*.hoster.example", "none"]
    json.dump(r, open(tmp + "/r.json", "w"))
    assert "unlisted-mx" not in found(summary(tmp + "/r.json"))  # what is no pattern proves nothing


@test
def names_are_told_by_field_subject_and_file_name_in_turn(tmp):
    body = json.dumps(report()).encode()
    subject = "Report Domain: orchard.example Submitter: %s Report-ID: <r1@northwind.example>"
    cases = [
        # fields, subject, file name, submitter, domain
        (["TLS-Report-Submitter: A.example", "TLS-Report-Domain: ORCHARD.example."], subject % "b.example", "c.example!d.example!1!2.json", "a.example", "orchard.example"),
        (["TLS-Report-Submitter: Northwind Mail Inc."], subject % "b.example", "c.example!d.example!1!2.json", "b.example", "orchard.example"),
        (["TLS-Report-Submitter: Northwind"], subject % "Northwind", "c.example!d.example!1!2.json", "c.example", "orchard.example"),
        (["TLS-Report-Submitter: =?UTF-8?B?%s?=" % base64.b64encode(b"a.example").decode()], "x", "x.json", "a.example", None),
        ([], "=?utf-8?q?%s?=" % (subject % "b.example").replace(" ", "_"), "x.json", "b.example", "orchard.example"),
        ([], "=?utf-8?b?%s?=\n =?utf-8?b?%s?=" % tuple(base64.b64encode(t.encode()).decode() for t in ((subject % "b.example")[:20], (subject % "b.example")[20:])), "x.json", "b.example", "orchard.example"),
        ([], "x", "=?UTF-8?Q?c.example!orchard.example!1!2.json?=", "c.example", "orchard.example"),
        ([], "x", "filename*=UTF-8''c.example%21b%C3%BCcher.example%211%212.json", "c.example", "xn--bcher-kva.example"),
        ([], "x", "filename*=iso-8859-1'de'c.example%21b%FCcher.example%211%212.json", "c.example", "xn--bcher-kva.example"),
        (["TLS-Report-Domain: b\u00fccher.example"], "x", "x.json", None, "xn--bcher-kva.example"),
    ]
    for fields, line, name, submitter, domain in cases:
        open(tmp + "/m.eml", "wb").write(mail(body, line, fields, name))
        source = records(tmp + "/m.eml")[0]["source"]
        assert (source.get("submitter"), source.get("report_domain")) == (submitter, domain), (fields, line, name, source)


@test
def alignment_goes_by_from_where_nothing_else_tells(tmp):
    results = "Authentication-Results: mx.orchard.example; dkim=pass header.d=%s"
    for signer, want in (("northwind.example", []), ("mallory.example", ["unauthenticated-reports"])):
        for sender in ("tls@northwind.example", "Northwind <tls@mail.northwind.example>", '"a@b.example <x>" <tls@northwind.example>'):
            open(tmp + "/m.eml", "wb").write(mail(json.dumps(report()).encode(), fields=["TLS-Report-Submitter: Northwind Mail", results % signer], sender=sender))
            got = [i for i in found(summary("--authserv-id", "mx.orchard.example", tmp + "/m.eml")) if i == "unauthenticated-reports"]
            assert got == want, (signer, sender, got)


# Spellings.

def in_other_case(rng, text):
    return "".join(c.upper() if rng.random() < 0.5 else c.lower() for c in text)


def spell_domain(rng, name):
    name = in_other_case(rng, name) if rng.random() < 0.5 else name
    return rng.choice(["", " ", "\t", "\n"]) + name + rng.choice(["", "", ".", " ", ". ", "\u0000"])


def spell_count(rng, n):
    return rng.choice([n, n, str(n), float(n), " %d " % n])


def spell_mx(rng, patterns):
    plain = [spell_domain(rng, p).replace("\u0000", "") for p in patterns]
    dotted = [p.strip()[1:] if p.strip().startswith("*.") and rng.random() < 0.5 else p for p in plain]
    joined = [p.strip() for p in dotted]
    return rng.choice([plain, dotted, ", ".join(joined), "[%s]" % ",".join(joined), json.dumps(joined), ["mx: " + p for p in joined], " mx: ".join([""] + joined).strip()])


def in_other_style(rng, key):
    """A key as another serialiser writes it."""
    camel = "".join(w.title() for w in key.split("-"))
    return rng.choice([key.replace("-", "_"), camel, camel[0].lower() + camel[1:], key.upper(), key.title(), key.replace("-", " "), key + ":"])


def in_other_shape(rng, elements):
    """A list as templates and serialisers write it."""
    return rng.choice([[elements], {str(i): e for i, e in enumerate(elements)}, json.dumps(elements), [[e] for e in elements], {"failure-detail": elements}])


def displace(rng, p):
    """What belongs beside a policy or into its summary, elsewhere."""
    if rng.random() < 0.1:
        rng.choice([p["policy"], p["summary"]])["failure-details"] = p.pop("failure-details")
    if rng.random() < 0.1:
        p["policy"]["summary"] = p.pop("summary")
    elif rng.random() < 0.1 and set(p["summary"]) <= {"total-successful-session-count", "total-failure-session-count"}:
        rng.choice([p, p["policy"]]).update(p.pop("summary"))


def spell_keys(rng, value, share):
    if isinstance(value, dict):
        return {in_other_style(rng, k) if rng.random() < share and not k.isdigit() else k: spell_keys(rng, v, share) for k, v in value.items()}
    return [spell_keys(rng, v, share) for v in value] if isinstance(value, list) else value


def spell_policy(rng, policy):
    """An entry of policies with the same meaning."""
    p = copy.deepcopy(policy)
    fields = p["policy"]
    fields["policy-type"] = in_other_case(rng, fields["policy-type"])
    fields["policy-domain"] = spell_domain(rng, fields["policy-domain"])
    fields["mx-host"] = spell_mx(rng, fields["mx-host"])
    if rng.random() < 0.3:
        fields["mx-host-pattern"] = fields.pop("mx-host")
    summary_of = p["summary"]
    for key, other in (("total-successful-session-count", "success-aggregate"), ("total-failure-session-count", "failure-count")):
        n = summary_of.pop(key)
        summary_of[other if rng.random() < 0.2 else key] = spell_count(rng, n)
    is_flat = rng.random() < 0.2 and not any(k in fields for k in p["summary"])
    for d in p["failure-details"]:
        d["result-type"] = rng.choice(["", " "]) + in_other_case(rng, d["result-type"])
        d["failed-session-count"] = spell_count(rng, d["failed-session-count"])
        d["receiving-mx-hostname"] = spell_domain(rng, d["receiving-mx-hostname"])
        if rng.random() < 0.3:
            d["failure-error-code"] = d.pop("failure-reason-code")
        if rng.random() < 0.2:
            d["failure-reason-code"] = rng.choice([None, ""]) if "failure-error-code" in d else d["failure-reason-code"]
        if rng.random() < 0.2:
            d["sending-mta-ip"] = " " + d["sending-mta-ip"]
    if len(p["failure-details"]) == 1 and rng.random() < 0.2:
        p["failure-details"] = p["failure-details"][0]
    elif rng.random() < 0.15:
        p["failure-details"] = in_other_shape(rng, p["failure-details"])
    if is_flat:
        p.update(p.pop("policy"))
    else:
        displace(rng, p)
    return p


def shuffled(rng, value):
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {k: shuffled(rng, value[k]) for k in keys}
    return [shuffled(rng, v) for v in value] if isinstance(value, list) else value


def spell_text(rng, text):
    """JSON text with other white space and other escapes."""
    if rng.random() < 0.3:
        letter = lambda m: "\\u%04x" % ord(m.group()) if rng.random() < 0.1 else m.group()
        text = re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: re.sub(r"(?<=[a-z])[aeiou](?=[a-z])", letter, m.group()), text)
    return rng.choice(["", "\ufeff"]) + rng.choice(["", "\n", "  "]) + text + rng.choice(["", "\n", "\r\n"])


def spell_report(rng, r):
    r = copy.deepcopy(r)
    r["policies"] = [spell_policy(rng, p) for p in r["policies"]]
    if len(r["policies"]) == 1 and rng.random() < 0.2:
        r["policies"] = r["policies"][0]
    day = r["date-range"]["start-datetime"][:10]
    r["date-range"]["start-datetime"] = rng.choice([day, day + "T00:00:00", day + " 00:00:00Z", day + "T01:00:00+01:00", day + "T00:00:00.000Z"])
    r["extra"] = rng.choice([None, {"policies": []}, [1, {"a": "b"}]])
    r = spell_keys(rng, r, rng.choice([0, 0, 0.1, 1]))
    text = json.dumps(shuffled(rng, r), indent=rng.choice([None, 1, "\t"]), ensure_ascii=rng.random() < 0.5)
    return spell_text(rng, text).encode()


def figures_of(s):
    strip = lambda rows: [{k: v for k, v in row.items() if k not in ("reports", "source")} for row in rows]
    return {k: strip(s[k]) if isinstance(s[k], list) else s[k] for k in ("domains", "days", "reporters", "policy_types", "result_types", "failures", "coverage", "findings")}


def random_report(rng, i):
    domains = ["orchard.example", "harbour.example", "xn--bcher-kva.example"]
    policies = []
    for _ in range(rng.choice([1, 1, 2])):
        domain = rng.choice(domains)
        hosts = ["mx%d.%s" % (k, domain) for k in (1, 2)] + ["a.b.hoster.example"]
        patterns = rng.choice([["mx1." + domain], ["*." + domain], ["mx1." + domain, "*.hoster.example"]])
        details = [{"result-type": rng.choice(["certificate-host-mismatch", "starttls-not-supported", "validation-failure"]), "failed-session-count": rng.randint(0, 5),
                    "sending-mta-ip": "192.0.2.%d" % rng.randint(1, 9), "receiving-mx-hostname": rng.choice(hosts),
                    "failure-reason-code": rng.choice(["hostname mismatch", "certificate has expired", "MX_HOSTS_MISMATCH", "?"])} for _ in range(rng.randint(1, 3))]
        policies.append({"policy": {"policy-type": "sts", "policy-domain": domain, "mx-host": patterns, "policy-string": ["version: STSv1", "mode: enforce"]},
                         "summary": {"total-successful-session-count": rng.randint(0, 9), "total-failure-session-count": sum(d["failed-session-count"] for d in details)},
                         "failure-details": details})
    day = "2026-03-%02d" % rng.randint(1, 28)
    return {"organization-name": rng.choice(["Northwind Mail", "Kuvert", "Third Mail"]), "report-id": "r%d" % i, "contact-info": "tls@northwind.example",
            "date-range": {"start-datetime": day + "T00:00:00Z", "end-datetime": day + "T23:59:59Z"}, "policies": policies}


def write_mbox(path, bodies, rng):
    with open(path, "wb") as f:
        for body in bodies:
            packed = gzip.compress(body, mtime=0) if rng.random() < 0.5 else body
            encoded = base64.encodebytes(packed)
            f.write(b"From tls@northwind.example Tue Mar  3 04:00:00 2026\n")
            f.write(b"From: tls@northwind.example\nDate: Tue, 03 Mar 2026 04:00:00 +0000\nSubject: TLS report\nContent-Type: application/tlsrpt+%s\n"
                    b"Content-Transfer-Encoding: base64\n\n%s\n" % (b"gzip" if packed is not body else b"json", encoded))


@test
def spelling_changes_no_figure(tmp):
    """QUIRKS=20000 is the long form, SEED=N another one."""
    times, rng, some = int(os.environ.get("QUIRKS", "1500")), random.Random(int(os.environ.get("SEED", "16"))), 250
    for first in range(0, times, some):
        reports = [random_report(rng, i) for i in range(min(some, times - first))]
        write_mbox(tmp + "/plain", [json.dumps(r).encode() for r in reports], rng)
        write_mbox(tmp + "/spelt", [spell_report(rng, r) for r in reports], rng)
        plain, spelt = summary(tmp + "/plain"), summary(tmp + "/spelt")
        if figures_of(plain) == figures_of(spelt):
            continue
        for i, r in enumerate(reports):  # which one is it?
            for _ in range(20):
                text = spell_report(rng, r)
                write_mbox(tmp + "/plain", [json.dumps(r).encode()], rng)
                write_mbox(tmp + "/spelt", [text], rng)
                a, b = figures_of(summary(tmp + "/plain")), figures_of(summary(tmp + "/spelt"))
                assert a == b, ([(x, y) for k in a if a[k] != b[k] for x, y in itertools.zip_longest(a[k], b[k]) if x != y], text)
        raise AssertionError("together the figures differ: %s" % [k for k in figures_of(plain) if figures_of(plain)[k] != figures_of(spelt)[k]])


@test
def the_manual_names_every_spelling_of_a_key(tmp):
    rows = re.findall(r'\{"([a-z:-]+)",\s*"([a-z-]+)",', open(ROOT + "/lib/tlsrpt/spelling.c").read())
    manual = open(ROOT + "/docs/tlsrpt-audit.1").read()
    paragraph = manual[manual.index("Some keys have other names"):manual.index("The name in the RFC goes before")]
    named = re.findall(r"^\.Li (\S+)", paragraph.replace("\\&", ""), re.M)
    assert len(rows) > 8 and sorted(set(named)) == sorted({w for row in rows for w in row}), set(named) ^ {w for row in rows for w in row}


def odd_report(rng, i):
    """With counts that are absent, 0, or contradict the details."""
    r = random_report(rng, i)
    for p in r["policies"]:
        for key in list(p["summary"]):
            if rng.random() < 0.2:
                p["summary"][key] = rng.choice([None, 0, "", rng.randint(0, 9)])
        if rng.random() < 0.1:
            p["summary"] = {"total-successful-session-count": rng.randint(0, 9), "total-failure-session-count": 0}
            for d in p["failure-details"]:
                d["failed-session-count"] = rng.choice([0, 0, 0, 2])
        for key in list(p["summary"]):
            if rng.random() < 0.1:
                del p["summary"][key]
        for d in p["failure-details"]:
            if rng.random() < 0.2:
                d.pop("failed-session-count")
        if rng.random() < 0.2:
            p["failure-details"] = []
    return r


@test
def figures_and_findings_never_contradict_each_other(tmp):
    rng = random.Random(17)
    for i in range(int(os.environ.get("QUIRKS", "120")) // 3):
        reports = [odd_report(rng, i) for i in range(rng.choice([1, 1, 2, 5]))]
        open(tmp + "/r.json", "w").write("\n".join(map(json.dumps, reports)))
        s = summary(tmp + "/r.json")
        text = run(tmp + "/r.json").stdout.decode()
        t = s["totals"]
        assert t["successful_sessions"] == sum(d["successful_sessions"] for d in s["domains"]) == sum(d["successful_sessions"] for d in s["days"])
        assert t["failed_sessions"] == sum(d["failed_sessions"] for d in s["domains"]) == sum(p["failed_sessions"] for p in s["policy_types"])
        told = {f["policy_domain"]: f for f in s["findings"] if f["failed_sessions"] > 0}
        failed = {d["policy_domain"]: d["failed_sessions"] for d in s["domains"]}
        for f in s["findings"]:
            assert not f["result_types"] or f["failed_sessions"] > 0 or failed[f["policy_domain"]] > 0, (reports, f)
        for d in s["domains"]:
            if d["failed_sessions"] == 0 and d["policy_domain"] in told:
                assert d["success_rate"] in (None, 1.0)
        shown_all = re.search(r"^Sessions +(\S+) % secured", text, re.M)
        failed = t["failed_sessions"] + sum(f["failed_sessions"] for f in s["failures"])
        if shown_all:
            assert (shown_all.group(1) == "100.00") <= (failed == 0), (reports, text)
            assert (shown_all.group(1) == "0.00") <= (t["successful_sessions"] == 0), (reports, text)
        for d in s["domains"]:
            line = re.search(r"^  %s +(\S+) %%" % re.escape(d["policy_domain"]), text, re.M)
            if line and line.group(1) == "100.00":
                assert d["failed_sessions"] == 0 and d["policy_domain"] not in told, (reports, text)
        assert not re.search(r"\b1 (days|reports|messages|files|sessions|policies|domains|reporters|organizations|duplicates|conflicts)\b", text), text


HIDDEN = "\u202e\u202d\u2066\u2069\u200f\u061c\u2028\u0085\u009b\u001b[31m\u0007\u007f"


@test
def nothing_hidden_reaches_people(tmp):
    """SPEC 10: control characters and turns of the direction of writing, in every text of a report and of its mail."""
    r = report(**{"organization-name": "North" + HIDDEN + "wind", "report-id": "r" + HIDDEN, "contact-info": "c" + HIDDEN})
    p = r["policies"][0]
    p["policy"]["policy-domain"] = "or" + HIDDEN + "chard.example"
    p["policy"]["policy-string"][1] += HIDDEN
    p["policy"]["policy-type"] = "st" + HIDDEN
    for key in ("result-type", "sending-mta-ip", "receiving-mx-hostname", "failure-reason-code"):
        p["failure-details"][0][key] += HIDDEN
    name = "m" + HIDDEN.replace("\u001b", "").replace("\u0007", "") + ".eml"
    bad = mail(json.dumps(report(policies=[])).encode(), fields=["X: y"])
    for path, data in ((name, mail(json.dumps(r).encode(), "s" + HIDDEN, name="n%s.json" % "\u202e")), ("b\u202e.eml", bad)):
        open(os.path.join(tmp, path), "wb").write(data)
    out = tmp + "-out"
    os.mkdir(out)
    args = ("-v", "-v", "--html", out + "/page.html", "--xlsx", out + "/book.xlsx", tmp)
    for got in (run("-v", "-v", tmp), run(*args)):
        for stream in (got.stdout, got.stderr):
            hidden = [c for c in stream.decode("utf-8", "replace") if c in HIDDEN.replace("[31m", "") and c != "\u001b"]
            assert not hidden and b"\x1b" not in stream, (hidden, stream)
    page = open(out + "/page.html", encoding="utf-8").read()
    assert not [c for c in page if c in HIDDEN.replace("[31m", "")], "the page"
    for how in (["--table", "reports"], ["--ndjson", "-"], ["--json", "-"], ["--metrics", "-"], ["--digest", "-"], ["--part", "-"], ["--html", "-"]):  # on a terminal; a file has what was sent
        terminal, ours = pty.openpty()
        shown = subprocess.Popen([PROGRAM, *how, tmp], stdout=ours, stderr=subprocess.DEVNULL, env=ENV)
        os.close(ours)
        text = b""
        try:
            while chunk := os.read(terminal, 65536):
                text += chunk
        except OSError:
            pass
        os.close(terminal)
        bad = [hex(ord(c)) for c in text.decode("utf-8") if c in HIDDEN.replace("[31m", "")]
        assert shown.wait() == 0 and not bad, (how, shown.returncode, bad)
    with zipfile.ZipFile(out + "/book.xlsx") as book:
        for part in book.namelist():
            text = book.read(part).decode("utf-8")
            assert not [c for c in text if c in HIDDEN.replace("[31m", "")], part
    shutil.rmtree(out)


@test
def a_policy_without_strings_is_its_types_own(tmp):
    """One that is seen beside the other, time after time: two rows, each with its reports."""
    kinds = ("sts", "no-policy-found", "sts")
    with open(tmp + "/r.json", "w") as f:
        for i in range(6):
            f.write(json.dumps({"organization-name": "Org", "report-id": str(i), "date-range": {"start-datetime": "2026-03-0%dT00:00:00Z" % (i + 1), "end-datetime": "2026-03-0%dT23:59:59Z" % (i + 1)},
                                "policies": [{"policy": {"policy-type": kinds[i % 3], "policy-domain": "a.example"}, "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0}}]}) + "\n")
    rows = run("--table", "policies_seen", tmp + "/r.json").stdout.decode().splitlines()
    at = [rows[0].split(",").index(c) for c in ("policy_type", "reports", "first_day", "last_day")]
    assert sorted(tuple(r.split(",")[i] for i in at) for r in rows[1:]) == [("no-policy-found", "2", "2026-03-02", "2026-03-05"), ("sts", "4", "2026-03-01", "2026-03-06")], rows
