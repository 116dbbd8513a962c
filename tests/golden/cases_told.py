"""Which domain a mail is about, and whose it is, where several places tell it."""

import base64, json

from harness import *
from northwind import found, mail, records, report


@test
def names_are_told_by_field_subject_and_file_name_in_turn(tmp):
    body = json.dumps(report()).encode()
    subject = "Report Domain: orchard.example Submitter: %s Report-ID: <r1@northwind.example>"
    cases = [
        # fields, subject, file name, submitter, domain
        (
            ["TLS-Report-Submitter: A.example", "TLS-Report-Domain: ORCHARD.example."],
            subject % "b.example",
            "c.example!d.example!1!2.json",
            "a.example",
            "orchard.example",
        ),
        (
            ["TLS-Report-Submitter: Northwind Mail Inc."],
            subject % "b.example",
            "c.example!d.example!1!2.json",
            "b.example",
            "orchard.example",
        ),
        (
            ["TLS-Report-Submitter: Northwind"],
            subject % "Northwind",
            "c.example!d.example!1!2.json",
            "c.example",
            "orchard.example",
        ),
        (
            ["TLS-Report-Submitter: =?UTF-8?B?%s?=" % base64.b64encode(b"a.example").decode()],
            "x",
            "x.json",
            "a.example",
            None,
        ),
        ([], "=?utf-8?q?%s?=" % (subject % "b.example").replace(" ", "_"), "x.json", "b.example", "orchard.example"),
        (
            [],
            "=?utf-8?b?%s?=\n =?utf-8?b?%s?="
            % tuple(
                base64.b64encode(t.encode()).decode()
                for t in ((subject % "b.example")[:20], (subject % "b.example")[20:])
            ),
            "x.json",
            "b.example",
            "orchard.example",
        ),
        ([], "x", "=?UTF-8?Q?c.example!orchard.example!1!2.json?=", "c.example", "orchard.example"),
        (
            [],
            "x",
            "filename*=UTF-8''c.example%21b%C3%BCcher.example%211%212.json",
            "c.example",
            "xn--bcher-kva.example",
        ),
        (
            [],
            "x",
            "filename*=iso-8859-1'de'c.example%21b%FCcher.example%211%212.json",
            "c.example",
            "xn--bcher-kva.example",
        ),
        *(
            ([], "x", "c.example!orchard.example!1!2!x.json".replace(at, at + "\n ", 1), "c.example", "orchard.example")
            for at in ("c.example!", "orchard.example!", "1!", "2!")  # a line of the header was folded there
        ),
        (["TLS-Report-Domain: b\u00fccher.example"], "x", "x.json", None, "xn--bcher-kva.example"),
    ]
    for fields, line, name, submitter, domain in cases:
        open(tmp + "/m.eml", "wb").write(mail(body, line, fields, name))
        source = records(tmp + "/m.eml")[0]["source"]
        assert (source.get("submitter"), source.get("report_domain")) == (submitter, domain), (
            fields,
            line,
            name,
            source,
        )


@test
def alignment_goes_by_from_where_nothing_else_tells(tmp):
    results = "Authentication-Results: mx.orchard.example; dkim=pass header.d=%s"
    for signer, want in (("northwind.example", []), ("mallory.example", ["unauthenticated-reports"])):
        for sender in (
            "tls@northwind.example",
            "Northwind <tls@mail.northwind.example>",
            '"a@b.example <x>" <tls@northwind.example>',
        ):
            open(tmp + "/m.eml", "wb").write(
                mail(
                    json.dumps(report()).encode(),
                    fields=["TLS-Report-Submitter: Northwind Mail", results % signer],
                    sender=sender,
                )
            )
            got = [
                i
                for i in found(summary("--authserv-id", "mx.orchard.example", tmp + "/m.eml"))
                if i == "unauthenticated-reports"
            ]
            assert got == want, (signer, sender, got)


@test
def of_a_field_that_is_there_twice_the_topmost_tells(tmp):
    """What a mail program shows first is what tells whose the report is; TLS-Report- fields and From go so, too."""
    subject = "Report Domain: orchard.example Submitter: %s Report-ID: <r1@northwind.example>"
    again = ["Subject: " + subject % "mallory.example", "Date: Wed, 04 Mar 2026 04:00:00 +0000"]
    open(tmp + "/m.eml", "wb").write(mail(json.dumps(report()).encode(), subject % "northwind.example", again))
    source = records(tmp + "/m.eml")[0]["source"]
    assert (source["submitter"], source["received"]) == ("northwind.example", "2026-03-03T04:00:00Z"), source
