"""What is redacted stands in no byte of any output (SPEC 6.8)."""
import gzip, json, os, re, zipfile

from secretcorp import SECRETS, mail, report
from harness import *


def make(tmp):
    folder = os.path.join(tmp, "very-private-name")
    os.mkdir(folder)
    for i in range(12):
        day = "2024-03-%02d" % (i + 1)
        r = report(i, day)
        put = lambda n, b: open(os.path.join(folder, "very-private-name-secretcorp.example!%s.eml" % n), "wb").write(b)
        sent = "Tue, %02d Mar 2024 04:00:00 +0000" % (i + 2)
        put("%d" % i, mail(i, sent, gzip.compress(json.dumps(r).encode())))
        if i == 3:
            put("3-again", mail(i + 50, sent, gzip.compress(json.dumps(r).encode())))
            r["policies"][0]["summary"]["total-failure-session-count"] = 900
            put("3-conflict", mail(i + 60, sent, gzip.compress(json.dumps(r).encode())))
        if i == 4:
            put("4-rejected", mail(i + 70, sent, b"no json"))
            put("4-future", mail(i + 80, sent, gzip.compress(json.dumps(report(80, "2031-01-01")).encode())))
    return folder


OUTPUTS = [
    "--json",
    "o.json",
    "--ndjson",
    "o.ndjson",
    "--csv",
    "o.csv",
    "--xlsx",
    "o.xlsx",
    "--html",
    "o.html",
    "--sqlite",
    "o.db",
    "--metrics",
    "o.prom",
    "--extract",
    "o.reports",
    "--wanted-keys",
    "o.keys",
    "--run-log",
    "o.log",
    "--statement",
    "o.statement.html",
    "--digest",
    "o.mail",
    "--digest-from",
    "a@example.org",
    "--digest-to",
    "b@example.org",
    "--evidence",
    "o.bag",
    "--evidence-mails",
    "--organization",
    "Example Ltd",
    "--reviewer",
    "R.",
]


def every_byte(folder):
    """All bytes of all files: of a workbook, of its parts."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            yield path, open(path, "rb").read()
            if name.endswith(".xlsx"):
                book = zipfile.ZipFile(path)
                for part in book.namelist():
                    yield path + "/" + part, book.read(part)


def outputs(tmp, name, folder, *more):
    out = os.path.join(tmp, name)
    os.mkdir(out)
    dns = os.path.join(tmp, "very-private-name.dns")
    open(dns, "w").write(
        '77.2.0.192.in-addr.arpa. 300 IN PTR out.secretcorp.example.\nmx.agency.example. 300 IN AAAA 2001:db8:77:1::5\nagency.example. 300 IN MX 10 mx.agency.example.\n_smtp._tls.agency.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:r@agency.example"\n'
    )
    args = [out + "/" + o if o.startswith("o.") else o for o in OUTPUTS]
    said = run(
        *args, "--dns", dns, "--dkim=on", "--hash-inputs", "--sample", "3", "--reporter", "secret corp", *more, folder
    )
    for to, args in (("text", ()), ("table", ("--table", "failures", "--reporter", "secret corp"))):
        open(out + "/" + to, "wb").write(run("--dns", dns, "--dkim=on", *args, *more, folder).stdout)
    return out, said.stderr.decode()


@test
def what_is_redacted_stands_in_no_byte_of_any_output(tmp):
    folder = make(tmp)
    plain, _ = outputs(tmp, "plain", folder)
    there = b"".join(b for _, b in every_byte(plain))
    for what, secrets in SECRETS.items():
        assert all(s in there for s in secrets), (what, [s for s in secrets if s not in there])
    for what in [*SECRETS, "ip,contact,path,message-id,reporter"]:
        out, said = outputs(tmp, "without-" + what, folder, "--redact", what)
        for one in what.split(","):
            for path, content in every_byte(out):
                for secret in SECRETS[one]:
                    if one == "path" and (path.endswith("o.log") or "o.bag/" in path):
                        content = content.replace(tmp.encode(), b"")
                    assert secret not in content, (
                        what,
                        os.path.relpath(path, tmp),
                        secret,
                        content[max(0, content.index(secret) - 80) :][:200],
                    )
        assert "--extract leaves the reports themselves out" in said
        assert os.listdir(out + "/o.reports") == ["LEFT-OUT.txt"]
        s = json.load(open(out + "/o.json"))
        assert s["redacted"] == what.split(",")
        assert "Redacted: " + what.replace(",", ", ") in open(out + "/o.html").read()
        assert b"Redacted" in open(out + "/text", "rb").read()


@test
def every_output_is_searched_for_what_is_redacted(tmp):
    """Each row of the program's table of outputs is in OUTPUTS, or is told apart here."""
    rows = re.findall(r'^    \{"([a-z-]+)", AT', open(ROOT + "/cmd/tlsrpt-audit/output_rows.c").read(), re.M)
    apart = {
        "table",  # in outputs(), of a run of its own
        "state",  # what the program remembers itself: the manual says that it is not redacted
        "explain",  # below: of one message
        "part",
    }  # refused: parts_are_redacted_by_the_run_that_merges_them
    assert set(rows) == apart | {o[2:] for o in OUTPUTS if o.startswith("--")} - {
        "evidence-mails",
        "digest-from",
        "digest-to",
        "organization",
        "reviewer",
    }, rows
    folder = make(tmp)
    what = "ip,contact,path,message-id,reporter"
    key = json.loads(run("--ndjson", "-", folder).stdout.splitlines()[0])["report_key"]
    told = run("--explain", key, "--dkim=on", "--redact", what, folder).stdout
    assert key.encode() in told and not [s for secrets in SECRETS.values() for s in secrets if s in told], told


