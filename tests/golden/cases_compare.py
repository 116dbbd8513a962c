"""Compared with an earlier summary: what is new, goes on and is over, and when that alarms."""

import json, random, re

from harness import *
from daily_reports import NOW, days, report, write
from workbook_files import workbook


def changes(tmp, before, after, *args, status=0):
    """What --compare says of the second pile against the summary of the first."""
    write(tmp + "/before", before)
    write(tmp + "/after", after)
    run("--json", tmp + "/before.json", tmp + "/before", env=NOW)
    return json.loads(
        run("--json", "-", "--compare", tmp + "/before.json", *args, tmp + "/after", env=NOW, status=status).stdout
    )


def of_findings(s):
    return {(f["id"], f["policy_domain"]): f["change"] for f in s["changes"]["findings"]}


@test
def an_earlier_summary_tells_what_is_new_goes_on_and_is_over(tmp):
    clean = lambda first, n, domain="a.example": [report(domain, d) for d in days(first, n)]
    broken = [report("a.example", "2024-03-03", failed=5, n=1)]
    expired = ("certificate-expired", "a.example")
    assert of_findings(changes(tmp, clean("2024-03-01", 5), clean("2024-03-01", 5) + broken)) == {expired: "new"}
    assert of_findings(changes(tmp, clean("2024-03-01", 5) + broken, clean("2024-03-01", 8) + broken)) == {
        expired: "continuing"
    }
    s = changes(tmp, clean("2024-03-01", 5) + broken, clean("2024-03-01", 12) + broken)
    assert (
        of_findings(s) == {expired: "resolved"}
        and s["findings"][0]["status"] == "closed"
        and s["findings"][0]["change"] == "resolved"
    )
    assert of_findings(changes(tmp, clean("2024-03-01", 12) + broken, clean("2024-03-01", 14) + broken)) == {}
    again = [report("a.example", "2024-03-14", failed=5, n=1)]
    assert of_findings(changes(tmp, clean("2024-03-01", 12) + broken, clean("2024-03-01", 14) + broken + again)) == {
        expired: "reopened"
    }
    assert (
        of_findings(changes(tmp, broken, clean("2024-03-05", 3)))[expired] == "unproven"
        and of_findings(changes(tmp, broken, clean("2024-03-05", 9)))[expired] == "resolved"
    )
    s = changes(
        tmp,
        clean("2024-03-01", 5) + clean("2024-03-01", 5, "gone.example"),
        clean("2024-03-01", 5) + clean("2024-03-04", 2, "new.example"),
    )
    assert {
        d["policy_domain"]: (d["change"], d["was"] and d["was"]["reports"], d["is"] and d["is"]["reports"])
        for d in s["changes"]["domains"]
    } == {"a.example": ("continuing", 5, 5), "gone.example": ("gone", 5, None), "new.example": ("new", None, 2)}
    assert s["changes"]["domains"][0]["is"]["mode"] == "enforce" == s["changes"]["domains"][0]["was"]["mode"]
    assert s["changes"]["compared_with"]["period"] == {"first_day": "2024-03-01", "last_day": "2024-03-05"}
    assert {(p["policy_domain"], p["change"]) for p in s["changes"]["policies"]} == {
        ("a.example", "continuing"),
        ("gone.example", "gone"),
        ("new.example", "new"),
    }


@test
def the_mode_of_a_policy_that_is_no_mta_sts_policy_is_no_domains_mode(tmp):
    """A type that the RFC does not know, with the lines of one: nothing changed from one run to the next."""
    pile = [report("a.example", d, **{"policy-type": "dane-like"}) for d in days("2024-03-01", 3)]
    (row,) = changes(tmp, pile, pile)["changes"]["domains"]
    assert row["was"] == row["is"] and row["is"]["mode"] is None, row


