"""Forged mails of each kind of lie."""

import glob, json, os, random, re, sqlite3

import daily_reports
from random_reports import domain, mail, policy, report
from harness import *


@test
def forged_mails_of_each_kind_of_lie(tmp):
    """A date of the future, a NUL in a domain, a quoted pass, sessions beyond belief, a date long ago: the kinds of attack, invented here."""
    r = random.Random(7)
    days = [
        mail(
            tmp + "/%d.eml" % i,
            report(r, [policy(r, "a.example", [detail("certificate-expired")], "sts")], day=2180 + i),
        )
        for i in range(12)
    ]
    alone = summary(*days)
    severe = lambda s: [(f["id"], f["policy_domain"]) for f in s["findings"] if f["severity"] in ("high", "critical")]
    future = summary(
        *days,
        *[
            mail(tmp + "/f%d.eml" % i, report(r, [policy(r, d, kind="sts")], day=4100 + i))
            for i, d in enumerate(("a.example", "evil.example", "evil.example"))
        ]
    )
    assert (
        [x["reason"] for x in future["rejected"]] == ["future-date"] * 3
        and severe(future) == severe(alone) != []
        and future["period"] == alone["period"]
    )

    two = [
        dict(report(r, [policy(r, d, kind="sts") for d in of]), **{"report-id": "same"})
        for of in (("a.example", "b.example"), ("a.example\0b.example",))
    ]
    t = summary(*[mail(tmp + "/n%d.eml" % i, x) for i, x in enumerate(two)])["totals"]
    assert t["reports"] == 2 and t["conflicts"] == 0, t

    quoted = mail(
        tmp + "/q.eml",
        report(r, [policy(r, "a.example")]),
        fields='Authentication-Results: mx.example.com; spf=pass reason="x; dkim=pass header.d=example.net"\n',
    )
    assert summary("--authserv-id", "mx.example.com", "--require-auth", quoted)["totals"]["unauthenticated"] == 1

    many = report(r, [policy(r, "a.example", [detail("certificate-expired")] * 9, "sts")])
    many["policies"][0]["summary"]["total-successful-session-count"] = 9 * 10**18
    assert (
        summary(mail(tmp + "/s.eml", many))["totals"]["success_rate"] < 1
        and b"100.00 %" not in run(tmp + "/s.eml").stdout
    )
    assert b"implausible-count" in run("--ndjson", "-", tmp + "/s.eml").stdout

    old = mail(tmp + "/o.eml", report(r, [policy(r, "a.example")], day=700))
    assert b"stale-period" in run("--ndjson", "-", old).stdout
    nights = [summary("--state", tmp + "/state", "--state-expire", "90", old)["totals"] for _ in range(3)]
    assert [(n["reports"], n["known"]) for n in nights] == [(1, 0), (0, 1), (0, 1)], nights


@test
def a_stale_report_protects_no_domain(tmp):
    """Reports find no policy; one that came a year late, about the day after them, tells of an enforced one."""
    r = random.Random(8)
    for day in range(7):
        none = report(r, [policy(r, "a.example", kind="no-policy-found")], day=2200 + day)
        mail("%s/%d.eml" % (tmp, day), none, received="Mon, 20 Jan 2026 08:00:00 +0000")
    mails = sorted(glob.glob(tmp + "/*.eml"))
    enforced = policy(r, "a.example", kind="sts")
    enforced["policy"]["policy-string"] = ["version: STSv1", "mode: enforce", "mx: mx.a.example", "max_age: 86400"]
    late = mail(tmp + "/late", report(r, [enforced], day=2207), received="Mon, 18 Jan 2027 08:00:00 +0000")
    with open(tmp + "/zone", "w") as f:
        f.write("a.example. MX 10 elsewhere.example.\n")

    def told(*inputs):
        s = summary("--dns", tmp + "/zone", "--statement", tmp + "/statement", *inputs)
        words = re.findall(r"enforced|Secured: \w+|No policy: \w+", open(tmp + "/statement").read())
        return s["totals"]["reports"], words, s["setup"][0]["mx"], s["domains"][0]["readiness"]

    (n, *before), (m, *after) = told(*mails), told(*mails, late)
    assert m == n + 1 and before == after, (before, after)


