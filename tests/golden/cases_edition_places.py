"""Where the editions of a run go, and what none of them takes the place of (SPEC 6.8)."""

import json, os

from harness import *

HOSTILE = [
    "../../etc/passwd",
    "..",
    ".",
    "a/b",
    "a\\b",
    "CON",
    "nul.txt",
    "LPT1",
    "com¹",
    "Straße",
    "STRASSE",
    "Ärzte",
    "ärzte",
    "x" * 300,
    "é",
    "e\u0301",
    "-rf",
    "a:b",
    "tab\tname",
    "<b>",
    "trailing.",
    "rtl\u202egnp.exe",
    "{domain}",
    "{client}",
    "*",
    "$(id)",
    "same",
    "SAME",
    "Same",
    "unassigned.",
    "Unassigned",
    "../x",
    "...",
    "\x01\x1b[31m\x7f",
    "\x7f",
    "é" * 150,
    "日" * 100,
    "aux",
    "COM1.txt",
    ".hidden",
    "~",
    "%00",
    "a\u0085b",
    "\u200b",
    "\ufeffbom",
    "x" * 299 + "y",
]


@test
def hostile_names_of_clients_stay_in_their_folder(tmp):
    out = os.path.join(tmp, "deep", "out")
    os.makedirs(out)
    rows = [("d%d.example" % i, name) for i, name in enumerate(HOSTILE)] + [("agency.example", "")]
    run("--scope", scope(tmp, rows), "--json", out + "/{client}.json", MBOX)
    names = os.listdir(out)
    assert sorted(os.listdir(tmp)) == ["deep", "scope.csv"] and os.listdir(os.path.join(tmp, "deep")) == ["out"]
    got = {json.load(open(os.path.join(out, n)))["edition"]["client"]: n for n in names}
    assert set(got) == {n.strip() for n in HOSTILE} | {"unassigned"} and got["unassigned"] == "unassigned.json"
    assert len({n.lower() for n in names}) == len(names), "alike to a file system that does not tell case"
    for name in names:
        base = name[:-5]
        assert (
            len(name.encode()) <= 140
            and base == base.strip(". ")
            and not set(base) & set('/\\:*?"<>|\u202e')
            and min(map(ord, base)) >= 32
        ), name
        assert base.split(".")[0].lower() not in ("con", "nul", "lpt1", "com¹"), name
    assert got["same"] != got["SAME"] and "é.json" in names and got["-rf"].startswith("_rf-")


@test
def folders_of_editions_are_made_wherever_they_begin(tmp):
    """Also those whose names have one letter, below the folder in which the program was started."""
    listed = scope(tmp, [("agency.example", "A"), ("harbour.example", "Bc")])
    for n, before in enumerate(("", "./", "deep/", "deep//", tmp + "/3/", tmp + "/4//deep/./")):
        folder = os.path.join(tmp, str(n))
        os.makedirs(folder + "/deep")
        out = before.replace(tmp + "/3", folder)
        run(
            "--scope", listed, "--json", out + "{client}/b/c.json", "--metrics", out + "{client}.prom", MBOX, cwd=folder
        )
        at = os.path.join(folder, out)
        assert all(os.path.isfile(at + name) for name in ("A/b/c.json", "A.prom", "Bc/b/c.json", "Bc.prom")), before


@test
def an_edition_takes_the_place_of_nothing_else(tmp):
    """Anyone can mail a report about a domain that is called as a file of the run is."""
    before = ["-q", "--scope", "list.csv", "--compare", "old.json", "--state", "state.db"]
    run("--json", "old.json", MBOX, cwd=tmp)
    for taken in ("a.json", "a.ndjson", "list.csv", "state.db", "run.log"):
        name, _, ending = taken.partition(".")
        scope(tmp, [("agency.example", name), ("harbour.example", "b")], "list.csv")
        kept = open(tmp + "/list.csv").read()
        outputs = ["--json", "./a.json", "--ndjson", tmp + "/a.ndjson", "--run-log", "run.log"]
        out = "{client}." + ending
        said = run(*before, *outputs, "--html", out, MBOX, cwd=tmp, status=1).stderr.decode()
        assert said.startswith("tlsrpt-audit: %s: " % taken) and ("two outputs" in said or "is read" in said), said
        assert open(tmp + "/list.csv").read() == kept
        assert not {"a.json", "a.ndjson"} & set(os.listdir(tmp)), os.listdir(tmp)
    scope(tmp, [("agency.example", "old"), ("harbour.example", "b")], "list.csv")
    run(*before, "--html", "{client}.json", MBOX, cwd=tmp)  # as --json old.json itself would be replaced


@test
def an_edition_that_would_stand_in_a_folder_of_another_output_is_refused(tmp):
    """And the other way round; a folder of tables is replaced as a whole. Nothing is put in place."""
    listed = scope(tmp, [("agency.example", "A"), ("harbour.example", "b")])
    before = set(os.listdir(tmp))
    for outputs in (
        ["--json", "{client}/x.json", "--csv", "A"],
        ["--json", "{client}/x.json", "--csv", "./A/"],
        ["--json", "{client}/deep/x.json", "--csv", tmp + "/A/deep"],
        ["--csv", "{client}", "--html", "there/../A/x.html"],
        ["--csv", "{client}/A", "--extract", "A"],
    ):
        for folder in ("there", "A"):
            os.makedirs(os.path.join(tmp, folder))
        said = run("-q", "--scope", listed, *outputs, MBOX, cwd=tmp, status=1).stderr.decode()
        assert "two outputs would go there" in said, (outputs, said)
        for folder in ("there", "A"):
            os.rmdir(os.path.join(tmp, folder))
        assert set(os.listdir(tmp)) == before, (outputs, os.listdir(tmp))
    run("-q", "--scope", listed, "--csv", "{client}", "--html", "{client}.html", MBOX, cwd=tmp)


