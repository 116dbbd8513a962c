"""What the golden tests share: a decorator that registers a case, and ways to run the program and to make corpora."""
import contextlib, csv, datetime, fcntl, filecmp, functools, hashlib, itertools, json, os, pty, re, resource, shutil, socket
import struct, subprocess, sys, tempfile, termios, time, zlib
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
SAMPLES = os.path.join(ROOT, "samples")
SAMPLE_INPUTS = ["Maildir", "mail.mbox", "mail.tar.gz"]
MBOX = os.path.join(SAMPLES, "mail.mbox")
PROGRAM = os.path.realpath(sys.argv[1])
# With sanitizers or coverage a run is slower, takes other memory, and has not all of the sandbox.
INSTRUMENTED = os.path.basename(os.path.dirname(PROGRAM)) in ("asan", "tsan", "coverage")
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1785542400", COLUMNS="80", XDG_CONFIG_HOME="/nonexistent")
tests, lonely, runs = [], set(), itertools.count()


def test(f):
    tests.append(f)
    return f


def sha(data):
    return hashlib.sha256(data).hexdigest()


CORPORA = os.path.join(SHARED, "corpus")
on_corpora_names = []


def the_corpora_beside_the_project(tmp):
    raise Skipped("../shared/corpus is not here: " + ", ".join(on_corpora_names))


def on_corpora(f):
    """A case on the corpora in ../shared: where these are not, all such cases are one, which is skipped and names them."""
    if os.path.isdir(CORPORA):
        return test(f)
    if not on_corpora_names:
        test(the_corpora_beside_the_project)
    on_corpora_names.append(f.__name__)
    return f


def alone(f):
    """A case that measures time, or depends on it: it runs when no other does. Stands below @test."""
    lonely.add(f)
    return f


class Skipped(Exception):
    pass


def looked_through_now_and_then(env):
    """LeakSanitizer takes a third of a short run: where a case runs the program often, every fourth run is looked through."""
    n = next(runs)
    return dict(env, ASAN_OPTIONS="detect_leaks=0") if INSTRUMENTED and n > 8 and n % 4 else env


def run(*args, cwd=None, status=0, stdin=None, env=ENV):
    env = looked_through_now_and_then(env)
    r = subprocess.run([PROGRAM, *map(str, args)], cwd=cwd, env=env, input=stdin, capture_output=True)
    assert status in (None, r.returncode), "%s: exit %d, wanted %d: %s" % (
        args,
        r.returncode,
        status,
        r.stderr.decode(),
    )
    return r


def on_terminal(*args, columns=0, **env):
    """What a run writes where its standard output and error are one terminal (0: that does not know how wide it is)."""
    leader, follower = pty.openpty()
    fcntl.ioctl(leader, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    p = subprocess.Popen(
        [PROGRAM, *args], env=dict(ENV, NO_COLOR="1", **env), stdin=subprocess.DEVNULL, stdout=follower, stderr=follower
    )
    os.close(follower)
    out = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while got := os.read(leader, 65536):
            out += got
    os.close(leader)
    assert p.wait() >= 0, (args, p.returncode)
    return out.decode("utf-8", "replace")


def built(tool, *args):
    """What another program of the build writes, such as the one that makes a manual page."""
    return subprocess.run([os.path.join(os.path.dirname(PROGRAM), tool), *args], capture_output=True, check=True).stdout


def summary(*args, **kw):
    s = json.loads(run("--json", "-", *args, **kw).stdout)
    keys = Counter(f["key"] for f in s.get("findings", []))
    assert not [f for f in s.get("findings", []) if keys[f["key"]] > 1], s["findings"]  # SPEC 8.2
    return s


def one_day(day):
    """The date-range of a report about that day, 2026-01-31."""
    return {"start-datetime": day + "T00:00:00Z", "end-datetime": day + "T23:59:59Z"}


def policy_of(kind, domain, successful, failed, *details, **more):
    """An element of a report's policies, with these failure-details, if any; more: of its policy object."""
    return {
        "policy": {"policy-type": kind, "policy-domain": domain, **more},
        "summary": {"total-successful-session-count": successful, "total-failure-session-count": failed},
        **({"failure-details": list(details)} if details else {}),
    }


def report_with(id_, day, *policies, org="Org", contact="x@org.example"):
    """A report about one day."""
    return {
        "organization-name": org,
        "report-id": id_,
        "contact-info": contact,
        "date-range": one_day(day),
        "policies": list(policies),
    }


def need_plain_memory():
    """Sanitizers and coverage take memory and time of their own: what is measured is measured without them."""
    if INSTRUMENTED:
        raise Skipped("memory and time are measured without sanitizers and coverage")


@contextlib.contextmanager
def processor_time_below(seconds, *about):
    """What the programs take that are run meanwhile, in user mode."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    yield
    taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert taken < seconds, (taken, *about)


def fewer(n):
    """So many, where memory and time are measured; elsewhere a tenth of them goes the same ways."""
    return n // 10 if INSTRUMENTED else n


def leave_to_plain_build(reader):
    """What another program makes of an output is the same whoever wrote its bytes; what writes them was looked at by now."""
    if INSTRUMENTED:
        raise Skipped(reader + " looks at what a plain build writes")


def peak_kb(*args, status=0):
    """The most memory that a run takes. A small process starts it: Linux counts what a parent holds at that time as the child's."""
    script = "import resource, subprocess, sys; assert subprocess.call(sys.argv[2:]) == int(sys.argv[1]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-c", script, str(status), PROGRAM, *map(str, args)]
    return int(subprocess.run(command, env=ENV, capture_output=True, check=True).stdout)


