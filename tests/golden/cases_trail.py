"""The run log (SPEC 6.6): its lines, its chain, and what becomes of both when something is wrong."""
import csv, fcntl, json, os, re, resource, signal, sqlite3, subprocess, sys, threading, time

from harness import *
from workbook_files import workbook


def lines_of(path):
    raw = open(path, "rb").read()
    assert raw.endswith(b"\n")
    return raw[:-1].split(b"\n")


def check(path, status=0):
    r = run("--check-run-log", path, status=status)
    return (r.stdout + r.stderr).decode()


def python_lines():
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    code = page.split(".Sh RUN LOG")[1].split(".Bd -literal\n")[1].split(".Ed")[0].replace("\\e", "\\")
    assert len(code.strip().split("\n")) <= 10
    return code


def python_check(path):
    r = subprocess.run([sys.executable, "-c", python_lines(), path], capture_output=True)
    return r.returncode, (r.stdout + r.stderr).decode()


@test
def each_run_leaves_a_line_that_names_the_one_before(tmp):
    log = tmp + "/runs.ndjson"
    open(tmp + "/domains", "w").write("agency.example\nharbour.example\n")
    for reviewer in ("Ada Example", "Bob, ü", None):
        run(
            "--run-log",
            log,
            *(["--reviewer", reviewer] if reviewer else []),
            "--scope",
            tmp + "/domains",
            "--json",
            tmp + "/s.json",
            "--csv",
            tmp + "/csv",
            "--html",
            "-",
            SAMPLES + "/Maildir",
            MBOX
        )
    raw = lines_of(log)
    assert len(raw) == 3
    previous = "0" * 64
    for line, reviewer in zip(raw, ("Ada Example", "Bob, ü", None)):
        r = json.loads(line)
        assert list(r) == [
            "time",
            "version",
            "period",
            "scope",
            "inputs",
            "outputs",
            "totals",
            "open_findings",
            "reviewer",
            "previous",
        ]
        assert r["previous"] == previous and r["reviewer"] == reviewer and r["time"] == "2026-08-01T00:00:00Z"
        previous = sha(line)
    s = json.load(open(tmp + "/s.json"))
    assert r["totals"] == s["totals"] and r["version"] == s["generator"]["version"]
    assert r["period"] == {k: s["period"][k] for k in ("first_day", "last_day")}
    assert r["scope"] == {"listed": 2, "sha256": s["scope"]["sha256"]}
    assert r["inputs"] == [{"path": i["path"], "sha256": i["sha256"]} for i in s["inputs"]] and r["inputs"][1][
        "sha256"
    ] == sha(open(MBOX, "rb").read())
    folder = sha(
        "".join(sorted(sha(open(tmp + "/csv/" + f, "rb").read()) + "\n" for f in os.listdir(tmp + "/csv"))).encode()
    )
    assert r["outputs"] == [
        {"path": tmp + "/s.json", "sha256": sha(open(tmp + "/s.json", "rb").read())},
        {"path": tmp + "/csv", "sha256": folder},
        {"path": "-", "sha256": None},
    ]
    want = {s: 0 for s in ("critical", "high", "medium", "low", "info")}
    for f in s["findings"]:
        want[f["severity"]] += f["status"] != "closed"
    assert r["open_findings"] == want and list(want) == list(r["open_findings"]) and sum(want.values())
    assert "3 runs; each line follows" in check(log) and python_check(log) == (0, "each line follows the one before\n")


