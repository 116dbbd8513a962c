"""What an attacker can mail (SPEC 4, 5, 8, 10): each case of ../shared/corpus/attacks, and each kind that has no file there."""
import json, os, resource, subprocess, sys

from harness import *

ATTACKS = os.path.join(SHARED, "corpus/attacks")
MOST_SECONDS, MOST_MB = 2, 300
SANITIZED = "asan" in PROGRAM or "tsan" in PROGRAM


def attack(name):
    path = os.path.join(ATTACKS, name)
    if not os.path.exists(path):
        raise Skipped("../shared/corpus/attacks is not here")
    return path


def measured(*args, status=0, seconds=MOST_SECONDS, env=ENV):
    """Runs the program; fails when it took too much of anything. Gives its standard output and error."""
    script = ("import json, resource, subprocess, sys; r = subprocess.run(sys.argv[1:], capture_output=True); u = resource.getrusage(resource.RUSAGE_CHILDREN); "
              "print(json.dumps([r.returncode, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024, r.stdout.decode('utf-8', 'replace'), r.stderr.decode('utf-8', 'replace')]))")
    r = subprocess.run([sys.executable, "-c", script, PROGRAM, *map(str, args)], env=env, capture_output=True, check=True)
    code, took, mb, out, said = json.loads(r.stdout)
    assert code == status, (args, code, said)
    assert SANITIZED or (took < seconds and mb < MOST_MB), (args, took, mb)
    return out, said


def audited(name, *args, **kw):
    return json.loads(measured("--json", "-", *args, attack(name), **kw)[0])


def severe(s):
    return [(f["id"], f["severity"], f["policy_domain"]) for f in s["findings"] if f["severity"] in ("high", "critical")]


def ids(s):
    return [f["id"] for f in s["findings"]]


@test
def a_large_name_is_none(tmp):
    for name in ("amp-domain-1m-x-500.eml", "strings-16m.eml", "quad-small.eml", "quad-mid.eml"):
        for form in ("--json", "--ndjson", "--html"):
            out, _ = measured(form, "-", attack(name))
            assert len(out) < 2000000, (name, form, len(out))
    deviations = json.loads(measured("--ndjson", "-", attack("strings-16m.eml"))[0])["deviations"]
    assert "too-many-strings" in deviations, deviations


@test
def a_report_of_the_future_is_rejected(tmp):
    without, with_it = audited("far-none"), audited("far-future")
    assert [r["reason"] for r in with_it["rejected"]] == ["future-date"] and "future-dated-reports" in ids(with_it)
    assert with_it["rejected"][0]["organization_name"] and with_it["rejected"][0]["successful_sessions"] > 0
    assert severe(without) == severe(with_it) and len(severe(without)) == 2
    for name in ("period", "domains", "days", "reporters", "coverage"):
        assert without[name] == with_it[name], name
    measured("--fail-on", "high", attack("far-future"), status=3)
    stopped = audited("cal-stopped")
    assert "reports-stopped" not in ids(stopped) and stopped["totals"]["rejected"] == 4
    assert [f["policy_domain"] for f in stopped["findings"] if f["id"] == "future-dated-reports"] == ["evil.test"]


@test
def a_forged_first_copy_does_not_hide_failures(tmp):
    s = audited("poison")
    assert ("conflicting-reports", "high", "example.com") in severe(s)
    assert any("may hide 100 failed sessions" in f["title"] for f in s["findings"])
    assert s["conflicts"][0]["failed_sessions"] == 100 and s["conflicts"][0]["first_failed_sessions"] == 0
    measured("--fail-on", "high", attack("poison"), status=3)
    run("--state", tmp + "/s", attack("poison-state/n1"))
    s = json.loads(run("--state", tmp + "/s", "--json", "-", attack("poison-state/n2")).stdout)
    assert ("conflicting-reports", "high", "example.com") in severe(s), s["findings"]
    assert "100 failed sessions" in s["findings"][0]["title"], s["findings"]


@test
def a_state_of_the_version_before_is_carried_on(tmp):
    import sqlite3
    run("--state", tmp + "/s", attack("poison-state/n1"))
    db = sqlite3.connect(tmp + "/s")
    db.executescript("ALTER TABLE counted DROP COLUMN copy; ALTER TABLE counted DROP COLUMN counted; PRAGMA user_version = 1")
    db.close()
    s = json.loads(run("--state", tmp + "/s", "--state-expire", "30", "--json", "-", attack("poison-state/n2")).stdout)
    assert s["totals"]["conflicts"] == 1 and ("conflicting-reports", "high", "example.com") in severe(s)


@test
def a_date_long_ago_is_remembered_by_when_it_was_counted(tmp):
    got = [json.loads(run("--state", tmp + "/s", "--state-expire", "90", "--json", "-", attack("old")).stdout)["totals"] for _ in range(3)]
    assert [t["reports"] for t in got] == [1, 0, 0] and [t["known"] for t in got] == [0, 1, 1]
    assert "stale-period" in json.loads(run("--ndjson", "-", attack("old")).stdout)["deviations"]


@test
def a_nul_in_a_domain_makes_no_other_identity(tmp):
    s = audited("keycollision")
    assert s["totals"]["reports"] == 2 and s["totals"]["conflicts"] == 0


@test
def invented_reporters_silence_no_interception(tmp):
    for name in ("intercept-true", "intercept-hidden"):
        assert ("possible-interception", "critical", "example.com") in severe(audited(name)), name


@test
def a_share_with_failures_is_never_100_percent(tmp):
    out, _ = measured(attack("saturate"))
    assert "100.00 %" not in out and "99.99 %" in out, out
    s = audited("saturate")
    assert s["totals"]["failed_sessions"] == 90 and s["totals"]["success_rate"] < 1
    records = [json.loads(x) for x in measured("--ndjson", "-", attack("saturate"))[0].splitlines()]
    assert any("implausible-count" in r.get("deviations", []) for r in records)
