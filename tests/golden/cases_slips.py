"""Slips of the pen on the command line: they are told, and nothing is lost by them."""

from harness import *


@test
def a_folder_is_named_and_not_called_here(tmp):
    os.mkdir(tmp + "/out")
    for option in "--csv", "--extract", "--evidence":
        for path in ".", "out/.", "./out/..", "new/./":
            refused([option, path, MBOX], tmp, 1, path + ": is replaced as a whole: name the folder itself")
    assert os.listdir(tmp) == ["out"]


@test
def a_text_in_utf16_is_told_as_such(tmp):
    """PowerShell's > writes it, and a spreadsheet's Unicode text is such: records of DNS were none, without a word under -q."""
    for option, text in (
        ("--scope", "agency.example\n"),
        ("--dns", "agency.example. 300 IN MX 10 mx1.agency.example.\n"),
        ("--rules", "{}"),
        ("--compare", "{}"),
        ("--controls", "[]"),
        ("--config", "strict\n"),
        ("--files-from", MBOX + "\n"),
    ):
        for order in "utf-16-le", "utf-16-be":
            open(tmp + "/given", "w", encoding=order).write("\ufeff" + text)
            refused(
                [option, "./given", "-q", MBOX],
                tmp,
                1,
                "./given: is UTF-16, as programs for Windows write it: save it as UTF-8\n",
            )


@test
def an_output_in_a_folder_that_is_not_there_is_told_which_to_make(tmp):
    os.symlink("none/x", tmp + "/link")
    open(tmp + "/list", "w").write("domain,client\nagency.example,ant\n")
    for args, folder in (
        (["--json", "out/s.json"], "out"),
        (["--csv", "a/b//c/"], "a/b"),
        (["--state", "a/../b"], "a/.."),
        (["--scope", "list", "--json", "out/{client}/s"], "out"),
    ):
        refused([*args, MBOX], tmp, 1, args[-1] + ": make the folder %s first: No such file or directory\n" % folder)
    refused(["--json", "link", MBOX], tmp, 1, "link: No such file or directory")


@test
def a_time_of_the_run_that_is_none_is_refused(tmp):
    """A run that took today's date instead would not be the one that can be repeated (reproducible-builds.org)."""
    for epoch in ("", "abc", "12x", "-3", " 5", "99999999999999", "9" * 30):
        env = dict(ENV, SOURCE_DATE_EPOCH=epoch)
        said = run("--json", tmp + "/s", MBOX, status=2, env=env).stderr.decode()
        assert said.startswith("tlsrpt-audit: SOURCE_DATE_EPOCH=%s: seconds since 1970 " % epoch), said
        assert os.listdir(tmp) == [] and run("--version", env=env).stdout
    assert (
        b'"generated":"1970-01-01T00:00:05Z"' in run("--json", "-", MBOX, env=dict(ENV, SOURCE_DATE_EPOCH="5")).stdout
    )


@test
def an_empty_value_is_told_whatever_the_option(tmp):
    """A variable of the shell that was never set, between quotes."""
    rows = [line.split() for line in run("--help").stdout.decode().replace(",", "").splitlines()]
    options = [word for row in rows for word in row if word.startswith("--") and word != "--help"]
    takes = lambda option: b"argument is missing" in run(option, status=None).stderr
    named = [option for option in dict.fromkeys(options) if takes(option)]
    assert len(named) > 40, named
    for option in named:
        refused([option, "", MBOX], tmp, 2, option + ": its ", " is empty\n")
        refused([option + "=", MBOX], tmp, 2, option + ": its ", " is empty\n")
    refused(["-j", "", MBOX], tmp, 2, "--jobs: its N is empty\n")
    refused([""], tmp, 2, "an INPUT is empty")
    open(tmp + "/none", "w").write("\n\n")
    for slice_ in [], ["--slice", "1/2"]:
        refused(["--files-from", "none", *slice_], tmp, 2, "no INPUT is named, by --files-from either")
        run("--files-from", "none", *slice_, MBOX, cwd=tmp)
    refused(["--json", "out", MBOX, ""], tmp, 2, "an INPUT is empty")
    open(tmp + "/config", "w").write("quiet\ndomain =\n")
    refused(["--config", "config", MBOX], tmp, 2, "config:2: --domain: its RE is empty")


