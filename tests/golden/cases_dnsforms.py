"""The forms in which tools print DNS records: all tell of the same set-up (SPEC 8.3)."""
import json, os

from dns_files import DIGEST, FORMS, MTA_STS, MX, NOW, TLSRPT, UNTOLD, report, told
from harness import run, summary, test


@test
def every_form_of_dns_answers_tells_the_same(tmp):
    path = report(tmp)
    names = sorted(os.listdir(FORMS))
    assert len(names) >= 20
    for name in names:
        row, mx, signed = told(os.path.join(FORMS, name), path)
        assert (row["tlsrpt"], row["mta_sts"], mx, row["errors"]) == (TLSRPT, MTA_STS, MX, []), (name, row)
        assert signed == ([None, None] if name[:-4] in UNTOLD else [True, False]), (name, signed)
        asked = row.get("read_at", "")[:10]
        assert asked == (
            "2024-05-01"
            if name == "zone-knot.txt"
            else "2026-11-26"
            if name.startswith(("dig", "drill", "kdig")) and name != "dig-answer.txt"
            else ""
        ), (name, asked)


@test
def an_answer_that_fails_or_denies_is_told_from_none(tmp):
    path, dns = report(tmp), os.path.join(tmp, "dns")
    answer = ";; ->>HEADER<<- opcode: QUERY, %s: %s, id: 1\n;; flags: qr rd ra; QUERY: 1\n;; QUESTION SECTION:\n;_smtp._tls.a.example. IN TXT\n\n"
    other = '_smtp._tls.c.example. TXT "v=TLSRPTv1; rua=mailto:a@c.example"\n'

    def missing(text):
        open(dns, "w").write(other + text)
        return [
            f["title"].split(": ", 1)[1]
            for f in summary("--dns", dns, path, env=NOW)["findings"]
            if f["id"] == "tlsrpt-record-missing" and f["policy_domain"] == "a.example"
        ]

    assert (
        missing(answer % ("status", "NXDOMAIN"))
        == missing(answer % ("rcode", "NXDOMAIN"))
        == ["_smtp._tls.a.example does not exist (NXDOMAIN)"]
    )
    assert missing(answer % ("status", "NOERROR")) == ["_smtp._tls.a.example was asked for, and has no TXT record"]
    assert missing("Host _smtp._tls.a.example not found: 3(NXDOMAIN)\n") == [
        "_smtp._tls.a.example does not exist (NXDOMAIN)"
    ]
    other_failed = answer.replace(".a.example", ".d.example") % ("status", "SERVFAIL")
    for text in ("", other_failed, ";; resolution failed: ncache nxdomain\n"):
        assert missing(text) == ["_smtp._tls.a.example has no record in the files"], text
    for text in (
        answer % ("status", "SERVFAIL"),
        answer % ("status", "REFUSED"),
        "Host _smtp._tls.a.example not found: 2(SERVFAIL)\n",
        "** server can't find _smtp._tls.a.example: SERVFAIL\n",
        "*** UnKnown can't find _smtp._tls.a.example: Server failed\n",
        "_smtp._tls.a.example. CNAME r.d.example.\n"
        + (answer % ("status", "SERVFAIL")).replace("_smtp._tls.a.example", "r.d.example"),
        # No tool tells what was asked where nobody answered.
        "; <<>> DiG 9.18 <<>> TXT _smtp._tls.a.example\n;; connection timed out; no servers could be reached\n",
        ";; communications error to 192.0.2.1#53: timed out\n;; no servers could be reached\n",
        ";; resolution failed: timed out\n",
        ";; ERROR: failed to query server 192.0.2.1@53(UDP)\n",
        "-\n  type: DIG_ERROR\n  message: no servers could be reached\n",
    ):
        assert missing(text) == [], text
    lost = ";; connection timed out; no servers could be reached\n"
    for text in (lost, answer % ("status", "SERVFAIL")):  # asked for again, and answered
        assert missing(text + answer % ("status", "NOERROR")) == [
            "_smtp._tls.a.example was asked for, and has no TXT record"
        ], text


