"""What a stranger can mail, invented here: it ends, stays small, tells no lies about others, and is named (SPEC 3 to 10)."""

import json, random, zipfile

from cases_bounds import detail, policy, report
from cases_floods import TYPES
from harness import *


def sheets_of(book):
    z = zipfile.ZipFile(book)
    return [z.read(n).decode() for n in z.namelist() if "worksheets/sheet" in n]


@test
def the_sheet_of_findings_says_what_it_leaves_out(tmp):
    """A flood of reports with eight failures each; the most severe findings stand, the other outputs have all."""
    r = random.Random(3)
    of = lambda i: [policy(r, "d%d.example" % i, [detail(t) for t in TYPES], "sts")]
    with open(tmp + "/r.json", "w") as f:
        f.write("\n".join(json.dumps(report(r, of(i), "Org %d" % i)) for i in range(60)))
    run("--xlsx", tmp + "/b.xlsx", "--json", tmp + "/s.json", "--csv", tmp + "/csv", tmp + "/r.json")
    findings = json.load(open(tmp + "/s.json"))["findings"]
    most = 100 + 2 * 60
    assert len(findings) > most and len(open(tmp + "/csv/findings.csv").readlines()) == len(findings) + 1
    sheets = sheets_of(tmp + "/b.xlsx")
    sheet = next(s for s in sheets if ">What to do<" in s)
    assert sheet.count("<row ") == 1 + most + 1 and sheet.count(findings[most - 1]["key"]) == 1
    said = "%d findings are left out of the sheet Findings" % (len(findings) - most)
    assert [said in s for s in sheets].count(True) == 2, said  # below its rows, and on Method
    with open(tmp + "/scope", "w") as f:
        f.write("".join("d%d.example\n" % i for i in range(60)))
    run("--xlsx", tmp + "/b.xlsx", "--scope", tmp + "/scope", tmp + "/r.json")
    assert not any("left out of the sheet" in x for x in sheets_of(tmp + "/b.xlsx"))
