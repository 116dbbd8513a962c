"""What a reader sees of one figure in one output and in another: they agree, and look like what they mean."""
import re

from cases_scope import *
from cases_workbook import workbook


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
    run("--html", tmp + "/p.html", "--xlsx", tmp + "/b.xlsx", mails)
    (row,) = shown(tmp + "/p.html", "One row per domain")
    assert [row["Secured share"], row["7 days"], row["30 days"]] == ["99.99 %", "100.00 %", "99.99 %"], row
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
