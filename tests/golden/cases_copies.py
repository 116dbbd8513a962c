"""A forged copy that comes first takes what a report tells out of the sums, and no severe finding with it (SPEC 8.1)."""

import copy, itertools, json, os, random

from attacks_and_copies import ATTACKS, attacked, failing_pile, forged_of, lied, sessions, severe, successes, written
from random_reports import report

from random_reports import mail
from harness import *


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


def is_milder(now, then):
    states = "closed", "unproven", "open"
    return now[0] != then[0] or states.index(now[1]) < states.index(then[1])


@test
def a_copy_that_hides_failures_hides_no_severe_finding(tmp):
    """SEEDS=1000: so many piles. Sums and tables are those of the copy that came first; it may raise findings, and takes none away."""
    for seed in range(int(os.environ.get("SEEDS", "20"))):
        r = random.Random(seed)
        pile = failing_pile(r)
        hidden = r.choice([x for x in pile if any("failure-details" in p for p in x["policies"])])
        forged, at = r.choice((lied, lambda r, x: copy.deepcopy(x)))(r, hidden), r.randrange(len(pile) + 1)
        late = r.choice((None, forged))
        before = severe(summary(*written("%s/%d-true" % (tmp, seed), pile)))
        after = summary(*written("%s/%d-forged" % (tmp, seed), pile[:at] + [forged] + pile[at:], late))
        gone = {x for x in before if x not in severe(after) or is_milder(severe(after)[x], before[x])}
        assert not gone, (seed, at, gone, before, severe(after))
        counted = pile if at > pile.index(hidden) else [forged if x is hidden else x for x in pile]
        alone = summary(*written("%s/%d-counted" % (tmp, seed), counted, late))
        for table in "totals", "domains", "days", "result_types", "failures", "addresses", "reporter_results":
            leave_out = {
                "messages",
                "messages_with_reports",
                "reports_found",
                "duplicates",
                "conflicts",
                "verdict",
                "verdict_basis",
            }
            own = lambda s: [x for x in (s[table] if isinstance(s[table], list) else [s[table]])]
            same = lambda s: [{k: v for k, v in x.items() if k not in leave_out} for x in own(s)]
            assert same(after) == same(alone), (seed, table, [x for x in zip(same(after), same(alone)) if x[0] != x[1]])


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
    sums = "successful_sessions", "failed_sessions"
    return {f["id"]: (f["severity"], f["status"], *(f[x] for x in sums), f["title"]) for f in own}


def without_successes(x):
    x["policies"][0]["summary"]["total-successful-session-count"] = 0


def without_failures(x):
    x["policies"][0].pop("failure-details")
    x["policies"][0]["summary"]["total-failure-session-count"] = 0


# What the forged copy hides, of which report of the pile, what is counted of the finding, and what its title ends with.
LIES = (
    (
        without_successes,
        lambda x: successes(x) == 5,
        (0, 1),
        "; copies that were not counted tell of secured sessions, too",
    ),
    (
        without_failures,
        lambda x: "failure-details" in x["policies"][0],
        (5, 0),
        "; only copies that were not counted tell of it",
    ),
)


@test
def an_attack_that_a_copy_proves_is_the_same_in_every_way_to_read_the_pile(tmp):
    """By parts, with a state, by several threads; and the finding says what it rests on."""
    for n, (id_, (lie, is_hidden, counted, ending)) in enumerate(itertools.product(ATTACKS, LIES)):
        r = random.Random(3)
        pile = attacked(r, ATTACKS[id_], [("B", 2194)])
        forged = copy.deepcopy(next(x for x in pile if is_hidden(x)))
        lie(forged)
        mails = written("%s/%d" % (tmp, n), [forged] + pile)
        text = run("--json", "-", *mails).stdout
        once = json.loads(text)
        severity, status, *sums, title = told(once)[id_]
        assert (severity, status, *sums) == ("critical", "open", *counted), told(once)
        assert title.endswith(ending), title
        assert told(summary("--jobs", "4", *mails)) == told(once)
        assert told(summary("--state", "%s/state-%d" % (tmp, n), *mails)) == told(once)
        parts = []
        for i in 0, 1:
            parts.append("%s/%d-part%d" % (tmp, n, i))
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


