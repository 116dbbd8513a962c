"""Where outputs go: standard streams, descriptors, links; how files come to be, with which permissions, and what an ended run leaves behind."""

import io, resource, shutil, signal, stat, zipfile

from nested_files import zipped
from harness import *
from outlook_files import tnef


def shell(script, *args, cwd=None, status=0, **more):
    r = subprocess.run(["sh", "-c", script, PROGRAM, *args], cwd=cwd, env=ENV, capture_output=True, **more)
    assert r.returncode == status, (script, r.returncode, r.stderr.decode())
    return r


@test
def closed_standard_streams_are_no_files_of_ours(tmp):
    want = run("--ndjson", "-", MBOX).stdout
    for closed in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"):
        shell('"$0" -v --ndjson out --json s "$1" ' + closed, MBOX, cwd=tmp)
        assert open(tmp + "/out", "rb").read() == want, closed
        json.load(open(tmp + "/s"))


@test
def what_leads_to_an_open_file_is_written_through(tmp):
    want = run("--ndjson", "-", MBOX).stdout
    head = b"Subject: Reports\n\n"  # of a mail that a script makes: it is not replaced
    os.symlink("/dev/stdout", tmp + "/link")
    os.symlink("/proc/self/fd/5", tmp + "/five")
    for script in (
        '"$0" --ndjson /dev/stdout "$1" >>got',
        '"$0" --ndjson /proc/self/fd/1 "$1" >>got',
        '"$0" --ndjson link "$1" >>got',
        '"$0" --ndjson /dev/fd/5 "$1" 5>>got',
        '"$0" --ndjson five "$1" 5>>got',
        '"$0" --ndjson /dev/stderr -q "$1" 2>>got',
    ):
        open(tmp + "/got", "wb").write(head)
        shell(script, MBOX, cwd=tmp)
        assert open(tmp + "/got", "rb").read() == head + want, script
    assert (
        os.readlink(tmp + "/link") == "/dev/stdout"
        and os.readlink(tmp + "/five") == "/proc/self/fd/5"
        and os.path.islink("/dev/stdout")
    )
    assert sorted(os.listdir(tmp)) == ["five", "got", "link"]


@test
def inputs_and_lists_come_from_descriptors(tmp):
    want = run("--ndjson", "-", MBOX, env={**ENV}).stdout.count(b"\n")
    open(tmp + "/list", "w").write(MBOX + "\n")
    for script in (
        '"$0" --ndjson - /dev/fd/7 7<"$1"',
        'cat "$1" | "$0" --ndjson - /dev/stdin',
        '"$0" --ndjson - --files-from /dev/fd/8 8<list',
        'cat "$1" | "$0" --ndjson - /dev/fd/9 9<&0 </dev/null',
    ):
        assert shell(script, MBOX, cwd=tmp).stdout.count(b"\n") == want, script


@test
def a_link_to_a_file_stays_a_link(tmp):
    os.mkdir(tmp + "/there")
    open(tmp + "/there/old.json", "w").write("old")
    os.symlink("there/old.json", tmp + "/s.json")
    os.symlink("there/new.json", tmp + "/n.json")
    run("--json", "s.json", "--ndjson", "n.json", MBOX, cwd=tmp)
    json.load(open(tmp + "/there/old.json"))
    assert os.path.getsize(tmp + "/there/new.json") > 100
    assert (
        os.path.islink(tmp + "/s.json")
        and os.path.islink(tmp + "/n.json")
        and sorted(os.listdir(tmp + "/there")) == ["new.json", "old.json"]
    )


@test
def what_cannot_be_streamed_is_not_written_to_standard_output(tmp):
    for option in ("--sqlite", "--state", "--run-log"):
        r = run(option, "-", MBOX, cwd=tmp, status=2)
        assert r.stdout == b"" and option.encode() + b" is kept in a file, not on standard output" in r.stderr, r
    assert os.listdir(tmp) == []


