"""The page (--html), as a browser shows it."""
import html, html.parser, json, os, re, shutil, time, subprocess

from browser import Browser, need_browser
from harness import *

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>\u202egnp"


def rows_of(browser, section):
    """The cells of each table in a section, as texts, the header first."""
    return browser.js(
        """return Array.from(document.querySelectorAll('#' + arguments[0] + ' table'), t =>
        Array.from(t.rows, r => Array.from(r.cells, c => c.textContent)))""",
        section,
    )


def plain(text):
    return text.replace(",", "")


@test
def the_page_shows_the_figures_of_the_summary(tmp):
    need_browser()
    inputs = [os.path.join(SAMPLES, n) for n in SAMPLE_INPUTS]
    run("--html", tmp + "/page.html", "--json", tmp + "/s.json", *inputs)
    s = json.load(open(tmp + "/s.json"))
    with Browser() as b:
        b.open(tmp + "/page.html")
        cards = dict(
            b.js(
                "return Array.from(document.querySelectorAll('.cards div'), d => [d.children[0].textContent, d.children[1].textContent])"
            )
        )
        total = s["totals"]
        assert plain(cards["Sessions"]) == str(total["successful_sessions"] + total["failed_sessions"]), cards
        assert plain(cards["Failed sessions"]) == str(total["failed_sessions"])
        assert plain(cards["Reports"]) == str(total["reports"]) and plain(cards["Findings"]).split()[0] == str(
            sum(f["status"] != "closed" for f in s["findings"])
        )
        domains = rows_of(b, "domains")[0]
        at = {name.split(" ↕")[0]: i for i, name in enumerate(domains[0])}
        assert [
            (
                r[at["Domain"]],
                plain(r[at["Successful"]]),
                plain(r[at["Failed"]]),
                r[at["First day"]],
                r[at["Days missing"]],
            )
            for r in domains[1:]
        ] == [
            (
                d["policy_domain"],
                str(d["successful_sessions"]),
                str(d["failed_sessions"]),
                d["first_day"],
                str(d["days_missing"]),
            )
            for d in s["domains"]
        ]
        for heading, key in (("7 days", "last_7_days"), ("30 days", "last_30_days"), ("90 days", "last_90_days")):
            shown = [r[at[heading]].replace(" %", "") for r in domains[1:]]
            assert shown == ["%.2f" % (100 * d[key]["success_rate"]) for d in s["domains"]], (heading, shown)
        days = rows_of(b, "days")[-1]
        assert [(r[0], plain(r[2]), plain(r[3])) for r in days[1:]] == [
            (d["day"], str(d["successful_sessions"]), str(d["failed_sessions"])) for d in s["days"]
        ]
        findings = rows_of(b, "findings")[0]
        assert [tuple(r[:5]) for r in findings[1:]] == [
            (f["severity"], f["status"], f["policy_domain"], f["title"], f["advice"]) for f in s["findings"]
        ]
        totals = dict(rows_of(b, "method")[1])
        assert plain(totals["Messages read"]) == str(total["messages"]) and plain(totals["Reports found"]) == str(
            total["reports_found"]
        )
        assert b.log("browser") == []
        assert all(u.startswith(("file:", "data:")) for u in b.requests())


