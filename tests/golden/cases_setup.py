"""What the domains publish (--dns): MX hosts, TLSA records, addresses."""
import json, os, xml.dom.minidom, zipfile

from harness import policy_of, report_with, run, summary, test

HEAD = ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; flags: qr rd ra%s; QUERY: 1, ANSWER: 1\n"
DIGEST = "3 1 1 " + "ab" * 32
OTHER = "3 1 1 " + "cd" * 32
IDS = {
    "mx-not-in-policy",
    "tlsa-not-signed",
    "tlsa-missing",
    "tlsa-no-rollover",
    "receiving-ip-not-ours",
    "several-rua",
}


def report(tmp, failures=(), patterns=("mx1.a.example", "*.a.example")):
    path = os.path.join(tmp, "r.json")
    lines = ["version: STSv1", "mode: enforce"] + ["mx: " + p for p in patterns] + ["max_age: 604800"]
    details = (
        {
            "result-type": "certificate-expired",
            "receiving-mx-hostname": mx,
            "receiving-ip": ip,
            "failed-session-count": 1,
        }
        for mx, ip in failures
    )
    policy = policy_of("sts", "a.example", 9, len(failures), *details, **{"policy-string": lines})
    json.dump(report_with("1", "2024-05-01", policy), open(path, "w"))
    return path


def found(tmp, dns, *args, **kw):
    zone = os.path.join(tmp, "dns")
    open(zone, "w").write(dns)
    got = summary("--dns", zone, report(tmp, *args, **kw))
    return got, {f["id"]: f for f in got["findings"] if f["id"] in IDS}


@test
def mx_hosts_outside_the_policy_are_found(tmp):
    got, findings = found(tmp, "a.example. MX 10 mx1.a.example.\na.example. MX 20 mx.b.example.\n")
    assert (
        findings["mx-not-in-policy"]["receiving_mx_hostnames"] == ["mx.b.example"]
        and findings["mx-not-in-policy"]["severity"] == "high"
    )
    assert [(m["host"], m["in_policy"], m["signed"]) for m in got["setup"][0]["mx"]] == [
        ("mx.b.example", False, None),
        ("mx1.a.example", True, None),
    ]
    assert not found(tmp, "a.example. MX 10 MX1.a.example.\na.example. MX 20 x.a.example.\n")[1]
    assert "mx-not-in-policy" in found(tmp, "a.example. MX 10 x.y.a.example.\n")[1]  # *. stands for one label
    got, findings = found(tmp, "a.example. MX 0 .\n")  # the null MX of RFC 7505 is no host
    assert not findings and got["setup"][0]["mx"] == []
    for hosts, title in (
        (["mx.b.example"], "An MX host matches no pattern of the policy"),
        (["mx.b.example", "mx.c.example"], "2 MX hosts match no pattern of the policy"),
    ):
        zone = "".join("a.example. MX 10 %s.\n" % h for h in hosts)
        assert found(tmp, zone)[1]["mx-not-in-policy"]["title"] == title


@test
def the_records_of_an_mx_host_are_found_through_aliases(tmp):
    def host(*lines):
        return found(tmp, "a.example. MX 10 mx1.a.example.\n" + "".join(s + "\n" for s in lines))[0]["setup"][0]["mx"][
            0
        ]

    far = ("mx1.a.example. CNAME b.example.", "b.example. CNAME c.example.", "c.example. A 192.0.2.1")
    assert host(*far)["addresses"] == ["192.0.2.1"]
    assert host("mx1.a.example. A 192.0.2.9", *far)["addresses"] == ["192.0.2.9"]  # its own, not the alias's
    both = host("mx1.a.example. A 203.0.113.1", "mx1.a.example. AAAA 2001:db8::1", "mx1.a.example. A 203.0.113.1")
    assert both["addresses"] == ["2001:db8::1", "203.0.113.1"]
    assert host("_25._tcp.mx1.a.example. RRSIG TLSA 13 5 300 1 1 1 a. AA==")["signed"] is None


