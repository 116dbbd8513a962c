"""Two years of a dozen domains, one story each: every figure and status worked out here, apart from the program (SPEC 5.2, 5.3, 8.2, 8.3)."""
import datetime, random

from daily_reports import AT, by_domain, report, write
from harness import *

sys.path.insert(0, os.path.join(ROOT, "tests", "corpus"))
import stories

DAY, SINCE, UNTIL = stories.DAY, stories.FIRST, stories.LAST
NOW = AT("2026-01-05")


def covered_by(begin, end):
    """The days that a report covers: its own, and each other one of which it spans at least 12 hours."""
    found, day = {begin.date()}, begin.date()
    while day <= end.date():
        midnight = datetime.datetime.combine(day, datetime.time())
        if min(end + datetime.timedelta(seconds=1), midnight + DAY) - max(begin, midnight) >= DAY / 2:
            found.add(day)
        day += DAY
    return found


def truth(reports):
    lines = [line.split(",") for line in stories.LIST.splitlines()[1:]]
    as_day = lambda text, other: datetime.date.fromisoformat(text) if text else other
    result = {}
    for domain, _, since, until in lines:
        own = [r for r in reports if r[0] == domain]
        first, last = max(SINCE, as_day(since, SINCE)), min(UNTIL, as_day(until, UNTIL))
        covered = set().union(*(covered_by(r[2], r[3]) for r in own)) if own else set()
        expected = {first + n * DAY for n in range((last - first).days + 1)}
        row = {
            "reports": len(own),
            "successful": sum(r[4] for r in own),
            "failed": sum(r[5] for r in own),
            "covered": len(covered & expected),
            "missing": len(expected - covered),
            "status": None,
        }
        bad = [r for r in own if r[5]]
        if bad:
            dirty = max(max(covered_by(r[2], r[3])) for r in bad)
            clean = {d for d in covered & expected if d > dirty}
            sessions = sum(r[4] for r in own if r[2].date() in clean)
            late = (UNTIL - max(r[2].date() for r in bad)).days >= 7
            row["status"] = (
                "closed" if len(clean) >= 7 and sessions else "unproven" if late and len(clean) < 7 else "open",
                len(clean),
                sessions,
            )
        tail = sorted(covered & expected)[-14:]
        failing = [d for d in tail if any(r[2].date() == d and r[5] for r in own)]
        row["readiness"] = (
            "too-little-evidence"
            if not own
            else "enforced"
            if "ready" not in domain
            else "not-ready"
            if failing
            else "ready"
            if len(tail) == 14
            else "too-little-evidence"
        )
        quiet = (last - max(covered & expected)).days if covered & expected else 0
        row["stopped"] = quiet >= 7
        result[domain] = row
    return result


@test
def two_years_of_stories_are_told_right(tmp):
    reports = list(stories.reports())
    open(tmp + "/list.csv", "w").write(stories.LIST)
    write(tmp + "/a.tar", [stories.as_json(*r) for r in reports])
    args = ("--scope", tmp + "/list.csv", "--since", "2024", "--until", "2025")
    s = summary(*args, tmp + "/a.tar", env=NOW)
    want, got = truth(reports), by_domain(s["domains"])
    assert sorted(want) == sorted(got)
    events = {
        f["policy_domain"]: (f["status"], f["days_clean"], f["sessions_since"])
        for f in s["findings"]
        if f["id"] == "certificate-expired"
    }
    for domain, w in want.items():
        g = got[domain]
        assert (g["reports"], g["successful_sessions"], g["failed_sessions"], g["days_covered"], g["days_missing"]) == (
            w["reports"],
            w["successful"],
            w["failed"],
            w["covered"],
            w["missing"],
        ), (domain, g, w)
        assert events.get(domain) == w["status"] and g["readiness"] == w["readiness"], (
            domain,
            events.get(domain),
            g["readiness"],
            w,
        )
    have = {(f["id"], f["policy_domain"]) for f in s["findings"]}
    assert (
        {d for i, d in have if i == "reports-stopped"}
        == {d for d, w in want.items() if w["stopped"]}
        == {"dark.example", "hushed.example"}
    )
    assert (
        ("never-reported", "never.example") in have
        and s["scope"]["silent"] == ["never.example"]
        and [f["policy_domain"] for f in s["foreign"]] == ["stranger.example"]
    )
    assert (
        s["totals"]["days_missing"] == sum(w["missing"] for w in want.values()) and s["totals"]["foreign_reports"] == 4
    )
    assert {f["status"] for f in s["findings"]} == {"open", "closed", "unproven"}
    # Order, threads and the records' way change nothing.
    random.Random(3).shuffle(reports)
    write(tmp + "/b.tar", [stories.as_json(*r) for r in reports])
    run("--ndjson", tmp + "/records", tmp + "/b.tar", env=NOW)
    for other in ((*args, "-j", 7, tmp + "/b.tar"), (*args, tmp + "/records")):
        o = summary(*other, env=NOW)
        for name in "period scope domains coverage findings foreign windows reporter_results reporter_policies".split():
            assert o[name] == s[name], (other, name)


@test
def clean_days_never_reopen_and_nothing_never_closes(tmp):
    """Random histories, and what is added to them: nothing, clean days with gaps between them, days without a session."""
    first = datetime.date(2024, 3, 1)
    on = lambda n: (first + n * DAY).isoformat()

    def events(reports, until):
        s = summary("--until", on(until), write(tmp + "/h", reports), env=NOW)
        assert all(f["status"] in ("open", "closed", "unproven") for f in s["findings"])
        return {f["key"]: f for f in s["findings"] if f["id"] == "certificate-expired"}

    seen = set()
    for seed in range(12):
        chance = random.Random(seed)
        last = chance.randrange(1, 40)
        history = [
            report("a.example", on(n), ok=chance.choice((0, 5)), failed=int(chance.random() < 0.2), n=n)
            for n in range(last)
            if chance.random() < 0.7
        ]
        history.append(
            report("a.example", on(last), ok=chance.choice((0, 5)), failed=int(chance.random() < 0.5), n=last)
        )
        if not any(r["policies"][0]["failure-details"] for r in history):
            history.append(report("a.example", on(0), ok=0, failed=1, n=99))
        before = events(history, last)
        closed = {k for k, f in before.items() if f["status"] == "closed"}
        for days_of_nothing in (4, 8, 30):
            later = events(history, last + days_of_nothing)
            assert set(later) == set(before) and {k for k, f in later.items() if f["status"] == "closed"} == closed, (
                seed,
                days_of_nothing,
            )
            seen |= {f["status"] for f in later.values()}
        idle = events(history + [report("a.example", on(last + n), ok=0, n=n) for n in range(1, 20)], last + 20)
        assert all(f["status"] != "closed" for k, f in idle.items() if before[k]["sessions_since"] == 0), (
            seed,
            "closed without a session",
            idle,
        )
        clean = [n for n in range(last + 1, last + 70) if chance.random() < 0.6]
        for n in (3, 6, 7, 8, 14, 30, len(clean)):
            now = events(history + [report("a.example", on(d), n=d) for d in clean[:n]], clean[n - 1])
            assert set(now) == set(before)
            for k, f in now.items():
                assert f["status"] == "closed" or k not in closed, (seed, n, "reopened")
                assert (f["status"] == "closed") == (f["days_clean"] >= 7) and f["days_clean"] >= n, (
                    seed,
                    n,
                    f["status"],
                    f["days_clean"],
                )
                seen.add(f["status"])
            closed |= {k for k, f in now.items() if f["status"] == "closed"}
        assert closed == set(before), seed
    assert seen == {"open", "closed", "unproven"}, seen
