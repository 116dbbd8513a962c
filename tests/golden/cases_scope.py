"""What was asked for against what is there: dates, period, scope, a finding's life (SPEC 5.2, 5.3, 7, 8.2, 8.3)."""
import json, os, subprocess

from harness import *

AT = lambda day: dict(ENV, SOURCE_DATE_EPOCH=subprocess.check_output(["date", "-u", "-d", day, "+%s"], text=True).strip())


def asked(*args, day="2024-03-15"):
    options = summary(*args, "mail.mbox", cwd=SAMPLES, env=AT(day))["options"]
    return options.get("since"), options.get("until")


@test
def dates_are_months_quarters_years_and_relative_ones(tmp):
    assert asked("--since", "2024-02", "--until", "2024-02") == ("2024-02-01", "2024-02-29")
    assert asked("--period", "2024-Q1") == ("2024-01-01", "2024-03-31") and asked("--period", "2024") == ("2024-01-01", "2024-12-31")
    assert asked("--since", "30d", "--until", "yesterday") == ("2024-02-14", "2024-03-14")
    assert asked("--period", "30d") == ("2024-02-14", "2024-03-14")
    assert asked("--period", "last-month") == ("2024-02-01", "2024-02-29") and asked("--period", "last-quarter") == ("2023-10-01", "2023-12-31")
    assert asked("--period", "last-year", "--until", "today") == ("2023-01-01", "2024-03-15")
    for args, said in ((("--since", "nonsense"), "--since: nonsense is no date; these are: 2024-02-29, 2024-02, 2024-Q1"),
                       (("--period", "next-month"), "--period: next-month is no period; these are:"),
                       (("--since", "2024-03", "--until", "2024-02"), "--since is after --until"), (("--until", "2024-02-30"), "is no date")):
        assert said in run(*args, "mail.mbox", cwd=SAMPLES, status=2).stderr.decode(), said