@test
def the_latest_answer_tells_when_the_setup_was_read(tmp):
    def read_at(*answers):
        zone = "".join(
            ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n%s\n;; WHEN: Mon Jun %02d 12:00:00 UTC 2026\n"
            % (s, d)
            for d, s in answers
        )
        return found(tmp, zone)[0]["setup"][0]["read_at"]

    mx, tlsa = "a.example. MX 10 mx1.a.example.", "_25._tcp.mx1.a.example. TLSA 3 1 1 "
    assert read_at((1, mx), (2, tlsa + "0" * 64)) == "2026-06-02T12:00:00Z"
    assert read_at((2, mx), (1, tlsa + "0" * 64)) == "2026-06-02T12:00:00Z"
    assert read_at((1, mx), (3, tlsa + "0" * 64), (2, tlsa + "1" * 64)) == "2026-06-03T12:00:00Z"
    assert read_at((1, "a.example. CNAME b.example."), (4, "b.example. MX 10 mx1.a.example.")) == "2026-06-04T12:00:00Z"


@test
def tlsa_records_have_to_be_signed_complete_and_two(tmp):
    mx = "a.example. MX 10 mx1.a.example.\na.example. MX 10 mx2.a.example.\n"
    tlsa = "".join("_25._tcp.mx%d.a.example. TLSA %s\n" % (i, d) for i in (1, 2) for d in (DIGEST, OTHER))
    assert not found(tmp, mx + tlsa)[1]  # nothing tells whether it was signed
    assert not found(tmp, HEAD % " ad" + mx + tlsa)[1]
    assert set(found(tmp, HEAD % "" + mx + tlsa)[1]) == {"tlsa-not-signed"}
    got, findings = found(tmp, HEAD % " ad" + mx + tlsa.replace("_tcp.mx2", "_tcp.mx3"))
    assert set(findings) == {"tlsa-missing"} and findings["tlsa-missing"]["receiving_mx_hostnames"] == ["mx2.a.example"]
    one = "".join("_25._tcp.mx%d.a.example. TLSA %s\n" % (i, DIGEST) for i in (1, 2))
    assert set(found(tmp, HEAD % " ad" + mx + one)[1]) == {"tlsa-no-rollover"}
    got, findings = found(tmp, HEAD % " ad" + mx + tlsa + "_25._tcp.mx1.a.example. TLSA 1 1 1 " + "ab" * 32 + "\n")
    assert not findings and "usage" in got["setup"][0]["errors"][0]


@test
def a_signature_over_the_records_shows_that_they_are_signed(tmp):
    zone = "$ORIGIN a.example.\n@ MX 10 mx1\n_25._tcp.mx1 TLSA %s\n TLSA %s\n" % (DIGEST, OTHER)
    rrsig = " RRSIG %s 13 4 300 20260101000000 20250101000000 1 a.example. x=\n"
    for others in ("", rrsig % "TXT", rrsig % "A"):  # before and behind it, in byte order
        got, findings = found(tmp, zone + rrsig % "TLSA" + others)
        assert got["setup"][0]["mx"][0]["signed"] is True and not findings
    got, findings = found(tmp, zone + rrsig % "A")
    assert got["setup"][0]["mx"][0]["signed"] is False and set(findings) == {"tlsa-not-signed"}
    assert found(tmp, zone)[0]["setup"][0]["mx"][0]["signed"] is None


@test
def a_receiving_address_that_is_not_ours_is_found(tmp):
    dns = "a.example. MX 10 mx1.a.example.\nmx1.a.example. A 192.0.2.1\nmx1.a.example. CNAME real.a.example.\nreal.a.example. AAAA 2001:db8::1\n"
    assert not found(tmp, dns, [("mx1.a.example", "192.0.2.1"), ("mx1.a.example", "")])[1]
    assert not found(tmp, dns, [("mx9.a.example", "203.0.113.9")])[1]  # the files know no address of it
    got, findings = found(tmp, dns, [("mx1.a.example", "203.0.113.9"), ("mx1.a.example", "::ffff:192.0.2.1")])
    assert (
        findings["receiving-ip-not-ours"]["receiving_ips"] == ["203.0.113.9"]
        and findings["receiving-ip-not-ours"]["failed_sessions"] == 1
    )


