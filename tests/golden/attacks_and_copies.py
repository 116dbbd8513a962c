"""Reports that tell of attacks, and forged copies of them."""
import copy, os

from harness import TYPES, detail
from random_reports import mail, policy, report

ATTACKS = {"possible-downgrade": "starttls-not-supported", "possible-interception": "certificate-host-mismatch"}


def sessions(r, of, kind, ok, details=()):
    p = policy(r, of, details, kind)
    p["summary"] = {"total-successful-session-count": ok, "total-failure-session-count": len(details)}
    return p


def successes(x):
    return x["policies"][0]["summary"]["total-successful-session-count"]


def attacked(r, kind, secured):
    """Reports of three senders on five days about a.example, as many about b.example; the last day one of them meets an attack."""
    pile = []
    for day in range(2190, 2195):
        for org in "ABC":
            fails = org == "A" and day == 2194
            details = [detail(kind, receiving_mx_hostname="mx.a.example")] if fails else []
            ok = 5 * ((org, day) in secured)
            pile.append(report(r, [sessions(r, "a.example", "sts", ok, details)], "Org " + org, day))
            pile.append(report(r, [sessions(r, "b.example", "sts", 3, details)], "Org " + org, day))
    return pile


def written(folder, pile, late=None):
    """A report that came two years late is stale (SPEC 4)."""
    os.makedirs(folder)
    received = lambda x: "Sat, 10 Jan 202%d 08:00:00 +0000" % (8 if x is late else 6)
    return [mail("%s/%02d.eml" % (folder, i), x, received(x)) for i, x in enumerate(pile)]


def severe(s):
    return {
        (f["id"], f["policy_domain"]): (f["severity"], f["status"])
        for f in s["findings"]
        if f["severity"] in ("high", "critical") and f["id"] != "conflicting-reports"
    }


def forged_of(r, x):
    """A copy without successes, or under a policy that secures nothing, failures and all else as they are."""
    forged = copy.deepcopy(x)
    p = forged["policies"][0]
    if r.random() < 0.5:
        p["summary"]["total-successful-session-count"] = 0
    else:
        p["policy"]["policy-type"] = "no-policy-found"
    return forged


def lied(r, x):
    """A copy that says less, or something else: without failures or addresses, of other types, hosts or reasons, under another policy."""
    forged = copy.deepcopy(x)
    for p in forged["policies"]:
        lie = r.randrange(6)
        details = p.get("failure-details", [])
        if lie == 0:
            p.pop("failure-details", None)
            p["summary"]["total-failure-session-count"] = r.choice((0, len(details)))
        for d in details:
            if lie == 1:
                d["result-type"] = r.choice((*TYPES, "made-up"))
            elif lie == 2:
                d["receiving-mx-hostname"] = "mx.a.example"
            elif lie == 3:
                d.pop("receiving-ip", None)
                d["failure-reason-code"] = "made up"
        if lie == 4:
            if (
                p["policy"]["policy-domain"] == "a.example"
            ):  # others would count for the mail's domain, or no more for it
                p["policy"]["policy-type"] = r.choice(("sts", "tlsa", "no-policy-found"))
            p["policy"].pop("policy-string", None)
        if r.random() < 0.3:
            p["summary"]["total-successful-session-count"] = 0
    return forged


def failing_pile(r):
    pile = []
    for day in range(2185, 2195):
        for org in "ABCD":
            policies = []
            for of in r.sample(("a.example", "b.example"), r.choice((1, 2))):
                details = [
                    detail(
                        r.choice(TYPES),
                        receiving_mx_hostname=r.choice(("mx.a.example", "evil.example")),
                        receiving_ip="192.0.2.%d" % r.randrange(1, 4),
                        **({"failure_reason_code": "certificate has expired"} if r.random() < 0.3 else {})
                    )
                    for _ in range(r.choice((0, 0, 0, 1, 2)))
                ]
                p = sessions(r, of, r.choice(("sts", "sts", "tlsa", "no-policy-found")), r.choice((0, 5)), details)
                if p["policy"]["policy-type"] == "sts":
                    p["policy"]["policy-string"] = [
                        "version: STSv1",
                        "mode: enforce",
                        "mx: mx.a.example",
                        "max_age: 86400",
                    ]
                policies.append(p)
            pile.append(report(r, policies, "Org " + org, day))
    return pile
