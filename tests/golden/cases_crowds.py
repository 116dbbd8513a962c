"""Many made-up words, failing parts and names about one domain: what is said of others stays."""

import io, json, os, resource, zipfile

from harness import *
from report_lines import policy, report


def seconds_of(*args, **kw):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = run(*args, **kw).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


@test
def words_that_senders_make_up_are_summed_beyond_a_bound(tmp):
    n = 9000
    details = [detail("t%d" % i + "x" * 300, failure_reason_code="%d " % i + "r" * 150) for i in range(n)] + [
        detail("certificate-expired", 7)
    ]
    open(tmp + "/r.json", "w").write(report("w", policies=[policy("a.example", details=details)]))
    took, out = seconds_of("--json", "-", tmp + "/r.json")
    rows = {t["result_type"]: t["failed_sessions"] for t in json.loads(out)["result_types"]}
    assert (
        rows["certificate-expired"] == 7 and rows["others"] > 1000 and sum(rows.values()) == n + 7 and len(rows) < 4000
    ), len(rows)
    assert INSTRUMENTED or took < 6, took
    records = run("--ndjson", "-", tmp + "/r.json").stdout
    assert records.count(b'"result_type"') == n + 1  # the record keeps what was sent


@test
def policy_types_that_anyone_makes_up_hide_none_of_the_rfcs(tmp):
    """Of the types, by name, a page had the first five and the Summary sheet six: one mail took sts and tlsa from them."""
    from workbook_files import workbook

    kinds = ["a%d" % i for i in range(8)] + ["sts", "tlsa"]
    policies = [policy("a.example") for _ in kinds]
    for p, kind in zip(policies, kinds):
        p["policy"]["policy-type"] = kind
    open(tmp + "/r.json", "w").write(report("w", policies=policies))
    assert [p["policy_type"] for p in summary(tmp + "/r.json")["policy_types"]] == sorted(kinds)
    text = run(tmp + "/r.json").stdout.decode()
    split = text[text.index("Sessions") : text.index("Windows")].splitlines()[1:]
    assert [line.split()[0] for line in split] == ["sts", "tlsa", "a0", "a1", "a2", "and"], split
    assert split[-1].strip() == "and 5 types more", split
    run("--digest", tmp + "/d", "--digest-from", "a@b.example", "--xlsx", tmp + "/b.xlsx", tmp + "/r.json")
    told = " ".join(open(tmp + "/d").read().split())
    assert (
        "By policy sts 100.00 % of 9, tlsa 100.00 % of 9, a0" in told and "a2 100.00 % of 9, and 5 types more" in told
    )
    rows = [[c.value for c in row if c.value is not None] for row in workbook(tmp + "/b.xlsx")["Summary"].iter_rows()]
    at = rows.index(["Sessions by policy type"])
    assert [row[0] for row in rows[at + 2 : at + 8]] == ["sts", "tlsa", "a0", "a1", "a2", "a3"], rows
    assert rows[at + 8][0].startswith("And 4 types more"), rows[at + 8]


