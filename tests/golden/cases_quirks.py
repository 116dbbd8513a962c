"""What senders really write (SPEC 2, 3, 4, 5.2, 8.1): the corpus of quirks, spellings that mean the same, figures and findings that agree."""

import base64, json, os, pty, shutil, subprocess, zipfile

from northwind import found, mail, records, report
from harness import *

QUIRKS = os.path.join(HERE, "quirks")


def quirk(name):
    return os.path.join(QUIRKS, name)


def sessions(s):
    return [(d["policy_domain"], d["successful_sessions"], d["failed_sessions"]) for d in s["domains"]]


def causes(s):
    return sorted({c for f in s["findings"] for c in f["causes"]})


@test
def counts_of_the_quirks(tmp):
    s = summary(quirk("01-failure-count-absent.json"))
    assert sessions(s) == [("orchard.example", 1, 7)] and s["totals"]["success_rate"] == 0.125, s["domains"]
    (r,) = records(quirk("01-failure-count-absent.json"))
    assert r["deviations"] == ["missing-count"], r
    (r,) = records(quirk("13-detail-count-absent.json"))
    assert r["policies"][0]["failure_details"][0]["failed_session_count"] == 42 and r["deviations"] == [
        "missing-count"
    ], r


@test
def mail_forms_of_the_quirks(tmp):
    for name in (
        "03a-rfc822-base64.eml",
        "03b-rfc822-quoted-printable.eml",
        "03c-eml-as-octet-stream.eml",
        "03d-zip-of-eml.eml",
        "16e-powershell-utf16le.json",
        "16f-apple-mail.emlx",
    ):
        assert summary(quirk(name))["totals"]["reports"] == 1, name


@test
def stores_and_collections_of_the_quirks(tmp):
    for name, reports, successful, failed in (
        ("16a-raw-reports.ndjson", 2, 2, 0),
        ("16b-array-of-reports.json", 2, 2, 0),
        ("16c-parsedmarc-smtp_tls.json", 1, 11, 1),
        ("16d-parsedmarc.ndjson", 1, 11, 1),
    ):
        t = summary(quirk(name))["totals"]
        assert (t["reports"], t["successful_sessions"], t["failed_sessions"]) == (reports, successful, failed), (
            name,
            t,
        )
    r = subprocess.run([PROGRAM, "--json", "-", quirk("02-maildir-dovecot")], env=ENV, capture_output=True)
    s = json.loads(r.stdout)
    assert (
        sessions(s) == [("orchard.example", 1, 0)] and s["totals"]["messages_unread"] == 1 and b"doveadm" in r.stderr
    ), r.stderr
    # The file as a whole is a known store that cannot be read (SPEC 2: status 1), and lies where a message lies (SPEC 3: it counts as one).
    # A mail that can be read and holds an encrypted part leaves the status at 0.
    assert r.returncode == 1 and s["totals"]["files_unread"] == 0, r.returncode
    open(tmp + "/pgp.eml", "w").write(
        'From: a@a.example\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\n'
        "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n"
        "-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n--b--\n"
    )
    r = subprocess.run([PROGRAM, "--json", "-", tmp + "/pgp.eml"], env=ENV, capture_output=True)
    assert r.returncode == 0 and json.loads(r.stdout)["totals"]["messages_unread"] == 1, (r.returncode, r.stderr)
    for packet in (
        b"\x85\x01\x0c\x03",
        b"\x85\x01\x8c\x03",
        b"\x85\x02\x0c\x03",
        b"\x84\x5e\x03",
        b"\x8c\x0d\x04",
    ):  # as gpg writes them without --armor
        open(tmp + "/claim.eml", "wb").write(
            b"From: a@sender.example\nTLS-Report-Domain: a.example\nTLS-Report-Submitter: sender.example\n"
            b"Content-Type: application/octet-stream; name=r.json.gz.gpg\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(packet + bytes(range(200, 255)) * 4)
        )
        (row,) = summary(tmp + "/claim.eml")["rejected"]
        assert row["reason"] == "encrypted", (packet, row)
    # Its .msg is eight bytes of mark and filler: no report can come of it, so it is named.
    r = subprocess.run([PROGRAM, "--json", "-", quirk("16g-outlook-msg-attached.eml")], env=ENV, capture_output=True)
    t = json.loads(r.stdout)["totals"]
    assert (
        t["reports"] == 0 and t["messages_unread"] + t["messages_rejected"] == 1 and b"Outlook attachment" in r.stderr
    ), r.stderr


