"""What stands in a table stands on its sheet and on the page, and a total is the same wherever a reader meets it."""
import html, re

from every_output import DAY, INPUTS, everything, mails
from daily_reports import report, write
from harness import *
from workbook_files import workbook


def spans(text, between):
    return between.join(s.replace("/", " to ") for s in text.split(" | "))


def in_a_cell(field, text):
    """How the workbook holds what CSV says."""
    if text == "":
        return None
    if field["type"] in ("integer", "number"):
        return float(text)
    if field["type"] in ("date", "datetime"):
        return DAY(text.replace("Z", ""))
    return spans(text, ", ") if field["name"] == "missing" else text


def alike(seen, wanted):
    if isinstance(wanted, float):
        return seen is not None and abs(seen - wanted) < 1e-9
    if isinstance(wanted, DAY("2024-01-01").__class__):
        return isinstance(seen, DAY("2024-01-01").__class__) and abs((seen - wanted).total_seconds()) < 1
    return seen == wanted


@test
def each_sheet_says_what_its_table_says(tmp):
    _, tables = everything(tmp)
    book, compared = workbook(tmp + "/a.xlsx"), set()
    for title, (_, fields, rows) in tables.items():
        if title not in book.sheetnames or not rows:
            continue
        heads, *seen = [[c.value for c in row] for row in book[title].iter_rows(max_row=len(rows) + 1)]
        at = {f["title"]: heads.index(f["title"]) for f in fields if f["title"] in heads}
        assert len(at) == len(fields), (title, heads)
        for cells, row in zip(seen, rows):
            for f in fields:
                cell, wanted = cells[at[f["title"]]], in_a_cell(f, row[f["name"]])
                assert alike(cell, wanted), (title, f["name"], cell, wanted)
        compared.add(title)
    patterns = [row["mx_host_patterns"] for row in tables["Policies"][2] if row["policy_domain"] == "large.example"]
    assert sorted(patterns) == ["*.large.example", " | ".join("mx%d.large.example" % n for n in range(3))], patterns
    silent = next(row for row in tables["Domains"][2] if row["policy_domain"] == "silent.example")
    assert [silent[k] for k in ("first_day", "last_day", "success_rate", "share7")] == [""] * 4, silent
    unlike = set(book.sheetnames) - compared
    assert unlike == {"Summary", "Method", "Sign-off"}, unlike


def on_the_page(field, text):
    if text == "":
        return ""
    if field["type"] == "integer":
        return "{:,}".format(int(text))
    if field["type"] == "number":
        return percent(float(text))
    return spans(text, " | ") if field["name"] == "missing" else text


def percent(share):
    """Neither a failure nor a session that was secured is rounded away (SPEC 4)."""
    return "%.2f %%" % (99.99 if 0.9999 < share < 1 else 0.01 if 0 < share < 0.0001 else 100 * share)


def plain(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup.replace("<br>", " | ")))


def tables_of(markup):
    """Of each table its caption, its headings and its rows."""
    for caption, t in re.findall(r"<caption>(.*?)</caption>(.*?)</table>", markup, re.S):
        rows = [[plain(c) for c in re.findall(r"<td.*?</td>", r, re.S)] for r in re.findall(r"<tr>.*?</tr>", t, re.S)]
        yield plain(caption), [plain(h) for h in re.findall(r"<th scope=col.*?</th>", t)], [r for r in rows if r]


def check_tables(markup, tables, domain=None):
    """Compares those that are tables of CSV, too. Gives how many they are."""
    titles, compared = {description: title for title, (description, _, _) in tables.items()}, 0
    for caption, heads, seen in tables_of(markup):
        if caption not in titles:
            continue
        _, fields, rows = tables[titles[caption]]
        names = {f["title"]: f for f in fields}
        at = [(i, names[h]) for i, h in enumerate(heads) if h in names]
        assert len(at) > 3 and len(at) >= len(heads) - 3, (caption, heads)  # bars and what words mean are not in CSV
        rows = [r for r in rows if domain is None or r["policy_domain"] == domain]
        wanted = [[on_the_page(f, row[f["name"]]) for _, f in at] for row in rows]
        told = [[row[i] for i, _ in at] for row in seen]
        wrong = [(t, w) for t, w in zip(told, wanted) if t != w]
        assert not wrong and len(told) == len(wanted), (domain, caption, len(told), len(wanted), wrong[:1])
        compared += 1
    return compared


