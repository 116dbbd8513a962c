"""What a limit leaves out of a mail is named (SPEC 3): parts, members, depth, bytes; and what costs too much is not begun."""
import csv, gzip, json, os, re, sqlite3, subprocess, tarfile, zipfile

from mails_of_parts import copy_of, mail, part, report
from nested_files import zipped
from harness import *


def of_mail(tmp, bytes_, *args, **kw):
    with open(tmp + "/m.eml", "wb") as f:
        f.write(bytes_)
    return summary(*args, tmp + "/m.eml", **kw)


def losses(s):
    return [(r["reason"], r.get("left_out")) for r in s["rejected"]]


@test
def damaged_parts_beside_a_good_one_are_named(tmp):
    whole, cut = gzip.compress(report(1)), gzip.compress(report(2))[:-30]
    s = of_mail(tmp, mail([part(whole), part(cut), part(cut, name="other.json.gz")]))
    assert s["totals"]["reports"] == 1 and losses(s) == [("bad-compression", None)] * 2
    run("--strict", tmp + "/m.eml", status=1)
    s = of_mail(
        tmp, mail([part(whole), part(b"a text", name="note.txt", kind="text/plain"), part(b"{}", name="settings.json")])
    )
    assert s["totals"]["reports"] == 1 and s["rejected"] == []


@test
def members_beyond_the_limit_are_counted(tmp):
    members = [("%d.json" % i, report(i)) for i in range(120)]
    s = of_mail(tmp, mail([part(zipped(members), "application/zip", "r.zip")]), "--max-parts", "100")
    assert s["totals"]["reports"] == 100 and losses(s) == [("too-large", 20)]
    nested = zipped(
        [("%d.zip" % i, zipped(members[i * 12 : i * 12 + 12])) for i in range(10)]
    )  # one limit for all of the mail
    s = of_mail(tmp, mail([part(nested, "application/zip", "r.zip")]), "--max-parts", "100")
    assert s["totals"]["reports"] == 92 and losses(s) == [("too-large", 6)], (
        losses(s),
        s["totals"],
    )  # 4 reports and 2 zips
    said = run("-v", "--max-parts", "100", tmp + "/m.eml").stderr.decode()
    assert "not looked at" in said, said


@test
def forwarded_mails_beyond_the_limit_are_counted(tmp):
    forwarded = [
        b"Content-Type: message/rfc822\n\n" + mail([b"\nhello", part(gzip.compress(report(i)))], boundary=b"I%d" % i)
        for i in range(40)
    ]
    s = of_mail(tmp, mail(forwarded, head=b""), "--max-parts", "60")
    assert s["totals"]["reports"] == 20 and losses(s) == [("too-large", 20)], (s["totals"], losses(s))
    run("--strict", "--max-parts", "60", tmp + "/m.eml", status=1)
    photos = [b"Content-Type: image/png\n\nx"] * 200
    s = of_mail(tmp, mail(photos, head=b""), "--max-parts", "60")
    assert s["rejected"] == [] and s["totals"]["messages_ignored"] == 1


@test
def depth_and_headers_over_a_limit_cost_their_part_alone(tmp):
    good, deep = part(gzip.compress(report(1))), part(gzip.compress(report(2)))
    for level in range(12):
        inner = mail([deep], head=b"", boundary=b"D%d" % level)
        deep = inner[inner.index(b"Content-Type") :]
    s = of_mail(tmp, mail([deep, good]))
    assert s["totals"]["reports"] == 1 and losses(s) == [("too-large", 1)]
    s = of_mail(tmp, mail([b"X-A: y\n" * 20000 + good, part(gzip.compress(report(3)))]))
    assert s["totals"]["reports"] == 1 and losses(s) == [("too-large", 1)]


@test
def bytes_over_the_limit_of_a_mail_are_named(tmp):
    bombs = [part(gzip.compress(b'{"a":"' + bytes(40 << 20), 9)) for _ in range(8)]
    took = of_mail(tmp, mail(bombs + [part(gzip.compress(report(1)))]))
    assert losses(took)[-1][0] == "too-large" and took["totals"]["reports"] == 0 and len(took["rejected"]) == 9, losses(
        took
    )


