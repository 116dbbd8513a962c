"""Mails of any parts, and reports to put into them."""
import base64, json

from harness import one_day, policy_of, report_with


def report(i, domain="a.example", failed=0):
    return json.dumps(report_with("r%d" % i, "2026-01-10", policy_of("sts", domain, 9, failed), org="Example")).encode()


def part(content, kind="application/gzip", name="r.json.gz"):
    return (
        b'Content-Type: %s\nContent-Disposition: attachment; filename="%s"\nContent-Transfer-Encoding: base64\n\n%s'
        % (kind.encode(), name.encode(), base64.encodebytes(content))
    )


def mail(parts, head=b"TLS-Report-Domain: a.example\n", kind=b"multipart/mixed", boundary=b"B"):
    return (
        b"From: x@example.net\nSubject: reports\n"
        + head
        + b"MIME-Version: 1.0\nContent-Type: "
        + kind
        + b"; boundary="
        + boundary
        + b"\n\n"
        + b"".join(b"--" + boundary + b"\n" + p + b"\n" for p in parts)
        + b"--"
        + boundary
        + b"--\n"
    )


def copy_of(successful, failed, domain="a.example", day="2026-01-10", id_="r1"):
    return json.dumps(
        {
            "organization-name": "Example",
            "report-id": id_,
            "contact-info": "x@example.net",
            "date-range": one_day(day),
            "policies": [
                {
                    "policy": {"policy-type": "sts", "policy-domain": domain},
                    "summary": {"total-successful-session-count": successful, "total-failure-session-count": failed},
                    "failure-details": [{"result-type": "certificate-expired", "failed-session-count": failed}]
                    if failed
                    else [],
                }
            ],
        }
    )
