#!/usr/bin/env python3
"""Makes an mbox of twelve months of report mail for a fictitious agency, with troubles that the findings have to tell of.

    make_year.py FILE      (the same bytes every time; standard library only)

agency.example    an expired certificate for three days, a rogue mail server, forged reports
harbour.example   MTA-STS goes from testing to enforce, a downgrade attack on one server for one reporter, an unreachable policy host
library.example   its reports stop in November
quiet.example     nothing
"""
import argparse, base64, gzip, json
from datetime import datetime, timedelta, timezone

REPORTERS = [("Bigmail Inc.", "bigmail.example"), ("Suremail", "suremail.example"), ("Kuvert GmbH", "kuvert.example")]
START = datetime(2025, 1, 1, tzinfo=timezone.utc)


def failure(kind, host, n, ip, sender="198.51.100.7", **more):
    return {
        "result-type": kind,
        "receiving-mx-hostname": host,
        "receiving-ip": ip,
        "sending-mta-ip": sender,
        "failed-session-count": n,
        **more,
    }


def troubles(domain, reporter, day):
    """The failure details of one report."""
    date = "%02d-%02d" % (day.month, day.day)
    if domain == "agency.example" and date in ("03-10", "03-11", "03-12"):
        return [
            failure(
                "certificate-expired",
                "mx1.agency.example",
                3,
                "192.0.2.25",
                **{"failure-reason-code": "X509_V_ERR_CERT_HAS_EXPIRED"}
            )
        ]
    if domain == "agency.example" and reporter == "Suremail" and date == "08-20":
        return [failure("certificate-host-mismatch", "mx.rogue.example", 2, "203.0.113.99", "198.51.100.80")]
    if domain == "harbour.example" and reporter == "Kuvert GmbH" and date == "09-03":
        return [failure("starttls-not-supported", "mx2.harbour.example", 4, "192.0.2.34", "198.51.100.44")]
    if domain == "harbour.example" and date in ("06-14", "06-15"):
        return [
            {
                "result-type": "sts-policy-fetch-error",
                "failed-session-count": 1,
                "failure-reason-code": "connect timed out",
            }
        ]
    return []


def report(domain, reporter, day, number):
    mode = "testing" if domain == "harbour.example" and day.month < 5 else "enforce"
    details = troubles(domain, reporter, day)
    failed = sum(d["failed-session-count"] for d in details)
    policy = {
        "policy-type": "sts",
        "policy-domain": domain,
        "mx-host": ["mx1." + domain, "mx2." + domain],
        "policy-string": [
            "version: STSv1",
            "mode: " + mode,
            "mx: mx1." + domain,
            "mx: mx2." + domain,
            "max_age: 1209600",
        ],
    }
    entry = {
        "policy": policy,
        "summary": {"total-successful-session-count": 700 + number % 97, "total-failure-session-count": failed},
    }
    if details:
        entry["failure-details"] = details
    stamp = day.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "organization-name": reporter,
        "date-range": {"start-datetime": stamp, "end-datetime": day.strftime("%Y-%m-%dT23:59:59Z")},
        "contact-info": "tls@example.net",
        "report-id": "%s.%s.%d" % (day.strftime("%Y%m%d"), domain, number),
        "policies": [entry],
    }


def mail(domain, submitter, tree, day, genuine=True):
    packed = base64.b64encode(gzip.compress(json.dumps(tree).encode(), 9, mtime=0)).decode()
    sent = (day + timedelta(days=1, hours=2)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        "From tls@%s %s\nReceived: from out.%s by mx.collector.example; %s\nAuthentication-Results: mx.collector.example; dkim=%s header.d=%s\n"
        "Date: %s\nFrom: tls@%s\nTo: tls-reports@collector.example\nMessage-ID: <%s@%s>\n"
        "Subject: Report Domain: %s Submitter: %s Report-ID: <%s>\nTLS-Report-Domain: %s\nTLS-Report-Submitter: %s\nMIME-Version: 1.0\n"
        "Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n%s\n\n"
        % (
            submitter,
            (day + timedelta(days=1)).strftime("%a %b %d %H:%M:%S %Y"),
            submitter,
            sent,
            "pass" if genuine else "none",
            submitter,
            sent,
            submitter,
            tree["report-id"],
            submitter,
            domain,
            submitter,
            tree["report-id"],
            domain,
            submitter,
            "\n".join(packed[i : i + 76] for i in range(0, len(packed), 76)),
        )
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", help="the mbox to be written")
    number = 0
    with open(parser.parse_args().file, "w") as f:
        for n in range(365):
            day = START + timedelta(days=n)
            for domain in ("agency.example", "harbour.example", "library.example", "quiet.example"):
                if domain == "library.example" and day >= datetime(2025, 11, 10, tzinfo=timezone.utc):
                    continue
                for reporter, submitter in REPORTERS:
                    number += 1
                    f.write(mail(domain, submitter, report(domain, reporter, day, number), day))
            if (day.month, day.day) in ((10, 5), (10, 6)):  # somebody pretends to be Bigmail
                number += 1
                f.write(
                    mail(
                        "agency.example",
                        "bigmail.example",
                        report("agency.example", "Bigmail Inc.", day, number),
                        day,
                        False,
                    )
                )


if __name__ == "__main__":
    main()
