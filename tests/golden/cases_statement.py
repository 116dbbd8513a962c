"""The statement: a printed page for each domain (SPEC 6.8)."""
import html, os, re, subprocess

from daily_reports import days, report, write
from harness import *

INPUTS = [os.path.join(SAMPLES, n) for n in SAMPLE_INPUTS]


def words(path):
    page = open(path, encoding="utf-8").read()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)))


def year(tmp):
    box = os.path.join(tmp, "year.mbox")
    subprocess.check_call([sys.executable, os.path.join(SAMPLES, "make_year.py"), box])
    return box


@test
def a_statement_says_what_the_figures_say(tmp):
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    run("--statement", out + "/{domain}.html", "--reviewer", "R. <b>Eviewer", "--hash-inputs", *INPUTS)
    s = summary(*INPUTS)
    for d in s["domains"]:
        text = words(os.path.join(out, d["policy_domain"] + ".html"))
        sessions = d["successful_sessions"] + d["failed_sessions"]
        for wanted in (
            d["policy_domain"],
            "%s sessions" % format(sessions, ","),
            "%d of %d expected days" % (d["days_covered"], d["days_covered"] + d["days_missing"]),
            "%d reports of %d organizations" % (d["reports"], d["reporters"]),
            "R. <b>Eviewer",
            "signatures were not verified",
            "SHA-256 over the inputs",
            "0 messages and files could not be looked into, and 2 parts and files were rejected: they may be about",
            "Prepared by",
        ):
            assert wanted in text, (d["policy_domain"], wanted, text)
        others = {o["policy_domain"] for o in s["domains"]} - {d["policy_domain"]}
        assert not [o for o in others if o in text]
        incidents = [
            f
            for f in s["findings"]
            if f["policy_domain"] == d["policy_domain"] and f["severity"] in ("critical", "high", "medium")
        ]
        assert ("None in these reports" in text) == (not incidents)
        for f in incidents:
            assert (
                f["title"] in text
                and ("closed: %d clean day" % f["days_clean"] if f["status"] == "closed" else "open") in text
            )
    assert (
        "MTA-STS in mode enforce, seen by senders since 2024-03-01 (the first day of these reports; perhaps longer)"
        in words(out + "/library.example.html")
    )


@test
def a_statement_prints_on_one_page_for_each_domain(tmp):
    box = year(tmp)
    page, pdf = os.path.join(tmp, "s.html"), os.path.join(tmp, "s.pdf")
    bare = [report("bare.example", d, **{"policy-type": "no-policy-found"}) for d in days("2025-12-01", 20)]
    mails = [box, write(tmp + "/bare", bare)]
    run("--statement", page, "--hash-inputs", "--redact", "ip,path", "--reviewer", "A. Reviewer", *mails)
    domains = len(summary(*mails)["domains"])
    subprocess.run(
        [
            "chromium",
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            "--user-data-dir=" + tmp + "/c",
            "--print-to-pdf=" + pdf,
            "file://" + page,
        ],
        capture_output=True,
        check=True,
    )
    pages = re.search(
        r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", pdf], capture_output=True, check=True).stdout.decode()
    )
    assert int(pages.group(1)) == domains, (pages.group(1), domains)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
    heads = re.findall(r"Severity +What +Days +(.*)", text)
    assert heads and set(heads) == {"State"} and re.search(" open$", text, re.M), "words are not broken: %s" % text
    assert "Redacted: ip, path" in words(page)
    assert "http" not in open(page).read().replace("http-equiv", ""), "nothing is loaded"


@test
def a_statement_of_nothing_says_so(tmp):
    out = os.path.join(tmp, "s.html")
    run("--statement", out, "--domain", "^nobody$", *INPUTS)
    assert "No domain" in words(out)


