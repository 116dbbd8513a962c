"""Editions: an output for each client or domain, of one run (SPEC 6.8)."""

import json, os, random, subprocess

from harness import *
from workbook_files import workbook

MAIL = [
    "messages",
    "messages_with_reports",
    "messages_rejected",
    "messages_unread",
    "messages_ignored",
    "rejected",
    "files_skipped",
    "files_unread",
]


def shared_reports(tmp, domains, n, rng):
    """Reports of several policies, which belong to several clients; some twice, some in conflict, some of the future."""
    folder = os.path.join(tmp, "shared")
    os.mkdir(folder)
    for i in range(n):
        day = "2024-03-%02d" % rng.randint(1, 28)
        names = rng.sample(domains, rng.randint(1, 4))
        policies = [
            {
                "policy": {
                    "policy-type": rng.choice(["sts", "tlsa", "no-policy-found"]),
                    "policy-domain": d,
                    "policy-string": ["version: STSv1", "mode: enforce", "mx: mx." + d, "max_age: 86400"],
                },
                "summary": {"total-successful-session-count": rng.randint(0, 500), "total-failure-session-count": 3},
                "failure-details": [
                    {
                        "result-type": rng.choice(["starttls-not-supported", "certificate-expired"]),
                        "failed-session-count": 3,
                        "receiving-mx-hostname": "mx." + d,
                        "sending-mta-ip": "192.0.2.%d" % rng.randint(1, 9),
                    }
                ],
            }
            for d in names
        ]
        report = report_with("r%d" % i, day, *policies, org="Org %d" % rng.randint(1, 5))
        copies = [report]
        if i % 7 == 0:
            copies.append(report)
        if i % 11 == 0:
            other = json.loads(json.dumps(report))
            other["policies"][0]["summary"]["total-failure-session-count"] = 90
            copies.append(other)
        if i % 13 == 0:
            copies[0]["date-range"] = one_day("2031-01-01")
        for k, c in enumerate(copies):
            json.dump(c, open(os.path.join(folder, "%04d-%d.json" % (i, k)), "w"))
    return folder


def figures(s):
    """What an edition has to tell as a run of its own would; what is of all mail, or of others' domains, apart."""
    s = {k: v for k, v in s.items() if k not in ("inputs", "edition", "rejected", "foreign", "conflicts")}
    apart = MAIL + ["reports_found", "duplicates", "conflicts", "foreign_reports", "foreign_policies"]
    s["totals"] = {k: v for k, v in s["totals"].items() if k not in apart}
    s["findings"] = [f for f in s["findings"] if f["id"] != "foreign-reports"]
    s["scope"] = {k: v for k, v in s["scope"].items() if k not in ("sha256", "foreign")}
    return s


@test
def editions_are_what_runs_of_their_own_give(tmp):
    rng = random.Random(7)
    box, truth = corpus(tmp, "mbox", 7, 600, "--domains", "80", "--conflicts", "0.05", "--dups", "0.1")
    domains = [d["policy_domain"] for d in truth["domains"]]
    inputs = [box, shared_reports(tmp, domains, 150, rng)]
    clients = ["Client %d" % i for i in range(50)]
    rows = [(d, rng.choice(clients)) for d in domains] + [
        ("silent%d.example" % i, rng.choice(clients)) for i in range(20)
    ]
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    names = sorted({c for _, c in rows})
    whole = json.loads(
        run(
            "--scope",
            scope(tmp, rows),
            "--json",
            "-",
            "--json",
            "-",
            "--csv",
            out + "/{client}",
            "--ndjson",
            out + "/{client}.ndjson",
            *inputs
        ).stdout
    )
    run("--scope", scope(tmp, rows), "--json", out + "/{client}.json", *inputs)
    assert len(names) > 40 and sorted(n for n in os.listdir(out) if n.endswith(".json")) == [n + ".json" for n in names]
    for i, name in enumerate(names):
        edition = json.load(open(os.path.join(out, name + ".json")))
        part = scope(tmp, [r for r in rows if r[1] == name], "part.csv")
        alone = os.path.join(tmp, "alone")
        own = json.loads(
            run("--scope", part, "--json", "-", "--csv", alone, "--ndjson", alone + ".ndjson", *inputs).stdout
        )
        got, want = figures(edition), figures(own)
        for key in want:
            assert got.get(key) == want[key], (name, key, got.get(key), want[key])
        assert got.keys() == want.keys()
        assert (
            all(c in own["conflicts"] for c in edition["conflicts"])
            and len(edition["conflicts"]) == edition["totals"]["conflicts"]
        )
        assert edition["edition"] == {"client": name} and edition["foreign"] == []
        t = edition["totals"]
        assert all(t[k] == whole["totals"][k] for k in MAIL)
        assert t["reports_found"] == t["reports"] + t["duplicates"] + t["conflicts"]
        assert open(os.path.join(out, name + ".ndjson")).read() == open(alone + ".ndjson").read()
        for table in sorted(os.listdir(alone)):
            if table not in ("exceptions.csv", "findings.csv", "foreign_domains.csv", "datapackage.json"):
                assert open(os.path.join(out, name, table)).read() == open(os.path.join(alone, table)).read(), (
                    name,
                    table,
                )


