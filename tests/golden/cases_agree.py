"""What a reader sees of one figure in one output and in another: they agree, and look like what they mean."""
import csv, re

from daily_reports import days, report, write
from every_output import INPUTS, everything
from harness import *
from workbook_files import workbook


def shown(page, caption):
    """The rows of a table of the page, each as the texts of its cells by their headings."""
    html = re.search(r"<caption>%s</caption>.*?</table>" % caption, open(page).read(), re.S)[0]
    plain = lambda cell: re.sub(r"<[^>]*>", "", cell).strip()
    heads = [plain(h) for h in re.findall(r"<th.*?</th>", html, re.S)]
    rows = [re.findall(r"<td.*?</td>", r, re.S) for r in re.findall(r"<tr>.*?</tr>", html, re.S)]
    return [dict(zip(heads, map(plain, r))) for r in rows if r]


def in_sheet(book, sheet):
    """The rows of a sheet by their headings."""
    heads, *rows = [[c.value for c in row] for row in workbook(book)[sheet].iter_rows()]
    return [dict(zip(heads, row)) for row in rows]


@test
def a_domain_whose_last_days_are_clean_has_100_percent_of_them_everywhere(tmp):
    odd = report("a.example", "2024-05-01", ok=10)
    odd["policies"][0]["failure-details"] = [{"result-type": "certificate-expired", "failed-session-count": 5}]
    mails = write(tmp + "/mails", [odd, *(report("a.example", d) for d in days("2024-05-02", 10))])
    text = run(mails).stdout.decode()
    assert re.search(r"a\.example +99\.99 % +100\.00 % +99\.99 % +99\.99 %", text), text
    assert re.search(
        r"Sessions +99.99 % secured: 110 succeeded, 0 failed\n +5 failed sessions more by the failure", text
    ), text
    run("--html", tmp + "/p.html", "--xlsx", tmp + "/b.xlsx", mails)
    (row,) = shown(tmp + "/p.html", "One row per domain")
    assert [row["Secured share"], row["7 days"], row["30 days"]] == ["99.99 %", "100.00 %", "99.99 %"], row
    assert "<dt>More by failure details</dt><dd>5</dd>" in open(tmp + "/p.html").read()
    row = in_sheet(tmp + "/b.xlsx", "Domains")[0]
    assert [row["Secured share"], row["7 days"], row["30 days"]] == [0.9999, 1, 0.9999], row


def scales(book, sheet):
    """The colour scales of a sheet, by the headings of their columns: from the least value to the greatest."""
    sheet = workbook(book)[sheet]
    return {
        sheet[1][area.sqref.ranges[0].min_col - 1].value: [
            (
                "red"
                if int(c.rgb[2:4], 16) > int(c.rgb[4:6], 16) * 1.5
                else "yellow"
                if c.rgb[2:4] == "FF"
                else "green",
                float(v.val),
            )
            for c, v in zip(rule.colorScale.color, rule.colorScale.cfvo)
        ]
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for rule in rules
        if rule.colorScale
    }


@test
def the_workbook_paints_a_share_that_failed_red_and_one_that_was_secured_green(tmp):
    run("--xlsx", tmp + "/b.xlsx", write(tmp + "/mails", [report("a.example", "2024-05-01", ok=0, failed=10)]))
    secured, failed = scales(tmp + "/b.xlsx", "Domains"), scales(tmp + "/b.xlsx", "Who met what")
    assert secured["Secured share"] == [("red", 0.9), ("yellow", 0.99), ("green", 1)], secured
    assert failed == {"Share": [("green", 0), ("yellow", 0.01), ("red", 0.1)]}, failed


@test
def a_share_is_0_percent_in_the_workbook_only_where_nothing_is_of_it(tmp):
    mails = write(tmp + "/mails", [report("a.example", "2024-05-01", ok=99999, failed=1)])
    run("--xlsx", tmp + "/b.xlsx", "--html", tmp + "/p.html", mails)
    cell = workbook(tmp + "/b.xlsx")["Who met what"]["F2"]
    assert (cell.value, cell.number_format) == (0.00001, '"0.01%"'), (cell.value, cell.number_format)
    assert shown(tmp + "/p.html", "One row per domain, reporter and result type")[0]["Share"] == "0.01 %"


