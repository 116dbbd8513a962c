"""A database that is loaded night after night holds one run's sums (docs/PIPELINES.md): the first night's would stand beside all reports."""
import sqlite3

from etl_tools import *
from daily_reports import report

ASKED = """SELECT sum(reports), sum(successful_sessions) FROM domains;
SELECT sum(reports) FROM days;
SELECT count(*) FROM reports;
SELECT reports, first_day FROM windows WHERE days = 7;
SELECT count(*) FROM findings;
"""


def nights(tmp, dialect, load):
    """What the database says after a mailbox was loaded, after it grew, and after it was loaded once more as it was."""
    os.chmod(tmp, 0o755)
    told = []
    for until in ("2024-03-07", "2024-03-14", "2024-03-14"):
        run("--until", until, "--csv", tmp + "/csv", "--csv-raw", *SAMPLE_INPUTS, cwd=SAMPLES)
        told.append(load(sql(dialect, tmp) + ASKED).splitlines())
    assert told[0][:3] == ["44|12017", "44", "44"], told[0]
    assert told[1][:4] == ["82|30301", "82", "82", "38|2024-03-08"], told[1]
    assert told[2] == told[1], told


@test
def sums_in_sqlite_are_those_of_the_folder_loaded_last(tmp):
    if not shutil.which("sqlite3"):
        raise Skipped("sqlite3 is not here")
    command = ["sqlite3", "-bail", tmp + "/db"]
    nights(tmp, "sqlite", lambda text: subprocess.check_output(command, input=text, text=True))


@test
def sums_in_postgresql_are_those_of_the_folder_loaded_last(tmp):
    with postgresql(tmp) as psql:
        nights(tmp, "postgres", psql)


@test
def sums_in_duckdb_are_those_of_the_folder_loaded_last(tmp):
    def load(text):
        r = duckdb(tmp, text)
        assert r.returncode == 0, r.stderr.decode()[-400:]
        return r.stdout.decode()

    nights(tmp, "duckdb", load)


def broken_off(tmp, dialect, load):
    """What the database says after a load, and after one of a folder that lacks one of its last tables."""
    os.chmod(tmp, 0o755)
    told = []
    for until in ("2024-03-07", "2024-03-14"):
        run("--until", until, "--csv", tmp + "/csv", "--csv-raw", *SAMPLE_INPUTS, cwd=SAMPLES)
        text = sql(dialect, tmp)
        if told:
            os.remove(tmp + "/csv/findings.csv")
        worked = load(text)
        assert worked is not bool(told), (until, worked)
        told.append(load(ASKED))
    assert told[0] == told[1] != "", told


def answer_of(command):
    """What a database's shell says to statements; True where they are all done in silence, False where it gave up."""

    def load(text):
        r = subprocess.run(command, input=text, capture_output=True, text=True, cwd="/tmp")
        return r.stdout or r.returncode == 0

    return load


@test
def a_load_into_sqlite_that_breaks_off_changes_nothing(tmp):
    if not shutil.which("sqlite3"):
        raise Skipped("sqlite3 is not here")
    broken_off(tmp, "sqlite", answer_of(["sqlite3", tmp + "/db"]))


@test
def a_load_into_postgresql_that_breaks_off_changes_nothing(tmp):
    with postgresql(tmp):
        broken_off(tmp, "postgres", answer_of(["su", "postgres", "-s", "/bin/sh", "-c", "psql -h %s/pg -qAt" % tmp]))


@test
def a_load_into_duckdb_that_breaks_off_changes_nothing(tmp):
    def load(text):
        r = duckdb(tmp, text)
        return r.stdout.decode() or r.returncode == 0

    broken_off(tmp, "duckdb", load)


@test
def copies_that_all_count_hide_nothing_from_each_other_in_a_database(tmp):
    """The summary has the failures of both: that the counted one may hide some was said with --sqlite alone."""
    clean, failed = (report_with("1", "2024-03-01", policy_of("sts", "a.example", 9, n)) for n in (0, 7))
    open(tmp + "/r.json", "w").write(json.dumps(clean) + json.dumps(failed))
    told = lambda *args: summary("--sqlite", tmp + "/db", *args, tmp + "/r.json")
    for _ in range(2):
        s = told("--dedup=none")
        assert (s["totals"]["reports"], s["totals"]["failed_sessions"], s["totals"]["conflicts"]) == (2, 7, 0), s
        assert "conflicting-reports" not in [f["id"] for f in s["findings"]], s["findings"]
        ask = "SELECT kind, failed_sessions, first_failed_sessions FROM exceptions"
        assert sqlite3.connect(tmp + "/db").execute(ask).fetchall() == [("conflict", 7, 0)]
    assert "conflicting-reports" in [f["id"] for f in told()["findings"]]


