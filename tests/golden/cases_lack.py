"""What lacks (room for files, temporary folders, rights, calls of the kernel) is told of by name, and nothing is half written."""
import json, os, resource, shutil, subprocess, zipfile

from harness import *
from nested_files import report_mail


def many(tmp, n, to="many.json"):
    """Reports that make large rows."""
    day = "2024-03-%02dT%s"
    with open(tmp + "/" + to, "w") as f:
        for i in range(n):
            policy = {"policy-type": "sts", "policy-domain": "agency.example", "policy-string": ["version: STSv1"]}
            counts = {"total-successful-session-count": i, "total-failure-session-count": 0}
            dates = [day % (1 + i % 28, at) for at in ("00:00:00Z", "23:59:59Z")]
            one = {"organization-name": "Sender", "contact-info": "a@b.example", "report-id": "%d-%s" % (i, "x" * 150)}
            one["date-range"] = dict(zip(("start-datetime", "end-datetime"), dates))
            json.dump({**one, "policies": [{"policy": policy, "summary": counts}]}, f)
            f.write("\n")
    return tmp + "/" + to


def as_nobody(*args):
    """Root may write anywhere. A build that counts lines (gcov) says that it cannot write what it counted."""
    drop = (lambda: (os.setgroups([]), os.setgid(65534), os.setuid(65534))) if os.getuid() == 0 else None
    r = subprocess.run([PROGRAM, "-q", *args], capture_output=True, preexec_fn=drop, env=ENV, timeout=60)
    assert r.returncode == 1, r
    return "".join(l for l in r.stderr.decode().splitlines(True) if not l.startswith("profiling:"))


def lacking(args, size=None, **env):
    limit = size and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    return subprocess.run([PROGRAM, "-q", *args], capture_output=True, preexec_fn=limit, env={**ENV, **env}, timeout=60)


def with_calls(tmp, source):
    """The environment in which the C library has these calls instead of its own."""
    need_plain_memory()
    if not shutil.which("cc"):
        raise Skipped("needs a C compiler")
    with open(tmp + "/lacks.c", "w") as f:
        f.write(source)
    subprocess.check_call(["cc", "-w", "-fno-builtin", "-shared", "-fPIC", "-o", tmp + "/lacks.so", tmp + "/lacks.c"])
    return {"LD_PRELOAD": tmp + "/lacks.so"}


def without(tmp, call, failure):
    """The environment in which the C library's call fails so."""
    return with_calls(tmp, "#include <errno.h>\nint %s(void) { errno = %s; return -1; }\n" % (call, failure))


@test
def a_file_system_that_tells_no_types_hides_no_folder_of_a_maildir(tmp):
    env = with_calls(
        tmp,
        """#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
struct dirent *readdir(DIR *folder)
{
    struct dirent *entry = ((struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir"))(folder);
    if (entry)
        entry->d_type = DT_UNKNOWN;
    return entry;
}
""",
    )
    for n, name in enumerate(("1", "2024/03/2")):
        os.makedirs(os.path.dirname(tmp + "/m/cur/" + name), exist_ok=True)
        open(tmp + "/m/cur/" + name, "wb").write(report_mail(n))
    r = lacking(["--json", "-", tmp + "/m"], **env)
    totals = json.loads(r.stdout)["totals"]
    assert (totals["messages"], totals["files_skipped"]) == (2, 0), totals


@test
def a_kernel_before_5_9_lets_a_run_end(tmp):
    for failure in "ENOSYS", "EPERM":
        env = without(tmp, "close_range", failure)
        r = lacking(["--json", tmp + "/out", MBOX, SAMPLES + "/mail.tar.gz"], **env)
        assert (r.returncode, r.stderr) == (0, b"") and os.path.exists(tmp + "/out"), r


@test
def a_folder_is_replaced_where_nothing_can_be_exchanged(tmp):
    out = tmp + "/o"
    os.mkdir(out)
    args = ["--csv", out + "/csv", "--evidence", out + "/bag", "--extract", out + "/{domain}/e", MBOX]
    for failure in "EINVAL", "ENOSYS":
        env = without(tmp, "renameat2", failure)
        for night in range(3):
            before = os.path.exists(out + "/csv") and os.stat(out + "/csv").st_ino
            r = lacking(args, **env)
            assert (r.returncode, r.stderr) == (0, b""), (failure, night, r)
            assert [f for f in sorted(os.listdir(out)) if "example" not in f] == ["bag", "csv"] and os.stat(
                out + "/csv"
            ).st_ino != before
    assert (
        b"ok"
        in subprocess.run(
            ["sha256sum", "-c", "manifest-sha256.txt"], cwd=out + "/bag", capture_output=True
        ).stdout.lower()
    )


