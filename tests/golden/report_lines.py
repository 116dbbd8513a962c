"""Reports as lines of text, of which a file has any number."""
import json

from harness import report_with


def report(id_, org="Example", policies=(), day="2026-01-10"):
    return json.dumps(report_with(id_, day, *policies, org=org)) + "\n"


def policy(
    domain, ok=9, details=(), strings=("version: STSv1", "mode: enforce", "mx: mx.example", "max_age: 86400"), mx=()
):
    return {
        "policy": {"policy-type": "sts", "policy-domain": domain, "policy-string": list(strings), "mx-host": list(mx)},
        "summary": {
            "total-successful-session-count": ok,
            "total-failure-session-count": sum(d["failed-session-count"] for d in details),
        },
        "failure-details": list(details),
    }