@test
def redacting_changes_no_figure(tmp):
    folder = make(tmp)
    plain, other = summary(folder), summary(
        "--redact", "ip,contact", "--redact=path,message-id", "--redact", "reporter", folder
    )
    for key in (
        "totals",
        "domains",
        "days",
        "result_types",
        "failures",
        "coverage",
        "windows",
        "policies_seen",
        "policy_types",
    ):
        assert plain[key] == other[key], key
    assert [f["id"] for f in plain["findings"]] == [f["id"] for f in other["findings"]]
    assert [c["report_key"] for c in plain["conflicts"]] == [c["report_key"] for c in other["conflicts"]]
    assert [r["organization_name"] for r in other["reporters"]] == ["Reporter 1"]
    assert {a["address"] for a in other["addresses"]} == {"192.0.2.0", "2001:db8:77::"}
    assert [i["path"] for i in other["inputs"]] == ["input 1"]
    records = [json.loads(l) for l in run("--ndjson", "-", "--redact", "path", folder).stdout.splitlines()]
    assert {r["source"]["path"] for r in records} == {"input 1"}


@test
def no_address_is_left_in_names_of_reverse_zones_and_of_results(tmp):
    r = report(1, "2024-03-01")
    names = ("77.2.0.192.in-addr.arpa", "7.%s8.b.d.0.1.0.0.2.ip6.arpa" % ("0." * 23))
    r["policies"][0]["policy"]["policy-type"] = "for-192.0.2.77"
    r["policies"][0]["failure-details"] = [
        {"result-type": "192.0.2.77-failed", "failed-session-count": 2, "failure-reason-code": name} for name in names
    ]
    json.dump(r, open(tmp + "/r.json", "w"))
    (record,) = [json.loads(l) for l in run("--redact", "ip", "--ndjson", "-", tmp + "/r.json").stdout.splitlines()]
    policy = record["policies"][0]
    assert [d["failure_reason_code"] for d in policy["failure_details"]] == [
        "0.2.0.192.in-addr.arpa",
        "0." * 24 + "8.b.d.0.1.0.0.2.ip6.arpa",
    ]
    assert {d["result_type"] for d in policy["failure_details"]} == {"192.0.2.0-failed"}, policy
    assert policy["policy_type"] == "for-192.0.2.0", policy


@test
def the_run_log_names_no_file_where_paths_are_redacted(tmp):
    out = tmp + "/very-private-name"
    os.mkdir(out)
    for what in ("path", "reporter"):
        run("--redact", what, "--run-log", tmp + "/log", "--json", out + "/s", "--csv", out + "/" + what, MBOX)
        line = json.loads(open(tmp + "/log").read().splitlines()[-1])
        assert [o["path"] for o in line["outputs"]] == ["output 1", "output 2"], line["outputs"]
        assert all(o["sha256"] for o in line["outputs"][:1]) and "very-private-name" not in json.dumps(line)


@test
def each_copy_of_a_conflict_keeps_its_own_input(tmp):
    for name, failed in (("a", 4), ("b", 5)):
        r = report(1, "2024-03-01")
        r["policies"][0]["summary"]["total-failure-session-count"] = failed
        json.dump(r, open(tmp + "/" + name, "w"))
    for what in ("path", "reporter"):
        (conflict,) = summary("--redact", what, tmp + "/a", tmp + "/b")["conflicts"]
        assert (conflict["first_source"]["path"], conflict["source"]["path"]) == ("input 1", "input 2"), conflict


