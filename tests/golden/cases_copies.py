"""A forged copy that comes first takes the secured sessions of a report away, and no attack that they prove (SPEC 8.1)."""

import copy, json, os, random

from cases_bounds import detail, policy, report
from cases_lies import mail
from harness import *

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


def written(folder, pile):
    os.makedirs(folder)
    return [mail("%s/%02d.eml" % (folder, i), x) for i, x in enumerate(pile)]


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


@test
def a_copy_that_hides_secured_sessions_hides_no_attack(tmp):
    """SEEDS=1000: so many piles. The forged copy stands anywhere in the pile, also behind the true one."""
    for seed in range(int(os.environ.get("SEEDS", "20"))):
        r = random.Random(seed)
        id_, kind = r.choice(list(ATTACKS.items()))
        pile = attacked(r, kind, r.choice(([("B", 2194)], [("C", 2194)], [("B", 2194), ("C", 2194), ("B", 2190)])))
        hiding = r.choice([x for x in pile if successes(x) == 5])
        forged, at = forged_of(r, hiding), r.randrange(len(pile) + 1)
        before = summary(*written("%s/%d-true" % (tmp, seed), pile))
        after = summary(*written("%s/%d-forged" % (tmp, seed), pile[:at] + [forged] + pile[at:]))
        assert (id_, "a.example") in severe(before), (seed, severe(before))
        assert severe(after) == severe(before), (seed, at, hiding, severe(before), severe(after))


@test
def copies_do_not_make_witnesses_of_those_that_saw_an_attack(tmp):
    """A to D tell of secured sessions, D to F of a wrong certificate: one of four. Copies of E's and F's make it three of six."""
    r, pile, copies = random.Random(1), [], []
    for org in "ABCDEF":
        details = [detail(ATTACKS["possible-interception"])] if org in "DEF" else []
        secured = 5 if org in "ABCD" else 0
        pile.append(report(r, [sessions(r, "a.example", "sts", secured, details)], "Org " + org, 2194))
        if org in "EF":
            copies.append(copy.deepcopy(pile[-1]))
            copies[-1]["policies"][0]["summary"]["total-successful-session-count"] = 5
    before = severe(summary(*written(tmp + "/true", pile)))
    assert ("possible-interception", "a.example") in before, before
    assert severe(summary(*written(tmp + "/forged", pile + copies))) == before


def told(s):
    own = [f for f in s["findings"] if f["policy_domain"] == "a.example"]
    return {f["id"]: (f["severity"], f["status"], f["successful_sessions"], f["title"]) for f in own}


@test
def an_attack_that_a_copy_proves_is_the_same_in_every_way_to_read_the_pile(tmp):
    """By parts, with a state, by several threads; and the finding says what it rests on."""
    for id_, kind in ATTACKS.items():
        r = random.Random(3)
        pile = attacked(r, kind, [("B", 2194)])
        (true,) = [x for x in pile if successes(x) == 5]
        forged = copy.deepcopy(true)
        forged["policies"][0]["summary"]["total-successful-session-count"] = 0
        mails = written(tmp + "/" + id_, [forged] + pile)
        text = run("--json", "-", *mails).stdout
        once = json.loads(text)
        severity, status, counted, title = told(once)[id_]
        assert (severity, counted) == ("critical", 0), told(once)
        assert title.endswith("; copies that were not counted tell of secured sessions, too"), title
        assert told(summary("--jobs", "4", *mails)) == told(once)
        assert told(summary("--state", tmp + "/state-" + id_, *mails)) == told(once)
        parts = []
        for i in 0, 1:
            parts.append("%s/%s-part%d" % (tmp, id_, i))
            run("--part", parts[-1], *mails[i * 8 :][: 8 if i == 0 else None])
        assert run("--json", "-", *parts).stdout == text


@test
def a_copy_that_was_sent_again_raises_no_alarm(tmp):
    """A sender corrects its successes: severities and sums stay those of the first copy."""
    r = random.Random(5)
    pile = attacked(r, "starttls-not-supported", [("B", 2194), ("C", 2194)])
    again = copy.deepcopy(next(x for x in pile if successes(x) == 5))
    again["policies"][0]["summary"]["total-successful-session-count"] += 10
    before, after = (summary(*written(tmp + "/" + name, x)) for name, x in (("once", pile), ("again", pile + [again])))
    assert severe(before) == severe(after), severe(after)
    assert before["totals"]["successful_sessions"] == after["totals"]["successful_sessions"]
    assert [f["severity"] for f in after["findings"] if f["id"] == "conflicting-reports"] == ["info"]