@test
def a_summary_that_was_made_with_other_options_is_told(tmp):
    path, rules = (
        write(tmp + "/r", [report("a.example", "2024-03-01"), report("b.example", "2024-03-01")]),
        tmp + "/rules",
    )
    open(rules, "w").write('{"closed-after": 9}')

    def said(before, now, *more):
        run("--json", tmp + "/before.json", *before, path, env=NOW)
        return run(*more, "--json", "/dev/null", "--compare", tmp + "/before.json", *now, path, env=NOW).stderr.decode()

    assert said((), ()) == said(("--domain", "a", "--dedup", "none"), ("--dedup", "none", "--domain", "a")) == ""
    judged = ("--rules", rules, "--authserv-id", "a", "--dkim", "off")
    assert said(judged, judged) == said((), ("--dkim", "auto")) == ""
    for before, now, option in (
        ((), ("--domain", "a"), "--domain"),
        (("--domain", "a"), ("--domain", "b"), "--domain"),
        (("--domain", "a", "--domain", "b"), ("--domain", "a"), "--domain"),
        (("--reporter", "O"), (), "--reporter"),
        (("--dedup", "none"), (), "--dedup"),
        (("--rules", rules), (), "--rules"),
        (("--require-auth", "--authserv-id", "a"), ("--authserv-id", "a"), "--require-auth"),
        (("--authserv-id", "a"), ("--authserv-id", "b"), "--authserv-id"),
        ((), ("--dkim", "off"), "--dkim"),
    ):
        assert said(before, now).endswith("note: it was made with another %s\n" % option), (before, now)
        assert said(before, now, "-q") == ""


@test
def alarms_speak_of_what_is_open_or_new(tmp):
    old = [report("a.example", d, failed=int(d == "2024-03-03")) for d in days("2024-03-01", 20)]
    new = old + [report("a.example", "2024-03-21", failed=1)]
    changes(tmp, old, old, "--fail-on", "high:new")
    changes(tmp, old, old, "--fail-on", "high")
    changes(tmp, old, old, "--fail-on", "high:any", status=3)
    changes(tmp, old, new, "--fail-on", "high:new", status=3)
    changes(tmp, new, new, "--fail-on", "high:new")
    changes(tmp, new, new, "--fail-on", "high:open", status=3)
    for args, said in (
        (("--fail-on", "high:new"), "needs --compare"),
        (("--fail-on", "high:soon"), "is none of"),
        (("--fail-on", "loud"), "is none of"),
        (("--compare", tmp + "/before"), "is no summary of this program"),
    ):
        assert said in run(*args, tmp + "/after", env=NOW, status=2).stderr.decode(), args


@test
def what_this_run_did_not_look_at_is_not_resolved(tmp):
    """Records, a list or a rule of January that February goes without, and all of them again."""
    open(tmp + "/zone", "w").write("a.example. MX 10 mx.other.example.\n")
    open(tmp + "/mended", "w").write("a.example. MX 10 mx.a.example.\n")
    open(tmp + "/list", "w").write("a.example\nsilent.example\n")
    open(tmp + "/off", "w").write('{"rules": {"mx-not-in-policy": {"severity": "off"}}}')
    open(tmp + "/all", "w").write("a.example\n")
    january = write(tmp + "/january", [report("a.example", d) for d in days("2024-01-01", 31)])
    february = write(tmp + "/february", [report("a.example", d) for d in days("2024-01-01", 60)])
    run("--json", tmp + "/january.json", "--dns", tmp + "/zone", "--scope", tmp + "/list", january, env=NOW)
    mx, silent = ("mx-not-in-policy", "a.example"), ("never-reported", "silent.example")
    for given, of_mx, of_silent in (
        ((), "unproven", "unproven"),
        (("--dns", tmp + "/zone", "--rules", tmp + "/off"), "unproven", "unproven"),
        (("--dns", tmp + "/zone"), "continuing", "unproven"),
        (("--dns", tmp + "/mended", "--scope", tmp + "/all"), "resolved", "unproven"),
    ):
        args = ("--json", "-", "--compare", tmp + "/january.json", *given, february)
        told = of_findings(json.loads(run(*args, env=NOW).stdout))
        assert (told[mx], told[silent]) == (of_mx, of_silent), (given, told)
    since = ("--compare", tmp + "/january.json")
    args = (*since, february)
    assert ", 0 going on, %d unproven\n" % len(told) in run(*args, env=NOW).stdout.decode(), told
    digest = run("--digest", "-", *args, env=NOW).stdout.decode()
    assert "\nNot proven to be over (%d)\n" % len(told) in digest and "No findings" not in digest, digest
    # The domain reports now, as a run with the list can tell.
    both = [report(d, day) for d in ("a.example", "silent.example") for day in days("2024-01-01", 60)]
    came = write(tmp + "/came", both)
    for given, of_silent in ((), "unproven"), (("--scope", tmp + "/list"), "resolved"):
        told = of_findings(json.loads(run("--json", "-", *since, *given, came, env=NOW).stdout))
        assert told[silent] == of_silent, (given, told)