@test
def the_workbook_begins_with_the_worst_verdicts(tmp):
    """Twenty domains have a lower share than the one whose policy was taken away."""
    reports = [report("d%02d.example" % n, d, ok=1999, failed=1) for n in range(20) for d in days("2024-05-01", 30)]
    for r in reports:  # failed only on the first day, so that it is over
        if not r["report-id"].startswith("2024-05-01"):
            r["policies"][0]["failure-details"] = []
            r["policies"][0]["summary"]["total-failure-session-count"] = 0
    for d in days("2024-05-01", 30):
        mode = "enforce" if d < "2024-05-15" else "none"
        reports.append(
            report("z.example", d, **{"policy-string": ["version: STSv1", "mode: " + mode, "mx: *.z.example"]})
        )
    run("--xlsx", tmp + "/b.xlsx", "--html", tmp + "/p.html", write(tmp + "/mails", reports))
    rows = [[c.value for c in row] for row in workbook(tmp + "/b.xlsx")["Summary"].iter_rows()]
    at = next(i for i, row in enumerate(rows) if "Verdict by domain" in row)
    assert "z.example" in rows[at + 2] and "Alarm: see findings" in rows[at + 2], rows[at + 2]
    assert any("The 15 with the worst verdicts of 21; the sheet Domains has all." in row for row in rows)


@test
def failures_of_many_domains_at_one_host_are_told_apart(tmp):
    """A hoster's domains share their mail servers: five lines with the same type, host and number told nothing."""
    mails = []
    for domain in ("a.example", "host.example"):
        mail = report(domain, "2024-05-01", ok=10, failed=5)
        mail["policies"][0]["failure-details"] = [
            {
                "result-type": "certificate-expired",
                "failed-session-count": 5,
                "receiving-mx-hostname": "mx.host.example",
            }
        ]
        mails.append(mail)
    lines = run(write(tmp + "/mails", mails)).stdout.decode().splitlines()
    at = [i for i, line in enumerate(lines) if "at mx.host.example" in line]
    assert len(at) == 2, lines
    assert [lines[i + 1].strip() for i in at if lines[i + 1].startswith(" " * 40)] == ["for a.example"], lines


@test
def one_of_a_thing_is_told_as_one_everywhere(tmp):
    one = write(tmp + "/mails", [report("a.example", "2024-05-01", ok=0, failed=1)])
    log, book = tmp + "/log", tmp + "/b.xlsx"
    for _ in range(2):
        run(
            "--run-log",
            log,
            "--reviewer",
            "R",
            "--xlsx",
            book,
            "--html",
            tmp + "/p.html",
            "--statement",
            tmp + "/s.html",
            "--sample",
            1,
            one,
        )
    told = [str(c.value) for sheet in workbook(book) for row in sheet.iter_rows() for c in row if c.value is not None]
    told += [re.sub(r"<[^>]*>", " ", line) for f in ("p.html", "s.html") for line in open(tmp + "/" + f)]
    text = "\n".join(told)
    for part in (
        "Alarm: 1 of 1 domain.",
        "0 of 1 day clean, 1 session under MTA-STS, reporters: 1",
        "0 of 1 session secured;",
        "1 of 1 expected day has a report; 1 report of 1 organization",
        "1 of 1 earlier run with a reviewer",
        "1 of 1 counted report: ",
    ):
        assert part in text, part
    wrong = re.findall(
        r".*(?<![\d,.])(?:1 of )?1 (?:domains|days|sessions|reports|reporters|organizations|runs|findings|incidents)\b.*",
        text,
    )
    assert wrong == [], wrong


@test
def a_control_that_is_contradicted_says_by_what(tmp):
    open(tmp + "/zone", "w").write(
        ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;_smtp._tls.a.example. IN TXT\n"
    )
    s = summary("--dns", tmp + "/zone", write(tmp + "/mails", [report("a.example", "2024-05-01")]))
    told = {(c["verdict"], c["value"]) for c in s["controls"] if c["control"] == "TLS-RPT"}
    said = (
        "1 report of 1 organization, about 1 of 1 domain; some stopped, or have no sound TLS-RPT record (see findings)"
    )
    assert told == {("contradicts", said)}, told


@test
def method_says_what_was_given_and_what_reports_cannot_show(tmp):
    """An auditor asks it of the sheet and the page first: sent mail, TLS versions, period, list, keys, earlier summary."""
    mails = write(tmp + "/mails", [report("a.example", d) for d in days("2024-05-01", 3)])
    open(tmp + "/list", "w").write("a.example\nb.example\n")
    run("--json", tmp + "/before.json", mails)
    outputs = ("--html", tmp + "/p.html", "--xlsx", tmp + "/b.xlsx")

    def told(*args):
        run(*outputs, *args, mails)
        rows = [[str(c.value or "") for c in row[:2]] for row in workbook(tmp + "/b.xlsx")["Method"].iter_rows()]
        page = re.sub("<[^>]*>", "", re.sub(r"(?s).*<h2[^>]*>Method", "", open(tmp + "/p.html").read()))
        for label, text in ((r[0], r[1]) for r in rows if r[0] in names):
            assert "%s: %s" % (label, text) in page, (label, text)
        for caveat in ("nothing is said of mail that was sent.", "They hold no TLS version and no cipher"):
            assert caveat in page and any(caveat in r[0] for r in rows), caveat
        return {r[0]: r[1] for r in rows if r[0] in names}

    names = ("Period (UTC)", "Days missing", "List of domains", "Earlier summary", "Signatures")
    assert told() == {
        "Period (UTC)": "2024-05-01 to 2024-05-03; evidence on 3 of 3 days",
        "Days missing": "0 of 3 expected days",
        "List of domains": "no list of domains was given: every domain counts that anyone reported on",
        "Earlier summary": "none was given (--compare)",
        "Signatures": "not verified. Key records: 0.",
    }
    given = told("--scope", tmp + "/list", "--until", "2024-05-04", "--compare", tmp + "/before.json")
    assert given["Period (UTC)"].startswith("asked 2024-05-01 (first report) to 2024-05-04; evidence on 3 of 4")
    assert given["List of domains"] == "2 domains listed, 1 reported on; silent: b.example"
    assert re.match(r"that of 20\S+Z, SHA-256 [0-9a-f]{64}$", given["Earlier summary"]), given


