"""A list that is cut says how many are left out: whoever reads one output alone takes it for all there is."""
import html, os, re

from daily_reports import days, report, write
from harness import *
from workbook_files import workbook

KINDS = """certificate-expired certificate-host-mismatch certificate-not-trusted starttls-not-supported
sts-policy-invalid tlsa-invalid""".split()  # seven findings: one of them says that STARTTLS was there for others
DIGEST = ("--digest-from", "a@b.example")


def troubled(tmp):
    """A domain with a failure of each type, and a list of it and thirty that nobody reports on."""
    odd = report("a.example", "2024-05-01", ok=100, failed=len(KINDS))
    odd["policies"][0]["failure-details"] = [{"result-type": k, "failed-session-count": 1} for k in KINDS]
    open(tmp + "/list", "w").write("a.example\n" + "".join("d%02d.example\n" % i for i in range(30)))
    mails = write(tmp + "/mails", [odd, *(report("a.example", d) for d in days("2024-05-02", 5))])
    run("--json", tmp + "/before.json", write(tmp + "/sound", [report("a.example", "2024-04-01")]))
    return ["--scope", tmp + "/list"], mails


def plain(text):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text)))


def told(path):
    return plain(open(path, encoding="utf-8").read())


def sentences(book, sheet):
    return [str(c.value) for row in workbook(book)[sheet].iter_rows() for c in row if isinstance(c.value, str)]


@test
def findings_and_changes_that_are_cut_are_counted(tmp):
    listed, mails = troubled(tmp)
    found = summary(*listed, mails)["findings"]
    n = len(found)
    assert n > 36 and all(f["status"] != "closed" for f in found), n
    compared = [*listed, "--compare", tmp + "/before.json"]
    text = plain(run(*compared, mails).stdout.decode())
    assert "and %d more; --json, --csv and --xlsx have all, with evidence and advice" % (n - 5) in text, text
    assert "%d new, 0 reopened, 0 resolved, 0 going on, 0 unproven" % n in text, text
    assert "and %d more; --json, --csv and --xlsx have all What was read" % (n - 10) in text, text
    assert "silent: d00.example, d01.example, d02.example, d03.example, d04.example and 25 more" in text, text

    run(*compared, "--digest", tmp + "/changes", *DIGEST, mails)
    run(*listed, "--digest", tmp + "/open", *DIGEST, "--xlsx", tmp + "/a.xlsx", "--statement", tmp + "/s.html", mails)
    assert "New, or open again (%d)" % n in told(tmp + "/changes")
    assert "Open or unproven (%d)" % n in told(tmp + "/open")
    for digest in ("/changes", "/open"):
        lines = open(tmp + digest).read().splitlines()
        assert [line for line in lines if line.endswith("more")][-1] == "  and %d more" % (n - 20), lines
        assert sum(line.startswith(("  critical ", "  high ", "  medium ")) for line in lines) == 20, lines
    lines = sentences(tmp + "/a.xlsx", "Summary")
    assert "The 6 most severe of %d; the sheet Findings has all, with advice." % n in lines, lines
    assert "The 15 with the worst verdicts of 31; the sheet Domains has all." in lines, lines
    severe = sum(f["policy_domain"] == "a.example" and f["severity"] in ("critical", "high", "medium") for f in found)
    page = told(tmp + "/s.html")
    assert severe == 7 and "And 1 more: see the findings of the audit file." in page, (severe, page)


@test
def as_many_as_there_is_room_for_are_not_called_cut(tmp):
    """Five and twenty silent domains, and the last line of each list is that of a domain."""
    mails = write(tmp + "/mails", [report("a.example", d) for d in days("2024-05-01", 6)])
    for n, output, room in ((5, [], 5), (20, ["--digest", "-", *DIGEST], 20)):
        open(tmp + "/list", "w").write("a.example\n" + "".join("d%02d.example\n" % i for i in range(n)))
        found = summary("--scope", tmp + "/list", mails)["findings"]
        assert len(found) == room, (room, found)
        lines = run("--scope", tmp + "/list", *output, mails).stdout.decode().splitlines()
        assert any("d%02d.example: No report about this domain" % (n - 1) in line for line in lines), lines
        assert not [line for line in lines if line.startswith("  and ")], lines
    open(tmp + "/list", "w").write("a.example\n" + "".join("d%02d.example\n" % i for i in range(6)))
    text = plain(run("--scope", tmp + "/list", mails).stdout.decode())
    assert "d04.example and 1 more" in text and "and 1 more; --json" in text, text


@test
def rows_and_lists_of_the_page_that_are_cut_are_counted(tmp):
    """More than 1,000 domains, more than 500 inputs, more than four gaps and 25 blocks."""
    gaps = [d for i, d in enumerate(days("2024-05-01", 17)) if i not in (2, 3, 5, 7, 9, 11, 13)]
    mails = write(tmp + "/gaps", [report("a.example", d) for d in gaps])
    many = write(tmp + "/many", [report("", "2024-05-01", policies=["b%04d.example" % i for i in range(1000)])])
    os.mkdir(tmp + "/inputs")
    inputs = ["%s/inputs/%03d.eml" % (tmp, i) for i in range(499)]
    for path in inputs:
        open(path, "w").write("From: a@b.example\n\nhello\n")
    run("--html", tmp + "/p.html", mails, many, *inputs)
    page = told(tmp + "/p.html")
    assert "The first 1,000 rows of 1,001; the workbook (--xlsx) and the tables (--csv) have all." in page
    assert "The first 500 rows of 501; the workbook" in page
    assert "The 25 domains that need a look first, of 1,001;" in page
    assert "2024-05-03 to 2024-05-04 2024-05-06 2024-05-08 2024-05-10 and 2 more" in page