@test
def editions_of_domains_need_no_list(tmp):
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    run("--json", out + "/{domain}/a.json", "--html", out + "/{domain}/a.html", MBOX)
    names = [d["policy_domain"] for d in summary(MBOX)["domains"]]
    assert sorted(os.listdir(out)) == names
    for name in names:
        got, want = json.load(open(os.path.join(out, name, "a.json"))), summary(
            "--domain", "^%s$" % name.replace(".", "[.]"), MBOX
        )
        assert got["edition"] == {"domain": name}
        for key in ("period", "domains", "days", "reporters", "failures", "coverage", "findings", "windows"):
            assert got[key] == want[key], (name, key)
        page = open(os.path.join(out, name, "a.html")).read()
        assert all(
            n == name or n not in page.split("<h2 id=method-title>")[0] for n in names
        ), "others' names are in it"


@test
def a_wildcard_holds_nothing_of_another_client(tmp):
    folder = os.path.join(tmp, "in")
    os.mkdir(folder)
    for name in ("a.city.example", "b.water.city.example", "water.city.example"):
        r = report_with(name, "2024-03-01", policy_of("no-policy-found", name, 1, 0))
        json.dump(r, open(os.path.join(folder, name + ".json"), "w"))
    rows = [("*.city.example", "City"), ("*.water.city.example", "Water"), ("water.city.example", "Water")]
    run("--scope", scope(tmp, rows), "--json", tmp + "/{client}.json", folder)
    of = lambda c: [d["policy_domain"] for d in json.load(open(os.path.join(tmp, c + ".json")))["domains"]]
    assert of("City") == ["a.city.example"] and of("Water") == ["b.water.city.example", "water.city.example"]


@test
def a_mail_about_a_domain_of_nobody_is_rejected_in_no_edition(tmp):
    head = "From: a@b.example\nTLS-Report-Domain: %s\nContent-Type: application/tlsrpt+json\n\n{\n"
    for name in ("agency.example", "nobody.example"):
        open(tmp + "/%s.eml" % name, "w").write(head % name)
    rows = [("agency.example", "ant"), ("library.example", "bee")]
    told = {}
    for kind in ("client", "domain"):
        os.mkdir(tmp + "/" + kind)
        out = "%s/%s/{%s}" % (tmp, kind, kind)
        run("--scope", scope(tmp, rows), "--json", out, tmp + "/agency.example.eml", tmp + "/nobody.example.eml", MBOX)
        for name in os.listdir(tmp + "/" + kind):
            told[name] = len(json.load(open(tmp + "/%s/%s" % (kind, name)))["rejected"])
    assert told == {"ant": 1, "agency.example": 1, "bee": 0, "library.example": 0}, told


