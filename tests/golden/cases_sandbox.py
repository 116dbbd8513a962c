"""The sandbox says what it is, and what the kernel lacks."""

import ctypes, platform, struct, time

from harness import *


def kernel_has_both_halves():
    """Asked of the kernel itself (landlock(7), seccomp(2)), and not of the program."""
    c = ctypes.CDLL(None)
    action = ctypes.c_uint32(0x50000)  # SECCOMP_RET_ERRNO
    seccomp = {"x86_64": 317, "aarch64": 277}.get(platform.machine())
    is_known = seccomp and struct.calcsize("P") == 8 and sys.byteorder == "little"
    return is_known and c.syscall(444, None, 0, 1) >= 1 and c.syscall(seccomp, 2, 0, ctypes.byref(action)) == 0


@test
def the_sandbox_can_be_insisted_on_where_the_kernel_has_it(tmp):
    """Nothing is said then. Where a build or a kernel has none, that is an error."""
    r = subprocess.run([PROGRAM, "--sandbox=require", "-v", "--json", tmp + "/s", MBOX], env=ENV, capture_output=True)
    if kernel_has_both_halves() and not INSTRUMENTED:
        assert r.returncode == 0 and b"kernel" not in r.stderr, r.stderr
    elif r.returncode != 0:
        assert r.returncode == 1 and (b"has no" in r.stderr or b"has neither" in r.stderr), r.stderr
        assert os.listdir(tmp) == []


