"""Where a bag may stand, and what becomes of the old one when a run cannot end."""

import fcntl, glob, json, os, random, resource, shutil, signal, subprocess, time

from harness import *
from bags import INPUTS, check_bag, files_below, leftovers, read


@test
def a_folder_that_is_not_its_own_is_refused(tmp):
    bag, r = tmp + "/bag", tmp + "/kept"
    run("--evidence", bag, *INPUTS)
    shutil.copytree(bag, r)
    run("--evidence", bag, *INPUTS)

    def refused(part):
        before = {n: read(bag + "/" + n) for n in files_below(bag)}
        e = run("--evidence", bag, "--json", tmp + "/s.json", *INPUTS, status=1).stderr.decode()
        assert part in e and bag in e and not os.path.exists(tmp + "/s.json"), e
        assert {n: read(bag + "/" + n) for n in files_below(bag)} == before and leftovers(tmp) == []
        shutil.rmtree(bag)
        shutil.copytree(r, bag)

    for extra in ("/data/notes.txt", "/signature.sig", "/data/csv/mine.csv", "/data/reports/.hidden"):
        open(bag + extra, "w").write("mine")
        refused("name a new or empty folder")
    os.symlink("/etc/passwd", bag + "/data/link")
    refused("name a new or empty folder")
    for name in ("bag-info.txt", "manifest-sha256.txt", "README.txt", "bagit.txt"):
        open(bag + "/" + name, "a").write("more\n")
        refused("name a new or empty folder")
    os.remove(bag + "/tagmanifest-sha256.txt")
    refused("name a new or empty folder")
    info = open(bag + "/bag-info.txt").read()
    open(bag + "/bag-info.txt", "w").write(
        info.replace("Bag-Software-Agent: tlsrpt-audit", "Bag-Software-Agent: another")
    )
    refused("name a new or empty folder")
    shutil.rmtree(bag)
    os.mkdir(bag)
    run("--evidence", bag + "/", *INPUTS)  # an empty one is as good as none
    check_bag(bag)
    shutil.rmtree(bag)
    open(bag, "w").write("a file")
    run("--evidence", bag, *INPUTS, status=1)
    assert open(bag).read() == "a file"
    run("--evidence", tmp + "/none/bag", *INPUTS, status=1)
    run("--evidence", SAMPLES + "/Maildir", *INPUTS, status=1)
    run("--evidence", SAMPLES, *INPUTS, status=1)


@test
def hostile_names_stay_in_the_bag(tmp):
    report = {
        "organization-name": "../../evil\n%0a",
        "report-id": "../x",
        "contact-info": "x",
        "date-range": one_day("2024-03-01"),
        "policies": [policy_of("sts", "../..\\a b.example", 1, 0)],
    }
    os.makedirs(tmp + "/in/sub")
    for n, name in enumerate(["../etc!x!1!2.json", "a\nb\\c\rd.json", "%0A%25.json", "-rf.json", "ü.json"]):
        path = tmp + "/in/" + (name if "/" not in name else "sub/" + name.replace("/", "_"))
        open(path, "w").write(json.dumps(dict(report, **{"report-id": "../%d" % n})))
    odd = [tmp + "/in/" + n for n in os.listdir(tmp + "/in") if n != "sub"]
    run("--evidence", tmp + "/bag", "--organization", "a\nb: c\r\x1b[31m", *odd, tmp + "/in/sub")
    info = check_bag(tmp + "/bag")
    assert info["Source-Organization"] == "a b: c  [31m" and len(os.listdir(tmp + "/bag/data/reports")) == 5
    sums = subprocess.run(
        ["sha256sum", "--quiet", "--strict", "-c", tmp + "/bag/data/inputs.sha256"], capture_output=True
    )
    assert sums.returncode == 0 and not sums.stderr, sums


def small_disk(folder, kilobytes, test):
    """Calls `test` where `folder` is a file system of that size, in a process with mounts of its own."""
    import ctypes, traceback

    libc, CLONE_NEWNS, MS_PRIVATE_REC = ctypes.CDLL(None, use_errno=True), 0x20000, 1 << 18 | 1 << 14
    os.makedirs(folder, exist_ok=True)
    child = os.fork()
    if child == 0:
        status = 77
        try:
            if libc.unshare(CLONE_NEWNS) == 0 and libc.mount(b"none", b"/", None, MS_PRIVATE_REC, None) == 0:
                if libc.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, b"size=%dk" % kilobytes) == 0:
                    status = 1
                    test()
                    status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 77:
        raise Skipped("no file system of a size of its own can be mounted here")
    assert status == 0