@test
def each_table_of_the_page_says_what_its_table_says(tmp):
    s, tables = everything(tmp)
    page = open(tmp + "/p.html", encoding="utf-8").read()
    blocks = re.findall(r"<article class=domain.*?</article>", page, re.S)
    for block in blocks:
        page = page.replace(block, "")
        assert check_tables(block, tables, plain(re.search(r"<h3[^>]*>(.*?) <span", block)[1])) > 0
    n = check_tables(page, tables)
    assert (len(blocks), n) == (len(s["domains"]), 17), (len(blocks), n)


def words(markup):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", markup, flags=re.S)))


@test
def hosts_and_inputs_on_the_page_have_their_sums(tmp):
    s, _ = everything(tmp)
    tables = {caption: rows for caption, _, rows in tables_of(open(tmp + "/p.html", encoding="utf-8").read())}
    failed = {}
    for f in s["failures"]:
        host = f.get("receiving_mx_hostname", "(not told)")
        failed[host] = failed.get(host, 0) + f["failed_sessions"]
    hosts = sorted(failed.items(), key=lambda h: -h[1])
    told = [row[:2] for row in tables["One row per receiving mail server, most failed sessions first"]]
    assert len(s["failures"]) > len(failed) and told == [[h, "{:,}".format(n)] for h, n in hosts], (told, hosts)
    inputs = [[i["path"], i["kind"], str(i["messages"]), str(i["reports"]), i["sha256"]] for i in s["inputs"]]
    assert tables["Inputs, in the order read"] == inputs, tables["Inputs, in the order read"]
    rows = [[c.value for c in row] for row in workbook(tmp + "/a.xlsx")["Method"].iter_rows()]
    at = next(i for i, row in enumerate(rows) if row[0] == "Inputs, in the order read") + 2
    told = [[row[0], row[1], str(row[2]), str(row[3]), row[5]] for row in rows[at : at + len(inputs)]]
    assert told == inputs, told


@test
def what_a_chart_shows_is_what_the_table_beside_it_has_most_of(tmp):
    s, tables = everything(tmp)
    book = workbook(tmp + "/a.xlsx")
    for title, column in (("Domains", "Failed"), ("Result types", "Failed"), ("Reporters", "Reports")):
        _, fields, rows = tables[title]
        value = next(f["name"] for f in fields if f["title"] == column)
        most = sorted(((int(r[value]), r[fields[0]["name"]]) for r in rows if r[value] != "0"), key=lambda m: -m[0])
        heads = [c.value for c in book[title][1]]
        at = next(i for i, h in enumerate(heads) if str(h).startswith("Most: "))
        beside = [[c.value for c in row[at : at + 2]] for row in book[title].iter_rows(min_row=2)]
        assert heads[at + 1] == column and most, (title, heads)
        wanted = [[name, n] for n, name in most[:15]]
        assert [b for b in beside if b[0] is not None] == wanted, (title, beside, wanted)


@test
def the_limits_of_a_run_are_told_as_they_were_given(tmp):
    limits = {"max_message": 3000000, "max_report": 2000000, "max_depth": 5}
    given = [x for k, n in limits.items() for x in ("--" + k.replace("_", "-"), n)]
    options = summary(*given, "--xlsx", tmp + "/a.xlsx", *INPUTS)["options"]
    assert {k: options[k] for k in limits} == limits, options
    told = labelled(workbook(tmp + "/a.xlsx")["Method"])["Limits"]
    assert told == "messages 3,000,000 bytes, reports 2,000,000 bytes unpacked, nesting 5", told


@test
def a_limit_that_is_not_told_always_is_told_where_it_is_another(tmp):
    """As where a configuration has it, which the command line does not show."""
    names = re.findall(r"--(max-[a-z-]+)", run("--help").stdout.decode())
    open(tmp + "/config", "w").write("".join("%s=%d\n" % (name, 21 + i) for i, name in enumerate(names)))
    options = summary("--config", tmp + "/config", "--xlsx", tmp + "/a.xlsx", MBOX, status=None)["options"]
    assert [options[name.replace("-", "_")] for name in names] == list(range(21, 21 + len(names))), options
    told = labelled(workbook(tmp + "/a.xlsx")["Method"])["Limits"]
    assert re.findall(r"\d+", told) == [str(21 + i) for i in range(len(names))], told


