#!/usr/bin/env python3
"""Reads random zones with the program and with libldns: the set-up has to be what libldns read.

    dns.py PROGRAM [ZONES [SEED]]"""
import ipaddress, json, random, re, subprocess, sys, tempfile

try:
    import ldns
except ImportError:
    print("SKIPPED dns.py: python3-ldns is not here")
    sys.exit(0)

HEX = "0123456789abcdefABCDEF"


def quoted(r, text):
    """A text in one to three quoted strings; some bytes are escaped that need not be."""
    cuts = sorted(r.sample(range(1, len(text)), r.randrange(3))) if len(text) > 3 else []
    parts = [text[a:b] for a, b in zip([0] + cuts, cuts + [len(text)])]
    escape = (
        lambda c: "\\%03d" % ord(c)
        if r.random() < 0.05
        else "\\" + c
        if c in '"\\' or (c in ";." and r.random() < 0.2)
        else c
    )
    return " ".join('"%s"' % "".join(map(escape, p)) for p in parts)


def address(r):
    if r.random() < 0.5:
        return "A", ".".join(str(r.randrange(256)) for _ in range(4))
    groups = ["%x" % r.choice((0, 0, r.randrange(65536))) for _ in range(8)]
    text = ":".join(g.zfill(r.choice((1, 4))) for g in groups)
    return "AAAA", text.upper() if r.random() < 0.3 else text


def zone(r, name):
    host = r.choice(("mx.", "Mx1.", "a-b.c.")) + name
    words = "".join(r.choice('abcXYZ019 =:;,!"\\()@-_/') for _ in range(r.randrange(60)))
    lines = [
        "_smtp._tls.%s 300 IN TXT %s" % (name, quoted(r, "v=TLSRPTv1; rua=mailto:a@%s;" % name + "x=" + words)),
        "%s IN 300 MX %d %s" % (name, r.randrange(65536), host),
    ]
    for _ in range(r.randrange(1, 4)):
        lines.append("%s %s %s" % ((host,) + address(r)))
    for _ in range(r.randrange(3)):
        data = "".join(r.choice(HEX) for _ in range(r.choice((64, 64, 128, 40))))
        at = r.randrange(1, len(data) // 2) * 2
        data = r.choice((data, data[:at] + " " + data[at:]))
        lines.append("_25._tcp.%s TLSA %d %d %d %s" % (host, r.randrange(4), r.randrange(2), r.randrange(3), data))
    return lines


def unquoted(text):
    return re.sub(r"\\(\d{3}|.)", lambda m: chr(int(m.group(1))) if len(m.group(1)) == 3 else m.group(1), text[1:-1])


def by_ldns(lines):
    """What libldns reads: the TXT record, the MX host, addresses, TLSA records."""
    text, host, addresses, tlsa = None, None, set(), set()
    for line in lines:
        words = line.split()
        if words[1] not in ("300", "IN"):
            line = line.replace(words[0], words[0] + " 300 IN", 1)
        rr = ldns.ldns_rr.new_frm_str(line.replace(" IN 300 ", " 300 IN "))
        rr = rr[1] if isinstance(rr, (list, tuple)) else rr
        data = [rr.rdf(i) for i in range(rr.rd_count())]
        kind = rr.get_type_str()
        if kind == "TXT":
            text = "".join(unquoted(str(d)) for d in data)
        elif kind == "MX":
            host = str(data[1]).rstrip(".").lower()
        elif kind == "TLSA":
            tlsa.add("%s %s %s %s" % (data[0], data[1], data[2], str(data[3]).lower()))
        else:
            ip = ipaddress.ip_address(str(data[0]))
            addresses.add(str(getattr(ip, "ipv4_mapped", None) or ip))
    return text, host, sorted(addresses), sorted(tlsa)


def main(program, zones=5000, seed=1):
    r = random.Random(int(seed))
    made = {"d%d.example." % i: None for i in range(int(zones))}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as dns, tempfile.NamedTemporaryFile(
        "w", suffix=".json"
    ) as report:
        for name in made:
            made[name] = zone(r, name)
            dns.write("\n".join(made[name]) + "\n")
        dns.flush()
        json.dump(
            {
                "organization-name": "o",
                "report-id": "1",
                "date-range": {"start-datetime": "2024-01-01T00:00:00Z", "end-datetime": "2024-01-01T23:59:59Z"},
                "policies": [
                    {
                        "policy": {"policy-type": "sts", "policy-domain": "d0.example"},
                        "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0},
                    }
                ],
            },
            report,
        )
        report.flush()
        told = json.loads(
            subprocess.run(
                [program, "--json", "-", "--dns", dns.name, report.name], check=True, capture_output=True
            ).stdout
        )
    rows = {row["policy_domain"] + ".": row for row in told["setup"]}
    wrong = 0
    for name, lines in made.items():
        row = rows[name]
        mx = row["mx"][0]
        got = (
            row["tlsrpt"],
            mx["host"],
            sorted(str(ipaddress.ip_address(a)) for a in mx["addresses"]),
            sorted(mx["tlsa"]),
        )
        if got != by_ldns(lines):
            wrong += 1
            print("FAILED", "\n  ".join(lines), "\n ", got, "\n ", by_ldns(lines)) if wrong < 4 else None
    print("%d zones, %d read otherwise than by libldns" % (len(made), wrong))
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
