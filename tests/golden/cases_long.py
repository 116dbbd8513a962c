"""What is long in the tables is loaded, too (SPEC 6.3): lists that anyone can lengthen by mail."""
from cases_etl import *


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
