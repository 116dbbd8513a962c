"""The workbook's sheets (SPEC 6.5) say what they hold, and nothing else."""

import re, zipfile

from daily_reports import report, write
from harness import *
from workbook_files import workbook


def book_of(tmp, *args):
    run("--xlsx", tmp + "/a.xlsx", *args, cwd=SAMPLES)
    return workbook(tmp + "/a.xlsx")


@test
def a_column_beside_a_table_has_rows(tmp):
    """Reports had "Most: First 32 hex digits of the SHA-256 over the report's iden", with nothing below it."""
    book = book_of(tmp, *SAMPLE_INPUTS)
    beside = {
        sheet.title: [row[0].value for row in sheet.iter_rows(min_row=2, min_col=c.column, max_col=c.column)]
        for sheet in book
        for c in sheet[1]
        if str(c.value).startswith("Most: ")
    }
    assert set(beside) == {"Domains", "Result types", "Reporters"} and all(any(v) for v in beside.values()), beside


@test
def a_chart_of_nothing_leaves_no_column(tmp):
    sheet = book_of(tmp, "--domain", "^library", *SAMPLE_INPUTS)["Domains"]
    titles = [c.value for c in sheet[1]]
    assert not any(str(t).startswith("Most: ") for t in titles), titles


@test
def method_tells_what_the_words_of_the_other_sheets_mean(tmp):
    """Status, Readiness and Evidence are words of a rule: who has the workbook alone, or the page, looks for it in Method."""
    book = book_of(tmp, "--html", tmp + "/page.html", "--dns", "dns.txt", "--period", "2024-03", *SAMPLE_INPUTS)
    column = lambda sheet, title: next(c.column for c in book[sheet][1] if c.value == title)
    words = {
        row[0].value
        for sheet, title in (("Findings", "Status"), ("Domains", "Readiness"), ("Controls", "Evidence"))
        for row in book[sheet].iter_rows(min_row=2, min_col=column(sheet, title), max_col=column(sheet, title))
    }
    assert {"open", "closed", "unproven", "enforced", "supports", "no-evidence"} <= words, words
    method = " ".join(str(c.value) for row in book["Method"].iter_rows() for c in row if c.value)
    page = open(tmp + "/page.html", encoding="utf-8").read().split(" id=method-title")[1]
    for text in (method, page):
        told = text[text.index("Definitions") :]
        missing = [w for w in words | {"ready", "not-ready", "too-little-evidence"} if w not in told]
        assert missing == [], missing


@test
def every_column_of_figures_on_the_summary_has_a_heading(tmp):
    """Sessions by policy type were three bare numbers, the headings of which stood above another table, a page away with many domains."""
    sheet = book_of(tmp, *SAMPLE_INPUTS)["Summary"]
    rows = [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()]
    at = next(i for i, row in enumerate(rows) if row == ["Sessions by policy type"])
    assert (
        rows[at + 1] == ["Policy type", "Secured", "Sessions", "Failed"] and rows[at + 2][0] == "no-policy-found"
    ), rows


@test
def the_title_of_a_chart_counts_the_rows_that_have_something_to_show(tmp):
    """Of 20 domains 3 had failures: three bars, and "the first 15 of 20" above them."""
    sent = [report("d%02d.example" % i, "2024-05-01", failed=int(i < 3), org="Org %02d" % (i % 17)) for i in range(20)]
    book_of(tmp, write(tmp + "/mails", sent))
    with zipfile.ZipFile(tmp + "/a.xlsx") as z:
        charts = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/charts/")]
    assert all('plotVisOnly val="1"' not in c for c in charts), "a filter on a sheet would change its chart"
    titles = {re.search(r"<a:t>([^<]*)</a:t>", c)[1] for c in charts}
    wanted = {"Failed sessions by result type", "Failed sessions by domain", "Reports by reporter (the first 15 of 17)"}
    assert titles == wanted | {"Sessions a day", "Secured share a day"}, titles


@test
def a_name_that_leads_to_another_sheet_leads_to_its_row(tmp):
    """From the Summary to the domain, from the domain to the first of its policies; where all that is open stands there, it says so."""
    book = book_of(tmp, *SAMPLE_INPUTS)
    lead = {"Summary": "Domains", "Domains": "Policies"}
    links = 0
    for sheet, other in lead.items():
        for row in book[sheet].iter_rows(max_col=1):
            link = row[0].hyperlink
            if link and link.location.startswith("'%s'!A" % other) and link.location[-2:] != "A1":
                there = int(link.location.split("!A")[1])
                above = book[other].cell(there - 1, 1).value
                assert book[other].cell(there, 1).value == row[0].value != above, (sheet, row[0].value, link.location)
                links += 1
    assert links == 6, links
    notes = [c.value for row in book["Summary"].iter_rows(max_col=1) for c in row]
    assert "The sheet Findings has the evidence and all advice." in notes, notes


@test
def a_basis_of_the_largest_counts_is_whole(tmp):
    """One mail with a count of 19 digits put bytes of the program's memory behind it, and Excel opened no such workbook."""
    write(tmp + "/r", [report("a.example", "2024-03-01", ok=9 * 10**18)])
    sheet = book_of(tmp, tmp + "/r")["Domains"]
    at = next(c.column for c in sheet[1] if c.value == "Basis")
    basis = sheet.cell(row=2, column=at).value
    assert basis == "1 of 1 day clean, 9,000,000,000,000,000,000 sessions under MTA-STS, reporters: 1", basis
