"""Reports and mails full of what --redact leaves out."""
from harness import one_day

SECRETS = {
    "ip": [b"192.0.2.77", b"198.51.100.99", b"2001:db8:77:1::5", b"203.0.113.201"],
    "contact": [b"tls-contact@mail.secretcorp.example"],
    "path": [b"very-private-name"],
    "message-id": [b"unique-message-id"],
    "reporter": [b"Secret Corporation", b"secret corp", b"secretcorp", b"odd-selector"],
}


def report(i, day):
    failure = {
        "result-type": "certificate-expired",
        "failed-session-count": 4,
        "sending-mta-ip": "192.0.2.77",
        "receiving-ip": "2001:db8:77:1::5",
        "receiving-mx-hostname": "mx.agency.example",
        "receiving-mx-helo": "[198.51.100.99] says Secret Corporation",
        "additional-information": "https://secretcorp.example/why",
        "failure-reason-code": "peer 203.0.113.201:25 refused by mx1.secretcorp.example (Secret Corporation, tls-contact@mail.secretcorp.example)",
    }
    return {
        "organization-name": "Secret Corporation",
        "date-range": one_day(day),
        "contact-info": "tls-contact@mail.secretcorp.example",
        "report-id": "%s!secretcorp.example!%d" % (day, i),
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-domain": "agency.example",
                    "policy-string": ["version: STSv1", "mode: enforce", "mx: mx.agency.example", "max_age: 604800"],
                    "mx-host": ["mx.agency.example"],
                },
                "summary": {"total-successful-session-count": 100, "total-failure-session-count": 4},
                "failure-details": [failure],
            }
        ],
    }


def mail(i, day, body, name="secretcorp.example!agency.example!hidden-member-%d.json.gz"):
    import base64

    return (
        "From: tls-contact@mail.secretcorp.example\nTo: r@agency.example\nDate: %s\nMessage-ID: <unique-message-id-%d@secretcorp.example>\nTLS-Report-Domain: agency.example\nTLS-Report-Submitter: tls.secretcorp.example\n"
        "Subject: Report Domain: agency.example Submitter: secretcorp.example\nDKIM-Signature: v=1; a=rsa-sha256; d=secretcorp.example; s=odd-selector; h=from; bh=AAAA; b=AAAA\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=tlsrpt; boundary=b\n\n"
        '--b\nContent-Type: application/tlsrpt+gzip; name="%s"\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n'
        % (day, i, name % i, base64.b64encode(body).decode())
    ).encode()
