"""How what cannot be read is told of, wherever it stands."""
from nested_files import *


def forms_of(tmp, data, name="a", **kw):
    """How the file's unread parts are called, and its totals."""
    open(tmp + "/" + name, "wb").write(data)
    s = summary(tmp + "/" + name, status=None, **kw)
    return [u["form"] for u in s["unread"]], s["totals"]


def zstd(data):
    return subprocess.run(["zstd", "-c"], input=data, capture_output=True, check=True).stdout


def said_of(*args):
    p = run("--json", "-", *args, status=1)
    return json.loads(p.stdout)["totals"], p.stderr.decode()


JSON_TEXT = "JSON that holds reports or mail as text"
LUNCH = [{"id": i, "subject": "lunch %d" % i, "text": "w " * 600} for i in range(1000)]


def told(path, status=None, **kw):
    """How the unread files of a run are called."""
    s = summary(path, status=status, **kw)
    return [u["form"] for u in s["unread"]]


def forms(tmp, data):
    """Told alike alone, beside a mail, in an archive, and on standard input; of each place once."""
    os.makedirs(tmp + "/d", exist_ok=True)
    open(tmp + "/d/a", "wb").write(data)
    open(tmp + "/d/b.eml", "wb").write(report_mail(9))
    open(tmp + "/t", "wb").write(tar([("a", data), ("b.eml", report_mail(9))]))
    alone = told(tmp + "/d/a")
    every = [told(tmp + "/d", status=1 if alone else 0), told(tmp + "/t"), told("-", stdin=data)]
    assert every.count(alone) == 3, (data[:60], alone, every)
    return alone
