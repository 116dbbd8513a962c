"""What a person reads is plain: numbers have their thousands apart, one is one, and what to do is right."""
import json, re

from harness import *


def policy(domain, ok, failed=0, **more):
    p = {
        "policy": {"policy-type": "sts", "policy-domain": domain, "policy-string": ["mode: testing"]},
        "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed},
    }
    return {**p, **more}


def report(number, *policies, day="2024-05-01"):
    return {
        "organization-name": "Sender",
        "report-id": "r%d" % number,
        "contact-info": "x@sender.example",
        "date-range": {"start-datetime": day + "T00:00:00Z", "end-datetime": day + "T23:59:59Z"},
        "policies": list(policies),
    }


def write_lines(path, reports):
    with open(path, "w") as f:
        f.writelines(json.dumps(r) + "\n" for r in reports)
    return path


def long_numbers(text):
    """Numbers of four digits and more without a comma, that are no year, part of a date, a name or an RFC."""
    return [n for n in re.findall(r"(?<![\w.,:/-])\d{4,}(?![\w.:/-])", re.sub(r"RFC \d+", "", text))]


@test
def numbers_in_sentences_have_their_thousands_apart(tmp):
    domains = ["d%d.example" % (i % 1100) for i in range(2200)]
    counted = [report(i, policy(d, 5000)) for i, d in enumerate(domains)]
    others = [report(i, policy("d0.example", 5000, 2)) for i in range(0, 2200, 1100)]
    hiding = [report(5000 + i, policy("d0.example", 1, n)) for i in range(1200) for n in (0, 2)]
    pile = write_lines(tmp + "/pile.json", counted + others + hiding)
    run("--json", tmp + "/s.json", "--digest", tmp + "/m", "--statement", tmp + "/t", pile)
    s = json.load(open(tmp + "/s.json"))
    text = run(pile).stdout.decode()
    titles = [f["title"] for f in s["findings"] if f["id"] == "conflicting-reports"]
    assert "1,202; the counted ones may hide 2,404 failed sessions" in titles[0], titles
    assert any("1,100 of 1,100 domains" in c["value"] for c in s["controls"]), s["controls"]
    told = [f["title"] for f in s["findings"]] + [c["value"] for c in s["controls"]] + text.splitlines()
    told += open(tmp + "/m").read().split("\n\n", 1)[1].splitlines()
    told += re.sub("<style>.*?</style>|<[^>]*>", "\n", open(tmp + "/t").read(), flags=re.S).splitlines()
    assert not [t for t in told if long_numbers(t)], [t for t in told if long_numbers(t)][:9]


@test
def one_of_a_thing_is_told_as_one(tmp):
    counted, other = report(1, policy("a.example", 5)), report(1, policy("a.example", 5, 1))
    titles = [f["title"] for f in summary(write_lines(tmp + "/one.json", [counted, other]))["findings"]]
    assert (
        "Reports that contradict one that was counted: 1; the counted one may hide 1 failed session" in titles
    ), titles
    with open(tmp + "/store.pst", "wb") as f:
        f.write(b"-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n")
    found = json.loads(run("--json", "-", tmp + "/one.json", tmp + "/store.pst", status=1).stdout)["findings"]
    titles = [f["title"] for f in found if f["id"] == "unread-mail"]
    assert titles[0].startswith("1 file could not be looked into: "), titles
