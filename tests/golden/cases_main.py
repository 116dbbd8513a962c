"""The main job: every form of input, every output, behaviour (SPEC 2 to 7)."""

import csv, filecmp, gzip, io, json, os, re, shutil, subprocess, sys, tarfile, threading, zipfile

from harness import *


@test
def samples_give_the_kept_outputs(tmp):
    run(
        "--json",
        tmp + "/summary.json",
        "--ndjson",
        tmp + "/records.ndjson",
        "--csv",
        tmp + "/csv",
        *SAMPLE_INPUTS,
        cwd=SAMPLES
    )
    open(tmp + "/summary.txt", "wb").write(run(*SAMPLE_INPUTS, cwd=SAMPLES).stdout)
    assert open(tmp + "/summary.txt").read() in open(ROOT + "/README.md").read(), "the README shows another summary"
    for name in ("summary.json", "records.ndjson", "summary.txt"):
        assert filecmp.cmp(tmp + "/" + name, SAMPLES + "/expected/" + name, False), name + " differs"
    same_tree(tmp + "/csv", SAMPLES + "/expected/csv")


@test
def samples_are_made_by_their_script(tmp):
    subprocess.check_call([sys.executable, SAMPLES + "/make_samples.py", tmp])
    for name in ("mail.mbox", "mail.tar.gz"):
        if name.endswith("gz"):
            assert gzip.open(tmp + "/" + name).read() == gzip.open(SAMPLES + "/" + name).read()
        else:
            assert filecmp.cmp(tmp + "/" + name, SAMPLES + "/" + name, False)


@test
def every_form_gives_the_truth(tmp):
    for form in "mbox maildir eml tar tar.gz zip tar-maildir tar-mbox json".split():
        for seed in (11, 12):
            path, truth = corpus(tmp, form, seed, 300)
            for jobs in (1, 3):
                try:
                    compare(summary("-j", jobs, path), json.loads(json.dumps(truth)))
                except AssertionError as e:
                    raise AssertionError("%s seed %d -j%d: %s" % (form, seed, jobs, e))


@test
def the_same_mail_in_any_form_gives_the_same_summary(tmp):
    kept = None
    for form in "mbox maildir tar zip".split():
        path, _ = corpus(tmp, form, 21, 300)
        s = summary(path)
        del s["inputs"]
        for e in s["conflicts"] + s["rejected"]:
            e["source"] = e["source"]["message_id"]
            e["first_source"] = e.get("first_source", {}).get("message_id")
        text = json.dumps(s)
        assert kept in (None, text), form
        kept = text


@test
def jobs_do_not_change_any_output(tmp):
    path, _ = corpus(tmp, "mbox", 31, 3000)
    for jobs in (1, 2, 7):
        run(
            "-j",
            jobs,
            "--json",
            "%s/%d.json" % (tmp, jobs),
            "--ndjson",
            "%s/%d.ndjson" % (tmp, jobs),
            "--csv",
            "%s/%d" % (tmp, jobs),
            path,
        )
        assert filecmp.cmp("%s/%d.json" % (tmp, jobs), tmp + "/1.json", False)
        assert filecmp.cmp("%s/%d.ndjson" % (tmp, jobs), tmp + "/1.ndjson", False)
        same_tree("%s/%d" % (tmp, jobs), tmp + "/1")


@test
def inputs_and_archives_read_side_by_side_keep_their_order(tmp):
    subprocess.check_call([sys.executable, os.path.join(SAMPLES, "make_year.py"), tmp + "/year.mbox"])
    mails = re.split(rb"(?<=\n)\n(?=From )", open(tmp + "/year.mbox", "rb").read())
    os.mkdir(tmp + "/folder")
    for i in range(0, len(mails), 150):  # 28 parts that have a few mails in common
        part, path = mails[i : i + 160], "%s/folder/%04d" % (tmp, i)
        if i % 4 == 0:
            open(path + ".mbox", "wb").write(b"\n".join(part))
        else:
            with tarfile.open(path + ".tar.gz", "w:gz") as tar:
                for k, mail in enumerate(part):
                    info = tarfile.TarInfo("%d.eml" % k)
                    body = mail.split(b"\n", 1)[1]
                    info.size = len(body)
                    tar.addfile(info, io.BytesIO(body))
    os.mkfifo(tmp + "/fifo")
    files = sorted(os.listdir(tmp + "/folder"))
    for jobs in (1, 2, 5):
        writer = threading.Thread(
            target=lambda: shutil.copyfileobj(open(tmp + "/year.mbox", "rb"), open(tmp + "/fifo", "wb"))
        )
        writer.start()
        run(
            "-j",
            jobs,
            "--json",
            "s%d" % jobs,
            "--ndjson",
            "n%d" % jobs,
            *["folder/" + f for f in files[3:9]],
            "fifo",
            "folder",
            "year.mbox",
            cwd=tmp
        )
        writer.join()
        assert filecmp.cmp(tmp + "/n%d" % jobs, tmp + "/n1", False) and filecmp.cmp(
            tmp + "/s%d" % jobs, tmp + "/s1", False
        ), jobs
    got = json.load(open(tmp + "/s1"))
    assert [i["kind"] for i in got["inputs"]] == ["mbox" if f.endswith("mbox") else "archive" for f in files[3:9]] + [
        "mbox",
        "folder",
        "mbox",
    ]
    assert (
        [i["messages"] for i in got["inputs"]][-1] == len(mails)
        and got["inputs"][-1]["reports"] == 0
        and got["totals"]["duplicates"] > len(mails)
    )


