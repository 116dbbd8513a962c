"""What is long or large in the tables is loaded, too (SPEC 6.3): anyone can mail it."""
import csv, random, sqlite3

from etl_tools import *


@test
def a_list_of_megabytes_in_a_table_loads_into_duckdb(tmp):
    """Three thousand reporters with long names met one address: its line was longer than DuckDB takes unasked."""
    days = {"start-datetime": "2026-01-10T00:00:00Z", "end-datetime": "2026-01-10T23:59:59Z"}
    detail = {"result-type": "validation-failure", "failed-session-count": 1, "receiving-ip": "192.0.2.1"}
    policy = {
        "policy": {"policy-type": "sts", "policy-domain": "a.example"},
        "summary": {"total-successful-session-count": 0, "total-failure-session-count": 1},
        "failure-details": [detail],
    }
    with open(tmp + "/in", "w") as f:
        for i in range(3000):
            name = "%d %s" % (i, "x" * 900)
            report = {"organization-name": name, "report-id": "r", "date-range": days, "policies": [policy]}
            f.write(json.dumps(report) + "\n")
    run("--csv", tmp + "/csv", "--csv-raw", tmp + "/in")
    asked = "SELECT count(*), max(length(reporters)) > 2500000 FROM addresses;\n"
    r = duckdb(tmp, sql("duckdb", tmp) + asked)
    assert r.stdout.decode().strip() == "1|true", (r.stdout, r.stderr.decode()[:400])