@test
def the_probe_finds_what_the_documents_say(tmp):
    """The table of docs/ROBUSTNESS.md is the probe's own, made where all of Landlock is there."""
    probe = os.path.join(os.path.dirname(PROGRAM), "unit/test_sandbox")
    if not os.path.exists(probe) or INSTRUMENTED:
        raise Skipped("the probe is not built (make units), or it is for sanitizers")
    r = subprocess.run([PROGRAM, "--sandbox=require", "--json", tmp + "/s", MBOX], env=ENV, capture_output=True)
    if r.returncode != 0 or os.getuid() != 0:
        raise Skipped("the table is that of a kernel with Landlock and seccomp, seen by root")
    apart = ["unshare", "-pf", "--mount-proc"]
    if subprocess.run(apart + ["true"], capture_output=True).returncode != 0:
        apart = []
    table = subprocess.run(
        apart + [probe, "--table"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    ).stdout
    documented = open(os.path.join(ROOT, "docs/ROBUSTNESS.md")).read()
    assert "| possible |" not in table, table
    # An older kernel's Landlock forbids less than the one in the document: its column is left out.
    rows = lambda text: [(c[1], c[3], c[4]) for c in (line.split("|") for line in text.splitlines()) if len(c) == 6]
    wanted = rows(documented[documented.index("| what is tried") :])
    assert rows(table) == wanted, [r for r in rows(table) if r not in wanted]


@test
def a_library_that_ends_the_process_leaves_nothing(tmp):
    """A stand-in for libarchive's opening calls exit(3), as libarchive itself is known to do."""
    need_plain_memory()
    if not shutil.which("cc"):
        raise Skipped("needs a C compiler")
    open(tmp + "/exit.c", "w").write(
        """#include <archive.h>
#include <stdlib.h>
#include <sys/file.h>
int archive_read_open1(struct archive *a) { (void)a; exit(7); }
int flock(int file, int how) { (void)file; if (how == LOCK_EX) exit(7); return 0; }
"""
    )
    subprocess.check_call(["cc", "-shared", "-fPIC", "-o", tmp + "/exit.so", tmp + "/exit.c"])
    os.mkdir(tmp + "/o")
    os.mkdir(tmp + "/t")
    archive, env = SAMPLES + "/mail.tar.gz", {**ENV, "LD_PRELOAD": tmp + "/exit.so", "TMPDIR": tmp + "/t"}
    # Of two threads that compute and call exit(3) at once a failure is a matter of luck: many tries.
    for jobs, inputs in [("-j1", [MBOX, archive])] + 40 * [("-j3", [MBOX, archive]), ("-j4", [MBOX] + 4 * [archive])]:
        r = subprocess.run(
            [PROGRAM, jobs, "--json", "s", "--csv", "c", "--state", "st", *inputs],
            cwd=tmp + "/o",
            capture_output=True,
            env=env,
        )
        assert r.returncode == 1 and b"a library ended the run; files are as they were before" in r.stderr, (
            r.returncode,
            r.stderr,
        )
        until = time.time() + 5
        while os.listdir(tmp + "/o") + os.listdir(tmp + "/t") and time.time() < until:
            time.sleep(0.01)
        assert os.listdir(tmp + "/o") + os.listdir(tmp + "/t") == []
    # The run log is locked, and its line written, when all outputs are in place.
    r = subprocess.run([PROGRAM, "--json", "s", "--run-log", "log", MBOX], cwd=tmp + "/o", capture_output=True, env=env)
    assert r.returncode == 1 and b"a library ended the run when the outputs were in place" in r.stderr, r.stderr
    assert os.path.getsize(tmp + "/o/s") > 0


@test
def what_the_kernel_lacks_is_said_or_refused(tmp):
    """Kernels without one half or both, as the C library would tell of them."""
    need_plain_memory()
    if not shutil.which("cc"):
        raise Skipped("needs a C compiler")
    if run("--sandbox=auto", "-v", MBOX, "--json", tmp + "/s").stderr.count(b"kernel"):
        raise Skipped("this kernel lacks some of it in earnest")
    open(tmp + "/old.c", "w").write(
        """#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
long syscall(long number, ...)
{
    long a[6];
    va_list l;
    va_start(l, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(l, long);
    va_end(l);
    if (number == SYS_landlock_create_ruleset && getenv("NO_FILES")) {
        errno = ENOSYS;
        return -1;
    }
    return ((long (*)(long, ...))dlsym(RTLD_NEXT, "syscall"))(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
int prctl(int option, ...)
{
    unsigned long a[4];
    va_list l;
    va_start(l, option);
    for (int i = 0; i < 4; i++)
        a[i] = va_arg(l, unsigned long);
    va_end(l);
    if (option == PR_SET_SECCOMP && getenv("NO_CALLS")) {
        errno = EINVAL;
        return -1;
    }
    return ((int (*)(int, ...))dlsym(RTLD_NEXT, "prctl"))(option, a[0], a[1], a[2], a[3]);
}
"""
    )
    subprocess.check_call(["cc", "-shared", "-fPIC", "-o", tmp + "/old.so", tmp + "/old.c", "-ldl"])
    for lacks, said in (
        ({"NO_FILES": "1"}, b"this build or kernel has no Landlock"),
        ({"NO_CALLS": "1"}, b"this build or kernel has no seccomp"),
        ({"NO_FILES": "1", "NO_CALLS": "1"}, b"this build or kernel has neither Landlock nor seccomp"),
    ):
        env = {**ENV, "LD_PRELOAD": tmp + "/old.so", **lacks}
        r = run("-v", "--json", tmp + "/s", MBOX, env=env)
        assert r.stderr.count(said) == 1 and r.stderr.count(b"kernel") == 1, r.stderr
        assert b"kernel" not in run("--json", tmp + "/s", MBOX, env=env).stderr
        assert said in run("--sandbox=require", "--json", tmp + "/new", MBOX, env=env, status=1).stderr
        assert b"kernel" not in run("--sandbox=off", "-v", "--json", tmp + "/s", MBOX, env=env).stderr
        assert not os.path.exists(tmp + "/new")


@test
def inherited_descriptors_are_closed(tmp):
    """By the process and by those that it starts; what the user names stays."""
    os.mkfifo(tmp + "/endless")
    ends, named = os.pipe(), os.open(MBOX, os.O_RDONLY)
    p = subprocess.Popen(
        [PROGRAM, "--json", tmp + "/s", tmp + "/endless", "/dev/fd/%d" % named],
        env=ENV,
        pass_fds=(ends[1], named),
        stderr=subprocess.PIPE,
    )
    os.close(ends[1])
    children = lambda: open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split()
    until = time.time() + 20
    while len(children()) < 2 and time.time() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    held = {
        pid: [os.readlink("/proc/%s/fd/%s" % (pid, n)) for n in os.listdir("/proc/%s/fd" % pid)]
        for pid in [str(p.pid), *children()]
    }
    assert len(held) == 3 and not any("pipe:[%d]" % os.fstat(ends[0]).st_ino in files for files in held.values()), held
    open(tmp + "/endless", "wb").close()
    assert p.wait(20) == 0 and json.load(open(tmp + "/s"))["totals"]["reports"] > 0, p.stderr.read()
    os.close(ends[0])
    os.close(named)
