"""What a report says is read once and as it stands, however it is cut, doubled or misplaced."""
import gzip, json

from northwind import found, mail, report
from harness import *


def write(tmp, name, content):
    path = os.path.join(tmp, name)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@test
def a_text_that_is_cut_reads_back_as_the_same_text(tmp):
    """Cut behind a blank, it would be trimmed when it is read back, and be another report's."""
    long = lambda n: "A" * (n - 1) + " B"
    r = report(**{"organization-name": long(1024), "contact-info": long(1024)})
    r["policies"][0]["policy"]["policy-string"] = [long(4096)]
    r["policies"][0]["failure-details"][0]["failure-reason-code"] = long(4096)
    sent = mail(json.dumps(r).encode()).replace(b"<m1@northwind.example>", b"<" + long(997).encode() + b">")
    box = write(tmp, "m.eml", sent)
    records = [os.path.join(tmp, name) for name in ("1.ndjson", "2.ndjson")]
    run("--ndjson", records[0], box)
    run("--ndjson", records[1], records[0])
    assert open(records[0]).read() == open(records[1]).read()
    totals = summary(box, records[0])["totals"]
    assert (totals["reports"], totals["duplicates"]) == (1, 1), totals


@test
def an_extracted_report_that_was_posted_counts_for_the_same_domains_again(tmp):
    """RFC 8460, 1.1: a tlsa policy names the MX host. A file's name told whose domain it is of, though no mail had said so."""
    posted = report()
    dane = json.loads(json.dumps(posted["policies"][0]))
    dane["policy"].update({"policy-type": "tlsa", "policy-domain": "mx.shop.example", "policy-string": ["3 1 1 00"]})
    folder = os.mkdir(tmp + "/in") or tmp + "/in"
    for n, policies in enumerate((posted["policies"], posted["policies"] + [dane], [dane])):
        write(folder, "%d.json" % n, {**posted, "report-id": str(n), "policies": policies})
    figures = lambda s: (
        {d["policy_domain"]: (d["reports"], d["failed_sessions"]) for d in s["domains"]},
        s["conflicts"],
    )
    wanted = {"orchard.example": (2, 4), "mx.shop.example": (2, 4)}, []
    run("--extract", tmp + "/out", "--evidence", tmp + "/bag", folder)
    names = sorted(name.split("!")[1] for name in os.listdir(tmp + "/out"))
    assert names == ["mx.shop.example", "orchard.example", "unknown"], names
    for again in folder, tmp + "/out", tmp + "/bag":
        assert figures(summary(again)) == wanted, (again, figures(summary(again)))


@test
def an_mx_line_without_a_value_hides_no_later_one(tmp):
    """A host that a later line of the policy names is no unlisted one."""
    r = report()
    text = "version: STSv1\nmode: enforce\nmx: mx1.orchard.example\nmx:\nmx: mx2.orchard.example\nmax_age: 604800\n"
    r["policies"][0]["policy"]["policy-string"] = [text]
    r["policies"][0]["failure-details"][0]["receiving-mx-hostname"] = "mx2.orchard.example"
    s = summary(write(tmp, "r.json", r))
    assert "unlisted-mx" not in found(s), found(s)
    assert [p["mx_host_patterns"] for p in s["policies_seen"]] == [["mx1.orchard.example", "mx2.orchard.example"]], s[
        "policies_seen"
    ]


@test
def secured_sessions_beside_the_summary_are_counted(tmp):
    r = report()
    p = r["policies"][0]
    p["policy"]["total-successful-session-count"] = 120
    p["summary"] = {"total-failure-session-count": 2}
    box = write(tmp, "r.json", r)
    assert summary(box)["totals"]["successful_sessions"] == 120
    assert "misplaced-key" in json.loads(run("--ndjson", "-", box).stdout)["deviations"]


@test
def policies_that_stand_twice_in_a_record_count_once(tmp):
    record = run("--ndjson", "-", write(tmp, "r.json", report())).stdout
    policies = record[record.index(b'"policies":') : record.index(b',"source"')]
    s = summary(write(tmp, "r.ndjson", record.replace(policies, policies + b"," + policies)))
    assert s["totals"]["successful_sessions"] == 5, s["totals"]


