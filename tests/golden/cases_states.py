"""States that reports tell of, and what forged, stale and returning ones may say of them (SPEC 4, 5.2, 6.8, 8.1, 8.3)."""

import json, os, re

from daily_reports import A, NONE, NOW, TESTING, on, report, write
from harness import *

TLSA = {"policy-type": "tlsa", "policy-string": ["3 1 1 " + 64 * "a"]}


def judged(tmp, pile, *args, status=0):
    s = json.loads(run("--json", "-", *args, write(tmp + "/r", pile), env=NOW, status=status).stdout)
    return s, {f["id"]: f for f in s["findings"] if f["policy_domain"] == A}


def since(tmp, pile):
    run("--statement", tmp + "/statement", write(tmp + "/r", pile), env=NOW)
    text = re.sub("<[^>]*>", "", open(tmp + "/statement").read())
    found = re.search(r"seen by senders since (\S+)", text)
    return found and found[1]


@test
def who_found_which_policy_is_told_of_each(tmp):
    """Two senders find three policies by turns, also back to one that they found before."""
    turns = ({}, TESTING, TLSA, {}, TLSA)
    pile = [
        report(A, "2024-03-0%d" % (1 + i), org=org, **policy)
        for i, policy in enumerate(turns)
        for org in ("One", "Two")
        if (org, policy) != ("Two", TESTING)
    ]
    s = summary(write(tmp + "/r", pile), env=NOW)
    seen = {(p["policy_type"], p.get("mode")): (p["reports"], p["reporters"]) for p in s["policies_seen"]}
    assert seen == {("sts", "enforce"): (4, 2), ("sts", "testing"): (1, 1), ("tlsa", None): (4, 2)}, seen
    found = {(r["organization_name"], r["policy_type"]): r for r in s["reporter_policies"]}
    told = {
        k: (r["policies"], r["successful_sessions"], r["first_day"][-2:], r["last_day"][-2:]) for k, r in found.items()
    }
    assert told == {
        ("One", "sts"): (3, 30, "01", "04"),
        ("One", "tlsa"): (2, 20, "03", "05"),
        ("Two", "sts"): (2, 20, "01", "04"),
        ("Two", "tlsa"): (2, 20, "03", "05"),
    }, told


@test
def records_in_another_order_are_no_change_of_policy(tmp):
    """The DNS gives a set of TLSA records in any order, and reporters write down what they got."""
    one, two, three = ("3 1 1 " + 64 * c for c in "abc")
    tlsa = lambda *records: {**TLSA, "policy-string": list(records)}
    turned = on("2024-03-01", 1, **tlsa(one, two)) + on("2024-03-02", 1, **tlsa(two, one))
    s, found = judged(tmp, turned)
    assert "policy-changed" not in found and len(s["policies_seen"]) == 2, found
    rolled = on("2024-03-03", 1, **tlsa(three, two)) + on("2024-03-04", 1, **tlsa(two, three))
    s, found = judged(tmp, turned + rolled)
    assert found["policy-changed"]["title"] == "The policy changed: 2 sets of TLSA records were seen", found
    assert found["policy-changed"]["first_day"] == found["policy-changed"]["last_day"] == "2024-03-03"
    run("--json", tmp + "/before.json", write(tmp + "/b", turned[:1]), env=NOW)
    compared = ("--json", "-", "--compare", tmp + "/before.json")
    told = json.loads(run(*compared, write(tmp + "/a", turned[1:] + rolled), env=NOW).stdout)["changes"]["policies"]
    assert [(p["policy_text"][6], p["change"]) for p in told] == [("b", "continuing"), ("b", "new"), ("c", "new")], told


@test
def a_week_without_a_policy_ends_its_protection(tmp):
    """Though the same text was seen before the break, and whatever was seen in it."""
    for between in ([], on("2024-03-02", 30, **TESTING), on("2024-03-20", 1, **NONE)):
        assert since(tmp, on("2024-03-01", 1) + between + on("2024-04-01", 1)) == "2024-04-01", between
    assert since(tmp, on("2024-03-01", 1) + on("2024-03-08", 1)) == "2024-03-01"
    assert since(tmp, on("2024-03-01", 1) + on("2024-03-09", 1)) == "2024-03-09"
    assert since(tmp, on("2024-03-01", 9) + on("2024-03-10", 8, **TESTING)) is None


