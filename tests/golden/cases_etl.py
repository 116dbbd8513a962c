"""What pipelines load (SPEC 6.3 and 6.2): SQLite straight from the program, and CSV by the scripts in docs/etl."""
import csv, json, os, random, shutil, sqlite3, subprocess, sys

from harness import *


@test
def the_sqlite_database_has_the_tables_of_csv(tmp):
    path, _ = corpus(tmp, "mbox", 91, 500)
    run("--sqlite", tmp + "/db", "--csv", tmp + "/csv", "--json", tmp + "/s", path)
    db, s = sqlite3.connect(tmp + "/db"), json.load(open(tmp + "/s"))
    assert db.execute("PRAGMA foreign_key_check").fetchall() == [] and db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for resource in json.load(open(tmp + "/csv/datapackage.json"))["resources"]:
        names = [f["name"] for f in resource["schema"]["fields"]]
        rows = [tuple(r[n] for n in names) for r in csv.DictReader(open(tmp + "/csv/" + resource["path"], newline=""))]
        got = [tuple("" if v is None else str(v) for v in r) for r in db.execute("SELECT %s FROM %s" % (", ".join(names), resource["name"]))]
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
    assert db.execute("SELECT receiving_mx_hostname, failed_sessions FROM worst_hosts LIMIT 10").fetchall() == sorted(hosts.items(), key=lambda h: (-h[1], h[0]))[:10]


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
    names = "period domains days months reporters policy_types result_types failures coverage policies_seen".split()
    sums = "reports policies failure_details successful_sessions failed_sessions domains reporters".split()
    whole = summary(path)
    strong = lambda s: [f for f in s["findings"] if f["id"] != "conflicting-reports"]
    for _ in range(int(os.environ.get("SPLITS", "20"))):
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
        stream = run("--ndjson", "-", *["%s/part%02d.ndjson" % (tmp, i) for i in range(parts)]).stdout.decode().splitlines()
        single = run("--ndjson", "-", path).stdout.decode().splitlines()
        place = lambda lines: [{k: v for k, v in json.loads(l).items() if k != "source"} for l in lines]
        assert place(stream) == place(single)
