"""One meaning in all places: which policies count, what protects, which names the DNS files were asked about."""
import json, os, subprocess, sys, time

from harness import *


def policy(domain, ok, failed=0):
    return {"policy": {"policy-type": "sts", "policy-domain": domain, "policy-string": ["mode: enforce"]},
            "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed}}


def write_report(path, *policies, **more):
    report = {"organization-name": "Sender", "report-id": "one", "contact-info": "x@sender.example",
              "date-range": {"start-datetime": "2024-05-01T00:00:00Z", "end-datetime": "2024-05-01T23:59:59Z"},
              "policies": policies, **more}
    with open(path, "w") as f:
        json.dump(report, f)
    return path


@test
def a_policy_that_the_filter_leaves_out_shows_nowhere(tmp):
    report = write_report(tmp + "/two.json", policy("a.example", 5), policy("b.example", 7))
    key = json.loads(run("--ndjson", "-", report).stdout)["report_key"]
    text = run("--explain", key, "--domain", "^b", report).stdout.decode()
    assert "About b.example" in text and "a.example" not in text, text
    run("--extract", tmp + "/out", "--domain", "^b", report)
    assert os.listdir(tmp + "/out") == ["Sender!b.example!1714521600!1714607999!%s.json" % key], os.listdir(tmp + "/out")


@test
def a_conflict_is_severe_only_by_policies_that_count(tmp):
    counted = write_report(tmp + "/1.json", policy("a.example", 6), policy("b.example", 7))
    other = write_report(tmp + "/2.json", policy("a.example", 5), policy("b.example", 7, 1))
    severity = lambda *args: [f["severity"] for f in summary(*args, counted, other)["findings"] if f["id"] == "conflicting-reports"]
    order = ["info", "low", "medium", "high"]
    (of_a,), (of_b,) = severity("--domain", "^a"), severity("--domain", "^b")
    assert order.index(of_b) > order.index(of_a), (of_a, of_b) # only b.example has failed sessions