def send_once_caught(p, number):
    """Sends a signal to a run that has begun so far as to catch it: on a busy machine, or with sanitizers, that takes a while."""
    for _ in range(300):
        caught = next(line for line in open("/proc/%d/status" % p.pid) if line.startswith("SigCgt:"))
        if int(caught.split()[1], 16) >> (number - 1) & 1:
            break
        time.sleep(0.1)
    time.sleep(0.3)  # now it reads or waits
    p.send_signal(number)


def same_tree(a, b):
    names = sorted(os.listdir(a))
    assert names == sorted(os.listdir(b)), (names, os.listdir(b))
    for n in names:
        assert filecmp.cmp(os.path.join(a, n), os.path.join(b, n), False), n + " differs"


def corpus(tmp, form, seed, reports, *more):
    tool = os.path.join(ROOT, "tests/corpus/make_corpus.py")
    out = os.path.join(tmp, "%s-%s" % (form, seed))
    subprocess.check_call(
        [
            sys.executable,
            tool,
            "--form",
            form,
            "--seed",
            str(seed),
            "--reports",
            str(reports),
            "--out",
            out,
            "--truth",
            out + ".truth",
            *more,
        ]
    )
    return out, json.load(open(out + ".truth"))


@functools.lru_cache(maxsize=16)
def flushed(piece):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(piece) + c.flush(zlib.Z_FULL_FLUSH)


def gzip_of(*pieces):
    """One gzip of all of them, quick where they repeat: behind a full flush, what a piece packs to depends on it alone."""
    crc = functools.reduce(lambda crc, piece: zlib.crc32(piece, crc), pieces, 0)
    ending = b"\3\0" + struct.pack("<II", crc, sum(map(len, pieces)) % 2**32)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"".join(map(flushed, pieces)) + ending


@functools.lru_cache(maxsize=16)
def letters(n):
    """So many; the same object each time, which need not be looked at to be known again."""
    return b"a" * n


def compare(got, truth):
    truth["period"] = {**got["period"], **truth["period"]}
    for f in truth["failures"]:
        if f["receiving_mx_hostname"] is None:
            del f["receiving_mx_hostname"]
    key = lambda f: (f["policy_domain"], f["result_type"], f.get("receiving_mx_hostname", ""))
    for name, want in truth.items():
        if name == "rejected_reasons":
            assert Counter(r["reason"] for r in got["rejected"]) == want, name
        elif name == "totals":
            for k, v in want.items():
                assert got["totals"][k] == v, (k, got["totals"][k], v)
        elif name == "failures":
            assert sorted(got[name], key=key) == want, name
            assert [f["failed_sessions"] for f in got[name]] == sorted(
                (f["failed_sessions"] for f in want), reverse=True
            )
        elif isinstance(want, list) and want and isinstance(want[0], dict):
            # What the truth says of a row; a row of the summary tells more (readiness, windows).
            assert [{k: row.get(k) for k in w} for row, w in zip(got[name], want)] == want and len(got[name]) == len(
                want
            ), name
        else:
            assert got[name] == want, name


TYPES = [
    "starttls-not-supported",
    "certificate-expired",
    "certificate-host-mismatch",
    "certificate-not-trusted",
    "validation-failure",
    "tlsa-invalid",
    "dnssec-invalid",
    "dane-required",
    "sts-policy-invalid",
    "sts-webpki-invalid",
    "sts-policy-fetch-error",
]


def dated(i):
    """The i-th day from 2020 on."""
    return (datetime.date(2020, 1, 1) + datetime.timedelta(days=i)).isoformat()


def detail(kind, n=1, **more):
    return {"result-type": kind, "failed-session-count": n, **{k.replace("_", "-"): v for k, v in more.items()}}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(holds):
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    assert holds()


def code(*args, cwd=None):
    r = subprocess.run([PROGRAM, *map(str, args)], cwd=cwd, env=ENV, capture_output=True)
    return r.returncode, r.stderr.decode()


def tree(folder):
    return sorted(os.path.join(d, n) for d, folders, files in os.walk(folder) for n in folders + files)


def refused(args, cwd, status, *said, stdin=subprocess.DEVNULL):
    before = tree(cwd)
    r = subprocess.run([PROGRAM, *args], cwd=cwd, env=ENV, stdin=stdin, capture_output=True)
    text = r.stderr.decode()
    assert r.returncode == status and all(word in text for word in said), (args, r.returncode, text)
    assert r.stdout == b"" and tree(cwd) == before, (args, r.stdout, tree(cwd))
    return text


def blocks_of(paper):
    """The blocks of commands of a Markdown document, each a list of lines."""
    found, block, fence, before = [], [], None, ""
    for line in open(os.path.join(ROOT, paper), encoding="utf-8").read().splitlines() + [""]:
        mark = re.match(r"```(\w*)$", line)
        if mark and fence is None:
            fence = mark.group(1)
            assert fence, "%s: a fence without a language" % paper
        elif mark:
            fence = None
            found += [block] if block else []
            block = []
        elif fence == "sh":
            block.append(line)
        elif fence is None and re.match(r" {4}|\t", line) and (block or not before.strip()):
            block.append(re.sub(r"^( {4}|\t)", "", line))
        elif fence is None and block:
            found.append(block)
            block = []
        before = line
    return found


def scope(tmp, rows, name="scope.csv"):
    path = os.path.join(tmp, name)
    with open(path, "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f)
        w.writerow(["domain", "client"])
        w.writerows(rows)
    return path