@test
def an_address_of_a_family_that_the_records_do_not_tell_is_not_judged(tmp):
    """A was answered, AAAA was not asked for, or its answer failed, or there is none; and the other way round."""
    mx, four, six = (
        "a.example. MX 10 mx1.a.example.\n",
        "mx1.a.example. A 192.0.2.1\n",
        "mx1.a.example. AAAA 2001:db8::1\n",
    )
    other_host = "mx2.a.example. A 192.0.2.2\nmx2.a.example. AAAA 2001:db8::2\n"
    asked = lambda kind, status: HEAD.replace("NOERROR", status) % "" + ";mx1.a.example. IN %s\n" % kind
    lost = ";; connection timed out; no servers could be reached\n"

    def judged(dns, address):
        got, findings = found(tmp, mx + dns, [("mx1.a.example", address)])
        return "receiving-ip-not-ours" in findings, got["addresses"][0].get("ours")

    for here, kind, there, address, of_other_family in (
        (four, "A", "AAAA", "203.0.113.9", "2001:db8::9"),
        (six, "AAAA", "A", "2001:db8::9", "203.0.113.9"),
    ):
        answer = asked(kind, "NOERROR") + here
        for dns in (here, answer, here + lost, answer + lost, here + asked(there, "SERVFAIL")):
            assert judged(dns, address) == (True, False), dns
            assert judged(dns, of_other_family) == (False, None), dns
        assert (
            judged(answer + other_host, of_other_family)[0] is False
        )  # what stands there beside the answer tells less
        assert judged(here + other_host, of_other_family)[0] is True  # a zone
        assert judged(answer + asked(there, "NOERROR"), of_other_family)[0] is True
    assert judged(four + six, "2001:db8::9") == (True, False)
    assert judged(asked("A", "NXDOMAIN"), "2001:db8::9") == (False, None)  # the files know no address of it


@test
def the_time_of_the_answers_and_the_kinds_asked_for_are_told(tmp):
    got, _ = found(tmp, HEAD % "" + "a.example. MX 10 mx1.a.example.\n;; WHEN: Wed May 01 10:00:00 UTC 2024\n")
    assert got["setup"][0]["read_at"] == "2024-05-01T10:00:00Z"
    assert not any(f["id"].startswith(("tlsrpt-", "mta-sts-")) for f in got["findings"])
    got, findings = found(tmp, '_smtp._tls.a.example. TXT "v=TLSRPTv1; rua=mailto:a@a.example,https://b.example/x"\n')
    assert set(findings) == {"several-rua"} and findings["several-rua"]["severity"] == "info"


@test
def the_sheet_and_the_table_have_a_row_an_mx(tmp):
    zone = os.path.join(tmp, "dns")
    open(zone, "w").write("a.example. MX 10 mx1.a.example.\na.example. MX 20 mx2.a.example.\n")
    rows = run("--table", "setup", "--dns", zone, report(tmp)).stdout.decode().splitlines()
    assert [r.split(",")[:3] for r in rows[1:]] == [
        ["a.example", "mx1.a.example", "yes"],
        ["a.example", "mx2.a.example", "yes"],
    ]


@test
def a_policy_that_misses_an_mx_is_not_ready_to_be_enforced(tmp):
    """SPEC 8.3: readiness asks whether every MX of the records is matched."""
    path, policy = os.path.join(tmp, "reports"), {
        "policy-type": "sts",
        "policy-domain": "a.example",
        "policy-string": ["version: STSv1", "mode: testing", "mx: mx1.a.example", "max_age: 604800"],
    }
    with open(path, "w") as f:
        for day in range(1, 16):
            json.dump(
                {
                    "organization-name": "Org",
                    "report-id": str(day),
                    "contact-info": "x",
                    "date-range": {
                        "start-datetime": "2024-05-%02dT00:00:00Z" % day,
                        "end-datetime": "2024-05-%02dT23:59:59Z" % day,
                    },
                    "policies": [
                        {
                            "policy": policy,
                            "summary": {"total-successful-session-count": 9, "total-failure-session-count": 0},
                        }
                    ],
                },
                f,
            )
            f.write("\n")

    def judged(dns):
        open(tmp + "/dns", "w").write(dns)
        got = summary("--dns", tmp + "/dns", path)
        return (
            got["domains"][0]["readiness"],
            got["domains"][0]["readiness_basis"]["mx_covered"],
            [f["title"] for f in got["findings"] if f["id"] == "policy-not-enforced"][0],
        )

    assert judged("a.example. MX 10 mx1.a.example.\n")[:2] == ("ready", True)
    assert judged("b.example. MX 10 mx1.a.example.\n")[:2] == ("ready", None)
    readiness, covered, title = judged("a.example. MX 10 mx1.a.example.\na.example. MX 20 mx2.a.example.\n")
    assert (readiness, covered) == ("not-ready", False) and "does not match every MX" in title, title


