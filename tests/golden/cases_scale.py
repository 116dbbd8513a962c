"""Runs over many machines, as docs/SCALE.md says."""
import json, os, shutil, subprocess, time

from harness import *


def parts(tmp, seed, reports, n):
    """A corpus as n mboxes and a list of them, and what a single run gives."""
    path, _ = corpus(tmp, "mbox", seed, reports)
    mails = open(path, "rb").read().split(b"\nFrom tls@")
    mails = [mails[0]] + [b"From tls@" + m for m in mails[1:]]
    names = ["%s/%02d.mbox" % (tmp, i) for i in range(n)]
    for i, name in enumerate(names):
        open(name, "wb").write(b"\n".join(mails[len(mails) * i // n : len(mails) * (i + 1) // n]))
    open(tmp + "/list", "w").write("\n".join(names) + "\n")
    return names, summary(*names)


def same(got, whole):
    for (
        n
    ) in "period domains days months reporters policy_types result_types failures addresses coverage policies_seen".split():
        assert got[n] == whole[n], n
    for n in "reports policies failure_details successful_sessions failed_sessions".split():
        assert got["totals"][n] == whole["totals"][n], n


@test
def slices_together_are_the_whole(tmp):
    names, whole = parts(tmp, 96, 600, 10)
    for n in (1, 3, 10, 17):
        read = []
        for k in range(1, n + 1):
            slice_ = ["--files-from", tmp + "/list", "--slice", "%d/%d" % (k, n), "--ndjson", "%s/s%02d" % (tmp, k)]
            read += [i["path"] for i in summary(*slice_)["inputs"]]
        assert read == open(tmp + "/list").read().split("\n")[: len(read)] and len(read) == len(names), (n, read)
        same(summary(*["%s/s%02d" % (tmp, k) for k in range(1, n + 1)]), whole)
    many = 70000  # their square has more than 32 bits
    open(tmp + "/many", "w").write("nothing\n" * (many - 1) + names[0] + "\n")
    last = summary("--files-from", tmp + "/many", "--slice", "%d/%d" % (many, many))["inputs"]
    assert [i["path"] for i in last] == [names[0]], last
    for bad in ("0/3", "4/3", "x", "1", "1/2/3", "-1/2"):
        run("--slice", bad, "x", status=2)


@test
def gnu_parallel_maps_and_reduces(tmp):
    if not shutil.which("parallel"):
        raise Skipped("GNU parallel is not here")
    names, whole = parts(tmp, 97, 2000, 12)
    command = next(l.strip() for l in open(ROOT + "/docs/SCALE.md") if l.startswith("    docs/etl/map_reduce.sh"))
    command = (
        command.replace("docs/", ROOT + "/docs/")
        .replace(" list ", " %s/list " % tmp)
        .replace(" out 200", " '%s/out put' 5" % tmp)
    )
    subprocess.run(command, shell=True, check=True, env=dict(ENV, TLSRPT_AUDIT=PROGRAM, HOME=tmp), capture_output=True)
    assert json.load(open(tmp + "/out put/summary.json")) == whole


# Runs what it is given at once: an array's tasks, and what waits for them if all ended well.
SBATCH = """#!/bin/sh
for word; do
    case $word in --array=1-*) tasks=${word#*=1-} ;; --dependency=*) waits=1 ;; esac
    wrap=$word
done
echo 7
[ -z "$waits" ] || [ ! -e failed ] || exit 0
for task in $(seq "${tasks:-1}"); do
    SLURM_ARRAY_TASK_ID=$task sh -c "$wrap" >/dev/null || touch failed
done
"""


@test
def a_part_that_could_not_be_written_is_missed(tmp):
    """Of four inputs three were merged, with status 0, where the disk was full for the fourth: status 1 is that of mail. In a folder with a quote mark no part was written."""
    for n in range(1, 5):
        shutil.copy(SAMPLES + "/mail.mbox", tmp + "/in%d" % n)
    open(tmp + "/list", "w").write("".join("%s/in%d\n" % (tmp, n) for n in (1, 2, 3, 4)))
    full = (
        '#!/bin/sh\nfor word; do\n [ "$word" != 3/4 ] && [ "$word" != %s/in3 ] || exec %s -q --part /dev/full %s/in3\n'
    )
    for name, text in (("full", full % (tmp, PROGRAM, tmp) + 'done\nexec %s "$@"\n' % PROGRAM), ("sbatch", SBATCH)):
        open(tmp + "/" + name, "w").write(text)
        os.chmod(tmp + "/" + name, 0o755)
    for script, *more in (["map_reduce.sh"], ["slurm.sh", "4", "--reviewer", "O'Brien & Sons"]):
        if script == "map_reduce.sh" and not shutil.which("parallel"):
            continue
        command = [ROOT + "/docs/etl/" + script, "list", "it's out", *more]
        for program, messages in ((PROGRAM, 116), (tmp + "/full", None), (PROGRAM, 116)):
            for old in ("failed", "it's out/summary.json"):
                if os.path.exists(tmp + "/" + old):
                    os.remove(tmp + "/" + old)
            env = dict(ENV, HOME=tmp, TLSRPT_AUDIT=program, PATH=tmp + ":" + os.environ["PATH"])
            status = subprocess.run(command, cwd=tmp, env=env, capture_output=True).returncode
            is_there = os.path.exists(tmp + "/it's out/summary.json")
            assert is_there == bool(messages), (script, program, status)
            assert (
                not messages or json.load(open(tmp + "/it's out/summary.json"))["totals"]["messages"] == messages
            ), script
            assert (status == 0 and not os.path.exists(tmp + "/failed")) == is_there, (script, program, status)


SLURM = """ClusterName=test
SlurmctldHost=localhost
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={0}/munge.sock
StateSaveLocation={0}/state
SlurmdSpoolDir={0}/spool-%n
SlurmctldPidFile={0}/ctld.pid
SlurmdPidFile={0}/%n.pid
SlurmctldLogFile={0}/ctld.log
SlurmdLogFile={0}/d.log
SlurmctldPort={1}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MinJobAge=600
NodeName=n1 NodeHostname=localhost Port={2} CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=localhost Port={3} CPUs=2 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """Two nodes on loopback, with a key and folders of their own."""

    def __init__(self, tmp):
        self.tmp, self.env = tmp, dict(ENV, SLURM_CONF=tmp + "/slurm.conf", HOME=tmp)
        os.chmod(tmp, 0o755)
        for d in ("state", "spool-n1", "spool-n2"):
            os.mkdir(tmp + "/" + d)
        open(tmp + "/slurm.conf", "w").write(SLURM.format(tmp, *[free_port() for _ in range(3)]))
        open(tmp + "/munge.key", "wb").write(os.urandom(1024))
        os.chmod(tmp + "/munge.key", 0o600)
        self.call(
            "munged",
            "--force",
            "--key-file=%s/munge.key" % tmp,
            "--socket=%s/munge.sock" % tmp,
            "--pid-file=%s/munge.pid" % tmp,
            "--log-file=%s/munge.log" % tmp,
            "--seed-file=%s/munge.seed" % tmp,
        )
        self.call("slurmctld")
        for node in ("n1", "n2"):
            self.call("slurmd", "-N", node)
        self.wait(lambda: self.nodes() == ["idle", "idle"])

    def nodes(self):
        """Their states; none where the controller does not answer yet."""
        try:
            return self.call("sinfo", "-h", "-N", "-o", "%T").split()
        except subprocess.CalledProcessError:
            return []

    def call(self, *command):
        return subprocess.run(
            command, env=self.env, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60
        ).stdout.decode()

    @staticmethod
    def wait(condition, seconds=90):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited too long"
            time.sleep(0.3)

    def stop(self):
        for name in ("n1", "n2", "ctld", "munge"):
            try:
                os.kill(int(open("%s/%s.pid" % (self.tmp, name)).read()), 15)
            except (OSError, ValueError):
                pass
        time.sleep(1)


@test
def slurm_runs_an_array_and_merges(tmp):
    if INSTRUMENTED:
        raise Skipped("it takes a minute, and runs without sanitizers and coverage")
    if not all(shutil.which(p) for p in ("slurmctld", "slurmd", "munged")) or os.getuid() != 0:
        raise Skipped("Slurm (slurm-wlm, munge) is not here, or this is not root")
    names, _ = parts(tmp, 98, 4000, 16)
    open(tmp + "/list", "a").write(tmp + "/absent.mbox\n")
    run("--json", tmp + "/single.json", "--ndjson", tmp + "/single.ndjson", "--files-from", tmp + "/list", status=1)
    # The third task waits at its first try, so that it can be killed in the middle; the fifth, so that its node can be drained.
    open(tmp + "/program", "w").write(
        '#!/bin/sh\nfor task in 3 5; do\n if [ "$SLURM_ARRAY_TASK_ID" = $task ] && [ ! -e %s/tried-$task ]; then\n'
        '  echo $SLURMD_NODENAME >%s/tried-$task; sleep $((task == 3 ? 100 : 5)); fi\ndone\nexec %s "$@"\n'
        % (tmp, tmp, PROGRAM)
    )
    os.chmod(tmp + "/program", 0o755)
    slurm = Slurm(tmp)
    try:
        command = next(l.strip() for l in open(ROOT + "/docs/SCALE.md") if l.startswith("    docs/etl/slurm.sh"))
        command = (
            command.replace("docs/", ROOT + "/docs/")
            .replace(" list ", " %s/list " % tmp)
            .replace(" out 64", " %s/out 8" % tmp)
        )
        merge = (
            subprocess.run(
                command,
                shell=True,
                check=True,
                env=dict(slurm.env, TLSRPT_AUDIT=tmp + "/program"),
                stdout=subprocess.PIPE,
            )
            .stdout.decode()
            .strip()
        )
        array = int(merge) - 1
        slurm.wait(lambda: os.path.exists(tmp + "/tried-3"))
        slurm.call("scontrol", "requeue", "%d_3" % array)
        slurm.wait(lambda: "PENDING" in slurm.call("squeue", "-h", "-j", "%d_3" % array, "-o", "%T"))
        slurm.wait(lambda: os.path.exists(tmp + "/tried-5") and open(tmp + "/tried-5").read())
        drained = open(tmp + "/tried-5").read().strip()
        slurm.call("scontrol", "update", "NodeName=" + drained, "State=DRAIN", "Reason=test")
        slurm.call("scontrol", "update", "JobId=%d_3" % array, "StartTime=now")  # a requeued job waits two minutes else
        slurm.wait(
            lambda: os.path.exists(tmp + "/out/summary.json") and os.path.exists(tmp + "/out/records.ndjson"), 400
        )
        assert "drain" in slurm.call("sinfo", "-h", "-n", drained, "-o", "%T")
        for name in ("summary.json", "records.ndjson"):
            kept = "single" + name[name.index(".") :]
            assert open("%s/out/%s" % (tmp, name), "rb").read() == open("%s/%s" % (tmp, kept), "rb").read(), name
    finally:
        slurm.stop()