@test
def a_second_file_or_name_does_not_take_the_place_of_the_first(tmp):
    """Of two lists of domains the first was dropped in silence, and of two pages one was never written."""
    for option, takes in (("scope", "FILE"), ("json", "FILE"), ("csv", "DIR"), ("digest-to", "ADDRESS")):
        values = ["a@x.example", "b@x.example"]
        given = ["--%s=%s" % (option, value) for value in values]
        told = "--%s takes one %s, and is given two: %s and %s\n" % (option, takes, *values)
        refused([*given, MBOX], tmp, 2, told)
    refused(["--table", "days", "--table", "months", MBOX], tmp, 2, "--table takes one NAME")
    open(tmp + "/config", "w").write("json a\nquiet\njson b\n")
    refused(["--config", "config", MBOX], tmp, 2, "given two: a and b", "that is line 3 of config")
    run("--config", "config", "--json", "c", "--json", "c", "--jobs", "1", "--jobs", "2", MBOX, cwd=tmp)
    assert os.path.exists(tmp + "/c")


@test
def standard_input_is_not_given_to_two_that_read_it(tmp):
    for args in (
        ["--scope", "-", "-"],
        ["--dns", "-", "-"],
        ["--dns", "-", "--dns", "-", MBOX],
        ["--files-from", "-", "--scope", "-"],
        ["--files-from", "-", "-"],
        ["--rules", "-", "--controls", "-", MBOX],
        ["--compare", "-", "-"],
    ):
        with open(SAMPLES + "/dns.txt") as stdin:
            refused(args, tmp, 2, "standard input (-) ", stdin=stdin)
    refused(["--config", "-", "-"], tmp, 2, "standard input (-) ")
    zone = open(SAMPLES + "/dns.txt", "rb").read()
    assert b"82 reports" in run("--dns", "-", *SAMPLE_INPUTS, cwd=SAMPLES, stdin=zone).stdout
    assert b"29 counted" in run("-", "-", stdin=open(MBOX, "rb").read()).stdout


@test
def what_is_wrong_is_said_behind_a_path_of_any_length(tmp):
    deep = tmp + "/" + "a-long-name-of-forty-characters-or-more/" * 20
    os.makedirs(deep + "full")
    for name in ("full/note.txt", "junk"):
        open(deep + name, "w").write("junk\n")
    files = ["json", "ndjson", "html", "xlsx", "statement", "metrics", "digest", "part", "run-log"]
    databases, folders, absent = ["sqlite", "state"], ["csv", "extract", "evidence"], "No such file or directory"
    for options, name, sentence in (
        (files, "full", "Is a directory"),
        (files + folders, "none/x", absent),
        (databases, "full", "unable to open database file"),  # SQLite takes no path over 512 bytes
        (databases, "none/x", absent),
        (folders, "full", "name a new or empty folder"),
        (folders, "junk", "Not a directory"),
        (["run-log", "check-run-log"], "junk", "line 1: is no JSON object"),
        (["check-run-log"], "none", absent),
        (["json"], "none/{domain}", absent),
    ):
        for option in options:
            said = run("-q", "--" + option, deep + name, MBOX, status=1).stderr.decode()
            assert deep in said and said.endswith(sentence + "\n"), (option, name, said)


@test
def a_file_given_beside_the_mail_that_cannot_be_read_is_no_slip_of_the_command_line(tmp):
    """Status 1 for each that is missing or a folder; 2 for one whose content is wrong, or a word that is no file."""
    os.mkdir(tmp + "/folder")
    open(tmp + "/wrong", "w").write("(\n")
    for option in "--config", "--scope", "--rules", "--controls", "--compare", "--dns", "--files-from":
        for path, why in ("./none", "No such file or directory"), ("folder", "Is a directory"):
            refused([option, path, MBOX], tmp, 1, "tlsrpt-audit: %s: %s\n" % (path, why))
    for option in "--config", "--scope", "--rules", "--controls", "--compare":
        assert "--controls takes" not in refused([option, "wrong", MBOX], tmp, 2, "wrong:")
    refused(["--controls", "none-such", MBOX], tmp, 2, "--controls takes a file, all, none, or names of")


@test
def ones_own_configuration_that_cannot_be_read_is_told(tmp):
    """It may say what is to be left out (redact): a run without it must not look like one with it."""
    folder = tmp + "/tlsrpt-audit"
    os.mkdir(folder)
    open(folder + "/config", "w").write("redact ip\n")
    as_user = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []
    if as_user and subprocess.run([*as_user, "true"], capture_output=True).returncode != 0:
        raise Skipped("setpriv takes nothing away from root here")
    see = lambda: subprocess.run(
        [*as_user, PROGRAM, "--print-config"], env=dict(ENV, XDG_CONFIG_HOME=tmp), capture_output=True
    )
    assert b"redact ip\n" in see().stdout
    os.chmod(folder + "/config", 0)
    r = see()
    said = b"tlsrpt-audit: %s/config: Permission denied\n" % os.fsencode(folder)
    assert r.returncode == 1 and r.stdout == b"" and r.stderr == said, r
    os.chmod(folder, 0)  # another's, by HOME: whether there is one cannot be seen
    r = see()
    os.chmod(folder, 0o700)
    assert r.returncode == 0 and r.stdout == b"", r


