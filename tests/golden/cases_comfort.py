"""What makes the program pleasant: texts, explanations, hints, progress."""
import csv, io, json, os, random, re, shutil, signal, subprocess, time

from harness import *


@test
def a_report_is_explained_in_plain_english(tmp):
    records = [json.loads(line) for line in run("--ndjson", "-", MBOX).stdout.splitlines()]
    failed = next(r for r in records if any(p.get("failure_details") for p in r["policies"]))
    text = run("--explain", failed["report_key"][:10], MBOX, MBOX).stdout.decode()
    flat = " ".join(text.split())
    policy = next(p for p in failed["policies"] if p.get("failure_details"))
    for part in (
        failed["report_key"],
        failed["organization_name"],
        failed["report_id"],
        policy["policy_domain"],
        "%d sessions were secured, %d failed." % (policy["successful_session_count"], policy["failed_session_count"]),
        policy["failure_details"][0]["result_type"],
        "To do:",
        "which is not counted: it says the same",
        "message %d" % failed["source"]["message"],
    ):
        assert part in flat, (part, text)
    assert all(len(line) <= 80 for line in text.splitlines())
    odd = next(r for r in records if r.get("deviations"))
    assert odd["deviations"][0] + ":" in run("--explain", odd["report_key"], MBOX).stdout.decode()


@test
def a_report_that_the_state_knows_is_not_called_unknown(tmp):
    key = json.loads(run("--ndjson", "-", MBOX).stdout.splitlines()[0])["report_key"]
    run("-q", "--state", tmp + "/state", "--json", tmp + "/s.json", MBOX)
    n = json.load(open(tmp + "/s.json"))["totals"]["reports"]
    said = run("-q", "--state", tmp + "/state", "--explain", key, MBOX, status=1).stderr.decode()
    assert "; %d reports were counted by earlier runs, and can be explained without --state\n" % n in said, said
    assert "earlier runs" not in run("--explain", "f" * 32, MBOX, status=1).stderr.decode()


@test
def a_bad_record_is_named_by_its_line(tmp):
    good = run("--ndjson", "-", MBOX).stdout.splitlines()[0]
    open(tmp + "/records", "wb").write(b"\n\r\n" + good + b"\n\n{broken\n")
    assert [r["source"]["message"] for r in summary(tmp + "/records")["rejected"]] == [5]


@test
def an_unknown_key_is_told(tmp):
    assert (
        b"no counted report has a key that begins with ffffffffff"
        in run("--explain", "ffffffffff", MBOX, status=1).stderr
    )
    for key in ("xyz", "fff", "FFFF", "f" * 33):
        r = run("--explain", key, MBOX, status=2)
        assert b"--explain: %s is no report key" % key.encode() in r.stderr and r.stdout == b"", r


@test
def built_in_texts_are_listed(tmp):
    deviations = run("--list-deviations").stdout.decode()
    findings = run("--list-findings").stdout.decode()
    listed = run("--list-tables").stdout.decode()
    assert "\ndate-without-zone\n" in deviations and "\nbad-json\n" in deviations
    assert "\npossible-downgrade (critical)\n" in findings and not re.search("^ {5}", findings, re.M), findings
    assert re.search(r"^failures: ", listed, re.M) and re.search(r"^    receiving_mx_hostname +\S", listed, re.M)
    for text in (deviations, findings, listed):
        assert all(len(line) <= 80 for line in text.splitlines()), [l for l in text.splitlines() if len(l) > 80]


@test
def each_kind_of_exception_is_described(tmp):
    listed = run("--list-tables").stdout.decode().split("\nexceptions: ")[1]
    open(tmp + "/scope", "w").write("none.example\n")
    kinds = set()
    for options in ((), ("--scope", tmp + "/scope"), ("--require-auth",)):
        rows = run("-q", "--table", "exceptions", *options, MBOX, MBOX).stdout.decode().splitlines()[1:]
        kinds |= {row.split(",")[0] for row in rows}
    assert {"foreign", "unauthenticated", "duplicate"} <= kinds, kinds
    described = re.search(r" kind +(.*?)\n +reason ", listed, re.S)[1]
    assert kinds <= set(re.findall(r"\w+", described)), described


