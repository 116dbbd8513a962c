"""What anyone can mail costs no more than it is long, and forges nothing about others (SPEC 4 and 8): properties over random reports."""

import base64, gzip, json, os, random, resource, subprocess

from report_lines import policy, report
from harness import *

KEYS = os.path.join(ROOT, "tests/dkim/vectors/keys.zone")


# Each makes reports of a size: what is many in them differs.
def many_days(r, n):
    return "".join(
        report("d%d" % i, day=dated(i % 2200), policies=[policy("a.example", details=[detail(r.choice(TYPES))])])
        for i in range(n)
    )


def many_reporters_of_a_day(r, n):
    return "".join(
        report(
            "r%d" % i,
            "Org %d" % i,
            [policy("a.example", details=[detail("certificate-not-trusted", receiving_ip="192.0.2.%d" % (i % 9))])],
        )
        for i in range(n)
    )


def many_domains(r, n):
    return "".join(
        report(
            "p%d" % i,
            policies=[policy("d%d-%d.example" % (i, k), details=[detail(r.choice(TYPES))]) for k in range(20)],
        )
        for i in range(n // 20)
    )


def many_details(r, n):
    hosts = ["mx%d.example" % r.randrange(10**6) for _ in range(n)]
    return report(
        "f",
        policies=[
            policy(
                "a.example",
                strings=["version: STSv1", "mode: enforce"] + ["mx: h%d.example" % i for i in range(min(n // 8, 250))],
                details=[
                    detail(r.choice(TYPES), receiving_mx_hostname=h, failure_reason_code="reason %s" % h) for h in hosts
                ],
            )
        ],
    )


def many_details_and_strings(r, n):
    return report(
        "q",
        policies=[
            policy(
                "a.example",
                strings=["mx: s%d.example" % i for i in range(n)],
                details=[detail("validation-failure", receiving_mx_hostname="h%d.example" % i) for i in range(n)],
            )
        ],
    )


def many_copies(r, n):
    return "".join(
        report("same", policies=[policy("a.example", ok=i, details=[detail("certificate-expired", i % 5)])])
        for i in range(n)
    )


def many_broken(r, n):
    return "".join('{"report-id":"x%d","date-range":{},"policies":[{"policy":7}]}\n' % i for i in range(n))


def many_signers(r, n):
    """Mails that say that another domain signed each of them, about as many domains with failures."""
    body = lambda domain: report(
        domain, policies=[policy(domain, details=[detail("certificate-host-mismatch", receiving_ip="192.0.2.1")])]
    )
    fields = (
        "From x@{d} Sat Mar  1 00:00:00 2025\nFrom: x@{d}\nDKIM-Signature: v=1; a=rsa-sha256; d={d}; s=s; h=from;"
        " bh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=; b=AAAA\nContent-Type: application/tlsrpt+json\n\n"
    )
    return "".join(fields.format(d=d) + body(d) + "\n" for d in ("d%d.example" % i for i in range(n)))


def many_signers_of_one(r, n):
    """Records that say that another domain signed each report of one organization, and rightly so."""
    record = json.loads(run("--ndjson", "-", "--dns", KEYS, "-", stdin=many_signers(r, 1).encode()).stdout)
    lines = []
    for i in range(n):
        signature = {**record["source"]["signature"], "result": "pass", "aligned": True, "domain": "d%d.example" % i}
        signature.pop("reason", None)
        source = {**record["source"], "signature": signature}
        lines.append(json.dumps({**record, "report_id": "r%d" % i, "source": source}))
    return "\n".join(lines) + "\n"


FLOODS = (
    (many_days, 1500),
    (many_reporters_of_a_day, 1500),
    (many_domains, 1500),
    (many_details, 2000),
    (many_details_and_strings, 400),
    (many_copies, 1500),
    (many_broken, 900),
    (many_signers, 3000),
    (many_signers_of_one, 3000),
)


def cost(path):
    """Processor seconds, the least of a few runs, and the bytes of all outputs."""
    seconds, size = [], 0
    for _ in range(3):
        out = path + ".out"
        os.makedirs(out, exist_ok=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [
                PROGRAM,
                "--json",
                out + "/json",
                "--ndjson",
                out + "/ndjson",
                "--csv",
                out + "/csv",
                "--html",
                out + "/html",
                "--statement",
                out + "/statement",
                "--metrics",
                out + "/metrics",
                "--wanted-keys",
                out + "/wanted",
                "--dns",
                KEYS,
                path,
            ],
            env=ENV,
            capture_output=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        size = sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(out) for f in files)
    return min(seconds), size


@test
@alone
def ten_times_the_reports_cost_at_most_thirteen_times_as_much(tmp):
    need_plain_memory()
    for seed, (flood, n) in enumerate(FLOODS):
        for attempt in range(3):  # a machine that does other things makes one of the two slower
            costs = []
            for size in (n, 10 * n):
                path = "%s/%s-%d" % (tmp, flood.__name__, size)
                with open(path, "w") as f:
                    f.write(flood(random.Random(seed), size))
                costs.append(cost(path))
            (small, few), (large, many) = costs
            assert many <= 13 * few, (flood.__name__, few, many)
            if large <= 13 * max(small, 0.02):
                break
        else:
            raise AssertionError("%s: %.3f s for %d, %.3f s for %d" % (flood.__name__, small, n, large, 10 * n))


@test
@alone
def a_database_of_rows_that_each_unpack_to_much_costs_little(tmp):
    """Each of its pages has 220 cells that are one row of 39 bytes, which goes on elsewhere and begins gzip of 15 KB (sqlite.org/fileformat2.html)."""
    need_plain_memory()
    packed = gzip.compress(bytes(15300))[3:39]
    row = b"\x93\x64\x01\x1f\x8b\x08" + packed + b"\x7f\xff\xff\xff"
    page = b"\x0d\0\0\0\xdc\0\0\0" + (512 - len(row)).to_bytes(2, "big") * 220
    first = b"SQLite format 3\0\x02\0".ljust(100, b"\0") + b"\x05"
    with open(tmp + "/db", "wb") as f:
        f.write(first.ljust(512, b"\0") + (page.ljust(512 - len(row), b"\0") + row) * 4000)
    with processor_time_below(2):
        run("--json", "/dev/null", tmp + "/db", status=1)


@test
@alone
def mails_of_a_few_bytes_without_from_cost_little(tmp):
    """Each has a bit of gzip in its text, of which a look unpacks 15 KB; no report is so small."""
    need_plain_memory()
    packed = base64.b64encode(gzip.compress(bytes(15300))[:45])
    one = b"From a Thu Jan  1 00:00:00 2026\nSubject: x\n\nsee:\n" + packed + b"\n\n"
    open(tmp + "/mbox", "wb").write(one * 40000)
    with processor_time_below(1):
        run("--json", "/dev/null", tmp + "/mbox")


@test
@alone
def mails_joined_in_a_text_cost_little(tmp):
    """Each is over where its base64 is, before a boundary that never comes, far before the only TLS-Report field."""
    need_plain_memory()
    one = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"Aa" * 22 + b"\n"
    claimed = b"From: c@d.example\nTLS-Report-Domain: example.org\n\nHi\n"
    open(tmp + "/m", "wb").write(b"From: a@b.example\nSubject: x\n\n" + one * 50000 + claimed)
    with processor_time_below(1):
        run("--json", "/dev/null", tmp + "/m")


def pile(r):
    """A random pile of mails about a few domains, with failures of every kind."""
    reports = []
    for i in range(r.randrange(20, 60)):
        details = [
            detail(
                r.choice(TYPES),
                r.randrange(1, 9),
                receiving_ip="192.0.2.%d" % r.randrange(4),
                receiving_mx_hostname="mx%d.example" % r.randrange(3),
            )
            for _ in range(r.choice((0, 0, 0, 1, 2)))
        ]
        reports.append(
            (
                r.choice("ABCDE"),
                dated(2000 + r.randrange(60)),
                "d%d.example" % r.randrange(3),
                r.randrange(1, 100),
                details,
                "i%d" % i,
            )
        )
    return reports


def received(day):
    """The morning after, but of what was not yet over when the piles were collected."""
    import datetime

    after = min(datetime.date.fromisoformat(day) + datetime.timedelta(days=1), datetime.date(2025, 10, 1))
    return after.strftime("%a, %d %b %Y 05:00:00 +0000")


def written(folder, reports):
    os.makedirs(folder)
    for i, (org, day, domain, ok, details, id_) in enumerate(reports):
        with open("%s/%03d.eml" % (folder, i), "w") as f:
            f.write(
                "From: x@example.net\nReceived: by mx.example; %s\nSubject: Report\nTLS-Report-Domain: %s\nContent-Type: application/tlsrpt+json\n\n%s"
                % (received(day), domain, report(id_, "Org " + org, [policy(domain, ok, details)], day))
            )
    return folder


def severe(s, but=()):
    return {
        (f["id"], f["policy_domain"]): f["severity"]
        for f in s["findings"]
        if f["severity"] in ("high", "critical") and f["id"] not in ("conflicting-reports", *but)
    }


def sessions(s):
    return s["totals"]["successful_sessions"] + s["totals"]["failed_sessions"]


@test
def one_forged_mail_changes_nothing_about_others_and_hides_nothing(tmp):
    """SEEDS=1000: so many piles."""
    for seed in range(int(os.environ.get("SEEDS", "40"))):
        r = random.Random(seed)
        true = pile(r)
        org, day, domain, ok, details, id_ = r.choice(true)
        forged = (
            r.choice((org, "A", "Invented")),
            r.choice((day, dated(r.randrange(4000)), "2031-01-01", "1999-12-31")),
            domain,
            r.choice((0, 1, ok, 10**6, 2**63 - 1)),
            r.choice(([], details, [detail(r.choice(TYPES), r.choice((1, 5, 10**12)))])),
            r.choice((id_, "new")),
        )
        at = r.randrange(len(true) + 1)
        before = summary(written("%s/%d-true" % (tmp, seed), true))
        after = summary(written("%s/%d-forged" % (tmp, seed), true[:at] + [forged] + true[at:]))
        # What passes for a report of a later day moves the period's end, and with it since when others are silent.
        later = after["period"]["last_day"] != before["period"]["last_day"]
        assert not later or before["period"]["last_day"] < forged[1] <= "2025-10-03", (seed, forged)
        was, is_ = (severe(s, ("reports-stopped",) if later else ()) for s in (before, after))
        assert {k: v for k, v in was.items() if k[1] != domain} == {k: v for k, v in is_.items() if k[1] != domain}, (
            seed,
            forged,
            was,
            is_,
        )
        gone = set(was) - set(is_)
        if forged[1] > dated(2053):  # a report that came is no silence
            gone -= {("reports-stopped", domain)}
        assert not gone, (seed, forged, gone)
        # Every session that is no longer counted is told of, with its copy.
        told = sum(c["successful_sessions"] + c["failed_sessions"] for c in after["conflicts"]) + sum(
            x.get("successful_sessions", 0) + x.get("failed_sessions", 0) for x in after["rejected"]
        )
        own = forged[3] + sum(d["failed-session-count"] for d in forged[4])
        duplicate = after["totals"]["duplicates"] > before["totals"]["duplicates"]
        saturated = own > 2**62
        assert saturated or duplicate or sessions(after) + told >= sessions(before) + own, (seed, forged)
