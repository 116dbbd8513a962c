"""What loads the program's outputs elsewhere: SQLite, PostgreSQL and DuckDB by docs/PIPELINES.md, packages of npm."""
import contextlib, fcntl, re

from harness import *

QUESTIONS = ROOT + "/docs/etl/questions.sql"


def answers_of(s, records):
    """What the three questions have to give, from the summary and the records."""
    share, hosts, last = {}, {}, {}
    for r in records:
        for p in r["policies"]:
            domain = p["policy_domain"]
            if p["policy_type"] in ("tlsa", "no-policy-found"):
                domain = r["source"].get("report_domain", domain)
            a, b = share.get((r["begin_date"][:7], domain), (0, 0))
            share[r["begin_date"][:7], domain] = (a + p["successful_session_count"], b + p["failed_session_count"])
    for f in s["failures"]:
        if "receiving_mx_hostname" in f:
            hosts[f["receiving_mx_hostname"]] = hosts.get(f["receiving_mx_hostname"], 0) + f["failed_sessions"]
    rows = ["%s|%s|%d|%d" % (m, d, *v) for (m, d), v in sorted(share.items())]
    rows += ["%s|%d" % h for h in sorted(hosts.items(), key=lambda h: (-h[1], h[0]))[:10]]
    return rows + [
        "%s|%s|%d" % (r["organization_name"], r["last_day"], r["reports"])
        for r in sorted(s["reporters"], key=lambda r: (r["last_day"], r["organization_name"]))
    ]


def etl_corpus(tmp):
    path, _ = corpus(tmp, "mbox", 94, 400)
    run("--csv", tmp + "/csv", "--csv-raw", "--json", tmp + "/s", "--ndjson", tmp + "/n", path)
    os.chmod(tmp, 0o755)
    return answers_of(json.load(open(tmp + "/s")), map(json.loads, open(tmp + "/n")))


def sql(dialect, tmp):
    """The SQL that the command in docs/PIPELINES.md gives."""
    command = next(
        l.strip() for l in open(ROOT + "/docs/PIPELINES.md") if l.startswith("    docs/etl/load.py " + dialect)
    ).split(" | ")[0]
    return subprocess.run(
        command.replace("docs/", ROOT + "/docs/").replace(" tables", " %s/csv" % tmp),
        shell=True,
        check=True,
        capture_output=True,
    ).stdout.decode()


def npm(package):
    """The folder of an npm package, or None where it cannot be had."""
    cache = os.path.join(ROOT, "build/npm")
    if not shutil.which("npm"):
        return None
    path = os.path.join(cache, "node_modules", package)
    os.makedirs(cache, exist_ok=True)
    with open(cache + "/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two at a time one is forgotten, and the next one removes it
        if not os.path.isdir(path):
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", cache, package]
            subprocess.run(command, capture_output=True)
    return path if os.path.isdir(path) else None


@contextlib.contextmanager
def postgresql(tmp):
    """A server in the folder: what psql says to statements. A word on standard error would be mailed by cron."""
    versions = sorted(os.listdir("/usr/lib/postgresql")) if os.path.isdir("/usr/lib/postgresql") else []
    if not versions or os.getuid() != 0:
        raise Skipped("PostgreSQL's server is not here, or this is not root, who can start one as another user")
    bin = "/usr/lib/postgresql/%s/bin/" % versions[-1]
    as_postgres = lambda command, text=None: subprocess.run(
        ["su", "postgres", "-s", "/bin/sh", "-c", command], input=text, capture_output=True, check=True, cwd="/tmp"
    )
    os.chmod(tmp, 0o755)
    os.mkdir(tmp + "/pg")
    shutil.chown(tmp + "/pg", "postgres")
    as_postgres("%sinitdb -D %s/pg/data -A trust -E UTF8 --locale=C >/dev/null" % (bin, tmp))
    as_postgres(
        "%spg_ctl -D %s/pg/data -o \"-c listen_addresses='' -k %s/pg\" -w start >/dev/null 2>&1" % (bin, tmp, tmp)
    )
    psql = "psql -h %s/pg -v ON_ERROR_STOP=1 -q -A -t" % tmp

    def answer(text):
        r = as_postgres(psql, text.encode())
        assert r.stderr == b"", r.stderr
        return r.stdout.decode()

    try:
        yield answer
    finally:
        as_postgres("%spg_ctl -D %s/pg/data -m immediate stop >/dev/null" % (bin, tmp))


VIEWS_ASKED = """
SELECT sum(successful_sessions), sum(failed_sessions) FROM grafana_sessions;
SELECT count(*), sum(failed_sessions) FROM grafana_failures;
SELECT sum(reports) FROM grafana_reporters;
SELECT count(*) FROM grafana_findings;
"""


def views_told(tmp):
    """What the views have to say, from the summary and the records."""
    s, records = json.load(open(tmp + "/s")), [json.loads(line) for line in open(tmp + "/n")]
    groups = {
        (
            r["begin_date"][:10],
            r["source"].get("report_domain", p["policy_domain"])
            if p["policy_type"] in ("tlsa", "no-policy-found")
            else p["policy_domain"],
            f["result_type"],
            f.get("receiving_mx_hostname", ""),
        )
        for r in records
        for p in r["policies"]
        for f in p.get("failure_details", [])
    }
    details = sum(
        f["failed_session_count"] for r in records for p in r["policies"] for f in p.get("failure_details", [])
    )
    return [
        "%d|%d"
        % tuple(
            sum(p[k] for r in records for p in r["policies"])
            for k in ("successful_session_count", "failed_session_count")
        ),
        "%d|%d" % (len(groups), details),
        str(len(records)),
        str(len(s["findings"])),
    ]


def views_of(kind):
    return open(ROOT + "/docs/etl/views.%s.sql" % kind).read()


def duckdb(tmp, text):
    """What DuckDB says to these statements, of a database in the folder."""
    if not npm("@duckdb/node-api"):
        raise Skipped("npm's @duckdb/node-api cannot be installed")
    open(tmp + "/run.mjs", "w").write(
        """
import { createRequire } from 'module';
import fs from 'fs';
const { DuckDBInstance } = createRequire(process.argv[2] + '/')('@duckdb/node-api');
const c = await (await DuckDBInstance.create(process.argv[3])).connect();
for (const statement of fs.readFileSync(0, 'utf8').replace(/^--.*$/gm, '').split(/;\\n/)) {
  if (!statement.trim()) continue;
  const rows = await (await c.run(statement)).getRows();
  if (/^\\s*SELECT/.test(statement)) for (const r of rows) console.log(r.map(String).join('|'));
}
"""
    )
    command = ["node", tmp + "/run.mjs", os.path.join(ROOT, "build/npm"), tmp + "/db"]
    return subprocess.run(command, input=text.encode(), capture_output=True)


def read_json(path):
    """What docs/PIPELINES.md reads records with."""
    call = re.search(r"read_json\(.*?\)", open(ROOT + "/docs/PIPELINES.md").read(), re.S)[0]
    return call.replace("records.ndjson", path)