@test
def the_period_of_the_summary_is_what_was_asked_for(tmp):
    mails = write(tmp + "/mails", [report("a.example", d) for d in days("2024-05-03", 3)])
    period = summary("--since", "2024-05-01", "--until", "2024-05-10", mails)["period"]
    assert period == {
        "first_day": "2024-05-01",
        "last_day": "2024-05-10",
        "days": 10,
        "days_with_reports": 3,
        "days_without_reports": 7,
        "asked": {"since": "2024-05-01", "until": "2024-05-10"},
    }, period
    run("--until", "2024-05-04", "--xlsx", tmp + "/b.xlsx", mails)
    told = {row[0].value: row[1].value for row in workbook(tmp + "/b.xlsx")["Method"].iter_rows() if row[0].value}
    assert told["Period (UTC)"] == "asked 2024-05-03 (first report) to 2024-05-04; evidence on 2 of 2 days", told


@test
def what_the_rules_of_a_run_change_is_told_with_what_is_usual(tmp):
    rules = {"coverage-gap": {"severity": "off"}, "possible-interception": {"severity": "low", "share": 0.25}}
    json.dump({"closed-after": 9, "ready-after": 21, "rules": rules}, open(tmp + "/rules", "w"))
    mails = write(tmp + "/mails", [report("a.example", "2024-05-03")])
    run("--rules", tmp + "/rules", "--xlsx", tmp + "/b.xlsx", mails)
    told = {row[0].value: row[1].value for row in workbook(tmp + "/b.xlsx")["Method"].iter_rows() if row[0].value}
    assert told["Rules"] == (
        "Off, so that nothing was looked for: coverage-gap. "
        "Of another severity: possible-interception low (not critical). "
        "With another threshold: possible-interception share 0.25 (not 0.5), closed-after 9 (not 7), ready-after 21 (not 14)."
    ), told["Rules"]


@test
def what_is_redacted_is_said_where_the_scope_is(tmp):
    mails = write(tmp + "/mails", [report("a.example", "2024-05-03")])
    run("--redact", "ip,path", "--xlsx", tmp + "/b.xlsx", "--html", tmp + "/p.html", mails)
    assert workbook(tmp + "/b.xlsx")["Summary"]["A2"].value.endswith(".  Redacted: ip, path")
    header = re.search(r"<header>.*?</header>", open(tmp + "/p.html").read(), re.S)[0]
    assert ".  Redacted: ip, path</p>" in header, header


@test
def a_report_that_is_explained_has_the_figures_of_its_row(tmp):
    box = MBOX
    run("--csv", tmp + "/csv", "--csv-raw", box)
    rows = {t: list(csv.DictReader(open("%s/csv/%s.csv" % (tmp, t)))) for t in ("reports", "policies", "failures")}
    number = lambda n, one, many: "{:,} {}".format(int(n), one if n == "1" else many)
    explained = 0
    for row in rows["reports"]:
        own = {t: [r for r in rows[t] if r["report_key"] == row["report_key"]] for t in ("policies", "failures")}
        if int(row["source_message"]) < 2 or not (own["failures"] or int(row["source_message"]) % 9 == 0):
            continue
        told = " ".join(run("--explain", row["report_key"], box).stdout.decode().split())
        place = "Found in %s, message %s at byte %s" % (box, row["source_message"], row["source_offset"])
        wanted = ["Period %s to %s" % (row["begin_date"], row["end_date"]), "Its own id " + row["report_id"], place]
        for p in own["policies"]:
            secured = number(p["successful_sessions"], "session was secured", "sessions were secured")
            wanted.append("%s, %s failed." % (secured, "{:,}".format(int(p["failed_sessions"]))))
        for f in own["failures"]:
            wanted.append(number(f["failed_sessions"], "session failed: ", "sessions failed: ") + f["result_type"])
        for part in wanted:
            assert part in told, (part, told)
        explained += 1
    assert explained > 2, explained


