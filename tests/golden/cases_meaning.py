"""One meaning in all places: which policies count, what protects, which names the DNS files were asked about."""
import calendar, json, os, resource, subprocess, sys

from harness import *


def policy(domain, ok, failed=0):
    return {
        "policy": {"policy-type": "sts", "policy-domain": domain, "policy-string": ["mode: enforce"]},
        "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed},
    }


def write_report(path, *policies, **more):
    report = {**report_with("one", "2024-05-01", *policies, org="Sender"), **more}
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
    assert os.listdir(tmp + "/out") == ["Sender!b.example!1714521600!1714607999!%s.json" % key], os.listdir(
        tmp + "/out"
    )


@test
def a_conflict_is_severe_only_by_policies_that_count(tmp):
    counted = write_report(tmp + "/1.json", policy("a.example", 6), policy("b.example", 7))
    other = write_report(tmp + "/2.json", policy("a.example", 5), policy("b.example", 7, 1))
    severity = lambda *args: [
        f["severity"] for f in summary(*args, counted, other)["findings"] if f["id"] == "conflicting-reports"
    ]
    order = ["info", "low", "medium", "high"]
    (of_a,), (of_b,) = severity("--domain", "^a"), severity("--domain", "^b")
    assert order.index(of_b) > order.index(of_a), (of_a, of_b)  # only b.example has failed sessions


def record_findings(tmp, zone, report):
    with open(tmp + "/zone", "w") as f:
        f.write(zone)
    found = summary("--dns", tmp + "/zone", report)["findings"]
    return sorted((f["id"], f["policy_domain"]) for f in found if "-record-" in f["id"])


@test
def dns_files_are_asked_only_about_what_they_were_made_for(tmp):
    report = write_report(tmp + "/r.json", policy("a.example", 5), policy("b.example", 5))
    tlsrpt = '_smtp._tls.a.example. TXT "v=TLSRPTv1; rua=mailto:x@a.example"\n'
    no_tlsrpt = [("tlsrpt-record-missing", d) for d in ("a.example", "b.example")]
    no_sts = [("mta-sts-record-missing", d) for d in ("a.example", "b.example")]
    for zone, want in (
        ("", []),
        ('s1._domainkey.a.example. TXT "v=DKIM1; p=AAAA"\n', []),
        (tlsrpt, no_tlsrpt[1:]),
        (";_smtp._tls.c.example. IN TXT\n", no_tlsrpt + [("tlsrpt-record-missing", "c.example")]),
        ('_mta-sts.a.example. TXT "v=STSv1; id=1"\n', no_sts[1:]),
        (tlsrpt + ";_mta-sts.a.example. IN TXT\n", no_sts + no_tlsrpt[1:]),
    ):
        assert record_findings(tmp, zone, report) == want, (zone, record_findings(tmp, zone, report))


@test
def a_hundred_thousand_dns_records_take_a_second(tmp):
    need_plain_memory()
    with open(tmp + "/zone", "w") as f:
        for i in range(50000):
            f.write('_smtp._tls.d%d.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:tls@d%d.example"\n' % (i, i))
            f.write("_mta-sts.d%d.example. 300 IN CNAME sts.provider.example.\n" % i)
        f.write('sts.provider.example. TXT "v=STSv1; id=1"\n')
    report = write_report(tmp + "/r.json", policy("d7.example", 5))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = peak_kb("--dns", tmp + "/zone", "--csv", tmp + "/csv", report)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert seconds < 3 and most < 100 << 10, (seconds, most)  # 0.6 s of an idle processor, and 60 MB


@test
def help_of_the_samples_tools_writes_no_file(tmp):
    for tool in ("make_year.py", "make_samples.py"):
        r = subprocess.run(
            [sys.executable, os.path.join(SAMPLES, tool), "--help"], cwd=tmp, capture_output=True, check=True
        )
        assert tool in r.stdout.decode() and os.listdir(tmp) == []


