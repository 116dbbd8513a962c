"""A story for each rule about what the domains publish, and about addresses (SPEC 8.1, 8.3): it is broken, all but broken, or as it should be.

Each story is a domain of one corpus: sound in everything but what it tells, so each finding that there is can be predicted.
"""
import email.message, mailbox, re

from daily_reports import NOW
from harness import *

ONE, TWO = "3 1 1 " + "ab" * 32, "3 1 1 " + "cd" * 32
POLICY = ["version: STSv1", "mode: enforce", "mx: mx1.%s", "mx: *.%s", "max_age: 604800"]


class Story:
    """A domain, and what it publishes; `%s` stands for its name everywhere."""

    def __init__(self, rule, kind, number):
        self.rule, self.kind, self.domain = rule, kind, "%s%d.%s.example" % (kind, number, rule)
        self.records = {
            "_smtp._tls": ["TXT v=TLSRPTv1; rua=mailto:tls@%s"],
            "_mta-sts": ["TXT v=STSv1; id=20240101"],
            "": ["MX 10 mx1.%s.", "MX 20 mx2.%s."],
            "mx1": ["A 192.0.2.1"],
            "mx2": ["A 192.0.2.2", "AAAA 2001:db8::2"],
            "_25._tcp.mx1": ["TLSA " + ONE, "TLSA " + TWO],
            "_25._tcp.mx2": ["TLSA " + ONE, "TLSA " + TWO],
        }
        self.flags = {}  # of the answer about a name; else it is validated
        self.status = {}
        self.seen, self.served, self.failures, self.to, self.type = list(POLICY), list(POLICY), [], "tls@%s", "sts"
        self.others = ()  # what else has to be found

    def answers(self):
        for label in dict.fromkeys([*self.records, *self.status]):
            name, records = "%s.%s." % (label, self.domain) if label else self.domain + ".", self.records.get(label, [])
            kind = (
                "TXT"
                if label in ("_smtp._tls", "_mta-sts")
                else "TLSA"
                if label.startswith("_25")
                else "A"
                if label
                else "MX"
            )
            yield ";; ->>HEADER<<- opcode: QUERY, status: %s, id: 1\n;; flags: qr rd ra %s; QUERY: 1\n;; QUESTION SECTION:\n;%s IN %s\n" % (
                self.status.get(label, "NOERROR"),
                self.flags.get(label, "ad"),
                name,
                kind,
            )
            for record in records:
                kind, data = record.replace("%s", self.domain).split(" ", 1)
                yield "%s 300 IN %s %s\n" % (
                    name if not data.startswith("@") else "",
                    kind,
                    '"%s"' % data if kind == "TXT" else data,
                )

    def mail(self):
        policy = {
            "policy-type": self.type,
            "policy-domain": self.domain,
            "policy-string": [line.replace("%s", self.domain) for line in self.seen],
        }
        details = [
            {
                "result-type": "certificate-expired",
                "receiving-mx-hostname": host.replace("%s", self.domain),
                "receiving-ip": ip,
                "failed-session-count": 1,
            }
            for host, ip in self.failures
        ]
        body = {
            "organization-name": "One",
            "report-id": self.domain,
            "date-range": {"start-datetime": "2024-05-01T00:00:00Z", "end-datetime": "2024-05-01T23:59:59Z"},
            "contact-info": "x@one.example",
            "policies": [
                {
                    "policy": policy,
                    "summary": {"total-successful-session-count": 9, "total-failure-session-count": len(details)},
                    "failure-details": details,
                }
            ],
        }
        m = email.message.EmailMessage()
        m["From"], m["To"], m["Subject"], m["Date"] = (
            "noreply@one.example",
            self.to.replace("%s", self.domain),
            "Report Domain: " + self.domain,
            "Thu, 02 May 2024 00:10:00 +0000",
        )
        m.add_attachment(json.dumps(body).encode(), maintype="application", subtype="tlsrpt+json", filename="r.json")
        return m

    def policy(self):
        return "".join(line.replace("%s", self.domain) + "\r\n" for line in self.served)