def flooding(x, numbers):
    """A copy with other failures, of types, at hosts and addresses and for reasons that come before all others."""
    forged = copy.deepcopy(x)
    forged["policies"][0]["failure-details"] = [
        detail(
            ("certificate-expired", "0%031d" % i)[i % 2],
            receiving_mx_hostname="0%d.example" % i,
            receiving_ip="1.%d.%d.%d" % (i >> 16, i >> 8 & 255, i & 255),
            failure_reason_code="0 %07d" % i,
        )
        for i in numbers
    ]
    return forged


@test
def a_flood_of_copies_takes_nothing_from_what_is_counted(tmp):
    """They stand between two reports, and fill all room that there is for hosts, types and reasons (SPEC 8.1)."""
    r = random.Random(1)
    details = lambda word: [
        detail(
            kind,
            receiving_mx_hostname="%s%d.a.example" % (word, i),
            receiving_ip="203.0.113.%d" % i,
            failure_reason_code="%s %d" % (word, i),
        )
        for kind in ("certificate-expired", word)
        for i in range(20)
    ]
    pile = [
        report(r, [sessions(r, "a.example", "sts", 5, details(word))], "Org", 2190 + i)
        for i, word in enumerate(("first", "second"))
    ]
    flood = [flooding(pile[0], range(i, i + 2000)) for i in range(0, 100000, 2000)]
    before = summary(*written(tmp + "/true", pile))
    after = summary(*written(tmp + "/flooded", [pile[0], *flood, pile[1]]))
    for table in ("result_types", "failures", "addresses", "reporter_results", "domains", "policies_seen"):
        assert after[table] == before[table], table
    now = {f["key"]: f for f in after["findings"]}
    lists = ("receiving_mx_hostnames", "receiving_ips", "result_types", "reports", "reporters")
    for f in before["findings"]:
        g = now[f["key"]]
        assert g["advice"] == f["advice"] and g["failed_sessions"] == f["failed_sessions"], (f, g)
        for name in lists:
            assert set(f[name]) <= set(g[name]) and g[name] == sorted(g[name]), (f["id"], name, f[name], g[name])
    assert any("0" == h[0] for f in after["findings"] for h in f["receiving_mx_hostnames"])


@test
def a_copy_of_unknown_origin_says_nothing_beside_an_authentic_one(tmp):
    """Whoever forges failures of a report that a server vouches for raises a conflict, and no finding about certificates."""
    vouched = "Authentication-Results: mx.example.com; dkim=pass header.d=example.net\n"
    clean, failing = (
        report(random.Random(4), [sessions(random.Random(4), "a.example", "sts", 5, details)])
        for details in ((), [detail("certificate-expired")])
    )
    for first, second, told in (vouched, "", False), (vouched, vouched, True), ("", vouched, True), ("", "", True):
        mails = [
            mail("%s/%d.eml" % (tmp, i), x, fields=f) for i, (x, f) in enumerate(((clean, first), (failing, second)))
        ]
        found = {f["id"]: f["severity"] for f in summary("--authserv-id", "mx.example.com", *mails)["findings"]}
        assert found["conflicting-reports"] == "high" and ("certificate-expired" in found) == told, (
            first,
            second,
            found,
        )