@test
def slow_methods_of_zips_are_for_files_alone(tmp):
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        z = zipped([("r.json", report(1))], method)
        s = of_mail(tmp, mail([part(z, "application/zip", "r.zip")]))
        assert s["totals"]["reports"] == 0 and losses(s) == [("bad-compression", None)], (s["totals"], losses(s))
        open(tmp + "/r.zip", "wb").write(z)
        assert summary(tmp + "/r.zip")["totals"]["reports"] == 1
    s = of_mail(tmp, mail([part(zipped([("r.json", report(1))], zipfile.ZIP_STORED), "application/zip", "r.zip")]))
    assert s["totals"]["reports"] == 1 and s["rejected"] == []


@test
def a_long_list_of_broken_reports_is_summed(tmp):
    broken = b"[" + b",".join([b'{"policies":[],"report-id":"x"}'] * 50000) + b"]"
    s = of_mail(tmp, mail([part(broken, "application/json", "r.json")]))
    assert len(s["rejected"]) == 1001 and s["rejected"][-1]["left_out"] == 49000, (
        len(s["rejected"]),
        s["rejected"][-1],
    )


@test
def an_expression_that_backtracks_is_given_up_and_said(tmp):
    policies = ",".join(
        '{"policy":{"policy-type":"sts","policy-domain":"%s.com"},"summary":{"total-successful-session-count":1,"total-failure-session-count":1},'
        '"failure-details":[{"result-type":"validation-failure","failed-session-count":1,"failure-reason-code":"%s!"}]}'
        % ("a%da" % i * 40, "ab" * 60)
        for i in range(200)
    )
    open(tmp + "/r.json", "w").write(
        '{"organization-name":"E","report-id":"1","contact-info":"x","date-range":{"start-datetime":"2026-01-10T00:00:00Z",'
        '"end-datetime":"2026-01-10T23:59:59Z"},"policies":[%s]}' % policies
    )
    said = run("--domain", r"^([a-z0-9-]+\.?)+\.example\.com$", tmp + "/r.json", status=1).stderr.decode()
    assert "--domain: " in said and "too many steps on 200 texts" in said, said
    names = "|".join("n%d\\.example" % i for i in range(1500))  # long, and harmless
    assert "too many steps" not in run("--domain", names, tmp + "/r.json").stderr.decode()
    open(tmp + "/rules", "w").write(json.dumps({"causes": [{"pattern": "^(a|b|ab)+$", "title": "t", "advice": "a"}]}))
    said = run("--rules", tmp + "/rules", tmp + "/r.json", status=1).stderr.decode()
    assert "too many steps on 1 text," in said, said


@test
def a_table_of_contents_or_a_sparse_map_is_held_to_a_size(tmp):
    import struct

    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    n = 2000000
    end = (
        struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, n, n, n * len(entry), 31)
        + struct.pack("<IIQI", 0x07064B50, 0, 31 + n * len(entry), 1)
        + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 65535, 65535, 0xFFFFFFFF, 31, 0)
    )
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    open(tmp + "/many.zip", "wb").write(local + entry * n + end)
    header = tarfile.TarInfo("x")
    header.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "x",
        "GNU.sparse.realsize": "0",
    }
    sparse = b"9000000\n" + b"0\n0\n" * 9000000
    header.size = len(sparse)
    with gzip.open(tmp + "/sparse.tar.gz", "wb", 1) as f:
        f.write(header.tobuf(tarfile.PAX_FORMAT) + sparse + bytes(-len(sparse) % 512 + 1024))
    for name in "many.zip", "sparse.tar.gz":
        r = run("--json", tmp + "/s.json", tmp + "/" + name, status=1)
        assert "too large" in r.stderr.decode(), (name, r.stderr)
        assert json.load(open(tmp + "/s.json"))["totals"]["files_unread"] == 1
        if not INSTRUMENTED:
            assert peak_kb("--json", os.devnull, tmp + "/" + name, status=1) < 300000, name