@test
def of_an_answer_that_fails_nothing_is_said_to_be_missing(tmp):
    """In no form of it, for neither record, nor for the TLSA records of a host while another has some."""
    path = report(tmp)
    records = (
        '_smtp._tls.c.example. TXT "v=TLSRPTv1; rua=mailto:a@c.example"\n_mta-sts.c.example. TXT "v=STSv1; id=1"\n'
        "a.example. MX 10 mx1.a.example.\na.example. MX 10 x.b.example.\n"
        "_25._tcp.mx1.a.example. TLSA 3 1 1 01%s\n_25._tcp.mx1.a.example. TLSA 3 1 1 02%s\n" % (DIGEST, DIGEST)
    )
    asked = (("_smtp._tls.a.example", "TXT"), ("_mta-sts.a.example", "TXT"), ("_25._tcp.x.b.example", "TLSA"))
    forms = (
        ";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1\n;; QUESTION SECTION:\n;%s. IN %s\n",
        ";; ->>HEADER<<- opcode: QUERY, rcode: REFUSED, id: 1\n;; QUESTION SECTION:\n;; %s. IN %s\n",
    )

    def missing(text):
        open(tmp + "/dns", "w").write(records + text)
        found = summary("--dns", tmp + "/dns", path, env=NOW)["findings"]
        return sorted(f["id"] for f in found if f["id"].endswith("-missing"))

    assert missing("") == ["mta-sts-record-missing", "tlsa-missing", "tlsrpt-record-missing"]
    for form in forms:
        assert missing("".join(form % name_and_type for name_and_type in asked)) == [], form


@test
def answers_without_their_names_are_refused(tmp):
    path, dns = report(tmp), os.path.join(tmp, "dns")
    for text in (
        "10 mx1.a.example.\n20 mx2.b.example.\n",
        "192.0.2.1\n",
        "mx1.a.example.\n",
        '"v=TLSRPTv1; rua=mailto:a@a.example"\n',
        "3 1 1 01%s\n" % DIGEST,
        ";; nothing\n2001:db8::1\n",
        "MX 13 2 300 20261210021231 20261126004231 54645 a.example. Bx0=\n10 mx1.a.example.\n",
    ):
        open(dns, "w").write(text)
        assert (
            b"/dns: holds answers without the names they are of, as dig +short prints them: leave +short out\n"
            in run("--dns", dns, path, env=NOW, status=2).stderr
        ), text
    for text, said in (
        ("; <<>> DiG 9.18 <<>> a.example MX\n;; connection timed out; no servers could be reached\n", True),
        ("\n", True),
        ("", True),
        (";a.example. IN MX\n", False),
        ("s1._domainkey.a.example. CNAME k.b.example.\n", False),
        ('{"Status":2,"Question":[{"name":"a.example.","type":15}]}', True),
        ("{", True),
        ("[1]", True),
    ):
        open(dns, "w").write(text)
        assert (
            b"warning: holds no DNS record, and no question for one"
            in run("--dns", dns, "--json", "/dev/null", path, env=NOW).stderr
        ) == said, text
        assert run("-q", "--dns", dns, "--json", "/dev/null", path, env=NOW).stderr == b""


@test
def a_zone_file_that_does_not_name_its_zone_is_told(tmp):
    """named.conf names it. Of such a file no domain had a record, without a word."""
    path, dns = report(tmp), os.path.join(tmp, "dns")
    at = '@ MX 10 mx1\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@a.example"\n'
    for text, said in (
        ("$TTL 300\n" + at, True),
        (at.splitlines()[1], True),
        ("$ORIGIN a.example.\n" + at, False),
        ("_smtp._tls.a.example. 300 IN TXT x\n_tls. TXT x\n", False),
        ("_smtp._tls.a.example has no TXT record\n", False),
    ):
        open(dns, "w").write(text)
        r = run("--dns", dns, "--json", "/dev/null", path, env=NOW)
        assert (b"$ORIGIN" in r.stderr) == said, (text, r.stderr)


