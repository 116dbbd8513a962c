#!/usr/bin/env python3
"""Measures what a hosting provider asks for on a year of mail that `build/bench/year` made.

    year.py PROGRAM YEAR [--jobs N] [--rows NAME,…] [--keep]

Each row is a run over all of YEAR/mail: its time, the processor's time in it (and a mail's share), the most memory that any one
process of it had, and what it wrote, below YEAR/out-NAME, which is removed. What it counted is compared with YEAR/truth.json.
"""
import argparse, json, os, shutil, sys, time

SCOPE = ["--scope", "domains.csv", "--dns", "keys.txt"]
ROWS = {
    "bare": ["--dkim=off"],
    "signed": SCOPE,
    "workbooks": SCOPE + ["--xlsx", "{out}/{client}.xlsx"],
    "pages": SCOPE
    + ["--redact", "ip,contact", "--html", "{out}/{client}.html", "--statement", "{out}/statement-{domain}.html"],
    "evidence": SCOPE + ["--evidence", "{out}/{client}"],
    "night": SCOPE + ["--state", "{out}/seen.db", "--ndjson", "{out}/night.ndjson"],
    "part": SCOPE + ["--part", "{out}/year.part"],
}
USUAL = "bare,signed,workbooks,pages,night"


def measured(command):
    """Seconds, of a processor in them, and KB of the largest process (of those that it started, too)."""
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit("%s: status %d" % (" ".join(command), os.waitstatus_to_exitcode(status)))
    return time.perf_counter() - begin, used.ru_utime, used.ru_stime, used.ru_maxrss


def sizes(folder):
    found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    return len(found), sum(os.lstat(path).st_size for path in found)


def differences(summary, truth):
    """What the summary says otherwise than the truth."""
    told = dict(summary["totals"], reports_of_known_signers=summary.get("authentication", {}).get("authentic"))
    truth = dict(truth, reports_of_known_signers=truth["reports"])
    if told["reports_of_known_signers"] is None:
        del truth["reports_of_known_signers"]
    return ["%s: %s, not %s" % (key, told[key], truth[key]) for key in truth if told[key] != truth[key]]


def run_row(name, o, truth):
    out = "out-" + name
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    more = [a.replace("{out}", out) for a in ROWS[name]]
    command = [o.program, "-q", "-j%d" % o.jobs] + more + ["--json", out + "/summary.json", "mail"]
    wall, user, system, kilobytes = measured(command)
    files, written = sizes(out)
    with open(out + "/summary.json", encoding="utf-8") as f:
        wrong = differences(json.load(f), truth)
    cells = (name, wall, user + system, system, 1e6 * (user + system) / truth["messages"], kilobytes / 1024)
    print("%-10s %8.1f %9.1f %8.1f %9.1f %8.0f" % cells, "%9d %9.1f" % (files, written / 1e6), flush=True)
    if wrong:
        print("\n".join(wrong))
    if not o.keep:
        shutil.rmtree(out)
    return not wrong


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program", type=os.path.abspath)
    p.add_argument("year", help="the folder that build/bench/year made")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--rows", default=USUAL, help="of %s; without it %s" % (", ".join(ROWS), USUAL))
    p.add_argument("--keep", action="store_true", help="what the runs write")
    o = p.parse_args()
    os.chdir(o.year)
    with open("truth.json", encoding="utf-8") as f:
        truth = json.load(f)
    head = "row", "wall s", "cpu s", "kernel s", "us/mail", "MB most", "files", "MB out"
    print("%-10s %8s %9s %8s %9s %8s %9s %9s" % head)
    return 0 if all([run_row(name, o, truth) for name in o.rows.split(",")]) else 1


if __name__ == "__main__":
    sys.exit(main())
