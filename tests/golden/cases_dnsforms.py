"""The forms in which tools print DNS records: all tell of the same set-up (SPEC 8.3)."""
import json, os, shutil, socket, subprocess, time

from harness import HERE, ROOT, Skipped, run, summary, test

FORMS = os.path.join(HERE, "dns")
TLSRPT, MTA_STS = "v=TLSRPTv1; rua=mailto:tls@a.example,https://r.a.example/tls", "v=STSv1; id=20240101T000000;"
DIGEST = "02030405060708091011121314151617181920212223242526272829303132"
MX = [("mx1.a.example", True, ["192.0.2.1", "2001:db8::1"], ["3 1 1 01" + DIGEST, "3 1 1 ff" + DIGEST]), ("mx2.b.example", True, ["192.0.2.2"], ["2 0 1 aa" + DIGEST])]
# Answers of a server that has authority say ad for nothing: without signatures beside them they tell nothing.
UNTOLD = ("drill-plain", "host", "host-v", "zone-bind", "zone-knot", "zone-nsd", "zone-powerdns")


def report(tmp, day="2026-11-25"):
    path = os.path.join(tmp, "r.json")
    policy = {"policy-type": "sts", "policy-domain": "a.example", "policy-string": ["version: STSv1", "mode: enforce", "mx: mx1.a.example", "mx: *.b.example", "max_age: 604800"]}
    json.dump({"organization-name": "Org", "report-id": "1", "contact-info": "x", "date-range": {"start-datetime": day + "T00:00:00Z", "end-datetime": day + "T23:59:59Z"},
               "policies": [{"policy": policy, "summary": {"total-successful-session-count": 9, "total-failure-session-count": 0}}]}, open(path, "w"))
    return path


NOW = dict(os.environ, SOURCE_DATE_EPOCH="1796000000")


def told(dns, path):
    row, = [r for r in summary("--dns", dns, path, env=NOW)["setup"] if r["policy_domain"] == "a.example"]
    return row, [(m["host"], m["in_policy"], m["addresses"], m["tlsa"]) for m in row["mx"]], [m["signed"] for m in row["mx"]]


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
        assert asked == ("2024-05-01" if name == "zone-knot.txt" else "2026-11-26" if name.startswith(("dig", "drill", "kdig")) and name != "dig-answer.txt" else ""), (name, asked)


@test
def an_answer_that_fails_or_denies_is_told_from_none(tmp):
    path, dns = report(tmp), os.path.join(tmp, "dns")
    answer = ";; ->>HEADER<<- opcode: QUERY, %s: %s, id: 1\n;; flags: qr rd ra; QUERY: 1\n;; QUESTION SECTION:\n;_smtp._tls.a.example. IN TXT\n\n"
    other = "_smtp._tls.c.example. TXT \"v=TLSRPTv1; rua=mailto:a@c.example\"\n"
    def missing(text):
        open(dns, "w").write(other + text)
        return [f["title"].split(": ", 1)[1] for f in summary("--dns", dns, path, env=NOW)["findings"] if f["id"] == "tlsrpt-record-missing" and f["policy_domain"] == "a.example"]
    assert missing(answer % ("status", "NXDOMAIN")) == missing(answer % ("rcode", "NXDOMAIN")) == ["_smtp._tls.a.example does not exist (NXDOMAIN)"]
    assert missing(answer % ("status", "NOERROR")) == ["_smtp._tls.a.example was asked for, and has no TXT record"]
    assert missing("Host _smtp._tls.a.example not found: 3(NXDOMAIN)\n") == ["_smtp._tls.a.example does not exist (NXDOMAIN)"]
    for text in ("", answer % ("status", "SERVFAIL"), answer % ("status", "REFUSED"), "Host _smtp._tls.a.example not found: 2(SERVFAIL)\n"):
        assert missing(text) == ["_smtp._tls.a.example has no record in the files"], text


@test
def tlsa_records_that_nobody_asked_for_are_not_missing(tmp):
    path, dns = report(tmp), os.path.join(tmp, "dns")
    records = "a.example. MX 10 mx1.a.example.\na.example. MX 10 x.b.example.\n_25._tcp.mx1.a.example. TLSA 3 1 1 01%s\n_25._tcp.mx1.a.example. TLSA 3 1 1 02%s\n" % (DIGEST, DIGEST)
    def missing(text):
        open(dns, "w").write(text + records)
        return [f["receiving_mx_hostnames"] for f in summary("--dns", dns, path, env=NOW)["findings"] if f["id"] == "tlsa-missing"]
    assert missing("") == missing(";_25._tcp.mx1.a.example. IN TLSA\n;_25._tcp.x.b.example. IN TLSA\n") == [["x.b.example"]]
    assert missing(";_25._tcp.mx1.a.example. IN TLSA\n") == []


@test
def answers_outside_the_period_are_named(tmp):
    path, dns = report(tmp, "2024-05-01"), os.path.join(tmp, "dns")
    for when, odd in (("Wed May 01 10:00:00 UTC 2024", False), ("Wed May 08 10:00:00 2024", False), ("Thu May 09 10:00:00 UTC 2024", True), ("Tue Apr 30 10:00:00 CEST 2024", True)):
        open(dns, "w").write("a.example. MX 10 mx1.a.example.\n;; WHEN: %s\n" % when)
        said = run("--json", "/dev/null", "--dns", dns, path, env=NOW).stderr.decode()
        assert ("outside the period 2024-05-01 to 2024-05-01" in said) == odd, (when, said)
        assert run("-q", "--json", "/dev/null", "--dns", dns, path, env=NOW).stderr == b""