@test
def receiving_addresses_are_ours_where_the_records_tell(tmp):
    failures = [
        ("mx1.a.example", "192.0.2.1"),
        ("mx1.a.example", "203.0.113.9"),
        ("mx1.a.example", "::ffff:192.0.2.1"),
        ("", "2001:DB8:0:0::1"),
    ]
    got, _ = found(
        tmp, "a.example. MX 10 mx1.a.example.\nmx1.a.example. A 192.0.2.1\nmx1.a.example. AAAA 2001:db8::1\n", failures
    )
    assert {a["address"]: a.get("ours") for a in got["addresses"]} == {
        "192.0.2.1": True,
        "203.0.113.9": False,
        "2001:db8::1": True,
    }
    got, _ = found(tmp, "a.example. MX 10 mx1.a.example.\n", failures)
    assert not any("ours" in a for a in got["addresses"])
    dns = ("--dns", os.path.join(tmp, "dns"))
    open(dns[1], "w").write("a.example. MX 10 mx1.a.example.\nmx1.a.example. A 192.0.2.7\n")
    text = run(*dns, report(tmp, failures)).stdout.decode()
    assert "  worst address: receiving 192.0.2.1 (no MX host's): 2 failed sessions\n" in text, text
    run("--html", tmp + "/p.html", *dns, report(tmp, failures))
    page = open(tmp + "/p.html").read()
    assert "By address" in page and "203.0.113.9" in page


@test
def a_domain_that_dane_protects_can_do_without_mta_sts(tmp):
    """RFC 8461, 2: also where reports of DANE are all there are, or its policy is served (--sts-policy)."""
    head = ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; flags: qr rd ra; QUERY: 1\n"
    dns = "a.example. MX 10 mx1.a.example.\nb.example. MX 10 mx1.b.example.\n"
    for domain in ("a", "b"):
        dns += head + ";; QUESTION SECTION:\n;_mta-sts.%s.example. IN TXT\n" % domain
    policy = {"policy-type": "tlsa", "policy-domain": "a.example", "policy-string": [DIGEST]}
    r = json.load(open(report(tmp)))
    r["policies"][0]["policy"] = policy
    json.dump(r, open(tmp + "/dane", "w"))
    open(tmp + "/zone", "w").write(dns)
    os.mkdir(tmp + "/served")
    text = "version: STSv1\r\nmode: enforce\r\nmx: *.a.example\r\nmax_age: 604800\r\n"
    open(tmp + "/served/a.example.txt", "w").write(text)
    for more in ([], ["--sts-policy", tmp + "/served"]):
        findings = summary("--dns", tmp + "/zone", *more, tmp + "/dane")["findings"]
        missing = {f["policy_domain"]: f["severity"] for f in findings if f["id"] == "mta-sts-record-missing"}
        assert missing == {"a.example": "info", "b.example": "high"}, missing
    # What a report says, which anyone can mail, softens nothing where the records know of no TLSA record.
    for host, severity in ("mx1.b.example", "high"), ("mx1.a.example", "info"):
        open(tmp + "/tlsa", "w").write("_25._tcp.%s. TLSA %s\n" % (host, DIGEST))
        findings = summary("--dns", tmp + "/zone", "--dns", tmp + "/tlsa", tmp + "/dane")["findings"]
        missing = {f["policy_domain"]: f["severity"] for f in findings if f["id"] == "mta-sts-record-missing"}
        assert missing == {"a.example": severity, "b.example": "high"}, missing


