"""The mail of --digest, read as Python's email package reads it."""
import email, email.policy, re, unicodedata

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]


TO = ("--digest-from", "audit@agency.example", "--digest-to", "ops@agency.example")


def columns(line):
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in line
    )


def read_mail(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert not mail.defects and not [h for name in mail.keys() for h in [mail[name]] if h.defects], raw
    assert mail.keys() == [h for h in HEADERS if h in mail.keys()] and mail["Auto-Submitted"] == "auto-generated"
    head, body = raw.split(b"\n\n", 1)
    assert (
        head.isascii()
        and max(map(len, head.split(b"\n"))) <= 998
        and mail["Date"].datetime
        and re.fullmatch(r"<[\w.]+@[\w.-]+>", mail["Message-ID"])
    )
    lines = body.decode().splitlines()
    assert (
        mail.get_content() == body.decode()
        and max(map(columns, lines)) <= 78
        and max(len(line.encode()) for line in lines) <= 998
    ), lines
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", body.decode()) and not any(
        line.startswith(("From ", ".")) for line in lines
    )
    return mail, lines


def section(lines, heading):
    """The findings below a heading, a line each."""
    at = next((i for i, line in enumerate(lines) if line.startswith(heading)), None)
    if at is None:
        return []
    end = next((i for i in range(at + 1, len(lines)) if not lines[i].startswith("  ")), len(lines))
    found = []
    for line in lines[at + 1 : end]:
        found[-1:] = [found[-1] + " " + line.strip()] if line.startswith(" " * 12) else found[-1:] + [line.strip()]
    return found
