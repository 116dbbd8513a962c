"""Controls: what the audit can say to the controls of frameworks (SPEC 8.4)."""
import csv, glob, io, json, os, subprocess

from daily_reports import report, write
from harness import *

SETS = {
    os.path.basename(p)[:-5]: json.load(open(p, encoding="utf-8"))
    for p in sorted(glob.glob(os.path.join(ROOT, "docs/controls/*.json")))
}


@test
def every_control_has_a_row_in_all_outputs(tmp):
    book = os.path.join(tmp, "a.xlsx")
    page = os.path.join(tmp, "a.html")
    rows = json.loads(run("--json", "-", "--xlsx", book, "--html", page, MBOX).stdout)["controls"]
    wanted = [(c["framework"], c["control"], c["asks"], c["limits"]) for s in SETS.values() for c in s]
    assert [(r["framework"], r["control"], r["asks"], r["limits"]) for r in rows] == wanted
    assert all(r["verdict"] in ("supports", "contradicts", "no-evidence", "out-of-reach") for r in rows)
    assert all(r["shows"] and r["value"] and r["sheet"] for r in rows)
    measures = [c["measure"] for s in SETS.values() for c in s]
    assert all((r["verdict"] == "out-of-reach") == (m in ("outbound", "versions")) for r, m in zip(rows, measures))
    table = list(csv.DictReader(io.StringIO(run("--table", "controls", MBOX).stdout.decode())))
    assert [r["control"] for r in table] == [r["control"] for r in rows]
    assert "<section id=controls " in open(page).read()
    names = subprocess.run(["unzip", "-p", book, "xl/workbook.xml"], capture_output=True, check=True).stdout.decode()
    assert 'name="Controls"' in names
    for row in rows:
        assert row["sheet"] in ("Reviews", "Signatures") or 'name="%s"' % row["sheet"] in names, row["sheet"]
    assert "compliant" not in json.dumps(rows).lower()


@test
def a_policy_that_was_last_seen_months_ago_contradicts_no_control(tmp):
    """Another domain's is enforced to the end; the silent one was in mode testing, and may be enforced now."""
    testing = ["version: STSv1", "mode: testing", "mx: *.b.example", "max_age: 604800"]
    old = report("b.example", "2024-03-01", **{"policy-string": testing})
    for last, want in (("2024-03-30", "contradicts"), ("2024-03-31", "no-evidence")):
        path = write(tmp + "/r", [old, report("a.example", "2024-03-01"), report("a.example", last)])
        rows = {r["control"]: r for r in summary("--controls", "ism", path)["controls"]}
        assert rows["ISM-1589"]["verdict"] == want, (last, rows["ISM-1589"])


@test
def what_rules_make_less_severe_supports_no_control(tmp):
    """An open finding of severity high, called low by --rules, was "0 open": clean reports."""
    bad, good = report("a.example", "2024-03-02", failed=5), report("a.example", "2024-03-02")
    open(tmp + "/rules", "w").write('{"rules": {"certificate-expired": {"severity": "low"}}}')
    for sent, args, want in (
        (bad, [], "contradicts"),
        (bad, ["--rules", tmp + "/rules"], "no-evidence"),
        (good, ["--rules", tmp + "/rules"], "supports"),
    ):
        rows = summary("--controls", "uk", *args, write(tmp + "/r", [sent]))["controls"]
        assert [r["verdict"] for r in rows if r["control"] == "Clean reports"] == [want], (args, rows)


@test
def controls_are_chosen_by_name_or_by_file(tmp):
    rows = summary("--controls", "ism,rfc8460", MBOX)["controls"]
    assert len(rows) == len(SETS["ism"]) + len(SETS["rfc8460"])
    none = summary("--controls", "none", MBOX)
    assert "controls" not in none
    own = os.path.join(tmp, "own.json")
    json.dump(
        [
            dict(
                framework="House",
                edition="2026",
                control="7",
                asks="Mail is secured",
                measure="encrypted",
                limits="Mail received",
            )
        ],
        open(own, "w"),
    )
    rows = summary("--controls", own, MBOX)["controls"]
    assert [(r["framework"], r["edition"], r["control"]) for r in rows] == [("House", "2026", "7")]
    json.dump(
        [dict(framework="House", edition="2026", control="7", asks="x", measure="compliant", limits="y")],
        open(own, "w"),
    )
    said = run("--json", "-", "--controls", own, MBOX, status=2).stderr.decode()
    assert "entry 1, measure: is none of" in said, said
    said = run("--json", "-", "--controls", "isn", MBOX, status=2).stderr.decode()
    assert "rfc8460" in said and "isn" in said, said


@test
def the_manual_names_every_control_beside_its_source(tmp):
    page = built("controls_page")
    assert page == open(os.path.join(ROOT, "docs/tlsrpt-audit-controls.7"), "rb").read(), "make docs"
    text = page.decode().replace("\\-", "-")
    for name, controls in SETS.items():
        part = text[text.index(".Ss %s\n" % name) :]
        for c in controls:
            entry = part[part.index(".It %s\n" % c["control"]) :].split("\n.It ")[0].replace("\n", " ")
            for key in ("framework", "edition", "asks", "limits"):
                assert c[key] in entry, (name, c["control"], key)


@test
def a_rule_that_is_off_supports_no_control_and_stands_in_method(tmp):
    """Half of the sessions without STARTTLS, and a configuration that does not look for them: the page said nothing."""
    plain = report("a.example", "2024-05-01", ok=50, failed=50)
    plain["policies"][0]["failure-details"][0]["result-type"] = "starttls-not-supported"
    pile, off = write(tmp + "/r", [plain]), ("starttls-not-supported", "possible-downgrade")
    with open(tmp + "/rules", "w") as f:
        json.dump({"rules": {i: {"severity": "off"} for i in off}, "closed-after": 9}, f)
    with open(tmp + "/config", "w") as f:
        f.write("rules = %s/rules\n" % tmp)
    verdicts = lambda *args: {
        r["control"]: r["verdict"]
        for r in summary("--controls", "cisa,bsi", "--html", tmp + "/p.html", *args)["controls"]
    }
    assert verdicts(pile)["STARTTLS"] == "contradicts"
    assert "<p>Rules: " not in open(tmp + "/p.html").read()
    assert verdicts("--config", tmp + "/config", pile)["STARTTLS"] == "no-evidence"
    told = "Off, so that nothing was looked for: possible-downgrade, starttls-not-supported. "
    assert told + "With another threshold: closed-after 9 (not 7)." in open(tmp + "/p.html").read()
    assert verdicts("-q", "--state", tmp + "/state", pile)["APP.5.3.A13 (reports)"] == "no-evidence"
    assert "looked for: policy-downgraded, " in open(tmp + "/p.html").read()