@test
def a_workbook_goes_to_standard_output_as_into_a_file(tmp):
    run("--xlsx", "b.xlsx", MBOX, cwd=tmp)
    os.mkfifo(tmp + "/fifo")
    reader = subprocess.Popen(["cat", tmp + "/fifo"], stdout=subprocess.PIPE)
    run("--xlsx", "fifo", MBOX, cwd=tmp)
    sheets = lambda book: {n: book.read(n) for n in book.namelist() if n.endswith(("sheet1.xml", "sheet2.xml"))}
    file = sheets(zipfile.ZipFile(tmp + "/b.xlsx"))
    assert sheets(zipfile.ZipFile(io.BytesIO(run("--xlsx", "-", MBOX, cwd=tmp).stdout))) == file
    assert sheets(zipfile.ZipFile(io.BytesIO(reader.communicate()[0]))) == file
    with open("/dev/full", "wb") as full:
        r = subprocess.run([PROGRAM, "--xlsx", "-", MBOX], env=ENV, stdout=full, stderr=subprocess.PIPE)
    assert r.returncode == 1 and b"standard output: No space left on device" in r.stderr, r
    ours, theirs = os.openpty()
    # A terminal takes some of it, and then waits for somebody who looks.
    r = subprocess.run([PROGRAM, "--xlsx", "-", MBOX], env=ENV, stdout=theirs, stderr=subprocess.PIPE, timeout=60)
    assert r.returncode == 1 and b"standard output: a workbook is nothing for a terminal" in r.stderr, r
    os.close(theirs)
    assert sorted(os.listdir(tmp)) == ["b.xlsx", "fifo"]


@test
def what_is_shown_is_not_done_where_standard_output_is_full(tmp):
    run("--run-log", tmp + "/log", MBOX)
    shown = [
        ["--help"],
        ["--version"],
        ["--version", "-v"],
        ["--print-config", "--strict"],
        ["--check-run-log", tmp + "/log"],
    ]
    for args in shown + [["--list-" + x] for x in ("findings", "deviations", "tables")]:
        with open("/dev/full", "wb") as full:
            r = subprocess.run([PROGRAM, *args], env=ENV, stdout=full, stderr=subprocess.PIPE)
        assert r.returncode == 1 and r.stderr == b"tlsrpt-audit: standard output: No space left on device\n", (args, r)
        ours, theirs = os.pipe()
        os.close(ours)  # head(1) has seen enough
        r = subprocess.run([PROGRAM, *args], env=ENV, stdout=theirs, stderr=subprocess.PIPE)
        os.close(theirs)
        assert r.returncode == 0 and r.stderr == b"", (args, r)


@test
def what_holds_mail_is_for_the_user_alone(tmp):
    mode = lambda *p: oct(stat.S_IMODE(os.stat(os.path.join(tmp, *p)).st_mode))
    for mask in (0o022, 0o077, 0o027, 0):
        for name in os.listdir(tmp):
            shutil.rmtree(tmp + "/" + name) if os.path.isdir(tmp + "/" + name) else os.remove(tmp + "/" + name)
        subprocess.run(
            [
                PROGRAM,
                "--json",
                "s",
                "--csv",
                "csv",
                "--extract",
                "raw",
                "--state",
                "state",
                "--xlsx",
                "x",
                "--sqlite",
                "db",
                "--evidence",
                "bag",
                "--evidence-mails",
                MBOX,
            ],
            cwd=tmp,
            env=ENV,
            check=True,
            preexec_fn=lambda: os.umask(mask),
        )
        public, folder = oct(0o666 & ~mask), oct(0o777 & ~mask)
        assert [mode(p) for p in ("s", "x", "db", "csv/reports.csv")] == [public] * 4 and mode("csv") == folder, (
            mode("s"),
            mode("x"),
            mode("csv"),
        )
        assert mode("state") == "0o600" and mode("raw") == "0o700"
        assert {mode("raw", f) for f in os.listdir(tmp + "/raw")} == {"0o600"}
        assert {mode(d) for d, _, _ in os.walk(tmp + "/bag")} == {"0o700"}
        assert {mode(d, n) for d, _, names in os.walk(tmp + "/bag") for n in names} == {"0o600"}


