"""Reports of random names, and mails that hold one."""
import json

from harness import dated, report_with


def name(r, most):
    return "%x" % r.getrandbits(32) + "n" * r.randrange(most)


def domain(r, most):
    return "%x.%sexample" % (r.getrandbits(40), "".join("l" * 50 + "." for _ in range(r.randrange(most // 51 + 1))))


def report(r, policies, org="Org", day=2200):
    return report_with("%x" % r.getrandbits(64), dated(day), *policies, org=org)


def policy(r, of, details=(), kind=None):
    return {
        "policy": {"policy-type": kind or r.choice(("sts", "tlsa", "no-policy-found")), "policy-domain": of},
        "summary": {"total-successful-session-count": r.randrange(9), "total-failure-session-count": len(details)},
        **({"failure-details": list(details)} if details else {}),
    }


def address(r):
    return ".".join(str(r.randrange(256)) for _ in range(4))


def mail(path, x, received="Sat, 10 Jan 2026 08:00:00 +0000", fields=""):
    with open(path, "w") as f:
        f.write(
            "%sFrom: x@example.net\nReceived: by mx.example; %s\nTLS-Report-Domain: a.example\nContent-Type: application/tlsrpt+json\n\n%s"
            % (fields, received, json.dumps(x))
        )
    return path