@test
def tables_of_the_page_sort_and_filter(tmp):
    need_browser()
    path, _ = corpus(tmp, "mbox", 81, 2000, "--domains", "20", "--days", "30")
    run("--html", tmp + "/page.html", path)
    with Browser() as b:
        b.open(tmp + "/page.html")
        failed = lambda: b.js(
            "return Array.from(document.querySelectorAll('#domains tbody tr'), r => +r.cells[8].textContent.replace(/,/g, ''))"
        )
        click = lambda: b.js(
            "document.querySelectorAll('#domains thead th')[8].querySelector('button').click(); return document.querySelectorAll('#domains th')[8].ariaSort"
        )
        assert b.js("return document.querySelectorAll('#domains th')[8].textContent") == "Failed"
        before = failed()
        first = click()
        assert first == "descending" and failed() == sorted(before, reverse=True), (first, failed())
        second = click()
        assert second == "ascending" and failed() == sorted(before), (second, failed())
        assert click() == "descending"
        severities = b.js(
            """document.querySelector('#findings th button').click();
            return Array.from(document.querySelectorAll('#findings tbody tr'), r => r.cells[0].textContent)"""
        )
        order = ["critical", "high", "medium", "low", "info"]
        assert len(set(severities)) > 1 and severities == sorted(severities, key=order.index)
        name = b.js("return document.querySelector('#domains tbody td').textContent")
        shown = b.js(
            """const input = document.querySelector('#domains input'); input.value = arguments[0]; input.dispatchEvent(new Event('input'));
            return Array.from(document.querySelectorAll('#domains tbody tr')).filter(r => r.checkVisibility()).map(r => r.cells[0].textContent)""",
            name,
        )
        assert shown == [n for n in shown if name in n] and name in shown, shown
        status = lambda words: b.js(
            """const input = document.querySelector('#domains input'); input.value = arguments[0]; input.dispatchEvent(new Event('input'));
            return document.querySelector('#domains [role=status]').textContent""",
            words,
        )
        row = b.js("return Array.from(document.querySelector('#domains tbody tr').cells, c => c.textContent).join(' ')")
        assert status(row) == " 1 row" and status("example") == " 20 rows", (status(row), status("example"))
        assert b.log("browser") == []


@test
def hostile_texts_stand_on_the_page_as_texts(tmp):
    need_browser()
    report = {
        "organization-name": HOSTILE,
        "contact-info": "x",
        "report-id": HOSTILE,
        "date-range": one_day("2024-01-01"),
        "policies": [
            {
                "policy": {"policy-type": HOSTILE, "policy-domain": "a.example", "policy-string": [HOSTILE]},
                "summary": {"total-successful-session-count": 1, "total-failure-session-count": 2},
                "failure-details": [
                    {"result-type": HOSTILE, "receiving-mx-hostname": HOSTILE, "failed-session-count": 2}
                ],
            }
        ],
    }
    name = tmp + "/<b>a&'\"x.json"
    json.dump(report, open(name, "w"))
    run("--html", tmp + "/page.html", name)
    with Browser() as b:
        b.open(tmp + "/page.html")
        shown = b.js("return document.querySelector('#reporters tbody td').textContent")
        assert shown == HOSTILE.replace("\u202e", "\ufffd"), shown
        assert b.js("return [document.scripts.length, document.images.length]") == [1, 0]
        assert rows_of(b, "method")[0][1][0] == name
        assert b.log("browser") == []


@test
@alone
def a_large_page_is_small_enough_and_opens_at_once(tmp):
    need_browser()
    path, _ = corpus(tmp, "mbox", 82, 30000, "--domains", "300", "--days", "400")
    run("--html", tmp + "/page.html", path)
    size = os.path.getsize(tmp + "/page.html")
    assert size < 3000000, size
    with Browser() as b:
        began = time.monotonic()
        b.open(tmp + "/page.html")
        took = time.monotonic() - began
        assert took < 10, took
        assert b.js("return document.querySelectorAll('#coverage svg.strip').length") >= 300
        assert b.js("return document.documentElement.scrollWidth <= innerWidth")
        assert b.log("browser") == []


@test
def the_page_fits_a_phone_and_has_what_a_reader_needs(tmp):
    need_browser()
    run("--html", tmp + "/page.html", MBOX)
    with Browser() as b:
        b.as_seen(390, 800)
        b.open(tmp + "/page.html")
        assert b.js("return document.documentElement.scrollWidth <= innerWidth"), b.js(
            "return [document.documentElement.scrollWidth, innerWidth]"
        )
        assert b.js("return document.documentElement.lang") == "en"
        assert b.js(
            "return Array.from(document.querySelectorAll('table')).every(t => t.caption && t.querySelector('th[scope]'))"
        )
        assert b.js(
            "return Array.from(document.querySelectorAll('svg')).every(s => s.ariaHidden === 'true' || s.querySelector('title'))"
        )
        levels = b.js("return Array.from(document.querySelectorAll('h1,h2,h3'), h => +h.tagName[1])")
        assert levels[0] == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels


@test
def tables_of_many_columns_fit_a_laptop_and_break_no_name_on_paper(tmp):
    need_browser()
    given = ("--dns", SAMPLES + "/dns.txt", "--sts-policy", SAMPLES + "/policies")
    run("--html", tmp + "/page.html", *given, *(os.path.join(SAMPLES, n) for n in SAMPLE_INPUTS))
    with Browser() as b:
        b.as_seen(1200, 800)
        b.open(tmp + "/page.html")
        wide = "const w = document.querySelector('#domains .wide'); return w.scrollWidth - w.clientWidth"
        assert b.js(wide) == 0, b.js(wide)
        b.as_seen(1047, 700)  # A4 in landscape
        b.cdp("Emulation.setEmulatedMedia", media="print")
        broken = """return Array.from(document.querySelectorAll('#setup :is(th, td:nth-child(-n+2))')).filter(c => {
            const text = document.createRange(); text.selectNodeContents(c);
            const lines = new Set(Array.from(text.getClientRects(), r => r.top)).size;
            return lines > c.textContent.split(' ').length}).map(c => c.textContent)"""
        assert b.js(broken) == [], b.js(broken)


@test
def no_value_on_a_page_is_taken_for_the_next_attribute(tmp):
    """An empty value without quotes is what stands behind it: class= d="M0" was a class of that name."""
    run("--html", tmp + "/p.html", "--statement", tmp + "/s.html", "--hash-inputs", *SAMPLE_INPUTS, cwd=SAMPLES)
    read = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attributes: read.extend((tag, *a) for a in attributes)
    for page in ("p.html", "s.html"):
        parser.feed(open(tmp + "/" + page).read())
    odd = [
        a
        for a in read
        if not re.fullmatch("[A-Za-z][A-Za-z0-9-]*", a[1]) or a[1] == "class" and re.search('["=]', a[2])
    ]
    assert len(read) > 1000 and not odd, odd


@test
def a_page_of_nothing_says_so(tmp):
    open(tmp + "/empty.mbox", "w").close()
    run("--html", tmp + "/page.html", tmp + "/empty.mbox")
    page = open(tmp + "/page.html").read()
    assert "No report was counted." in page and "<svg class=chart" not in page
    assert not re.search(r"</h2>\s*</section|</h3>\s*(<h[23]|</section)", page), "each heading has something below it"


@test
def a_very_long_text_is_cut_on_the_page(tmp):
    report = {
        "organization-name": "x",
        "contact-info": "x",
        "report-id": "1",
        "date-range": one_day("2024-01-01"),
        "policies": [
            {
                "policy": {"policy-type": "sts", "policy-domain": "a.example", "policy-string": ["é" * 50000]},
                "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0},
            }
        ],
    }
    json.dump(report, open(tmp + "/r.json", "w"))
    run("--html", tmp + "/page.html", tmp + "/r.json")
    page = open(tmp + "/page.html", encoding="utf-8").read()
    assert "é" * 1000 + "…" in page and "é" * 1001 not in page


@test
def strips_of_the_page_cover_the_days_of_the_reports(tmp):
    path, _ = corpus(tmp, "mbox", 83, 150, "--domains", "12", "--days", "90")
    run("--html", tmp + "/page.html", "--json", tmp + "/s.json", path)
    domains = {d["policy_domain"]: d for d in json.load(open(tmp + "/s.json"))["domains"]}
    coverage = re.search(r"<section id=coverage.*?</section>", open(tmp + "/page.html").read(), re.S).group(0)
    rows = re.findall(r"<tr><td class=t>(.*?)</td><td><svg.*?>(<path.*?)</svg>", coverage)
    assert len(rows) == len(domains) and any(d["days_missing"] for d in domains.values())
    for name, paths in rows:
        name = re.sub("<.*?>", "", name)
        days = {
            level: sum(map(int, re.findall(r"h(\d+)", runs)))
            for level, runs in re.findall(r"<path class=(\w+) d=\"(.*?)\"", paths)
        }
        assert (
            days.pop("g", 0) == domains[name]["days_missing"] and sum(days.values()) == domains[name]["days_covered"]
        ), (name, paths)