@test
def what_was_changed_in_a_run_log_is_named(tmp):
    log = tmp + "/log"
    for _ in range(4):
        run("--run-log", log, "--json", tmp + "/s.json", MBOX)
    whole, raw = open(log, "rb").read(), lines_of(log)
    feeds = [i for i, c in enumerate(whole) if c == 10]
    for at in range(0, len(whole), 61):
        if at in feeds:
            continue
        changed = bytes([whole[at] ^ 1])
        open(log, "wb").write(whole[:at] + changed + whole[at + 1 :])
        number = 1 + sum(f < at for f in feeds)
        in_previous = b'"previous":"' in whole[:at][feeds[number - 2] + 1 if number > 1 else 0 :]
        if number == 4 and not in_previous:  # the last line's own: nobody can see it, unless it is no JSON any more
            continue
        said = check(log, status=1)
        assert re.search(r"line (%d|%d): " % (number, number + 1), said), (at, number, said)
        assert python_check(log)[0] != 0
    for lines, broken in (
        (raw[1:], 1),
        (raw[:1] + raw[2:], 2),
        (raw[:2] + [raw[1]] + raw[2:], 3),
        (raw[:1] + [raw[2], raw[1], raw[3]], 2),
    ):
        open(log, "wb").write(b"\n".join(lines) + b"\n")
        assert (
            "line %d: does not follow" % broken in check(log, status=1)
            and python_check(log)[1].strip() == "line %d does not follow" % broken
        )
        assert run("-q", "--run-log", log, "--json", tmp + "/s.json", MBOX).stderr == b""
        said = run("--run-log", log, "--reviewer", "x", "--csv", tmp + "/csv", MBOX)  # it goes on, and says so
        assert b"warning: %s: line %d does not follow" % (log.encode(), broken) in said.stderr, said
        rows = list(csv.DictReader(open(tmp + "/csv/reviews.csv")))
        assert [r["follows"] for r in rows].index("no") == broken - 1
    open(log, "wb").write(b"")
    assert "0 runs" in check(log)
    assert "No such file" in check(tmp + "/none", status=1)


@test
def a_broken_last_line_is_an_error(tmp):
    log = tmp + "/log"
    run("--run-log", log, "--json", tmp + "/s.json", MBOX)
    whole = open(log, "rb").read()
    for cut in (whole[:-1], whole[:100], whole + b"x", whole + whole[:-1]):
        open(log, "wb").write(cut)
        os.path.exists(tmp + "/s.json") and os.remove(tmp + "/s.json")
        r = run("--run-log", log, "--json", tmp + "/s.json", MBOX, status=1)
        assert b"cut short" in r.stderr and not os.path.exists(tmp + "/s.json") and open(log, "rb").read() == cut
        assert "cut short" in check(log, status=1)
    for line in (b"not json\n", b"[]\n", b"\n", b'{"a":1}x\n'):
        open(log, "wb").write(whole + line)
        assert "line 2: is no JSON object" in check(log, status=1)
        assert b"line 2: is no JSON object" in run("--run-log", log, "--json", tmp + "/s.json", MBOX, status=1).stderr
    run("--run-log", "-", MBOX, status=2)
    run("--run-log", tmp, MBOX, status=1)
    run("--run-log", MBOX, MBOX, status=1)
    run("--run-log", tmp + "/s.json", "--json", tmp + "/s.json", MBOX, status=2)
    assert (
        b"is no UTF-8"
        in run(
            "--run-log", tmp + "/new", "--reviewer", b"\xff".decode("utf-8", "surrogateescape"), MBOX, status=2
        ).stderr
    )


