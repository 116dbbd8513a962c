"""Any options together: a run ends with a status that the manual names, and no signal ends it."""

import random, re

from harness import *

FILES = {
    "scope.csv": "domain,client\nagency.example,A\n*.example,B\nsilent.example,A\n",
    "rules.json": "{}",
    "a.zone": "agency.example. 300 IN MX 10 mx.agency.example.\n",
    "empty": "",
}
VALUES = {
    "xlsx": ["w/x.xlsx"],
    "html": ["w/h", "w/{domain}.html"],
    "json": ["-", "w/{client}.json", "/dev/null"],
    "ndjson": ["-", "w/n"],
    "csv": ["w/csv"],
    "csv-raw": [],
    "sqlite": ["w/db", "w/{client}/db"],
    "statement": ["w/st", "w/{domain}/st"],
    "extract": ["w/raw"],
    "explain": [".", "0"],
    "part": ["w/part"],
    "wanted-keys": ["w/keys"],
    "metrics": ["w/m", "w/{client}.prom"],
    "digest": ["w/digest"],
    "digest-when": ["new", "always"],
    "since": ["2024", "2031", "30d"],
    "until": ["2024-03", "2023"],
    "domain": ["agency", "^$", "("],
    "reporter": ["mail"],
    "scope": ["scope.csv", "empty"],
    "dedup": ["identity", "report-id", "none"],
    "state": ["w/state"],
    "state-expire": ["3"],
    "fail-on": ["low", "high:new", "info:any"],
    "compare": ["earlier.json", "empty"],
    "rules": ["rules.json"],
    "controls": ["all", "none", "nosuch"],
    "dns": ["a.zone", "empty"],
    "sts-policy": ["empty"],
    "dkim": ["on", "off", "strict", "auto"],
    "require-auth": [],
    "authserv-id": ["mx.example"],
    "hash-inputs": [],
    "redact": ["ip", "path,reporter,contact,message-id,ip"],
    "sample": ["3", "5:7"],
    "evidence": ["w/bag", "w/{client}-bag"],
    "evidence-mails": [],
    "run-log": ["w/log"],
    "reviewer": ["Me"],
    "slice": ["1/2", "3/3"],
    "strict": [],
    "sandbox": ["off", "auto"],
    "jobs": ["1", "3"],
    "quiet": [],
    "verbose": [],
    "max-policies": ["1"],
    "max-report": ["500"],
    "max-depth": ["1"],
}


def given(rng, names):
    """Some options, each with one of its values."""
    for name in rng.sample(sorted(names), rng.randint(1, 9)):
        yield "--" + name + ("=" + rng.choice(names[name]) if names[name] else "")


@test
def any_options_together_end_with_a_status(tmp):
    """OPTIONS=1000: so many runs."""
    rng = random.Random(int(os.environ.get("SEED", "1")))
    tables = re.findall(r"^([a-z_]+)[^:\n]*: [A-Z]", run("--list-tables").stdout.decode(), re.M)
    for name, text in FILES.items():
        with open(tmp + "/" + name, "w") as f:
            f.write(text)
    made = ["--json", "earlier.json", "--ndjson", "records.ndjson"]
    run(*made, MBOX, cwd=tmp)
    run("--part", "a.part", MBOX, cwd=tmp)
    inputs = [SAMPLES + "/" + i for i in SAMPLE_INPUTS] + ["records.ndjson", "a.part", "empty", "/dev/null", "nosuch"]
    for i in range(int(os.environ.get("OPTIONS", "60"))):
        shutil.rmtree(tmp + "/w", ignore_errors=True)
        os.mkdir(tmp + "/w")
        args = [*given(rng, {**VALUES, "table": tables}), *rng.sample(inputs, rng.randint(1, 3))]
        r = subprocess.run([PROGRAM, *args], cwd=tmp, env=ENV, capture_output=True)
        said = r.stderr.decode()
        assert r.returncode in (0, 1, 2, 3) and "runtime error" not in said, (args, r.returncode, said)
        assert r.returncode in (0, 3) or said or "--quiet" in args, args