@test
def stale_sessions_of_a_day_that_no_sound_report_covers_close_no_finding(tmp):
    """Eight sound reports after a failure tell of no secured session; one that came a year late tells of ten, on any day of the gap between them."""
    for late in "02", "03", "04":
        os.mkdir(tmp + "/" + late)
        pile = [("01", 10, 1, 2023), (late, 10, 0, 2024)] + [("%02d" % day, 0, 0, 2023) for day in range(5, 13)]
        for day, secured, failed, year in pile:
            sent = daily_reports.report("a.example", "2023-01-" + day, ok=secured, failed=failed)
            received = "Wed, 31 Jan %d 08:00:00 +0000" % year
            mail("%s/%s/%s.eml" % (tmp, late, day), sent, received=received)
        (expired,) = [f for f in summary(tmp + "/" + late)["findings"] if f["id"] == "certificate-expired"]
        assert [expired[k] for k in ("status", "days_clean", "sessions_since")] == ["open", 8, 0], (late, expired)


@test
def stale_sessions_make_no_domain_ready(tmp):
    """Fourteen days of reports in mode testing tell of no session; one that came a year late, about a day between them, of ten."""
    testing = ["version: STSv1", "mode: testing", "mx: *.a.example", "max_age: 604800"]
    for day in range(1, 16):
        sent = daily_reports.report("a.example", "2023-01-%02d" % day, ok=10 * (day == 7), **{"policy-string": testing})
        received = "Wed, 31 Jan %d 08:00:00 +0000" % (2024 if day == 7 else 2023)
        mail("%s/%02d.eml" % (tmp, day), sent, received=received)
    (row,) = summary(*sorted(glob.glob(tmp + "/*.eml")))["domains"]
    basis = [row["readiness_basis"][k] for k in ("days_covered", "sessions", "reporters")]
    assert (row["readiness"], basis) == ("too-little-evidence", [14, 0, 1]), row
    silent = daily_reports.report("a.example", "2023-01-07", ok=0, **{"policy-string": testing})
    mail(tmp + "/16.eml", {**silent, "report-id": "silent"}, received="Tue, 31 Jan 2023 08:00:00 +0000")
    (row,) = summary(*sorted(glob.glob(tmp + "/*.eml")))["domains"]
    assert (row["readiness"], row["readiness_basis"]["sessions"]) == ("too-little-evidence", 0), "covered by another"


@test
def a_range_that_ends_after_its_mail_came_hides_no_silence(tmp):
    """Nineteen days of reports, and nothing for three weeks; the last report's range says that it covers them, whatever is merged or read."""
    for day in range(1, 20):
        sent = daily_reports.report("a.example", "2026-01-%02d" % day)
        if day == 19:
            sent["date-range"]["end-datetime"] = "2026-02-08T23:59:59Z"
        mail("%s/%02d.eml" % (tmp, day), sent, received="%d Jan 2026 08:00:00 +0000" % (day + 1))
    run("--ndjson", tmp + "/records", *sorted(glob.glob(tmp + "/*.eml")))
    for inputs in ([*sorted(glob.glob(tmp + "/*.eml"))], [tmp + "/records"]):
        s = summary("--until", "2026-02-08", *inputs)
        (stopped,) = [f for f in s["findings"] if f["id"] == "reports-stopped"]
        # The mail came on the 20th at 8: two days later, half of the 22nd had not passed.
        assert (stopped["first_day"], stopped["last_day"]) == ("2026-01-22", "2026-02-08"), stopped
        assert (s["domains"][0]["days_covered"], s["domains"][0]["days_missing"]) == (21, 18), s["domains"]


def copies(tmp, first, second, details=[detail("tlsa-invalid")]):
    """A domain's report that somebody mailed before it came, and the true one: other words of the mail alone."""
    x = report(random.Random(9), [policy(random.Random(9), "mx.example", details, "tlsa")], day=2190)
    return mail(tmp + "/1.eml", x, **first), mail(tmp + "/2.eml", x, **second)