@test
def records_read_back_give_the_same(tmp):
    a, _ = corpus(tmp, "mbox", 41, 400)
    b, _ = corpus(tmp, "tar", 42, 400)
    for name, path in (("a", a), ("b", b)):
        run("--ndjson", "%s/%s.ndjson" % (tmp, name), path)
    run("--ndjson", tmp + "/again", tmp + "/a.ndjson")
    assert filecmp.cmp(tmp + "/again", tmp + "/a.ndjson", False)
    both, merged = summary(a, b), summary(tmp + "/a.ndjson", tmp + "/b.ndjson")
    for name in "period domains days months reporters policy_types result_types failures coverage".split():
        assert both[name] == merged[name], name
    for name in "reports policies failure_details successful_sessions failed_sessions domains reporters".split():
        assert both["totals"][name] == merged["totals"][name], name


@on_corpora
def real_reports_read_as_expected(tmp):
    folder = CORPORA + "/real/"
    expected = json.load(open(folder + "expected.json"))
    none = expected.pop("_none")
    details = lambda p: p.get("failure_details", [])
    for name, want in expected.items():
        run("--ndjson", tmp + "/n", "--json", tmp + "/j", folder + name)
        got = [
            {
                "organization": r["organization_name"],
                "report_id": r["report_id"],
                "start": r["begin_date"],
                "end": r["end_date"],
                "contact": r.get("contact_info"),
                "policies": [
                    {
                        "type": p["policy_type"],
                        "domain": p.get("policy_domain", ""),
                        "ok": p["successful_session_count"],
                        "failed": p["failed_session_count"],
                        "strings": p.get("policy_strings", []),
                        "mx": p.get("mx_host_patterns", []),
                        "details": details(p),
                    }
                    for p in r["policies"]
                ],
            }
            for r in map(json.loads, open(tmp + "/n"))
        ]
        assert got == want, name
        assert [r["reason"] for r in json.load(open(tmp + "/j"))["rejected"]] == (
            [none[name]] if name in none else []
        ), name


@test
def outputs_are_valid_by_their_schemas(tmp):
    import jsonschema

    check = lambda name: jsonschema.Draft202012Validator(json.load(open(ROOT + "/docs/" + name)))
    summaries, records = check("summary.schema.json"), check("record.schema.json")
    summaries.validate(summary(*SAMPLE_INPUTS, cwd=SAMPLES))
    summaries.validate(summary("--domain", "agency", "--since", "2024-03-02", *SAMPLE_INPUTS, cwd=SAMPLES))
    empty = summary("--since", "2030-01-01", *SAMPLE_INPUTS, cwd=SAMPLES)
    summaries.validate(empty)
    assert empty["period"] is None and empty["totals"]["success_rate"] is None and empty["left_out"]["reports"] == 84
    doubted = summary("--require-auth", *SAMPLE_INPUTS, cwd=SAMPLES)
    summaries.validate(doubted)
    assert doubted["unauthenticated"][0]["successful_sessions"] > 0, doubted["unauthenticated"][0]
    lines = run("--ndjson", "-", *SAMPLE_INPUTS, cwd=SAMPLES).stdout.decode().splitlines()
    for line in lines:
        records.validate(json.loads(line))
    assert len(lines) == 82


