"""Runs over many machines, as docs/SCALE.md says."""
import json, os, shutil, subprocess, sys, time

from harness import *


def parts(tmp, seed, reports, n):
    """A corpus as n mboxes and a list of them, and what a single run gives."""
    path, _ = corpus(tmp, "mbox", seed, reports)
    mails = open(path, "rb").read().split(b"\nFrom tls@")
    mails = [mails[0]] + [b"From tls@" + m for m in mails[1:]]
    names = ["%s/%02d.mbox" % (tmp, i) for i in range(n)]
    for i, name in enumerate(names):
        open(name, "wb").write(b"\n".join(mails[len(mails) * i // n:len(mails) * (i + 1) // n]))
    open(tmp + "/list", "w").write("\n".join(names) + "\n")
    return names, summary(*names)


def same(got, whole):
    for n in "period domains days months reporters policy_types result_types failures coverage policies_seen".split():
        assert got[n] == whole[n], n
    for n in "reports policies failure_details successful_sessions failed_sessions".split():
        assert got["totals"][n] == whole["totals"][n], n


@test
def slices_together_are_the_whole(tmp):
    names, whole = parts(tmp, 96, 600, 10)
    for n in (1, 3, 10, 17):
        for k in range(1, n + 1):
            run("--files-from", tmp + "/list", "--slice", "%d/%d" % (k, n), "--ndjson", "%s/s%02d" % (tmp, k))
        same(summary(*["%s/s%02d" % (tmp, k) for k in range(1, n + 1)]), whole)
    for bad in ("0/3", "4/3", "x", "1", "1/2/3", "-1/2"):
        run("--slice", bad, "x", status=2)


@test
def gnu_parallel_maps_and_reduces(tmp):
    if not shutil.which("parallel"):
        raise Skipped("GNU parallel is not here")
    names, whole = parts(tmp, 97, 2000, 12)
    command = next(l.strip() for l in open(ROOT + "/docs/SCALE.md") if l.startswith("    docs/etl/map_reduce.sh"))
    command = command.replace("docs/", ROOT + "/docs/").replace(" list ", " %s/list " % tmp).replace(" out ", " %s/out " % tmp)
    subprocess.run(command, shell=True, check=True, env=dict(ENV, TLSRPT_AUDIT=PROGRAM, HOME=tmp), capture_output=True)
    same(json.load(open(tmp + "/out/summary.json")), whole)
