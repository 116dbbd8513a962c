"""What pipelines load (SPEC 6.3 and 6.2): SQLite straight from the program, and CSV by the scripts in docs/etl."""

import csv, json, os, random, shutil, sqlite3, subprocess

from etl_tools import QUESTIONS, VIEWS_ASKED, duckdb, etl_corpus, npm, postgresql, read_json, sql, views_of, views_told
from harness import *


@test
def the_sqlite_database_has_the_tables_of_csv(tmp):
    path, _ = corpus(tmp, "mbox", 91, 500)
    run("--sqlite", tmp + "/db", "--csv", tmp + "/csv", "--json", tmp + "/s", path)
    db, s = sqlite3.connect(tmp + "/db"), json.load(open(tmp + "/s"))
    assert (
        db.execute("PRAGMA foreign_key_check").fetchall() == []
        and db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    )
    for resource in json.load(open(tmp + "/csv/datapackage.json"))["resources"]:
        names = [f["name"] for f in resource["schema"]["fields"]]
        rows = [tuple(r[n] for n in names) for r in csv.DictReader(open(tmp + "/csv/" + resource["path"], newline=""))]
        got = [
            tuple("" if v is None else str(v) for v in r)
            for r in db.execute("SELECT %s FROM %s" % (", ".join(names), resource["name"]))
        ]
        unguarded = lambda v: v[1:] if v[:2] in ("'=", "'+", "'-", "'@") else v
        rows = [tuple(unguarded(v) for v in r) for r in rows]
        if any(f["type"] == "number" for f in resource["schema"]["fields"]):
            rows, got = [r[:3] for r in rows], [r[:3] for r in got]  # a rate is written in another form
        assert sorted(got) == sorted(rows), (resource["name"], len(got), len(rows))
    by_month = {}
    for month, domain, ok, failed, rate in db.execute("SELECT * FROM secured_share"):
        a, b = by_month.get(month, (0, 0))
        by_month[month] = (a + ok, b + failed)
    assert by_month == {m["month"]: (m["successful_sessions"], m["failed_sessions"]) for m in s["months"]}
    hosts = {}
    for f in s["failures"]:
        if "receiving_mx_hostname" in f:
            hosts[f["receiving_mx_hostname"]] = hosts.get(f["receiving_mx_hostname"], 0) + f["failed_sessions"]
    assert (
        db.execute("SELECT receiving_mx_hostname, failed_sessions FROM worst_hosts LIMIT 10").fetchall()
        == sorted(hosts.items(), key=lambda h: (-h[1], h[0]))[:10]
    )


@test
def loading_into_sqlite_again_changes_nothing(tmp):
    path, _ = corpus(tmp, "mbox", 92, 300)
    run("--sqlite", tmp + "/db", path)
    dump = lambda: "\n".join(sqlite3.connect(tmp + "/db").iterdump())
    before = dump()
    run("--sqlite", tmp + "/db", path)
    assert dump() == before
    run("--sqlite", tmp + "/db", "--json", "/dev/full", path, status=1)
    assert dump() == before
    db = sqlite3.connect(tmp + "/db")
    db.execute("UPDATE reports SET contact_info = 'corrected by hand'")
    db.commit()
    run("--sqlite", tmp + "/db", path)
    assert db.execute("SELECT DISTINCT contact_info FROM reports").fetchall() == [("corrected by hand",)]
    db.execute("UPDATE reports SET contact_info = NULL")
    db.commit()
    before = dump()
    run("--sqlite", tmp + "/new", "--json", "/dev/full", path, status=1)
    assert not os.path.exists(tmp + "/new") and not os.path.exists(tmp + "/new-journal")
    open(tmp + "/text", "w").write("no database " * 100)
    assert b"not a database" in run("--sqlite", tmp + "/text", path, status=1).stderr