@test
def explain_says_why_a_copy_is_not_counted(tmp):
    report = write_report(tmp + "/r.json", policy("a.example", 5))
    body = open(report).read()
    fields = "From: x@sender.example\nContent-Type: application/tlsrpt+json\nTLS-Report-Domain: a.example\n"
    words = (
        "Authentication-Results: mx.example; dkim=%s header.d=sender.example\nTLS-Report-Submitter: sender.example\n"
    )
    for name, more in (("forged", words % "fail"), ("true", words % "pass")):
        open(tmp + "/%s.eml" % name, "w").write(fields + more + "\n" + body)
    key = json.loads(run("--ndjson", "-", report).stdout)["report_key"]
    text = run(
        "--explain", key, "--require-auth", "--authserv-id", "mx.example", tmp + "/forged.eml", tmp + "/true.eml"
    )
    blocks = text.stdout.decode().split("\n\n")
    assert blocks[0].startswith("A copy, which is not counted: it is not known who sent it\n  Found in"), blocks
    assert blocks[1] == "Report %s, which is counted" % key, blocks
    assert "\n  Server says DKIM passed" in text.stdout.decode(), text

    open(tmp + "/early.eml", "w").write("Received: by x; Mon, 01 Apr 2024 00:00:00 +0000\n" + fields + "\n" + body)
    text = run("--explain", key, report, tmp + "/early.eml").stdout.decode()
    assert "\nAnother copy, which is not counted: it tells of days that had not come\n" in text, text
    open(tmp + "/list", "w").write("b.example\n")
    text = run("--explain", key, "--scope", tmp + "/list", report, status=1).stdout.decode()
    assert text.startswith("A copy, which is not counted: it is about none of the listed domains\n"), text


@test
def where_every_copy_counts_a_foreign_report_is_foreign_still(tmp):
    own = write_report(tmp + "/own.json", policy("a.example", 5))
    foreign = write_report(tmp + "/foreign.json", policy("b.example", 7), policy("c.example", 7))
    with open(tmp + "/list", "w") as f:
        f.write("a.example\n")
    s = summary("--dedup", "none", "--scope", tmp + "/list", own, foreign, own, foreign)
    t = s["totals"]
    assert (t["reports_found"], t["reports"], t["foreign_reports"], t["successful_sessions"]) == (4, 2, 2, 10), t
    assert [(r["policy_domain"], r["reports"]) for r in s["foreign"]] == [("b.example", 2), ("c.example", 2)]
    assert [f["title"].split(" that ")[0] for f in s["findings"] if f["id"] == "foreign-reports"] == [
        "2 reports about 2 domains"
    ]


@test
def a_clock_may_be_two_days_ahead_of_the_run(tmp):
    """A file of a report has no time of its own, so the run's day is all that its start is measured by (SPEC 4)."""
    noon = str(calendar.timegm((2024, 3, 1, 12, 0, 0)))
    for begin, is_future in (("2024-03-03T23:59:59Z", False), ("2024-03-04T00:00:00Z", True)):
        times = {"start-datetime": begin, "end-datetime": "2024-03-04T12:00:00Z"}
        report = write_report(tmp + "/r.json", policy("b.example", 7), **{"date-range": times})
        s = summary(report, env=dict(ENV, SOURCE_DATE_EPOCH=noon))
        assert [r["reason"] for r in s["rejected"]] == ["future-date"] * is_future, (begin, s["rejected"])


@test
def a_report_of_the_future_is_a_finding_where_its_domain_was_asked_for(tmp):
    times = one_day("2099-05-01")
    report = write_report(tmp + "/r.json", policy("b.example", 7), **{"date-range": times})
    for name in "a", "b":
        with open(tmp + "/" + name, "w") as f:
            f.write(name + ".example\n")
    for options, found in (
        ([], 1),
        (["--domain", "^a"], 0),
        (["--domain", "^b"], 1),
        (["--scope", tmp + "/a"], 0),
        (["--scope", tmp + "/b"], 1),
        (["--scope", tmp + "/b", "--domain", "^a"], 0),
    ):
        s = summary(*options, report)
        assert s["totals"]["rejected"] == 1 and s["rejected"][0]["reason"] == "future-date", (options, s["rejected"])
        ids = [f["id"] for f in s["findings"]]
        assert ids.count("future-dated-reports") == found, (options, ids)


