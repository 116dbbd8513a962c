"""What reporters say in their own words names them, too (SPEC 6.8)."""

import gzip, json, os

from secretcorp import mail, report
from harness import *


def said_twice(tmp, **detail):
    """A report with one failure detail, and a copy of it that names another contact."""
    for name in ("a", "b"):
        r = report(1, "2024-03-01")
        r["policies"][0]["failure-details"] = [{"failed-session-count": 4, **detail}]
        r["contact-info"] = "tls-contact@%s.secretcorp.example" % name
        json.dump(r, open(tmp + "/" + name, "w"))
    return [tmp + "/a", tmp + "/b"]


@test
def no_failures_seem_hidden_by_a_copy_since_addresses_are_cut(tmp):
    inputs = said_twice(tmp, **{"result-type": "192.0.2.77-failed"})
    for given in ((), ("--redact", "ip")):
        (conflict,) = [f for f in summary(*given, *inputs)["findings"] if f["id"] == "conflicting-reports"]
        assert conflict["severity"] == "low" and conflict["failed_sessions"] == 0, (given, conflict)


@test
def a_reporter_that_is_not_redacted_keeps_its_own_spelling(tmp):
    word = "SECRET CORPORATION says no, ask tls-contact@a.secretcorp.example"
    given = said_twice(tmp, **{"result-type": "validation-failure", "failure-reason-code": word})[:1]
    (record,) = [json.loads(l) for l in run("--redact", "contact", "--ndjson", "-", *given).stdout.splitlines()]
    (detail,) = record["policies"][0]["failure_details"]
    assert detail["failure_reason_code"] == "SECRET CORPORATION says no, ask (contact)", detail


@test
def the_address_in_a_contact_is_redacted_wherever_it_stands(tmp):
    address = "tls-contact@mail.secretcorp.example"
    contacts = (
        "%s",
        "mailto:%s",
        "mailto:%s?subject=tls",
        "TLS team <%s>",
        "Write to %s.",
        "Desk @ TLS: desk@a.example, %s",
        "mailto:desk@a.example,%s",
    )
    for contact in [c % a for c in contacts for a in (address, address.upper())]:
        r = report(1, "2024-03-01")
        r["contact-info"] = contact
        r["policies"][0]["failure-details"] = [
            {
                "result-type": "validation-failure",
                "failed-session-count": 4,
                "additional-information": "mailto:" + address,
                "failure-reason-code": "ask <%s>, at mx1.secretcorp.example" % address,
            }
        ]
        json.dump(r, open(tmp + "/a", "w"))
        for what, rest in ("contact", b"secretcorp.example"), ("reporter", b"mx1."):
            said = run("--redact", what, "--ndjson", "-", tmp + "/a").stdout
            assert b"tls-contact" not in said.lower() and rest in said, (contact, said)
        assert b"secretcorp" not in said.lower(), (contact, said)


@test
def hosts_of_a_reporter_are_redacted_without_a_look_at_signatures(tmp):
    """The submitter is tls.secretcorp.example, and the contact is at mail.secretcorp.example."""
    body = report(1, "2024-03-01")
    open(tmp + "/a.eml", "wb").write(
        mail(1, "Sat, 02 Mar 2024 04:00:00 +0000", gzip.compress(json.dumps(body).encode()))
    )
    json.dump(body, open(tmp + "/bare.json", "w"))
    for name in ("a.eml", "bare.json"):
        said = run("--redact", "reporter", "--ndjson", "-", os.path.join(tmp, name)).stdout
        assert b"refused by mx1." in said and b"secretcorp" not in said.lower(), said
