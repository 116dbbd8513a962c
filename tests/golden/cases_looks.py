"""How the page and the statement look and feel: at a desk and on a phone, light and dark, with 1, 12 and 300 domains."""
import random, re, sys

from browser import Browser
from etl_tools import npm
from browser import need_browser
from daily_reports import days, report, write
from harness import *
from workbook_files import workbook

sys.path.insert(0, os.path.join(ROOT, "tests", "corpus"))
import stories

LONG = "m\u00fcnchner-verkehrsgesellschaft-und-stadtwerke.f\u00fcr-b\u00fcrgerinnen-und-b\u00fcrger.beh\u00f6rden-verzeichnis.example"
KINDS = [
    "certificate-expired",
    "certificate-host-mismatch",
    "starttls-not-supported",
    "tlsa-invalid",
    "sts-policy-invalid",
    "sts-policy-fetch-error",
    "validation-failure",
]
ORGANIZATIONS = [
    "Bigmail Inc.",
    "Suremail",
    "A Rather Long Organisation Name for Electronic Mail Services GmbH & Co. KG",
]


def troubled(domain, days_n, chance):
    """Reports of a domain that has had every trouble there is."""
    for day in days("2025-01-01", days_n):
        for n, org in enumerate(ORGANIZATIONS):
            r = report(
                domain,
                day,
                ok=chance.randrange(10**6),
                failed=int(chance.random() < 0.1) * chance.randrange(1, 5000),
                org=org,
                n=n,
            )
            for detail in r["policies"][0]["failure-details"]:
                detail.update(
                    {
                        "result-type": chance.choice(KINDS),
                        "receiving-ip": "203.0.113.%d" % chance.randrange(9),
                        "sending-mta-ip": "2001:db8:1234:5678:9abc:def0:0:%x" % chance.randrange(99),
                        "failure-reason-code": "a text of the sender's own that is so long that it does not stand on one line of a table",
                    }
                )
            yield r


def looks(tmp):
    """The page and the statement of 1, 12 and 300 domains."""
    chance = random.Random(4)
    write(tmp + "/1", troubled(LONG, 120, chance))
    write(
        tmp + "/300",
        [
            report("d%03d.%s" % (n, "example" if n % 3 else LONG), d, failed=int(n % 7 == 0))
            for n in range(300)
            for d in days("2025-03-01", 3)
        ],
    )
    open(tmp + "/list.csv", "w").write(stories.LIST)
    write(tmp + "/12", [stories.as_json(*r) for r in stories.reports()])
    for n, options in (
        ("1", ("--hash-inputs",)),
        ("12", ("--scope", tmp + "/list.csv", "--since", "2024", "--until", "2025", "--sample", "5")),
        ("300", ()),
    ):
        run("--html", tmp + "/%s.html" % n, "--statement", tmp + "/%s-statement.html" % n, *options, tmp + "/" + n)
        yield n, tmp + "/%s.html" % n
        if n != "300":  # many that are alike
            yield n + "-statement", tmp + "/%s-statement.html" % n
    run("--html", tmp + "/samples.html", "--dns", "dns.txt", "--sts-policy", "policies", *SAMPLE_INPUTS, cwd=SAMPLES)
    yield "samples", tmp + "/samples.html"


@test
def axe_finds_nothing_on_page_and_statement(tmp):
    need_browser()
    folder = npm("axe-core")
    if not folder:
        raise Skipped("npm's axe-core cannot be installed")
    axe, pages = open(folder + "/axe.min.js").read(), list(looks(tmp))
    with Browser() as b:
        for width in (1280, 390):
            for dark in (False, True):
                b.as_seen(width, 1000, dark)
                rules = (
                    "{runOnly: ['color-contrast']}" if dark else "{resultTypes: ['violations']}"
                )  # a theme changes colours
                for name, path in pages:
                    b.open(path)
                    # Of many rows and blocks that are alike some are looked at; those off the screen are laid out, too.
                    b.js(
                        """for (const body of document.querySelectorAll('tbody')) while (body.rows.length > 4) body.rows[4].remove();
                            Array.from(document.querySelectorAll('article')).slice(4).forEach(block => block.remove());
                            for (const block of document.querySelectorAll('article')) block.style.contentVisibility = 'visible'"""
                    )
                    b.js(axe)
                    found = b.later(
                        "axe.run(%s).then(r => done(r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)])), e => done(String(e)))"
                        % rules
                    )
                    assert found == [], (name, width, dark, found)


