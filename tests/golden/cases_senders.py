"""Spellings of senders and of what stands between, invented after public trackers of report tools: each is read as what it means, or rejected by name (SPEC 4)."""

import os, random

from harness import *

DETAIL = {"result-type": "certificate-expired", "receiving-mx-hostname": "mx.example.org", "failed-session-count": 1}
LINES = ["version: STSv1", "mode: enforce", "mx: mx.example.org", "max_age: 604800"]
RANGE = lambda begin, end: {"date-range": {"start-datetime": begin, "end-datetime": end}}


def made(top=(), policy=(), detail=(), summary=(), details=None):
    """A report with five secured sessions and one that failed; a value of None is left as null."""
    return {
        "organization-name": "Org",
        "report-id": "1",
        "contact-info": "x",
        **RANGE("2024-05-01T00:00:00Z", "2024-05-01T23:59:59Z"),
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-domain": "example.org",
                    "policy-string": LINES,
                    "mx-host": ["mx.example.org"],
                    **dict(policy),
                },
                "summary": {"total-successful-session-count": 5, "total-failure-session-count": 1, **dict(summary)},
                "failure-details": details if details is not None else [{**DETAIL, **dict(detail)}],
            }
        ],
        **dict(top),
    }


POLICY = lambda key, *values: [made(policy={key: v}) for v in values]
HOST = lambda *values: [made(detail={"receiving-mx-hostname": v}) for v in values]
MEANT = [
    made(top={"contact-info": None}),
    made(top={"report-id": "133944884956529435+"}),
    made(top={"report-id": 133944884956529435}),
    made(top={"organization-name": {"name": "Org"}}),
    made(top={"organization-name": "B\u00fccher"}),
    *(
        made(top=RANGE(*both))
        for both in (
            ("2024-05-01 00:00:00", "2024-05-01 23:59:59"),
            ("2024-05-01T00:00:00+0000", "2024-05-01T23:59:59+0000"),
            ("2024-05-01T00:00:00.000000Z", "2024-05-01T23:59:59.999999Z"),
            ("2024-05-01", "2024-05-01"),
            ("2024-05-01T00:00:00Z", "2024-05-01T24:00:00Z"),
        )
    ),
    made(summary={"total-successful-session-count": "5 "}),
    made(summary={"total-successful-session-count": 5.0}),
    made(details=DETAIL),
    made(details=[None, DETAIL]),
    *POLICY(
        "policy-string",
        "\n".join(LINES),
        "\r\n".join(LINES),
        "\\n".join(LINES),
        ["\\r\\n".join(LINES)],
        "; ".join(LINES),
        [",".join(LINES)],
        json.dumps(LINES),
        [line.replace(":", " :") for line in LINES],
        None,
    ),
    *POLICY("policy-type", "STS", "sts "),
    *POLICY("policy-domain", "example.org.", " EXAMPLE.org"),
    *POLICY(
        "mx-host",
        "10 mx.example.org.",
        ["10 mx.example.org."],
        "MX 10 mx.example.org.",
        "mx: 10 mx.example.org",
        "mx.example.org 10",
        "10 mx.example.org. 20 mx2.example.org.",
        "mx.example.org; mx2.example.org",
        "<mx.example.org>",
        "mx.example.org [192.0.2.1]",
    ),
    *(
        made(detail={"result-type": t})
        for t in ("CERTIFICATE_EXPIRED", "CertificateExpired", "certificate expired", "Certificate-Expired")
    ),
    *HOST(
        "MX.EXAMPLE.ORG.",
        "mx.example.org[192.0.2.1]",
        "mx.example.org[192.0.2.1]:25",
        "mx.example.org:25",
        "mx.example.org (192.0.2.1)",
        "10 mx.example.org.",
        ["mx.example.org"],
    ),
    made(detail={"receiving-ip": "192.0.2.1:25"}),
    made(detail={"sending-mta-ip": ["192.0.2.1"]}),
    {"tlsrpt": made()},
    {"report": made()},
    [made()],
]
AS_TEXT = [lambda t: "\ufeff" + t, lambda t: t + "\0", lambda t: t + t]
REJECTED = {
    "bad-date": [
        RANGE(1714521600, 1714607999),
        RANGE("2024-05-01 00:00:00 +0000 UTC", "2024-05-01 23:59:59 +0000 UTC"),
        RANGE("20240501T000000Z", "20240501T235959Z"),
    ],
    "missing-date-range": [
        {"date-range": {"start-datetime": "2024-05-01T00:00:00Z"}},
        {"date-range": {"begin": 1, "end": 2}},
    ],
    "missing-policies": [{"policies": [[]]}, {"policies": "none"}],
    "missing-report-id": [{"report-id": ""}],
}


def read(tmp, text):
    open(tmp + "/r.json", "w").write(text)
    s = summary(tmp + "/r.json")
    t = s["totals"]
    return (
        t["reports"],
        t["successful_sessions"],
        t["failed_sessions"],
        [f["id"] for f in s["findings"]],
        [r["reason"] for r in s["rejected"]],
    )


