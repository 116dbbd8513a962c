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