@test
def parts_merge_to_the_whole(tmp):
    """Split at random into 1 to 20 parts, each run by itself, the records merged: the same as the single run."""
    path, _ = corpus(tmp, "mbox", 93, 400, "--conflicts", "0")
    mails = open(path, "rb").read().split(b"\nFrom tls@")
    mails = [mails[0]] + [b"From tls@" + m for m in mails[1:]]
    rng = random.Random(11)
    names = "period domains days months reporters policy_types result_types failures addresses coverage policies_seen".split()
    sums = "reports policies failure_details successful_sessions failed_sessions domains reporters".split()
    whole, single = summary(path), run("--ndjson", "-", path).stdout.decode().splitlines()
    strong = lambda s: [f for f in s["findings"] if f["id"] != "conflicting-reports"]
    for _ in range(int(os.environ.get("SPLITS") or fewer(20))):
        parts = rng.randint(1, 20)
        cuts = sorted(rng.randrange(len(mails) + 1) for _ in range(parts - 1))
        for i, (a, b) in enumerate(zip([0] + cuts, cuts + [len(mails)])):
            open("%s/part%02d" % (tmp, i), "wb").write(b"\n".join(mails[a:b]))
            run("--ndjson", "%s/part%02d.ndjson" % (tmp, i), "%s/part%02d" % (tmp, i), status=0)
        merged = summary(*["%s/part%02d.ndjson" % (tmp, i) for i in range(parts)])
        for n in names:
            assert merged[n] == whole[n], (parts, n)
        for n in sums:
            assert merged["totals"][n] == whole["totals"][n], (parts, n)
        assert strong(merged) == strong(whole), parts
        stream = (
            run("--ndjson", "-", *["%s/part%02d.ndjson" % (tmp, i) for i in range(parts)]).stdout.decode().splitlines()
        )
        place = lambda lines: [{k: v for k, v in json.loads(l).items() if k != "source"} for l in lines]
        assert place(stream) == place(single)


@test
def a_folder_of_copies_names_no_key_that_repeats_and_is_loaded_like_one_without(tmp):
    if not shutil.which("sqlite3"):
        raise Skipped("sqlite3 is not here")
    for dedup in ("none", "identity"):
        run("--dedup", dedup, "--csv", tmp + "/" + dedup, *SAMPLE_INPUTS, cwd=SAMPLES)
        for resource in json.load(open(tmp + "/%s/datapackage.json" % dedup))["resources"]:
            rows = list(csv.DictReader(open("%s/%s/%s" % (tmp, dedup, resource["path"]), newline="")))
            key = resource["schema"].get("primaryKey")
            assert not key or len({tuple(r[k] for k in key) for r in rows}) == len(rows), (dedup, resource["name"])
            assert key or dedup == "none" or resource["name"] not in ("reports", "policies", "failures"), resource
        sql = subprocess.run([ROOT + "/docs/etl/load.py", "sqlite", tmp + "/" + dedup], capture_output=True).stdout
        for _ in range(2):
            subprocess.run(["sqlite3", tmp + "/" + dedup + ".db"], input=sql, check=True)
    reports = [
        sqlite3.connect("%s/%s.db" % (tmp, d)).execute("SELECT report_key, source_path FROM reports").fetchall()
        for d in ("none", "identity")
    ]
    copies = open(tmp + "/none/reports.csv").read().count("\n")
    assert sorted(reports[0]) == sorted(reports[1]) and len(reports[0]) + 1 < copies, (len(reports[0]), copies)


@test
def the_data_package_is_valid_by_its_own_schema(tmp):
    import jsonschema

    folder = npm("datapackage")
    if not folder:
        raise Skipped("npm's datapackage, which has the schema, cannot be installed")
    schema = json.load(open(folder + "/lib/profiles/tabular-data-package.json"))
    run("--csv", tmp + "/csv", *SAMPLE_INPUTS, cwd=SAMPLES)
    jsonschema.Draft4Validator(schema).validate(json.load(open(tmp + "/csv/datapackage.json")))


