"""The workbook's pages that are read and printed, not filtered: Summary and Method (SPEC 6.5)."""
import json, os, re, subprocess, sys

from daily_reports import days, report, write
from harness import *
from workbook_files import workbook


@test
def the_summary_says_first_how_the_domains_stand_and_what_is_open(tmp):
    box = os.path.join(tmp, "year.mbox")
    subprocess.check_call([sys.executable, os.path.join(SAMPLES, "make_year.py"), box])
    path = os.path.join(tmp, "a.xlsx")
    s = json.loads(run("--xlsx", path, "--json", "-", box).stdout)
    sheet = workbook(path)["Summary"]
    words = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
    still = [f for f in s["findings"] if f["status"] != "closed"]
    assert words[3].startswith("Alarm: 1 of 4 domains; Secured: 3 of 4 domains.") and words[3].endswith(
        "%d finding open or unproven, %d closed" % (len(still), len(s["findings"]) - len(still))
    ), words[3]
    at = {w: i for i, w in reversed(list(enumerate(words)))}
    assert (
        at["Secured share"]
        < at["Verdict by domain"]
        < at["What is open, and what to do first"]
        < at["Sessions by policy type"]
        < at["Sheets"]
    )
    for f in still:
        assert f["title"] in words and any(len(w) > 15 and f["advice"].startswith(w.rstrip("…")) for w in words), f[
            "title"
        ]
    xml = subprocess.run(
        ["unzip", "-p", path, "xl/worksheets/sheet1.xml"], capture_output=True, check=True
    ).stdout.decode()
    ends = [(int(a), int(b)) for a, b in re.findall(r'<col min="(\d+)" max="(\d+)"', xml)]
    assert all(a[1] < b[0] for a, b in zip(ends, ends[1:])), "column ranges overlap"


@test
def the_summary_shows_a_record_that_is_wanting_whole(tmp):
    """The dot behind its name is no end of a sentence."""
    run("--xlsx", tmp + "/a.xlsx", "--dns", SAMPLES + "/dns.txt", MBOX)
    words = [
        str(c.value) for row in workbook(tmp + "/a.xlsx")["Summary"].iter_rows() for c in row if c.value is not None
    ]
    assert any(w.startswith('Publish: _smtp._tls.library.example. IN TXT "v=TLSRPTv1') for w in words), [
        w for w in words if "Publish" in w
    ]


@test
def what_the_summary_has_of_an_advice_is_what_to_do(tmp):
    """Its first sentence has room there: not what was counted, or what an attacker could do."""
    policy = {"policy-string": ["version: STSv1", "mode: testing", "mx: *.a.example", "max_age: 3600"]}
    mails = [report("a.example", d, **policy) for d in days("2024-03-01", 20)]
    mails += [report("a.example", "2024-03-20", ok=7, **policy)]
    run("--xlsx", tmp + "/a.xlsx", write(tmp + "/mails", mails))
    words = [str(c.value) for row in workbook(tmp + "/a.xlsx")["Summary"].iter_rows() for c in row]
    for said in "Compare both copies", "Raise max_age", "Switch the mode to enforce.":
        assert [w for w in words if w.startswith(said)], (said, words)


@test
def a_long_command_line_does_not_shrink_the_print_of_method(tmp):
    path = os.path.join(tmp, "a.xlsx")
    run("--xlsx", path, "--domain", "|".join("name%d" % i for i in range(300)), MBOX)
    sheet = workbook(path)["Method"]
    row = next(r for r in sheet.iter_rows() if r[0].value == "Command line")
    assert row[1].alignment.wrap_text and any(str(m).startswith("B%d:" % row[1].row) for m in sheet.merged_cells.ranges)
    assert sheet.row_dimensions[row[1].row].height > 100
