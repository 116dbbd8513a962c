#!/usr/bin/env python3
"""Mutated signed mails: the program and tests/dkim/verify.py, which share no line, say the same of their signatures.

    dkim.py PROGRAM COUNT [SEED]

Who submitted the report, and when its mail was received, is taken from the program's record: other tests are about that. A mail of which
the program makes no report is not compared.
"""
import json, os, random, re, subprocess, sys, tarfile, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DKIM = os.path.join(os.path.dirname(HERE), "dkim")
sys.path.insert(0, DKIM)
import verify

PROGRAM, COUNT, SEED = os.path.realpath(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "1"
BATCH = 1000
FIELDS = [
    b"Subject: other",
    b"From: a@evil.example",
    b"X-Seen: yes",
    b"Received: from a by b; Mon, 03 Mar 2025 00:00:00 +0000",
    b"To: x@agency.example",
    b"MIME-Version: 1.0",
    b"Content-Transfer-Encoding: 7bit",
    b"DKIM-Signature: v=1; a=rsa-sha256",
    b"Message-ID: <b@c.example>",
    b"Reply-To: y@z.example",
]
TAGS = [
    b"l=10",
    b"l=99999999",
    b"l=0",
    b"x=1",
    b"x=1740900000",
    b"x=99999999999",
    b"t=1",
    b"q=dns/txt",
    b"q=other",
    b"i=@north.example",
    b"i=x@a.north.example",
    b"i=a",
    b"c=relaxed/relaxed",
    b"c=simple",
    b"c=simple/relaxed",
    b"z=a|b",
    b"v=1",
    b"unknown=1",
    b"b=AAAA",
    b"bh=",
    b"h=from",
    b"d=com",
    b"s=a..b",
    b"a=rsa-sha1",
    b"n o=1",
    b"",
]


def split_mbox(raw):
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", m)[:-1] for m in re.split(rb"(?m)^From bounce@[^\n]*\n", raw)[1:]]


def mutate(rng, mail):
    head, sep, body = mail.partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    signed = [i for i, f in enumerate(fields) if f.lower().startswith(b"dkim-signature")]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        kind, i = rng.randrange(14), rng.randrange(len(fields))
        if kind == 0:
            fields.insert(i, rng.choice(FIELDS))
        elif kind == 1 and len(fields) > 8:
            del fields[i]
            signed = [k for k, f in enumerate(fields) if f.lower().startswith(b"dkim-signature")]
        elif kind == 2:
            fields[i] = fields[i].replace(b" ", rng.choice((b"  ", b"\t", b"\n ", b"")), 1)
        elif kind == 3:
            name, colon, value = fields[i].partition(b":")
            fields[i] = rng.choice((name.upper(), name.lower(), name + b" ", name)) + colon + value
        elif kind == 4 and fields[i]:
            at = rng.randrange(len(fields[i]))
            fields[i] = fields[i][:at] + bytes([fields[i][at] ^ 1 << rng.randrange(7)]) + fields[i][at + 1 :]
        elif kind in (5, 6, 7) and signed:
            k = rng.choice(signed)
            k = min(k, len(fields) - 1)
            parts = fields[k].split(b";")
            at = rng.randrange(1, len(parts) + 1)
            how = rng.randrange(4)
            if how == 0:
                parts.insert(at, b" " + rng.choice(TAGS))
            elif how == 1 and len(parts) > 2:
                del parts[at - 1 if at > 1 else 1]
            elif how == 2 and len(parts) > 2:
                tag = parts[1 + at % (len(parts) - 1)].partition(b"=")[0].strip()
                parts = [b" " + t if t.startswith(tag + b"=") else p for p in parts for t in [rng.choice(TAGS)]]
            else:
                parts[at - 1] = parts[at - 1].replace(b"=", rng.choice((b" =", b"= ", b"=\n\t", b"==")), 1)
            fields[k] = b";".join(parts)
        elif kind == 8:
            body = rng.choice(
                (
                    body + b"\n\n",
                    body + b"more\n",
                    body.rstrip(b"\n"),
                    b"\n" + body,
                    body.replace(b"\n", b" \n", 1),
                    body.replace(b" ", b"  ", 1),
                )
            )
        elif kind == 9 and body:
            at = rng.randrange(min(len(body), 300))
            body = body[:at] + bytes([body[at] ^ 1 << rng.randrange(7)]) + body[at + 1 :]
        elif kind == 10:
            j = rng.randrange(len(fields))
            fields[i], fields[j] = fields[j], fields[i]
        elif kind == 11:
            fields.insert(i, fields[rng.randrange(len(fields))])
        elif kind == 12:
            body = body.replace(b"\n", b"\r\n", rng.choice((1, 3, 10**6)))
        elif kind == 13:
            body = (
                body.replace(b"\n", b"\r\r\n", 1)
                if rng.random() < 0.3
                else body + rng.choice((b" ", b"\t\n", b"\r", b"\0"))
            )
        signed = [k for k, f in enumerate(fields) if f.lower().startswith(b"dkim-signature")]
    mail = b"\n".join(fields) + sep + body
    return mail.replace(b"\n", b"\r\n") if rng.random() < 0.2 and b"\r" not in mail else mail


def told_by_oracle(raw, zone, record):
    source = record["source"]
    received = verify.received_at
    sender = verify.claimed_domains(verify.split_message(raw)[0])["from"]
    verify.claimed_domains = lambda fields: {
        "submitter": source.get("submitter", "").lower().rstrip("."),
        "from": sender,
    }
    best = verify.best(verify.verify_message(raw, zone))
    verify.claimed_domains, verify.received_at = CLAIMED, received
    return best["result"], best.get("reason"), best.get("domain", "")[:255], best.get("speaks", False)


CLAIMED = verify.claimed_domains


def main():
    rng = random.Random("dkim " + SEED)
    tmp = tempfile.mkdtemp()
    with tarfile.open(DKIM + "/signed.tar.gz") as t:
        t.extractall(tmp)
    zone = verify.read_zone(open(tmp + "/keys.zone", "rb").read())
    mails = split_mbox(open(tmp + "/mail.mbox", "rb").read())
    compared = differ = 0
    for first in range(0, COUNT, BATCH):
        folder = "%s/%d" % (tmp, first)
        os.mkdir(folder)
        batch = {}
        for n in range(first, min(first + BATCH, COUNT)):
            batch["%06d.eml" % n] = mutate(rng, rng.choice(mails))
            open("%s/%06d.eml" % (folder, n), "wb").write(batch["%06d.eml" % n])
        run = subprocess.run(
            [PROGRAM, "-q", "--dedup=none", "--ndjson", "-", "--dns", tmp + "/keys.zone", folder], capture_output=True
        )
        assert run.returncode in (0, 1), run.stderr  # 1: a mail lost its beginning, and is told of by name (SPEC 2)
        for line in run.stdout.splitlines():
            record = json.loads(line)
            name = os.path.basename(record["source"]["path"])
            if b"\nTLS-Report-" in verify.split_message(batch[name])[1]:
                continue  # its header was cut short: the report is of the mail that its text is now (SPEC 3), unsigned
            s = record["source"]["signature"]
            got = s["result"], s.get("reason"), s.get("domain", ""), s.get("aligned", False)
            want = told_by_oracle(batch[name], zone, record)
            compared += 1
            if got != want:
                differ += 1
                if differ <= 10:
                    kept = "/tmp/dkim-differs-%s" % name
                    open(kept, "wb").write(batch[name])
                    print("%s: program %s, verify.py %s" % (kept, got, want))
    print("%d signed mails mutated, %d compared with verify.py, %d differ" % (COUNT, compared, differ))
    sys.exit(differ > 0 or compared < COUNT / 2)


if __name__ == "__main__":
    main()