@test
def a_content_type_that_stands_twice_is_one(tmp):
    """A damaged part is rejected once, however often the header says the same."""
    line = b"Content-Type: multipart/report; report-type=tlsrpt; boundary=b1\n"
    cut = gzip.compress(json.dumps(report()).encode())[:-20]
    for sent in (mail(cut), mail(cut).replace(line, line + line)):
        s = summary(write(tmp, "m.eml", sent.replace(b"tlsrpt+json", b"tlsrpt+gzip")))
        assert [x["reason"] for x in s["rejected"]] == ["bad-compression"], s["rejected"]


HOSTS = ["mx%d.orchard.example" % i for i in range(300)]


@test
def a_host_whose_pattern_may_have_been_cut_off_is_not_unlisted(tmp):
    """SPEC 4: what is left of a list that was too long refutes nobody, read from mail or from its record."""
    head = ["version: STSv1", "mode: enforce"]
    for strings, hosts in (
        ([], HOSTS),
        (head, HOSTS),
        (head + ["mx: " + h for h in HOSTS], []),
        (["\n".join(head + ["mx: " + h for h in HOSTS])], []),
        ([], ",".join(HOSTS)),
        ([], [json.dumps(HOSTS)]),
    ):
        r = report()
        r["policies"][0]["policy"].update({"policy-string": strings, "mx-host": hosts})
        r["policies"][0]["failure-details"][0]["receiving-mx-hostname"] = HOSTS[280]
        box = write(tmp, "r.json", r)
        record = write(tmp, "r.ndjson", run("--ndjson", "-", box).stdout)
        assert "unlisted-mx" not in found(summary(box)) + found(summary(record)), strings


@test
def a_seen_policy_that_was_cut_accuses_no_mx_of_the_domain(tmp):
    text = "version: STSv1\nmode: enforce\nmax_age: 604800\n" + "".join("mx: %s\n" % h for h in HOSTS)
    r = report()
    r["policies"][0]["policy"]["policy-string"] = text.splitlines()
    box = write(tmp, "r.json", r)
    zone = write(tmp, "dns", b"orchard.example. 300 IN MX 10 mx280.orchard.example.\n")
    (mx,) = summary("--dns", zone, box)["setup"][0]["mx"]
    assert mx["in_policy"] is None, mx
    os.mkdir(tmp + "/served")
    write(tmp + "/served", "orchard.example.txt", text.replace("\n", "\r\n").encode())
    s = summary("--dns", zone, "--sts-policy", tmp + "/served", box)
    assert not {"policy-served-differs", "mx-not-in-policy"} & set(found(s)), found(s)


@test
def a_record_without_a_source_is_found_where_it_stands(tmp):
    """Such as parsedmarc writes: its row, its rejection and the schemas want the place, in a large file as in a small one."""
    record = {
        "organization_name": "Org",
        "begin_date": "2024-03-02T00:00:00Z",
        "end_date": "2024-03-02T23:59:59Z",
        "contact_info": "x@org.example",
        "policies": [
            {
                "policy_domain": "a.example",
                "policy_type": "sts",
                "successful_session_count": 1,
                "failed_session_count": 0,
            }
        ],
    }
    path = tmp + "/r.ndjson"
    places = lambda lines: [
        {"path": path, "message": i + 1, "offset": sum(len(line) + 1 for line in lines[:i])} for i in range(len(lines))
    ]

    def sources(*options):
        run(*options, "--json", tmp + "/s.json", "--ndjson", tmp + "/again", path)
        rejected = [r["source"] for r in json.load(open(tmp + "/s.json"))["rejected"]]
        return [json.loads(line)["source"] for line in open(tmp + "/again")], rejected

    ours, others = [], []
    for i in range(6):
        others.append(json.dumps(record if i == 3 else {**record, "report_id": "r%d" % i}))
        ours.append('{"report_key":"%032d",%s' % (i, others[-1][1:]))
    ours[2], ours[4] = "", '{"report_key":"%s' % ("0" * 5000)
    for lines, counted, broken in ((others, [0, 1, 2, 4, 5], [3]), (ours, [0, 1, 5], [3, 4])):
        at = places(lines)
        open(path, "w").write("\n".join(lines) + "\n")
        for options in ((), ("--max-report", 600)):
            assert sources(*options) == ([at[i] for i in counted], [at[i] for i in broken]), (
                options,
                sources(*options),
            )
    again = tmp + "/again"
    key = json.loads(open(again).readline())["report_key"]
    assert b"r.ndjson" in run("--explain", key, again).stdout