@test
def what_is_gone_stands_among_what_is_there_by_its_severity(tmp):
    testing = {"policy-string": ["version: STSv1", "mode: testing", "mx: *.a.example", "max_age: 604800"]}
    now = [report("a.example", d, **testing) for d in days("2024-03-01", 2)]
    s = changes(tmp, [report("c.example", "2024-03-01", failed=5)], now)
    told = [(f["severity"], f["policy_domain"], f["change"]) for f in s["changes"]["findings"]]
    assert told == [("high", "c.example", "unproven"), ("medium", "a.example", "new")], told


@test
def changes_stand_in_every_output(tmp):
    old = [report("a.example", d, failed=int(d == "2024-03-03")) for d in days("2024-03-01", 5)]
    write(tmp + "/old", old)
    write(tmp + "/new", old + [report("b.example", "2024-03-05", failed=2)])
    run("--json", tmp + "/old.json", tmp + "/old", env=NOW)
    out = run("--compare", tmp + "/old.json", tmp + "/new", env=NOW).stdout.decode()
    assert (
        "Since 2024-06-01T00:00:00Z\n  1 new, 0 reopened, 0 resolved, 1 going on, 0 unproven\n" in out
        and "new       b.example: Senders met" in out
    ), out
    run(
        "--compare",
        tmp + "/old.json",
        "--xlsx",
        tmp + "/a.xlsx",
        "--html",
        tmp + "/a.html",
        "--csv",
        tmp + "/csv",
        "--sqlite",
        tmp + "/db",
        tmp + "/new",
        env=NOW,
    )
    rows = [[c.value for c in r][:5] for r in workbook(tmp + "/a.xlsx")["Changes"].iter_rows()]
    assert ["finding", "new", "high", "b.example", "certificate-expired"] in rows and [
        "domain",
        "new",
        None,
        "b.example",
        None,
    ] in rows, rows
    assert "<section id=changes" in open(tmp + "/a.html").read()
    assert any(
        line.startswith("finding,new,high,b.example,certificate-expired") for line in open(tmp + "/csv/changes.csv")
    )


@test
def a_summary_compared_with_itself_tells_of_no_change(tmp):
    """Whatever policies reporters see: with a mode or without, several of them, on the same last day."""
    texts = [["version: STSv1", "mode: " + m, "mx: mx.a.example"] for m in ("enforce", "Testing", "none", "odd")]
    choices = [{"policy-string": t} for t in [*texts, ["mx: mx.a.example"], []]] + [
        {"policy-type": "tlsa", "policy-string": ["3 1 1 " + 64 * "a"]},
        {"policy-type": "no-policy-found", "policy-string": []},
    ]
    for seed in range(30):
        r = random.Random(seed)
        pile = [
            report(d, day, org=org, failed=r.randrange(2), **r.choice(choices))
            for d in ("a.example", "b.example")
            for day in days("2024-03-01", r.randrange(1, 9))
            for org in ("One", "Two")
            if r.random() < 0.8
        ]
        s = changes(tmp, pile, pile)["changes"]
        for d in s["domains"] + s["reporters"]:
            assert d["was"] == d["is"], (seed, d)
        all_rows = s["domains"] + s["reporters"] + s["policies"] + s["findings"]
        assert {row["change"] for row in all_rows} <= {"continuing", "unproven"}, (seed, all_rows)


