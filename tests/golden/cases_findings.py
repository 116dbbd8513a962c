"""Findings (SPEC 8): a year with known troubles, clean corpora, order and form, rules, alarms, DNS records."""
import collections, json, os, random, subprocess, sys

from harness import *
from workbook_files import workbook

YEAR = SAMPLES + "/make_year.py"


def year(tmp):
    subprocess.check_call([sys.executable, YEAR, tmp + "/year.mbox"])
    return tmp + "/year.mbox"


def short(findings):
    return [[f["severity"], f["id"], f["policy_domain"], f.get("first_day"), f.get("last_day")] for f in findings]


@test
def a_year_of_troubles_gives_exactly_these_findings(tmp):
    s = summary("--authserv-id", "mx.collector.example", year(tmp))
    assert short(s["findings"]) == [
        ["critical", "possible-downgrade", "harbour.example", "2025-09-03", "2025-09-03"],
        ["critical", "possible-interception", "agency.example", "2025-08-20", "2025-08-20"],
        ["high", "reports-stopped", "library.example", "2025-11-10", "2025-12-31"],
        ["high", "certificate-expired", "agency.example", "2025-03-10", "2025-03-12"],
        ["high", "starttls-not-supported", "harbour.example", "2025-09-03", "2025-09-03"],
        ["high", "unlisted-mx", "agency.example", "2025-08-20", "2025-08-20"],
        ["high", "certificate-host-mismatch", "agency.example", "2025-08-20", "2025-08-20"],
        ["medium", "sts-policy-unreachable", "harbour.example", "2025-06-14", "2025-06-15"],
        ["medium", "unauthenticated-reports", "agency.example", "2025-10-05", "2025-10-06"],
        ["info", "policy-changed", "harbour.example", "2025-05-01", "2025-05-01"],
    ], short(s["findings"])
    found = {f["id"]: f for f in s["findings"]}
    assert found["possible-downgrade"]["reporters"] == ["Kuvert GmbH"] and found["possible-downgrade"][
        "receiving_ips"
    ] == ["192.0.2.34"]
    assert (
        found["possible-downgrade"]["sending_mta_ips"] == ["198.51.100.44"]
        and found["possible-downgrade"]["failed_sessions"] == 4
    )
    assert found["unlisted-mx"]["receiving_mx_hostnames"] == ["mx.rogue.example"]
    assert (
        found["certificate-expired"]["causes"] == ["certificate expired or not yet valid"]
        and len(found["certificate-expired"]["reports"]) == 9
    )
    assert found["sts-policy-unreachable"]["causes"] == ["timeout"]
    assert "openssl s_client -starttls smtp -connect mx1.agency.example:25" in found["certificate-expired"]["advice"]
    assert "https://mta-sts.harbour.example/" in found["sts-policy-unreachable"]["advice"]
    kept = json.load(open(SAMPLES + "/expected/findings.json"))
    assert s["findings"] == kept


@test
def findings_do_not_depend_on_order_threads_or_form(tmp):
    path = year(tmp)
    want = summary("--authserv-id", "mx.collector.example", path)["findings"]
    assert summary("-j", 7, "--authserv-id", "mx.collector.example", path)["findings"] == want
    mails = open(path).read().split("\nFrom tls@")
    random.Random(5).shuffle(mails)
    open(tmp + "/shuffled.mbox", "w").write("\n".join(m if m.startswith("From ") else "From tls@" + m for m in mails))
    assert summary("--authserv-id", "mx.collector.example", tmp + "/shuffled.mbox")["findings"] == want
    run("--authserv-id", "mx.collector.example", "--ndjson", tmp + "/records", path)
    assert summary(tmp + "/records")["findings"] == want


@test
def clean_corpora_have_no_findings(tmp):
    for seed, reports, domains, days in (
        (1, 1000, 20, 365),
        (2, 100, 20, 365),
        (3, 300, 5, 60),
        (4, 2500, 3, 365),
        (5, 30, 20, 30),
        (6, 200, 1, 365),
    ):
        path, _ = corpus(tmp, "mbox", seed, reports, "--domains", str(domains), "--days", str(days), "--failures", "0")
        found = [f for f in summary(path)["findings"] if f["severity"] != "info"]
        assert not found, (seed, short(found))