@test
def no_table_is_to_be_dragged_at_a_desk_and_no_page_is_wider_than_a_phone(tmp):
    need_browser()
    pages = list(looks(tmp))
    with Browser() as b:
        for width in (1280, 390):
            b.as_seen(width, 1000)
            for name, path in pages:
                b.open(path)
                b.js(
                    "for (const block of document.querySelectorAll('article')) block.style.contentVisibility = 'visible'; dispatchEvent(new Event('resize'))"
                )
                assert b.js("return [innerWidth, document.documentElement.scrollWidth]") == [width, width], (
                    name,
                    width,
                )
                regions = b.js(
                    "return Array.from(document.querySelectorAll('.wide'), e => [e.ariaLabel, e.scrollWidth > e.clientWidth, e.tabIndex])"
                )
                if width == 1280:
                    assert [r for r in regions if r[1]] == [], (name, regions)
                assert all((r[2] == 0) == r[1] for r in regions), (
                    name,
                    "what scrolls, and only that, is reached by keyboard",
                    regions,
                )
                assert b.js(
                    "return Array.from(document.querySelectorAll('tbody tr')).every(r => r.offsetHeight < 700)"
                ), (name, width, "a column is squeezed")
                assert b.js(
                    "return Array.from(document.querySelectorAll('svg.chart text')).every(t => t.getBoundingClientRect().height >= 11)"
                ), name


@test
def on_a_phone_a_table_of_sentences_is_a_list(tmp):
    need_browser()
    path, _ = corpus(tmp, "mbox", 81, 600, "--domains", "20", "--days", "30")
    run("--html", tmp + "/page.html", path)
    with Browser() as b:
        b.as_seen(390, 800)
        b.open(tmp + "/page.html")
        lines = b.js(
            """return Array.from(document.querySelector('#findings tbody tr').cells, c => [getComputedStyle(c, '::before').content, c.offsetLeft])"""
        )
        assert lines[0][0] == '"Severity: "' and all(at == lines[0][1] for _, at in lines if at), lines
        shown = b.js(
            """const input = document.querySelector('#findings input'); input.value = 'expired'; input.dispatchEvent(new Event('input'));
            return Array.from(document.querySelectorAll('#findings tbody tr')).filter(r => r.checkVisibility()).map(r => r.textContent)"""
        )
        assert shown and all("expired" in text for text in shown), shown


@test
def sheets_print_readably_and_their_rows_are_as_high_as_their_texts(tmp):
    """LibreOffice sets no row's height when it opens a file, and a print area that holds all columns makes a page shrink."""
    from openpyxl.utils import range_boundaries, get_column_letter

    write(tmp + "/in", troubled(LONG, 30, random.Random(6)))
    run(
        "--xlsx",
        tmp + "/a.xlsx",
        "--dns",
        SAMPLES + "/dns.txt",
        tmp + "/in",
        *[SAMPLES + "/" + n for n in SAMPLE_INPUTS]
    )
    high = 0
    for sheet in workbook(tmp + "/a.xlsx"):
        if sheet.title in ("Summary", "Method", "Sign-off"):
            continue
        for row in sheet.iter_rows(min_row=2):
            lines = max(
                [1]
                + [
                    sum(len(line) // 45 + 1 for line in c.value.split("\n"))
                    for c in row
                    if isinstance(c.value, str) and c.alignment.wrap_text
                ]
            )
            assert lines == 1 or (sheet.row_dimensions[row[0].row].height or 15) >= min(409, 12.5 * lines), (
                sheet.title,
                row[0].row,
                lines,
            )
            high += lines > 1
        left, _, right, _ = range_boundaries(
            re.search(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", str(sheet.print_area))[0].replace("$", "")
        )
        wide = [
            sheet.column_dimensions[get_column_letter(c)].width
            for c in range(left, right + 1)
            if get_column_letter(c) in sheet.column_dimensions
        ]
        assert left == 1 and sum(wide) < 250 and right >= 5, (sheet.title, right, sum(wide))
    assert high > 20