@test
def what_is_of_all_mail_is_marked_in_an_edition(tmp):
    run(
        "--scope",
        scope(tmp, [("agency.example", "ant"), ("harbour.example", "bee")]),
        "--xlsx",
        tmp + "/{client}.xlsx",
        "--html",
        tmp + "/{client}.html",
        MBOX,
    )
    page = open(tmp + "/ant.html").read()
    assert (
        "The client ant alone" in page
        and "(of all mail)" in page
        and "harbour.example" not in page.split("<h2 id=method-title>")[0]
    )
    texts = subprocess.run(
        ["unzip", "-p", tmp + "/ant.xlsx", "xl/sharedStrings.xml", "xl/worksheets/*.xml"], capture_output=True
    ).stdout.decode()
    assert "the client ant alone" in texts and "Messages read (of all mail)" in texts
    cells = {r[0].value: r[1].value for r in workbook(tmp + "/ant.xlsx")["Sign-off"].iter_rows() if r[0].value}
    assert cells["This file is about"] == "the client ant alone", cells
    assert "Messages read (of all mail)" in cells and "Messages read" not in cells and "Reports found" in cells, cells


@test
def compared_with_the_whole_an_edition_tells_its_own_changes_alone(tmp):
    rows = scope(tmp, [("agency.example", "ant"), ("harbour.example", "bee"), ("library.example", "bee")])
    before = tmp + "/before.json"
    run("--scope", rows, "--json", before, "--until", "2024-03-08", MBOX)
    run("--scope", rows, "--json", tmp + "/{client}.json", "--compare", before, MBOX)
    whole = summary("--scope", rows, "--compare", before, MBOX)["changes"]
    for client, own in (("ant", {"agency.example"}), ("bee", {"harbour.example", "library.example"})):
        changes = json.load(open(tmp + "/%s.json" % client))["changes"]
        assert changes["compared_with"] == whole["compared_with"], client
        for kind in ("findings", "domains", "policies"):
            wanted = [r for r in whole[kind] if r["policy_domain"] in own]
            # Until when days are missing is told by the reports of a run: what is now may differ.
            assert [{**r, "is": 0} for r in changes[kind]] == [{**r, "is": 0} for r in wanted], (client, kind)
        assert {d["policy_domain"] for d in changes["domains"]} == own and changes["reporters"] == []


@test
def a_mail_with_reports_of_two_clients_is_in_the_bag_of_neither(tmp):
    from daily_reports import report

    def part(domain):
        body = json.dumps(report(domain, "2024-05-01"))
        return "--B\nContent-Type: application/tlsrpt+json\n\n%s\n" % body

    head = "From: r@one.example\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=B\n\n"
    os.mkdir(tmp + "/in")
    for name, domains in (("both", ["a.example", "b.example"]), ("own", ["c.example"])):
        open("%s/in/%s.eml" % (tmp, name), "w").write(head + "".join(map(part, domains)) + "--B--\n")
    open(tmp + "/list", "w").write("domain,client\na.example,Ada\nb.example,Bob\nc.example,Ada\n")
    run("--scope", tmp + "/list", "--evidence", tmp + "/{client}", "--evidence-mails", tmp + "/in")
    held = {
        c: [open("%s/%s/data/mails/%s" % (tmp, c, f)).read() for f in os.listdir("%s/%s/data/mails" % (tmp, c))]
        for c in ("Ada", "Bob")
    }
    assert len(held["Ada"]) == 1 and "c.example" in held["Ada"][0] and held["Bob"] == [], held
    for client in held:
        assert len(os.listdir("%s/%s/data/reports" % (tmp, client))) == 1 + (client == "Ada"), client


@test
def that_no_domain_has_an_edition_is_said(tmp):
    """The files of an earlier run would look like this one's."""
    report = os.path.join(tmp, "r.json")
    for day, has_none in (("2024-03-06", False), ("2030-01-01", True)):
        open(report, "w").write(json.dumps(report_with("r", "2024-03-06", policy_of("sts", "agency.example", 1, 0))))
        said = run("--since", day, "--json", os.path.join(tmp, "{domain}.json"), report).stderr
        assert (b"no file was written for it" in said) == has_none, said
    assert os.path.exists(os.path.join(tmp, "agency.example.json"))
    said = run("-q", "--since", "2030-01-01", "--json", os.path.join(tmp, "{domain}.json"), report).stderr
    assert said == b"", said
    listed = scope(tmp, [("*.example", "A")])
    said = run("--scope", listed, "--since", "2030", "--json", os.path.join(tmp, "{client}.json"), report).stderr
    assert b"no file" not in said and os.path.exists(os.path.join(tmp, "A.json")), said
