"""Dates, the period, and the days of it that are missing (SPEC 5.2 and 7)."""

from daily_reports import AT, NOW, by_domain, days, report, write
from harness import *


def asked(*args, day="2024-03-15"):
    options = summary(*args, "mail.mbox", cwd=SAMPLES, env=AT(day))["options"]
    return options.get("since"), options.get("until")


@test
def dates_are_months_quarters_years_and_relative_ones(tmp):
    assert asked("--since", "2024-02", "--until", "2024-02") == ("2024-02-01", "2024-02-29")
    assert asked("--period", "2024-Q1") == ("2024-01-01", "2024-03-31") and asked("--period", "2024") == (
        "2024-01-01",
        "2024-12-31",
    )
    assert asked("--since", "30d", "--until", "yesterday") == ("2024-02-14", "2024-03-14")
    assert asked("--period", "30d") == ("2024-02-14", "2024-03-14")
    assert asked("--period", "last-month") == ("2024-02-01", "2024-02-29") and asked("--period", "last-quarter") == (
        "2023-10-01",
        "2023-12-31",
    )
    assert asked("--period", "last-year", "--until", "today") == ("2023-01-01", "2024-03-15")
    for args, said in (
        (("--since", "nonsense"), "--since: nonsense is no date; these are: 2024-02-29, 2024-02, 2024-Q1"),
        (("--period", "next-month"), "--period: next-month is no period; these are:"),
        (("--since", "2024-03", "--until", "2024-02"), "--since is after --until"),
        (("--until", "2024-02-30"), "is no date"),
    ):
        assert said in run(*args, "mail.mbox", cwd=SAMPLES, status=2).stderr.decode(), said


@test
def days_of_the_period_that_have_not_come_are_told(tmp):
    """The month that is going on had "evidence on 20 of 31 days", and nothing said why."""
    path = write(tmp + "/r", [report("a.example", d) for d in days("2024-05-01", 20)])
    for now, period, told in (
        ("2024-05-21", "2024-05", "asked 2024-05-01 to 2024-05-31, of which 10 days have not come; evidence on 20 of"),
        ("2024-05-30", "2024-05", "asked 2024-05-01 to 2024-05-31, of which 1 day has not come; evidence on 20 of 31"),
        ("2024-05-31", "2024-05", "asked 2024-05-01 to 2024-05-31; evidence on 20 of 31 days"),
        ("2024-05-21", "2024-06", "asked 2024-06-01 to 2024-06-30, of which 30 days have not come; evidence on 0 of"),
    ):
        text = " ".join(run("--period", period, "--digest", "-", path, env=AT(now)).stdout.decode().split())
        assert told in text, text
    page = run("--period", "2024-05", "--statement", "-", path, env=AT("2024-05-21")).stdout.decode()
    assert "of which 10 days have not come" in page, page


@test
def missing_days_go_to_the_end_of_what_was_asked(tmp):
    path = write(
        tmp + "/r",
        [report("dark.example", d) for d in days("2024-02-01", 8)]
        + [report("lit.example", d) for d in days("2024-02-01", 14)],
    )
    args = ("--since", "2024-02-01", "--until", "2024-03-31", path)
    s = summary(*args, env=NOW)
    assert s["period"] == {
        "first_day": "2024-02-01",
        "last_day": "2024-03-31",
        "days": 60,
        "days_with_reports": 14,
        "days_without_reports": 46,
        "asked": {"since": "2024-02-01", "until": "2024-03-31"},
    }, s["period"]
    assert {d: (r["days_covered"], r["days_missing"]) for d, r in by_domain(s["domains"]).items()} == {
        "dark.example": (8, 52),
        "lit.example": (14, 46),
    }
    assert s["totals"]["days_missing"] == 98
    text = " ".join(run(*args, env=NOW).stdout.decode().split())
    assert (
        "asked 2024-02-01 to 2024-03-31; evidence on 14 of 60 days" in text
        and "98 of 120 expected days; most for dark.example, 52" in text
    ), text


@test
def days_that_were_not_asked_for_are_not_missing_where_nothing_counts(tmp):
    """A domain with since and until of its own is expected on those days of them that were asked for."""
    path = write(tmp + "/r", [report("foreign.example", "2024-03-01")])
    open(tmp + "/list", "w").write("domain,since,until\nown.example,2024-01-01,2024-01-31\n")
    for asked, want in (
        ((), ("2024-01-01", "2024-01-31", 31)),
        (("--since", "2024-01-10"), ("2024-01-10", "2024-01-31", 22)),
        (("--until", "2024-01-10"), ("2024-01-01", "2024-01-10", 10)),
        (("--since", "2024-06-10"), (None, None, 0)),
    ):
        s = summary("--scope", tmp + "/list", *asked, path, env=NOW)
        row = s["coverage"][0]
        assert (row.get("first_day"), row.get("last_day"), row["days_missing"]) == want, (asked, row)
        assert s["totals"]["days_missing"] == want[2]