@test
def a_mode_that_returns_is_a_downgrade(tmp):
    """testing, enforce, a day without reports, and the same testing again."""
    pile = on("2024-03-01", 3, **TESTING) + on("2024-03-04", 25) + on("2024-03-30", 3, **TESTING)
    s, found = judged(tmp, pile)
    assert found["policy-downgraded"]["severity"] == "high", found.keys()
    assert found["policy-downgraded"]["first_day"] == "2024-03-30"
    weak = found["policy-not-enforced"]
    assert weak["first_day"] == "2024-03-30" and "not enforced for 3 days now" in weak["title"], weak
    run("--fail-on", "high", "--json", tmp + "/s", write(tmp + "/r", pile), env=NOW, status=3)
    assert "policy-downgraded" not in judged(tmp, on("2024-03-01", 3, **TESTING) + on("2024-03-04", 9))[1]


@test
def one_mail_that_says_enforce_closes_no_downgrade(tmp):
    """Anyone can write it: what has ended is closed by a week of clean days, as any incident (SPEC 8.2)."""
    weak = on("2024-03-01", 20) + on("2024-03-21", 3, **TESTING)
    lost = on("2024-03-01", 13) + on("2024-03-14", 10, **NONE)
    for pile, first in ((weak, "2024-03-21"), (lost, "2024-03-14")):
        for days_on, status, clean in ((1, "open", 1), (6, "open", 6), (7, "closed", 7)):
            s, found = judged(tmp, pile + on("2024-03-24", days_on), "--fail-on", "high", status=3 * (days_on < 7))
            downgrade = found["policy-downgraded"]
            assert downgrade["title"].endswith("again on 2024-03-24"), downgrade
            assert (downgrade["first_day"], downgrade["last_day"]) == (first, "2024-03-23"), downgrade
            assert (downgrade["status"], downgrade["days_clean"]) == (status, clean), downgrade
            assert downgrade["sessions_since"] == 10 * clean, downgrade
            assert "policy-not-enforced" not in found and s["domains"][0]["readiness"] == "enforced"


@test
def a_weaker_mode_and_then_no_policy_are_one_downgrade(tmp):
    """They have one key (SPEC 8.2): both causes stand in the title, and the days of both are its days."""
    none = {"policy-string": [line.replace("testing", "none") for line in TESTING["policy-string"]]}
    s, found = judged(tmp, on("2024-03-01", 1) + on("2024-03-02", 1, **none) + on("2024-03-03", 10, **NONE))
    assert [f["id"] for f in s["findings"]].count("policy-downgraded") == 1
    downgrade = found["policy-downgraded"]
    assert downgrade["title"] == (
        "The MTA-STS mode went from enforce to none. Senders that found an MTA-STS or DANE policy before find none any"
        " more, on the last 10 days with reports"
    ), downgrade
    assert (downgrade["first_day"], downgrade["last_day"]) == ("2024-03-02", "2024-03-12"), downgrade


@test
def what_proves_nothing_hides_no_lost_policy(tmp):
    """After sts for good none is found; a report of an unknown type is neither."""
    lost = on("2024-03-01", 10) + on("2024-03-11", 10, **NONE)
    odd = on("2024-03-18", 1, org="Two", ok=0, **{"policy-type": "zzz", "policy-string": []})
    for pile in (lost, lost + odd):
        assert "policy-downgraded" in judged(tmp, pile)[1]
    s, found = judged(tmp, on("2024-03-01", 1, **TLSA) + on("2024-03-02", 29, **NONE))
    assert s["domains"][0]["readiness"] == "no-policy" and "policy-downgraded" in found
    s, found = judged(tmp, on("2024-03-01", 9, **{"policy-type": "zzz", "policy-string": []}))
    assert s["domains"][0]["readiness"] == "too-little-evidence" and "no-policy" not in found


@test
def a_list_without_any_report_is_silence(tmp):
    """Whatever was asked for, and whether the list gives days or not."""
    os.mkdir(tmp + "/empty")
    open(tmp + "/list", "w").write("a.example\n")
    open(tmp + "/dated", "w").write("domain,since,until\na.example,2024-03-01,2024-03-31\n")
    for args in ([], ["--since", "30d"], ["--until", "2024-05-01"], ["--period", "30d"]):
        run(
            "--scope",
            tmp + "/list",
            *args,
            "--fail-on",
            "high",
            "--json",
            tmp + "/s",
            tmp + "/empty",
            env=NOW,
            status=3
        )
        findings = json.load(open(tmp + "/s"))["findings"]
        assert [f["id"] for f in findings] == ["never-reported"], (args, findings)
    s = summary("--scope", tmp + "/dated", tmp + "/empty", env=NOW)
    assert s["domains"][0]["days_missing"] == 31 == s["totals"]["days_missing"], s["domains"]