@test
def alarms_exit_3_and_rules_tune_them(tmp):
    path = year(tmp)
    found = collections.Counter(f["severity"] for f in summary("--fail-on", "medium:any", path, status=3)["findings"])
    said = ", ".join("%d %s" % (found[s], s) for s in ("critical", "high", "medium") if found[s])
    alarm = run("--fail-on", "medium:any", "--json", tmp + "/s", path, status=3)
    assert alarm.stderr.decode() == "tlsrpt-audit: --fail-on: %s findings (--table findings tells of them)\n" % said
    assert found["critical"] and found["medium"], found
    assert run("-q", "--fail-on", "critical:any", "--json", tmp + "/s", path, status=3).stderr == b""
    closed = run("--fail-on", "critical", "--json", tmp + "/s", path)
    assert closed.stderr == b""
    one = run("--fail-on", "high", "mail.mbox", cwd=SAMPLES, status=3)
    assert b"--fail-on: 1 high finding (" in one.stderr, one.stderr
    json.dump({"rules": {f["id"]: {"severity": "info"} for f in summary(path)["findings"]}}, open(tmp + "/rules", "w"))
    info = run("--rules", tmp + "/rules", "--fail-on", "info:any", "--json", tmp + "/s", path, status=3)
    assert info.stderr.decode().startswith("tlsrpt-audit: --fail-on: %d info findings (" % sum(found.values())), info
    json.dump(
        {"rules": {i: {"severity": "off"} for i in ("possible-downgrade", "possible-interception")}},
        open(tmp + "/rules", "w"),
    )
    run("--rules", tmp + "/rules", "--fail-on", "critical:any", path)
    json.dump(
        {
            "rules": {"reports-stopped": {"days": 60}},
            "causes": [{"pattern": "timed out$", "title": "slow host", "advice": "Wait."}],
        },
        open(tmp + "/rules", "w"),
    )
    tuned = summary("--rules", tmp + "/rules", path)
    found = {f["id"]: f for f in tuned["findings"]}
    digest = sha(open(tmp + "/rules", "rb").read())
    assert tuned["options"]["rules"] == digest and "rules" not in summary(path)["options"]
    assert "reports-stopped" not in found and found["sts-policy-unreachable"]["causes"] == ["slow host"]
    assert found["sts-policy-unreachable"]["advice"].startswith("Wait. ")
    for text, said in (
        ('{"rules": {\n "no-such": {}}}', "line 2: no-such: there is no such finding"),
        ('{"rules": {"no-policy":\n {"days": 0}}}', "line 2: no-policy.days: is no number from 1"),
        (
            '{"rules": {"possible-downgrade": {"successes": 0}}}',
            "possible-downgrade.successes: is no number from 1 to 1000000000\n",
        ),
        ('{"rules": {"no-policy": {"severity": "loud"}}}', "line 1: no-policy.severity: is none of"),
        ("{\n\n", "line 3:"),
        ('{"rulez": {}}', "rulez: there is no such field"),
        ('{"causes": [{"pattern": "(", "title": "x", "advice": "y"}]}', "causes.pattern: pattern ("),
    ):
        open(tmp + "/rules", "w").write(text)
        r = run("--rules", tmp + "/rules", path, status=2)
        assert said in r.stderr.decode(), (said, r.stderr)


@test
def the_advice_does_not_depend_on_which_cause_came_first(tmp):
    detail = lambda code: {"result-type": "validation-failure", "failed-session-count": 3, "failure-reason-code": code}

    def report(n, code):
        return {
            "organization-name": "One",
            "report-id": str(n),
            "date-range": one_day("2024-02-01"),
            "policies": [
                {
                    "policy": {"policy-type": "sts", "policy-domain": "a.example"},
                    "summary": {"total-successful-session-count": 5, "total-failure-session-count": 3},
                    "failure-details": [detail(code)],
                }
            ],
        }

    json.dump(report(1, "connection timed out"), open(tmp + "/a.json", "w"))
    json.dump(report(2, "no shared cipher"), open(tmp + "/b.json", "w"))
    one, other = (
        summary(*files)["findings"]
        for files in ((tmp + "/a.json", tmp + "/b.json"), (tmp + "/b.json", tmp + "/a.json"))
    )
    assert one == other and one[0]["advice"].startswith("Offer the ciphers"), (one[0]["advice"], other[0]["advice"])


