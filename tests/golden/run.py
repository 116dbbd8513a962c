#!/usr/bin/env python3
"""Whole runs of the program against kept outputs, truth files and independent readers.

    run.py PROGRAM [NAME...]      the cases whose names hold one of the words; prints each that fails, with its
                                  traceback, then 'N passed, N failed, N skipped'

Cases run side by side, two for each processor there is (JOBS=1: one after the other), those marked @alone after the
others. KEEP=1 leaves the folder of a case that fails.
"""
import importlib, io, multiprocessing, os, shutil, sys, tempfile, time, traceback
from collections import Counter
from contextlib import redirect_stdout

import harness

SLOW = 20  # seconds; a case that takes longer is told


def case(number):
    """Runs one case; gives its name, 'passed', 'failed' or 'skipped', and what is to be said."""
    f, said = harness.tests[number], io.StringIO()
    tmp, began, outcome = tempfile.mkdtemp(prefix="golden-"), time.monotonic(), "passed"
    keeps = False
    with redirect_stdout(said):
        try:
            f(tmp)
        except harness.Skipped as e:
            outcome = "skipped"
            print("SKIPPED %s: %s" % (f.__name__, e))
        except Exception:
            outcome, keeps = "failed", bool(os.environ.get("KEEP"))
            print("FAILED %s%s" % (f.__name__, ", which left " + tmp if keeps else ""))
            traceback.print_exc(file=said)
        seconds = time.monotonic() - began
        if seconds > SLOW:
            print("slow: %s took %.0f s" % (f.__name__, seconds))
    if not keeps:
        shutil.rmtree(tmp, ignore_errors=True)
    return outcome, said.getvalue()


def outcomes(numbers, jobs):
    """Each case has a process of its own: Linux counts what a parent holds as the program's memory (peak_kb)."""
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(case, numbers, chunksize=1)


def main():
    for name in sorted(os.listdir(harness.HERE)):
        if name.startswith("cases_") and name.endswith(".py"):
            importlib.import_module(name[:-3])
    wanted = [
        i for i, f in enumerate(harness.tests) if not sys.argv[2:] or any(word in f.__name__ for word in sys.argv[2:])
    ]
    # Half the time of a case is waiting: for its disk, a browser, a database, a moment to kill a run.
    jobs = int(os.environ.get("JOBS") or 2 * len(os.sched_getaffinity(0)))
    beside = [i for i in wanted if harness.tests[i] not in harness.lonely]
    results = Counter()
    for numbers, n in ((beside, jobs), ([i for i in wanted if i not in beside], 1)):
        for outcome, said in outcomes(numbers, n):
            results[outcome] += 1
            print(said, end="", flush=True)
    print("%d passed, %d failed, %d skipped" % (results["passed"], results["failed"], results["skipped"]))
    sys.exit(results["failed"] > 0 or not wanted)


main()