@test
def an_empty_folder_makes_one_ask_back(tmp):
    os.makedirs(tmp + "/folder/sub")
    os.makedirs(tmp + "/Mail/cur")
    os.makedirs(tmp + "/Mail/new")
    os.makedirs(tmp + "/Mail/tmp")
    assert (
        b"folder of 0 messages: is this the right Maildir? expected cur/ and new/"
        in run("--json", "-", tmp + "/folder").stderr
    )
    assert b"is a Maildir of 0 messages" in run("--json", "-", tmp + "/Mail").stderr
    assert run("-q", "--json", "-", tmp + "/folder").stderr == b""
    os.symlink(MBOX, tmp + "/folder/link")  # which is not followed
    run("--part", tmp + "/part", tmp + "/folder")
    for path in "/folder", "/part":
        assert b"/folder: is a folder of 0 messages" in run("--json", "-", tmp + path).stderr, path
    record = run("--ndjson", "-", MBOX).stdout.splitlines()[0]
    open(tmp + "/folder/sub/r.ndjson", "wb").write(record + b"\n")
    for _ in range(2):  # the second run knows the report already: the folder is not empty for that
        err = run("--state", tmp + "/seen.db", "--json", tmp + "/s.json", tmp + "/folder").stderr
        assert b"is this the right Maildir" not in err and err.count(b"\n") == 1 and b"history" in err, err


@test
def a_warning_is_said_ten_times_and_then_counted(tmp):
    files = [tmp + "/none%d" % i for i in range(25)]
    lines = run("--json", "-", *files, status=1).stderr.decode().splitlines()
    assert sum("No such file" in line for line in lines) == 11 and "15 more like this" in lines[-1], lines
    lines = run("-vv", "--json", "-", *files, status=1).stderr.decode().splitlines()
    assert sum("No such file" in line for line in lines) == 25, lines


@test
def other_mail_is_told_of_with_its_attachments(tmp):
    """With -v -v, so that who misses reports sees what a mail holds instead of them."""
    leaf = "--b\nContent-Type: %s\n\nx\n"
    for name, leaves in (
        ("none", ("text/plain",)),
        ("two", ("text/plain", 'image/png; name="a.png"', "text/html", "application/pdf", 'text/plain; name="b.txt"')),
    ):
        with open(tmp + "/" + name, "w") as f:
            f.write("From: a@a.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n")
            f.write("".join(leaf % kind for kind in leaves) + "--b--\n")
    said = run("-vv", "--json", "-", tmp + "/none", tmp + "/two", status=None).stderr.decode()
    assert "/none: other mail: no attachments\n" in said, said
    assert "/two: other mail: a.png (image/png), (no name) (application/pdf), b.txt (text/plain)\n" in said, said
    assert "other mail" not in run("-v", "--json", "-", tmp + "/two", status=None).stderr.decode()


@test
def what_is_only_counted_is_named_in_whole_characters(tmp):
    def report(i):
        day = '{"start-datetime":"2026-01-09T00:00:00Z","end-datetime":"2026-01-09T23:59:59Z"}'
        policy = (
            '{"policy":{"policy-type":"no-policy-found","policy-domain":"a.example"},"summary":'
            '{"total-successful-session-count":1,"total-failure-session-count":0}}'
        )
        text = '{"organization-name":"O","contact-info":"c","report-id":"%d","date-range":%s,"policies":[%s]}'
        return (text % (i, day, policy)).encode()

    for long in ("ä" * 30, "x" + "ä" * 30):
        name = (long + ".example").encode()
        mails = b"".join(
            b"From a@b Sat Jan 10 08:00:00 2026\nFrom: a@%s\nDKIM-Signature: v=1; a=rsa-sha256; d=%s; s=s;"
            b" h=from; bh=AAAA; b=AAAA\nContent-Type: application/tlsrpt+json\n\n%s\n\n" % (name, name, report(i))
            for i in range(12)
        )
        open(tmp + "/mails", "wb").write(mails)
        last = run("-v", "--dkim=on", "--json", tmp + "/s.json", tmp + "/mails").stderr.splitlines()[-1]
        assert b"2 more like this" in last and long[:15].encode() in last, last
        last.decode()


@test
@alone
def a_question_by_signal_is_answered_with_progress(tmp):
    out, into = os.pipe()
    p = subprocess.Popen([PROGRAM, "-j1", "--json", tmp + "/s.json", "-"], stdin=out, stderr=subprocess.PIPE, env=ENV)
    os.close(out)
    mail = open(MBOX, "rb").read() * 40
    for i in range(8):
        os.write(into, mail[:60000])
        mail = mail[60000:]
        time.sleep(0.05)
    p.send_signal(signal.SIGUSR1)
    time.sleep(0.2)
    while mail:
        mail = mail[os.write(into, mail[:60000]) :]
    os.close(into)
    err = p.communicate(timeout=60)[1].decode()
    assert p.returncode == 0, err
    assert len(re.findall(r"^tlsrpt-audit: [\d.]+ MB, \d+ messages, \d+ reports", err, re.M)) == 1, err