@test
def a_database_has_the_sums_of_its_reports_where_every_copy_counts(tmp):
    """Each report is in it once: days and views say so, the first load as the second."""
    path = corpus(tmp, "mbox", 92, 40)[0]
    for _ in range(2):
        run("--sqlite", tmp + "/db", "--dedup=none", path, path)
        db = sqlite3.connect(tmp + "/db")
        sums = [
            db.execute("SELECT sum(successful_sessions), sum(failed_sessions) FROM " + table).fetchone()
            for table in ("reports", "days", "domains", "reporters", "secured_share")
        ]
        assert sums == sums[:1] * 5, sums


@test
def csv_loads_into_sqlite_at_the_first_try(tmp):
    want = etl_corpus(tmp)
    if not shutil.which("sqlite3"):
        raise Skipped("sqlite3 is not here")
    for _ in range(2):
        r = subprocess.run(
            ["sqlite3", "-bail", tmp + "/db"],
            input=(sql("sqlite", tmp) + open(QUESTIONS).read()).encode(),
            capture_output=True,
            check=True,
        )
        assert r.stderr == b"" and r.stdout.decode().splitlines() == want, r.stderr
    assert sqlite3.connect(tmp + "/db").execute(
        "SELECT typeof(day), typeof(successful_sessions), contact_info FROM reports WHERE contact_info IS NULL LIMIT 1"
    ).fetchone()[:2] == ("text", "integer")


@test
def csv_loads_into_postgresql_at_the_first_try(tmp):
    want = etl_corpus(tmp)
    with postgresql(tmp) as psql:
        for _ in range(2):
            assert psql(sql("postgres", tmp) + open(QUESTIONS).read()).splitlines() == want
            told = psql(views_of("postgresql") + VIEWS_ASKED).splitlines()
            assert told == views_told(tmp), (told, views_told(tmp))
            assert psql("SELECT pg_typeof(time) FROM grafana_sessions LIMIT 1;").strip() == "timestamp with time zone"


@test
def csv_and_ndjson_load_into_duckdb_at_the_first_try(tmp):
    want = etl_corpus(tmp)
    for _ in range(2):
        r = duckdb(tmp, sql("duckdb", tmp) + open(QUESTIONS).read())
        assert r.returncode == 0 and r.stdout.decode().splitlines() == want, (
            r.stderr.decode()[-400:],
            r.stdout.decode()[:200],
        )
    r = duckdb(tmp, "SELECT count(*), sum(len(policies)) FROM %s;\n" % read_json(tmp + "/n"))
    t = json.load(open(tmp + "/s"))["totals"]
    assert r.stdout.decode().strip() == "%d|%d" % (t["reports"], t["policies"]), (r.stdout, r.stderr)


@test
def records_have_the_names_that_parsedmarc_documents(tmp):
    """parsedmarc's smtp_tls reports: https://domainaware.github.io/parsedmarc/output.html"""
    report = {"organization_name", "begin_date", "end_date", "contact_info", "report_id", "policies"}
    policy = {
        "policy_domain",
        "policy_type",
        "policy_strings",
        "mx_host_patterns",
        "successful_session_count",
        "failed_session_count",
        "failure_details",
    }
    detail = {
        "result_type",
        "failed_session_count",
        "sending_mta_ip",
        "receiving_ip",
        "receiving_mx_hostname",
        "receiving_mx_helo",
        "additional_info_uri",
        "failure_reason_code",
    }
    path, _ = corpus(tmp, "mbox", 95, 300)
    for line in run("--ndjson", "-", path).stdout.decode().splitlines():
        r = json.loads(line)
        assert set(r) - {"report_key", "deviations", "source"} <= report
        for p in r["policies"]:
            assert set(p) <= policy
            for d in p.get("failure_details", []):
                assert set(d) <= detail
