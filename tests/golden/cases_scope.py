"""What was asked for against what is there: dates, period, scope, a finding's life (SPEC 5.2, 5.3, 7, 8.2, 8.3)."""

import csv, json, os

from daily_reports import NOW, by_domain, days, report, write
from harness import *


@test
def what_the_selection_leaves_out_is_not_called_silent(tmp):
    """With --domain all others of the list were "silent", whatever reports there were about them."""
    names = ["a.example", "b.example", "quiet.a.example", "*.w.example"]
    open(tmp + "/list", "w").write("\n".join(names) + "\n")
    path = write(tmp + "/r", [report(d, "2024-05-01") for d in names[:2]])
    for args, reported, silent in (
        ([], 2, names[2:]),
        (["--domain", "a.example"], 1, names[2:3]),
        (["--domain", "^a"], 1, []),
    ):
        told = summary("--scope", tmp + "/list", *args, path, env=NOW)["scope"]
        assert (told["listed"], told["reported"], told["silent"]) == (4, reported, silent), (args, told)
        text = " ".join(run("--scope", tmp + "/list", *args, path, env=NOW).stdout.decode().split())
        line = "4 domains listed, %d reported on" % reported
        line += "; silent: " + ", ".join(silent) if silent else ""
        assert line + ("; chosen: domains that match " + args[1] if args else "") in text, text


@test
def of_many_foreign_domains_five_are_named(tmp):
    open(tmp + "/list", "w").write("domain\na.example\n")
    own = report("a.example", "2024-03-01")
    for n, named in ((5, "f0.example, f1.example, f2.example, f3.example, f4.example"), (6, None)):
        path = write(tmp + "/%d" % n, [own] + [report("f%d.example" % i, "2024-03-01") for i in range(n)])
        found = [f["title"] for f in summary("--scope", tmp + "/list", path, env=NOW)["findings"]]
        begins = "%d reports about %d domains that the list does not hold: " % (n, n)
        assert begins + (named or named_before + ", …") in found, found
        named_before = named


@test
def a_list_of_domains_keeps_strangers_out(tmp):
    own = [report("a.example", d, ok=997, failed=3) for d in days("2024-03-01", 10)]
    strangers = [
        report("x.stranger.example", "2024-03-05", ok=10**6),
        report("x.stranger.example", "2024-03-05", ok=10**6),
        report("evil.example", "2024-03-06", ok=0, failed=9, org="Two"),
    ]
    mixed = [
        report("a.example", "2024-03-04", n=1, policies=["a.example", "other.example", "deep.below.example"], ok=1)
    ]
    path = write(tmp + "/r", own + strangers + mixed)
    open(tmp + "/list", "w").write(
        '# ours\ndomain,client,owner,since,until\na.example,North,"Ann, the ""boss""",,\nquiet.example,South,,2024-03-04,\n*.below.example,,,,\nold.example,,,,2024-02-01\n'
    )
    s = summary("--scope", tmp + "/list", path, env=NOW)
    t = s["totals"]
    assert (t["reports"], t["foreign_reports"], t["duplicates"], t["foreign_policies"], t["domains"]) == (
        11,
        2,
        1,
        3,
        4,
    ), t
    assert (t["successful_sessions"], t["failed_sessions"]) == (9972, 30)
    assert (
        s["scope"]["listed"] == 4
        and s["scope"]["reported"] == 2
        and s["scope"]["silent"] == ["quiet.example", "old.example"]
        and s["scope"]["foreign"] == 3
    ), s["scope"]
    foreign = by_domain(s["foreign"])
    assert [r["policy_domain"] for r in s["foreign"]] == ["evil.example", "other.example", "x.stranger.example"]
    assert (
        foreign["x.stranger.example"]["successful_sessions"] == 10**6
        and foreign["evil.example"]["failed_sessions"] == 9
        and foreign["other.example"]["reports"] == 1
    )
    coverage = by_domain(s["coverage"])
    assert (
        coverage["quiet.example"]["days_missing"],
        coverage["quiet.example"]["first_day"],
        coverage["quiet.example"]["last_day"],
    ) == (7, "2024-03-04", "2024-03-10")
    assert coverage["old.example"]["days_missing"] == 0 and "first_day" not in coverage["old.example"]
    assert {(f["id"], f["policy_domain"]) for f in s["findings"]} == {
        ("certificate-expired", "a.example"),
        ("never-reported", "quiet.example"),
        ("foreign-reports", ""),
    }
    assert [f["title"] for f in s["findings"] if f["id"] == "foreign-reports"] == [
        "3 reports about 3 domains that the list does not hold: evil.example, other.example, x.stranger.example"
    ], s["findings"]
    rows = run("--scope", tmp + "/list", "--table", "exceptions", path, env=NOW).stdout.decode().splitlines()
    assert sorted(r.split(",")[0] for r in rows[1:]) == ["duplicate", "foreign", "foreign"], rows
    text = " ".join(run("--scope", tmp + "/list", path, env=NOW).stdout.decode().split())
    assert (
        "4 domains listed, 2 reported on; silent: quiet.example, old.example; 3 foreign domains left out" in text
    ), text
    assert "no list of domains was given: every domain counts that anyone reported on" in " ".join(
        run(path, env=NOW).stdout.decode().split()
    )
    some = run("--domain", "^a\\.example$", path, env=NOW).stdout.decode().split()
    assert "anyone reported on; chosen: domains that match ^a\\.example$" in " ".join(some), some
    run("--scope", tmp + "/list", "--sqlite", tmp + "/db", "--csv", tmp + "/csv", path, env=NOW)
    assert "foreign_domains.csv" in os.listdir(tmp + "/csv")
    assert summary(path, env=NOW)["scope"] is None and "foreign" not in summary(path, env=NOW)