@test
def readiness_heeds_all_failures(tmp):
    """Those of details beyond the summary's count, and of a report that covers two days; and wants sessions."""
    clean = on("2024-03-01", 14, **TESTING)
    assert judged(tmp, clean)[0]["domains"][0]["readiness"] == "ready"
    loud = [report(A, "2024-03-14", failed=4, **TESTING)]
    loud[0]["policies"][0]["summary"]["total-failure-session-count"] = 0
    long = [report(A, "2024-03-01", failed=9, **TESTING)]
    long[0]["date-range"]["end-datetime"] = "2024-03-02T23:59:59Z"
    for pile, clean_days in ((clean[:-1] + loud, 13), (long + on("2024-03-03", 13, **TESTING), 13)):
        s, found = judged(tmp, pile)
        assert s["domains"][0]["readiness"] == "not-ready", s["domains"][0]
        assert s["domains"][0]["readiness_basis"]["days_clean"] == clean_days
    week = [report(A, "2024-03-01", org="Two", **TESTING)]  # a clean one makes no days of failures
    week[0]["date-range"]["end-datetime"] = "2024-03-07T23:59:59Z"
    s, found = judged(tmp, [report(A, "2024-03-01", failed=9, **TESTING)] + week + on("2024-03-02", 13, **TESTING))
    assert s["domains"][0]["readiness_basis"]["days_clean"] == 13, s["domains"][0]
    silent = on("2024-03-01", 14, ok=0, **TESTING)
    s, found = judged(tmp, silent)
    assert s["domains"][0]["readiness"] == "too-little-evidence"
    assert "14 covered days without a session" in found["policy-not-enforced"]["title"], found


@test
def a_wrong_certificate_needs_others_that_were_secured(tmp):
    """Two of three known reporters tell of no session at all on that day."""
    calm = [x for org in ("One", "Two", "Three") for x in on("2024-03-01", 4, org=org)]
    seen = [report(A, "2024-03-05", org="One", failed=2)]
    seen[0]["policies"][0]["failure-details"][0]["result-type"] = "certificate-host-mismatch"
    others = lambda ok: [report(A, "2024-03-05", org=org, ok=ok) for org in ("Two", "Three")]
    assert "possible-interception" in judged(tmp, calm + seen + others(5))[1]
    assert "possible-interception" not in judged(tmp, calm + seen + others(0))[1]


@test
def a_copy_that_hides_failures_of_a_kind_is_a_severe_conflict(tmp):
    """It came first and has as many failures: of another kind, or without details; in a run, a state and a database."""
    true = report(A, "2024-03-01", failed=5)
    other, bare, loud = (json.loads(json.dumps(true)) for _ in range(3))
    other["policies"][0]["failure-details"][0]["result-type"] = "validation-failure"
    bare["policies"][0]["failure-details"] = []
    loud["policies"][0]["summary"]["total-failure-session-count"] = 0
    calm = report(A, "2024-03-01")
    first, second = tmp + "/first", tmp + "/second"
    vendors = [json.loads(json.dumps(true).replace("certificate-expired", t)) for t in ("vendor-a", "vendor-b")]
    for forged, copy in ((other, true), (bare, true), (calm, true), (calm, loud), vendors):
        assert judged(tmp, [forged, copy])[1]["conflicting-reports"]["severity"] == "high", forged
        write(first, [forged]), write(second, [copy])
        for option in ("--state", "--sqlite"):
            run(option, tmp + "/kept", "--json", tmp + "/s", first, env=NOW)
            s = summary(option, tmp + "/kept", second, env=NOW)
            os.remove(tmp + "/kept")
            found = [f["severity"] for f in s["findings"] if f["id"] == "conflicting-reports"]
            assert found == ["high"], (option, forged, found)
    more = json.loads(json.dumps(true))
    more["policies"][0]["summary"]["total-successful-session-count"] += 1
    assert judged(tmp, [true, more])[1]["conflicting-reports"]["severity"] == "low"