@test
def the_tools_beside_the_program_tell_how_they_are_used(tmp):
    run("--csv", tmp + "/tables", MBOX)
    os.mkdir(tmp + "/empty")
    usage = lambda tool, words: "usage: %s %s" % (tool, words)
    load = usage("load.py", "sqlite|postgres|duckdb DIR")
    for tool, args, status, said in (
        ("etl/load.py", [], 1, load),
        ("etl/load.py", ["sqlite"], 1, load),
        ("etl/load.py", ["oracle", "tables"], 1, load),
        ("etl/load.py", ["sqlite", "empty"], 1, "empty/datapackage.json: No such file or directory"),
        ("etl/map_reduce.sh", [], 2, usage("map_reduce.sh", "LIST OUT [WIDTH]")),
        ("etl/map_reduce.sh", ["list", ""], 2, usage("map_reduce.sh", "LIST OUT [WIDTH]")),
        ("etl/slurm.sh", ["list", "out"], 2, usage("slurm.sh", "LIST OUT TASKS [OPTION]...")),
        ("monitoring/check_tlsrpt", [], 3, "TLSRPT UNKNOWN - " + usage("check_tlsrpt", "FILE [HOURS]")),
        ("monitoring/check_tlsrpt", ["empty"], 3, "TLSRPT UNKNOWN - empty cannot be read"),
        ("monitoring/check_tlsrpt", ["none"], 3, "TLSRPT UNKNOWN - none cannot be read"),
    ):
        r = subprocess.run([ROOT + "/docs/" + tool, *args], cwd=tmp, capture_output=True, text=True)
        assert r.returncode == status and said in r.stdout + r.stderr, (tool, args, r)
        assert "Traceback" not in r.stderr and (status != 3 or said in r.stdout), (tool, args, r)
    script = 'set -o pipefail; "$0" sqlite tables | head -n 1'
    r = subprocess.run(["bash", "-c", script, ROOT + "/docs/etl/load.py"], cwd=tmp, capture_output=True)
    assert r.stdout == b".bail on\n" and r.stderr == b"", r
    assert sorted(os.listdir(tmp)) == ["empty", "tables"]


@test
def standard_output_is_called_so_where_it_cannot_be_written(tmp):
    key = run("--table", "reports", MBOX).stdout.split(b"\n")[1].split(b",")[0]
    for args in ([], ["--table", "reports"], ["--json", "-"], ["--ndjson", "-"], ["--html", "-"], ["--explain", key]):
        with open("/dev/full", "wb") as full:
            r = subprocess.run([PROGRAM, *args, MBOX], env=ENV, stdout=full, stderr=subprocess.PIPE)
        said = b"tlsrpt-audit: standard output: No space left on device\n"
        assert r.returncode == 1 and r.stderr == said, (args, r)


@test
def a_run_that_is_refused_leaves_no_new_state_and_no_new_database(tmp):
    os.mkdir(tmp + "/dir")
    open(tmp + "/bad", "w").write("no JSON\n")
    run("-q", "--state", tmp + "/old", "--json", "-", MBOX)
    old = open(tmp + "/old", "rb").read()
    for kept in ("--state", "--sqlite", "--run-log"):
        for name in ("new", "old") if kept == "--state" else ("new",):
            for args, status in (
                (["--scope", "none"], 1),
                (["--rules", "bad"], 2),
                (["--xlsx", "dir"], 1),
                (["--metrics", "dir"], 1),
                (["--run-log", "bad"], 1),
                (["--check-run-log", "bad"], 1),
            ):
                refused(["-q", kept, name, *args, MBOX], tmp, 2 if args[0] == kept else status)
    assert open(tmp + "/old", "rb").read() == old
    run("-q", "--state", tmp + "/new", "--json", tmp + "/s", MBOX)
    assert os.path.getsize(tmp + "/new") == len(old)


@test
def a_table_that_is_not_there_is_told_with_where_tables_are_listed(tmp):
    refused(["--table", "report", MBOX], tmp, 2, "there is no table report", "--list-tables")
