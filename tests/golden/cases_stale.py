"""Stale reports and ranges of decades: they count, and say nothing of a state (SPEC 4 and 5.2)."""

import datetime, json, re

from daily_reports import NOW, days, report
from daily_reports import A, NONE, TESTING, on
from harness import *


def received_on(day):
    return datetime.date.fromisoformat(day).strftime("%a, %d %b %Y 23:00:00 +0000")


@test
def a_range_of_decades_moves_no_period(tmp):
    """It begins in 2001 and ends with the day of its mail: nobody reports so."""
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    box = lambda reports: "".join(
        mail % ("Mon, 01 Apr 2024 00:00:00 +0000", "application/tlsrpt+json", json.dumps(r)) for r in reports
    )
    forged = report(A, "2024-03-10", ok=0, n=5)
    forged["date-range"]["start-datetime"] = "2001-01-01T00:00:00Z"
    open(tmp + "/true", "w").write(box(on("2024-03-01", 20)))
    open(tmp + "/both", "w").write(box(on("2024-03-01", 20) + [forged]))
    true, both = (summary(tmp + "/" + f, env=NOW) for f in ("true", "both"))
    assert true["period"] == both["period"] and true["domains"][0]["first_day"] == both["domains"][0]["first_day"]
    forged["date-range"] = {"start-datetime": "2024-03-20T00:00:00Z", "end-datetime": "2099-01-01T00:00:00Z"}
    open(tmp + "/end", "w").write(box(on("2024-03-01", 20) + [forged]))
    last = re.search(
        r"last_report_timestamp_seconds\{[^}]*\} (\d+)", run("--metrics", "-", tmp + "/end", env=NOW).stdout.decode()
    )
    assert int(last[1]) <= 1710979200, last[1]


@test
def stale_reports_give_no_first_day_and_count_no_day(tmp):
    """Mails of reports of a year ago: neither a finding's days nor five days without a policy."""
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    now, then = "Mon, 01 Apr 2024 00:00:00 +0000", "application/tlsrpt+json"
    pile = on("2023-01-01", 4, **NONE) + on("2024-03-30", 1, **NONE)
    open(tmp + "/none", "w").write("".join(mail % (now, then, json.dumps(r)) for r in pile))
    assert "no-policy" not in [f["id"] for f in summary(tmp + "/none", env=NOW)["findings"]]
    pile = on("2023-01-01", 1, failed=2) + on("2024-03-30", 1, failed=2)
    open(tmp + "/failed", "w").write("".join(mail % (now, then, json.dumps(r)) for r in pile))
    s = summary(tmp + "/failed", env=NOW)
    expired = [f for f in s["findings"] if f["id"] == "certificate-expired"][0]
    assert expired["first_day"] == "2024-03-30" == s["failures"][0]["first_day"], expired
    assert expired["failed_sessions"] == 4


@test
def a_stale_failure_among_sound_reports_gives_no_finding_a_last_day(tmp):
    """A failure of the fifth day, and one that came a year late about the 28th: it kept the first one open."""
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    sound = [(day, day, 2 * (day == "2023-01-05")) for day in days("2023-01-01", 31)]
    with open(tmp + "/box", "w") as f:
        for day, received, failed in sound + [("2023-01-28", "2024-03-02", 3)]:
            r = report(A, day, org="One" if day == received else "Late", failed=failed)
            f.write(mail % (received_on(received), "application/tlsrpt+json", json.dumps(r)))
    s = summary(tmp + "/box", env=NOW)
    (expired,) = [f for f in s["findings"] if f["id"] == "certificate-expired"]
    last = [row["last_day"] for row in (expired, s["failures"][0], s["result_types"][0])]
    assert last == ["2023-01-05"] * 3, last
    assert [expired[k] for k in ("status", "days_clean", "failed_sessions")] == ["closed", 26, 5], expired
    late = [r["last_day"] for r in s["reporter_results"] if r["organization_name"] == "Late"]
    assert late == ["2023-01-28"], late


@test
def stale_reports_give_no_address_or_foreign_domain_a_first_day_and_have_reporters(tmp):
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    pile = []
    for day in ("2023-01-01", "2024-03-30"):
        r = report(A, day, failed=2, policies=[A, "b.example"])
        for p in r["policies"]:
            p["failure-details"][0]["receiving-ip"] = "192.0.2.1"
        pile += [r, {**r, "organization-name": "Two"}]
        changed = json.loads(json.dumps(r))
        changed["policies"][0]["summary"]["total-failure-session-count"] = 3
        pile.append(changed)
    now = "Mon, 01 Apr 2024 00:00:00 +0000"
    open(tmp + "/box", "w").write("".join(mail % (now, "application/tlsrpt+json", json.dumps(r)) for r in pile))
    open(tmp + "/scope", "w").write("domain\n" + A + "\n")
    s = summary("--scope", tmp + "/scope", tmp + "/box", env=NOW)
    conflict = [f for f in s["findings"] if f["id"] == "conflicting-reports"]
    rows = s["addresses"] + s["foreign"] + conflict
    assert [r["first_day"] for r in rows] == ["2024-03-30"] * 3, rows
    lines = run("--table", "domain_days", tmp + "/box", env=NOW).stdout.decode().splitlines()
    reporters = [line.split(",")[3] for line in lines if line.startswith(A)]
    assert lines[0].split(",")[3] == "reporters" and reporters == ["2", "2"], lines


@test
def a_domain_of_stale_reports_alone_misses_no_days(tmp):
    """One mail of today tells of another domain in 2001: twenty years of days that nobody expected."""
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    pile = on("2024-03-01", 20) + [report("evil.example", "2001-03-01")]
    form = ("Mon, 01 Apr 2024 00:00:00 +0000", "application/tlsrpt+json")
    open(tmp + "/box", "w").write("".join(mail % (*form, json.dumps(r)) for r in pile))
    s = summary(tmp + "/box", env=NOW)
    assert [d["policy_domain"] for d in s["domains"]] == [A, "evil.example"] and s["totals"]["days_missing"] == 0
    assert s["coverage"][1]["days_missing"] == 0 and "first_day" not in s["coverage"][1], s["coverage"]
    told = run("--metrics", "-", tmp + "/box", env=NOW).stdout.decode()
    assert re.findall(r'last_report_timestamp_seconds\{domain="(.*)"', told) == [A], told
    for listed, missing in (("*.example\n", 0), (A + "\nevil.example\n", 20)):  # below a wildcard, by its own name
        open(tmp + "/list", "w").write(listed)
        assert summary("--scope", tmp + "/list", tmp + "/box", env=NOW)["totals"]["days_missing"] == missing, listed


@test
def stale_failures_between_covered_days_are_not_taken_from_them(tmp):
    """Three reports in two years, and eight of days between them that came more than a year late."""
    mail = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    late = lambda r, at: mail % (at, "application/tlsrpt+json", json.dumps(r))
    sound = [(d, d) for d in ("2022-01-01", "2023-01-01", "2024-03-01")]
    stale = [(d, "2024-03-02") for d in days("2022-02-01", 8)]
    with open(tmp + "/box", "w") as f:
        for day, received in sound + stale:
            f.write(late(report(A, day, failed=int(day != received), **TESTING), received_on(received)))
    basis = summary(tmp + "/box", env=NOW)["domains"][0]["readiness_basis"]
    assert basis["days_covered"] == basis["days_clean"] == 3, basis