@test
def a_run_that_fails_leaves_no_line(tmp):
    log = tmp + "/log"
    run("--run-log", log, "--json", tmp + "/s.json", MBOX)
    whole = open(log, "rb").read()
    run("--run-log", log, "--json", tmp + "/none/s.json", MBOX, status=1)
    run("--run-log", log, "--json", "/dev/full", MBOX, status=1)
    assert open(log, "rb").read() == whole
    # The disk is full when the line is written: the log is as it was.
    limit = len(whole) + 20
    r = subprocess.run(
        [PROGRAM, "--run-log", log, MBOX],
        env=ENV,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert r.returncode in (1, -25) and open(log, "rb").read()[: len(whole)] == whole, (r.returncode, r.stderr)
    if r.returncode == 1:
        assert open(log, "rb").read() == whole


@test
def a_run_that_fails_leaves_no_new_log(tmp):
    log = tmp + "/log"
    run("--run-log", log, "--json", tmp + "/none/s.json", MBOX, status=1)
    run("--run-log", log, "--json", "/dev/full", MBOX, status=1)
    assert not os.path.exists(log)
    for number in (signal.SIGTERM, signal.SIGKILL):
        p = subprocess.Popen(
            [PROGRAM, "--run-log", log, "-"],
            env=ENV,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        p.stdin.write(b"From a@a.example Mon Jan  1 00:00:00 2024\n\nx\n")
        p.stdin.flush()
        until(lambda: os.path.exists(log))
        time.sleep(0.2)  # for the process that clears away
        p.send_signal(number)
        p.communicate()
        until(lambda: not os.path.exists(log))
    open(log, "w").close()  # the user's own
    run("--run-log", log, "--json", "/dev/full", MBOX, status=1)
    assert os.path.getsize(log) == 0


@test
def a_run_that_is_interrupted_behind_its_outputs_says_what_is_wanting(tmp):
    """It waits for those that read the state or the log; what it wrote stays, and the status is that of an interruption."""
    out, log, state = (tmp + "/" + name for name in ("s.json", "log", "state"))
    run("--run-log", log, "--state", state, "--json", out, MBOX)
    log_reader = open(log)
    state_reader = sqlite3.connect(state, isolation_level=None)
    hold_log = lambda: fcntl.flock(log_reader, fcntl.LOCK_SH)
    hold_state = lambda: state_reader.execute("BEGIN").execute("SELECT count(*) FROM sqlite_master").fetchall()
    for hold, number, wanting in (
        (hold_log, signal.SIGTERM, log + ": has no line of this run, since another one held it"),
        (hold_state, signal.SIGINT, "the next run will count these reports again"),
    ):
        os.remove(out)
        hold()
        p = subprocess.Popen(
            [PROGRAM, "-q", "--run-log", log, "--state", state, "--json", out, MBOX],
            env=ENV,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        until(lambda: os.path.exists(out))
        time.sleep(0.2)  # now it waits
        assert p.poll() is None
        p.send_signal(number)
        said = p.communicate(timeout=20)[1].decode().split("\n")
        assert p.returncode == 130 and wanting in said[0], said
        assert said[1:] == ["tlsrpt-audit: interrupted when the outputs were in place", ""], said
        assert json.load(open(out)) and len(lines_of(log)) == 1
        fcntl.flock(log_reader, fcntl.LOCK_UN)


@test
def a_log_that_is_removed_during_a_run_is_told(tmp):
    log = tmp + "/log"
    p = subprocess.Popen(
        [PROGRAM, "--run-log", log, "-"],
        env=ENV,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until(lambda: os.path.exists(log))
    os.remove(log)
    said = p.communicate(open(MBOX, "rb").read())[1].decode()
    assert p.returncode == 1 and log + ": was removed while the run went on" in said, said


@test
def runs_at_the_same_time_keep_one_chain(tmp):
    threads = [
        threading.Thread(
            target=run, args=("--run-log", tmp + "/log", "--reviewer", "r%d" % n, "--json", tmp + "/s%d.json" % n, MBOX)
        )
        for n in range(8)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert "8 runs; each line follows" in check(tmp + "/log")
    assert {json.loads(line)["reviewer"] for line in lines_of(tmp + "/log")} == {"r%d" % n for n in range(8)}


@test
def the_sheet_reviews_lists_earlier_runs(tmp):
    for n in range(3):
        run("--run-log", tmp + "/log", "--reviewer", "R%d" % n, "--xlsx", tmp + "/a.xlsx", "--csv", tmp + "/csv", MBOX)
    book = workbook(tmp + "/a.xlsx")
    rows = [[c.value for c in r] for r in book["Reviews"].iter_rows(min_row=2)]
    assert [(r[0], r[2], r[-1]) for r in rows] == [(1, "R0", "yes"), (2, "R1", "yes")]
    assert "R2" in [c.value for r in book["Sign-off"].iter_rows() for c in r]
    kept = list(csv.DictReader(open(tmp + "/csv/reviews.csv")))
    logged = [json.loads(line) for line in lines_of(tmp + "/log")]
    for row, r in zip(kept, logged):
        assert (row["reports"], row["failed_sessions"], row["high"], row["first_day"], row["time"]) == (
            str(r["totals"]["reports"]),
            str(r["totals"]["failed_sessions"]),
            str(r["open_findings"]["high"]),
            r["period"]["first_day"],
            r["time"],
        )
    run("--run-log", tmp + "/new", "--xlsx", tmp + "/b.xlsx", MBOX)
    assert workbook(tmp + "/b.xlsx")["Reviews"]["A2"].value == "The run log tells of no earlier run."