@test
def a_report_below_two_wildcards_breaks_the_silence_of_both(tmp):
    path = write(tmp + "/r", [report("x.sub.example", "2024-03-01"), report("named.example", "2024-03-01")])
    open(tmp + "/list", "w").write("*.example\n*.sub.example\n*.other.example\nnamed.example\n")
    told = summary("--scope", tmp + "/list", path, env=NOW)["scope"]
    assert (told["reported"], told["silent"]) == (3, ["*.other.example"]), told


@test
def fields_of_a_list_may_have_quotes_and_blanks_around(tmp):
    """As RFC 4180 has quotes, and as people write tables: blanks stand beside commas, also before a quote."""
    path = write(tmp + "/r", [report(d + ".example", "2024-03-01") for d in "abc"])
    open(tmp + "/list", "w").write(
        'domain , "client",owner\n a.example , "Harbour, ""Ltd""" , me\n"b.example",North ,\nc.example,"",\n'
    )
    run("--scope", tmp + "/list", "--json", tmp + "/{client}.json", path, env=NOW)
    told = [json.load(open(tmp + "/" + name)) for name in os.listdir(tmp) if name.endswith(".json")]
    clients = {d["policy_domain"]: s["edition"]["client"] for s in told for d in s["domains"]}
    assert clients == {"a.example": 'Harbour, "Ltd"', "b.example": "North", "c.example": "unassigned"}, clients


@test
def a_wrong_list_is_an_error_with_its_line(tmp):
    path = write(tmp + "/r", [report("xn--bcher-kva.example", "2024-03-01"), report("A.Example", "2024-03-01")])
    for text, said in (
        (b"a.example\n\nb.example\na.example\n", "line 4: a.example is there twice"),
        (b"a.example\nA.EXAMPLE.\n", "line 2: A.EXAMPLE. is there twice"),
        (b"domain\tclient\na.example\tA\n", "is no domain name: commas separate fields"),
        (b"a.example\n*.\n", "line 2: *. is no domain name"),
        (b"localhost\n", "line 1: localhost is no domain name"),
        (b"domain;client\na.example;A\n", "line 1: domain;client is no domain name: commas separate fields"),
        (b'"domain";"client"\n', 'line 1: "domain";"client" is no domain name: commas separate fields'),
        (b"a.example,A\n", "line 1: a.example,A is no domain name: the first line of a list with commas names its"),
        (b"name,client\na.example,A\n", "line 1: name,client is no domain name: the first line of a list with commas"),
        (b'domain,client\n"a,b",A\n', "line 2: a,b is no domain name\n"),
        (b"a.example\nb\0.example\n", "line 2: holds a NUL"),
        (b"a.example\n" + b"x" * 10**6 + b"\n", "line 2: is longer than 4096 bytes"),
        (b"\xff\xfe.example\n", "line 1: is no UTF-8"),
        (b"a b.example\n", "is no domain name"),
        ("a.example\u00a0b.example\n".encode(), "line 1: a.example\u00a0b.example has a blank inside"),
        ("domain,client\na.example,x\na.exa\u2009mple,x\n".encode(), "line 3: "),
        ("*.\u3000b.example\n".encode(), "is no domain name"),
        (b"a.example\x0bb.example\n", "is no domain name"),
        (b"a.example\x0cb.example\n", "is no domain name"),
        (b"a.example\rb.example\r", "line 1: has a carriage return inside: end lines with a line feed"),
        (b"# mine\ra.example\r", "line 1: has a carriage return inside"),
        (b"domain,since\na.example,someday\n", "line 2: someday is no date"),
        (b"domain,since,until\na.example,2024-03,2024-02\n", "line 2: since is after until"),
        (b"domain,phone\n", "line 1: there is no column phone"),
        (b"domain\na.example,b\n", "line 2: there are more fields"),
        (b'domain,owner\na.example,"x\n', "line 2: a quoted field does not end"),
        (b"# nothing\n", "names no domain"),
        (b"https://a.example/\n", "is no domain name"),
        ("b\u00fccher.example\nxn--bcher-kva.example\n".encode(), "line 2: xn--bcher-kva.example is there twice"),
    ):
        open(tmp + "/list", "wb").write(text)
        got = run("--scope", tmp + "/list", path, status=2, env=NOW).stderr.decode()
        assert said in got and tmp + "/list: " in got, (said, got)
    open(tmp + "/list", "wb").write(
        "\ufeffb\u00fccher.example   # the books\r\n*.example.org\r\na.example\r\n".encode()
    )
    s = summary("--scope", tmp + "/list", path, env=NOW)
    assert [d["policy_domain"] for d in s["domains"]] == ["a.example", "xn--bcher-kva.example"] and s["scope"][
        "silent"
    ] == ["*.example.org"], s["scope"]