@test
def the_program_alone_says_what_to_do_next(tmp):
    err = run(status=2).stderr.decode()
    assert "no INPUT is named" in err and "--help" in err
    help_text = run("--help").stdout.decode()
    assert len(help_text.splitlines()) <= 80, "one line an option of the contract, and no more: %d" % len(
        help_text.splitlines()
    )
    assert all(len(line) <= 80 for line in help_text.splitlines()), [l for l in help_text.splitlines() if len(l) > 80]


@test
def help_names_the_outputs_that_do_not_go_to_standard_output(tmp):
    heading, rows = re.search(r"^Outputs \((.*)\):\n((?:  .*\n)+)", run("--help").stdout.decode(), re.M).groups()
    refused = [
        option
        for option in re.findall(r"(--\S+) FILE", rows)
        if b"is kept in a file"
        in subprocess.run([PROGRAM, "-q", option, "-", MBOX], capture_output=True, env=ENV).stderr
    ]
    assert refused and all(option in heading for option in refused), (refused, heading)


@test
def documents_and_completions_are_those_of_the_tables(tmp):
    assert built("formats_page") == open(os.path.join(ROOT, "docs/tlsrpt-audit-formats.5"), "rb").read(), "make docs"
    page = built("formats_page").decode()
    told = set(re.findall(r"It Li (\S+)", page.split(".Sh RECORDS")[0]) + re.findall(r"key\n\.Li (\w+)", page))
    told |= set(re.findall(r"\.Ss (\w+)", page))
    assert not set(json.load(open(ROOT + "/docs/summary.schema.json"))["properties"]) - told, told
    for shell, name in (("bash", "tlsrpt-audit.bash"), ("zsh", "_tlsrpt-audit"), ("fish", "tlsrpt-audit.fish")):
        assert built("completions", shell) == open(os.path.join(ROOT, "cmd/completions", name), "rb").read(), (
            "make docs: " + name
        )


@test
def all_three_shells_complete(tmp):
    folder = os.path.join(ROOT, "cmd/completions")
    options = re.findall(r"--[a-z][a-z-]*", run("--help").stdout.decode())
    bash = open(folder + "/tlsrpt-audit.bash").read()
    assert all(o in bash for o in options)
    out = subprocess.run(
        [
            "bash",
            "-c",
            "source %s/tlsrpt-audit.bash; COMP_WORDS=(tlsrpt-audit --list-); COMP_CWORD=1; _tlsrpt_audit; echo ${COMPREPLY[@]}"
            % folder,
        ],
        capture_output=True,
        check=True,
    ).stdout
    assert out.split() == [b"--list-deviations", b"--list-findings", b"--list-tables"], out
    for name in ("My mail", "My tables", "*"):
        os.mkdir(os.path.join(tmp, name))
    open(tmp + "/My file", "w").close()
    for words, offered in (
        ("My", ["My file", "My mail", "My tables"]),
        ("--csv My", ["My mail", "My tables"]),
        ("--json My", ["My file", "My mail", "My tables"]),
        ("--sts-policy My", ["My file", "My mail", "My tables"]),
        ("--reviewer My", []),
        ("*", ["*"]),
    ):
        script = 'source $0; COMP_WORDS=(tlsrpt-audit "$@"); COMP_CWORD=$#; _tlsrpt_audit; printf \'%s\\n\' "${COMPREPLY[@]}"'
        said = subprocess.run(
            ["bash", "-c", script, folder + "/tlsrpt-audit.bash", *words.split()],
            cwd=tmp,
            capture_output=True,
            text=True,
        ).stdout
        assert sorted(said.split("\n")[:-1]) == (offered or [""]), (words, said)
    if shutil.which("fish"):
        out = subprocess.run(
            ["fish", "-c", "source %s/tlsrpt-audit.fish; complete -C 'tlsrpt-audit --fail-on c'" % folder],
            capture_output=True,
            check=True,
            env=dict(ENV, HOME=tmp),
        ).stdout
        assert out.startswith(b"critical"), out
    if shutil.which("zsh"):
        script = (
            r"""zmodload zsh/zpty; zpty z "zsh -f -i"
            zpty -w z "fpath=(%s \$fpath); autoload -Uz compinit; compinit -u -D; PS1=; unsetopt beep; print READY\$((1+1))"
            while zpty -r z line && [[ $line != *READY2* ]]; do :; done
            zpty -w -n z $'tlsrpt-audit --fail-on=cr\t'
            repeat 100 { zpty -r -t z line && out+=$line; [[ $out == *critical* ]] && break; sleep 0.1 }; print -r -- $out; zpty -d z"""
            % folder
        )
        out = subprocess.run(
            ["zsh", "-f", "-c", script], capture_output=True, timeout=60, env=dict(ENV, HOME=tmp)
        ).stdout
        assert b"--fail-on=critical" in out, out