@test
def a_full_disk_leaves_the_old_bag(tmp):
    disk = tmp + "/disk"
    for kilobytes in (700, 800, 900, 1000, 1150, 1300):

        def on_disk():
            run("--evidence", disk + "/bag", INPUTS[1])
            old = check_bag(disk + "/bag")["Payload-Oxum"]
            r = subprocess.run(
                [PROGRAM, "--evidence", disk + "/bag", "--evidence-mails", *INPUTS], env=ENV, capture_output=True
            )
            new = check_bag(disk + "/bag")["Payload-Oxum"]
            assert (r.returncode == 1 and new == old and b"No space left" in r.stderr) or (
                r.returncode == 0 and new != old
            ), (kilobytes, r)
            assert leftovers(disk) == [], (kilobytes, os.listdir(disk))
            print(kilobytes, r.returncode)

        small_disk(disk, kilobytes, on_disk)


@test
def a_file_that_may_not_grow_leaves_the_old_bag(tmp):
    bag = tmp + "/bag"
    run("--evidence", bag, INPUTS[1])
    old = check_bag(bag)["Payload-Oxum"]
    for most in (100, 1000, 5000, 20000, 45000, 70000):
        r = subprocess.run(
            [PROGRAM, "--evidence", bag, *INPUTS],
            env=ENV,
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        assert r.returncode != 0 and check_bag(bag)["Payload-Oxum"] == old, (most, r)
    run("--evidence", bag, *INPUTS)
    assert check_bag(bag)["Payload-Oxum"] != old and leftovers(tmp) == []


def wait_for_session(number):
    """What moves outputs outlives a killed run for a moment, and may put a bag in place while its files are read."""
    for _ in range(1000):
        running = 0
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                state, _, _, session = open(path).read().rpartition(")")[2].split()[:4]
            except (FileNotFoundError, ProcessLookupError):
                continue
            running += int(session) == number and state not in "ZX"
        if not running:
            return
        time.sleep(0.01)
    raise AssertionError("a process of session %d goes on" % number)


@alone
@test
def a_killed_run_leaves_the_old_bag_or_the_new(tmp):
    bag, r = tmp + "/bag", random.Random(11)
    runs = {}
    for name, inputs in (("old", INPUTS[1:2]), ("new", INPUTS)):
        began = time.monotonic()
        run("--evidence", bag, "--evidence-mails", *inputs)
        runs[name] = check_bag(bag)["Payload-Oxum"], inputs
        took = time.monotonic() - began
        shutil.rmtree(bag)
    run("--evidence", bag, "--evidence-mails", *runs["old"][1])
    seen = set()
    for n in range(40):
        wanted = "new" if n % 2 else "old"
        p = subprocess.Popen(
            [PROGRAM, "--evidence", bag, "--evidence-mails", *runs[wanted][1]],
            env=ENV,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(took * (r.random() * 2 + 0.5 if n % 4 > 1 else r.random()))
        try:
            os.killpg(p.pid, signal.SIGKILL)  # its group: not what moves outputs, which has one of its own
        except ProcessLookupError:
            pass
        p.wait()
        wait_for_session(p.pid)
        oxum = check_bag(bag)["Payload-Oxum"]
        assert oxum in (runs["old"][0], runs["new"][0]), oxum
        seen.add((oxum, bool(leftovers(tmp))))
    run("--evidence", bag, "--evidence-mails", *INPUTS)
    assert check_bag(bag)["Payload-Oxum"] == runs["new"][0] and leftovers(tmp) == [], leftovers(tmp)
    assert len(seen) > 1, seen


@test
def runs_at_the_same_time_do_not_clear_each_other_away(tmp):
    command = [PROGRAM, "--evidence", tmp + "/bag", *INPUTS]
    for p in [subprocess.Popen(command, env=ENV, stderr=subprocess.PIPE) for _ in range(4)]:
        said = p.communicate()[1]
        assert p.returncode == 0, said
    check_bag(tmp + "/bag")
    assert leftovers(tmp) == []
    # What is not of a killed run stays.
    os.makedirs(tmp + "/.bag.AbCdEf/notes")
    os.makedirs(tmp + "/.bag.ABCDEFG")
    open(tmp + "/.bag.abcdef", "w").close()
    run("--evidence", tmp + "/bag", INPUTS[1])
    assert sorted(leftovers(tmp)) == [".bag.ABCDEFG", ".bag.AbCdEf", ".bag.abcdef"]


@test
def a_held_folder_is_not_waited_for_without_end(tmp):
    held = os.open(tmp, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    assert subprocess.run([PROGRAM, "--evidence", tmp + "/bag", INPUTS[1]], env=ENV, timeout=60).returncode == 0
    check_bag(tmp + "/bag")