@test
def what_parsedmarc_kept_in_elasticsearch_is_read(tmp):
    """Its documents have other keys than its files: org_name, and in older versions a misprint in the secured sessions."""
    (r,) = json.load(open(quirk("16c-parsedmarc-smtp_tls.json")))
    kept = {"org_name": r.pop("organization_name"), "date_range": [r.pop("begin_date"), r.pop("end_date")], **r}
    for p in kept["policies"]:
        p["policy_string"] = p.pop("policy_strings", None)
    (want,) = records(quirk("16c-parsedmarc-smtp_tls.json"))
    for key in "successful_session_count", "succesful_session_count":
        document = json.dumps(kept).replace("successful_session_count", key)
        open(tmp + "/dump.json", "w").write('{"_index": "smtp_tls-2026-03", "_source": %s}\n' % document)
        (got,) = records(tmp + "/dump.json")
        assert {**got, "source": 0, "deviations": 0} == {**want, "source": 0, "deviations": 0}, got


@test
def policies_of_the_quirks(tmp):
    for name in ("04a-mx-host-leading-dot.json", "04b-mx-host-bracket-string.json"):
        assert found(summary(quirk(name))) == ["certificate-host-mismatch"], name
        assert "mx-host-spelling" in records(quirk(name))[0]["deviations"], name
    (f,) = [f for f in summary(quirk("05-mx-hosts-mismatch.json"))["findings"] if f["id"] == "unlisted-mx"]
    assert f["causes"] == ["MX host not in the policy"] and f["advice"].startswith("If the host is yours"), f
    s = summary(quirk("07-flat-policy.json"))
    assert sessions(s) == [("orchard.example", 8, 2)] and s["policy_types"][0]["policy_type"] == "sts", s
    assert records(quirk("07-flat-policy.json"))[0]["deviations"] == ["flat-policy"]
    (r,) = records(quirk("08-failure-error-code.json"))
    assert r["policies"][0]["failure_details"][0]["failure_reason_code"] == "X509_V_ERR_PATH_LENGTH_EXCEEDED", r


@test
def reason_codes_of_the_quirks(tmp):
    want = {
        "a": "no common cipher or handshake failure",
        "b": None,
        "c": None,
        "d": "no common cipher or handshake failure",
        "e": "certificate not yet valid",
        "f": "connection refused or lost",
        "g": "no common cipher or handshake failure",
        "h": "unknown issuer or incomplete chain",
    }
    for name in sorted(os.listdir(quirk("06-reason-codes"))):
        cause = want[name[0]]
        assert causes(summary(quirk("06-reason-codes/" + name))) == ([cause] if cause else []), name


@test
def names_of_the_quirks(tmp):
    s = summary("--authserv-id", "mx.orchard.example", quirk("09-submitter-organization-name.eml"))
    assert found(s) == [], found(s)
    for name in ("09-submitter-organization-name.eml", "10a-subject-encoded-word.eml", "10b-filename-encoded-word.eml"):
        source = records(quirk(name))[0]["source"]
        assert (source["submitter"], source["report_domain"]) == ("northwind.example", "orchard.example"), (
            name,
            source,
        )
    assert sessions(summary(quirk("11-idn"))) == [("xn--bcher-kva.example", 6, 0)]
    assert sorted("domain-not-ascii" in r.get("deviations", []) for r in records(quirk("11-idn"))) == [
        False,
        True,
        True,
    ]


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