@test
def what_came_from_the_future_once_is_closed_by_clean_days(tmp):
    def letter(day, received):
        times = one_day(day)
        write_report(tmp + "/r.json", policy("a.example", 5), **{"report-id": day, "date-range": times})
        head = "Received: from out.sender.example by mx.a.example; %s 06:00:00 +0000\n" % received
        return head + "Content-Type: application/tlsrpt+json\n\n" + open(tmp + "/r.json").read()

    os.mkdir(tmp + "/mail")
    days = ["2024-05-%02d" % i for i in range(1, 15)]
    for n, day in enumerate(days + ["9999-01-01"]):
        with open("%s/mail/%02d.eml" % (tmp, n), "w") as f:
            f.write(letter(day, "%d May 2024" % (n + 2 if n < len(days) else 4)))
    (found,) = [f for f in summary(tmp + "/mail")["findings"] if f["id"] == "future-dated-reports"]
    told = [found[k] for k in ("first_day", "last_day", "status", "days_clean", "sessions_since")]
    assert told == ["2024-05-04", "2024-05-04", "closed", 10, 50], told


@test
def where_nothing_counts_every_listed_domain_is_told_of_without_days(tmp):
    foreign = write_report(tmp + "/r.json", policy("z.example", 7))
    with open(tmp + "/list", "w") as f:
        f.write("a.example\nb.example\n*.c.example\n")
    s = summary("--scope", tmp + "/list", foreign)
    missed = [f for f in s["findings"] if f["id"] == "never-reported"]
    assert [f["policy_domain"] for f in missed] == ["a.example", "b.example"], missed
    for f in missed:
        assert f["title"] == "No report about this domain, nor about any other listed one", f
        assert not f.get("first_day") and not f.get("last_day"), f


@test
def a_severity_of_the_rules_holds_for_every_case_of_a_rule(tmp):
    failing = {
        **policy("a.example", 50, 10),
        "failure-details": [{"result-type": "certificate-expired", "failed-session-count": 10}],
    }
    reports = [
        write_report(tmp + "/1.json", failing),
        write_report(tmp + "/2.json", policy("b.example", 5)),
        write_report(tmp + "/3.json", policy("b.example", 6)),  # contradicts the one before, about no failure
    ]
    severities = lambda *options: {
        f["id"]: f["severity"]
        for f in summary(*options, *reports)["findings"]
        if f["id"] in ("certificate-expired", "conflicting-reports")
    }
    assert severities() == {"certificate-expired": "high", "conflicting-reports": "info"}, severities()
    with open(tmp + "/rules", "w") as f:
        f.write(
            '{"rules": {"certificate-expired": {"severity": "critical"}, "conflicting-reports": {"severity": "medium"}}}'
        )
    tuned = severities("--rules", tmp + "/rules")
    assert tuned == {"certificate-expired": "critical", "conflicting-reports": "medium"}, tuned


@test
def an_address_that_is_cut_has_no_name(tmp):
    failing = {
        **policy("a.example", 50, 10),
        "failure-details": [
            {"result-type": "certificate-expired", "failed-session-count": 10, "sending-mta-ip": "192.0.2.77"}
        ],
    }
    report = write_report(tmp + "/r.json", failing)
    with open(tmp + "/dns", "w") as f:
        for last in 0, 77:
            f.write("%d.2.0.192.in-addr.arpa. 300 IN PTR host%d.out.example.\n" % (last, last))
    named = lambda *options: [
        (r["address"], r.get("reverse_names")) for r in summary("--dns", tmp + "/dns", *options, report)["addresses"]
    ]
    assert named() == [("192.0.2.77", ["host77.out.example"])], named()
    assert [names for address, names in named("--redact", "ip")] == [None], named("--redact", "ip")
    assert [names for address, names in named("--redact", "reporter")] == [None], named("--redact", "reporter")