@test
@alone
def a_large_list_is_quick_and_small(tmp):
    need_plain_memory()
    path = write(tmp + "/r", [report("d77.example", "2024-03-01")])
    open(tmp + "/list", "w").write("".join("d%d.example\n" % i for i in range(100000)))

    def seconds(*args):  # in user mode: what the kernel takes for a page depends on the machine
        began = os.times().children_user
        run(*args, "--table", "days", path)
        return os.times().children_user - began

    listing = ("--scope", tmp + "/list")
    bare, listed = peak_kb("--json", tmp + "/s.json", path), peak_kb(*listing, "--json", tmp + "/s.json", path)
    plain, took = (min(seconds(*args) for _ in range(3)) for args in ((), listing))
    assert listed - bare < 50000 and took - plain < 0.2, (listed - bare, took - plain)
    assert summary("--scope", tmp + "/list", path)["scope"]["reported"] == 1


@test
def forged_domains_are_bounded_and_the_rest_is_summed(tmp):
    need_plain_memory()
    open(tmp + "/list", "w").write("a.example\n")
    write(tmp + "/own", [report("a.example", "2024-03-01")])
    write(
        tmp + "/forged",
        [
            report("x", "2024-03-02", n=i, ok=1, policies=["f%d.example" % (i * 1000 + k) for k in range(1000)])
            for i in range(60)
        ],
    )
    s = summary("--scope", tmp + "/list", tmp + "/own", tmp + "/forged")
    assert (
        len(s["foreign"]) == 50001 == s["scope"]["foreign"]
        and s["foreign"][-1]["policy_domain"] == "others"
        and s["foreign"][-1]["successful_sessions"] == 10000
    ), s["foreign"][-1]
    assert (
        s["totals"]["foreign_policies"] == 60000
        and s["totals"]["foreign_reports"] == 60
        and s["totals"]["domains"] == 1
    )
    assert (
        peak_kb("--scope", tmp + "/list", "--json", tmp + "/s.json", tmp + "/own", tmp + "/forged")
        - peak_kb("--scope", tmp + "/list", "--json", tmp + "/s.json", tmp + "/own")
        < 100000
    )


@test
def a_report_about_several_foreign_domains_is_one_report(tmp):
    open(tmp + "/list", "w").write("a.example\n")
    made = [
        report("b.example", "2024-03-01", n=1, policies=["b.example", "c.example", "d.example"]),
        report("a.example", "2024-03-02", n=2, policies=["a.example", "b.example", "c.example"]),
        report("a.example", "2024-03-03", n=3),
    ]
    s = summary("--scope", tmp + "/list", write(tmp + "/r", made))
    assert [r["reports"] for r in s["foreign"]] == [2, 2, 1], s["foreign"]
    assert [f["title"].split(" that ")[0] for f in s["findings"] if f["id"] == "foreign-reports"] == [
        "2 reports about 3 domains"
    ], s["findings"]


