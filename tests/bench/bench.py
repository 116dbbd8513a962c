#!/usr/bin/env python3
"""Measures the program beside yardsticks on the same files, in the same run.

    bench.py PROGRAM [--mails N] [--runs N] [--json FILE]

Corpora are made by tests/corpus/make_corpus.py and cached in build/bench. Runs of what is compared take turns, so that both meet the same moods of the machine; each figure is a ratio of medians.
Yardsticks (in build/bench): bare, only what cannot be left out; gmime, the same job on GMime, zlib and jansson; raw, reading alone, or
reading and what cannot be left out.
"""
import argparse, json, lzma, os, platform, re, resource, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOL = os.path.join(ROOT, "tests/corpus/make_corpus.py")
CACHE = os.path.join(ROOT, "build/bench")
SCRIPT = """import gzip, json, mailbox, sys
n = 0
for m in mailbox.mbox(sys.argv[1]):
    for p in m.walk():
        b = p.get_payload(decode=True) or b''
        if b[:2] == b'\\x1f\\x8b':
            try: n += len(json.loads(gzip.decompress(b)).get('policies', []))
            except Exception: pass
print(n)"""


def once(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def medians(runs, *commands):
    times = [[] for _ in commands]
    for _ in range(runs):
        for i, c in enumerate(commands):
            times[i].append(once(c))
    return [statistics.median(t) for t in times]


def processor_seconds(runs, command):
    """Of the command and what it starts: the median."""
    spent = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    times = []
    for _ in range(runs):
        before = spent()
        once(command)
        times.append(spent() - before)
    return statistics.median(times)


def corpus(form, mails, *more):
    path = os.path.join(CACHE, "-".join([form, str(mails), *more]))
    if os.path.exists(path):
        return path
    os.makedirs(CACHE, exist_ok=True)
    subprocess.check_call(
        [
            sys.executable,
            TOOL,
            "--form",
            form,
            "--reports",
            str(int(mails / 1.1)),
            "--noise",
            "0",
            *more,
            "--out",
            path + ".part",
        ]
    )
    os.rename(path + ".part", path)
    return path


def folder_of_archives(mbox):
    """The same mails in sixteen .mbox.xz: unpacking them takes longer than reading them."""
    path, parts = mbox.replace("/mbox-", "/folder-"), 16
    if not os.path.exists(path):
        os.makedirs(path + ".part", exist_ok=True)
        mails = re.split(rb"(?<=\n)\n(?=From )", open(mbox, "rb").read())
        for i in range(parts):
            with lzma.open("%s.part/%02d.mbox.xz" % (path, i), "wb", preset=1) as f:
                f.write(b"\n".join(mails[len(mails) * i // parts : len(mails) * (i + 1) // parts]))
        os.rename(path + ".part", path)
    return path


def seven_zip(maildir):
    path = maildir.replace("/maildir-", "/7z-") + ".7z"
    if not os.path.exists(path):
        if not shutil.which("7z"):
            return None
        subprocess.check_call(["7z", "a", "-bd", "-mx=3", path, maildir], stdout=subprocess.DEVNULL)
    return path


def zstd_messages(maildir):
    """The same Maildir, each message compressed, as Dovecot's zlib plugin keeps it."""
    path = maildir.replace("/maildir-", "/zstd-")
    if not os.path.exists(path):
        if not shutil.which("zstd"):
            return None
        shutil.copytree(maildir, path + ".part")
        subprocess.check_call("find '%s.part' -type f -print0 | xargs -0 -n 2000 zstd -q --rm" % path, shell=True)
        os.rename(path + ".part", path)
    return path


def messages(program, path):
    return json.loads(subprocess.run([program, "--json", "-", path], capture_output=True, check=True).stdout)["totals"][
        "messages"
    ]


def peak_mb(command):
    r = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
            *command,
        ],
        capture_output=True,
        check=True,
    )
    return int(r.stdout) / 1024


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("--mails", type=int, default=56000)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--json")
    a = p.parse_args()
    program, rows = os.path.realpath(a.program), []
    ours = lambda path, jobs, *more: [program, "-j%d" % jobs, *(more or ("--json", "/dev/null")), path]

    def row(what, ratio, least, note=""):
        rows.append({"what": what, "ratio": round(ratio, 3), "at_least": least, "note": note})
        print("%-52s %8.2f   (at least %s)  %s" % (what, ratio, least, note), flush=True)

    print("%s, %d processors, %s" % (platform.machine(), os.cpu_count(), platform.platform()))
    mbox = corpus("mbox", a.mails)
    n = messages(program, mbox)
    one, two, bare, gmime = medians(
        a.runs, ours(mbox, 1), ours(mbox, 2), [CACHE + "/bare", mbox], [CACHE + "/gmime", mbox]
    )
    script, cat = medians(1, [sys.executable, "-c", SCRIPT, mbox], ["cat", mbox])
    print("mbox of %d mails: %.0f mails/s with -j1, %.0f with -j2" % (n, n / one, n / two))
    row("mbox -j1 over the GMime program", gmime / one, 6.5)
    row("mbox -j1 over the bare loop", bare / one, 0.55)
    row("mbox -j1 over a Python script", script / one, "-")
    row("mbox -j1 over cat", cat / one, "-")
    row("mbox -j2 over -j1", one / two, 1.7)
    one, both = medians(
        a.runs, ours(mbox, 1), ours(mbox, 1, "--json", "/dev/null", "--ndjson", "/dev/null", "--csv", CACHE + "/csv")
    )
    row("time with NDJSON and CSV over --json alone", both / one, "most 1.5")
    slow = "'%s/raw' trickle '%s' %.2f" % (CACHE, mbox, one)  # a disk that takes as long as decoding does
    disk, t = medians(
        a.runs, ["sh", "-c", slow + " >/dev/null"], ["sh", "-c", slow + " | '%s' -j2 --json /dev/null -" % program]
    )
    row("a slow disk: the slower of reading and decoding over both", max(disk, one) / t, 0.9)
    folder = folder_of_archives(mbox)
    one, two = medians(a.runs, ours(folder, 1), ours(folder, 2))
    row("folder of mbox.xz -j2 over -j1", one / two, 1.7)
    maildir = corpus("maildir", a.mails)
    if maildir:
        t, read, both = medians(
            a.runs, ours(maildir, 2), [CACHE + "/raw", "files", maildir, "2"], [CACHE + "/raw", "mails", maildir, "2"]
        )
        row("Maildir -j2 over two threads that read and decode", both / t, 0.9, "%.2f of reading alone" % (read / t))
        plain = corpus("maildir", 100000)
        packed = zstd_messages(plain)
        if packed:
            t, tz = medians(a.runs, ours(plain, 2), ours(packed, 2))
            row("Maildir of 100,000 zstd messages over the plain one", t / tz, 0.5)
        tar, gz = corpus("tar", a.mails), corpus("tar.gz", a.mails)
        t, two = medians(a.runs, ours(tar, 2), ours(mbox, 2))
        row("tar -j2 over mbox -j2", two / t, 0.9)
        t, raw, gzip = medians(a.runs, ours(gz, 2), [CACHE + "/raw", "archive", gz], ["gzip", "-dc", gz])
        packed = seven_zip(corpus("maildir", 50000))
        if packed:
            t7, raw7 = medians(a.runs, ours(packed, 2), [CACHE + "/raw", "archive", packed])
            row("7z of 50,000 mails -j2 over libarchive alone", raw7 / t7, 0.7)
        work = processor_seconds(a.runs, [CACHE + "/raw", "archive", gz]) + processor_seconds(
            a.runs, [CACHE + "/bare", mbox]
        )
        row(
            "tar.gz -j2 over libarchive, or half of all the work",
            max(raw, work / 2) / t,
            0.9,
            "%.2f of libarchive alone, %.2f of gzip -dc" % (raw / t, gzip / t),
        )
    costs = {}
    for mails in (1000, 10000, 100000, 1000000):
        path = corpus("mbox", mails, "--domains", "1000")
        (t,) = medians(a.runs if mails < 1000000 else 3, ours(path, 1))
        costs[mails] = t / messages(program, path) * 1e6
        print("scaling: %8d mails, %.2f us a mail" % (mails, costs[mails]))
    row("cost a mail, 10^6 over 10^4", costs[1000000] / costs[10000], "most 1.1")
    path = corpus("mbox", 98000)
    (t,) = medians(a.runs, ours(path, 2))
    row("98,000 mails: seconds", t, "most 1", "%.0f MB" % peak_mb(ours(path, 2)))
    if a.json:
        json.dump(rows, open(a.json, "w"), indent=1)


main()
