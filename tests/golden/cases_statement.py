"""The statement: a printed page for each domain (SPEC 6.8)."""
import html, os, re, subprocess

from cases_scope import days, report, write
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
    run("--statement", page, "--hash-inputs", "--redact", "ip,path", "--reviewer", "A. Reviewer", box)
    domains = len(summary(box)["domains"])
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
