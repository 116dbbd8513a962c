"""Forms in which collected report mail comes: what mail systems, archives and people make of it (SPEC 2 and 3)."""
import re

from harness import *

FORMS = os.path.join(SHARED, "corpus/forms")
SESSIONS = re.compile(r"r(\d+)$")


def read_form(form):
    """One sample as its inputs say: exit status, summary, what was said, ids of the counted reports with their sessions."""
    folder, stdin = os.path.join(FORMS, form["name"]), None
    if form["args"] == ["-"]:
        names = sorted(os.path.join(d, n) for d, _, files in os.walk(folder) for n in files)
        stdin = b"".join(open(n, "rb").read() for n in names)
    with tempfile.TemporaryDirectory() as tmp:
        args = ["--json", tmp + "/s", "--ndjson", tmp + "/n", *form["args"]]
        p = subprocess.run([PROGRAM, *args], cwd=folder, env=ENV, input=stdin, capture_output=True)
        assert p.returncode in (0, 1), p.stderr.decode()
        records = [json.loads(line) for line in open(tmp + "/n")]
        counted = {
            r["report_id"]: (
                sum(p["successful_session_count"] for p in r["policies"]),
                sum(p["failed_session_count"] for p in r["policies"]),
            )
            for r in records
        }
        return p.returncode, json.load(open(tmp + "/s")), p.stderr.decode(errors="replace"), counted


def adds_up(totals):
    return totals["messages"] == sum(totals["messages_" + k] for k in ("with_reports", "rejected", "unread", "ignored"))


def fault_of(form):
    """What is not as expected; None: nothing."""
    status, summary, said, counted = read_form(form)
    totals = summary["totals"]
    if not adds_up(totals):
        return "the account does not add up: %s" % totals
    for name, sessions in counted.items():
        n = int(SESSIONS.match(name).group(1))
        if sessions != (1000 * n + 7, n):
            return "%s has sessions %s" % (name, sessions)
    wanted, unread = set(form["reports"]), form.get("messages_unread", 0)
    if totals["messages_unread"] != unread:
        return "%d messages unread: %s" % (totals["messages_unread"], said)
    if "domains" in form and [d["policy_domain"] for d in summary["domains"]] != form["domains"]:
        return "domains: %s" % summary["domains"]
    if "say" in form:
        ok = status == 1 and re.search(form["say"], said, re.I) and set(counted) <= wanted
        return None if ok else "status %d, reports %s, said: %s" % (status, sorted(counted), said)
    if set(counted) != wanted or totals["rejected"] > (form["name"] in EMPTIED):
        return "reports %s, %d rejected, status %d: %s" % (sorted(counted), totals["rejected"], status, said)
    if status != 0 and not unread:
        return "status %d: %s" % (status, said)
    return None


# A mail whose report was taken out claims to be one, and has none.
EMPTIED = ("thunderbird-detached",)


@on_corpora
def every_form_of_the_corpus_is_read_or_named(tmp):
    faults = []
    for form in json.load(open(FORMS + "/expected.json")):
        fault = fault_of(form)
        if fault:
            faults.append("%s: %s" % (form["name"], fault.strip()))
    assert not faults, "\n".join(faults)
