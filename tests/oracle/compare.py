#!/usr/bin/env python3
"""Compares the leaf parts of mutated messages as this program, GMime and Python's email see them.

    compare.py LEAVES GMIME [COUNT [SEED]]      LEAVES, GMIME: the programs made of leaves.c and gmime.c
"""
import base64, email, email.policy, quopri, random, re, subprocess, sys, tempfile, zlib
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage

EMPTY = "0:00000000"


def report(rng):
    return zlib.compress(bytes(rng.choice(b'{}":,abcdefgh0123456789') for _ in range(rng.randrange(20, 400))))


def leaf(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return MIMEText(
            "".join(rng.choice("Ein Bericht, täglich. =\t\n") for _ in range(rng.randrange(200))), "plain", "utf-8"
        )
    if kind == 1:
        return MIMEApplication(report(rng), "tlsrpt+gzip", name="a!b.json.gz")
    part = MIMEText("", "plain")
    text = bytes(rng.choice(b"abc =.,-\t\n") for _ in range(rng.randrange(300)))
    if kind == 2:
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = "quoted-printable"
        text = quopri.encodestring(text)
    part.set_payload(text.decode())
    return part


def message(rng, depth=0):
    if depth > 3 or rng.random() < 0.3:
        return leaf(rng)
    if depth > 0 and rng.random() < 0.2:
        return MIMEMessage(message(rng, depth + 1))
    whole = MIMEMultipart(rng.choice(["mixed", "report", "alternative"]), boundary="=_%08x" % rng.getrandbits(32))
    for _ in range(rng.randrange(1, 4)):
        whole.attach(message(rng, depth + 1))
    return whole


def mutate(rng, data):
    lines = data.split(b"\n")
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(lines))
        what = rng.randrange(9)
        if what == 0:
            del lines[at]
            lines = lines or [b""]
        elif what == 1:
            lines.insert(at, lines[rng.randrange(len(lines))])
        elif what == 2:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif what == 3:
            lines = lines[: at + 1]
        elif what == 4 and lines[at]:
            line = bytearray(lines[at])
            line[rng.randrange(len(line))] = rng.choice(b'ABCxyz019=-+/_ :;"\t\xe4\x80')
            lines[at] = bytes(line)
        elif what == 5:
            lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
        elif what == 6:
            lines[at] += rng.choice([b" ", b"\t", b"--", b"="])
        elif what == 7:
            lines.insert(at, b"")
        else:
            lines[at] = lines[at].swapcase()
    return b"\n".join(lines)


def without_encoding(part):
    """The bytes of a part. Two things are ours on purpose, so Python's own decoders are not asked: RFC 2045, 6.7 (3), has blanks at the end of
    a quoted-printable line taken off, and 6.8 has what is no base64 digit passed over up to the padding (Python gives such text as it stands).
    """
    raw = part._payload.encode("ascii", "surrogateescape")
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        digits = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.split(b"=")[0])
        digits = digits[:-1] if len(digits) % 4 == 1 else digits
        return base64.b64decode(digits + b"=" * (-len(digits) % 4))
    if encoding == "quoted-printable":
        return quopri.decodestring(re.sub(rb"[ \t]+(?=\r?\n)", b"", raw))
    return raw


def python_leaves(whole):
    """For each leaf the answers that are right. A multipart in which no part begins has no leaf here if a line of it begins with a hyphen; else its
    text is one, as Python has it. Whether the last line end before a misplaced delimiter, or at the end of what is never closed, belongs to the
    part is a matter of taste.
    """
    out = []
    for part in whole.walk():
        is_told = part.get_content_maintype() == "multipart" and part.get_boundary()
        if part.is_multipart() or (is_told and re.search("^-", part.get_payload(), re.MULTILINE)):
            continue
        body = without_encoding(part)
        shorter = re.sub(rb"\r?\n\Z", b"", body)
        out.append({"%d:%08x" % (len(b), zlib.crc32(b)) for b in (body, body + b"\n", body + b"\r\n", shorter)})
    return out


LOST = re.compile(r"^--([^\r\n]+?)[ \t\r]*\n(?=content-)", re.IGNORECASE | re.MULTILINE)


def find_boundaries(whole):
    """Where a multipart's boundary stands nowhere in it, ours is the first line of hyphens before a part's field: Python is told that one."""
    found_any = False
    for part in whole.walk():
        lost = (
            part.get_content_maintype() == "multipart" and isinstance(part._payload, str) and LOST.search(part._payload)
        )
        if lost:
            boundary = re.sub(r'(["\\])', r"\\\1", lost[1])
            head = 'Content-Type: multipart/%s; boundary="%s"\n\n' % (part.get_content_subtype(), boundary)
            part._payload = email.message_from_string(head + part._payload)._payload
            found_any = True
    return found_any


def agree(ours, theirs):
    """Two delimiters in a row are an empty part here and nothing in Python: empty parts are passed over."""
    ours, theirs = [a for a in ours if a != EMPTY], [b for b in theirs if EMPTY not in b]
    return len(ours) == len(theirs) and all(a in b for a, b in zip(ours, theirs))


def is_headless(whole):
    """A part whose first line begins with a blank has no header: here its text is all body, Python drops that line, GMime the whole part."""
    return any(
        isinstance(d, email.errors.FirstHeaderLineIsContinuationDefect) for part in whole.walk() for d in part.defects
    )


def main():
    leaves, gmime = sys.argv[1:3]
    count, seed = (int(a) for a in (sys.argv[3:5] + ["5000", "1"][len(sys.argv) - 3 :]))
    rng = random.Random(seed)
    messages = []
    for _ in range(count):
        made = message(rng)
        made["From"], made["To"], made["Subject"] = (
            "tls@sender.example",
            "reports@collector.example",
            "Report Domain: a.example",
        )
        data = mutate(rng, made.as_bytes())
        if rng.random() < 0.3:
            data = data.replace(b"\n", b"\r\n")
        messages.append(data)
    with tempfile.NamedTemporaryFile() as file:
        for data in messages:
            file.write(b"%d\n%s" % (len(data), data))
        file.flush()
        answers = [
            [
                line.split()
                for line in subprocess.run(
                    [program, file.name], capture_output=True, text=True, check=True
                ).stdout.splitlines()
            ]
            for program in (leaves, gmime)
        ]
    counts = dict.fromkeys(
        ["all agree", "as Python", "as GMime", "headless part", "boundary found", "no other agrees"], 0
    )
    for data, ours, theirs in zip(messages, *answers):
        whole = email.message_from_bytes(data)
        third = python_leaves(whole)
        as_python, as_gmime = agree(ours, third), ours == theirs
        kind = (
            "all agree"
            if as_python and as_gmime
            else "as Python"
            if as_python
            else "as GMime"
            if as_gmime
            else "headless part"
            if is_headless(whole)
            else "boundary found"
            if find_boundaries(whole) and agree(ours, python_leaves(whole))
            else "no other agrees"
        )
        counts[kind] += 1
        if kind in sys.argv:
            print(data, ours, theirs, third, "", sep="\n")
    print(f"{count} mutated messages, their leaf parts: " + ", ".join(f"{kind} {n}" for kind, n in counts.items()))
    return counts["no other agrees"] > count / 200


sys.exit(main())