@test
def csv_tables_add_up_and_guard_formulas(tmp):
    run("--csv", tmp + "/csv", *SAMPLE_INPUTS, cwd=SAMPLES)
    package = json.load(open(tmp + "/csv/datapackage.json"))
    tables = {}
    for resource in package["resources"]:
        rows = list(csv.DictReader(open(tmp + "/csv/" + resource["path"], newline="")))
        assert [f["name"] for f in resource["schema"]["fields"]] == next(
            csv.reader(open(tmp + "/csv/" + resource["path"]))
        )
        key = resource["schema"].get("primaryKey", [])
        assert not key or len({tuple(r[k] for k in key) for r in rows}) == len(rows), resource["name"]
        tables[resource["name"]] = rows
    s = summary(*SAMPLE_INPUTS, cwd=SAMPLES)
    assert len(tables["reports"]) == s["totals"]["reports"]
    assert sum(int(r["successful_sessions"]) for r in tables["policies"]) == s["totals"]["successful_sessions"]
    codes = [r["failure_reason_code"] for r in tables["failures"]]
    assert "'=cmd|' /C calc'!A0" in codes
    raw = run("--csv-raw", "--table", "failures", *SAMPLE_INPUTS, cwd=SAMPLES).stdout.decode()
    assert "=cmd|' /C calc'!A0" in [r["failure_reason_code"] for r in csv.DictReader(io.StringIO(raw))]
    assert run("--table", "domains", *SAMPLE_INPUTS, cwd=SAMPLES).stdout == open(tmp + "/csv/domains.csv", "rb").read()


@test
def each_table_is_printed_alone_whatever_else_was_asked_for(tmp):
    """Without what fills it (a run log, a list of domains, an earlier summary) a table has its header alone: it says so,
    since "no row of changes" would pass for "nothing changed"."""
    names = re.findall(r"^([a-z_]+)[^:\n]*: [A-Z]", run("--list-tables").stdout.decode(), re.M)
    assert "domains" in names and "reviews" in names and len(names) > 20, names
    for name in names:
        for more in ([], ["--controls", "none"], ["--dkim", "off"], ["--since", "2031"]):
            r = run("--table", name, *more, MBOX)
            unfilled = {"changes", "foreign_domains", "reviews", "sample", "setup", "signatures"}
            warned = b"warning: --table %s has no rows without " % name.encode() in r.stderr
            assert r.stdout.count(b",") > 2 and (not warned or r.stdout.count(b"\n") == 1), (name, more, r)
            assert warned == (name in unfilled or name == "controls" and "none" in more), (name, more, r.stderr)
            assert not run("-q", "--table", name, *more, MBOX).stderr
    run("--json", tmp + "/s", MBOX)
    open(tmp + "/list", "w").write("agency.example\n")
    for name, *filled in (
        ("changes", "--compare", tmp + "/s"),
        ("foreign_domains", "--scope", tmp + "/list"),
        ("reviews", "--run-log", tmp + "/log"),
        ("sample", "--sample=1:a"),
        ("setup", "--sts-policy", os.path.join(SAMPLES, "policies")),
        ("signatures", "--dkim=on"),
    ):
        assert not run("--table", name, *filled, MBOX).stderr, name


@test
def extract_gives_the_bytes_that_were_sent(tmp):
    os.mkdir(tmp + "/in")
    body = (
        b'{ "report-id":"../../x", "organization-name":"/etc/passwd", "date-range":{"start-datetime":"2024-01-01T00:00:00Z","end-datetime":"2024-01-01T23:59:59Z"},\n'
        b'"policies":[{"policy":{"policy-type":"sts","policy-domain":"../../../a"},"summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}\n'
    )
    open(tmp + "/in/r.json.gz", "wb").write(gzip.compress(body))
    for _ in range(2):  # the second time the folder is there already, and replaced
        run("--extract", tmp + "/out", tmp + "/in")
        names = os.listdir(tmp + "/out")
        assert len(names) == 1 and names[0].startswith("_etc_passwd!_._.._.._a!1704067200!1704153599!"), names
        assert open(tmp + "/out/" + names[0], "rb").read() == body
    assert sorted(os.listdir(tmp)) == ["in", "out"]


@test
def nested_inputs_are_read(tmp):
    z = io.BytesIO()
    with zipfile.ZipFile(z, "w") as f:
        f.write(MBOX, "deep/mail.mbox")
        f.write(SAMPLES + "/mail.tar.gz", "mail.tar.gz")
    with tarfile.open(tmp + "/all.tar.bz2", "w:bz2") as t:
        t.add(SAMPLES + "/Maildir", "Maildir")
        info = tarfile.TarInfo("rest.zip")
        info.size = len(z.getvalue())
        t.addfile(info, io.BytesIO(z.getvalue()))
    want = summary(*SAMPLE_INPUTS, cwd=SAMPLES)["totals"]
    got = summary(tmp + "/all.tar.bz2")["totals"]
    assert {**got, "files_skipped": 0, "conflicts": 0, "duplicates": 0} == {
        **want,
        "conflicts": 0,
        "duplicates": 0,
    }, got
    assert summary("-", stdin=open(tmp + "/all.tar.bz2", "rb").read())["totals"] == got
    line = run("--ndjson", "-", tmp + "/all.tar.bz2").stdout.decode()
    assert '"member":"rest.zip!/deep/mail.mbox"' in line and '"member":"rest.zip!/mail.tar.gz!/2024-03/000.eml"' in line


