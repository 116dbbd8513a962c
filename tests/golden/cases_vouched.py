"""What is known of who sent a report, and what other mails may make of it (SPEC 5.1, 5.4)."""

import json, random

from cases_bounds import detail, report
from cases_copies import sessions
from cases_lies import mail
from harness import *

PASS = {"result": "pass", "domain": "b.example", "selector": "s", "aligned": True}
NONE = {"result": "none"}


def record(org, ok, failed, signature):
    """Of a report about a.example, as --ndjson writes it."""
    day = "2026-01-05T%sZ"
    details = [{"result_type": "starttls-not-supported", "failed_session_count": failed}] if failed else []
    return {
        "organization_name": org,
        "report_id": org,
        "begin_date": day % "00:00:00",
        "end_date": day % "23:59:59",
        "policies": [
            {
                "policy_domain": "a.example",
                "policy_type": "sts",
                "successful_session_count": ok,
                "failed_session_count": failed,
                "failure_details": details,
            }
        ],
        "source": {"message_id": "<1@b.example>", "submitter": "b.example", "signature": signature},
    }


@test
def whoever_vouches_for_himself_silences_no_mail_of_another(tmp):
    """A copy that evil.example signed in the bank's name came first: what the bank's own mail tells is heard."""
    vouched = "Authentication-Results: mx.example.com; dkim=pass header.d=%s\nTLS-Report-Submitter: %s\n"
    clean, failing = (
        report(random.Random(4), [sessions(random.Random(4), "a.example", "sts", 5, details)], "Bank")
        for details in ((), [detail("certificate-expired")])
    )
    true = mail(tmp + "/2.eml", failing, fields="TLS-Report-Submitter: bank.example\n")
    for signer, is_heard in ("bank.example", False), ("evil.example", True):
        first = mail(tmp + "/1.eml", clean, fields=vouched % (signer, signer))
        state = ["--authserv-id", "mx.example.com", "--state", tmp + "/state-" + signer]
        run("-q", "--json", "/dev/null", *state, first)
        for found in (
            summary("--authserv-id", "mx.example.com", first, true)["findings"],
            summary(*state, true)["findings"],
        ):
            ids = {f["id"]: f["severity"] for f in found}
            assert ids["conflicting-reports"] == "high", (signer, ids)
            assert ("certificate-expired" in ids) == is_heard, (signer, ids)


@test
def what_stands_around_a_forwarded_mail_renames_no_report_in_it(tmp):
    """The name of the report's file stands in the mail that its reporter signed; what is around that is the forwarder's."""
    names = "TLS-Report-Domain: evil.example\nTLS-Report-Submitter: other.example\n"
    x = report(random.Random(4), [sessions(random.Random(4), "mx.host.example", "tlsa", 5)])
    inner = "From: tls@b.example\nSubject: TLS report\nContent-Type: application/tlsrpt+json%s\n\n" + json.dumps(x)
    around = "From: ops@c.example\nDate: Sat, 10 Jan 2026 08:00:00 +0000\n%sContent-Type: message/rfc822\n\n"
    named = '; name="b.example!a.example!1!2.json"'
    for fields, name, told in (
        ("", named, ("b.example", "a.example")),
        (names, named, ("b.example", "a.example")),
        (names, "", ("other.example", "evil.example")),
    ):
        with open(tmp + "/m.eml", "w") as f:
            f.write(around % fields + inner % name)
        (r,) = (json.loads(x) for x in run("--ndjson", "-", tmp + "/m.eml").stdout.splitlines())
        assert (r["source"]["submitter"], r["source"]["report_domain"]) == told, (fields, name, r["source"])


@test
def a_further_copy_of_a_foreign_report_is_a_duplicate_however_late_the_first_came(tmp):
    """SPEC 5.3. Of listed domains it is a conflict: the first says nothing about the present state."""
    open(tmp + "/list", "w").write("a.example\n")
    x = report(random.Random(4), [sessions(random.Random(4), "f.example", "sts", 5)])
    late, timely = (
        mail(tmp + "/%d.eml" % year, x, "Sat, 10 Jan %d 08:00:00 +0000" % year, "TLS-Report-Submitter: b.example\n")
        for year in (2028, 2026)
    )
    for order in (late, timely), (timely, late):
        t = summary("--scope", tmp + "/list", *order)["totals"]
        assert (t["foreign_reports"], t["duplicates"], t["conflicts"]) == (1, 1, 0), t
    assert summary(late, timely)["totals"]["conflicts"] == 1