@test
def colons_of_a_time_of_day_are_no_flags(tmp):
    os.makedirs(tmp + "/cur"), os.makedirs(tmp + "/new")
    names = [
        "cur/2026-01-10T05:00:01.eml",
        "cur/2026-01-10T05:20:01.eml",
        "cur/2026-01-10T05:20:01:2,S",
        "cur/a:2,S",
        "cur/a:b:2,",
        "new/a",
        "new/a:b",
        "new/a:c",
    ]
    for i, name in enumerate(names):
        as_in_cur = {"new/a": 3, "new/a:b": 4}
        open("%s/%s" % (tmp, name), "wb").write(mail([part(gzip.compress(report(as_in_cur.get(name, i)), mtime=0))]))
    assert summary(tmp)["totals"]["messages"] == 6  # what stands in cur with flags is not new any more


@test
def a_database_keeps_one_copy_whole_and_tells_of_the_other(tmp):
    for name, first, later, state in (
        ("a", (9, 0), (9, 100), []),
        ("b", (9, 100), (9, 0), []),
        ("c", (9, 0), (9, 100), ["--state", tmp + "/s"]),
    ):
        db = tmp + "/" + name
        open(tmp + "/1.json", "w").write(copy_of(*first))
        open(tmp + "/2.json", "w").write(copy_of(*later))
        open(tmp + "/3.json", "w").write(copy_of(5, 1, "b.example", "2026-01-12", "r3"))
        s = summary("--sqlite", db, *state, tmp + "/1.json")
        for _ in range(2):
            s = summary("--sqlite", db, *state, tmp + "/2.json", tmp + "/3.json")
            if not state:
                assert ("conflicting-reports", "high") in [(f["id"], f["severity"]) for f in s["findings"]], (
                    name,
                    s["findings"],
                )
        q = lambda sql: sqlite3.connect(db).execute(sql).fetchall()
        assert q("SELECT successful_sessions, failed_sessions FROM reports ORDER BY day") == [first, (5, 1)], name
        assert q("SELECT successful_sessions, failed_sessions FROM policies") and q(
            "SELECT count(*) FROM failures"
        ) == [(1 + (first[1] > 0),)], name
        assert q(
            "SELECT kind, successful_sessions, failed_sessions, first_successful_sessions, first_failed_sessions FROM exceptions WHERE kind = 'conflict'"
        ) == [("conflict", *later, *first)], name
        assert q("SELECT policy_domain, failed_sessions, last_day FROM domains ORDER BY 1") == [
            ("a.example", first[1], "2026-01-10"),
            ("b.example", 1, "2026-01-12"),
        ], name
        assert q("SELECT day, failed_sessions FROM days ORDER BY 1") == [
            ("2026-01-10", first[1]),
            ("2026-01-12", 1),
        ], name
        assert q("SELECT organization_name, reports, domains, failed_sessions FROM reporters") == [
            ("Example", 2, 2, first[1] + 1)
        ], name
    open(tmp + "/1.json", "w").write(copy_of(9 * 10**18, 0) + copy_of(9 * 10**18, 1, id_="r2"))
    run("--sqlite", tmp + "/big", tmp + "/1.json")
    run("--sqlite", tmp + "/big", tmp + "/1.json")
    assert (
        q("SELECT success_rate FROM secured_share")
        and sqlite3.connect(tmp + "/big").execute("SELECT * FROM secured_share").fetchall()
    )