@test
def inputs_come_from_lists(tmp):
    text = "\n".join(SAMPLES + "/" + i for i in SAMPLE_INPUTS)
    want = summary(*[SAMPLES + "/" + i for i in SAMPLE_INPUTS])
    assert summary("--files-from", "-", stdin=text.encode()) == want
    assert summary("--files-from", "-", stdin=text.replace("\n", "\r\n").encode() + b"\r\n") == want
    open(tmp + "/list", "wb").write(text.replace("\n", "\0").encode())
    assert summary("--null", "--files-from", tmp + "/list") == want
    first, rest = text.split("\n", 1)
    open(tmp + "/first", "w").write(first)
    assert summary("--files-from", tmp + "/first", "--files-from", "-", stdin=rest.encode()) == want
    r = run("--files-from", tmp + "/list", status=2)  # the first name would be the only one
    assert b"end in NUL: --null is wanted" in r.stderr and not r.stdout, r
    r = run("--null", "--files-from", "-", stdin=text.encode(), status=2)  # all would be one name
    assert b"do not end in NUL: leave --null out" in r.stderr and not r.stdout, r


@test
def what_cannot_be_read_is_named_and_the_rest_is_read(tmp):
    whole = open(SAMPLES + "/mail.tar.gz", "rb").read()
    open(tmp + "/cut.tar.gz", "wb").write(whole[: len(whole) // 2])
    open(tmp + "/nothing", "wb").write(b"\1\2\3")
    r = run("--json", "-", tmp + "/missing", tmp + "/cut.tar.gz", tmp + "/nothing", "mail.mbox", cwd=SAMPLES, status=1)
    s, said = json.loads(r.stdout), r.stderr.decode()
    assert s["inputs"][-1]["messages"] == 29 and 0 < s["inputs"][0]["messages"] < 30, s["inputs"]
    for name in ("missing: No such file", "cut.tar.gz", "nothing: is no mail"):
        assert name in said, said
    assert summary("--strict", "mail.tar.gz", cwd=SAMPLES, status=1)["totals"]["rejected"] == 2
    said = run("--strict", "--html", "/dev/null", "mail.tar.gz", cwd=SAMPLES, status=1).stderr
    assert b"--strict: 2 rejected, 1 in conflict" in said, said


@test
def wrong_usage_is_said_and_exits_2(tmp):
    for args in (
        [],
        ["--no-such"],
        ["--json"],
        ["--since", "someday", "x"],
        ["--dedup", "maybe", "x"],
        ["--table", "nope", "x"],
        ["--domain", "a(", "x"],
        ["--json", "-", "--ndjson", "-", "x"],
        ["--max-report", "12Q", "x"],
        ["-j", "0", "x"],
        ["--csv", "-", "x"],
        ["--progress=sometimes", "x"],
    ):
        r = run(*args, status=2)
        assert b"usage: tlsrpt-audit" in r.stderr, args
    assert b"^" in run("--domain", "a(", "x", status=2).stderr
    assert run("--help").stdout.startswith(b"usage:") and run("--version").stdout.startswith(b"tlsrpt-audit ")


@test
def the_manual_names_every_option_reason_and_deviation(tmp):
    manual = open(ROOT + "/docs/tlsrpt-audit.1").read()
    words = [l.split('"')[1] for l in open(ROOT + "/cmd/tlsrpt-audit/option_rows.c") if l.startswith('    {"')]
    words += [
        l.split('{"')[1].split('"')[0]
        for l in open(ROOT + "/lib/tlsrpt/terms.c")
        if l.startswith(("    [DEVIATION_", "    [REASON_", "    [UNREAD_"))
    ]
    assert len(words) > 50
    for w in words:
        assert w in manual, w
    named = [t for l in manual.splitlines() if re.match(r"\.(\w+ )?Fl ", l) for t in re.findall(r" -([a-z][a-z-]*)", l)]
    assert len(named) > 150 and not set(named) - set(words), set(named) - set(words)
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", ROOT + "/docs/tlsrpt-audit.1"], capture_output=True)
        assert lint.stdout == b"", lint.stdout
