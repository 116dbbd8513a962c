"""A domain's DNS records in the form of every tool that prints them, and what they tell."""
import json, os

from harness import HERE, policy_of, report_with, summary

FORMS = os.path.join(HERE, "dns")


TLSRPT, MTA_STS = "v=TLSRPTv1; rua=mailto:tls@a.example,https://r.a.example/tls", "v=STSv1; id=20240101T000000;"


DIGEST = "02030405060708091011121314151617181920212223242526272829303132"


MX = [
    ("mx1.a.example", True, ["192.0.2.1", "2001:db8::1"], ["3 1 1 01" + DIGEST, "3 1 1 ff" + DIGEST]),
    ("mx2.b.example", True, ["192.0.2.2"], ["2 0 1 aa" + DIGEST]),
]


# Answers of a server that has authority say ad for nothing: without signatures beside them they tell nothing.
UNTOLD = (
    "delv-yaml",
    "drill-plain",
    "host",
    "host-v",
    "nslookup",
    "nslookup-debug",
    "nslookup-windows",
    "zone-bind",
    "zone-knot",
    "zone-nsd",
    "zone-powerdns",
)


def report(tmp, day="2026-11-25"):
    path = os.path.join(tmp, "r.json")
    lines = ["version: STSv1", "mode: enforce", "mx: mx1.a.example", "mx: *.b.example", "max_age: 604800"]
    policy = policy_of("sts", "a.example", 9, 0, **{"policy-string": lines})
    json.dump(report_with("1", day, policy), open(path, "w"))
    return path


NOW = dict(os.environ, SOURCE_DATE_EPOCH="1796000000")


def told(dns, path):
    (row,) = [r for r in summary("--dns", dns, path, env=NOW)["setup"] if r["policy_domain"] == "a.example"]
    return (
        row,
        [(m["host"], m["in_policy"], m["addresses"], m["tlsa"]) for m in row["mx"]],
        [m["signed"] for m in row["mx"]],
    )