@test
def a_workbook_whose_temporary_files_find_no_room_is_not_written(tmp):
    mail, out, bag = many(tmp, 3000), tmp + "/book.xlsx", tmp + "/bag"
    run("-q", "--xlsx", out, mail)
    parts = {i.filename: i.file_size for i in zipfile.ZipFile(out).infolist()}
    os.remove(out)
    most = max(parts.values())
    failed = 0
    for size in *range(most // 3, most + 2, most // 7), most - 1, most - 100, most - 3000, most, most + 5000:
        r = lacking(["--xlsx", out, mail], size)
        if r.returncode == 0:
            assert {i.filename: i.file_size for i in zipfile.ZipFile(out).infolist()} == parts, (size, most)
            os.remove(out)
            continue
        failed += 1
        assert r.returncode == 1 and b"book.xlsx: a temporary file in " in r.stderr, (size, most, r)
        assert not os.path.exists(out) and os.listdir(tmp) == ["many.json"], (size, os.listdir(tmp))
    assert failed >= 7, failed
    r = lacking(["--evidence", bag, mail], most // 2)
    assert r.returncode == 1 and b"bag: " in r.stderr and not os.path.exists(bag), r


@test
def a_temporary_folder_that_is_not_there_is_named(tmp):
    out = tmp + "/out"
    r = lacking(["--xlsx", out, MBOX], TMPDIR="/no/such/folder")
    assert r.returncode == 1 and b"in /no/such/folder (TMPDIR): No such file" in r.stderr, r
    assert not os.path.exists(out)
    r = lacking(["--json", out, MBOX], TMPDIR="/no/such/folder")
    assert r.returncode == 0 and os.path.exists(out), r


@test
def many_reports_that_find_no_room_in_tmpdir_say_so(tmp):
    mail = many(tmp, 1000)
    lines = open(mail).read()
    with open(mail, "w") as f:  # many others with the same ids: conflicts are kept, as reports are for editions
        for i in range(60):
            f.write(lines.replace('session-count": ', 'session-count": %d' % (i + 1)))
    for out in tmp + "/out", tmp + "/{domain}":
        r = lacking(["--json", out, mail], TMPDIR="/no/such/folder")
        assert r.returncode == 1 and r.stderr.endswith(b" in /no/such/folder (TMPDIR): No such file or directory\n"), r
        assert os.listdir(tmp) == ["many.json"]


@test
def a_database_that_cannot_be_written_says_whether_it_or_its_folder(tmp):
    shut, mail = tmp + "/shut", tmp + "/mail.mbox"
    shutil.copy(MBOX, mail)
    os.mkdir(shut)
    for option in "--state", "--sqlite":
        run(option, shut + "/open", mail)
        run(option, shut + "/closed", mail)
        os.chmod(shut + "/open", 0o666)
        os.chmod(shut + "/closed", 0o444)
        os.chmod(tmp, 0o755)
        os.chmod(shut, 0o555)
        assert as_nobody(option, shut + "/new", mail) == "tlsrpt-audit: %s/new: Permission denied\n" % shut
        assert shut + "/open: is in a folder that cannot be written to" in as_nobody(option, shut + "/open", mail)
        assert shut + "/closed: is read-only" in as_nobody(option, shut + "/closed", mail)
        os.chmod(shut, 0o755)
        os.remove(shut + "/open")
        os.remove(shut + "/closed")


@test
def a_state_is_private_where_a_link_leads_to_it_too(tmp):
    os.symlink("made", tmp + "/link")
    run("--state", tmp + "/link", MBOX)
    assert os.stat(tmp + "/made").st_mode & 0o777 == 0o600


@test
def a_folder_of_which_a_part_cannot_be_read_has_no_hash(tmp):
    """Who may read all of it would get another one, and take the evidence for false."""
    os.makedirs(tmp + "/mail/shut")
    os.mkdir(tmp + "/out", 0o777)
    for name in "one.mbox", "shut/two.mbox":
        shutil.copy(MBOX, tmp + "/mail/" + name)
    for path, mode in (tmp, 0o755), (tmp + "/out", 0o777), (tmp + "/mail/shut", 0):
        os.chmod(path, mode)
    said = as_nobody("--hash-inputs", "--json", tmp + "/out/s.json", tmp + "/mail")
    assert "mail: its SHA-256 is not known: Permission denied\n" in said, said
    assert "sha256" not in json.load(open(tmp + "/out/s.json"))["inputs"][0]
    os.chmod(tmp + "/mail/shut", 0o700)
    assert "sha256" in summary("--hash-inputs", tmp + "/mail")["inputs"][0]


@test
def a_run_with_few_open_files_says_so(tmp):
    """Not that what it reads is forbidden: the sandbox needs some, too."""
    few = lambda n: lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (n, n))
    statuses = set()
    for n in range(4, 16):
        for name in ("mail.mbox", "mail.tar.gz", "Maildir"):
            args = [PROGRAM, "-q", "--json", tmp + "/out", os.path.join(SAMPLES, name)]
            r = subprocess.run(args, capture_output=True, preexec_fn=few(n), env=ENV, timeout=60)
            statuses.add(r.returncode)
            assert r.returncode == 0 or b"Too many open files" in r.stderr, (n, name, r)
            if os.path.exists(tmp + "/out"):
                os.unlink(tmp + "/out")
    assert statuses == {0, 1}, statuses
    assert os.listdir(tmp) == []


def an_archive_decoded_apart(path):
    """ar(5), with one mail in it."""
    mail = report_mail(1)
    head = b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (b"a.eml/", 0, 0, 0, b"100644", len(mail))
    with open(path, "wb") as f:
        f.write(b"!<arch>\n" + head + mail + b"\n" * (len(mail) % 2))
    return path


@test
def what_a_process_apart_lacks_is_named(tmp):
    """Open files, or a process itself: root may have any number, and what others run counts as nobody's own."""
    path = an_archive_decoded_apart(tmp + "/a.ar")
    os.chmod(tmp, 0o755)

    def lacks(limit, most):
        resource.setrlimit(limit, (most, most))
        if limit == resource.RLIMIT_NPROC:
            os.setgroups([]), os.setgid(65534), os.setuid(65534)

    wants = [(resource.RLIMIT_NOFILE, b"was not read: Too many open files\n")]
    if os.getuid() == 0:
        said = b"no process could be started for it: Resource temporarily unavailable\n"
        wants.append((resource.RLIMIT_NPROC, said))
    for limit, want in wants:
        for most in range(4, 40):
            args = [PROGRAM, "-q", "--json", "/dev/null", path]
            r = subprocess.run(args, capture_output=True, preexec_fn=lambda: lacks(limit, most), env=ENV, timeout=60)
            assert r.returncode == 0 or want.split(b": ")[-1] in r.stderr, (most, r)
            if want in r.stderr:
                break
        assert want in r.stderr, (want, r)


@test
def a_stack_that_is_too_small_is_told(tmp):
    """It would end the run without a word; what is just enough is enough for all that is written."""
    out = [
        "--%s=%s/%s" % (kind, tmp, kind) for kind in ("json", "csv", "xlsx", "html", "evidence", "sqlite", "statement")
    ]
    args = [PROGRAM, "-q", "-j3", *out, an_archive_decoded_apart(tmp + "/a.ar"), MBOX]

    def with_stack(kilobytes):
        small = lambda: resource.setrlimit(resource.RLIMIT_STACK, (kilobytes << 10, kilobytes << 10))
        r = subprocess.run(args, capture_output=True, preexec_fn=small, env=ENV, timeout=60)
        return r.returncode, r.stderr.decode()

    for few in (64, 128, 255):
        said = "tlsrpt-audit: a run needs a stack of 256 KB (ulimit -s), and may have %d\n" % few
        assert with_stack(few) == (1, said) and os.listdir(tmp) == ["a.ar"], (few, with_stack(few))
    assert INSTRUMENTED or with_stack(256) == (0, "")