@test
def a_statement_says_what_is_the_domains_own(tmp):
    """Evidence of others is none of its period, and each incident that the verdict counts is told of."""
    gap = [report("b.example", d) for d in days("2024-05-01", 30) + days("2024-06-15", 30)]
    both = write(tmp + "/in", gap + [report("a.example", d) for d in days("2024-05-01", 75)])
    run("--statement", tmp + "/s-{domain}", both)
    run("--statement", tmp + "/s", both)
    for name in ("/s-b.example", "/s"):
        text = words(tmp + name)
        b = text[text.index("b.example") :]
        assert "Secured: enforced; 1 incident, closed" in b and "60 of 75 expected days" in b, b
        assert "None in these reports. 1 incident of severity low, closed: see the findings" in b, b
        assert "evidence on" not in text, text


@test
def a_statement_calls_no_domain_secured_whose_reports_stopped(tmp):
    """Nine days of reports and three weeks of silence were "Secured: enforced", since fewer than 14 make no finding."""
    stopped, secured = ("stopped", "once", "forged"), ("seldom", "twice", "daily")
    open(tmp + "/list", "w").write("".join(name + ".example\n" for name in stopped + secured))
    month = days("2024-05-01", 31)
    sent = [report("stopped.example", d) for d in month[:9]] + [report("once.example", month[1])]
    sent += [report("seldom.example", d) for d in month[:22:3]] + [report("daily.example", d) for d in month[22:]]
    sent += [report("twice.example", d) for d in (month[1], month[19])]
    sent += [report("forged.example", d) for d in month[:1] + month[9:18]]  # the first day hides no silence
    run("--scope", tmp + "/list", "--period", "2024-05", "--statement", tmp + "/{domain}", write(tmp + "/in", sent))
    for name in stopped:
        assert "Watch: reports stopped" in words(tmp + "/%s.example" % name), name
    for name in secured:
        assert "Secured: enforced" in words(tmp + "/%s.example" % name), name
    # A night's new reports tell nothing of the days before: a late one is not the last.
    run("--state", tmp + "/db", "--until", month[20], write(tmp + "/in", [report("daily.example", d) for d in month]))
    late = [report("daily.example", month[30]), report("late.example", month[9])]
    run("--state", tmp + "/db", "--statement", tmp + "/night", write(tmp + "/in", late))
    assert "reports stopped" not in words(tmp + "/night"), words(tmp + "/night")


@test
def a_statement_says_what_of_the_reports_was_chosen(tmp):
    """Whoever left the reporters out that saw failures, or last night's reports, had a page that said nothing of it."""
    box = write(tmp + "/in", [report("a.example", d) for d in days("2024-05-01", 9)])
    run("--state", tmp + "/db", "--until", "2024-05-04", "--json", tmp + "/s", box)
    chosen = "What counts was chosen: "
    for args, told in (
        ([], None),
        (["--reporter", ".", "--reporter", "b"], "reporters that match . or b."),
        (["--reporter", ".", "--redact", "reporter"], "some reporters alone."),
        (
            ["--domain=a"] + ["--reporter=."] * 7,
            "domains that match a; reporters that match . or . or . or . or . or 2 more.",
        ),
        (["--dedup=none"], "--dedup=none."),
        (["--slice=2/2", "--domain=a"], "--slice 2/2: some of the inputs alone; domains that match a."),
        (
            ["--state", tmp + "/db"],
            "--state: what no earlier run counted alone, so that rules that need history were not",
        ),
        (["--require-auth", "--authserv-id=x"], "--require-auth: reports whose sender is known alone."),
    ):
        open(tmp + "/list", "w").write("a.example\n")
        run("-q", "--statement", tmp + "/p", "--scope", tmp + "/list", "--digest", tmp + "/d", *args, box)
        text, digest = words(tmp + "/p"), " ".join(open(tmp + "/d").read().split())
        assert (chosen + told in text) if told else (chosen not in text), (args, text)
        if "no report was counted" not in digest:
            assert ("; chosen: " in digest) == bool(told) and (not told or told.rstrip(".") in digest), (args, digest)