@test
def what_may_become_a_formula_is_guarded(tmp):
    texts = '=1+1|+1|-1|@a|\uff0b1|a;=1|a\t+1|a;\uff1d1|a;b;\uff201|a\n-1|a;""=1;'.split("|")
    plain = ["plain; text", 'a;"plain"', "a=1;b=2", "a ; -"]
    reports = [
        copy_of(1, 0, id_="i%d" % i).replace("x@example.net", json.dumps(t)[1:-1]) for i, t in enumerate(texts + plain)
    ]
    open(tmp + "/r.json", "w").write("\n".join(reports))
    run("--csv", tmp + "/guarded", tmp + "/r.json")
    run("--csv", tmp + "/raw", "--csv-raw", tmp + "/r.json")
    read = lambda d: [
        r["contact_info"] for r in csv.DictReader(open(tmp + "/%s/reports.csv" % d, newline="", encoding="utf-8"))
    ]
    assert read("raw") == texts + plain
    mark = lambda t: "'" + re.sub('([;\t\n])(?="*[=+@\uff1d\uff20-])', r"\1'", t)
    assert read("guarded") == [mark(t) for t in texts] + plain, read("guarded")
    # A spreadsheet of another country cuts at semicolons, and ends a line where the quotes say otherwise.
    cut = csv.reader(open(tmp + "/guarded/reports.csv", newline="", encoding="utf-8"), delimiter=";")
    assert not [c for row in cut for c in row if re.match("[=+@\uff1d\uff20-]", c)]


@test
def an_input_that_changes_while_it_is_read_has_no_hash(tmp):
    path, fifo = tmp + "/r.json", tmp + "/fifo"
    os.mkfifo(fifo)
    for changes in (False, True):
        open(path, "w").write(copy_of(1, 0))
        p = subprocess.Popen(
            [PROGRAM, "-j1", "--hash-inputs", "--json", "-", path, fifo],
            env=ENV,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        with open(fifo, "w") as f:  # its turn comes when the first input was read
            f.write(copy_of(3, 0, id_="r3") + "\n" + " " * 70000)
            f.flush()
            if changes:
                open(path, "a").write(copy_of(2, 0, id_="r2"))
            f.write("\n")
        out, said = p.communicate()
        assert p.returncode == changes and (b"it changed while it was read" in said) == changes, said
        assert ("sha256" in json.loads(out)["inputs"][0]) != changes, json.loads(out)["inputs"]


def day_report(who, day, failed=0, address=None, kind="certificate-host-mismatch"):
    detail = {"result-type": kind, "failed-session-count": failed, **({"receiving-ip": address} if address else {})}
    return (
        json.dumps(
            {
                "organization-name": who,
                "report-id": "%s-%s" % (who, day),
                "contact-info": "x",
                "date-range": one_day(day),
                "policies": [
                    {
                        "policy": {
                            "policy-type": "sts",
                            "policy-domain": "a.example",
                            "policy-string": ["version: STSv1", "mode: enforce", "mx: mx.a.example", "max_age: 604800"],
                        },
                        "summary": {"total-successful-session-count": 50, "total-failure-session-count": failed},
                        "failure-details": [detail] if failed else [],
                    }
                ],
            }
        )
        + "\n"
    )


@test
def a_wrong_certificate_at_some_addresses_only_is_an_interception(tmp):
    usual = "".join(day_report(who, "2026-01-%02d" % d) for who in "PQRS" for d in range(1, 9))
    elsewhere = day_report("P", "2026-01-09", 2, "192.0.2.2", "validation-failure")
    seen = "".join(day_report(who, "2026-01-10", 3, "192.0.2.1") for who in "PQRS")
    unnamed = "".join(day_report(who, "2026-01-10", 3) for who in "PQRS")
    forged = "".join(day_report("I%d" % i, "2026-01-10", 3) for i in range(5))
    for text, wanted in (
        (usual + elsewhere + seen, True),
        (usual + elsewhere + seen + forged, True),
        (usual + seen, False),
        (usual + elsewhere + unnamed, False),
        (elsewhere + seen, False),
    ):
        open(tmp + "/r.json", "w").write(text)
        assert ("possible-interception" in [f["id"] for f in summary(tmp + "/r.json")["findings"]]) == wanted, text[
            :200
        ]