def told_of(*args, of=("reports", "duplicates", "conflicts")):
    s = summary(*args)
    totals = [s["totals"][k] for k in of]
    return totals, [(f["severity"], f["policy_domain"]) for f in s["findings"] if f["id"] == "conflicting-reports"]


ONE_HIDES = ([1, 0, 1], [("high", "a.example")])
OF_OTHER = {"fields": "TLS-Report-Domain: b.example\n"}
LATE = {"received": "Mon, 18 Jan 2027 08:00:00 +0000"}


@test
def the_same_report_with_another_domain_displaces_none_in_silence(tmp):
    """Of tlsa and no-policy-found the mail tells the domain (SPEC 4): the copy that came first takes the failures with it."""
    assert told_of(*copies(tmp, OF_OTHER, {})) == ONE_HIDES
    assert told_of(*copies(tmp, {}, {})) == ([1, 1, 0], [])
    undated = {"received": "", "fields": "Message-ID: <1@a.example>\n"}
    assert told_of(*copies(tmp, OF_OTHER, undated, [])) == ([1, 0, 1], [("info", "a.example")])


@test
def the_same_report_after_years_displaces_none_in_silence(tmp):
    assert told_of(*copies(tmp, LATE, {})) == ONE_HIDES
    assert told_of(*copies(tmp, {}, LATE)) == ([1, 1, 0], [])


@test
def a_copy_that_came_the_night_before_displaces_none_in_silence(tmp):
    """Each night tells of it; the counted copy stays known, and so do both where the mails say the same."""
    for i, (first, second, hides) in enumerate(((OF_OTHER, {}, 1), (LATE, {}, 1), ({}, LATE, 0), ({}, {}, 0))):
        forged, true = copies(tmp, first, second)
        told = lambda *mails: told_of("--state", tmp + "/state%d" % i, *mails, of=("reports", "known", "conflicts"))
        findings = [("high", "a.example")] * hides
        assert told(forged) == ([1, 0, 0], [])
        assert told(true) == ([0, 1 - hides, hides], findings)
        for both in (forged, true), (true, forged):
            assert told(*both) == ([0, 2 - hides, hides], findings), (i, both)


@test
def a_database_tells_of_a_copy_that_came_the_night_before(tmp):
    """The run counts the true one; the database keeps the other, whose rows stay as they are, and says so."""
    for i, (first, second, hides) in enumerate(((OF_OTHER, {}, 1), (LATE, {}, 1), ({}, LATE, 0), ({}, {}, 0))):
        forged, true = copies(tmp, first, second)
        db = "%s/%d.db" % (tmp, i)
        assert told_of("--sqlite", db, forged) == ([1, 0, 0], [])
        assert told_of("--sqlite", db, true) == ([1, 0, 0], [("high", "a.example")] * hides), i
        assert sqlite3.connect(db).execute("SELECT kind FROM exceptions").fetchall() == [("conflict",)] * hides, i


@test
def a_report_that_was_posted_hides_no_failures_that_its_mail_moves_to_another_domain(tmp):
    """The mail's word counts for a tlsa policy (SPEC 4), and what was POSTed has none: as in one run, whichever came first."""
    for i, (details, failing) in enumerate((([detail("tlsa-invalid")], 1), ([], 0))):
        _, mailed = copies(tmp, {}, {}, details)
        posted = tmp + "/%d.json" % i
        open(posted, "w").write(open(mailed).read().partition("\n\n")[2])
        for j, (first, second) in enumerate(((posted, mailed), (mailed, posted))):
            domain = "a.example" if second == mailed else "mx.example"
            told = [("high", domain)] * failing
            assert told_of(first, second) == ([1, 1 - failing, failing], told), (i, j)
            run("--state", "%s/%d%d" % (tmp, i, j), "--json", tmp + "/s", first)
            night = told_of("--state", "%s/%d%d" % (tmp, i, j), second, of=("reports", "known", "conflicts"))
            assert night == ([0, 1 - failing, failing], told), (i, j, night)
            run("--sqlite", "%s/%d%d.db" % (tmp, i, j), "--json", tmp + "/s", first)
            assert told_of("--sqlite", "%s/%d%d.db" % (tmp, i, j), second)[1] == told, (i, j)