@test
def install_follows_the_gnu_variables_and_uninstall_leaves_nothing(tmp):
    make = [
        "make",
        "-s",
        "-C",
        ROOT,
        "BUILD=" + os.path.dirname(PROGRAM),
        "DESTDIR=" + tmp,
        "prefix=/opt/x",
        "mandir=/opt/man",
    ]
    subprocess.check_call(make + ["install"])
    for name in (
        "opt/x/bin/tlsrpt-audit",
        "opt/man/man1/tlsrpt-audit.1",
        "opt/man/man5/tlsrpt-audit-formats.5",
        "opt/man/man7/tlsrpt-audit-tutorial.7",
        "opt/x/share/bash-completion/completions/tlsrpt-audit",
        "opt/x/share/zsh/site-functions/_tlsrpt-audit",
        "opt/x/share/fish/vendor_completions.d/tlsrpt-audit.fish",
        "opt/x/share/tlsrpt-audit/summary.schema.json",
        "opt/x/share/tlsrpt-audit/etl/load.py",
        "opt/x/share/tlsrpt-audit/monitoring/check_tlsrpt",
        "opt/x/share/doc/tlsrpt-audit/README.md",
    ):
        assert os.path.exists(os.path.join(tmp, name)), name
    assert subprocess.run([tmp + "/opt/x/bin/tlsrpt-audit", "--version"], capture_output=True).stdout.startswith(
        b"tlsrpt-audit "
    )
    subprocess.check_call(make + ["uninstall"])
    assert [f for _, _, files in os.walk(tmp) for f in files] == []


@test
def explain_tells_a_long_path_and_message_id_whole(tmp):
    folder = tmp + "/Maildir/cur"
    os.makedirs(folder), os.makedirs(tmp + "/Maildir/new")
    path, message_id = folder + "/" + "1714521600.M1P1.mailserver,S=4711,W=4800" * 3 + ":2,S", "<%s@a.example>" % (
        "m" * 90
    )
    body = run("--ndjson", "-", MBOX).stdout.splitlines()[0]
    with open(path, "wb") as f:
        f.write(
            b"From: a@a.example\nMessage-ID: %s\nContent-Type: application/tlsrpt+json\n\n" % message_id.encode() + body
        )
    key = json.loads(run("--ndjson", "-", tmp + "/Maildir").stdout)["report_key"]
    text = run("--explain", key, tmp + "/Maildir").stdout.decode()
    assert path in text and message_id in text and "…" not in text, text


@test
def no_two_names_become_one_by_the_guard_against_formulas(tmp):
    """Else a table had two rows of one key, and a database that it is loaded into one of them."""
    r = random.Random(1)
    names = ["=x", "'=x", "''=x", "a;=x", "'a;'=x", "a;'=x"]
    names += ["".join(r.choice("'\";=\n\t@a") for _ in range(r.randrange(1, 7))) for _ in range(2000)]
    report = {"date-range": one_day("2026-01-10")}
    report["policies"] = [policy_of("sts", "a.example", 1, 0)]
    with open(tmp + "/in", "w") as f:
        for i, name in enumerate(names):
            f.write(json.dumps({"organization-name": name, "report-id": "%d" % i, **report}) + "\n")
    read = lambda *more: [
        row[0]
        for row in csv.reader(io.StringIO(run("--table", "reporters", *more, tmp + "/in").stdout.decode(), newline=""))
    ]
    raw, guarded = read("--csv-raw"), read()
    assert len(raw) == len(set(raw)) == len(guarded) == len(set(guarded)) > 1000, (len(raw), len(set(guarded)))


@test
def no_line_of_the_summary_is_wider_than_the_terminal(tmp):
    for columns in (80, 81, 100, 120, 200):
        out = run(*SAMPLE_INPUTS, cwd=SAMPLES, env=dict(ENV, COLUMNS=str(columns))).stdout.decode()
        wide = [line for line in out.splitlines() if len(line) > columns]
        assert not wide, (columns, wide)


@test
def the_summary_is_as_wide_as_the_terminal_says(tmp):
    """And not as COLUMNS says, which a shell that resized its window has not exported."""
    inputs = [os.path.join(SAMPLES, name) for name in SAMPLE_INPUTS]
    widest = [max(map(len, on_terminal(*inputs, columns=n).splitlines())) for n in (0, 90, 120)]
    assert widest[0] <= 80 < widest[1] <= 90 < widest[2] <= 120, widest