@test
def a_statement_says_which_rules_looked_for_nothing(tmp):
    """ "None in these reports" stood there alone where --rules had switched the rule off that would have found something."""
    box = write(tmp + "/in", [report("a.example", d, failed=9) for d in days("2024-05-01", 9)])
    open(tmp + "/rules", "w").write('{"rules": {"certificate-expired": {"severity": "off"}}, "closed-after": 3}')
    for args in [], ["--rules", tmp + "/rules"]:
        run("--statement", tmp + "/p", *args, box)
        text = words(tmp + "/p")
        told = (
            "Not all rules of findings are the built-in ones: Off, so that nothing was looked for: certificate-expired."
        )
        assert (told in text) == ("None in these reports" in text) == bool(args), text
        assert ("With another threshold: closed-after 3 (not 7). " in text) == bool(args), text


@test
def a_statement_claims_no_policy_for_days_that_tell_of_a_weaker_one(tmp):
    """Six days in the mode testing were part of "in mode enforce, seen by senders since", and so was DANE alone."""
    month = days("2024-05-01", 30)
    testing = {"policy-string": ["version: STSv1", "mode: testing", "mx: *.example", "max_age: 604800"]}
    dane = {"policy-type": "tlsa", "policy-string": ["3 1 1 " + "ab" * 32]}
    sent = [report("a.example", d, **(testing if "11" <= d[-2:] <= "16" else {})) for d in month]
    sent += [report("b.example", d, n=1, **dane) for d in month] + [report("b.example", d) for d in month[20:]]
    run("--statement", tmp + "/{domain}", write(tmp + "/in", sent))
    for name, told in (
        ("a", "MTA-STS in mode enforce, seen by senders since 2024-05-17 Secured"),
        ("b", "enforce, seen by senders since 2024-05-21; DANE, seen by senders since 2024-05-01 (the first day of"),
    ):
        assert told in words("%s/%s.example" % (tmp, name)), words("%s/%s.example" % (tmp, name))


@test
def a_statement_says_of_which_days_reports_were_expected(tmp):
    """All expected days have a report, and they are a third of the period: before the first one none is expected."""
    late = [report("late.example", d) for d in days("2024-05-21", 10)]
    mail = write(tmp + "/in", late + [report("whole.example", d) for d in days("2024-05-01", 30)])
    asked = ("--period", "2024-05", "--until", "2024-05-30")
    open(tmp + "/list", "w").write("domain,since,until\nwhole.example,,2024-05-12\nlate.example,2024-06-01,\n")
    for more, late_is, whole_is in (
        ((), "10 of 10 expected days have a report (expected from 2024-05-21 to 2024-05-30); 10 reports", ""),
        (
            ("--scope", tmp + "/list"),
            "0 of 0 expected days have a report;",
            " (expected from 2024-05-01 to 2024-05-12)",
        ),
    ):
        run("--statement", tmp + "/{domain}", *asked, *more, mail)
        assert late_is in words(tmp + "/late.example"), words(tmp + "/late.example")
        n = "12 of 12" if more else "30 of 30"
        whole = words(tmp + "/whole.example")
        assert n + " expected days have a report" + whole_is + "; 30 reports" in whole, whole


@test
def findings_that_the_verdict_points_to_stand_on_the_statement(tmp):
    """A customer has this page alone: "Alarm: see findings" led to a heading "Incidents"."""
    run("--statement", tmp + "/s", "--domain", "^harbour", *INPUTS)
    text = words(tmp + "/s")
    assert "Alarm: see findings" in text and "Findings (incidents) of severity medium and above Severity" in text, text