@test
def a_copy_says_the_same_before_and_behind_what_counts(tmp):
    """Org B's second report on the day tells of secured sessions, and Org C's is the first one about b.example: what copies say must not depend on which was read."""
    r = random.Random(3)
    pile = attacked(r, "starttls-not-supported", [("B", 2194)])
    hidden = next(x for x in pile if successes(x) == 5)
    forged = copy.deepcopy(hidden)
    without_successes(forged)
    others = [x for x in pile if x is not hidden]
    others.append(report(r, [sessions(r, "a.example", "sts", 7)], "Org B", 2194))
    about = [sessions(r, of, "sts", 5, [detail("certificate-expired")]) for of in ("a.example", "c.example")]
    first, second = (report(random.Random(4), [p], "Org D", 2194) for p in about)
    others.append(report(r, [sessions(r, "c.example", "sts", 5)], "Org E", 2193))
    told = []
    for n, order in enumerate(([forged, first, hidden, second, *others], [*others, forged, first, second, hidden])):
        found = summary("--dedup=report-id", *written("%s/%d" % (tmp, n), order))["findings"]
        told.append([(f["id"], f["policy_domain"], f["title"]) for f in found])
    assert ("certificate-expired", "c.example") in [x[:2] for x in told[0]], told[0]
    assert told[0] == told[1], [x for x in zip(*told) if x[0] != x[1]]


@test
def a_flood_of_hosts_in_a_copy_takes_no_room_of_those_that_count(tmp):
    """More hosts than are told apart at all stand in a copy that was not counted: the table of failures is the same without it."""
    r = random.Random(5)
    hosts = lambda n, name: [detail("validation-failure", receiving_mx_hostname=name % i) for i in range(n)]
    counted = report(r, [sessions(r, "a.example", "sts", 5)], "Org A", 2194)
    flood = copy.deepcopy(counted)
    flood["policies"][0]["failure-details"] = hosts(66000, "x%d.example")
    other = report(r, [sessions(r, "b.example", "sts", 5, hosts(100, "mx%d.b.example"))], "Org B", 2194)
    once, flooded = (
        summary("--max-details", "70000", *written(tmp + "/" + name, pile))
        for name, pile in (("once", [counted, other]), ("flooded", [counted, flood, other]))
    )
    assert flooded["totals"]["conflicts"] == 1 and len(once["failures"]) == 100
    assert flooded["failures"] == once["failures"]


@test
def a_finding_that_only_a_copy_turns_into_an_attack_says_so(tmp):
    """All see the wrong certificate at the one address that was counted; a copy names another one, by a failure of another kind."""
    r = random.Random(6)
    seen = lambda kind, last: detail(kind, receiving_mx_hostname="mx.a.example", receiving_ip="192.0.2.%d" % last)
    pile = []
    for day, org in itertools.product(range(2190, 2195), "ABCD"):
        details = [seen(ATTACKS["possible-interception"], 1)] if day == 2194 else []
        pile.append(report(r, [sessions(r, "a.example", "sts", 5, details)], "Org " + org, day))
    again = copy.deepcopy(pile[-1])
    again["policies"][0]["failure-details"].append(seen("validation-failure", 2))
    assert "possible-interception" not in told(summary(*written(tmp + "/counted", pile)))
    title = told(summary(*written(tmp + "/copied", [*pile, again])))["possible-interception"][-1]
    assert title.endswith("interception; copies that were not counted tell of more"), title


@test
def a_finding_names_what_was_counted_and_what_only_a_copy_tells(tmp):
    """Of its two days one was counted, whichever comes first, and the other is hidden by a copy."""
    r = random.Random(8)
    seen = lambda day: sessions(
        r, "a.example", "sts", 5, [detail("certificate-expired", receiving_mx_hostname="mx%d.a.example" % day)]
    )
    reports = [report(r, [seen(day)], "Org %d" % day, day) for day in (2190, 2191)]
    for i, hidden in enumerate(reports):
        forged = copy.deepcopy(hidden)
        without_failures(forged)
        s = summary(*written("%s/%d" % (tmp, i), [forged, *reports]))
        (found,) = [f for f in s["findings"] if f["id"] == "certificate-expired"]
        assert found["title"].endswith("; copies that were not counted tell of more"), found
        assert (found["failed_sessions"], found["first_day"], found["last_day"]) == (
            1,
            "2025-12-30",
            "2025-12-31",
        ), found
        assert found["reporters"] == ["Org 2190", "Org 2191"], found
        assert found["receiving_mx_hostnames"] == ["mx2190.a.example", "mx2191.a.example"], found
