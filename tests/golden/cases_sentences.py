"""What a person reads is plain: numbers have their thousands apart, one is one, and what to do is right."""
import json, re, zipfile

from harness import *


def policy(domain, ok, failed=0, **more):
    p = {
        "policy": {"policy-type": "sts", "policy-domain": domain, "policy-string": ["mode: testing"]},
        "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed},
    }
    return {**p, **more}


def report(number, *policies, day="2024-05-01"):
    return report_with("r%d" % number, day, *policies, org="Sender")


def write_lines(path, reports):
    with open(path, "w") as f:
        f.writelines(json.dumps(r) + "\n" for r in reports)
    return path


def long_numbers(text):
    """Numbers of four digits and more without a comma, that are no year, part of a date, a name or an RFC."""
    return [n for n in re.findall(r"(?<![\w.,:/-])\d{4,}(?![\w.:/-])", re.sub(r"RFC \d+", "", text))]


@test
def numbers_in_sentences_have_their_thousands_apart(tmp):
    domains = ["d%d.example" % (i % 1100) for i in range(2200)]
    counted = [report(i, policy(d, 5000)) for i, d in enumerate(domains)]
    others = [report(i, policy("d0.example", 5000, 2)) for i in range(0, 2200, 1100)]
    hiding = [report(5000 + i, policy("d0.example", 1, n)) for i in range(1200) for n in (0, 2)]
    pile = write_lines(tmp + "/pile.json", counted + others + hiding)
    run("--json", tmp + "/s.json", "--digest", tmp + "/m", "--statement", tmp + "/t", pile)
    s = json.load(open(tmp + "/s.json"))
    text = run(pile).stdout.decode()
    titles = [f["title"] for f in s["findings"] if f["id"] == "conflicting-reports"]
    assert "1,202; the counted ones may hide 2,404 failed sessions" in titles[0], titles
    assert any("1,100 of 1,100 domains" in c["value"] for c in s["controls"]), s["controls"]
    told = [f["title"] for f in s["findings"]] + [c["value"] for c in s["controls"]] + text.splitlines()
    told += open(tmp + "/m").read().split("\n\n", 1)[1].splitlines()
    told += re.sub("<style>.*?</style>|<[^>]*>", "\n", open(tmp + "/t").read(), flags=re.S).splitlines()
    assert not [t for t in told if long_numbers(t)], [t for t in told if long_numbers(t)][:9]


@test
def one_of_a_thing_is_told_as_one(tmp):
    counted, other = report(1, policy("a.example", 5)), report(1, policy("a.example", 5, 1))
    titles = [f["title"] for f in summary(write_lines(tmp + "/one.json", [counted, other]))["findings"]]
    assert (
        "Reports that contradict one that was counted: 1; the counted one may hide 1 failed session" in titles
    ), titles
    with open(tmp + "/store.pst", "wb") as f:
        f.write(b"-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n")
    found = json.loads(run("--json", "-", tmp + "/one.json", tmp + "/store.pst", status=1).stdout)["findings"]
    titles = [f["title"] for f in found if f["id"] == "unread-mail"]
    assert titles[0].startswith("1 file could not be looked into: "), titles


def page_of(tmp, reports):
    run("--html", tmp + "/p.html", write_lines(tmp + "/pile.json", reports))
    return open(tmp + "/p.html").read()


@test
def charts_of_the_page_have_whole_sessions_on_their_axis(tmp):
    axis = lambda page: re.findall(r"text-anchor=end>([^<%]*)</text>", page)
    for ok, labels in ((1, ["0", "1"]), (2, ["0", "1", "2"]), (5, ["0", "5"]), (9000, ["0", "5,000", "10,000"])):
        assert axis(page_of(tmp, [report(1, policy("a.example", ok))])) == labels, (ok, labels)
    assert axis(page_of(tmp, [report(1, policy("a.example", 2**63 - 1))]))[-1] == "9,000,000,000,000,000,000"


@test
def charts_that_leave_days_out_say_so(tmp):
    told = "<p class=dim>The pictures show 400 of 1,097 days: 2023-03-30 to 2024-05-02. The tables have all.</p>"
    old, new = report(1, policy("a.example", 1), day="2021-05-02"), report(2, policy("a.example", 1), day="2024-05-02")
    newer = [report(n + 3, policy("a.example", 1), day="2024-04-%02d" % n) for n in range(1, 31)]
    assert told in page_of(tmp, [old, new] + newer)
    assert "The pictures show" not in page_of(tmp, [new] + newer)


