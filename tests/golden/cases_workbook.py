"""The workbook (SPEC 6.5), read by others: openpyxl, xmllint, LibreOffice."""
import datetime, filecmp, json, os, shutil, subprocess, zipfile

from workbook_files import report, table, workbook
from harness import *
from daily_reports import report as told, write

SHEETS = [
    "Summary",
    "Findings",
    "Domains",
    "Daily",
    "Failures",
    "Result types",
    "Addresses",
    "Reporters",
    "Who met what",
    "Who found what",
    "Coverage",
    "Policies",
    "Controls",
    "Reports",
    "Exceptions",
    "Method",
    "Sign-off",
]


def day(text):
    return datetime.datetime.fromisoformat(text)


def check_figures(book, s):
    span = lambda d: [day(d["first_day"]), day(d["last_day"])]
    sums = lambda d: [d["successful_sessions"], d["failed_sessions"], d["success_rate"]]
    want = {
        "Findings": [
            [
                f["id"],
                f["severity"],
                f["status"],
                f["policy_domain"],
                f["title"],
                f["advice"],
                f["failed_sessions"],
                f["successful_sessions"],
                " | ".join(f["reporters"]),
                " | ".join(f["reports"]),
            ]
            for f in s["findings"]
        ],
        "Domains": [
            [d["policy_domain"], d["reports"], d["reporters"], *sums(d), *span(d), d["days_covered"], d["days_missing"]]
            for d in s["domains"]
        ],
        "Daily": [[day(d["day"]), d["reports"], *sums(d)] for d in s["days"]],
        "Failures": [
            [
                f["policy_domain"],
                f["result_type"],
                f.get("receiving_mx_hostname"),
                f["failed_sessions"],
                f["reporters"],
                *span(f),
            ]
            for f in s["failures"]
        ],
        "Result types": [
            [
                r["result_type"],
                r["category"],
                r["failed_sessions"],
                r["failure_details"],
                r["domains"],
                r["reporters"],
                *span(r),
            ]
            for r in s["result_types"]
        ],
        "Reporters": [[r["organization_name"], r["reports"], r["domains"], *sums(r), *span(r)] for r in s["reporters"]],
        "Coverage": [
            [
                c["policy_domain"],
                *span(c),
                c["days_covered"],
                c["days_missing"],
                ", ".join(
                    m["first_day"] if m["first_day"] == m["last_day"] else m["first_day"] + " to " + m["last_day"]
                    for m in c["missing"]
                ),
            ]
            for c in s["coverage"]
        ],
    }
    for sheet, rows in want.items():
        got = table(book, sheet, len(rows[0]))
        assert [[v or "" for v in r] for r in got] == [[v or "" for v in r] for r in rows], sheet
    assert sum(r[8] for r in table(book, "Reports", 10)) == s["totals"]["successful_sessions"]
    assert len(table(book, "Reports", 1)) == s["totals"]["reports"]
    assert (
        len(table(book, "Exceptions", 1))
        == s["totals"]["duplicates"] + s["totals"]["conflicts"] + s["totals"]["rejected"]
    )