def labelled(sheet):
    """What stands beside each label."""
    rows = [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()]
    return {row[0]: row[1] for row in rows if len(row) > 1}


def row_below(rows, *labels):
    """What stands below a row of labels."""
    i = next(i for i, row in enumerate(rows) if row[: len(labels)] == list(labels))
    return rows[i + 1]


@test
def a_total_is_the_same_wherever_it_is_told(tmp):
    s, _ = everything(tmp)
    book, page = workbook(tmp + "/a.xlsx"), open(tmp + "/p.html", encoding="utf-8").read()
    total, open_now = s["totals"], sum(f["status"] != "closed" for f in s["findings"])
    sessions = total["successful_sessions"] + total["failed_sessions"]
    labels = {
        "Messages read": total["messages"],
        "Messages with reports": total["messages_with_reports"],
        "Messages rejected": total["messages_rejected"],
        "Messages unread": total["messages_unread"],
        "Other mail": total["messages_ignored"],
        "Reports found": total["reports_found"],
        "Reports counted": total["reports"],
        "Duplicates": total["duplicates"],
        "Conflicts": total["conflicts"],
        "About foreign domains": total["foreign_reports"],
        "Rejected parts and files": total["rejected"],
        "Files skipped: nothing that is read": total["files_skipped"],
        "Files unread: not to be looked into": total["files_unread"],
    }
    for sheet in ("Method", "Sign-off"):
        told = labelled(book[sheet])
        assert {k: told.get(k) for k in labels} == labels, (sheet, told)

    cards = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)", page))
    cards = {k: v.strip() for k, v in cards.items()}
    figures = {
        "Sessions": sessions,
        "Failed sessions": total["failed_sessions"],
        "Domains": total["domains"],
        "Reporters": total["reporters"],
        "Reports": total["reports"],
        "Days missing": total["days_missing"],
    }
    assert cards == {
        "Secured share": percent(total["success_rate"]),
        **{k: "{:,}".format(v) for k, v in figures.items()},
        "Findings": str(open_now),
    }, cards
    assert "<small>and %d closed</small>" % (len(s["findings"]) - open_now) in page
    told = dict(re.findall(r"<tr><th scope=row>(?:… )?([^<]*)</th><td class=n>([\d,]*)</td>", page))
    words_of_parts = {"with reports": total["messages_with_reports"], "duplicates": total["duplicates"]}
    for label, n in {
        "Messages read": total["messages"],
        "Reports found": total["reports_found"],
        **words_of_parts,
    }.items():
        assert told[label] == "{:,}".format(n), (label, told)

    rows = [[c.value for c in row if c.value is not None] for row in book["Summary"].iter_rows()]
    assert row_below(rows, "Secured share") == [
        total["success_rate"],
        *figures.values(),
        total["duplicates"],
        total["rejected"],
    ], rows
    closed = len(s["findings"]) - open_now
    judged = next(row[0] for row in rows if row and "open or unproven" in str(row[0]))
    assert judged.endswith(".  %d findings open or unproven, %d closed" % (open_now, closed)), judged


def shares(windows):
    return [w["success_rate"] for w in windows if w["success_rate"] is not None]


