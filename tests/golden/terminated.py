"""Ends runs over hostile input at random moments, and looks at what they leave.

    terminated.py PROGRAM FOLDER MOMENTS SAMPLES [MORE INPUTS]

Started by cases_streams.py, in a process namespace of its own where one can be had: then it also sees whether a process of the run goes on. Only processes that
it has started are signalled.
"""
import base64, gzip, hashlib, io, os, random, shutil, signal, subprocess, sys, tarfile, time, zipfile

PROGRAM, TMP, MOMENTS, SAMPLES = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
OUT, INPUTS, TEMPORARY = TMP + "/o", TMP + "/i", TMP + "/t"
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1785542400", XDG_CONFIG_HOME="/nonexistent", TMPDIR=TEMPORARY)
OUTPUTS = [
    "--json",
    "s.json",
    "--ndjson",
    "r.ndjson",
    "--csv",
    "csv",
    "--xlsx",
    "b.xlsx",
    "--html",
    "p.html",
    "--extract",
    "raw",
    "--sqlite",
    "db",
    "--state",
    "state",
    "--metrics",
    "m.prom",
    "--digest",
    "digest",
    "--statement",
    "st.html",
    "--evidence",
    "bag",
    "--run-log",
    "log",
]
NAMES = set(OUTPUTS[1::2])
COMPARED = ("s.json", "r.ndjson", "csv", "raw")  # the same bytes whoever wrote them
LONGEST = 2.5  # seconds into a run
ALONE = os.getpid() == 1


def packed(name, mode, members):
    with tarfile.open(name, mode) as t:
        for number, data in members:
            info = tarfile.TarInfo("m%d" % number)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))


def zipped(data, copies):
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as z:
        for i in range(copies):
            z.writestr("%d.zip" % i, data)
    return to.getvalue()


def make_inputs():
    mail = open(SAMPLES + "/mail.mbox", "rb").read()
    with open(INPUTS + "/many.mbox", "wb") as f:
        for _ in range(300):
            f.write(mail)
    with gzip.open(INPUTS + "/bomb.gz", "wb", 1) as f:
        for _ in range(300):
            f.write(b"From a@example.com Thu Jan  1 00:00:00 2026\nSubject: x\n\n" + b"a" * 1000000 + b"\n")
    packed(INPUTS + "/empty.tar.gz", "w:gz", ((i, b"") for i in range(60000)))
    packed(INPUTS + "/mails.tar.gz", "w:gz", ((i, mail) for i in range(60)))
    data = b"\0" * 3000000
    for _ in range(4):
        data = zipped(data, 12)
    open(INPUTS + "/nested.zip", "wb").write(data)
    report = b'{"organization-name":"a","date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":"2026-01-01T23:59:59Z"},"report-id":"x","policies":[%s]}'
    policy = b'{"policy":{"policy-type":"sts","policy-domain":"d%d.example","policy-string":["v"]},"summary":{"total-successful-session-count":1,"total-failure-session-count":0}}'
    open(INPUTS + "/policies.json", "wb").write(report % b",".join(policy % i for i in range(9900)))
    os.mkdir(INPUTS + "/swollen")  # a few kilobytes each, and megabytes inside
    for i in range(30):
        details = b",".join(
            b'{"result-type":"certificate-expired","failed-session-count":1,"failure-reason-code":"%d %s"}'
            % (k, b"w" * 300)
            for k in range(9000)
        )
        swollen = b"%s,%s" % (policy % i, (policy % i)[:-1] + b',"failure-details":[' + details + b"]}")
        with open(INPUTS + "/swollen/%02d.eml" % i, "wb") as f:
            f.write(b"From: x@example.net\nTLS-Report-Domain: d.example\nContent-Type: application/tlsrpt+gzip\n")
            f.write(b"Content-Transfer-Encoding: base64\n\n")
            f.write(base64.encodebytes(gzip.compress((report % swollen).replace(b'"x"', b'"x%d"' % i))))
    open(INPUTS + "/deep.json", "wb").write(b"[" * 20000000)
    os.mkfifo(INPUTS + "/silent.fifo")
    shutil.copytree(SAMPLES + "/Maildir", INPUTS + "/Maildir")
    return [INPUTS + "/" + name for name in sorted(os.listdir(INPUTS))] + sys.argv[5:]