def record(label, *records):
    return lambda s: s.records.__setitem__(label, list(records))


def flags(label, text):
    return lambda s: s.flags.__setitem__(label, text)


def no_answer(label, status):
    def change(s):
        s.records.pop(label, None)
        s.status[label] = status

    return change


def failures(*pairs):
    return lambda s: setattr(s, "failures", pairs)


def served(*lines):
    return lambda s: setattr(s, "served", list(lines))


def seen(*lines):
    return lambda s: setattr(s, "seen", list(lines))


def to(address):
    return lambda s: setattr(s, "to", address)


def others(*rules):
    return lambda s: setattr(s, "others", rules)


def with_line(old, new):
    return lambda s: setattr(s, "served", [line.replace(old, new) for line in s.served])


def kind_of_policy(kind, *lines):
    def change(s):
        s.type, s.seen = kind, list(lines)

    return change


def nothing(s):
    pass


RUA = "TXT v=TLSRPTv1; rua=mailto:tls@%s"
ID = "TXT v=STSv1; id="
# rule: (what breaks it), (what just does not), each a list of changes
STORIES = {
    "tlsrpt-record-missing": (
        [[record("_smtp._tls")], [no_answer("_smtp._tls", "NXDOMAIN")], [record("_smtp._tls", "CNAME gone.%s.")]],
        [[record("_smtp._tls", "CNAME r.%s."), record("r", RUA)], [record("_smtp._tls", "TXT some other text", RUA)]],
    ),
    "tlsrpt-record-invalid": (
        [
            [record("_smtp._tls", RUA, RUA + ",mailto:tls@%s"), others("-several-rua")],
            [record("_smtp._tls", "TXT v=TLSRPTv1;")],
            [record("_smtp._tls", RUA + ";;")],
            [record("_smtp._tls", RUA.replace("TLSRPT", "tlsrpt"))],
            [record("_smtp._tls", RUA.replace("mailto:", ""))],
            [record("_smtp._tls", RUA + "!10m")],
            [record("_smtp._tls", RUA + "; note=")],
        ],
        [
            [record("_smtp._tls", RUA + ";")],
            [record("_smtp._tls", RUA, RUA)],
            [record("_smtp._tls", RUA + " ; note=x-1")],
            [record("_smtp._tls", "TXT v=TLSRPTv10; rua=x", RUA)],
            [record("_smtp._tls", RUA.replace("; rua", ";rua"))],
        ],
    ),
    "mta-sts-record-missing": (
        [
            [record("_mta-sts")],
            [no_answer("_mta-sts", "NXDOMAIN")],
            [kind_of_policy("no-policy-found"), record("_mta-sts")],
        ],
        [
            [record("_mta-sts", "CNAME sts.%s."), record("sts", ID + "1")],
            [record("_mta-sts", "TXT some other text", ID + "1")],
        ],
    ),
    "mta-sts-record-invalid": (
        [
            [record("_mta-sts", ID + "a" * 33)],
            [record("_mta-sts", ID + "2024-01-01")],
            [record("_mta-sts", "TXT v=STSv1;")],
            [record("_mta-sts", ID + "1", ID + "2")],
            [record("_mta-sts", ID + "1; id=2")],
            [record("_mta-sts", ID.replace("STS", "sts") + "1")],
        ],
        [
            [record("_mta-sts", ID + "a" * 32)],
            [record("_mta-sts", ID + "1;")],
            [record("_mta-sts", ID + "1", ID + "1")],
            [record("_mta-sts", ID + "1; note=x")],
        ],
    ),
    "sts-policy-file-invalid": (
        [
            [with_line("604800", "31557601")],
            [served(*POLICY[:2], *POLICY[4:])],
            [with_line("enforce", "Enforce")],
            [with_line("version", "\ufeffversion")],
        ],
        [[with_line("604800", "31557600")], [with_line(": ", ":")], [served(*POLICY, "mode: none", "note: x")]],
    ),
    "policy-served-differs": (
        [[with_line("enforce", "testing")], [served(*POLICY[:2], "mx: *.%s", "mx: mx3.%s", POLICY[4])]],
        [[served(POLICY[0], POLICY[1], "mx: *.%s", "mx: MX1.%s", "max_age: 86400")], [seen("mode: enforce")]],
    ),
    "rua-not-collected": (
        [[to("other@%s")], [record("_smtp._tls", RUA + ",mailto:more@%s"), others("several-rua")], [to("xtls@%s")]],
        [
            [to("TLS@%s")],
            [to("Reports <tls@%s>, other@%s")],
            [record("_smtp._tls", "TXT v=TLSRPTv1; rua=https://r.%s/tls"), to("x@%s")],
            [record("_smtp._tls", RUA.replace("tls@", "t%6Cs@"))],
        ],
    ),
    "several-rua": (
        [[record("_smtp._tls", RUA + ",https://r.%s/tls")], [record("_smtp._tls", RUA + "; rua=https://r.%s/tls")]],
        [[record("_smtp._tls", RUA + ",mailto:tls@%s")], [record("_smtp._tls", RUA + "; more=https://r.%s/tls")]],
    ),
    "mx-not-in-policy": (
        [
            [record("", "MX 10 mx1.%s.", "MX 20 a.b.%s.")],
            [record("", "MX 10 mx1.%s.", "MX 20 %s.")],
            [served(*POLICY[:3], POLICY[4]), others("policy-served-differs")],
        ],
        [
            [record("", "MX 10 MX1.%s.", "MX 20 b.%s.")],
            [record("", "MX 0 .")],
            [served(*POLICY[:2], "mx: mx1.%s", "mx: mx2.%s", POLICY[4]), others("policy-served-differs")],
        ],
    ),
    "tlsa-not-signed": (
        [[flags("_25._tcp.mx1", "")], [flags("_25._tcp.mx1", ""), flags("_25._tcp.mx2", "cd")]],
        [
            [flags("_25._tcp.mx1", "aa")],
            [flags("mx1", ""), flags("", "")],
            [record("_25._tcp.mx1"), record("_25._tcp.mx2"), flags("_25._tcp.mx1", "")],
        ],
    ),
    "tlsa-missing": (
        [
            [record("_25._tcp.mx1")],
            [no_answer("_25._tcp.mx1", "NXDOMAIN")],
            [record("_25._tcp.mx1", "TLSA " + ONE.replace("3 ", "1 ", 1))],
        ],
        [
            [no_answer("_25._tcp.mx1", "SERVFAIL")],
            [record("_25._tcp.mx1"), record("_25._tcp.mx2")],
            [record("_25._tcp.mx1", "CNAME t.%s."), record("t", "TLSA " + ONE, "TLSA " + TWO)],
        ],
    ),
    "tlsa-no-rollover": (
        [[record("_25._tcp.mx1", "TLSA " + ONE)], [record("_25._tcp.mx1", "TLSA " + ONE, "TLSA 0" + ONE[1:])]],
        [
            [record("_25._tcp.mx1", "TLSA " + ONE, "TLSA 2 0 1 " + "ef" * 32)],
            [record("_25._tcp.mx1"), record("_25._tcp.mx2")],
        ],
    ),
    "receiving-ip-not-ours": (
        [
            [failures(("mx1.%s", "192.0.2.9"))],
            [failures(("MX1.%s", "192.0.2.2"))],
            [failures(("mx2.%s", "2001:db8::3"))],
        ],
        [
            [failures(("mx1.%s", "::ffff:192.0.2.1"), ("MX2.%s.", "2001:DB8:0::2"), ("mx2.%s", "192.0.2.2"))],
            [failures(("mx3.%s", "192.0.2.9"))],
            [failures(("mx1.%s", "")), others()],
            [failures(("mx1.%s", "not an address"))],
            [record("mx1", "CNAME a.%s."), record("a", "A 192.0.2.9"), failures(("mx1.%s", "192.0.2.9"))],
        ],
    ),
    "unlisted-mx": (
        [
            [
                failures(("a.mx1.%s", "")),
                seen(*POLICY[:3], POLICY[4]),
                served(*POLICY[:3], POLICY[4]),
                record("", "MX 10 mx1.%s."),
            ],
            [failures(("mx.other.example", ""))],
        ],
        [[failures(("a.%s", ""))], [failures(("MX1.%s.", ""))], [failures(("mx.other.example", "")), seen(POLICY[1])]],
    ),
}


