#!/usr/bin/env python3
"""Whole runs of the program against kept outputs, truth files and independent readers.

    run.py PROGRAM [NAME...]      prints a line per case that fails, then 'N passed, N failed, N skipped'
"""
import importlib, os, shutil, sys, tempfile, time
from collections import Counter

import harness

for name in sorted(os.listdir(harness.HERE)):
    if name.startswith("cases_") and name.endswith(".py"):
        importlib.import_module(name[:-3])

results = Counter()
for t in harness.tests:
    if sys.argv[2:] and not any(word in t.__name__ for word in sys.argv[2:]):
        continue
    tmp, began = tempfile.mkdtemp(), time.monotonic()
    try:
        t(tmp)
        results["passed"] += 1
    except harness.Skipped as e:
        results["skipped"] += 1
        print("SKIPPED %s: %s" % (t.__name__, e))
    except Exception as e:
        results["failed"] += 1
        print("FAILED %s: %s %s" % (t.__name__, type(e).__name__, e))
    finally:
        shutil.rmtree(tmp, ignore_errors=True)
    if time.monotonic() - began > 20:
        print("slow: %s took %.0f s" % (t.__name__, time.monotonic() - began))
print("%d passed, %d failed, %d skipped" % (results["passed"], results["failed"], results["skipped"]))
sys.exit(results["failed"] > 0)
