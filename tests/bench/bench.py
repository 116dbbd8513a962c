#!/usr/bin/env python3
"""Measures the program beside yardsticks on the same files, in the same run.

    bench.py PROGRAM [--mails N] [--json FILE]

Corpora are made by ../shared/tools/make_corpus.py where it is there, else by repeating samples/mail.mbox with fresh report-ids; they are
cached in build/bench. Each line is the median of five runs; a figure is a ratio measured side by side.
"""
import argparse, json, os, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOL = os.path.join(ROOT, "../shared/tools/make_corpus.py")
CACHE = os.path.join(ROOT, "build/bench")


def seconds(command, runs=5):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def corpus(form, mails):
    path = os.path.join(CACHE, "%s-%d" % (form, mails))
    if os.path.exists(path):
        return path
    os.makedirs(CACHE, exist_ok=True)
    if os.path.exists(TOOL):
        subprocess.check_call([sys.executable, TOOL, "--form", form, "--reports", str(int(mails / 1.09)), "--noise", "0", "--out", path + ".part"])
        os.rename(path + ".part", path)
    elif form == "mbox":
        one = open(os.path.join(ROOT, "samples/mail.mbox"), "rb").read()
        with open(path, "wb") as f:
            for _ in range(mails // 29):
                f.write(one)
    else:
        return None
    return path


def peak_memory(command):
    r = subprocess.run(["/usr/bin/python3", "-c", "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
                        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", *command], capture_output=True, check=True)
    return int(r.stdout) / 1024


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("--mails", type=int, default=60000)
    p.add_argument("--json")
    a = p.parse_args()
    rows = []
    program = os.path.realpath(a.program)
    for form, yardstick in (("mbox", "cat {}"), ("tar", "cat {}"), ("tar.gz", "gzip -dc {}"), ("maildir", "cat {}/*/* {}/.Archive.2024/*/*")):
        path = corpus(form, a.mails)
        if not path:
            continue
        messages = json.loads(subprocess.run([program, "--json", "-", path], capture_output=True, check=True).stdout)["totals"]["messages"]
        if form == "maildir":
            yardstick = "find {} -type f -print0 | xargs -0 cat"
        base = seconds(yardstick.replace("{}", path))
        one = None
        for jobs in (1, 2):
            t = seconds("%s -j%d --json /dev/null %s" % (program, jobs, path))
            one = one or t
            rows.append({"form": form, "jobs": jobs, "mails": messages, "mails_per_second": round(messages / t), "of_yardstick": round(base / t, 3),
                         "yardstick": yardstick, "over_one_thread": round(one / t, 2), "peak_mb": round(peak_memory([program, "-j%d" % jobs, "--json", "/dev/null", path]), 1)})
    path = corpus("mbox", a.mails)
    alone = seconds("%s -j1 --json /dev/null %s" % (program, path))
    both = seconds("%s -j1 --json /dev/null --ndjson /dev/null --csv %s/csv %s" % (program, CACHE, path))
    for r in rows:
        print("%(form)-8s -j%(jobs)d  %(mails_per_second)8d mails/s  %(over_one_thread)5.2f of -j1  %(of_yardstick)6.3f of '%(yardstick)s'  %(peak_mb)6.1f MB" % r)
    print("NDJSON and CSV beside --json: %.2f times the time of --json alone" % (both / alone))
    for mails in (1000, 10000, 100000):
        path = corpus("mbox", mails)
        n = json.loads(subprocess.run([program, "--json", "-", path], capture_output=True, check=True).stdout)["totals"]["messages"]
        t = seconds("%s -j1 --json /dev/null %s" % (program, path))
        print("scaling: %7d mails, %.2f us a mail" % (n, t / n * 1e6))
    if a.json:
        json.dump(rows, open(a.json, "w"), indent=1)


main()