@test
def a_share_is_drawn_on_days_with_reports_alone(tmp):
    def has_line(*days):
        pile = write_lines(tmp + "/d.json", [report(n, policy("a.example", 1), day=d) for n, d in enumerate(days)])
        run("--xlsx", tmp + "/d.xlsx", pile)
        with zipfile.ZipFile(tmp + "/d.xlsx") as z:
            charts = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/charts/chart")]
        (line,) = [re.search(r"<c:ser>.*?<c:marker>", c, re.S)[0] for c in charts if "<c:lineChart>" in c]
        return "<a:noFill/>" not in line

    assert has_line("2024-05-01", "2024-05-02", "2024-05-03")
    assert not has_line("2024-05-01", "2024-05-03")


def row_on_terminal(columns, *args):
    """How wide a domain's row is where the terminal has so many columns, whatever COLUMNS says."""
    said = on_terminal("-q", *args, columns=columns, COLUMNS="90")
    (row,) = [line for line in said.splitlines() if line.startswith("  a.example")]
    return len(row)


@test
def the_text_summary_is_as_wide_as_its_terminal(tmp):
    """From 80 to 120 columns."""
    pile = write_lines(tmp + "/pile.json", [report(1, policy("a.example", 5))])
    widths = [row_on_terminal(columns, pile) for columns in (60, 80, 100, 120, 132)]
    assert [w - widths[1] for w in widths] == [0, 0, 20, 40, 40] and widths[1] <= 80, widths


@test
def the_folder_of_the_run_stands_in_method(tmp):
    write_lines(tmp + "/pile.json", [report(1, policy("a.example", 5))])
    for more, folder in (([], tmp), (["--redact", "path"], None)):
        run("--html", "p.html", "--xlsx", "p.xlsx", *more, "pile.json", cwd=tmp)
        with zipfile.ZipFile(tmp + "/p.xlsx") as z:
            sheets = "".join(z.read(n).decode() for n in z.namelist() if n.startswith("xl/worksheets/sheet"))
        strings = re.findall(r"<t(?: [^>]*)?>(.*?)</t>", sheets, re.S)
        page = open(tmp + "/p.html").read()
        if folder:
            assert strings[strings.index("Working folder") + 1] == folder, strings
            assert "The command, in the folder <code>" + folder in page
        else:
            assert tmp not in page and tmp not in " ".join(strings)


@test
def a_sum_that_is_cut_is_told_of(tmp):
    pile = write_lines(tmp + "/pile.json", [report(n, policy("a.example", 2**63 - 1)) for n in range(2)])
    r = run("--json", tmp + "/s.json", pile)
    assert r.stderr == b"tlsrpt-audit: warning: a sum of sessions is over 2^63-1 and was cut there\n", r.stderr
    assert json.load(open(tmp + "/s.json"))["totals"]["successful_sessions"] == 2**63 - 1


@test
def the_statuses_that_help_names_are_those_of_runs(tmp):
    pile = write_lines(tmp + "/pile.json", [report(1, policy("a.example", 5, 1))])
    told = dict(re.findall(r"(\d+) ([a-z][^,.]*)", run("--help").stdout.decode().split("Exit status: ")[1]))
    assert sorted(told, key=int) == ["0", "1", "2", "3", "130"], told
    assert told["2"] == "usage" and "--fail-on" in told["3"] and told["130"] == "interrupted", told
    run(pile)
    run(pile, tmp + "/none", status=1)
    run("--none", pile, status=2)
    run("--fail-on=info", pile, status=3)


@test
def of_reports_that_did_not_count_it_is_not_said_that_there_are_none(tmp):
    """They are unauthenticated, foreign or known, lie in the period, and tell of failures."""
    pile = write_lines(tmp + "/pile.json", [report(1, policy("a.example", 5, 1))])
    open(tmp + "/list", "w").write("b.example\n")
    run("--state", tmp + "/state", pile)
    for options in (["--require-auth"], ["--scope", tmp + "/list"], ["--domain", "b"], ["--state", tmp + "/state"]):
        text = run("-q", *options, pile).stdout.decode()
        run("-q", *options, "--html", tmp + "/p.html", "--digest", tmp + "/d.eml", pile)
        page, digest = open(tmp + "/p.html").read(), open(tmp + "/d.eml").read()
        for told in (text, page, digest):
            assert "no report was counted" in told.lower() and "in this period" not in told, (options, told)
        assert "No failures" not in page, options