@test
def of_two_records_none_is_shown(tmp):
    """Senders take none of them; what else stands at the name is not shown in their place."""
    zone, txt = "", '_smtp._tls.a.example. TXT "%s"\n'
    for data in ("v=TLSRPTv1; rua=mailto:x@a.example", "v=TLSRPTv1; rua=mailto:y@a.example", "something else"):
        zone += txt % data
    setup = found(tmp, zone)[0]["setup"][0]
    assert "tlsrpt" not in setup and "more than one record" in setup["errors"][0], setup
    setup = found(tmp, txt % "something else")[0]["setup"][0]
    assert setup["tlsrpt"] == "something else", setup


@test
def the_set_up_is_of_the_domains_that_are_asked_for(tmp):
    zone = "".join('_smtp._tls.%s.example. TXT "v=TLSRPTv1; rua=mailto:x@a.example"\n' % d for d in "abc")
    open(tmp + "/zone", "w").write(zone)
    open(tmp + "/list", "w").write("a.example\nc.example\n")
    for args, domains in (((), "abc"), (("--domain", "^b"), "b"), (("--scope", tmp + "/list"), "ac")):
        setup = summary("--dns", tmp + "/zone", *args, report(tmp))["setup"]
        assert [row["policy_domain"] for row in setup] == [d + ".example" for d in domains], (args, setup)


@test
def what_a_title_names_is_whole_characters(tmp):
    """A percent-encoded byte that is no UTF-8, and a record that is cut in the midst of a character."""
    long = "v=TLSRPTv1; rua=mailto:a@x.example,mailto:b@x.example; x=" + "\u00e9" * 200
    mail, dns, sheet = (os.path.join(tmp, name) for name in ("m.eml", "dns", "s.xlsx"))
    open(dns, "w").write(
        '_smtp._tls.a.example. TXT "v=TLSRPTv1; rua=mailto:%%ff@x.example"\n'
        '_smtp._tls.b.example. TXT "%s" "%s"\n' % (long[:100], long[100:])
    )
    open(mail, "w").write("From: a@x.example\nTo: r@a.example\nSubject: x\n\nhello\n")
    got = summary("--dns", dns, "--xlsx", sheet, report(tmp), mail)
    titles = {(f["policy_domain"], f["id"]): f["title"] for f in got["findings"]}
    assert "Reports also go to \ufffd@x.example," in titles["a.example", "rua-not-collected"], titles
    assert titles["b.example", "several-rua"].endswith("\u00e9"), titles
    book = zipfile.ZipFile(sheet)
    for name in book.namelist():
        if name.endswith(".xml"):
            xml.dom.minidom.parseString(book.read(name))


@test
def addresses_that_nobody_collects_are_one_finding(tmp):
    """It has one key (SPEC 8.2): all stand in its title, or how many more there are."""

    def uncollected(*names):
        rua = ",".join("mailto:%s@a.example" % name for name in names)
        open(tmp + "/dns", "w").write('_smtp._tls.a.example. TXT "v=TLSRPTv1; rua=%s"\n' % rua)
        got = summary("--dns", tmp + "/dns", tmp + "/mbox", report(tmp))
        (finding,) = [f for f in got["findings"] if f["id"] == "rua-not-collected"]
        return finding["title"]

    mail = "From r@one.example Thu May  2 00:00:00 2024\nFrom: r@one.example\nTo: x@c.example\n\nhello\n"
    open(tmp + "/mbox", "w").write(mail)
    assert uncollected("one") == "Reports also go to one@a.example, and no mail to it was read"
    assert uncollected("two", "one", "two") == (
        "Reports also go to one@a.example, two@a.example, and no mail to them was read"
    )
    assert "Reports also go to " + "n" * 100 in uncollected("n" * 300)
    title = uncollected(*("box%02d" % i for i in range(40)))
    assert "box00@a.example, box01@" in title and title.endswith(" more, and no mail to them was read"), title