def told_by_the_program():
    """The rules of the two files that look at the records and policies, by their names in the table of rules."""
    read = lambda name: open(os.path.join(ROOT, "lib/findings", name)).read()
    ids = dict(re.findall(r'\[(RULE_\w+)\] = \{"([a-z-]+)"', read("rules.c")))
    assert len(ids) > 40
    return {ids[name] for name in re.findall(r"\bRULE_\w+", read("find_setup.c") + read("find_mx.c"))}


def make(tmp):
    stories, box = [], mailbox.mbox(tmp + "/mail.mbox")
    for rule, (broken, nearly) in STORIES.items():
        for kind, changes in (("broken", broken), ("nearly", nearly), ("sound", [[nothing]])):
            for number, steps in enumerate(changes):
                story = Story(rule, kind, number)
                for step in steps:
                    step(story)
                stories.append(story)
                box.add(story.mail())
    box.close()
    open(tmp + "/dns", "w").write("".join(line for story in stories for line in story.answers()))
    os.mkdir(tmp + "/policies")
    for story in stories:
        open("%s/policies/%s.txt" % (tmp, story.domain), "w", newline="", encoding="utf-8").write(story.policy())
    return stories


def of_rules(s, rules):
    return {(f["id"], f["policy_domain"]) for f in s["findings"] if f["id"] in rules}


