"""The order of what one mail holds changes nothing, and what a list of domains costs (SPEC 3, 5.1, 5.3)."""
import base64, gzip, io, itertools, json, os, re, shutil, subprocess, zipfile

from harness import *


def report(n, failed=0):
    domain = "d%d.example" % (n % 2)
    detail = {
        "result-type": "certificate-expired",
        "failed-session-count": failed,
        "receiving-mx-hostname": "mx." + domain,
    }
    strings = {"policy-string": ["version: STSv1", "mode: enforce", "mx: mx." + domain, "max_age: 86400"]}
    policy = policy_of("sts", domain, 10 * n, failed, *[detail] * (failed > 0), **strings)
    return json.dumps(report_with("r%d" % n, "2024-03-0%d" % (n + 1), policy, org="Org %d" % (n % 3))).encode()


def part(kind, body, name=""):
    text = base64.encodebytes(body).decode()
    return "Content-Type: %s%s\nContent-Transfer-Encoding: base64\n\n%s" % (
        kind,
        '; name="%s"' % name if name else "",
        text,
    )


def zipped(*reports):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for i, r in enumerate(reports):
            z.writestr(zipfile.ZipInfo("%d.json" % i, (2024, 1, 1, 0, 0, 0)), r)
    return out.getvalue()


def mail(parts, boundary="b0"):
    return (
        "From: tls@org.example\nTo: tls@d0.example\nDate: Sat, 09 Mar 2024 08:00:00 +0000\nMessage-ID: <%s@org.example>\nSubject: reports\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=%s\n\n" % (boundary, boundary)
        + "".join("--%s\n%s\n" % (boundary, p) for p in parts)
        + "--%s--\n" % boundary
    )


@test
def the_order_of_a_mails_parts_changes_nothing(tmp):
    """Each order of the parts of a mail: the same summary to the byte, the same tables, the same records but for the place."""
    parts = [
        part("application/tlsrpt+gzip", gzip.compress(report(1, failed=3), mtime=0), "a.json.gz"),
        part("application/zip", zipped(report(2), report(3, failed=1)), "b.zip"),
        part("application/tlsrpt+json", report(1, failed=3)),  # once more: a duplicate
        "Content-Type: message/rfc822\n\n" + mail([part("application/tlsrpt+json", report(4))], "b1"),
        part("application/tlsrpt+json", b'{"report-id": "none", "policies": 7}'),
    ]  # rejected
    seen = None
    for order in itertools.islice(itertools.permutations(parts), fewer(120)):
        open(tmp + "/mail.eml", "w").write(mail(("Content-Type: text/plain\n\nThe reports of the week.\n",) + order))
        shutil.rmtree(tmp + "/csv", ignore_errors=True)
        r = run("--json", "-", "--csv", tmp + "/csv", "--ndjson", tmp + "/n", "-j", "2", "mail.eml", cwd=tmp)
        records = sorted(
            json.dumps({k: v for k, v in json.loads(line).items() if k != "source"}) for line in open(tmp + "/n")
        )
        tables = {
            n: sorted(open(tmp + "/csv/" + n).read().splitlines())
            for n in os.listdir(tmp + "/csv")
            if n not in ("reports.csv", "exceptions.csv")
        }
        s = json.loads(r.stdout)
        for row in s["rejected"]:  # which part it was
            del row["source"]
        if not seen:
            seen = s, records, tables
            assert (
                s["totals"]["reports"],
                s["totals"]["duplicates"],
                s["totals"]["rejected"],
                s["totals"]["failed_sessions"],
            ) == (4, 1, 1, 4), s["totals"]
        assert s == seen[0] and records == seen[1] and tables == seen[2], [p[:60] for p in order]


@test
def a_list_of_domains_costs_little(tmp):
    """Instructions, which no other process disturbs: a list of 300 domains adds less than 5 % to the reading of their mail."""
    if not shutil.which("valgrind"):
        raise Skipped("valgrind, which counts instructions, is not here")
    need_plain_memory()
    path, truth = corpus(tmp, "mbox", 5, 1500, "--domains", "300", "--days", "60")
    open(tmp + "/list", "w").write("".join(d["policy_domain"] + "\n" for d in truth["domains"]))

    def instructions(*args):
        r = subprocess.run(
            [
                "valgrind",
                "--tool=callgrind",
                "--callgrind-out-file=/dev/null",
                PROGRAM,
                "--sandbox=off",
                "-j1",
                *args,
                "--json",
                tmp + "/s",
                path,
            ],
            env=ENV,
            capture_output=True,
        )
        assert r.returncode == 0, r
        return max(int(n.replace(",", "")) for n in re.findall(r"I\s+refs:\s+([\d,]+)", r.stderr.decode()))

    bare, listed = instructions(), instructions("--scope", tmp + "/list")
    assert listed < 1.05 * bare, (bare, listed)


@test
def each_report_of_a_file_has_its_offset_there(tmp):
    """One a line, one behind the other, in an array, in an object; in small files and in large ones (SPEC 6.2)."""
    one = lambda i: dict(json.loads(report(i % 9)), **{"report-id": "n%d" % i})
    for n in (3, 2500):
        reports = [json.dumps(one(i), indent=i % 3 or None).encode() for i in range(n)]
        forms = {
            "behind": b"\xef\xbb\xbf \n" + b" ".join(reports),
            "array": b" [" + b",\n ".join(reports) + b"]\n",
            "lines": b"\n".join(json.dumps(json.loads(x)).encode() for x in reports) + b"\n",
        }
        os.makedirs("%s/%d" % (tmp, n))
        for name, text in forms.items():
            path = "%s/%d/%s.json" % (tmp, n, name)
            with open(path, "wb") as f:
                f.write(text)
            decode = json.JSONDecoder().raw_decode
            for place in (path, os.path.dirname(path)):
                for line in run("--ndjson", "-", place).stdout.splitlines():
                    record = json.loads(line)
                    source = record["source"]
                    bytes_ = open(source["path"], "rb").read()[source["offset"] :]
                    assert bytes_[:1] == b"{", (name, n, source)
                    found = decode(bytes_[:20000].decode(errors="ignore"))[0]
                    assert found["report-id"] == record["report_id"], (name, n, source)


@test
def what_breaks_off_in_a_file_is_rejected_where_it_begins(tmp):
    """Beside reports it is one of several, with its number and offset (SPEC 6.2); alone it is the file."""
    whole, cut = report(1).decode(), report(2).decode()[:150]
    for text, places in (
        (cut, [{}]),
        ("[\n" + cut, [{}]),
        ("\n".join([whole, cut, report(3).decode(), " " + cut]), [2, 4]),
        ('{"reports": [' + whole + ", " + cut, [2]),
    ):
        with open(tmp + "/a.json", "w") as f:
            f.write(text)
        rejected = json.loads(run("--json", "-", tmp + "/a.json").stdout)["rejected"]
        got = [{k: r["source"].get(k) for k in ("message", "offset") if k in r["source"]} for r in rejected]
        begin = [i for i in range(len(text)) if text.startswith(cut, i)]
        want = [p if p == {} else {"message": p, "offset": begin[n]} for n, p in enumerate(places)]
        assert got == want, (text, got, want)