def digest(path):
    files = sorted(os.path.join(path, f) for f in os.listdir(path)) if os.path.isdir(path) else [path]
    h = hashlib.sha256()
    for f in files:
        h.update(os.path.basename(f).encode() + b"\0" + open(f, "rb").read())
    return h.hexdigest()


def outputs():
    return {name: digest(OUT + "/" + name) if os.path.exists(OUT + "/" + name) else None for name in COMPARED}


def clear():
    for name in os.listdir(OUT):
        path = OUT + "/" + name
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def settled(look):
    """What is still there after a moment: the processes that clear away end after the run where it was killed, and with it where it was not. A moment is longer where others take the processors."""
    if not look():
        return []
    until = time.monotonic() + 1 + 50 * start_up()
    while look() and time.monotonic() < until:
        time.sleep(0.01)
    return look()


def others():
    return (
        [
            p
            for p in os.listdir("/proc")
            if p.isdigit() and p != "1" and open("/proc/%s/stat" % p).read().rsplit(")", 1)[1].split()[0] != "Z"
        ]
        if ALONE
        else []
    )


def start_up():
    """How long the shortest of runs takes: some milliseconds, but where others take the processors."""
    begun = time.monotonic()
    subprocess.run([PROGRAM, "--version"], stdout=subprocess.DEVNULL)
    return max(0, time.monotonic() - begun - 0.02)


def start(path, jobs):
    return subprocess.Popen(
        [PROGRAM, "-q", jobs, *OUTPUTS, path], cwd=OUT, env=ENV, stderr=subprocess.PIPE, start_new_session=True
    )


def one(rng, path):
    clear()
    subprocess.run([PROGRAM, "-q", *OUTPUTS, SAMPLES + "/mail.mbox"], cwd=OUT, env=ENV, stderr=subprocess.DEVNULL)
    os.remove(OUT + "/state")
    before, jobs, number = outputs(), rng.choice(["-j1", "-j3"]), rng.choice([signal.SIGTERM, signal.SIGINT])
    p = start(path, jobs)
    wait = rng.random() * LONGEST * rng.choice([0.02, 0.3, 1])
    time.sleep(wait)
    asked = time.monotonic()
    p.send_signal(number)
    what = "%s %s after %.3f s" % (os.path.basename(path), jobs, wait)
    try:
        p.wait(20)
    except subprocess.TimeoutExpired:
        p.kill()
        return what + ": does not end", False
    took, said = time.monotonic() - asked, p.communicate()[1].decode(errors="replace")
    after = outputs()
    debris = settled(lambda: [n for n in os.listdir(OUT) if n not in NAMES] + os.listdir(TEMPORARY) + others())
    if debris:
        return "%s: left %s" % (what, debris), False
    if took > 2 and took > 2 + 50 * start_up():
        return "%s: took %.1f s" % (what, took), False
    if p.returncode == 130 and "interrupted" not in said:
        return "%s: says nothing" % what, False
    if p.returncode == 130 and after != before and "in place" not in said:
        return "%s: outputs have changed: %s" % (what, said), False
    if p.returncode == -number:
        return (what + ": outputs have changed", False) if after != before else (None, False)
    if p.returncode not in (0, 1, 130):
        return "%s: status %d: %s" % (what, p.returncode, said), False
    return None, p.returncode == 130


def main():
    for folder in (OUT, INPUTS, TEMPORARY):
        os.mkdir(folder)
    inputs, rng, ended = make_inputs(), random.Random(MOMENTS), 0
    for i in range(MOMENTS):
        problem, was_ended = one(rng, inputs[i % len(inputs)])
        ended += was_ended
        if problem:
            print(problem)
    print("ended %d of %d" % (ended, MOMENTS))


main()