@test
@alone
def reasons_that_repeat_a_word_cost_little(tmp):
    """A pattern that looks from each of the words for another one near it took a second for a mail of 20 KB."""
    need_plain_memory()

    def least(word):
        texts = ["%d " % i + word * (950 // len(word)) for i in range(1000)]
        details = [detail("validation-failure", failure_reason_code=t) for t in texts]
        open(tmp + "/r.json", "w").write(report("w", policies=[policy("a.example", details=details)]))
        return min(seconds_of("--json", "-", tmp + "/r.json")[0] for _ in range(3))

    usual = least("word ")
    for word in ("ssl ", "https: "):
        took = least(word)
        assert took < 2 * usual, (word, took, usual)


@test
def parts_that_fail_cost_of_the_budget_of_their_mail(tmp):
    import base64, gzip

    bad = base64.encodebytes(gzip.compress(b'{"policies":[' + b'{"a":1},' * 5000000 + b"!", 6))
    head = b"From: x@example.net\nTLS-Report-Domain: a.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
    part = b"--B\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n" + bad
    open(tmp + "/m.eml", "wb").write(head + part * 50 + b"--B--\n")
    took, out = seconds_of("--json", "-", tmp + "/m.eml")
    reasons = [r["reason"] for r in json.loads(out)["rejected"]]
    assert len(reasons) == 50 and reasons.count("too-large") > 40, reasons
    assert INSTRUMENTED or took < 4, took


def filler_texts():
    """More than the bytes of policies' texts that are kept apart, the shortest last, so that no room is left."""
    texts = ["%d %s" % (i, "y" * 700) for i in range(48000)] + ["%d" % i for i in range(9000)]
    return [texts[i : i + 9500] for i in range(0, len(texts), 9500)]


def failing(report_id, organization, domain, details):
    return report(report_id, organization, [policy(domain, details=details)])


@test
def a_flood_about_one_domain_hides_nothing_of_another(tmp):
    """Addresses, reasons and policies' texts have bounds for all together; what is over them is one. Each domain still has some of its own.
    So have the types of policies that senders make up, and those of the RFC have room always."""
    of_type = lambda kind: {**policy("z.example"), "policy": {"policy-type": kind, "policy-domain": "z.example"}}
    mismatch = lambda **more: detail("certificate-host-mismatch", 3, **more)
    real = {
        "not-ours": [
            failing(
                "a", "Real", "a.example", [mismatch(receiving_mx_hostname="mx.a.example", receiving_ip="198.51.100.7")]
            )
        ],
        "hosts": [
            failing("a", "Real", "a.example", [mismatch(receiving_mx_hostname="mx%d.a.example" % i) for i in range(6)])
        ],
        "unlisted": [
            failing(
                "b", "Real", "b.example", [detail("validation-failure", 3, failure_reason_code="MX_HOSTS_MISMATCH")]
            )
        ],
        "downgraded": [
            report(
                "c%d" % i,
                "Real",
                [
                    policy(
                        "c.example",
                        strings=[
                            "version: STSv1",
                            "mode: %s" % ("enforce" if i < 25 else "testing"),
                            "mx: mx.c.example",
                        ],
                    )
                ],
                dated(2100 + i),
            )
            for i in range(40)
        ],
    }
    address = "2001:db8:aaaa:bbbb:%x:%x:cccc:dddd"
    forged = {
        "not-ours": [
            failing(
                "f",
                "Forged",
                "z.example",
                [detail("validation-failure", receiving_ip=address % (k >> 16, k & 65535)) for k in range(99000)],
            )
        ],
        "hosts": [
            failing(
                "f%d" % n,
                "Forged",
                "z.example",
                [detail("certificate-expired", receiving_mx_hostname="h%d-%d.example" % (n, k)) for k in range(40000)],
            )
            for n in range(2)
        ],
        "unlisted": [
            failing(
                "g%d" % n,
                "Forged",
                "z.example",
                [
                    detail("validation-failure", failure_reason_code="%d-%d %s" % (n, k, "w" * (40 if n < 3 else 0)))
                    for k in range(9000)
                ],
            )
            for n in range(4)
        ],
        "downgraded": [
            report("h%d" % n, "Forged", [policy("z.example", strings=[t]) for t in texts], dated(2120))
            for n, texts in enumerate(filler_texts())
        ],
        "types": [
            report("t%d" % n, "Forged", [of_type("%d%s" % (i, n * "w")) for i in range(300)], dated(2120))
            for n in (4000, 600, 100, 20, 3, 0)
        ],
    }
    real["types"] = real["downgraded"]
    open(tmp + "/dns", "w").write("a.example. 300 IN MX 10 mx.a.example.\nmx.a.example. 300 IN A 192.0.2.1\n")

    def severe(*files):
        return sorted(
            (f["id"], f["policy_domain"], f["receiving_mx_hostnames"])
            for f in summary("--dns", tmp + "/dns", *files)["findings"]
            if f["severity"] in ("critical", "high") and f["policy_domain"] in ("a.example", "b.example", "c.example")
        )

    for kind, finding in (
        ("not-ours", "receiving-ip-not-ours"),
        ("hosts", "certificate-host-mismatch"),
        ("unlisted", "unlisted-mx"),
        ("downgraded", "policy-downgraded"),
        ("types", "policy-downgraded"),
    ):
        open(tmp + "/f.json", "w").write("".join(forged[kind]))
        open(tmp + "/r.json", "w").write("".join(real[kind]))
        alone = severe(tmp + "/r.json")
        assert finding in {x[0] for x in alone}, (kind, alone)
        assert severe(tmp + "/f.json", tmp + "/r.json") == alone, kind


@test
@alone
def lines_that_close_nothing_and_blanks_behind_them_cost_little(tmp):
    """What may be another message behind a mail's end is looked at once, not for each line that could end it."""
    need_plain_memory()
    head = "From: x@example.net\nSubject: x\nDate: Sat, 10 Jan 2026 08:00:00 +0000\n"
    head += 'Content-Type: multipart/mixed; boundary="B"\n\n--B\n\nx\n'
    open(tmp + "/x.eml", "w").write(head + "--a--\n" * 200000 + "\n" * 2000000)
    assert seconds_of("--json", tmp + "/out", tmp + "/x.eml")[0] < 2


@test
def brackets_between_the_values_of_a_large_file_cost_little(tmp):
    """Whether a report stands before a bracket that lost its own is asked of each byte once, not of all again for each bracket."""
    open(tmp + "/x.json", "wb").write(b"[]" * fewer(800000))
    with processor_time_below(2):
        summary(tmp + "/x.json", status=1)


@test
@alone
def json_in_strings_in_strings_is_held_to_the_size_of_a_report(tmp):
    """Each string is a copy of all that is inside of it."""
    need_plain_memory()
    inside = "[" + " " * 20000000 + "]"
    for _ in range(12):
        inside = "[" + json.dumps(inside) + "]"
    x = json.loads(report("deep", policies=[policy("a.example")]))
    x["policies"][0]["failure-details"] = inside
    json.dump(x, open(tmp + "/x.json", "w"))
    (rejected,) = summary(tmp + "/x.json")["rejected"]
    assert rejected["reason"] == "too-large" and peak_kb("--json", tmp + "/out", tmp + "/x.json") < 150000


def aliased_hosts(n):
    """One domain's n MX hosts, all aliases of a name with n addresses."""
    line = "a.example. MX 10 m%05d.a.example.\nm%05d.a.example. CNAME b.a.example.\nb.a.example. A 10.1.%d.%d\n"
    return "".join(line % (i, i, i // 250, i % 250) for i in range(n))


def aliased_domains(n):
    """n domains whose only MX host has n addresses, and whose records are aliases of a name with n of them."""
    line = (
        "d%d.example. MX 10 m.example.\nm.example. AAAA 2001:db8::%x\n_25._tcp.m.example. TLSA 3 1 1 %064x\n"
        '_smtp._tls.d%d.example. CNAME t.example.\nt.example. TXT "other %d"\n'
    )
    return "".join(line % (i, i, i, i, i) for i in range(n))


@test
@alone
def records_that_many_names_share_cost_no_product(tmp):
    need_plain_memory()
    open(tmp + "/r.json", "w").write(report("r", policies=[policy("a.example")]))
    for zone in (aliased_hosts(5000), aliased_domains(5000)):
        open(tmp + "/zone", "w").write(zone)
        took, out = seconds_of("--dns", tmp + "/zone", "--json", tmp + "/json", "--table", "setup", tmp + "/r.json")
        size = os.path.getsize(tmp + "/json")
        assert took < 3, took
        assert max(size, len(out)) < 30 * len(zone) + 2**25, (size, len(out), len(zone))


@test
def what_limits_leave_out_of_dns_records_is_told_by_name(tmp):
    met = detail("certificate-expired", receiving_mx_hostname="m00001.a.example", receiving_ip="192.0.2.7")
    open(tmp + "/r.json", "w").write(report("r", policies=[policy("a.example", details=[met])]))

    def judged(zone):
        open(tmp + "/zone", "w").write(zone)
        done = run("--dns", tmp + "/zone", "--json", "-", tmp + "/r.json")
        s = json.loads(done.stdout)
        row = [x for x in s["setup"] if x["policy_domain"] == "a.example"][0]
        return done.stderr.decode(), row, {f["id"] for f in s["findings"]}, s

    few = aliased_hosts(9)
    said, row, ids, s = judged(few * 300)  # a file that grows every night
    assert said == "" and len(row["mx"]) == 9 and len(row["mx"][0]["addresses"]) == 9 and row["errors"] == [], said
    assert "receiving-ip-not-ours" in ids and not s["addresses"][0]["ours"]
    said, row, ids, s = judged(aliased_hosts(1500))
    assert "b.a.example has more than 1,024 different A records: the oldest 476 were left out" in said, said
    assert "MX hosts of a.example were not looked at" in said, said
    assert any("MX hosts were not looked at" in e for e in row["errors"]), row["errors"]
    assert len(row["mx"][0]["addresses"]) == 1024 and "receiving-ip-not-ours" not in ids
    assert "ours" not in s["addresses"][0], s["addresses"]
    texts = '_smtp._tls.a.example. TXT "v=TLSRPTv1; rua=mailto:%s@a.example"\n'
    _, row, ids, _ = judged(few + texts % ("x" * 4200))
    assert any("_smtp._tls.a.example has" in e and "was not judged" in e for e in row["errors"]), row
    assert not ids & {"tlsrpt-record-missing", "tlsrpt-record-invalid"}
    bad = "".join("_25._tcp.m%05d.a.example. TLSA 9 1 1 00\n" % i for i in range(40))
    _, row, _, _ = judged(aliased_hosts(40) + bad)
    assert len(row["errors"]) == 17 and row["errors"][-1] == "24 more errors are not listed", row["errors"]
    for names, rest in (8, []), (9, ["1 more name"]), (10, ["2 more names"]):
        zone = "".join("%d.2.0.192.in-addr.arpa. PTR h%d.a.example.\n" % (k % names, k) for k in range(names * 65))
        said = judged(few + zone)[0].splitlines()
        assert len(said) == 8 + len(rest) and all(": so it is with " + n in l for n, l in zip(rest, said[8:])), said


@test
@alone
def archives_in_archives_cost_no_more_than_their_bytes(tmp):
    """A zip of 5 KB with 5 zips in each of 8 levels took 9 s: each is small, and the bytes alone were counted."""
    need_plain_memory()
    data = b"x"
    for _ in range(8):
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as z:
            for k in range(5):
                z.writestr("%d.zip" % k, data)
        data = whole.getvalue()
    open(tmp + "/m.zip", "wb").write(data)
    took, out = seconds_of("--json", "-", tmp + "/m.zip", status=1)
    assert any("members were not read" in str(u) or u["form"] == "file over a limit" for u in json.loads(out)["unread"])
    assert took < 2, took


@test
def lines_that_begin_an_mbox_in_a_multipart_do_not_cost_a_look_at_its_header_each(tmp):
    """A mail of 2 MB took 7 s: its boundary was looked for again at each of them."""
    need_plain_memory()
    head = "Subject: x\nFrom: a@b.example\nX: " + "\n y" * 60000 + '\nContent-Type: multipart/mixed; boundary="bb"\n'
    line = "From a@b.example Mon Jan  1 00:00:00 2024\nReceived: x\nMessage-ID: <a@b>\nFrom: b\n\n"
    open(tmp + "/m.eml", "w").write(head + "\n--bb\n\n" + line * 20000 + "--bb--\n")
    took, out = seconds_of("--json", "-", tmp + "/m.eml")
    assert json.loads(out)["totals"]["messages"] == 1 and took < 2, took