@test
def each_copy_of_a_part_keeps_its_own_input(tmp):
    """A part stands for several inputs: the first copy's is told by its number among all, as the later one's is."""
    for name, failed in (("a", 1), ("b", 4), ("c", 5)):
        r = report(failed == 1, "2024-03-01")
        r["policies"][0]["summary"]["total-failure-session-count"] = failed
        json.dump(r, open(tmp + "/" + name, "w"))
    inputs = [tmp + "/" + name for name in "abc"]
    run("--part", tmp + "/part", *inputs)
    for given in (inputs, [tmp + "/part"]):
        (conflict,) = summary("--redact", "path", *given)["conflicts"]
        assert (conflict["first_source"]["path"], conflict["source"]["path"]) == ("input 2", "input 3"), conflict


@test
def numbers_of_reporters_are_not_mixed_with_those_of_another_run(tmp):
    """Reporter 1 is another one in each run: a database of several would add up what is not one reporter's."""
    folder = make(tmp)
    db = ["--sqlite", tmp + "/new.db"]
    run("--redact", "reporter", *db, folder)
    before = open(tmp + "/new.db", "rb").read()
    said = run("--redact", "reporter", *db, folder, status=None)
    assert said.returncode in (1, 2) and b"new.db: holds the reports of another run" in said.stderr, said
    assert open(tmp + "/new.db", "rb").read() == before
    run("--sqlite", tmp + "/old.db", folder)
    run("--redact", "ip,contact,path,message-id", "--sqlite", tmp + "/old.db", folder)


@test
def editions_are_redacted_as_the_whole_is(tmp):
    folder = make(tmp)
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    what = "ip,contact,path,message-id,reporter"
    run(
        "--dkim=on",
        "--redact",
        what,
        "--json",
        out + "/{domain}.json",
        "--ndjson",
        out + "/{domain}.ndjson",
        "--xlsx",
        out + "/{domain}.xlsx",
        folder,
    )
    run("--dkim=on", "--redact", what, "--json", tmp + "/all.json", "--ndjson", tmp + "/all.ndjson", folder)
    for path, content in every_byte(out):
        for one in what.split(","):
            assert not any(s in content for s in SECRETS[one]), (path, one)
    assert open(out + "/agency.example.ndjson").read() == open(tmp + "/all.ndjson").read(), "the same keys"
    one, all_ = json.load(open(out + "/agency.example.json")), json.load(open(tmp + "/all.json"))
    assert (
        one["redacted"] == all_["redacted"]
        and one["reporters"] == all_["reporters"]
        and one["conflicts"] == all_["conflicts"]
    )


@test
def what_an_earlier_summary_tells_is_redacted_too(tmp):
    """Its sentences may name reporters and addresses; its reporters are called otherwise than those of this run."""
    folder, what = make(tmp), "ip,contact,path,message-id,reporter"
    before = summary("--dkim=on", folder)
    gone = dict(before["findings"][0], id="no-policy", key="0123456789abcdef", status="open")
    gone["title"] = "Secret Corporation at 192.0.2.77 met it"
    before["findings"].append(gone)
    json.dump(before, open(tmp + "/before.json", "w"))
    out = tmp + "/out"
    os.mkdir(out)
    files = [a for o in ("json", "html", "xlsx", "csv") for a in ("--" + o, out + "/" + o)]
    run("--dkim=on", "--redact", what, "--compare", tmp + "/before.json", *files, folder)
    changes = json.load(open(out + "/json"))["changes"]
    assert changes["reporters"] == [], changes
    (told,) = [f["title"] for f in changes["findings"] if f["id"] == "no-policy"]
    assert told == "only no-policy-found was ever seen", "the rule's words, not those of the earlier summary"
    for path, content in every_byte(out):
        assert not [x for one in SECRETS.values() for x in one if x in content], path


@test
def what_cannot_be_redacted_is_refused(tmp):
    said = run("--redact", "ip,name", "--json", "-", MBOX, status=2).stderr.decode()
    assert "name is none of ip, contact, path, message-id, reporter" in said


@test
def parts_are_redacted_by_the_run_that_merges_them(tmp):
    folder = make(tmp)
    part = os.path.join(tmp, "very-private-name.part")
    assert "merges the parts" in run("--part", part, "--redact", "ip", folder, status=2).stderr.decode()
    run("--part", part, "--dkim=on", folder)
    what = "ip,contact,path,message-id,reporter"
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    run("--redact", what, "--json", out + "/o.json", "--ndjson", out + "/o.ndjson", "--xlsx", out + "/o.xlsx", part)
    for path, content in every_byte(out):
        for one in what.split(","):
            assert not any(s in content for s in SECRETS[one]), (path, one)
