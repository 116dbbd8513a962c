"""What a run that is killed or ended leaves behind: nothing."""

import random, shutil, signal, time

from harness import *
from nested_files import report_mail


@test
def a_killed_run_leaves_nothing_behind(tmp):
    big, _ = corpus(tmp, "mbox", 100, 1500)
    os.mkdir(tmp + "/o")
    os.mkdir(tmp + "/t")
    args = ["--json", "s", "--csv", "c", "--xlsx", "x", "--extract", "raw", "--sqlite", "db", "--state", "st"]
    os.mkfifo(tmp + "/endless")
    names = {"s", "c", "x", "raw"}
    left = lambda: sorted(set(os.listdir(tmp + "/o")) - names) + os.listdir(tmp + "/t")
    for i in range(8):
        p = subprocess.Popen(
            [PROGRAM, "-q", *args, big, tmp + "/endless"], cwd=tmp + "/o", env={**ENV, "TMPDIR": tmp + "/t"}
        )
        folders = lambda: [n for n in left() if n.startswith((".", "tlsrpt-audit."))]
        until = time.time() + 10
        while time.time() < until and len(folders()) < 5:
            time.sleep(0.01)
        time.sleep(0.05 * i)
        assert len(folders()) == 5, left()
        p.kill()
        assert p.wait() == -9
        until = time.time() + 10
        while time.time() < until and left():
            time.sleep(0.01)
        assert not left() and not os.listdir(tmp + "/o"), (left(), os.listdir(tmp + "/o"))


@test
def a_run_killed_in_its_first_moments_leaves_nothing_behind(tmp):
    """KILLS=200: so many moments."""
    args = ["--json", "s", "--csv", "c", "--xlsx", "x", "--extract", "raw", "--sqlite", "db", "--state", "st"]
    args += ["--evidence", "bag", "--run-log", "log", "--html", "{domain}/page.html", tmp + "/endless"]
    os.mkfifo(tmp + "/endless")
    os.mkdir(tmp + "/o")
    os.mkdir(tmp + "/t")
    left = lambda: sorted(os.listdir(tmp + "/o") + os.listdir(tmp + "/t"))
    rng, begun = random.Random(7), []
    for i in range(int(os.environ.get("KILLS", "20"))):
        p = subprocess.Popen([PROGRAM, "-q", *args], cwd=tmp + "/o", env={**ENV, "TMPDIR": tmp + "/t"})
        wanted = rng.randrange(12)
        while p.poll() is None and len(left()) < wanted:
            time.sleep(0.0002)
        begun.append(len(left()))
        p.kill()
        assert p.wait() == -9
        until = time.time() + 10
        while time.time() < until and left():
            time.sleep(0.01)
        assert not left(), (i, begun[-1], left())
    assert len(set(begun)) > 3, begun


@test
@alone
def editions_that_are_ended_at_any_moment_leave_no_debris(tmp):
    """KILLS=50: so many moments. What is hidden goes; a signal that asks leaves no new folder, either."""

    def report(d, day):
        policy = policy_of("sts", "d%d.example" % d, 3, 0)
        return json.dumps(report_with("%d-%d" % (d, day), "2026-01-%02d" % day, policy))

    with open(tmp + "/in.json", "w") as f:
        f.write("\n".join(report(d, day) for d in range(20) for day in range(1, 29)))
    args = [
        PROGRAM,
        "-q",
        "--json",
        "o/{domain}/sub/s.json",
        "--csv",
        "o/{domain}/csv",
        "--html",
        "o/{domain}.html",
        "--sqlite",
        "o/{domain}/db",
        "--xlsx",
        "o/{domain}/x.xlsx",
        "in.json",
    ]
    out, rng = tmp + "/o", random.Random(3)
    found = lambda: sorted(
        os.path.relpath(os.path.join(at, n), out) for at, folders, files in os.walk(out) for n in folders + files
    )
    os.mkdir(out)
    begun = time.monotonic()
    subprocess.run(args, cwd=tmp, env=ENV, check=True)
    whole, all_ = time.monotonic() - begun, found()
    assert len([f for f in all_ if f.endswith("/db")]) == 20 and not [f for f in all_ if "/." in "/" + f], all_
    for i in range(int(os.environ.get("KILLS", "8"))):
        shutil.rmtree(out)
        os.mkdir(out)
        number = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[i % 3]
        p = subprocess.Popen(args, cwd=tmp, env=ENV, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(rng.random() * whole)
        p.send_signal(number)
        said = p.communicate()[1].decode()
        hidden = lambda: [f for f in found() if "/." in "/" + f]
        until = time.monotonic() + 10
        while hidden() and time.monotonic() < until:
            time.sleep(0.01)
        assert not hidden(), (i, number, hidden())
        placed = found()
        if number != signal.SIGKILL and p.returncode == 130 and "in place" not in said:
            assert not placed, (i, placed, said)
        assert p.returncode in (0, 130, -number) and (p.returncode != 0 or placed == all_), (i, p.returncode, said)


@test
def a_run_whose_processes_apart_are_stopped_does_not_wait_for_them(tmp):
    """They are stopped while it reads. Once it is to end, it does; what it left goes when they go on."""
    os.mkfifo(tmp + "/mail")
    os.mkdir(tmp + "/o")
    os.mkdir(tmp + "/t")
    args = [PROGRAM, "-q", "--json", "s", "--csv", "c", tmp + "/mail"]
    left = lambda: sorted(os.listdir(tmp + "/o") + os.listdir(tmp + "/t"))
    for decoders, mover, kept in (1, 0, ["c", "s"]), (0, 1, []), (1, 1, []):
        p = subprocess.Popen(args, cwd=tmp + "/o", env={**ENV, "TMPDIR": tmp + "/t"}, stderr=subprocess.PIPE)
        with open(tmp + "/mail", "wb") as mail:  # by now both have been started
            children = [int(n) for n in open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split()]
            stopped = [pid for pid, is_one in zip(children, (decoders, mover)) if is_one]
            try:
                for pid in stopped:
                    os.kill(pid, signal.SIGSTOP)
                mail.write(report_mail(1))
                mail.close()
                time.sleep(0.5)
                if mover:
                    p.terminate()
                said = p.communicate(timeout=30)[1]
            finally:
                for pid in stopped:
                    os.kill(pid, signal.SIGCONT)
        until = time.time() + 10
        while time.time() < until and left() != kept:
            time.sleep(0.01)
        assert left() == kept and (p.returncode, b"as they were" in said) == ((130, True) if mover else (0, False)), (
            left(),
            p.returncode,
            said,
        )
        shutil.rmtree(tmp + "/o")
        os.mkdir(tmp + "/o")