@test
def addresses_in_a_mails_own_fields_are_cut_where_that_was_asked_for_alone(tmp):
    with open(write_report(tmp + "/r.json", policy("a.example", 1))) as f:
        body = f.read()
    with open(tmp + "/m.eml", "w") as f:
        f.write("From: x@sender.example\nMessage-ID: <1@[192.0.2.77]>\nTLS-Report-Domain: a.example\n")
        f.write("Content-Type: application/tlsrpt+json\n\n%s\n" % body)
    sources = lambda *options: json.loads(run("--ndjson", "-", *options, tmp + "/m.eml").stdout)["source"]
    for options, shown in (
        ([], "1@[192.0.2.77]"),
        (["--redact", "contact"], "1@[192.0.2.77]"),
        (["--redact", "ip"], "1@[192.0.2.0]"),
        (["--redact", "ip,message-id"], None),
    ):
        assert (sources(*options).get("message_id") or "").strip("<>") == (shown or ""), (options, sources(*options))


@test
def each_copy_of_a_report_that_an_earlier_run_counted_is_known(tmp):
    report = write_report(tmp + "/r.json", policy("a.example", 5))
    run("--state", tmp + "/state", "--json", tmp + "/1.json", report)
    t = summary("--state", tmp + "/state", report, report, report)["totals"]
    assert (t["reports_found"], t["known"], t["duplicates"], t["reports"]) == (3, 3, 0, 0), t
    other = write_report(tmp + "/other.json", policy("a.example", 6))
    t = summary("--state", tmp + "/state", other, other, report)["totals"]
    assert (t["reports_found"], t["conflicts"], t["known"], t["duplicates"], t["reports"]) == (3, 2, 1, 0, 0), t


@test
def only_what_can_be_nothing_but_a_name_is_asked_for(tmp):
    """dig takes what stands on a line of its list for arguments, and anyone can make a record up."""
    record = json.loads(run("--ndjson", "-", write_report(tmp + "/r.json", policy("a.example", 5))).stdout)
    names = [
        ("sender.example", selector) for selector in ("good", "-f", "a b", "x..y", "$(id)", ".x", "x.-y", "x;y", "")
    ]
    with open(tmp + "/records", "w") as f:
        for i, (domain, selector) in enumerate(names + [("-sender.example", "x"), ("s/e", "x"), ("b" * 245, "s")]):
            signature = {"result": "key-missing", "reason": "key-missing", "domain": domain, "selector": selector}
            source = {**record["source"], "signature": {**signature, "algorithm": "rsa-sha256", "aligned": True}}
            f.write(json.dumps({**record, "report_id": str(i), "source": source}) + "\n")
    s = summary("--dkim=on", "--wanted-keys", tmp + "/wanted", tmp + "/records")
    assert s["authentication"]["key_missing"] == len(names) + 3, s["authentication"]
    wanted = [line for line in open(tmp + "/wanted") if not line.startswith(";")]
    assert wanted == ["good._domainkey.sender.example. TXT\n"], wanted


@test
def a_subject_tells_what_the_fields_of_a_mail_leave_out(tmp):
    with open(write_report(tmp + "/r.json", policy("a.example", 1))) as f:
        body = f.read()
    subject = "Subject: Report Domain: subject.example Submitter: out.example Report-ID: <1>\n"
    for fields, domain, submitter in (
        ("", "subject.example", "out.example"),
        ("TLS-Report-Domain: a.example\n", "a.example", "out.example"),
        ("TLS-Report-Submitter: b.example\n", "subject.example", "b.example"),
        ("TLS-Report-Domain: a.example\nTLS-Report-Submitter: b.example\n", "a.example", "b.example"),
    ):
        with open(tmp + "/m.eml", "w") as f:
            f.write("From: x@sender.example\nMessage-ID: <%s@x>\n%s%s" % ("i" * 1200, subject, fields))
            f.write("Content-Type: application/tlsrpt+json\n\n%s\n" % body)
        source = json.loads(run("--ndjson", "-", tmp + "/m.eml").stdout)["source"]
        assert (source["report_domain"], source["submitter"]) == (domain, submitter), (fields, source)
        assert source["message_id"] == "<" + "i" * 997, len(source["message_id"])