@test
def a_block_holds_all_that_concerns_a_domain_and_its_name_leads_there(tmp):
    box = os.path.join(tmp, "year.mbox")
    subprocess.check_call([sys.executable, os.path.join(SAMPLES, "make_year.py"), box])
    s = json.loads(run("--html", tmp + "/page.html", "--json", "-", box).stdout)
    page = open(tmp + "/page.html", encoding="utf-8").read()
    blocks = re.findall(r"<article class=domain id=(domain-\d+) .*?<h3 id=\S+>(\S+) <span.*?</article>", page, re.S)
    assert [name for _, name in blocks] == [d["policy_domain"] for d in s["domains"]]
    links = re.findall(r'<a href="#(domain-\d+)">(.*?)</a>', page)
    assert set(links) == set(blocks) and len(links) > 2 * len(blocks)
    for place, name in blocks:
        block = page[page.index("<article class=domain id=%s " % place) :].split("</article>")[0]
        own = [f for f in s["findings"] if f["policy_domain"] == name]
        assert all(
            html.escape(f["title"], quote=False) in html.unescape(block) or f["title"] in html.unescape(block)
            for f in own
        )
        others = [
            f["title"]
            for f in s["findings"]
            if f["policy_domain"] != name and f["title"] not in [o["title"] for o in own]
        ]
        assert not any(t in html.unescape(block) for t in others), name
        assert all(
            f["receiving_mx_hostname"] in block
            for f in s["failures"]
            if f["policy_domain"] == name and "receiving_mx_hostname" in f
        )


@test
def many_domains_have_a_bounded_page(tmp):
    path, _ = corpus(tmp, "mbox", 84, 400, "--domains", "80")
    run("--html", tmp + "/page.html", path)
    page = open(tmp + "/page.html").read()
    assert page.count("<article class=domain ") == 25 and "The 25 domains that need a look first, of 80" in page


@test
def a_table_that_is_closed_leaves_no_line_on_paper(tmp):
    """ "The figures by day" was printed with nothing below it: who wants them on paper opens them."""
    if not shutil.which("chromium") or not shutil.which("pdftotext"):
        raise Skipped("chromium and pdftotext are not here")
    run("--html", tmp + "/page.html", *SAMPLE_INPUTS, cwd=SAMPLES)
    page = open(tmp + "/page.html").read()
    open(tmp + "/opened.html", "w").write(page.replace("<details>", "<details open>"))
    for name, is_open in (("page", False), ("opened", True)):
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + tmp + "/c"]
        to = "--print-to-pdf=%s/%s.pdf" % (tmp, name)
        subprocess.run(["chromium", *options, to, "file://%s/%s.html" % (tmp, name)], capture_output=True, check=True)
        text = subprocess.check_output(["pdftotext", "-layout", "%s/%s.pdf" % (tmp, name), "-"], text=True)
        assert ("The figures by day" in text) == is_open and ("2024-03-09       " in text or not is_open), text


