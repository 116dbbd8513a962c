#!/usr/bin/env python3
"""Lets the n-th allocation, read, write, open or rename of a run over samples fail, for every n (or every STEP-th).

    run.py PROGRAM [STEP]

Each run ends with status 1 and a message, or with 0 and whole outputs where the call did not matter; never by a signal or a sanitizer; and outputs are
whole or as they were, without debris.
"""
import hashlib, os, re, shutil, subprocess, sys, tempfile, zipfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM, STEP = os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
PATIENCE = 60  # seconds; a run takes one or two
HELP = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
HELP = HELP[HELP.index("\nOutputs") : HELP.index("\nSelection:")]
OUTPUTS = {option: "out." + option[2:] for option in re.findall(r"^  (--[a-z-]+) (?:FILE|DIR)\b", HELP, re.M)}
RUNS = [  # jobs, outputs, inputs: everything on one thread; inputs read side by side
    ("-j1", list(OUTPUTS), ["mail.mbox", "mail.tar.gz", "Maildir/new"]),
    (
        "-j1",
        ["--json", "--ndjson"],
        ["--dns", "../tests/dkim/vectors/keys.zone"]
        + [
            "../tests/dkim/vectors/made-%s.eml" % name
            for name in ("pass-two-signatures", "pass-rsa-simple-simple", "weak-l", "fail-body", "key-missing", "none")
        ],
    ),
    ("-j3", ["--json", "--ndjson"], ["mail.mbox", "mail.mbox", "Maildir/new", "mail.mbox", "Maildir", "mail.tar.gz"]),
]


def tree(folder):
    got = {}
    for path, _, files in os.walk(folder):
        for f in files:
            p = os.path.join(path, f)
            data = open(p, "rb").read()
            if f.endswith(".xlsx") and zipfile.is_zipfile(p):
                with zipfile.ZipFile(p) as book:
                    data = b"".join(name.encode() + book.read(name) for name in book.namelist())
            if f.endswith((".html", ".xlsx")):  # their method names the command, and so the folder
                data = re.sub(rb"/w\d+/", b"/w/", data)
            got[os.path.relpath(p, folder)] = (
                hashlib.sha256(data).hexdigest() if not f.endswith(".sqlite") else "sqlite"
            )
    return got


def one(n, folder, how):
    jobs, outputs, inputs = how
    for name in os.listdir(folder):
        p = os.path.join(folder, name)
        shutil.rmtree(p) if os.path.isdir(p) else os.remove(p)
    args = [PROGRAM, jobs]
    for option in outputs:
        args += [option, os.path.join(folder, OUTPUTS[option])]
    env = dict(
        os.environ,
        FAULT=str(n),
        SOURCE_DATE_EPOCH="1785542400",
        XDG_CONFIG_HOME="/nonexistent",
        ASAN_OPTIONS="detect_leaks=1:exitcode=99",
        TMPDIR=folder + ".tmp",
    )
    if n == 0:
        env["FAULT_COUNT"] = folder + ".count"
    p = subprocess.Popen(
        args + inputs, cwd=ROOT + "/samples", env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        said = p.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        p.kill()  # what it has started ends with it
        said = p.communicate()
    return subprocess.CompletedProcess(p.args, p.returncode, *said)


def judge(n, r, folder, whole):
    got = tree(folder)
    if r.returncode not in (0, 1):
        return "%d: status %d: %s" % (n, r.returncode, r.stderr.decode()[-1500:])
    if r.returncode == 1 and (not r.stderr.strip() or re.search(rb"^tlsrpt-audit: *$", r.stderr, re.M)):
        return "%d: no message" % n
    if r.returncode == 0 and got != whole:
        return "%d: status 0, and the outputs differ: %s" % (n, [k for k in whole if got.get(k) != whole[k]])
    debris = [f for f in os.listdir(folder) if f not in OUTPUTS.values()]
    if debris:
        return "%d: debris: %s" % (n, debris)
    return None


def fail_each(folders, how):
    r = one(0, folders[0], how)
    assert r.returncode == 0, r.stderr.decode()
    whole, calls = tree(folders[0]), int(open(folders[0] + ".count").read())
    numbers, failures = list(range(1, calls + 1, STEP)), []

    def work(i):
        for n in numbers[i :: len(folders)]:
            problem = judge(n, one(n, folders[i], how), folders[i], whole)
            if problem:
                failures.append(problem)

    with ThreadPoolExecutor(len(folders)) as pool:
        list(pool.map(work, range(len(folders))))
    for f in sorted(failures, key=lambda f: int(f.split(":")[0]))[:40]:
        print("FAILED %s %s" % (how[0], f))
    print("%s: %d calls, %d faults" % (how[0], calls, len(numbers)))
    return len(numbers), len(failures)


def main():
    base = tempfile.mkdtemp()
    folders = [os.path.join(base, "w%d" % i) for i in range(os.cpu_count() or 1)]
    for f in folders:
        os.mkdir(f)
        os.mkdir(f + ".tmp")
    faults, failed = map(sum, zip(*[fail_each(folders, how) for how in RUNS]))
    shutil.rmtree(base)
    print("%d passed, %d failed" % (faults - failed, failed))
    sys.exit(1 if failed else 0)


main()