@test
def no_text_of_a_report_keeps_the_summary_from_being_compared(tmp):
    texts = ["a\0b", "\0", "\ud800", "\ufffe", "\U0010ffff", '\\u0000"', "\x7f\x1b\u202e"]
    pile = [
        report(
            "a.example",
            day,
            org="Org " + t,
            failed=2,
            **{"policy-type": t, "policy-string": ["version: STSv1", "mode: enforce", "mx: " + t], "policy-domain": t}
        )
        for t in texts
        for day in days("2024-03-01", 3)
    ]
    s = changes(tmp, pile, pile)["changes"]
    assert len(s["reporters"]) == len(texts) and len(s["policies"]) >= len(texts), s
    for row in s["domains"] + s["reporters"] + s["policies"] + s["findings"]:
        assert row["change"] in ("continuing", "unproven"), row


@test
def many_invented_domains_are_compared_in_little_memory(tmp):
    need_plain_memory()
    for name, org in (("before", "A"), ("after", "B")):
        with open("%s/%s.json" % (tmp, name), "w") as f:
            for i in range(6000):
                f.write(
                    '{"organization-name":"%s%d","report-id":"%d","date-range":{"start-datetime":"2024-03-01T00:00:00Z",'
                    '"end-datetime":"2024-03-01T23:59:59Z"},"policies":[{"policy":{"policy-type":"sts","policy-domain":"%s%d.example"},'
                    '"summary":{"total-successful-session-count":9,"total-failure-session-count":1},'
                    '"failure-details":[{"result-type":"certificate-expired","failed-session-count":1}]}]}\n'
                    % (org, i, i, org, i)
                )
    run("--json", tmp + "/s.json", tmp + "/before.json")
    args = ("--json", tmp + "/t.json", tmp + "/after.json")
    alone = peak_kb(*args)
    compared = peak_kb("--compare", tmp + "/s.json", *args)
    assert compared < alone + 2.5 * os.path.getsize(tmp + "/s.json") / 1000, (alone, compared)
    with open(tmp + "/t.json") as f:
        domains = json.load(f)["changes"]["domains"]
    assert [d["change"] for d in domains].count("gone") == 6000 == [d["change"] for d in domains].count("new")


@test
def a_summary_that_is_cut_or_damaged_is_refused(tmp):
    run("--json", tmp + "/s.json", "mail.mbox", cwd=SAMPLES)
    text = open(tmp + "/s.json", "rb").read()
    cut = [text[:n] for n in range(1, len(text), len(text) // 40)] + [text.rstrip()[:-1], text + b"}"]
    for wrong in (b"", *cut, text.replace(b'"findings"', b'"found"'), text.replace(b"summary/1", b"summary/2")):
        with open(tmp + "/w.json", "wb") as f:
            f.write(wrong)
        r = run("--compare", tmp + "/w.json", "mail.mbox", cwd=SAMPLES, status=2)
        assert b"is no summary of this program" in r.stderr, r.stderr
    damaged = text.replace(b'{"id":', b'["id":', 1)
    for wrong in damaged, text.replace(b'"findings":[', b'"findings":[1,\n'), re.sub(rb'"id":"[^"]*",', b"", text, 1):
        open(tmp + "/w.json", "wb").write(wrong)
        r = run("--compare", tmp + "/w.json", "mail.mbox", cwd=SAMPLES, status=2)
        told = re.search(rb"/w.json: is no summary of this program from line (\d+) on: it is cut short", r.stderr)
        at = text[: text.index(b'{"id":')].count(b"\n") + 1
        assert told and abs(int(told[1]) - at) <= 1, (r.stderr, at)