@test
def a_domain_has_the_same_figures_wherever_it_is_told_of(tmp):
    s, _ = everything(tmp)
    text = words(run("--scope", tmp + "/list", *INPUTS, tmp + "/more").stdout.decode())
    rows = [[c.value for c in row if c.value is not None] for row in workbook(tmp + "/a.xlsx")["Summary"].iter_rows()]
    page, statement = (words(open(tmp + f, encoding="utf-8").read()) for f in ("/p.html", "/st.html"))
    for d in s["domains"]:
        windows = shares([d["last_%d_days" % n] for n in (7, 30, 90)])
        sums = [d["successful_sessions"] + d["failed_sessions"], d["failed_sessions"]]
        row = next(row for row in rows if row[:1] == [d["policy_domain"]] and len(row) > 3)
        assert row[2:] == shares([d]) + windows + sums, (row, d)
        if not windows:
            continue
        told = "%s of %s sessions%s; %s in the last 7 days, %s in the last 30 days, %s in the last 90 days"
        shown = [percent(d["success_rate"]), "{:,}".format(sums[0])]
        assert told % (*shown, " secured", *map(percent, windows)) in page, d
        assert told % (*shown, "", *map(percent, windows)) in statement, d
        line = [d["policy_domain"], *map(percent, shares([d]) + windows), "{:,}".format(sums[1]), d["days_missing"]]
        assert " ".join(map(str, line)) + " d" in text, (line, text)


@test
def all_mail_has_the_same_figures_wherever_it_is_told_of(tmp):
    s, _ = everything(tmp)
    text = words(run("--scope", tmp + "/list", *INPUTS, tmp + "/more").stdout.decode())
    rows = [[c.value for c in row if c.value is not None] for row in workbook(tmp + "/a.xlsx")["Summary"].iter_rows()]
    total, windows = s["totals"], shares(s["windows"])
    sums = [total["successful_sessions"] + total["failed_sessions"], total["failed_sessions"]]
    assert ["All domains", total["success_rate"], *windows, *sums] in rows, rows
    for p in s["policy_types"]:
        row = [p["policy_type"], p["success_rate"], p["successful_sessions"] + p["failed_sessions"]]
        assert [*row, p["failed_sessions"]] in rows, (row, rows)
        assert "%s %s of %s" % (row[0], percent(row[1]), "{:,}".format(row[2])) in text, (row, text)
    told = "Sessions %s secured: %s succeeded, %s failed"
    counts = ["{:,}".format(total[k + "_sessions"]) for k in ("successful", "failed")]
    run("--scope", tmp + "/list", "--digest", tmp + "/d", "--digest-from", "a@b.example", *INPUTS, tmp + "/more")
    for page in (text, words(open(tmp + "/d").read())):
        assert told % (percent(total["success_rate"]), *counts) in page, page
    told = "Windows %s in the last 7 days, %s in 30, %s in 90"
    assert told % (*map(percent, windows),) in text, text


@test
def what_was_not_asked_for_is_left_out_by_the_selection_and_not_by_the_list(tmp):
    """Beside a list of domains, "left out by the scope: 0" said that no report was about another domain."""
    open(tmp + "/list", "w").write("agency.example\n")
    asked = ["--scope", tmp + "/list", "--since", "2024-03-05", "--until", "2024-03-09"]
    run(*asked, "--xlsx", tmp + "/a.xlsx", "--html", tmp + "/p.html", *INPUTS)
    left_out = summary(*asked, *INPUTS)["left_out"]["reports"]
    line = "%d reports left out by the selection" % left_out
    assert left_out > 1 and line in words(run(*asked, *INPUTS).stdout.decode())
    for sheet in ("Method", "Sign-off"):
        told = labelled(workbook(tmp + "/a.xlsx")[sheet])
        assert told.get("Reports left out by the selection") == left_out, (sheet, told)
    assert "Reports left out by the selection %d" % left_out in words(open(tmp + "/p.html", encoding="utf-8").read())


@test
def sessions_under_a_policy_without_a_type_have_a_name_everywhere(tmp):
    """On the page of text their share stood beside nothing."""
    odd = report("a.example", "2024-05-01", ok=7)
    del odd["policies"][0]["policy"]["policy-type"]
    mails = write(tmp + "/mails", [odd, report("a.example", "2024-05-02", ok=5)])
    run("--digest", tmp + "/d", "--digest-from", "a@b.example", "--xlsx", tmp + "/b.xlsx", mails)
    rows = [[c.value for c in row if c.value is not None] for row in workbook(tmp + "/b.xlsx")["Summary"].iter_rows()]
    assert ["(not told)", 1, 7, 0] in rows, rows
    for text in (run(mails).stdout.decode(), open(tmp + "/d").read()):
        assert re.search(r"\(not told\) +100\.00 % of 7\b", text), text
