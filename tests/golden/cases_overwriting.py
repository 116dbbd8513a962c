"""Outputs that would replace an input, or one another, are refused (SPEC 7)."""

from harness import *


@test
def an_output_inside_a_folder_that_another_one_replaces_is_refused(tmp):
    os.makedirs(tmp + "/out/old")
    open(tmp + "/list", "w").write("domain,client\nagency.example,ant\nlibrary.example,bee\n")
    scope = ["--scope", "list"]
    for args in (
        ["--csv", "out", "--json", "out/s.json"],
        ["--csv", "out/", "--json", "./out//s.json"],
        ["--csv", "out", "--extract", "out/old"],
        ["--extract", "out", "--csv", "out/old"],
        ["--evidence", "out", "--run-log", "out/log"],
        ["--csv", "out", "--state", "out/state"],
        ["--csv", "out", "--sqlite", "out/db"],
        [*scope, "--csv", "out", "--html", "out/{client}.html"],
        [*scope, "--csv", "out/{client}", "--json", "out/{client}/s.json"],
        [*scope, "--evidence", "out/{client}/", "--html", "./out//{client}/./{domain}.html"],
    ):
        refused([*args, MBOX], tmp, 2, "is inside out", "another output")
    for args in (
        ["--csv", "new", "--json", "new/s.json"],
        ["--html", "new/deep/p", "--evidence", "./new//"],
        ["--csv", "new/c", "--json", "new/c/s"],
    ):
        refused([*args, MBOX], tmp, 2, "is inside ", "new", "another output", "outside")
    run(*scope, "--csv", "out/{client}/csv", "--json", "out/{client}/s.json", "--html", "out/p", MBOX, cwd=tmp)
    assert sorted(os.listdir(tmp + "/out")) == ["ant", "bee", "old", "p"]


@test
def an_output_does_not_replace_a_served_policy_that_is_read(tmp):
    os.mkdir(tmp + "/served")
    open(tmp + "/served/agency.example.txt", "w").write("version: STSv1\n")
    for path in "served/agency.example.txt", "served/../served/agency.example.txt":
        refused(["--sts-policy", "served", "--statement", path, MBOX], tmp, 1, path + ": is read, too")
    run("--sts-policy", "served", "--json", "served/s.json", "--statement", "served/b.example.txt", MBOX, cwd=tmp)
    os.unlink(tmp + "/served/b.example.txt")
    editions = ["--sts-policy", "served", "--statement", "served/{domain}.txt", MBOX]
    open(tmp + "/list", "w").write("agency.example\n")
    refused(["--scope", "list", *editions], tmp, 1, "served/agency.example.txt: is read, too")
    run(*editions, cwd=tmp)  # no list names the domain, so anyone can have mailed about it: it is called otherwise
    assert open(tmp + "/served/agency.example.txt").read() == "version: STSv1\n"
    assert any(name.startswith("agency.example-") for name in os.listdir(tmp + "/served"))


@test
def the_journal_of_a_database_replaces_neither_inputs_nor_outputs(tmp):
    """SQLite took an INPUT called like the journal for one, and removed it."""
    shutil.copy(MBOX, tmp + "/db-journal")
    open(tmp + "/db-wal", "w").write("agency.example\n")
    open(tmp + "/list", "w").write("domain,client\nagency.example,other-shm\n")
    for option in "--state", "--sqlite":
        refused([option, "db", "db-journal"], tmp, 1, "db: is a database whose journal would replace an input")
        refused([option, "db", "--scope", "db-wal", MBOX], tmp, 1, "whose journal would replace what is read")
        refused([option, "db", "--json", "db-shm", MBOX], tmp, 2, "two outputs go to")
        refused([option, "other", "--scope", "list", "--json", "{client}", MBOX], tmp, 1, "two outputs would go there")
    refused(["--sqlite", "{domain}", "--json", "{domain}-wal", MBOX], tmp, 2, "two outputs go to")
    run("--run-log", "log", "--json", "log-journal", MBOX, cwd=tmp)  # a run log is no database
    run("--run-log", "log", "log-journal", cwd=tmp, status=1)  # an INPUT that holds no reports
    assert "schema" in json.load(open(tmp + "/log-journal"))
    record = json.loads(run("--ndjson", "-", MBOX).stdout.splitlines()[0])
    for i, domain in enumerate(("a.example-journal", "a.example")):  # anyone can make up the first
        policy = dict(record["policies"][0], policy_domain=domain, attributed_domain=domain)
        one = dict(record, report_id=domain, report_key="%032x" % i, policies=[policy])
        open(tmp + "/records", "a").write(json.dumps(one) + "\n")
    for _ in range(2):  # the second run opens both
        run("--sqlite", "{domain}", "records", cwd=tmp)
    assert sum(name.startswith("a.example") for name in os.listdir(tmp)) == 2, os.listdir(tmp)