@test
def charts_of_the_page_show_the_figures_by_day(tmp):
    """Secured sessions stand on the base, failed ones on them, one failure is seen; a day without reports breaks the line."""
    from daily_reports import days, report, write

    figures = {d: (10**6, 0) for d in days("2024-05-01", 20) if d != "2024-05-09"}
    figures.update({"2024-05-03": (10**6, 1), "2024-05-05": (600000, 300000), "2024-05-12": (0, 500000)})
    mails = [report("a.example", d, ok=ok, failed=failed) for d, (ok, failed) in figures.items()]
    for n, d in enumerate(days("2024-05-01", 5)):  # 1 to 5 reporters
        mails += [report("a.example", d, ok=0, org="Org %d" % k) for k in range(n)]
    run("--html", tmp + "/p.html", write(tmp + "/mails", mails))
    page = open(tmp + "/p.html").read()
    assert "The strips run from 2024-05-01 to 2024-05-20." in page
    sessions, share = re.findall(r"<svg class=chart.*?</svg>", page, re.S)
    path = lambda chart, name: re.search(r"<path class=%s [^>]*d=\"([^\"]*)\"" % name, chart)[1]
    base, top, most = 204, 26, 10**6 * 2  # the axis ends at 1, 2 or 5 with zeros behind
    height = lambda n: n / most * (base - top)
    ok = [(float(y), float(v)) for y, v in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", path(sessions, "ok"))]
    wanted = [(base, base - height(n)) for n, _ in figures.values() if n > 0]
    near = lambda a, b: len(a) == len(b) and all(abs(x - y) < 0.11 for p, q in zip(a, b) for x, y in zip(p, q))
    assert near(ok, wanted), (ok, wanted)
    failed = [(float(y), float(v)) for y, v in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", path(sessions, "fail"))]
    wanted = [(base - height(n), base - height(n) - max(1.5, height(f))) for n, f in figures.values() if f > 0]
    assert near(failed, wanted), (failed, wanted)

    line = [(kind, float(y)) for kind, y in re.findall(r"([ML])[\d.]+ ([\d.]+)", path(share, "share"))]
    kinds = "".join(kind for kind, _ in line)
    assert kinds == "M" + "L" * 7 + "M" + "L" * 10, kinds
    wanted = [base - n / (n + f) * (base - top) for n, f in figures.values()]
    assert all(abs(y - w) < 0.11 for (_, y), w in zip(line, wanted)), (line, wanted)
    assert re.findall(r">([\d.]+ %)<", share) == ["0 %", "50 %", "100 %"], share
    strip = re.search(r"<section id=coverage.*?(<svg class=strip viewBox=\"0 0 20 10\".*?</svg>)", page, re.S)[1]
    level = {name: re.findall(r"M(\d+) 5h(\d+)", d) for name, d in re.findall(r"<path class=(\w+) d=\"(.*?)\"", strip)}
    assert level == {
        "g": [("8", "1")],
        "l1": [("0", "1"), ("5", "3"), ("9", "11")],
        "l2": [("1", "2")],
        "l3": [("3", "2")],
    }, level


@test
def a_day_without_a_report_has_another_shape_than_the_others(tmp):
    """On paper in black and white the red of a missing day is the green of a covered one."""
    need_browser()
    from daily_reports import report, write

    run("--html", tmp + "/p.html", write(tmp + "/m", [report("a.example", d) for d in ("2024-05-01", "2024-05-03")]))
    with Browser() as b:
        b.open(tmp + "/p.html")
        width = "return getComputedStyle(document.querySelector('#coverage table .strip .%s')).strokeWidth"
        assert (b.js(width % "g"), b.js(width % "l1")) == ("3px", "10px"), (b.js(width % "g"), b.js(width % "l1"))


@test
def a_block_shows_as_many_rows_as_the_manual_says_and_tells_of_more(tmp):
    details = [
        {"result-type": "validation-failure", "failed-session-count": 1, "receiving-mx-hostname": "mx%d.a.example" % n}
        for n in range(21)
    ]
    json.dump(report_with("r", "2024-03-06", policy_of("sts", "a.example", 5, 21, *details)), open(tmp + "/r", "w"))
    run("--html", tmp + "/p.html", tmp + "/r")
    block = open(tmp + "/p.html").read().split("<article class=domain ")[1].split("</article>")[0]
    table = block[block.index("One row per domain, result type and MX") :].split("</table>")[0]
    manual = " ".join(open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read().split())
    most = int(re.search(r"the first (\d+) rows of each table", manual).group(1))
    assert len(set(re.findall(r"mx\d+\.a\.example", table))) == most, table
    assert "The first %d rows of 21" % most in block, block
