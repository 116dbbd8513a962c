"""No output is over twenty times what was unpacked, whatever anyone mails (SPEC 4): a property over random hostile reports."""

import json, os, random, zipfile

from random_reports import address, domain, name, policy, report
from harness import *

MOST = 20
KINDS = ("json", "ndjson", "html", "statement", "metrics", "digest", "sqlite", "part", "run-log", "xlsx", "csv")
FREE = 32768  # bytes of any output, beside what a run over one report with failures of each type gives


# Each makes the reports of one file or mail. What the sums repeat differs: names, domains, types, hosts, addresses, days.
def many_policies(r):
    return [report(r, [policy(r, domain(r, 60)) for _ in range(700)], name(r, 1000))]


def many_long_domains(r):
    return [report(r, [policy(r, domain(r, 240), [detail(t) for t in TYPES]) for _ in range(90)], name(r, 1000))]


def many_domains_with_failures(r):
    return [
        report(
            r,
            [policy(r, domain(r, 40), [detail(t) for t in r.sample(TYPES, r.randrange(1, 11))]) for _ in range(250)],
            "n" * 1000,
        )
    ]


def many_invented_types(r):
    return [
        report(
            r,
            [policy(r, domain(r, 40), [detail("t%d" % k) for k in range(30)], "type-%d" % i) for i in range(60)],
            name(r, 1000),
        )
    ]


def many_details(r):
    return [
        report(
            r,
            [
                policy(
                    r,
                    domain(r, 240),
                    [
                        detail(
                            r.choice(TYPES),
                            sending_mta_ip=address(r),
                            receiving_ip=address(r),
                            receiving_mx_hostname=domain(r, 100),
                            failure_reason_code=name(r, 300),
                        )
                        for _ in range(200)
                    ],
                )
                for _ in range(3)
            ],
            name(r, 1000),
        )
    ]


def many_days(r):
    return [
        report(r, [policy(r, "d%d.example" % r.randrange(9))], name(r, 200), day=r.randrange(2000)) for _ in range(400)
    ]


def many_small_reports(r):
    return [
        report(r, [policy(r, domain(r, 40), [detail(t) for t in r.sample(TYPES, 8)])], name(r, 30), r.randrange(2000))
        for _ in range(150)
    ]


def many_small_reports_with_long_names(r):
    return [
        report(
            r,
            [policy(r, domain(r, 40), [detail(t) for t in r.sample(TYPES, 7)])],
            "%x " % r.getrandbits(32) + "n" * 1000,
            r.randrange(2000),
        )
        for _ in range(80)
    ]


def many_flat_policies(r):
    """The shortest policies that are read, a few in each report: the most rows in the fewest bytes."""
    n = r.choice((2, 4, 10))
    return [
        {
            "report-id": "%x" % r.getrandbits(16),
            "date-range": {"start-datetime": dated(i % 300), "end-datetime": dated(i % 300)},
            "policies": [{"policy-domain": "%x.b" % r.getrandbits(32), "summary": {}} for _ in range(n)],
        }
        for i in range(200)
    ]


def flat(i, policies, junk=""):
    return {
        "report-id": "%x" % i + junk,
        "date-range": {"start-datetime": dated(i % 300), "end-datetime": dated(i % 300)},
        "policies": policies,
    }


def names_that_swell(r):
    """An U-label of one letter has two bytes, its A-label seven."""
    labels, n = r.choice((6, 10)), r.choice((20, 30))
    name = lambda: ".".join(["%x" % r.getrandbits(24)] + [r.choice("üöäéèñçøå") for _ in range(labels)])
    return [flat(i, [{"policy-domain": name(), "summary": {}} for _ in range(n)]) for i in range(400)]


def texts_that_swell(r):
    """A byte that is no UTF-8 becomes three (U+FFFD)."""
    junk = r.choice((300, 340))
    return [
        flat(i, [{"policy-domain": "%x.b" % r.getrandbits(32), "summary": {}} for _ in range(14)], "\udc80" * junk)
        for i in range(400)
    ]


def many_types_of_long_domains(r):
    """One policy a report, with a failure of almost each type and no word more than is asked for."""
    return [
        {
            "organization-name": "%x" % r.getrandbits(32),
            "report-id": "%x" % i,
            "date-range": {"start-datetime": dated(2200), "end-datetime": dated(2200)},
            "policies": [
                {
                    "policy-domain": "%x." % r.getrandbits(16) + "l" * 50 + ("." + "l" * 50) * r.randrange(4) + ".b",
                    "summary": {"total-successful-session-count": 9, "total-failure-session-count": 8},
                    "failure-details": [
                        {"result-type": t, "failed-session-count": 1} for t in r.sample(TYPES, r.choice((8, 10)))
                    ],
                }
            ],
        }
        for i in range(120)
    ]


def many_conflicts(r):
    return [dict(report(r, [policy(r, "a.example")]), **{"report-id": "same"}) for _ in range(400)]


def nothing_but_domains(r):
    """What RFC 8460 asks for is left out where that is read, too."""
    return [
        dict(
            report(
                r,
                [
                    {
                        "policy-domain": domain(r, 10),
                        "summary": {},
                        "failure-details": [{"result-type": t} for t in r.sample(TYPES, r.randrange(11))],
                    }
                    for _ in range(r.choice((3, 700)))
                ],
            )
        )
        for _ in range(3)
    ]