@test
def two_outputs_do_not_go_to_one_place_by_other_names(tmp):
    os.mkdir(tmp + "/out")
    os.symlink("out/new", tmp + "/link")
    os.symlink("link", tmp + "/longer")
    os.symlink("round", tmp + "/round")
    open(tmp + "/list", "w").write("domain,client\nagency.example,ant\n")
    refused(["--json", "link", "--html", "out/new", MBOX], tmp, 2, "two outputs go to out/new")
    refused(["--json", "longer", "--html", "link", MBOX], tmp, 2, "two outputs go to link")
    refused(["--json", "longer", "--sqlite", "link", MBOX], tmp, 2, "two outputs go to link")
    scope = ["--scope", "list", "--json", "out/{client}"]
    refused([*scope, "--html", "./out//{client}", MBOX], tmp, 2, "two outputs go to ./out//{client}")
    refused([*scope, "--html", "out/./{client}/", MBOX], tmp, 2, "two outputs go to out/./{client}/")
    refused(["--json", "round", MBOX], tmp, 1, "round: ", "symbolic links")
    assert os.readlink(tmp + "/round") == "round"


@test
def two_outputs_are_not_mixed_in_one_stream(tmp):
    """What went to standard output stood in a file that the other output had replaced."""
    os.mkfifo(tmp + "/fifo")
    refused(["--json", "-", "--ndjson", "-", MBOX], tmp, 2, "two outputs go to standard output")
    refused(["--json", "-", "--ndjson", "/dev/stdout", MBOX], tmp, 2, "two outputs go to /dev/stdout")
    refused(["--json", "/dev/stdout", "--table", "reports", MBOX], tmp, 2, "two outputs go to standard output")
    refused(["--json", "fifo", "--ndjson", "./fifo", MBOX], tmp, 2, "two outputs go to ./fifo")
    for path in "/dev/stdout", "out", "/dev/fd/5":
        with open(tmp + "/out", "w") as out:
            command = ["sh", "-c", 'exec "$0" "$@" 5>&1', PROGRAM, "--json", "-", "--html", path, MBOX]
            r = subprocess.run(command, cwd=tmp, env=ENV, stdout=out, stderr=subprocess.PIPE)
        assert r.returncode == 2 and b"two outputs go to " + path.encode() in r.stderr, (path, r.stderr)
    run("--json", "/dev/null", "--html", "/dev/null", "--ndjson", "-", MBOX)  # a device is no one's
    run("--json", "/dev/stdout", "--html", "/dev/stderr", MBOX)


@test
def mail_in_the_place_of_a_forgotten_file_is_not_replaced(tmp):
    """Of --json *.mbox the first mbox was replaced, with status 0."""
    shutil.copy(MBOX, tmp + "/a.mbox")
    shutil.copy(MBOX, tmp + "/b.mbox")
    subprocess.check_call(["gzip", "-k", tmp + "/a.mbox"])
    open(tmp + "/a.json", "w").write('{"organization-name": "One", "report-id": "1"}')
    open(tmp + "/a.eml", "w").write("Received: from a.example\nSubject: Mail\n\nText.\n")
    for option in "--json", "--ndjson", "--xlsx", "--html", "--part", "--digest", "--wanted-keys", "--statement":
        for name in ["a.mbox", "a.mbox.gz", "a.json"] + ["a.eml"] * (option != "--digest"):
            refused([option, name, "b.mbox"], tmp, 1, name + ": is mail or a report, or may hold some")
        for _ in range(2):  # what the option wrote it may replace
            run(option, "own", "b.mbox", cwd=tmp)
        os.remove(tmp + "/own")


@test
def two_editions_do_not_go_to_one_place_by_other_spellings(tmp):
    """A client may be called as a domain is."""
    open(tmp + "/list", "w").write("domain,client\nagency.example,agency.example\n")
    scope = ["--scope", "list", "--json", "{client}/s", "--html"]
    for path in ("{domain}/s", "{domain}//s", "./{domain}/./s", tmp + "//{domain}/s"):
        refused([*scope, path, MBOX], tmp, 1, ": two outputs would go there")
    refused([*scope, "{domain}/../p", MBOX], tmp, 2, "{domain}/../p: ", "not followed by ..")
    run(*scope, "{domain}//..s", MBOX, cwd=tmp)
    assert sorted(os.listdir(tmp + "/agency.example")) == ["..s", "s"]


@test
def an_output_does_not_replace_what_is_read_beside_the_mail(tmp):
    shutil.copy(SAMPLES + "/dns.txt", tmp + "/keys.zone")
    os.mkdir(tmp + "/policies")
    for name in os.listdir(SAMPLES + "/policies"):
        shutil.copy(SAMPLES + "/policies/" + name, tmp + "/policies")
    policy = "policies/" + sorted(os.listdir(tmp + "/policies"))[0]
    for name, text in (("list", MBOX), ("domains", "agency.example"), ("rules", "{}"), ("config", "quiet")):
        open(os.path.join(tmp, name), "w").write(text + "\n")
    os.symlink("keys.zone", tmp + "/link")
    for args in (
        ["--dns", "keys.zone", "--wanted-keys", "keys.zone"],
        ["--dns", "domains", "--dns", "link", "--wanted-keys", "./keys.zone"],
        ["--scope", "domains", "--json", "domains"],
        ["--rules", "rules", "--ndjson", "rules"],
        ["--config", "config", "--html", "config"],
        ["--files-from", "list", "--xlsx", "list"],
        ["--sts-policy", policy, "--json", policy],
        ["--sts-policy", "policies", "--csv", "policies"],
    ):
        refused([*args, MBOX], tmp, 1, "is read, too; an output would replace it")
    run("-q", "--json", tmp + "/last", MBOX)
    run("-q", "--compare", tmp + "/last", "--json", tmp + "/last", MBOX)
    assert "changes" in json.load(open(tmp + "/last"))
