"""Reports in other spellings, in 20,000 ways: the same figures and findings, which never contradict each other."""

import base64, copy, gzip, itertools, json, os, random, re

from harness import *


# Spellings.


def in_other_case(rng, text):
    return "".join(c.upper() if rng.random() < 0.5 else c.lower() for c in text)


def spell_domain(rng, name):
    name = in_other_case(rng, name) if rng.random() < 0.5 else name
    return rng.choice(["", " ", "\t", "\n"]) + name + rng.choice(["", "", ".", " ", ". ", "\u0000"])


def spell_count(rng, n):
    return rng.choice([n, n, str(n), float(n), " %d " % n])


def spell_mx(rng, patterns):
    plain = [spell_domain(rng, p).replace("\u0000", "") for p in patterns]
    dotted = [p.strip()[1:] if p.strip().startswith("*.") and rng.random() < 0.5 else p for p in plain]
    joined = [p.strip() for p in dotted]
    return rng.choice(
        [
            plain,
            dotted,
            ", ".join(joined),
            "[%s]" % ",".join(joined),
            json.dumps(joined),
            ["mx: " + p for p in joined],
            " mx: ".join([""] + joined).strip(),
        ]
    )


def in_other_style(rng, key):
    """A key as another serialiser writes it."""
    camel = "".join(w.title() for w in key.split("-"))
    return rng.choice(
        [
            key.replace("-", "_"),
            camel,
            camel[0].lower() + camel[1:],
            key.upper(),
            key.title(),
            key.replace("-", " "),
            key + ":",
        ]
    )


def in_other_shape(rng, elements):
    """A list as templates and serialisers write it."""
    return rng.choice(
        [
            [elements],
            {str(i): e for i, e in enumerate(elements)},
            json.dumps(elements),
            [[e] for e in elements],
            {"failure-detail": elements},
        ]
    )


def displace(rng, p):
    """What belongs beside a policy or into its summary, elsewhere."""
    if rng.random() < 0.1:
        rng.choice([p["policy"], p["summary"]])["failure-details"] = p.pop("failure-details")
    if rng.random() < 0.1:
        p["policy"]["summary"] = p.pop("summary")
    elif rng.random() < 0.1 and set(p["summary"]) <= {"total-successful-session-count", "total-failure-session-count"}:
        rng.choice([p, p["policy"]]).update(p.pop("summary"))


def spell_keys(rng, value, share):
    if isinstance(value, dict):
        return {
            in_other_style(rng, k) if rng.random() < share and not k.isdigit() else k: spell_keys(rng, v, share)
            for k, v in value.items()
        }
    return [spell_keys(rng, v, share) for v in value] if isinstance(value, list) else value


def spell_policy(rng, policy):
    """An entry of policies with the same meaning."""
    p = copy.deepcopy(policy)
    fields = p["policy"]
    fields["policy-type"] = in_other_case(rng, fields["policy-type"])
    fields["policy-domain"] = spell_domain(rng, fields["policy-domain"])
    fields["mx-host"] = spell_mx(rng, fields["mx-host"])
    if rng.random() < 0.3:
        fields["mx-host-pattern"] = fields.pop("mx-host")
    summary_of = p["summary"]
    for key, other in (
        ("total-successful-session-count", "success-aggregate"),
        ("total-failure-session-count", "failure-count"),
    ):
        n = summary_of.pop(key)
        summary_of[other if rng.random() < 0.2 else key] = spell_count(rng, n)
    is_flat = rng.random() < 0.2 and not any(k in fields for k in p["summary"])
    for d in p["failure-details"]:
        d["result-type"] = rng.choice(["", " "]) + in_other_case(rng, d["result-type"])
        d["failed-session-count"] = spell_count(rng, d["failed-session-count"])
        d["receiving-mx-hostname"] = spell_domain(rng, d["receiving-mx-hostname"])
        if rng.random() < 0.3:
            d["failure-error-code"] = d.pop("failure-reason-code")
        if rng.random() < 0.2:
            d["failure-reason-code"] = rng.choice([None, ""]) if "failure-error-code" in d else d["failure-reason-code"]
        if rng.random() < 0.2:
            d["sending-mta-ip"] = " " + d["sending-mta-ip"]
    if len(p["failure-details"]) == 1 and rng.random() < 0.2:
        p["failure-details"] = p["failure-details"][0]
    elif rng.random() < 0.15:
        p["failure-details"] = in_other_shape(rng, p["failure-details"])
    if is_flat:
        p.update(p.pop("policy"))
    else:
        displace(rng, p)
    return p


def shuffled(rng, value):
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {k: shuffled(rng, value[k]) for k in keys}
    return [shuffled(rng, v) for v in value] if isinstance(value, list) else value


