"""Runs over hostile mail, in bounded time and memory, with a good mail behind it."""
from harness import *

MOST_MB, MOST_SECONDS = 230, 30


def bounded(tmp, args, status=0, stdin=None):
    """Runs the program and gives the summary and what it said; fails when it took too much of anything."""
    p = subprocess.Popen(
        [PROGRAM, "--json", tmp + "/out.json", *args],
        env=ENV,
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if stdin:
        try:
            for block in stdin:
                p.stdin.write(block)
            p.stdin.close()
        except BrokenPipeError:
            pass
    said = p.stderr.read().decode()
    _, code, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(code)
    seconds, mb = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    if os.environ.get("SHOW"):
        print("    %-40s %6.2f s %6.0f MB" % (sys._getframe(1).f_code.co_name, seconds, mb))
    assert p.returncode == status, (p.returncode, said)
    assert INSTRUMENTED or (seconds < MOST_SECONDS and mb < MOST_MB), (seconds, mb)
    return json.load(open(tmp + "/out.json")), said


REPORT = (
    b'{"organization-name":"Good","report-id":"good","date-range":{"start-datetime":"2024-01-01T00:00:00Z","end-datetime":"2024-01-01T23:59:59Z"},'
    b'"policies":[{"policy":{"policy-type":"sts","policy-domain":"a.example"},"summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}'
)


GOOD = (
    b"From good@x Mon Jan  1 00:00:00 2024\nSubject: good\nContent-Type: application/tlsrpt+json\n\n" + REPORT + b"\n\n"
)