@test
def a_foreign_name_that_is_not_ascii_is_cut_between_characters(tmp):
    open(tmp + "/list", "w").write("a.example\n")
    path = write(tmp + "/r", [report(d, "2024-03-01") for d in ("a.example", "a" * 59 + "\u00e9.example")])
    found = {f["id"]: f for f in summary("--scope", tmp + "/list", path)["findings"]}
    assert found["foreign-reports"]["title"].endswith(": " + "a" * 59), found["foreign-reports"]


@test
def what_scrolls_on_the_page_is_reached_by_keyboard(tmp):
    run("--html", tmp + "/page.html", "mail.mbox", "Maildir", cwd=SAMPLES)
    page = open(tmp + "/page.html").read()
    assert page.count("class=wide") > 5 and page.count("class=wide") == page.count(
        "class=wide tabindex=0 role=group aria-label="
    )


@test
def copies_of_a_foreign_report_that_differ_are_not_said_to_have_no_sessions(tmp):
    """Sessions about other domains are not listed: the places are empty, where they held a false 0."""
    import jsonschema

    made = lambda n, domain: json.dumps(
        {
            "organization-name": "Acme",
            "date-range": one_day("2026-03-01"),
            "report-id": domain,
            "policies": [policy_of("no-policy-found", domain, n, n)],
        }
    )
    lines = [made(n, d) for n in (3, 4) for d in ("ours.example", "theirs.example")]
    open(tmp + "/in.json", "w").write("\n".join(lines))
    open(tmp + "/list", "w").write("ours.example\n")
    s = summary("--scope", tmp + "/list", tmp + "/in.json")
    jsonschema.Draft202012Validator(json.load(open(ROOT + "/docs/summary.schema.json"))).validate(s)
    rows = s["conflicts"]
    told = {r["report_id"]: {k: v for k, v in r.items() if k.endswith("_sessions")} for r in rows}
    assert told["theirs.example"] == {} and set(told["ours.example"].values()) == {3, 4}, told
    run("--scope", tmp + "/list", "--csv", tmp + "/csv", tmp + "/in.json")
    rows = csv.DictReader(open(tmp + "/csv/exceptions.csv"))
    told = {r["report_id"]: r["failed_sessions"] + r["first_failed_sessions"] for r in rows if r["kind"] == "conflict"}
    assert told == {"ours.example": "43", "theirs.example": ""}, told


@test
def a_copy_in_a_foreign_domains_name_hides_no_failures_of_a_listed_one(tmp):
    """The same JSON with another TLS-Report-Domain leaves what is not MTA-STS out: the true mail is no mere duplicate."""
    policy = lambda kind, domain, ok, failed: {
        "policy": {"policy-type": kind, "policy-domain": domain},
        "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed},
        "failure-details": [{"result-type": "tlsa-invalid", "failed-session-count": failed}] if failed else [],
    }
    body = json.dumps(
        {
            "organization-name": "Acme",
            "date-range": one_day("2026-03-01"),
            "report-id": "1",
            "policies": [policy("tlsa", "mx.provider.example", 44, 5), policy("sts", "b.example", 45, 0)],
        }
    )
    mail = "From: x@acme.example\nTLS-Report-Domain: %s\nContent-Type: application/tlsrpt+json\n\n" + body
    for name, domain in ("forged", "stranger.example"), ("moved", "b.example"), ("true", "a.example"):
        open(tmp + "/" + name, "w").write(mail % domain)
    open(tmp + "/list", "w").write("a.example\nb.example\n")
    severe = lambda s, id_: [f["policy_domain"] for f in s["findings"] if (f["id"], f["severity"]) == (id_, "high")]
    for first in "forged", "moved":
        s = summary("--scope", tmp + "/list", tmp + "/" + first, tmp + "/true")
        assert (s["totals"]["conflicts"], s["totals"]["duplicates"]) == (1, 0), (first, s["totals"])
        assert s["conflicts"][0]["failed_sessions"] == 5 and s["conflicts"][0]["source"]["path"] == tmp + "/true"
        assert severe(s, "conflicting-reports") == ["a.example"], (first, s["findings"])
    s = summary("--scope", tmp + "/list", tmp + "/true", tmp + "/forged")
    assert s["totals"]["duplicates"] == 1 and severe(s, "dane-broken") == ["a.example"], s["totals"]
    for part in "forged", "true":
        run("--scope", tmp + "/list", "--part", tmp + "/%s.part" % part, tmp + "/" + part)
    merged = summary("--scope", tmp + "/list", tmp + "/forged.part", tmp + "/true.part")
    assert severe(merged, "conflicting-reports") == ["a.example"], merged["totals"]