@test
def versions_of_one_report_hide_its_failures_once(tmp):
    """Who mails fifty of them makes a hundred failed sessions no five thousand; another report's are others."""
    versions = [report(A, "2024-03-01", ok=n, failed=100 - n % 2, n=1) for n in range(50)]
    found = judged(tmp, [report(A, "2024-03-01", n=1), *versions])[1]["conflicting-reports"]
    wanted = "Reports that contradict one that was counted: 50; the counted ones may hide 100 failed sessions"
    assert found["failed_sessions"] == 100 and found["title"] == wanted, found
    others = [report(A, "2024-03-02", n=2), report(A, "2024-03-02", failed=7, n=2)]
    found = judged(tmp, [report(A, "2024-03-01", n=1), *versions, *others])[1]["conflicting-reports"]
    assert found["failed_sessions"] == 107, found


@test
def a_report_with_a_policy_twice_counts_once(tmp):
    s, _ = judged(tmp, [report(A, "2024-03-01", policies=[A, A, A])])
    assert [p["reports"] for p in s["policies_seen"]] == [1] and s["domains"][0]["reports"] == 1


@test
def invented_domains_hide_no_silence(tmp):
    """Reports stopped; a mail about a thousand other domains changes nothing of that."""
    pile = [r for i, r in enumerate(on("2024-03-01", 29)) if i % 3 != 1] + on("2024-03-01", 37, domain="b.example")
    crowd = [report("x", "2024-03-05", n=7, policies=["d%d.example" % i for i in range(900)])]
    alone, crowded = judged(tmp, pile)[1], judged(tmp, pile + crowd)[1]
    assert alone["reports-stopped"] == crowded["reports-stopped"]


@test
def a_copy_attributed_to_others_displaces_no_listed_report(tmp):
    """With a list of domains: the same JSON, mailed before with another TLS-Report-Domain."""
    true = report(A, "2024-03-01", failed=5, **TLSA)
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nTLS-Report-Domain: %s\nContent-Type: %s\n\n%s\n\n"
    one = lambda domain: mail % (domain, "application/tlsrpt+json", json.dumps(true))
    open(tmp + "/list", "w").write("a.example\n")
    for mails in ([A], ["evil.example", A], [A, "evil.example"]):
        open(tmp + "/box", "w").write("".join(map(one, mails)))
        s = summary("--scope", tmp + "/list", tmp + "/box", env=NOW)
        assert s["totals"]["failed_sessions"] == 5 and s["totals"]["reports"] == 1, (mails, s["totals"])
        assert s["totals"]["foreign_reports"] == len(mails) - 1


@test
def a_megabyte_of_patterns_costs_no_more_than_it_is_long(tmp):
    """In strings of four kilobytes, and 1,800 hosts: a mail of 12 KB took 14 seconds."""
    strings = ["\n".join("mx: %d.%d" % (i, k) for k in range(400)) for i in range(250)]
    r = report(A, "2024-03-01", failed=1800, **{"policy-string": strings})
    detail = lambda i: {
        "result-type": "validation-failure",
        "failed-session-count": 1,
        "receiving-mx-hostname": "h%d.example" % i,
    }
    r["policies"][0]["failure-details"] = [detail(i) for i in range(1800)]
    with processor_time_below(2):
        s, found = judged(tmp, [r])
    assert "unlisted-mx" not in found  # so many patterns prove nothing


@test
def a_policy_that_was_weakened_days_ago_is_enforced_no_more(tmp):
    """Enforced for 20 days, in testing for three: the statement and the controls said that it is in mode enforce."""
    pile = on("2024-02-01", 20) + on("2024-02-21", 3, **TESTING)
    s, found = judged(tmp, pile, "--controls", "ism", "--statement", tmp + "/statement")
    assert found["policy-downgraded"]["first_day"] == "2024-02-21"
    told = re.sub("<[^>]*>", "", open(tmp + "/statement").read())
    assert "mode enforce, seen by senders since 2024-02-01 (the first" in told and ", last on 2024-02-20" in told, told
    (enforced,) = [c for c in s["controls"] if c["control"] == "ISM-1589"]
    assert [enforced["value"], enforced["verdict"]] == ["0 of 1 domain in mode enforce", "contradicts"], enforced
    s, _ = judged(tmp, pile + on("2024-02-24", 1), "--controls", "ism", "--statement", tmp + "/statement")
    assert "last on" not in open(tmp + "/statement").read()
    assert "1 of 1 domain in mode enforce" in [c["value"] for c in s["controls"]]
    judged(tmp, on("2024-02-01", 20), "--until", "2024-03-15", "--statement", tmp + "/statement")
    assert ", last on 2024-02-20" in re.sub("<[^>]*>", "", open(tmp + "/statement").read())