@test
def a_database_gains_the_policies_that_an_earlier_selection_left_out(tmp):
    """A list that grew made a conflict of each mail about an old and a new domain: it "may hide failed sessions"."""
    detail = {"result-type": "validation-failure", "failed-session-count": 7}
    policies = policy_of("sts", "a.example", 9, 0), policy_of("sts", "b.example", 9, 7, detail)
    json.dump(report_with("1", "2024-03-01", *policies), open(tmp + "/r.json", "w"))
    tables = ("reports", "policies", "failures", "domains", "days", "reporters")
    held = lambda db: [sqlite3.connect(db).execute("SELECT * FROM " + t).fetchall() for t in tables]
    run("--sqlite", tmp + "/whole", tmp + "/r.json")
    for n, selections in enumerate((["a", "."], ["b", "."], [".", "a"], ["a", "b"])):
        for selection in selections:
            s = summary("--sqlite", "%s/%d" % (tmp, n), "--domain", "^" + selection, tmp + "/r.json")
            assert "conflicting-reports" not in [f["id"] for f in s["findings"]], (selections, s["findings"])
        last = held("%s/%d" % (tmp, n))
        assert last[:3] + last[4:] == held(tmp + "/whole")[:3] + held(tmp + "/whole")[4:], (selections, last)
        assert [d[:6] for d in last[3]] == [d[:6] for d in held(tmp + "/whole")[3]], (selections, last[3])


@test
def a_domain_that_only_a_copy_is_about_has_no_sums_in_a_database(tmp):
    """The report that is kept counts for the domain that its own mail names: the copy's sessions were summed for the other one as well."""
    sent = report("a.example", "2024-03-01", failed=7, **{"policy-type": "no-policy-found"})
    mail = "From: x@x.example\nTLS-Report-Domain: %s\nContent-Type: application/tlsrpt+json\n\n" + json.dumps(sent)
    for domain in "ab":
        open("%s/%s.eml" % (tmp, domain), "w").write(mail % (domain + ".example"))
    ask = "SELECT sum(reports), sum(successful_sessions), sum(failed_sessions), max(policy_domain) FROM domains WHERE reports"
    for loads in ([["a", "b"]], [["a"], ["b"]]):
        db = tmp + "/db%d" % len(loads)
        for load in loads:
            run("--dedup=none", "--sqlite", db, *("%s/%s.eml" % (tmp, domain) for domain in load))
        assert sqlite3.connect(db).execute(ask).fetchall() == [(1, 10, 7, "a.example")], loads


@test
def a_copy_that_a_database_does_not_take_counts_for_no_domain_there(tmp):
    """The same JSON, POSTed, is about the MX host: its sessions stood in domains a second time, beside the mail's."""
    sent = report("mx.a.example", "2024-03-01", failed=7, **{"policy-type": "tlsa"})
    mail = "From: r@s.example\nTLS-Report-Domain: a.example\nContent-Type: application/tlsrpt+json\n\n"
    for name, text in (("mail.eml", mail), ("posted.json", "")):
        open(tmp + "/" + name, "w").write(text + json.dumps(sent))
    open(tmp + "/list", "w").write("a.example\nmx.a.example\n")
    nights = [[tmp + "/mail.eml"], [tmp + "/posted.json"]]
    ask = "SELECT policy_domain, reports, failed_sessions, first_day, days_covered FROM domains"
    counted = ("a.example", 1, 7, "2024-03-01", None)
    for n, (loads, args, rows) in enumerate(
        (
            (nights, [], [counted]),
            ([sum(nights, [])], ["--dedup=none"], [(*counted[:4], 1)]),
            (nights, ["--scope", tmp + "/list"], [(*counted[:4], 0), ("mx.a.example", 0, 0, None, 0)]),
        )
    ):
        for inputs in loads:
            run("--sqlite", "%s/%d" % (tmp, n), *args, *inputs)
        held = sqlite3.connect("%s/%d" % (tmp, n)).execute(ask).fetchall()
        assert held == rows, (args, held)