def nothing_but_dates(r):
    return [
        {
            "report-id": "%x" % r.getrandbits(32),
            "date-range": {"start-datetime": dated(i), "end-datetime": dated(i)},
            "policies": [{"policy-domain": domain(r, 4), "summary": {}}],
        }
        for i in range(400)
    ]


def broken(r):
    return [{"report-id": "x%d" % i, "date-range": {}, "policies": [{"policy": 7}]} for i in range(1500)]


FLOODS = (
    many_policies,
    many_long_domains,
    many_domains_with_failures,
    many_invented_types,
    many_details,
    many_days,
    many_small_reports,
    many_small_reports_with_long_names,
    many_flat_policies,
    names_that_swell,
    texts_that_swell,
    many_types_of_long_domains,
    many_conflicts,
    nothing_but_domains,
    nothing_but_dates,
    broken,
)


def head(r):
    """Fields as long as they are read: each of the mail's reports says them again."""
    return (
        "Message-ID: <%s@x.example>\nFrom: x@example.net\nTLS-Report-Domain: %s.example\nTLS-Report-Submitter: %s.example\nContent-Type: application/tlsrpt+json\n\n"
        % ("i" * 950, ".".join(["r" * 60] * 3), ".".join(["s" * 60] * 3))
    )


def sizes(folder, path):
    """Bytes of each kind of output."""
    os.makedirs(folder)
    out = {n: folder + "/" + n for n in KINDS}
    run(*[x for n, p in out.items() for x in ("--" + n, p)], path)
    size = {n: os.path.getsize(p) for n, p in out.items() if n not in ("csv", "xlsx")}
    size["csv"] = sum(os.path.getsize(out["csv"] + "/" + f) for f in os.listdir(out["csv"]))
    size["xlsx"] = sum(i.file_size for i in zipfile.ZipFile(out["xlsx"]).infolist())
    size["text"] = len(run(path).stdout)
    first = next(iter(open(out["ndjson"])), None)
    size["explain"] = len(run("--explain", json.loads(first)["report_key"], path).stdout) if first else 0
    return size


@test
def no_output_is_over_twenty_times_what_was_unpacked(tmp):
    """A workbook is measured unzipped. SEEDS=100: so many of each kind."""
    with open(tmp + "/one.json", "w") as f:
        json.dump(
            report(
                random.Random(0),
                [
                    policy(
                        random.Random(0),
                        "a.example",
                        [detail(t, receiving_ip="192.0.2.1", receiving_mx_hostname="mx.a.example") for t in TYPES],
                    )
                ],
            ),
            f,
        )
    free = sizes(tmp + "/one", tmp + "/one.json")
    for seed in range(int(os.environ.get("SEEDS", "1"))):
        for flood in FLOODS:
            r = random.Random("%s %d" % (flood.__name__, seed))
            text = "".join(json.dumps(x, separators=(",", ":"), ensure_ascii=False) + "\n" for x in flood(r))
            path = "%s/%s-%d" % (tmp, flood.__name__, seed)
            with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
                f.write((head(r) if flood is nothing_but_dates or r.random() < 0.5 else "") + text)
            unpacked = os.path.getsize(path)
            for output, n in sizes(path + ".out", path).items():
                assert n <= free[output] + FREE + MOST * unpacked, "%s %d: %s is %.1f times as large" % (
                    flood.__name__,
                    seed,
                    output,
                    (n - free[output]) / unpacked,
                )


@test
def a_report_that_names_too_much_is_summed_and_says_so(tmp):
    """What is summed as others is still counted, and each report's room is its own: what is real beside it keeps its rows."""
    r = random.Random(1)
    flood = report(
        r,
        [{"policy-domain": "a%d.example" % i, "summary": {"total-failure-session-count": 1}} for i in range(900)],
        "n" * 1000,
    )
    true = report(
        r,
        [policy(r, "true.example", [detail("certificate-expired", receiving_mx_hostname="mx.true.example")], "sts")],
        "True",
    )
    with open(tmp + "/r.json", "w") as f:
        f.write(json.dumps(flood) + "\n" + json.dumps(true) + "\n")
    s = summary(tmp + "/r.json")
    others = [d for d in s["domains"] if d["policy_domain"] == "others"]
    assert others and s["totals"]["failed_sessions"] == 901 and sum(d["failed_sessions"] for d in s["domains"]) == 901
    assert ("certificate-expired", "true.example") in {(f["id"], f["policy_domain"]) for f in s["findings"]}
    names = {x["organization_name"] for x in s["reporters"]}
    assert names == {x["organization_name"] for x in s["reporter_policies"]}
    records = [json.loads(x) for x in run("--ndjson", "-", tmp + "/r.json").stdout.splitlines()]
    assert ["too-many-rows" in x.get("deviations", []) for x in records] == [True, False] and records[0][
        "organization_name"
    ] == "n" * 1000
    run("--ndjson", tmp + "/n.json", tmp + "/r.json")
    again = summary(tmp + "/n.json")
    for key in ("domains", "reporters", "findings", "reporter_results", "result_types"):
        assert again[key] == s[key], key
