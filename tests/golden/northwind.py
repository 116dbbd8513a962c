"""A report and a mail of a sender who does most things as RFC 8460 wants them; what is said of others."""
import base64

from harness import *


def found(s):
    return sorted(f["id"] for f in s["findings"] if f["severity"] != "info")


def records(*args):
    return [json.loads(line) for line in run("--ndjson", "-", *args).stdout.splitlines()]


def report(**more):
    r = {
        "organization-name": "Northwind Mail",
        "report-id": "r1",
        "contact-info": "tls@northwind.example",
        "date-range": one_day("2026-03-02"),
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-domain": "orchard.example",
                    "mx-host": ["mx1.orchard.example", "*.hoster.example"],
                    "policy-string": [
                        "version: STSv1",
                        "mode: enforce",
                        "mx: mx1.orchard.example",
                        "mx: *.hoster.example",
                        "max_age: 604800",
                    ],
                },
                "summary": {"total-successful-session-count": 5, "total-failure-session-count": 2},
                "failure-details": [
                    {
                        "result-type": "certificate-host-mismatch",
                        "failed-session-count": 2,
                        "sending-mta-ip": "192.0.2.3",
                        "receiving-mx-hostname": "mx1.orchard.example",
                        "failure-reason-code": "hostname mismatch",
                    }
                ],
            }
        ],
    }
    r.update(more)
    return r


def mail(body, subject="TLS report", fields=(), name="report.json", sender="tls@northwind.example"):
    head = [
        "From: " + sender,
        "To: tls@orchard.example",
        "Date: Tue, 03 Mar 2026 04:00:00 +0000",
        "Message-ID: <m1@northwind.example>",
        "Subject: " + subject,
        *fields,
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=tlsrpt; boundary=b1",
        "",
        "--b1",
        "Content-Type: application/tlsrpt+json",
        "Content-Disposition: attachment; " + (name if name.startswith("filename") else 'filename="%s"' % name),
        "Content-Transfer-Encoding: base64",
        "",
        base64.encodebytes(body).decode(),
        "--b1--",
        "",
    ]
    return "\n".join(head).encode()
