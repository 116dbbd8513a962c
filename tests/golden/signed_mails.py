"""Invented mails with DKIM signatures of every kind, their keys, and the truth."""
import re, tarfile

from harness import *

DKIM = os.path.join(ROOT, "tests/dkim")


def split_mbox(raw):
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", m)[:-1] for m in re.split(rb"(?m)^From bounce@[^\n]*\n", raw)[1:]]


def signed(tmp, seed=1, crlf=False):
    """What make_signed.py gives (that of seed 1 is kept, since its keys take a minute): mail.mbox, keys.zone, truth.json, eml/."""
    out = os.path.join(tmp, "signed-%s%s" % (seed, "-crlf" if crlf else ""))
    os.makedirs(out + "/eml")
    if seed == 1:
        with tarfile.open(DKIM + "/signed.tar.gz") as t:
            t.extractall(out)
    else:
        subprocess.run(
            [sys.executable, DKIM + "/make_signed.py", "--seed", str(seed), "--out", out],
            check=True,
            capture_output=True,
        )
    raw = open(out + "/mail.mbox", "rb").read()
    if crlf:
        open(out + "/mail.mbox", "wb").write(re.sub(rb"(?<!\r)\n", b"\r\n", raw))
    for i, mail in enumerate(split_mbox(raw)):
        with open("%s/eml/%03d.eml" % (out, i), "wb") as f:
            f.write(re.sub(rb"(?<!\r)\n", b"\r\n", mail) if crlf else mail)
    return out


def truth_of(folder):
    return json.load(open(folder + "/truth.json"))["mails"]


def records(*args, **kw):
    return [json.loads(l) for l in run("--ndjson", "-", *args, **kw).stdout.splitlines()]


def short(signature):
    return [
        signature.get("result"),
        signature.get("reason"),
        signature.get("domain"),
        signature.get("aligned", False),
        signature.get("service"),
    ]


def keys(folder):
    return ["--dns", folder + "/keys.zone"]