@test
def what_senders_mean_is_read_or_rejected_by_name(tmp):
    right = (1, 5, 1, ["certificate-expired"], [])
    assert len(MEANT) > 45
    for text in [*map(json.dumps, MEANT), *(f(json.dumps(made())) for f in AS_TEXT)]:
        assert read(tmp, text) == right, (text, read(tmp, text))
    for reason, reports in REJECTED.items():
        for top in reports:
            assert read(tmp, json.dumps(made(top=top))) == (0, 0, 0, [], [reason]), (reason, top)
    for broken in (json.dumps(made())[:-1] + ",}", str(made()), json.dumps(made()).replace('"x"', "NaN")):
        assert read(tmp, broken)[4] == ["bad-json"], broken


@test
def a_host_or_type_that_is_none_stays_what_it_is(tmp):
    records = lambda r: json.loads(
        (open(tmp + "/r.json", "w").write(json.dumps(r)), run("--ndjson", "-", tmp + "/r.json").stdout)[1]
    )
    for host in ("2001:db8::1", "[192.0.2.1]", "mx"):
        r = records(HOST(host)[0])
        assert r["policies"][0]["failure_details"][0][
            "receiving_mx_hostname"
        ] == host and "mx-hostname-spelling" not in r.get("deviations", []), r
    for kind in ("certificate-expired-2", "certificate", "expired-certificate"):
        r = records(made(detail={"result-type": kind}))
        assert r["policies"][0]["failure_details"][0]["result_type"] == kind and r["deviations"] == [
            "unknown-result-type"
        ], r
    r = records(HOST("mx.example.org[192.0.2.1]:25")[0])
    assert r["policies"][0]["failure_details"][0]["receiving_mx_hostname"] == "mx.example.org" and r["deviations"] == [
        "mx-hostname-spelling"
    ], r


@test
def an_address_that_stands_for_none_accuses_nobody(tmp):
    """Some senders fill in 0.0.0.0 where they know no address; it is none that an MX host could have or lack."""
    open(tmp + "/zone", "w").write(
        "example.org. MX 10 mx.example.org.\nmx.example.org. A 192.0.2.1\nmx.example.org. AAAA 2001:db8::1\n"
    )
    for address, accused in (
        ("192.0.2.1", []),
        ("0.0.0.0", []),
        ("::", []),
        ("::ffff:0.0.0.0", []),
        ("192.0.2.2", ["receiving-ip-not-ours"]),
    ):
        open(tmp + "/r.json", "w").write(json.dumps(made(detail={"receiving-ip": address})))
        s = summary("--dns", tmp + "/zone", tmp + "/r.json")
        assert [f["id"] for f in s["findings"] if f["id"].startswith("receiving")] == accused, address


@test
def what_is_wrong_with_a_strangers_certificate_is_not_ours_to_mend(tmp):
    open(tmp + "/zone", "w").write("example.org. MX 10 mx.example.org.\nmx.example.org. A 192.0.2.1\n")
    detail = {"receiving-ip": "192.0.2.2", "failure-reason-code": "certificate has expired"}
    open(tmp + "/r.json", "w").write(json.dumps(made(detail=detail)))
    found = {f["id"]: f for f in summary("--dns", tmp + "/zone", tmp + "/r.json")["findings"]}
    assert len(found["receiving-ip-not-ours"]["causes"]) == 1, found
    assert found["receiving-ip-not-ours"]["advice"].startswith("Find out whose address it is"), found
    for kind, code, first in (
        ("unlisted-mx", "certificate is not valid for mx.evil.example", "If the host is yours"),
        ("possible-downgrade", "STARTTLS not offered", "Find out whether the server really did"),
    ):
        detail = {
            "result-type": "starttls-not-supported",
            "receiving-mx-hostname": "mx.evil.example",
            "failure-reason-code": code,
        }
        open(tmp + "/r.json", "w").write(json.dumps(made(detail=detail)))
        (f,) = [f for f in summary(tmp + "/r.json")["findings"] if f["id"] == kind]
        assert len(f["causes"]) == 1 and f["advice"].startswith(first), f


@test
def an_advice_tells_what_its_cause_asks_for_once(tmp):
    for kind, code, once in (
        ("certificate-expired", "certificate has expired", "Renew the certificate"),
        ("certificate-host-mismatch", "hostname mismatch", "Issue a certificate"),
        ("certificate-not-trusted", "unable to get local issuer certificate", "of a public authority"),
        ("tlsa-invalid", "no matching TLSA record", "Publish TLSA records"),
        ("sts-policy-fetch-error", "HTTP 404", "status 200"),
        ("validation-failure", "no shared cipher", "ciphers"),
    ):
        said = []
        for reason in {"failure-reason-code": code}, {}:
            open(tmp + "/r.json", "w").write(json.dumps(made(detail={"result-type": kind, **reason})))
            said += [f["advice"] for f in summary(tmp + "/r.json")["findings"] if f["failed_sessions"]]
        assert [text.count(once) for text in said] == [1, 1], said
        assert [once in text.split(". ")[0] for text in said] == [True, False], said


