"""What feeds a monitor: --metrics."""
import json, os, re, shutil, subprocess

from harness import ENV, ROOT, SAMPLES, SAMPLE_INPUTS, Skipped, run, summary, test
from daily_reports import AT, NOW, days, report, write

INPUTS = [os.path.join(SAMPLES, n) for n in SAMPLE_INPUTS]
LINE = re.compile(r"^(\w+)(?:\{(.*)\})? (-?\d+)$")


def read_metrics(text):
    got = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = LINE.match(line).groups()
        got[name, tuple(sorted(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")))] = int(value)
    return got


def labelled(name, **labels):
    return name, tuple(sorted(labels.items()))


def promtool(*args, stdin=None):
    if not shutil.which("promtool"):
        raise Skipped("promtool (Debian's prometheus) is not here")
    return subprocess.run(["promtool", *args], input=stdin, capture_output=True)


@test
def metrics_are_the_figures_of_the_last_days(tmp):
    got = read_metrics(run("--metrics", "-", *INPUTS).stdout.decode())
    whole = summary(*INPUTS)
    records = [json.loads(l) for l in run("--ndjson", "-", *INPUTS).stdout.splitlines()]
    days = sorted({r["begin_date"][:10] for r in records})
    for domain in (d["policy_domain"] for d in whole["domains"]):
        for window, n in (("1d", 1), ("7d", 7)):
            recent = [r for r in records if r["begin_date"][:10] > "2024-03-%02d" % (int(days[-1][-2:]) - n)]
            for kind in ("sts", "tlsa", "no-policy-found"):
                about = [
                    p
                    for r in recent
                    for p in r["policies"]
                    if p["policy_type"] == kind
                    and (p["policy_domain"] if kind == "sts" else r["source"].get("report_domain", p["policy_domain"]))
                    == domain
                ]
                for outcome in ("successful", "failed"):
                    want = sum(p[outcome + "_session_count"] for p in about)
                    assert (
                        got.get(
                            labelled(
                                "tlsrpt_sessions", domain=domain, policy_type=kind, outcome=outcome, window=window
                            ),
                            0,
                        )
                        == want
                    ), (domain, window, kind, outcome, want)
    for d in whole["domains"]:
        assert got[labelled("tlsrpt_days_missing", domain=d["policy_domain"])] == d["days_missing"]
    for outcome in ("with_reports", "rejected", "unread", "ignored"):
        assert got[labelled("tlsrpt_messages", outcome=outcome)] == whole["totals"]["messages_" + outcome]
    for severity in ("critical", "high", "medium", "low", "info"):
        for status in ("open", "unproven", "closed"):
            assert got[labelled("tlsrpt_findings", severity=severity, status=status)] == sum(
                f["severity"] == severity and f["status"] == status for f in whole["findings"]
            )
    assert got["tlsrpt_run_timestamp_seconds", ()] == int(ENV["SOURCE_DATE_EPOCH"])


def hostile(path, names, types=("sts",)):
    os.mkdir(path)
    for i, name in enumerate(names):
        with open(os.path.join(path, "%d.json" % i), "w") as f:
            f.write(
                json.dumps(
                    {
                        "organization-name": 'x"\\\n' + name,
                        "report-id": "r%d" % i,
                        "contact-info": "x",
                        "date-range": {
                            "start-datetime": "2024-05-01T00:00:00Z",
                            "end-datetime": "2024-05-01T23:59:59Z",
                        },
                        "policies": [
                            {
                                "policy": {"policy-type": types[i % len(types)], "policy-domain": name},
                                "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0},
                            }
                        ],
                    }
                )
            )


@test
def promtool_accepts_metrics_of_hostile_names(tmp):
    path = os.path.join(tmp, "r")
    hostile(
        path,
        ['a".example', "b\\.example", "c\n.example", "d{}.example", "b\u00fccher.example", "\u202e.example", ""],
        types=("sts", 'x"y', "tlsa"),
    )
    out = run("--metrics", "-", path).stdout
    assert all(l.startswith("#") or LINE.match(l) for l in out.decode().splitlines())
    for metrics in (out, run("--metrics", "-", *INPUTS).stdout):
        r = promtool("check", "metrics", stdin=metrics)
        # The contract's own name for missing days is all that it objects to.
        assert r.stderr in (b"", b'tlsrpt_days_missing use base unit "seconds" instead of "days"\n'), r


@test
def at_most_a_thousand_domains_become_labels(tmp):
    path = os.path.join(tmp, "r")
    hostile(path, ["d%d.example" % i for i in range(1500)] + ["often.example"] * 2)
    got = read_metrics(run("--metrics", "-", path).stdout.decode())
    assert len({dict(labels)["domain"] for name, labels in got if name == "tlsrpt_days_missing"}) == 1000
    assert got["tlsrpt_domains_left_out", ()] == 501
    assert labelled("tlsrpt_days_missing", domain="often.example") in got


@test
def every_domain_that_the_list_names_has_gauges(tmp):
    """Silent ones, too, however many; below a wildcard anyone can invent names, so those have a bound."""
    path = os.path.join(tmp, "r")
    hostile(path, ["d7.example"] + ["x%d.wild.example" % i for i in range(1100)])
    with open(tmp + "/list", "w") as f:
        f.write("".join("d%d.example\n" % i for i in range(1500)) + "*.wild.example\n")
    got = read_metrics(run("--scope", tmp + "/list", "--metrics", "-", path).stdout.decode())
    domains = [dict(labels)["domain"] for name, labels in got if name == "tlsrpt_days_missing"]
    assert {"d%d.example" % i for i in range(1500)} <= set(domains) and len(domains) == 2500, len(domains)
    assert got["tlsrpt_domains_left_out", ()] == 100


@test
def the_last_report_of_another_time_zone_ends_when_it_says(tmp):
    """Its last hours lie in a day of UTC that it does not cover; a range of a month ends with its own day."""
    name = labelled("tlsrpt_last_report_timestamp_seconds", domain="a.example")
    for end, want in (("2024-05-02T04:59:59Z", 1714625999), ("2024-06-09T23:59:59Z", 1714608000)):
        last = report("a.example", "2024-05-01")
        last["date-range"] = {"start-datetime": "2024-05-01T05:00:00Z", "end-datetime": end}
        told = run("--metrics", "-", write(tmp + "/r", [last]), env=NOW).stdout.decode()
        assert read_metrics(told)[name] == want, (end, read_metrics(told)[name])


@test
def a_stale_report_counts_among_the_reports_of_the_last_days_as_in_the_summary(tmp):
    """Its sessions are in the gauges, too."""
    form = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
    with open(tmp + "/box", "w") as f:
        for org, received in (("One", "Sat, 05 Mar 2022 08:00:00 +0000"), ("Late", "Fri, 01 Mar 2024 08:00:00 +0000")):
            for day in days("2022-03-01", 3):
                sent = json.dumps(report("a.example", day, org=org))
                f.write(form % (received, "application/tlsrpt+json", sent))
    (row,) = summary(tmp + "/box", env=NOW)["domains"]
    got = read_metrics(run("--metrics", "-", tmp + "/box", env=NOW).stdout.decode())
    told = got[labelled("tlsrpt_reports", domain="a.example", window="7d")]
    assert told == row["last_7_days"]["reports"] == 6, (told, row["last_7_days"])


@test
def a_stale_report_of_a_later_day_pushes_no_sessions_out_of_the_gauges(tmp):
    with open(tmp + "/box", "w") as f:
        form = "From x@x Sat Mar  2 00:00:00 2024\nFrom: x@x.example\nReceived: by y; %s\nContent-Type: %s\n\n%s\n\n"
        for day, received in (
            ("2022-03-01", "Wed, 02 Mar 2022 08:00:00 +0000"),
            ("2022-04-01", "Mon, 01 Apr 2024 08:00:00 +0000"),
        ):
            sent = json.dumps(report("a.example", day))
            f.write(form % (received, "application/tlsrpt+json", sent))
    (row,) = summary(tmp + "/box", env=NOW)["domains"]
    got = read_metrics(run("--metrics", "-", tmp + "/box", env=NOW).stdout.decode())
    told = got[labelled("tlsrpt_reports", domain="a.example", window="7d")]
    assert told == row["last_7_days"]["reports"] == 1, (told, row["last_7_days"])
    name = labelled("tlsrpt_sessions", domain="a.example", policy_type="sts", outcome="successful", window="1d")
    assert got[name] == row["last_7_days"]["successful_sessions"] == 10, (got[name], row)


@test
def the_alert_rules_are_valid(tmp):
    r = promtool("check", "rules", os.path.join(ROOT, "docs/monitoring/tlsrpt.rules.yml"))
    assert r.returncode == 0, r
    assert set(re.findall(r"tlsrpt_\w+", open(os.path.join(ROOT, "docs/monitoring/tlsrpt.rules.yml")).read())) <= {
        n for n, _ in read_metrics(run("--metrics", "-", *INPUTS).stdout.decode())
    }


@test
def the_alerts_of_silence_end_for_a_domain_that_left_and_come_for_a_mailbox_that_is_gone(tmp):
    """Five nights long nothing comes of either: of the one that the list ends, nothing is expected."""
    r = write(tmp + "/r", [report(d, day) for d in ("left.example", "silent.example") for day in days("2024-03-01", 9)])
    open(tmp + "/list", "w").write("domain,until\nleft.example,2024-03-10\nsilent.example,\n")
    nights = [
        read_metrics(run("--scope", tmp + "/list", "--until", day, "--metrics", "-", r, env=AT(day)).stdout.decode())
        for day in days("2024-03-18", 5)
    ]
    name = lambda key: key[0] + "{" + ",".join('%s="%s"' % label for label in key[1]) + "}"
    fires = {"severity": "warning", "domain": "silent.example"}
    told = {"summary": "silent.example: no TLS report for more than 7 days"}
    checks = {
        "rule_files": [os.path.join(ROOT, "docs/monitoring/tlsrpt.rules.yml")],
        "evaluation_interval": "1d",
        "tests": [
            {
                "interval": "1d",
                "input_series": [
                    {"series": name(key), "values": " ".join(str(night[key]) for night in nights)} for key in nights[0]
                ],
                "alert_rule_test": [
                    {
                        "eval_time": "4d",
                        "alertname": "TlsReportsStopped",
                        "exp_alerts": [{"exp_labels": fires, "exp_annotations": told}],
                    }
                ],
            }
        ],
    }
    os.mkdir(tmp + "/gone")
    empty = read_metrics(run("-q", "--metrics", "-", tmp + "/gone", env=AT("2024-03-18")).stdout.decode())
    none = {"summary": "the last run of tlsrpt-audit counted no TLS report"}
    none["description"] = "Is the mail where the cron job reads it?"
    for figures, expected in (
        (nights[0], []),
        (empty, [{"exp_labels": {"severity": "warning"}, "exp_annotations": none}]),
    ):
        checks["tests"].append(
            {
                "interval": "1d",
                "input_series": [{"series": name(key), "values": str(figures[key])} for key in figures],
                "alert_rule_test": [{"eval_time": "0d", "alertname": "TlsReportsNone", "exp_alerts": expected}],
            }
        )
    stopped = {"summary": "tlsrpt-audit has not run for two days"}
    stopped["description"] = "Look at the cron job that writes the gauges, and at its clock."
    ahead = [{"exp_labels": {"severity": "warning"}, "exp_annotations": stopped}]  # it is 1970 for promtool
    checks["tests"][0]["alert_rule_test"].append(
        {"eval_time": "4d", "alertname": "TlsReportsRunStopped", "exp_alerts": ahead}
    )
    json.dump(checks, open(tmp + "/tests.yml", "w"))
    r = promtool("test", "rules", tmp + "/tests.yml")
    assert r.returncode == 0, r