DIG = """; <<>> DiG 9.18 <<>> TXT _smtp._tls.agency.example
;; QUESTION SECTION:
;_smtp._tls.agency.example.	IN	TXT
;; ANSWER SECTION:
_smtp._tls.agency.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:tls-reports@" "collector.example,mailto:other%21box@else.example"
_mta-sts.agency.example. 300 IN CNAME _mta-sts.provider.example.
_mta-sts.provider.example. 60 IN TXT "v=STSv1; id=20240101T000000"
;_smtp._tls.harbour.example.	IN	TXT
"""
ZONE = """$ORIGIN library.example.
@ 3600 IN SOA ns hostmaster ( 1 ; serial
  2 3 4 5 )
_smtp._tls IN TXT ( "v=TLSRPTv1;"
   "rua=mailto:a,b@library.example" ) ; broken over lines
        TXT "unrelated"
_mta-sts   TXT "v=STSv1; id=not-alnum"
"""
HOST = """Host _smtp._tls.quiet.example not found: 3(NXDOMAIN)
_mta-sts.quiet.example descriptive text "v=STSv1; id=1;"
"""


@test
def dns_records_are_checked_as_people_have_them(tmp):
    for name, text in (("dig", DIG), ("zone", ZONE), ("host", HOST)):
        open(tmp + "/" + name, "w").write(text)
    s = summary(
        "--dns", tmp + "/dig", "--dns", tmp + "/zone", "--dns", "-", year(tmp), stdin=open(tmp + "/host", "rb").read()
    )
    setup = {r["policy_domain"]: r for r in s["setup"]}
    assert list(setup) == ["agency.example", "harbour.example", "library.example", "quiet.example"], list(setup)
    assert (
        setup["agency.example"]["rua"] == ["mailto:tls-reports@collector.example", "mailto:other%21box@else.example"]
        and not setup["agency.example"]["errors"]
    )
    assert setup["agency.example"]["mta_sts"] == "v=STSv1; id=20240101T000000"
    assert (
        "has to be written %2C" in setup["library.example"]["errors"][0]
        and "id holds something else" in setup["library.example"]["errors"][1]
    )
    got = {(f["id"], f["policy_domain"]) for f in s["findings"] if "record" in f["id"] or "rua" in f["id"]}
    assert got == {
        ("rua-not-collected", "agency.example"),
        ("several-rua", "agency.example"),
        ("tlsrpt-record-missing", "harbour.example"),
        ("mta-sts-record-missing", "harbour.example"),
        ("tlsrpt-record-invalid", "library.example"),
        ("mta-sts-record-invalid", "library.example"),
        ("tlsrpt-record-missing", "quiet.example"),
    }, got
    assert "setup" not in summary("mail.mbox", cwd=SAMPLES)


@test
def the_workbook_and_the_tables_have_the_setup(tmp):
    open(tmp + "/dig", "w").write(DIG)
    run("--dns", tmp + "/dig", "--xlsx", tmp + "/a.xlsx", "--csv", tmp + "/csv", "mail.mbox", cwd=SAMPLES)
    rows = [[c.value for c in r] for r in workbook(tmp + "/a.xlsx")["Setup"].iter_rows()]
    assert (
        rows[1][0] == "agency.example"
        and any(str(c).startswith("v=TLSRPTv1") for c in rows[1])
        and "setup.csv" in os.listdir(tmp + "/csv")
    ), rows
    run("--csv", tmp + "/csv", "mail.mbox", cwd=SAMPLES)  # the folder is ours still, and now without that table
    assert "setup.csv" not in os.listdir(tmp + "/csv")
