"""What an attacker can mail (SPEC 4, 5, 8, 10): each case of ../shared/corpus/attacks, in one case that names what failed. The same kinds in
samples of our own are in cases_limits, cases_floods, cases_bounds and cases_attackers."""
import json, os, sqlite3, subprocess, sys, traceback

from harness import *

ATTACKS = os.path.join(SHARED, "corpus/attacks")
MOST_SECONDS, MOST_MB = 2, 300


attacks, used = [], set()


def case(f):
    attacks.append(f)
    return f


def attack(name):
    used.add(name.split("/")[0])
    return os.path.join(ATTACKS, name)


def measured(*args, status=0, seconds=MOST_SECONDS, env=ENV):
    """Runs the program; fails when it took too much of anything. Gives its standard output and error."""
    script = (
        "import json, resource, subprocess, sys; r = subprocess.run(sys.argv[1:], capture_output=True); u = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(json.dumps([r.returncode, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024, r.stdout.decode('utf-8', 'replace'), r.stderr.decode('utf-8', 'replace')]))"
    )
    r = subprocess.run(
        [sys.executable, "-c", script, PROGRAM, *map(str, args)], env=env, capture_output=True, check=True
    )
    code, took, mb, out, said = json.loads(r.stdout)
    assert code == status or (status is None and code in (0, 1)), (args, code, said)
    assert INSTRUMENTED or (took < seconds and mb < MOST_MB), (args, took, mb)
    return out, said


def audited(name, *args, **kw):
    return json.loads(measured("--json", "-", *args, attack(name), **kw)[0])


def severe(s):
    return [
        (f["id"], f["severity"], f["policy_domain"]) for f in s["findings"] if f["severity"] in ("high", "critical")
    ]


def ids(s):
    return [f["id"] for f in s["findings"]]


@case
def a_large_name_is_none(tmp):
    for name in ("amp-domain-1m-x-500.eml", "strings-16m.eml", "quad-small.eml", "quad-mid.eml"):
        for form in ("--json", "--ndjson", "--html"):
            out, _ = measured(form, "-", attack(name))
            assert len(out) < 2000000, (name, form, len(out))
    deviations = json.loads(measured("--ndjson", "-", attack("strings-16m.eml"))[0])["deviations"]
    assert "too-many-strings" in deviations, deviations


@case
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


@case
def a_forged_first_copy_does_not_hide_failures(tmp):
    s = audited("poison")
    assert ("conflicting-reports", "high", "example.com") in severe(s)
    assert any("may hide 100 failed sessions" in f["title"] for f in s["findings"])
    assert s["conflicts"][0]["failed_sessions"] == 100 and s["conflicts"][0]["first_failed_sessions"] == 0
    measured("--fail-on", "high", attack("poison"), status=3)
    run("--state", tmp + "/s", attack("poison-state/n1"))
    s = json.loads(run("--state", tmp + "/s", "--json", "-", attack("poison-state/n2")).stdout)
    assert ("conflicting-reports", "high", "example.com") in severe(s), s["findings"]
    assert any("may hide 100 failed sessions" in f["title"] for f in s["findings"]), s["findings"]
    assert set(severe(s)) >= set(severe(audited("poison"))), s["findings"]


@case
def a_date_long_ago_is_remembered_by_when_it_was_counted(tmp):
    got = [
        json.loads(run("--state", tmp + "/s", "--state-expire", "90", "--json", "-", attack("old")).stdout)["totals"]
        for _ in range(3)
    ]
    assert [t["reports"] for t in got] == [1, 0, 0] and [t["known"] for t in got] == [0, 1, 1]
    assert "stale-period" in json.loads(run("--ndjson", "-", attack("old")).stdout)["deviations"]


@case
def a_nul_in_a_domain_makes_no_other_identity(tmp):
    s = audited("keycollision")
    assert s["totals"]["reports"] == 2 and s["totals"]["conflicts"] == 0


@case
def invented_reporters_silence_no_interception(tmp):
    for name in ("intercept-true", "intercept-hidden"):
        assert ("possible-interception", "critical", "example.com") in severe(audited(name)), name


@case
def a_share_with_failures_is_never_100_percent(tmp):
    out, _ = measured(attack("saturate"))
    assert "100.00 %" not in out and "99.99 %" in out, out
    s = audited("saturate")
    assert s["totals"]["failed_sessions"] == 90 and s["totals"]["success_rate"] < 1
    records = [json.loads(x) for x in measured("--ndjson", "-", attack("saturate"))[0].splitlines()]
    assert any("implausible-count" in r.get("deviations", []) for r in records)


