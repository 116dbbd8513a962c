"""Outputs that cannot be written: refused before reading, and no debris whatever ends the run (SPEC 6 and 10)."""

import filecmp, os, random, shutil, signal, subprocess, time

from hostile_runs import GOOD
from harness import *


@test
def outputs_that_cannot_be_are_refused_before_reading(tmp):
    open(tmp + "/box", "wb").write(GOOD)
    os.mkdir(tmp + "/in")
    open(tmp + "/in/box", "wb").write(GOOD)
    os.symlink(tmp + "/box", tmp + "/link")
    before = sorted(os.listdir(tmp))
    for args, said in (
        (["--json", tmp + "/x", "--ndjson", tmp + "/./x"], "two outputs"),
        (["--json", tmp + "/link"], "is an input"),
        (["--json", tmp + "/in/box", tmp + "/in"], "inside the input"),
        (["--csv", tmp + "/in", tmp + "/in"], "is an input"),
        (["--csv", tmp], "holds an input"),
        (["--json", "/no/such/x"], "No such file"),
        (["--csv", "/no/such/x"], "No such file"),
        (["--xlsx", tmp + "/in"], "directory"),
        (["--json", tmp + "/s", "--state", tmp + "/s"], "two outputs"),
    ):
        r = subprocess.run([PROGRAM, *args, tmp + "/box"], env=ENV, capture_output=True)
        assert r.returncode in (1, 2) and said in r.stderr.decode(), (args, r.returncode, r.stderr)
        assert sorted(os.listdir(tmp)) == before and open(tmp + "/box", "rb").read() == GOOD, args


@test
def a_closed_pipe_and_a_full_disk(tmp):
    path, _ = corpus(tmp, "mbox", 99, 3000)
    p = subprocess.Popen(
        [PROGRAM, "--ndjson", "-", "--json", tmp + "/j", path], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    p.stdout.read(10)
    p.stdout.close()
    assert p.wait(30) == 1 and b"Broken pipe" in p.stderr.read() and not os.path.exists(tmp + "/j")
    small = tmp + "/small"
    os.mkdir(small)
    if (
        os.getuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", small], capture_output=True).returncode
        != 0
    ):
        raise Skipped("a small file system cannot be mounted here")
    try:
        for out in ("--ndjson", "--csv", "--xlsx", "--html", "--extract", "--sqlite"):
            r = subprocess.run(
                [PROGRAM, out, small + "/out", "--json", small + "/j", path], env=ENV, capture_output=True
            )
            assert r.returncode == 1 and (b"No space" in r.stderr or b"full" in r.stderr or b"rror" in r.stderr), (
                out,
                r.returncode,
                r.stderr,
            )
            assert os.listdir(small) == [], (out, os.listdir(small))
    finally:
        subprocess.run(["umount", "-l", small])


@test
def a_kill_while_writing_leaves_the_old_output_or_the_new_one(tmp):
    import random

    path, _ = corpus(tmp, "mbox", 100, 1500)
    os.mkdir(tmp + "/o")
    names = {"--json": "s.json", "--ndjson": "r.ndjson", "--csv": "csv", "--xlsx": "b.xlsx", "--html": "p.html"}
    args = ["-q"] + [x for o, n in names.items() for x in (o, tmp + "/o/" + n)]

    def state():
        got = {}
        for n in names.values():
            p = tmp + "/o/" + n
            files = sorted(os.path.join(p, f) for f in os.listdir(p)) if os.path.isdir(p) else [p]
            got[n] = [open(f, "rb").read() for f in files]
        return got

    run(*args, MBOX)
    old = state()
    run(*args, path)
    new = state()
    rng, killed, seen = random.Random(3), 0, set()
    for _ in range(int(os.environ.get("KILLS", "30"))):
        run(*args, MBOX)
        p = subprocess.Popen([PROGRAM, *args, path], env=ENV)
        time.sleep(rng.random() * 0.35)
        p.kill()
        killed += p.wait() == -9
        got = state()
        for n in names.values():
            assert got[n] in (old[n], new[n]), n
            seen.add((n, got[n] == new[n]))
    assert killed > 3, killed


@test
def an_output_that_fails_leaves_the_old_one_and_no_debris(tmp):
    open(tmp + "/old.json", "w").write("old")
    run("--json", tmp + "/old.json", "--ndjson", "/no/such/folder/x", "mail.mbox", cwd=SAMPLES, status=1)
    assert open(tmp + "/old.json").read() == "old" and os.listdir(tmp) == ["old.json"]
    os.mkdir(tmp + "/mine")
    open(tmp + "/mine/thesis.tex", "w").close()
    r = run("--json", tmp + "/old.json", "--csv", tmp + "/mine", "mail.mbox", cwd=SAMPLES, status=1)
    assert (
        b"thesis.tex" in r.stderr
        and sorted(os.listdir(tmp)) == ["mine", "old.json"]
        and os.listdir(tmp + "/mine") == ["thesis.tex"]
    )
    shutil.copy(MBOX, tmp + "/box")
    run("--json", tmp + "/box", tmp + "/box", status=1)
    assert filecmp.cmp(MBOX, tmp + "/box", False)
    if os.path.exists("/dev/full"):
        run("--json", "/dev/full", "mail.mbox", cwd=SAMPLES, status=1)


@test
@alone
def an_interrupted_run_leaves_nothing(tmp):
    open(tmp + "/x.json", "w").write("old")
    p = subprocess.Popen(
        [PROGRAM, "--json", tmp + "/x.json", "--csv", tmp + "/csv", "--xlsx", tmp + "/x.xlsx", "-"],
        stdin=subprocess.PIPE,
        env=ENV,
    )
    p.stdin.write(open(MBOX, "rb").read())
    p.stdin.flush()
    send_once_caught(p, signal.SIGINT)
    assert p.wait(10) == 130
    assert os.listdir(tmp) == ["x.json"] and open(tmp + "/x.json").read() == "old"