@test
def reverse_names_come_from_ptr_records(tmp):
    """SPEC 8.3, in each form; an alias leads to the record of a part of a network (RFC 2317)."""
    path, dns = os.path.join(tmp, "r.json"), os.path.join(tmp, "dns")
    detail = lambda r, s: {
        "result-type": "certificate-expired",
        "receiving-ip": r,
        "sending-mta-ip": s,
        "failed-session-count": 1,
    }
    json.dump(
        {
            "organization-name": "Org",
            "report-id": "1",
            "date-range": {"start-datetime": "2026-11-25T00:00:00Z", "end-datetime": "2026-11-25T23:59:59Z"},
            "policies": [
                {
                    "policy": {"policy-type": "sts", "policy-domain": "a.example"},
                    "summary": {"total-successful-session-count": 9, "total-failure-session-count": 3},
                    "failure-details": [
                        detail("192.0.2.1", "2001:db8::1"),
                        detail("192.0.2.1", "192.0.2.7"),
                        detail("192.0.2.200", "192.0.2.8"),
                    ],
                }
            ],
        },
        open(path, "w"),
    )
    long = "1." + "0." * 23 + "8.b.d.0.1.0.0.2.ip6.arpa"
    zone = (
        "1.2.0.192.in-addr.arpa. 300 IN PTR MX1.a.example.\n%s. PTR out.one.example.\n$ORIGIN 2.0.192.in-addr.arpa.\n7 CNAME 7.0-63\n7.0-63 PTR b.one.example.\n PTR a.one.example.\n"
        % long
    )
    host = (
        "1.2.0.192.in-addr.arpa domain name pointer MX1.a.example.\n%s domain name pointer out.one.example.\n7.2.0.192.in-addr.arpa is an alias for x.example.\nx.example domain name pointer b.one.example.\nx.example domain name pointer a.one.example.\n"
        % long
    )
    look = (
        "Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\n"
        + host.replace("domain name pointer", "name =").replace("is an alias for", "canonical name =")
        + "** server can't find 8.2.0.192.in-addr.arpa: NXDOMAIN\n"
    )
    record = lambda name, kind, data: {"name": name + ".", "type": kind, "TTL": 1, "data": data}
    doh = json.dumps(
        {
            "Status": 0,
            "Answer": [
                record("1.2.0.192.in-addr.arpa", 12, "MX1.a.example."),
                record(long, 12, "out.one.example."),
                record("7.2.0.192.in-addr.arpa", 5, "x."),
                record("x", 12, "b.one.example."),
                record("x", 12, "a.one.example."),
            ],
        }
    )
    generic = zone.replace("PTR MX1.a.example.", "TYPE12 \\# 15 03 6d7831 01 61 07 6578616d706c65 00")
    for text in (zone, host, look, doh, generic):
        open(dns, "w").write(text)
        got = {
            (a["role"], a["address"]): a.get("reverse_names") for a in summary("--dns", dns, path, env=NOW)["addresses"]
        }
        assert got == {
            ("receiving", "192.0.2.1"): ["mx1.a.example"],
            ("receiving", "192.0.2.200"): None,
            ("sending", "2001:db8::1"): ["out.one.example"],
            ("sending", "192.0.2.7"): ["a.one.example", "b.one.example"],
            ("sending", "192.0.2.8"): None,
        }, (text, got)
    assert (
        b"worst address: receiving 192.0.2.1 (mx1.a.example): 2 failed sessions"
        in run("--dns", dns, path, env=NOW).stdout
    )
    rows = run("--dns", dns, "--table", "addresses", path, env=NOW).stdout.decode()
    assert "a.one.example | b.one.example" in rows, rows
    run("--dns", dns, "--html", tmp + "/p.html", path, env=NOW)
    assert "out.one.example" in open(tmp + "/p.html").read()
    # Where addresses are cut, names would tell which they were.
    hidden = run("--dns", dns, "--redact", "ip", "--json", "-", path, env=NOW).stdout
    assert b"one.example" not in hidden and b"reverse_names" not in hidden
    # Keys beside them switch nothing off.
    open(tmp + "/keys", "w").write('s1._domainkey.one.example. TXT "v=DKIM1; p="\n')
    assert summary("--dns", dns, "--dns", tmp + "/keys", path, env=NOW)["addresses"][0]["reverse_names"] == [
        "mx1.a.example"
    ]


@test
def tlsa_records_that_nobody_asked_for_are_not_missing(tmp):
    path, dns = report(tmp), os.path.join(tmp, "dns")
    records = (
        "a.example. MX 10 mx1.a.example.\na.example. MX 10 x.b.example.\n_25._tcp.mx1.a.example. TLSA 3 1 1 01%s\n_25._tcp.mx1.a.example. TLSA 3 1 1 02%s\n"
        % (DIGEST, DIGEST)
    )

    def missing(text):
        open(dns, "w").write(text + records)
        return [
            f["receiving_mx_hostnames"]
            for f in summary("--dns", dns, path, env=NOW)["findings"]
            if f["id"] == "tlsa-missing"
        ]

    assert (
        missing("")
        == missing(";_25._tcp.mx1.a.example. IN TLSA\n;_25._tcp.x.b.example. IN TLSA\n")
        == [["x.b.example"]]
    )
    assert missing(";_25._tcp.mx1.a.example. IN TLSA\n") == []


@test
def answers_outside_the_period_are_named(tmp):
    path, dns = report(tmp, "2024-05-01"), os.path.join(tmp, "dns")
    for when, odd in (
        ("Wed May 01 10:00:00 UTC 2024", False),
        ("Wed May 08 10:00:00 2024", False),
        ("Thu May 09 10:00:00 UTC 2024", True),
        ("Tue Apr 30 10:00:00 CEST 2024", True),
    ):
        open(dns, "w").write("a.example. MX 10 mx1.a.example.\n;; WHEN: %s\n" % when)
        said = run("--json", "/dev/null", "--dns", dns, path, env=NOW).stderr.decode()
        assert ("outside the period 2024-05-01 to 2024-05-01" in said) == odd, (when, said)
        assert run("-q", "--json", "/dev/null", "--dns", dns, path, env=NOW).stderr == b""
