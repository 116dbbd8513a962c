"""The dashboard for Grafana: its views of the tables, and the gauges that it asks for (docs/monitoring)."""

import json, re, shutil, sqlite3, subprocess

from etl_tools import VIEWS_ASKED, etl_corpus, sql, views_of, views_told
from harness import *


@test
def the_views_for_grafana_have_the_figures_in_sqlite(tmp):
    etl_corpus(tmp)
    if not shutil.which("sqlite3"):
        raise Skipped("sqlite3 is not here")
    run("--sqlite", tmp + "/own", corpus(tmp, "mbox", 94, 400)[0])
    for db, load in ((tmp + "/db", sql("sqlite", tmp)), (tmp + "/own", "")):
        for _ in range(2):
            r = subprocess.run(
                ["sqlite3", "-bail", db],
                input=(load + views_of("sqlite") + VIEWS_ASKED).encode(),
                capture_output=True,
                check=True,
            )
            assert r.stderr == b"" and r.stdout.decode().splitlines() == views_told(tmp), (r.stdout, views_told(tmp))
    day, first = (
        sqlite3.connect(tmp + "/db")
        .execute("SELECT min(r.day), (SELECT min(time) FROM grafana_sessions) FROM reports r")
        .fetchone()
    )
    assert subprocess.check_output(["date", "-u", "-d", day, "+%s"], text=True).strip() == str(first)


@test
def the_dashboard_for_grafana_asks_for_gauges_that_there_are(tmp):
    import re

    dashboard = json.load(open(ROOT + "/docs/monitoring/grafana.json"))
    asked = {name for p in dashboard["panels"] for t in p["targets"] for name in re.findall(r"tlsrpt_\w+", t["expr"])}
    given = set(re.findall(r"^(tlsrpt_\w+)", run("--metrics", "-", *SAMPLE_INPUTS, cwd=SAMPLES).stdout.decode(), re.M))
    assert asked and asked <= given, asked - given
    assert len({p["id"] for p in dashboard["panels"]}) == len(dashboard["panels"])
    if not shutil.which("promtool"):
        raise Skipped("promtool (Debian's prometheus) is not here")
    rules = {
        "groups": [
            {
                "name": "g",
                "rules": [
                    {"record": "r%d" % i, "expr": t["expr"].replace("$domain", ".*")}
                    for i, t in enumerate(t for p in dashboard["panels"] for t in p["targets"])
                ],
            }
        ]
    }
    json.dump(rules, open(tmp + "/rules.yml", "w"))
    r = subprocess.run(["promtool", "check", "rules", tmp + "/rules.yml"], capture_output=True, text=True)
    assert r.returncode == 0, r.stderr