def spell_text(rng, text):
    """JSON text with other white space and other escapes."""
    if rng.random() < 0.3:
        letter = lambda m: "\\u%04x" % ord(m.group()) if rng.random() < 0.1 else m.group()
        text = re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: re.sub(r"(?<=[a-z])[aeiou](?=[a-z])", letter, m.group()), text)
    return rng.choice(["", "\ufeff"]) + rng.choice(["", "\n", "  "]) + text + rng.choice(["", "\n", "\r\n"])


def spell_report(rng, r):
    r = copy.deepcopy(r)
    r["policies"] = [spell_policy(rng, p) for p in r["policies"]]
    if len(r["policies"]) == 1 and rng.random() < 0.2:
        r["policies"] = r["policies"][0]
    day = r["date-range"]["start-datetime"][:10]
    r["date-range"]["start-datetime"] = rng.choice(
        [day, day + "T00:00:00", day + " 00:00:00Z", day + "T01:00:00+01:00", day + "T00:00:00.000Z"]
    )
    r["extra"] = rng.choice([None, {"policies": []}, [1, {"a": "b"}]])
    r = spell_keys(rng, r, rng.choice([0, 0, 0.1, 1]))
    text = json.dumps(shuffled(rng, r), indent=rng.choice([None, 1, "\t"]), ensure_ascii=rng.random() < 0.5)
    return spell_text(rng, text).encode()


def figures_of(s):
    strip = lambda rows: [{k: v for k, v in row.items() if k not in ("reports", "source")} for row in rows]
    return {
        k: strip(s[k]) if isinstance(s[k], list) else s[k]
        for k in ("domains", "days", "reporters", "policy_types", "result_types", "failures", "coverage", "findings")
    }


def random_report(rng, i):
    domains = ["orchard.example", "harbour.example", "xn--bcher-kva.example"]
    policies = []
    for _ in range(rng.choice([1, 1, 2])):
        domain = rng.choice(domains)
        hosts = ["mx%d.%s" % (k, domain) for k in (1, 2)] + ["a.b.hoster.example"]
        patterns = rng.choice([["mx1." + domain], ["*." + domain], ["mx1." + domain, "*.hoster.example"]])
        details = [
            {
                "result-type": rng.choice(
                    ["certificate-host-mismatch", "starttls-not-supported", "validation-failure"]
                ),
                "failed-session-count": rng.randint(0, 5),
                "sending-mta-ip": "192.0.2.%d" % rng.randint(1, 9),
                "receiving-mx-hostname": rng.choice(hosts),
                "failure-reason-code": rng.choice(
                    ["hostname mismatch", "certificate has expired", "MX_HOSTS_MISMATCH", "?"]
                ),
            }
            for _ in range(rng.randint(1, 3))
        ]
        policies.append(
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-domain": domain,
                    "mx-host": patterns,
                    "policy-string": ["version: STSv1", "mode: enforce"],
                },
                "summary": {
                    "total-successful-session-count": rng.randint(0, 9),
                    "total-failure-session-count": sum(d["failed-session-count"] for d in details),
                },
                "failure-details": details,
            }
        )
    day = "2026-03-%02d" % rng.randint(1, 28)
    return {
        "organization-name": rng.choice(["Northwind Mail", "Kuvert", "Third Mail"]),
        "report-id": "r%d" % i,
        "contact-info": "tls@northwind.example",
        "date-range": one_day(day),
        "policies": policies,
    }


def write_mbox(path, bodies, rng):
    with open(path, "wb") as f:
        for body in bodies:
            packed = gzip.compress(body, mtime=0) if rng.random() < 0.5 else body
            encoded = base64.encodebytes(packed)
            f.write(b"From tls@northwind.example Tue Mar  3 04:00:00 2026\n")
            f.write(
                b"From: tls@northwind.example\nDate: Tue, 03 Mar 2026 04:00:00 +0000\nSubject: TLS report\nContent-Type: application/tlsrpt+%s\n"
                b"Content-Transfer-Encoding: base64\n\n%s\n" % (b"gzip" if packed is not body else b"json", encoded)
            )