@test
def the_largest_counts_empty_no_view_for_grafana(tmp):
    """SQLite's sum() is an error over 2^63: one forged report with two policies was enough."""
    most = 2**63 - 1
    policy = {
        "policy": {"policy-type": "sts", "policy-domain": "a.example"},
        "summary": {"total-successful-session-count": most, "total-failure-session-count": most},
        "failure-details": [{"result-type": "validation-failure", "failed-session-count": most}],
    }
    days = {"start-datetime": "2026-01-10T00:00:00Z", "end-datetime": "2026-01-10T23:59:59Z"}
    with open(tmp + "/in", "w") as f:
        json.dump({"organization-name": "One", "report-id": "r", "date-range": days, "policies": [policy] * 2}, f)
    run("--sqlite", tmp + "/db", tmp + "/in")
    db = sqlite3.connect(tmp + "/db")
    db.executescript(open(ROOT + "/docs/etl/views.sqlite.sql").read())
    for (view,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        db.execute("SELECT * FROM " + view).fetchall()
    assert db.execute("SELECT failed_sessions FROM grafana_sessions").fetchall() == [(most,)]
    assert db.execute("SELECT failed_sessions FROM grafana_failures").fetchall() == [(most,)]


@test
def views_have_the_sums_of_the_summary_to_the_last_session(tmp):
    """total() has 53 bits: the views of a database told another number of sessions than its tables."""
    many = 2**53 + 1
    policy = {
        "policy": {"policy-type": "sts", "policy-domain": "a.example"},
        "summary": {"total-successful-session-count": many, "total-failure-session-count": many},
        "failure-details": [{"result-type": "sts", "receiving-mx-hostname": "mx.a", "failed-session-count": many}],
    }
    days = {"start-datetime": "2026-01-10T00:00:00Z", "end-datetime": "2026-01-10T23:59:59Z"}
    with open(tmp + "/in", "w") as f:
        json.dump({"organization-name": "One", "report-id": "r", "date-range": days, "policies": [policy] * 3}, f)
    (month,) = summary("--sqlite", tmp + "/db", tmp + "/in")["months"]
    db = sqlite3.connect(tmp + "/db")
    db.executescript(open(ROOT + "/docs/etl/views.sqlite.sql").read())
    told = [
        db.execute("SELECT %s FROM %s" % asked).fetchall()
        for asked in (
            ("successful_sessions", "secured_share"),
            ("failed_sessions", "secured_share"),
            ("failed_sessions", "worst_hosts"),
            ("successful_sessions", "grafana_sessions"),
            ("failed_sessions", "grafana_sessions"),
            ("failed_sessions", "grafana_failures"),
        )
    ]
    assert month["failed_sessions"] == 3 * many and told == [[(3 * many,)]] * 6, (month, told)


@test
def words_of_kilobytes_in_keys_load_into_postgresql(tmp):
    """Its indexes take 2,704 bytes: one mail with a result type of 4,000 ended the load, that night and each night after."""
    r = random.Random(1)
    word = lambda n: "".join(r.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(n))
    days = {"start-datetime": "2026-01-10T00:00:00Z", "end-datetime": "2026-01-10T23:59:59Z"}
    policies = [
        {
            "policy": {"policy-type": word(4000), "policy-domain": "a.example"},
            "summary": {"total-successful-session-count": 0, "total-failure-session-count": 1},
            "failure-details": [{"result-type": word(4000), "failed-session-count": 1}],
        }
        for _ in range(2)
    ]
    with open(tmp + "/in", "w") as f:
        json.dump({"organization-name": word(1000), "report-id": "r", "date-range": days, "policies": policies}, f)
    run("--csv", tmp + "/csv", "--csv-raw", tmp + "/in")
    with postgresql(tmp) as psql:
        for _ in range(2):
            psql(sql("postgres", tmp))
            counts = psql("".join("SELECT count(*) FROM %s;" % t for t in ("result_types", "reporter_policies")))
            assert counts.split() == ["2", "2"], counts


@test
def a_record_of_megabytes_is_read_by_duckdb(tmp):
    days = {"start-datetime": "2026-01-10T00:00:00Z", "end-datetime": "2026-01-10T23:59:59Z"}
    detail = {"result-type": "validation-failure", "failed-session-count": 1, "failure-reason-code": "x" * 4000}
    policy = {
        "policy": {"policy-type": "sts", "policy-domain": "a.example"},
        "summary": {"total-successful-session-count": 0, "total-failure-session-count": 5000},
    }
    with open(tmp + "/in", "w") as f:
        for details in ([detail] * 9000, []):
            policies = [{**policy, "failure-details": details}]
            name = {"organization-name": "%d" % len(details), "report-id": "r", "date-range": days}
            f.write(json.dumps({**name, "policies": policies}) + "\n")
    run("--ndjson", tmp + "/n", tmp + "/in")
    assert os.path.getsize(tmp + "/n") > 35000000
    r = duckdb(tmp, "SELECT count(*) FROM %s;\n" % read_json(tmp + "/n"))
    assert r.stdout.decode().strip() == "2", (r.stdout, r.stderr.decode()[:400])


@test
def a_nul_in_a_name_ends_no_text_in_a_table(tmp):
    """The shell of sqlite3 showed another's name, and its copy of the database lacked a row."""
    names = ["Google Inc.", "Google Inc.\0x", "Google Inc.\ufffdx", "\0"]
    policy = {"policy": {"policy-type": "sts", "policy-domain": "a.example"}}
    policy["summary"] = {"total-successful-session-count": 1, "total-failure-session-count": 0}
    days = {"start-datetime": "2026-01-10T00:00:00Z", "end-datetime": "2026-01-10T23:59:59Z"}
    with open(tmp + "/in", "w") as f:
        for name in names:
            f.write(json.dumps({"organization-name": name, "report-id": "r", "date-range": days, "policies": [policy]}))
    wanted = sorted(name.replace("\0", "\u2400") for name in names)
    for _ in range(2):
        run("--sqlite", tmp + "/db", "--csv", tmp + "/csv", tmp + "/in")
        db = sqlite3.connect(tmp + "/db")
        for table in ("reports", "reporters", "reporter_policies"):
            got = db.execute("SELECT organization_name FROM " + table).fetchall()
            assert sorted(n for n, in got) == wanted, (table, got)
            rows = csv.DictReader(open(tmp + "/csv/%s.csv" % table, newline="", encoding="utf-8"))
            assert sorted(r["organization_name"] for r in rows) == wanted, table
    assert len(summary(tmp + "/in")["reporters"]) == len(names)