@test
@alone
def a_run_that_is_ended_at_any_moment_leaves_whole_outputs_or_none(tmp):
    """TERMS=200: so many moments."""
    need_plain_memory()
    attacks = SHARED + "/corpus/attacks"
    more = (
        [os.path.join(attacks, n) for n in sorted(os.listdir(attacks)) if n != "INDEX.md"]
        if os.path.isdir(attacks)
        else []
    )
    command = [sys.executable, HERE + "/terminated.py", PROGRAM, tmp, os.environ.get("TERMS", "24"), SAMPLES, *more]
    apart = ["unshare", "-pf", "--mount-proc", "--kill-child"]
    if subprocess.run(apart + ["true"], capture_output=True).returncode == 0:
        command = apart + command
    r = subprocess.run(command, capture_output=True, text=True)
    lines = r.stdout.splitlines()
    assert r.returncode == 0 and len(lines) == 1, r.stdout + r.stderr
    assert int(lines[0].split()[1]) > 5, lines


@test
def a_writer_that_waits_ends_all_the_same(tmp):
    """Standard output is a pipe that nobody reads: the run waits in write(2)."""
    big, _ = corpus(tmp, "mbox", 100, 1500)
    p = subprocess.Popen([PROGRAM, "--ndjson", "-", big], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    send_once_caught(p, signal.SIGTERM)
    assert p.wait(10) == 130 and b"interrupted" in p.stderr.read()


@test
def a_list_that_never_comes_can_be_interrupted(tmp):
    """What an interrupted run leaves is said, whatever it was reading (SPEC 10)."""
    os.mkfifo(tmp + "/fifo")
    fifo = tmp + "/fifo"
    for number, args in (
        (signal.SIGINT, ("--files-from", "-")),
        (signal.SIGTERM, ("--files-from", fifo)),
        (signal.SIGTERM, ("--config", fifo, MBOX)),
        (signal.SIGINT, ("--check-run-log", fifo)),
        (signal.SIGTERM, ("--check-run-log", "-")),
        (signal.SIGTERM, ("--rules", fifo, MBOX)),
        (signal.SIGTERM, ("--dns", fifo, MBOX)),
        (signal.SIGTERM, ("--ip-db", fifo, MBOX)),
    ):
        streams = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        p = subprocess.Popen([PROGRAM, *args], env=ENV, **streams)
        send_once_caught(p, number)
        assert p.wait(5) == 130, (args, p.returncode)
        said = p.stderr.read()
        assert said.startswith(b"tlsrpt-audit: interrupted: ") and said.count(b"\n") == 1, (args, said)
        p.stdin.close()


@test
def a_terminal_that_is_closed_ends_a_run_unless_nohup_began_it(tmp):
    mails = open(MBOX, "rb").read()
    for name, hangup, status in (("ends", signal.SIG_DFL, 130), ("goes-on", signal.SIG_IGN, 0)):
        p = subprocess.Popen(
            [PROGRAM, "--json", tmp + "/" + name, "-"],
            env=ENV,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, hangup),
        )
        p.stdin.write(3 * mails)  # more than a pipe holds: when it is written, the run is reading
        p.stdin.flush()
        p.send_signal(signal.SIGHUP)
        if status == 0:
            p.stdin.close()
        assert p.wait(10) == status, (name, p.returncode)
        assert (b"tlsrpt-audit: interrupted: " in p.stderr.read()) == (status == 130), name
        p.stdin.close()
    assert os.listdir(tmp) == ["goes-on"]


