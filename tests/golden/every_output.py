"""All outputs of one run, and what its tables hold."""
import csv, datetime

from daily_reports import days, report, write
from harness import *

INPUTS = [os.path.join(SAMPLES, n) for n in SAMPLE_INPUTS]


DAY = datetime.datetime.fromisoformat


def mails(tmp):
    """Besides the samples: months of a large domain that was worst at first, with gaps, a copy and a conflict."""
    sent = [
        report("large.example", d, ok=1000 + 100 * i, failed=0 if i % 9 else 160 - i, org="Small" if i % 2 else "Big")
        for i, d in enumerate(days("2023-11-20", 116))
        if i not in (50, 51, 60)
    ]
    odd = report("large.example", "2024-03-14", failed=9, org="Big", n=1)
    odd["policies"][0]["failure-details"] = [
        {"result-type": t, "failed-session-count": n, "receiving-mx-hostname": "mx.large.example"}
        for t, n in (("certificate-expired", 4), ("starttls-not-supported", 5))
    ]
    odd["policies"][0]["policy"]["policy-string"][2:3] = ["mx: mx%d.large.example" % n for n in range(3)]
    return write(tmp + "/more", [*sent, odd, sent[0], report("large.example", "2023-11-20", ok=7, failed=2, org="Big")])


def everything(tmp):
    """All outputs of one run, and what its tables hold: by name, each with its description and its rows as texts."""
    more = mails(tmp)
    open(tmp + "/list", "w").write("agency.example\nharbour.example\nlarge.example\nsilent.example\n")
    run("--json", tmp + "/before.json", "--until", "2024-03-05", *INPUTS, more)
    asked = ["--scope", tmp + "/list", "--dns", SAMPLES + "/dns.txt", "--compare", tmp + "/before.json"]
    asked += ["--sample", 5, "--hash-inputs", "--run-log", tmp + "/log", "--reviewer", "R."]
    run(*asked, INPUTS[0])  # so that there is an earlier run
    outputs = ["--csv", tmp + "/csv", "--csv-raw", "--xlsx", tmp + "/a.xlsx", "--html", tmp + "/p.html"]
    outputs += ["--json", tmp + "/s.json", "--statement", tmp + "/st.html"]
    run(*asked, *outputs, *INPUTS, more)
    tables = {}
    for t in json.load(open(tmp + "/csv/datapackage.json"))["resources"]:
        rows = list(csv.DictReader(open("%s/csv/%s" % (tmp, t["path"]), encoding="utf-8", newline="")))
        tables[t["title"]] = (t["description"], t["schema"]["fields"], rows)
    s = json.load(open(tmp + "/s.json"))
    add_windows(tables["Domains"], s["domains"])
    return s, {**tables, **of_the_summary(s)}


SUMS = ["successful_sessions/Successful", "failed_sessions/Failed", "success_rate/Secured share"]
ALONE = {
    "Failures": (
        "One row per domain, result type and MX, most failed sessions first",
        ["policy_domain/Domain", "result_type/Result type", "receiving_mx_hostname/Receiving MX", SUMS[1]]
        + ["reporters/Reporters", "first_day/First day", "last_day/Last day"],
    ),
    "Monthly": ("One row per month", ["month/Month", "reports/Reports", *SUMS]),
    "Policy types": ("One row per policy type", ["policy_type/Policy type", "policies/Policies", *SUMS]),
}


def of_the_summary(s):
    """Tables that the summary has, and CSV has not."""
    kinds = {int: "integer", float: "number", str: "string"}
    made = {}
    for (title, (description, columns)), key in zip(ALONE.items(), ("failures", "months", "policy_types")):
        fields = [dict(zip(("name", "title"), c.split("/"))) for c in columns]
        for f in fields:
            f["type"] = "date" if f["name"].endswith("_day") else kinds[type(s[key][0][f["name"]])]
        rows = [{f["name"]: str(row.get(f["name"], "")) for f in fields} for row in s[key]]
        made[title] = (description, fields, rows)
    return made


def add_windows(table, domains):
    """What the summary alone holds as objects has columns on the sheet and the page."""
    _, fields, rows = table
    for n in (7, 30, 90):
        fields.append({"name": "share%d" % n, "title": "%d days" % n, "type": "number"})
        fields.append({"name": "failed%d" % n, "title": "%d days: failed" % n, "type": "integer"})
        for row, d in zip(rows, domains):
            last = d["last_%d_days" % n]
            row["share%d" % n] = "" if last["success_rate"] is None else repr(last["success_rate"])
            row["failed%d" % n] = str(last["failed_sessions"])