@test
def rows_that_are_alike_stand_in_the_order_of_their_names(tmp):
    details = [
        {"result-type": "certificate-expired", "failed-session-count": failed, role + "-ip": "192.0.2.%d" % last}
        for last, failed in ((7, 1), (9, 2), (1, 2), (3, 4), (5, 2))
        for role in ("sending-mta", "receiving")
    ]
    typed = lambda kind, line: {
        "policy": {"policy-type": kind, "policy-domain": "a.example", "policy-string": [line]},
        "summary": {"total-successful-session-count": 5, "total-failure-session-count": 0},
    }
    policies = [typed("tlsa", "3 1 1 bb"), typed("sts", "mode: testing"), typed("tlsa", "3 1 1 aa")]
    before = write_report(tmp + "/1.json", policy("a.example", 5))
    after = write_report(tmp + "/2.json", {**policy("a.example", 5, 22), "failure-details": details}, *policies)
    run("--json", tmp + "/before", before)
    s = summary("--compare", tmp + "/before", after)
    assert [(r["role"], r["address"]) for r in s["addresses"]] == [
        (role, "192.0.2.%d" % last) for last in (3,) for role in ("sending", "receiving")
    ] + [(role, "192.0.2.%d" % last) for role in ("sending", "receiving") for last in (1, 5, 9)] + [
        (role, "192.0.2.7") for role in ("sending", "receiving")
    ], s[
        "addresses"
    ]
    rows = [(r["policy_type"], r["policy_text"], r["change"]) for r in s["changes"]["policies"]]
    assert rows == [
        ("sts", "mode: enforce", "continuing"),
        ("sts", "mode: testing", "new"),
        ("tlsa", "3 1 1 aa", "new"),
        ("tlsa", "3 1 1 bb", "new"),
    ], rows


@test
def what_was_open_is_over_once_a_week_since_its_last_day_is_covered(tmp):
    def day(number, failed=0):
        times = ["2024-05-%02dT%s" % (number, time) for time in ("00:00:00Z", "23:59:59Z")]
        details = [{"result-type": "certificate-expired", "failed-session-count": failed}] if failed else []
        return write_report(
            tmp + "/%d-%d.json" % (number, failed),
            {**policy("a.example", 500, failed), "failure-details": details},
            **{"report-id": str(number), "date-range": dict(zip(("start-datetime", "end-datetime"), times))},
        )

    run("--json", tmp + "/before", day(3, 9), *map(day, range(4, 9)))  # open, on the period's last day, the 8th
    for last, change in ((9, "unproven"), (10, "resolved")):
        s = summary("--compare", tmp + "/before", *map(day, range(4, last + 1)))
        changes = {f["id"]: f["change"] for f in s["changes"]["findings"]}
        assert changes["certificate-expired"] == change, (last, changes)


@test
def conflicts_name_their_reports_and_reporters(tmp):
    copies = [
        write_report(
            tmp + "/%s-%d.json" % (i, ok), policy("a.example", ok), **{"report-id": i, "organization-name": org}
        )
        for i, org in (("x", "One"), ("y", "Two"), ("z", "One"))
        for ok in (5, 6)
    ]
    keys = [json.loads(line)["report_key"] for line in run("--ndjson", "-", *copies).stdout.splitlines()]
    found = [f for f in summary(*copies)["findings"] if f["id"] == "conflicting-reports"]
    assert len(found) == 1 and len(keys) == 3, (found, keys)
    assert found[0]["reports"] == sorted(keys) and found[0]["reporters"] == ["One", "Two"], (found, keys)