def check_cells(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or sheet.title == "Method", (sheet.title, cell.coordinate)
    formulas = [c.value for r in book["Method"].iter_rows() for c in r if c.data_type == "f"]
    assert len(formulas) == 4 and formulas[0].startswith("=SUM("), formulas


@test
def the_workbook_has_the_figures_of_the_summary(tmp):
    run("--xlsx", tmp + "/a.xlsx", *SAMPLE_INPUTS, cwd=SAMPLES)
    shutil.move(tmp + "/a.xlsx", tmp + "/b.xlsx")
    run("--xlsx", tmp + "/a.xlsx", *SAMPLE_INPUTS, cwd=SAMPLES)
    assert filecmp.cmp(tmp + "/a.xlsx", tmp + "/b.xlsx", False), "two runs differ"
    book = workbook(tmp + "/a.xlsx")
    assert book.sheetnames == SHEETS, book.sheetnames
    check_figures(book, summary(*SAMPLE_INPUTS, cwd=SAMPLES))
    check_cells(book)
    for sheet in SHEETS[1:-2]:
        assert book[sheet].freeze_panes == "B2" and book[sheet].auto_filter.ref, sheet
    assert book.properties.creator.startswith("tlsrpt-audit ") and book.properties.created == datetime.datetime(
        2026, 8, 1
    )


@test
def the_workbook_has_the_figures_of_a_large_corpus(tmp):
    path, _ = corpus(tmp, "mbox", 71, 4000, "--domains", "40", "--days", "60")
    run("--xlsx", tmp + "/a.xlsx", "--json", tmp + "/s.json", path)
    book, s = workbook(tmp + "/a.xlsx"), json.load(open(tmp + "/s.json"))
    check_figures(book, s)
    header = [c.value for c in book["Coverage"][1]]
    first = next(i for i, v in enumerate(header) if isinstance(v, datetime.datetime))
    calendar = {
        r[0].value: {header[i].date().isoformat(): r[i].value for i in range(first, len(header))}
        for r in book["Coverage"].iter_rows(min_row=2)
    }
    for c in s["coverage"]:
        dashes = {d for d, v in calendar[c["policy_domain"]].items() if v == "–"}
        missing = set()
        for m in c["missing"]:
            d = day(m["first_day"])
            while d <= day(m["last_day"]):
                missing.add(d.date().isoformat())
                d += datetime.timedelta(1)
        assert dashes == missing, c["policy_domain"]
        assert sum(isinstance(v, (int, float)) for v in calendar[c["policy_domain"]].values()) == c["days_covered"]


@test
def hostile_texts_stay_texts_in_the_workbook(tmp):
    texts = [
        "=SUM(A1:A9)",
        "+1",
        "@x",
        "-2",
        "_x0041_ Inc",
        "tab\there",
        "a\u0001b",
        "\uffff",
        "<b>&amp;",
        "Почта",
        "بريد",
        "📮",
        "y" * 40000,
    ]
    os.mkdir(tmp + "/in")
    for i, text in enumerate(texts):
        json.dump(report(**{"organization-name": text, "report-id": str(i)}), open("%s/in/%02d.json" % (tmp, i), "w"))
    run("--xlsx", tmp + "/a.xlsx", tmp + "/in")
    book = workbook(tmp + "/a.xlsx")
    check_cells(book)
    got = [
        r[1].replace("_x005F_", "_") for r in table(book, "Reports", 2)
    ]  # openpyxl leaves Excel's own escape as it is
    want = [t.replace("\u0001", "\ufffd").replace("\uffff", "\ufffd") for t in texts]
    assert got[:12] == want[:12], got[:12]
    assert got[12] == "y" * 1024
    if not shutil.which("xmllint"):
        raise Skipped("xmllint is not here")
    zipfile.ZipFile(tmp + "/a.xlsx").extractall(tmp + "/parts")
    parts = [os.path.join(p, f) for p, _, fs in os.walk(tmp + "/parts") for f in fs if f.endswith((".xml", ".rels"))]
    assert len(parts) > 20
    subprocess.check_call(["xmllint", "--noout", *parts])


@test
def no_text_is_too_long_for_the_workbook(tmp):
    strings = ["%02d" % i + "_x0041_" * 140 for i in range(60)]  # each escape is written as one more
    policy = {"policy": {"policy-type": "sts", "policy-string": strings, "policy-domain": "a.example"}}
    policy["summary"] = {"total-successful-session-count": 1, "total-failure-session-count": 0}
    json.dump(report(policies=[policy]), open(tmp + "/r.json", "w"))
    run("--xlsx", tmp + "/a.xlsx", tmp + "/r.json")
    seen = [row[5] for row in table(workbook(tmp + "/a.xlsx"), "Policies", 6)]
    assert len(seen) == 1 and seen[0].startswith("00_x005F_x0041_") and seen[0].endswith(" bytes more)"), seen
    method = [row[0] for row in table(workbook(tmp + "/a.xlsx"), "Method", 1)]
    assert [t for t in method if "32,767" in str(t)] == [
        "1 text is longer than Excel's 32,767 characters and was cut; the other outputs have it whole."
    ], method


@test
def a_workbook_without_reports_says_so(tmp):
    run("--since", "2050-01-01", "--xlsx", tmp + "/a.xlsx", *SAMPLE_INPUTS, cwd=SAMPLES)
    book = workbook(tmp + "/a.xlsx")
    assert book.sheetnames == SHEETS
    for sheet in ("Domains", "Daily", "Reports"):
        assert book[sheet]["A2"].value == "No report was counted." and book[sheet]["A1"].value, sheet
    assert "no reports" in book["Summary"]["A2"].value


@test
def libreoffice_opens_the_workbook_and_shows_every_figure(tmp):
    if not shutil.which("soffice"):
        raise Skipped("LibreOffice is not here")
    path, _ = corpus(tmp, "mbox", 72, 600, "--domains", "5", "--days", "400")
    billions = [told("hosted.example", "2024-05-01", ok=998 * 10**9, failed=10**9)]
    run("--xlsx", tmp + "/a.xlsx", path, write(tmp + "/billions", billions))
    leave_to_plain_build("LibreOffice")
    env = dict(os.environ, HOME=tmp)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", tmp, tmp + "/a.xlsx"],
        env=env,
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", tmp + "/a.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    assert "###" not in text and "Sessions a day" in text and "adds up" in text and "DOES NOT" not in text
    # Recalculated, not read from the file: LibreOffice computes the formulas of Method itself when it makes CSV of it.
    subprocess.run(
        [
            "soffice",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            tmp + "/csv",
            tmp + "/a.xlsx",
        ],
        env=env,
        check=True,
        capture_output=True,
        timeout=120,
    )
    method = open(tmp + "/csv/a-Method.csv").read()
    assert method.count("adds up") == 2, method


@test
def the_workbook_is_the_same_beside_the_reading(tmp):
    path, _ = corpus(tmp, "mbox", 73, 3000, "--dups", "0.3")
    members = []
    for jobs in ("1", "4"):
        run("-j" + jobs, "--xlsx", tmp + "/a.xlsx", path)
        with zipfile.ZipFile(tmp + "/a.xlsx") as z:
            members.append({n: z.read(n) for n in z.namelist()})
    book = workbook(tmp + "/a.xlsx")
    method = "xl/worksheets/sheet%d.xml" % (book.sheetnames.index("Method") + 1)
    assert [n for n in members[0] if members[0][n] != members[1].get(n)] == [method] and len(members[0]) == len(
        members[1]
    )


@test
def large_reports_do_not_pile_up_beside_the_workbook(tmp):
    os.mkdir(tmp + "/in")
    for i in range(fewer(300)):
        report = {
            "organization-name": "Org",
            "contact-info": "@",
            "report-id": "r%d" % i,
            "date-range": one_day("2024-01-01"),
            "policies": [policy_of("sts", "a.example", 1, 0)],
        }
        before, after = json.dumps(report).encode().split(b"@")
        open("%s/in/%d.json.gz" % (tmp, i), "wb").write(gzip_of(before, letters(3000000), after))
    peak = peak_kb("-j2", "--max-ratio", 100000, "--xlsx", tmp + "/a.xlsx", "--json", tmp + "/s.json", tmp + "/in")
    assert json.load(open(tmp + "/s.json"))["totals"]["reports"] == fewer(300)
    assert INSTRUMENTED or peak < 200000, peak