@test
def an_output_that_may_not_grow_is_an_error(tmp):
    import resource

    r = subprocess.run(
        [PROGRAM, "--ndjson", "out", "--json", "s", MBOX],
        cwd=tmp,
        env=ENV,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert r.returncode == 1 and b"File too large" in r.stderr and os.listdir(tmp) == [], (
        r.returncode,
        r.stderr,
        os.listdir(tmp),
    )


@test
def a_workbook_whose_rows_find_no_room_is_an_error(tmp):
    """The rows lie in temporary files, larger than the workbook, to which the library writes without looking back."""
    import resource

    book, (reports, _) = tmp + "/a.xlsx", corpus(tmp, "json", 5, 2000)
    run("--xlsx", book, reports, cwd=tmp)
    whole, room = open(book, "rb").read(), 3 << 20
    os.remove(book)
    for most in (len(whole) + 4096, 2 * len(whole), room // 2, room, 2 * room):
        r = subprocess.run(
            [PROGRAM, "--xlsx", book, reports],
            cwd=tmp,
            env=ENV,
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        if r.returncode == 0:
            assert open(book, "rb").read() == whole, most
            os.remove(book)
        else:
            assert r.returncode == 1 and b"TMPDIR" in r.stderr and not os.path.exists(book), (most, r)
    assert r.returncode == 0


@test
def a_workbook_without_a_place_for_temporary_files_is_an_error_before_reading(tmp):
    for sandbox in ("auto", "off"):
        for output in ("--xlsx", "--evidence"):
            r = run("--sandbox", sandbox, output, tmp + "/a", "-", status=1, env=dict(ENV, TMPDIR=tmp + "/none"))
            want = b"a temporary file in %s/none (TMPDIR): No such file or directory\n" % tmp.encode()
            assert r.stderr.endswith(want) and os.listdir(tmp) == [], r


@test
def an_archive_that_cannot_be_copied_to_be_read_is_not_called_damaged(tmp):
    """What comes through a pipe is copied where its reader wants to seek: in memory, while it is small."""
    env = dict(ENV, TMPDIR=tmp + "/none")
    wanted = b"-: cannot be copied to a temporary file; set TMPDIR to a folder that has room for it\n"
    mails = open(MBOX, "rb").read()[:20000]
    for form in lambda files: zipped(files, zipfile.ZIP_STORED), lambda files: tnef(*files):
        r = run("--sandbox=off", "--json", tmp + "/s", "-", stdin=form([("m.mbox", mails)]), env=env)
        assert json.load(open(tmp + "/s"))["totals"]["reports"] > 0, r
        files = [("m.mbox", mails), ("more.bin", bytes(1 << 17))]
        r = run("--sandbox=off", "--json", tmp + "/s", "-", stdin=form(files), env=env, status=1)
        s = json.load(open(tmp + "/s"))
        assert s["totals"]["reports"] == 0 and r.stderr.endswith(wanted), (r, s["totals"])
        assert [u["reason"] for u in s["unread"]] == ["not-opened"], s["unread"]


@test
def an_archive_that_cannot_be_copied_for_want_of_descriptors_says_so(tmp):
    """Each of the archives in one another has its copy."""
    packed, told = open(MBOX, "rb").read() + bytes(1 << 17), b""
    for _ in range(6):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as z:
            z.writestr("m.zip", packed)
        packed = file.getvalue()
    for most in range(4, 40):
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        command = [PROGRAM, "--sandbox=off", "-j1", "--json", "-", "-"]
        told += subprocess.run(command, env=ENV, input=packed, capture_output=True, preexec_fn=limit).stderr
    wanted = b": cannot be copied to a temporary file; let more files be open at once (ulimit -n)\n"
    assert wanted in told and b"has room for it" not in told, told


@test
def a_pipe_that_nobody_reads_is_an_error(tmp):
    for output in (("--ndjson", "-"), ("--table", "reports"), ("--table", "domains")):
        for lines in (1, 2000):  # more than is kept before it is written, too
            reports = tmp + "/%d" % lines
            if not os.path.exists(reports):
                os.rename(corpus(tmp, "json", 5, lines)[0], reports)
            ends = os.pipe()
            os.close(ends[0])
            r = subprocess.run([PROGRAM, *output, reports], env=ENV, stdout=ends[1], stderr=subprocess.PIPE)
            os.close(ends[1])
            want = b"tlsrpt-audit: standard output: Broken pipe\n"
            assert (r.returncode, r.stderr) == (1, want), (output, lines, r)


@test
def an_output_may_have_the_longest_name_that_a_file_can_have(tmp):
    for option in "--json", "--csv", "--evidence", "--xlsx":
        for name in option[2] * 248, option[2] * 255:
            for _ in "a new one", "one that is there":
                run("-q", option, tmp + "/" + name, MBOX)
                assert os.listdir(tmp) == [name], os.listdir(tmp)
            shutil.rmtree(tmp + "/" + name) if os.path.isdir(tmp + "/" + name) else os.remove(tmp + "/" + name)
    told = run("--sqlite", tmp + "/" + "s" * 255, MBOX, status=1).stderr  # which has a journal beside it
    assert told.endswith(b"File name too long\n") and not os.listdir(tmp), told