@test
def a_domain_that_nobody_listed_stands_in_no_folder_of_another_output(tmp):
    """It was mailed: its edition has a folder of its own name with digits behind."""
    run("-q", "--csv", "agency.example", "--html", "{domain}/a.html", MBOX, cwd=tmp)
    with_html = sorted(n for n in os.listdir(tmp) if os.path.exists("%s/%s/a.html" % (tmp, n)))
    assert os.path.exists(tmp + "/agency.example/days.csv") and "agency.example" not in with_html, with_html
    assert sum(n.startswith("agency.example") for n in with_html) == 1, with_html


@test
def a_domain_that_nobody_listed_ends_no_run_by_its_name(tmp):
    """It was mailed: its edition has a name of its own, and all others are as they would be."""
    run("--json", "agency.example.json", "--html", "{domain}.json", MBOX, cwd=tmp)
    names = sorted(n for n in os.listdir(tmp) if n.startswith("agency.example"))
    assert len(names) == 2 and len(json.load(open(tmp + "/agency.example.json"))["domains"]) > 1, names
    assert all(open("%s/%s" % (tmp, n)).read().startswith("<!") for n in names if n != "agency.example.json"), names
    run("--html", "{domain}.json", MBOX, cwd=tmp)
    assert open(tmp + "/agency.example.json").read().startswith("<!")


@test
def names_that_cannot_be_are_refused(tmp):
    out = tmp + "/{client}.json"
    said = run("--scope", scope(tmp, [("a.example", "unassigned")]), "--json", out, MBOX, status=2).stderr.decode()
    assert "line 2" in said and "unassigned" in said, said
    for name in (b"a\0b", b"\0", b"\xff"):
        open(tmp + "/nul.csv", "wb").write(b"domain,client\na.example," + name + b"\n")
        assert "line 2" in run("--scope", tmp + "/nul.csv", "--json", out, MBOX, status=2).stderr.decode(), name
    long = "/{domain}/" + ("y" * 200 + "/") * 21
    long = tmp + long[: 4090 - len(tmp)].rstrip("/")
    assert "File name too long" in run("--json", long, MBOX, status=1).stderr.decode()
    assert "--scope" in run("--json", out, MBOX, status=2).stderr.decode()
    assert "--state" in run("--state", tmp + "/{domain}.db", "--json", "-", MBOX, status=2).stderr.decode()
    listed = scope(tmp, [("agency.example", "a")])
    assert "two outputs" in run("--scope", listed, "--json", out, "--html", out, MBOX, status=2).stderr.decode()
    assert (
        "no such"
        in run("--scope", listed, "--json", tmp + "/none/{client}.json", MBOX, status=1).stderr.decode().lower()
    )
    inside = os.path.join(SAMPLES, "Maildir", "{client}.json")
    run("--scope", listed, "--json", inside, os.path.join(SAMPLES, "Maildir"), status=1)
    os.symlink(MBOX, tmp + "/a.json")
    assert "input" in run("--scope", listed, "--json", out, MBOX, status=1).stderr.decode()
    assert os.path.islink(tmp + "/a.json")


@test
def where_one_edition_cannot_be_made_none_is_put_in_place(tmp):
    out = os.path.join(tmp, "out")
    os.makedirs(os.path.join(out, "zoo", "a.json"))
    old = os.path.join(out, "ant")
    os.mkdir(old)
    open(os.path.join(old, "a.json"), "w").write("old")
    rows = [("agency.example", "ant"), ("harbour.example", "bee"), ("library.example", "zoo")]
    run("--scope", scope(tmp, rows), "--json", out + "/{client}/a.json", "--csv", out + "/{client}/csv", MBOX, status=1)
    assert open(os.path.join(old, "a.json")).read() == "old"
    left = sorted(os.path.relpath(os.path.join(p, n), out) for p, d, f in os.walk(out) for n in d + f)
    assert left == ["ant", "ant/a.json", "zoo", "zoo/a.json"], left
    run("--json", out + "/{domain}/new/%s/a.json" % ("y" * 300), MBOX, status=1)  # two folders were made by then
    assert left == sorted(os.path.relpath(os.path.join(p, n), out) for p, d, f in os.walk(out) for n in d + f)


@test
def an_edition_replaces_no_mail_that_stands_in_its_place(tmp):
    """Of a client whom a list names it is refused; a domain that was only mailed has another name then."""
    mail, listed = open(MBOX, "rb").read(), scope(tmp, [("agency.example", "a")])
    for place, option in (("a.json", "--json"), ("a.html", "--html")):
        open(tmp + "/" + place, "wb").write(mail)
        said = run("--scope", listed, option, tmp + "/{client}" + place[1:], MBOX, status=1).stderr.decode()
        assert tmp + "/" + place + ": is mail or a report" in said and "remove it first\n" in said, said
        assert open(tmp + "/" + place, "rb").read() == mail
    run("--scope", listed, "--xlsx", tmp + "/{client}.xlsx", "--digest", tmp + "/{client}.eml", MBOX)
    run("--scope", listed, "--xlsx", tmp + "/{client}.xlsx", "--digest", tmp + "/{client}.eml", MBOX)
    open(tmp + "/agency.example", "wb").write(mail)
    run("--json", tmp + "/{domain}", MBOX)
    assert open(tmp + "/agency.example", "rb").read() == mail
    assert len([n for n in os.listdir(tmp) if n.startswith("agency.example")]) == 2