@test
def an_mta_sts_policy_in_another_order_is_no_other_one(tmp):
    """Stalwart writes max_age before mx, and others what is served; the policy is the same to both."""
    own_order = [line.replace(": ", ":") for line in LINES[:2] + LINES[:1:-1]]
    longer = LINES[:-1] + ["max_age: 604801"]

    def judged(*lines, compared=()):
        reports = [
            made(top={"report-id": str(i), "organization-name": str(i)}, policy={"policy-string": each})
            for i, each in enumerate(lines)
        ]
        open(tmp + "/r.json", "w").write("\n".join(map(json.dumps, reports)))
        run("--json", tmp + "/after.json", *compared, tmp + "/r.json")
        s = json.load(open(tmp + "/after.json"))
        changed = [f["title"] for f in s["findings"] if f["id"] == "policy-changed"]
        return len(s["policies_seen"]), changed, [p["change"] for p in s.get("changes", {}).get("policies", [])]

    assert judged(LINES, own_order) == (2, [], [])
    assert judged(LINES)[:2] == (1, [])
    os.rename(tmp + "/after.json", tmp + "/before.json")
    seen, changed, changes = judged(own_order, longer, compared=("--compare", tmp + "/before.json"))
    assert (seen, sorted(changes)) == (2, ["continuing", "new"]) and "2 MTA-STS policies" in changed[0], changes


@test
def names_in_normal_form_are_read_back_as_they_are(tmp):
    """What is left when blanks and NUL are taken out and other scripts are mapped may be a spelling that is taken apart, too."""
    r = random.Random(3)
    marks = [
        "mx",
        ":",
        " ",
        "\0",
        "\uff1a",
        "\uff08",
        "\u3002",
        ".",
        "*",
        "10",
        "[",
        "(",
        ",",
        "\uff0c",
        "a.example",
        "b\u00fc.example",
        "MX1",
        "\u0301",
    ]
    odd = [
        "mx : a.example",
        "mx\0: a.example",
        "\uff4d\uff58\uff1a\uff41.example",
        "\0.a.example",
        "a.example\uff1a25",
        "a.example\uff08x",
        "a.example\uff0cb.example",
    ]
    odd += ["".join(r.choice(marks) for _ in range(r.randint(1, 9))) for _ in range(600)]
    reports = [
        made(
            top={"report-id": "%d" % i},
            policy={"mx-host": [text], "policy-domain": text},
            detail={"receiving-mx-hostname": text},
        )
        for i, text in enumerate(odd)
    ]
    open(tmp + "/r.json", "w").write("\n".join(map(json.dumps, reports)))
    once = run("--ndjson", tmp + "/once.ndjson", tmp + "/r.json")
    assert once.returncode in (0, 1), once.stderr
    run("--ndjson", tmp + "/twice.ndjson", tmp + "/once.ndjson")
    read = lambda name: [{**json.loads(line), "source": None, "deviations": None} for line in open(tmp + "/" + name)]
    for a, b in zip(read("once.ndjson"), read("twice.ndjson"), strict=True):
        assert a == b, (a, b)
    patterns = [x["policies"][0]["mx_host_patterns"] for x in read("once.ndjson")[:7]]
    assert patterns == [
        ["a.example"],
        ["a.example"],
        ["a.example"],
        ["*.a.example"],
        ["a.example:25"],
        ["a.example", "x"],
        ["a.example", "b.example"],
    ], patterns


@test
def json_in_a_string_that_breaks_off_loses_nothing_in_silence(tmp):
    """Whole JSON in a string is read; of what breaks off nobody knows what is missing, and the report is rejected."""
    entry = json.dumps(made()["policies"][0])
    two = "[%s, %s" % (entry, entry.replace("example.org", "example.net"))
    assert read(tmp, json.dumps(made(top={"policies": "[%s]" % entry}))) == (1, 5, 1, ["certificate-expired"], [])
    for policies in (two, two[:-20], "[%s] and more" % entry, "[%s][%s]" % (entry, entry)):
        assert read(tmp, json.dumps(made(top={"policies": policies}))) == (0, 0, 0, [], ["bad-json"]), policies
    broken = made()
    for summary_ in ('{"total-successful-session-count":5,"total-fail', '{"total-successful-session-count":5} x', "{x"):
        broken["policies"][0]["summary"] = summary_
        assert read(tmp, json.dumps(broken)) == (0, 0, 0, [], ["missing-summary"]), summary_
    details = '[{"result-type":"certificate-expired","failed-session-count":1},{"resu'
    assert read(tmp, json.dumps(made(details=details)))[:3] == (1, 5, 1)
    assert read(tmp, json.dumps(made(details=details, summary={"total-successful-session-count": "x"})))[4] == [
        "bad-count"
    ]