def difference(got, want):
    return {"not found": sorted(want - got), "found for nothing": sorted(got - want)}


@test
def each_rule_about_the_setup_has_its_stories(tmp):
    rules = told_by_the_program()
    assert rules <= STORIES.keys(), "no stories: %s" % sorted(rules - STORIES.keys())
    stories = make(tmp)
    assert {(s.rule, s.kind) for s in stories} == {
        (rule, kind) for rule in STORIES for kind in ("broken", "nearly", "sound")
    }
    want = set()
    for s in stories:
        found = {s.rule} if s.kind == "broken" else set()
        found |= {rule for rule in s.others if not rule.startswith("-")}
        want |= {(rule, s.domain) for rule in found}
    given = ("--dns", tmp + "/dns", "--sts-policy", tmp + "/policies")
    whole = summary(*given, tmp + "/mail.mbox", env=NOW)
    got = of_rules(whole, STORIES.keys())
    assert got == want, json.dumps(difference(got, want), indent=1)
    # Without the records and policies no rule speaks of them; each alone speaks of its own.
    assert {rule for rule, _ in of_rules(summary(tmp + "/mail.mbox", env=NOW), STORIES.keys())} == {"unlisted-mx"}
    alone = {rule for rule, _ in of_rules(summary(*given[2:], tmp + "/mail.mbox", env=NOW), STORIES.keys())}
    assert alone == {"sts-policy-file-invalid", "policy-served-differs", "unlisted-mx"}, alone
    # How bad each is, and whose, is what the table of rules says.
    severity = {f["id"]: f["severity"] for f in whole["findings"]}
    assert (
        severity["receiving-ip-not-ours"],
        severity["mx-not-in-policy"],
        severity["tlsa-missing"],
        severity["several-rua"],
    ) == ("high", "high", "low", "info")
    assert all(f["status"] == "open" for f in whole["findings"] if f["id"] in rules)