@case
def an_archive_that_ends_its_reader_costs_itself_alone(tmp):
    for name, reports in (("exit-good", 1), ("exit", 0), ("errno-good", 4), ("errno-pax", 3)):
        s = json.loads(measured("--json", "-", attack(name), status=None)[0])
        assert s["totals"]["reports"] == reports, (name, s["totals"])
        if name == "exit-good":
            assert s["totals"]["files_unread"] + s["totals"]["messages_unread"] + s["totals"]["rejected"] >= 1, s[
                "totals"
            ]
    cab = attack("sig11-0-test_read_format_cab_filename_cp932.cab")
    for more in (["-j1"], ["-j4"], ["--sandbox=off"]):
        out, said = measured("--json", "-", *more, MBOX, cab, SAMPLES + "/Maildir", status=1)
        s = json.loads(out)
        assert s["totals"]["files_unread"] >= 1 and s["totals"]["reports"] > 0 and os.path.basename(cab) in said, (
            s["totals"],
            said,
        )


@case
def a_sparse_map_stays_small(tmp):
    assert "too large" in measured("--json", "-", attack("sparse-15m.tar.gz"), status=1)[1]


@case
def an_expression_that_backtracks_is_said(tmp):
    said = measured("--domain", r"^([a-z0-9-]+\.?)+\.example\.com$", attack("redos-domain.eml"), status=1)[1]
    assert "too many steps" in said, said


@case
def a_quoted_pass_is_none(tmp):
    record = json.loads(measured("--ndjson", "-", "--authserv-id", "mx.example.com", attack("authres-quoted.eml"))[0])
    assert (
        record
        and json.loads(
            measured("--json", "-", "--authserv-id", "mx.example.com", "--require-auth", attack("authres-quoted.eml"))[
                0
            ]
        )["totals"]["unauthenticated"]
        == 1
    )


@case
def what_is_left_out_is_named(tmp):
    for name, reports, lost in (
        ("one-good-one-cut.eml", 1, [("bad-compression", 0)]),
        ("zip-1200.eml", 1000, [("too-large", 200)]),
        ("forwarded-400.eml", None, None),
    ):
        s = audited(name)
        losses = [(r["reason"], r.get("left_out", 0)) for r in s["rejected"]]
        if name == "forwarded-400.eml":
            assert [r for r, _ in losses] == ["too-large"] and losses[0][1] + s["totals"]["reports"] == 400, (
                s["totals"],
                losses,
            )
        else:
            assert s["totals"]["reports"] == reports and losses == lost, (name, s["totals"], losses)
        measured("--strict", attack(name), status=1)


@case
def every_mail_is_recognised(tmp):
    assert audited("colon-names")["totals"]["messages_with_reports"] == 4
    t = audited("recog")["totals"]
    assert t["messages"] == 8 and t["reports"] == 7 and t["files_skipped"] == 0, t


@case
def a_database_mixes_no_copies(tmp):
    for night, state in ((("poison/",), []), (("poison-state/n1", "poison-state/n2"), ["--state", tmp + "/s"])):
        for name in night:
            measured("--sqlite", tmp + "/db%d" % len(state), *state, attack(name))
        db = sqlite3.connect(tmp + "/db%d" % len(state))
        assert db.execute("SELECT count(*) FROM exceptions WHERE kind = 'conflict'").fetchone()[0] >= 1
        rows = db.execute(
            "SELECT r.report_key, r.failed_sessions, sum(p.failed_sessions) FROM reports r JOIN policies p USING (report_key) GROUP BY 1"
        ).fetchall()
        assert rows and all(a == b for _, a, b in rows), rows


@case
def nothing_raw_reaches_a_terminal(tmp):
    for args in (("--table", "reporters", attack("esc.eml")), ("-v", attack("term.tar")), (attack("esc.eml"),)):
        out = on_terminal("--progress=never", *args)
        assert not [
            c
            for c in out
            if (ord(c) < 32 and c not in "\r\n\t")
            or 127 <= ord(c) < 160
            or 0x202A <= ord(c) <= 0x202E
            or 0x2066 <= ord(c) <= 0x2069
        ], (args, ascii(out))


@case
def every_output_of_every_attack_is_quick_and_small(tmp):
    for name in sorted(os.listdir(ATTACKS)):
        if name != "INDEX.md":
            args = (
                "--json",
                "/dev/null",
                "--ndjson",
                "/dev/null",
                "--html",
                tmp + "/h",
                "--xlsx",
                tmp + "/x",
                "--csv",
                tmp + "/c",
                "--sqlite",
                tmp + "/d",
            )
            measured(*args, attack(name), status=None, seconds=2 * MOST_SECONDS)


@on_corpora
def every_attack_of_the_corpus(tmp):
    failed = []
    for i, f in enumerate(attacks):
        os.mkdir("%s/%d" % (tmp, i))
        try:
            f("%s/%d" % (tmp, i))
        except Exception:
            failed.append("%s: %s" % (f.__name__, traceback.format_exc()))
    assert not failed, "\n".join(failed)
    assert used | {"INDEX.md"} == set(os.listdir(ATTACKS)), "cases without a test: %s" % (
        set(os.listdir(ATTACKS)) - used
    )