@test
def a_list_that_grows_makes_no_conflict_of_a_known_report(tmp):
    """The state remembers all domains of a report, whichever the list or --domain leaves of it."""
    r = random.Random(9)
    both = mail(tmp + "/1.eml", report(r, [policy(r, "b.example", kind="sts"), policy(r, "mx", kind="tlsa")], day=2190))
    told = lambda *args: told_of("--state", tmp + "/state", *args, both, of=("reports", "known", "conflicts"))
    assert told("--domain", "b.example") == ([1, 0, 0], [])
    assert told() == told("--domain", "a.example") == ([0, 1, 0], [])


@test
def a_copy_whose_policy_lists_the_host_hides_none_in_silence(tmp):
    """As many failures, but what made them an unlisted MX is told only by the copy that is not counted."""
    for lines in "mx: mx.a.example", "mx: evil.example":
        failing = policy(
            random.Random(9), "a.example", [detail("validation-failure", receiving_mx_hostname="evil.example")], "sts"
        )
        failing["policy"]["policy-string"] = ["version: STSv1", "mode: enforce", lines, "max_age: 86400"]
        mail("%s/%d.eml" % (tmp, lines == "mx: mx.a.example"), report(random.Random(9), [failing], day=2190))
    for first, told in ("0", "; only copies that were not counted tell of it"), ("1", ""):
        s = summary("%s/%s.eml" % (tmp, first), tmp + "/" + ("1" if first == "0" else "0") + ".eml")
        severe = {f["id"]: f["title"] for f in s["findings"] if f["severity"] == "high"}
        assert set(severe) == {"unlisted-mx", "conflicting-reports"}, (first, severe)
        assert severe["unlisted-mx"].endswith("does not list" + told), (first, severe)


@test
def a_copy_speaks_of_a_domain_or_reporter_that_nothing_counted_tells_of(tmp):
    """The forged copy takes a domain's only report to another domain, or names another sender: it hides no attack, and what it hides makes no row."""
    failing = [detail("tlsa-invalid"), detail("starttls-not-supported")]
    sent = report(random.Random(9), [policy(random.Random(9), "mx.example", failing, "tlsa")], day=2190)
    sent["policies"][0]["summary"]["total-successful-session-count"] = 5
    renamed = json.loads(json.dumps(sent).replace("Org", "Other"))
    true = mail(tmp + "/true.eml", sent)
    moved, named = mail(tmp + "/moved.eml", sent, **OF_OTHER), mail(tmp + "/named.eml", renamed, **OF_OTHER)
    with open(tmp + "/list", "w") as f:
        f.write("a.example\nb.example\n")
    severe = lambda s: {
        (f["id"], f["severity"]): f["title"] for f in s["findings"] if f["policy_domain"] == "a.example"
    }
    alone = set(severe(summary(true)))
    assert {("dane-broken", "high"), ("possible-downgrade", "critical")} <= alone, alone
    run("--json", tmp + "/of-{domain}", moved, true)
    assert alone <= set(severe(json.load(open(tmp + "/of-a.example")))), os.listdir(tmp)
    for first, more in (moved, []), (named, ["--dedup=report-id"]), (moved, ["--scope", tmp + "/list"]):
        s = summary(*more, "--html", tmp + "/page", "--xlsx", tmp + "/book", "--csv", tmp + "/csv", first, true)
        found = severe(s)
        assert alone <= set(found) and ("conflicting-reports", "high") in found, (first, more, found)
        assert found[("dane-broken", "high")].endswith("; only copies that were not counted tell of it"), found
        assert (("never-reported", "high") in found) == ("--scope" in more), found
        counted = summary(*more, first)
        for table in ("domains", "domain_days", "coverage", "reporters", "failures", "period", "scope"):
            assert s.get(table) == counted.get(table), (table, s[table], counted[table])