@test
def spelling_changes_no_figure(tmp):
    """QUIRKS=20000 is the long form, SEED=N another one."""
    times, rng, some = int(os.environ.get("QUIRKS", "1500")), random.Random(int(os.environ.get("SEED", "16"))), 250
    for first in range(0, times, some):
        reports = [random_report(rng, i) for i in range(min(some, times - first))]
        write_mbox(tmp + "/plain", [json.dumps(r).encode() for r in reports], rng)
        write_mbox(tmp + "/spelt", [spell_report(rng, r) for r in reports], rng)
        plain, spelt = summary(tmp + "/plain"), summary(tmp + "/spelt")
        if figures_of(plain) == figures_of(spelt):
            continue
        for i, r in enumerate(reports):  # which one is it?
            for _ in range(20):
                text = spell_report(rng, r)
                write_mbox(tmp + "/plain", [json.dumps(r).encode()], rng)
                write_mbox(tmp + "/spelt", [text], rng)
                a, b = figures_of(summary(tmp + "/plain")), figures_of(summary(tmp + "/spelt"))
                assert a == b, (
                    [(x, y) for k in a if a[k] != b[k] for x, y in itertools.zip_longest(a[k], b[k]) if x != y],
                    text,
                )
        raise AssertionError(
            "together the figures differ: %s"
            % [k for k in figures_of(plain) if figures_of(plain)[k] != figures_of(spelt)[k]]
        )


@test
def the_manual_names_every_spelling_of_a_key(tmp):
    rows = re.findall(
        r'\{SLICE\("([a-z:-]+)"\),\s*SLICE\("([a-z-]+)"\)\}', open(ROOT + "/lib/tlsrpt/spelling.c").read()
    )
    manual = open(ROOT + "/docs/tlsrpt-audit.1").read()
    paragraph = manual[manual.index("Some keys have other names") : manual.index("The name in the RFC goes before")]
    named = re.findall(r"^\.Li (\S+)", paragraph.replace("\\&", ""), re.M)
    assert len(rows) > 8 and sorted(set(named)) == sorted({w for row in rows for w in row}), set(named) ^ {
        w for row in rows for w in row
    }


def odd_report(rng, i):
    """With counts that are absent, 0, or contradict the details."""
    r = random_report(rng, i)
    for p in r["policies"]:
        for key in list(p["summary"]):
            if rng.random() < 0.2:
                p["summary"][key] = rng.choice([None, 0, "", rng.randint(0, 9)])
        if rng.random() < 0.1:
            p["summary"] = {"total-successful-session-count": rng.randint(0, 9), "total-failure-session-count": 0}
            for d in p["failure-details"]:
                d["failed-session-count"] = rng.choice([0, 0, 0, 2])
        for key in list(p["summary"]):
            if rng.random() < 0.1:
                del p["summary"][key]
        for d in p["failure-details"]:
            if rng.random() < 0.2:
                d.pop("failed-session-count")
        if rng.random() < 0.2:
            p["failure-details"] = []
    return r


@test
def figures_and_findings_never_contradict_each_other(tmp):
    rng = random.Random(17)
    for i in range(int(os.environ.get("QUIRKS", "120")) // 3):
        reports = [odd_report(rng, i) for i in range(rng.choice([1, 1, 2, 5]))]
        open(tmp + "/r.json", "w").write("\n".join(map(json.dumps, reports)))
        s = summary(tmp + "/r.json")
        text = run(tmp + "/r.json").stdout.decode()
        t = s["totals"]
        assert (
            t["successful_sessions"]
            == sum(d["successful_sessions"] for d in s["domains"])
            == sum(d["successful_sessions"] for d in s["days"])
        )
        assert (
            t["failed_sessions"]
            == sum(d["failed_sessions"] for d in s["domains"])
            == sum(p["failed_sessions"] for p in s["policy_types"])
        )
        told = {f["policy_domain"]: f for f in s["findings"] if f["failed_sessions"] > 0}
        failed = {d["policy_domain"]: d["failed_sessions"] for d in s["domains"]}
        for f in s["findings"]:
            assert not f["result_types"] or f["failed_sessions"] > 0 or failed[f["policy_domain"]] > 0, (reports, f)
        for d in s["domains"]:
            if d["failed_sessions"] == 0 and d["policy_domain"] in told:
                assert d["success_rate"] in (None, 1.0)
        shown_all = re.search(r"^Sessions +(\S+) % secured", text, re.M)
        failed = t["failed_sessions"] + sum(f["failed_sessions"] for f in s["failures"])
        if shown_all:
            assert (shown_all.group(1) == "100.00") <= (failed == 0), (reports, text)
            assert (shown_all.group(1) == "0.00") <= (t["successful_sessions"] == 0), (reports, text)
        for d in s["domains"]:
            line = re.search(r"^  %s +(\S+) %%" % re.escape(d["policy_domain"]), text, re.M)
            if line and line.group(1) == "100.00":
                assert d["failed_sessions"] == 0 and d["policy_domain"] not in told, (reports, text)
        assert not re.search(
            r"\b1 (days|reports|messages|files|sessions|policies|domains|reporters|organizations|duplicates|conflicts)\b",
            text,
        ), text