@test
def a_host_deeper_than_a_wildcard_is_said_to_be(tmp):
    r = report()
    r["policies"][0]["failure-details"][0]["receiving-mx-hostname"] = "a.b.hoster.example"
    json.dump(r, open(tmp + "/r.json", "w"))
    (f,) = [f for f in summary(tmp + "/r.json")["findings"] if f["id"] == "unlisted-mx"]
    assert "exactly one label" in f["advice"] and "a.b.hoster.example" in f["advice"], f["advice"]
    stranger = dict(r["policies"][0]["failure-details"][0], **{"receiving-mx-hostname": "0.evil.example"})
    r["policies"][0]["failure-details"].append(stranger)
    json.dump(r, open(tmp + "/r.json", "w"))
    (f,) = [f for f in summary(tmp + "/r.json")["findings"] if f["id"] == "unlisted-mx"]
    assert "0.evil.example" in f["receiving_mx_hostnames"] and "If the host is yours" in f["advice"], f
    assert "0.evil.example" not in f["advice"], "nobody is told to add the host that comes first"
    r["policies"][0]["policy"]["policy-string"] = []
    r["policies"][0]["policy"]["mx-host"] = ["*.hoster.example", "none"]
    json.dump(r, open(tmp + "/r.json", "w"))
    assert "unlisted-mx" not in found(summary(tmp + "/r.json"))  # what is no pattern proves nothing


HIDDEN = "\u202e\u202d\u2066\u2069\u200f\u061c\u2028\u0085\u009b\u001b[31m\u0007\u007f"


@test
def nothing_hidden_reaches_people(tmp):
    """SPEC 10: control characters and turns of the direction of writing, in every text of a report and of its mail."""
    r = report(
        **{"organization-name": "North" + HIDDEN + "wind", "report-id": "r" + HIDDEN, "contact-info": "c" + HIDDEN}
    )
    p = r["policies"][0]
    p["policy"]["policy-domain"] = "or" + HIDDEN + "chard.example"
    p["policy"]["policy-string"][1] += HIDDEN
    p["policy"]["policy-type"] = "st" + HIDDEN
    for key in ("result-type", "sending-mta-ip", "receiving-mx-hostname", "failure-reason-code"):
        p["failure-details"][0][key] += HIDDEN
    name = "m" + HIDDEN.replace("\u001b", "").replace("\u0007", "") + ".eml"
    bad = mail(json.dumps(report(policies=[])).encode(), fields=["X: y"])
    for path, data in (
        (name, mail(json.dumps(r).encode(), "s" + HIDDEN, name="n%s.json" % "\u202e")),
        ("b\u202e.eml", bad),
    ):
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
    for how in (
        ["--table", "reports"],
        ["--ndjson", "-"],
        ["--json", "-"],
        ["--metrics", "-"],
        ["--digest", "-"],
        ["--part", "-"],
        ["--html", "-"],
    ):  # on a terminal; a file has what was sent
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
            f.write(
                json.dumps(
                    {
                        "organization-name": "Org",
                        "report-id": str(i),
                        "date-range": one_day("2026-03-0%d" % (i + 1)),
                        "policies": [policy_of(kinds[i % 3], "a.example", 1, 0)],
                    }
                )
                + "\n"
            )
    rows = run("--table", "policies_seen", tmp + "/r.json").stdout.decode().splitlines()
    at = [rows[0].split(",").index(c) for c in ("policy_type", "reports", "first_day", "last_day")]
    assert sorted(tuple(r.split(",")[i] for i in at) for r in rows[1:]) == [
        ("no-policy-found", "2", "2026-03-02", "2026-03-05"),
        ("sts", "4", "2026-03-01", "2026-03-06"),
    ], rows