@test
def a_statement_splits_its_total_by_policy_type(tmp):
    """A session that is evaluated under two policies is reported in both (SPEC 4)."""
    dane = {"policy-type": "tlsa", "policy-string": []}
    reports = [report(d, "2024-05-01") for d in ("a.example", "b.example", "c.example")]
    reports += [report("b.example", "2024-05-01", org=o, failed=1, n=1, **dane) for o in ("One", "Two")]
    run("--statement", tmp + "/s-{domain}", write(tmp + "/in", reports))
    text = words(tmp + "/s-b.example")
    assert (
        "By policy MTA-STS 100.00 % of 10, DANE 90.91 % of 22; a session under two policies counts in both" in text
    ), text
    run("--statement", tmp + "/s", tmp + "/in")
    assert words(tmp + "/s").count("By policy") == 1 and "By policy" not in words(tmp + "/s-c.example")


@test
def a_statement_says_how_a_domain_is_protected_and_how_an_incident_stands(tmp):
    sts = lambda mode: {"policy-string": ["version: STSv1", "mode: " + mode, "mx: *.example", "max_age: 604800"]}
    dane = {"policy-type": "tlsa", "policy-string": ["3 1 1 " + "ab" * 32]}
    protected = {
        "MTA-STS in mode enforce, seen by senders since 2024-05-01": [{}],
        "MTA-STS in mode enforce, and DANE, seen by senders since 2024-05-01": [{}, dane],
        "DANE, seen by senders since 2024-05-01": [dane],
        "MTA-STS in mode testing: nothing is enforced": [sts("testing")],
        "MTA-STS in mode none: nothing is enforced": [sts("none")],
        "Senders found neither MTA-STS nor DANE": [{"policy-type": "no-policy-found", "policy-string": []}],
    }
    sent, month = [], days("2024-05-01", 30)
    for i, policies in enumerate(protected.values()):
        sent += [report("p%d.example" % i, d, n=n, **p) for d in month for n, p in enumerate(policies)]
    for domain, failed, seen in (("closed", 3, month), ("open", 27, month), ("unproven", 3, month[:6] + month[29:])):
        ok = lambda d: 100 + int(d[-2:])  # so that no two days are alike
        bad = month[failed : failed + (2 if domain == "closed" else 1)]
        sent += [report(domain + ".example", d, ok=ok(d), failed=9 if d in bad else 0) for d in seen]
    mails = write(tmp + "/mails", sent)
    run("--statement", tmp + "/s-{domain}", mails)
    for i, wanted in enumerate(protected):
        text = words("%s/s-p%d.example" % (tmp, i))
        assert "Protection " + wanted in text, (wanted, text)
    found = {
        f["policy_domain"]: f for f in summary(mails)["findings"] if f["severity"] == "high" and f["failed_sessions"]
    }
    f = found["closed.example"]
    assert f["sessions_since"] != f["successful_sessions"] and f["days_clean"] == 25, f
    states = {
        "closed": "2024-05-04 to 2024-05-05 closed: 25 clean days and {:,} secured sessions since".format(
            f["sessions_since"]
        ),
        "open": "2024-05-28 open",
        "unproven": "2024-05-04 not proven to be over",
    }
    for status, wanted in states.items():
        text = words("%s/s-%s.example" % (tmp, status))
        assert found[status + ".example"]["status"] == status and wanted in text, (status, found, text)


@test
def a_verdict_that_goes_before_another_says_so(tmp):
    """Of 40 % secured sessions without a policy: the page explains why this is not called Failing."""
    detail = {"result-type": "validation-failure", "failed-session-count": 6}
    pile = tmp + "/r.json"
    json.dump(report_with("r", "2024-03-06", policy_of("no-policy-found", "a.example", 4, 6, detail)), open(pile, "w"))
    run("--statement", tmp + "/s.html", "--html", tmp + "/p.html", pile)
    assert "a.example No policy: unprotected" in words(tmp + "/s.html"), words(tmp + "/s.html")
    method = words(tmp + "/p.html")
    for verdict in ("No policy: senders", "Alarm: an open"):
        sentence = re.search(verdict + r"[^.]*\.", method).group()
        assert "whatever the share" in sentence, sentence