@test
def rows_of_changes_foreign_domains_and_copies_have_the_figures_they_come_from(tmp):
    s, tables = everything(tmp)
    before = json.load(open(tmp + "/before.json"))
    named = {"domain": ("domains", "policy_domain"), "reporter": ("reporters", "organization_name")}
    compared = 0
    for row in tables["Changes"][2]:
        if row["kind"] not in named:
            continue
        key, name = named[row["kind"]]
        name_of = row["policy_domain"] if row["kind"] == "domain" else row["subject"]
        for when, run_of in (("was", before), ("is", s)):
            there = next((r for r in run_of[key] if r[name] == name_of), None)
            for figure in ("reports", "failed_sessions", "success_rate"):
                told = row["%s_%s" % (when, figure)]
                wanted = None if there is None else there[figure]
                assert (float(told) if told else None) == wanted, (row, when, figure, wanted)
                compared += told != ""
    assert compared > 20, compared
    whole = {d["policy_domain"]: d for d in summary(*INPUTS, tmp + "/more")["domains"]}
    foreign = tables["Foreign"][2]
    for row in foreign:
        for figure in ("reports", "reporters", "successful_sessions", "failed_sessions"):
            assert int(row[figure]) == whole[row["policy_domain"]][figure], (row, figure)
    assert [r["policy_domain"] for r in foreign] == ["library.example"], foreign

    counted = {r["report_key"]: r for r in tables["Reports"][2]}
    kinds = set()
    for row in tables["Exceptions"][2]:
        for figure in ("successful_sessions", "failed_sessions"):
            wanted = counted[row["report_key"]][figure] if row["kind"] in ("duplicate", "conflict") else ""
            assert row["first_" + figure] == wanted, (row, figure, wanted)
        kinds.add(row["kind"])
    assert kinds >= {"duplicate", "conflict", "rejected", "foreign"}, kinds
    run("--require-auth", "--dns", SAMPLES + "/dns.txt", "--csv", tmp + "/doubted", INPUTS[1])
    doubted = [r for r in csv.DictReader(open(tmp + "/doubted/exceptions.csv")) if r["kind"] == "unauthenticated"]
    assert doubted and all(r["failed_sessions"] and not r["first_failed_sessions"] for r in doubted), doubted


@test
def a_change_of_mode_names_the_mode_before_and_the_mode_now(tmp):
    testing = {"policy-string": ["version: STSv1", "mode: testing", "mx: *.a.example", "max_age: 604800"]}
    reports = [report("a.example", d) for d in days("2024-05-01", 5)]
    reports += [report("a.example", d, **testing) for d in days("2024-05-06", 5)]
    mails = write(tmp + "/mails", reports)
    run("--json", tmp + "/before.json", "--until", "2024-05-05", mails)
    run("--compare", tmp + "/before.json", "--csv", tmp + "/csv", "--html", tmp + "/p.html", mails)
    rows = [r for r in csv.DictReader(open(tmp + "/csv/changes.csv")) if r["kind"] == "domain"]
    assert [[r[k] for k in ("was_mode", "is_mode", "was_reports", "is_reports")] for r in rows] == [
        ["enforce", "testing", "5", "10"]
    ], rows
    row = next(
        r for r in shown(tmp + "/p.html", "What is otherwise than in the earlier summary") if r["About a"] == "domain"
    )
    told = [row[k] for k in ("Mode before", "Mode now", "Reports before", "Reports now")]
    assert told == ["enforce", "testing", "5", "10"], row


@test
def one_count_that_drowns_all_others_is_told_to_who_reads_the_shares(tmp):
    """Half of all sessions failed; one mail with 2,000,000,000,000 made 99.99 % of it, and only a deviation said so."""
    mails = [report("a.example", d, ok=5, failed=5) for d in days("2024-05-01", 5)] + [
        report("b.example", "2024-05-01")
    ]
    told = {}
    for name, more in (("true", []), ("forged", [report("a.example", "2024-05-06", ok=2 * 10**12)])):
        outputs = ("--html", tmp + "/p.html", "--xlsx", tmp + "/b.xlsx", "--statement", tmp + "/{domain}.html")
        run(*outputs, write(tmp + "/" + name, mails + more))
        method = [" ".join(str(c.value or "") for c in row) for row in workbook(tmp + "/b.xlsx")["Method"].iter_rows()]
        told[name] = [
            "1 report has a count of more than 1,000,000,000,000 sessions" in text
            for text in ("\n".join(method), open(tmp + "/p.html").read())
        ] + [
            "So many sessions are implausible: the shares say hardly more" in open(tmp + "/" + page).read()
            for page in ("a.example.html", "b.example.html")
        ]
    assert told == {"true": [False] * 4, "forged": [True, True, True, False]}, told
