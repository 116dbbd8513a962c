"""Mail in each form that a mail system keeps it in, made from the reports that it holds."""

import base64, bz2, gzip, io, lzma, random, re, struct, tarfile, time, zipfile, zlib

from harness import *

DAY = 1709251200
ARJ = b"\x60\xea\x2a\0\x1e\x0b\1\0\0\0\2" + bytes(60)
ACE = b"\x12\x34\x31\0\0\0\x90**ACE**\x14\x14" + bytes(60)


def report(n, domain="agency.example"):
    stamp = lambda t: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t))
    begin = DAY + n * 86400
    return json.dumps(
        {
            "organization-name": "Sender %d" % (n % 3),
            "date-range": {"start-datetime": stamp(begin), "end-datetime": stamp(begin + 86399)},
            "contact-info": "tls@sender.example",
            "report-id": "r%d" % n,
            "policies": [
                {
                    "policy": {
                        "policy-type": "sts",
                        "policy-string": [
                            "version: STSv1",
                            "mode: enforce",
                            "mx: mx.agency.example",
                            "max_age: 604800",
                        ],
                        "policy-domain": domain,
                    },
                    "summary": {"total-successful-session-count": 100 + n, "total-failure-session-count": 0},
                }
            ],
        }
    ).encode()


def mail(*parts, subject="Report", fields=""):
    """A mail of parts: (media type, file name or None, bytes)."""
    lines = [
        "From: tls@sender.example",
        "To: tls@agency.example",
        "Subject: " + subject,
        "Message-ID: <%d@sender.example>" % random.getrandbits(60),
        fields.strip(),
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="b0b"',
        "",
        "",
    ]
    out = "\n".join(l for i, l in enumerate(lines) if l or i > 6).encode()
    for kind, name, data in parts:
        name = ('; name="%s"' % name) if name else ""
        out += (
            b"--b0b\nContent-Type: "
            + (kind + name).encode()
            + b"\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(data)
        )
    return out + b"--b0b--\n"


def report_mail(n):
    return mail(
        ("text/plain", None, b"This is a report\n"),
        ("application/tlsrpt+gzip", "r%d.json.gz" % n, gzip.compress(report(n))),
        fields="TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example",
    )


def mbox(mails):
    return b"".join(
        b"From a@b.example Fri Mar  1 00:00:00 2024\n" + re.sub(rb"(?m)^(>*From )", rb">\1", m) + b"\n" for m in mails
    )


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in files:
            z.writestr(name, data)
    return out.getvalue()


def mmdf(mails):
    return b"".join(b"\1\1\1\1\n" + m + b"\1\1\1\1\n" for m in mails)


def der(tag, data):
    n = len(data)
    length = bytes([n]) if n < 128 else bytes([0x80 | len(b := n.to_bytes(4, "big").lstrip(b"\0"))]) + b
    return bytes([tag]) + length + data


def signed(data, ber=False):
    """An opaque S/MIME signature around an entity, with nobody's signature in it."""
    oid = lambda last: der(6, bytes.fromhex("2A864886F70D0107") + bytes([last]))
    if ber:
        pieces = b"".join(der(4, data[i : i + 1000]) for i in range(0, len(data), 1000))
        content = b"\x30\x80" + oid(1) + b"\xA0\x80\x24\x80" + pieces + b"\0\0" * 3
        return (
            b"\x30\x80"
            + oid(2)
            + b"\xA0\x80\x30\x80"
            + der(2, b"\1")
            + der(0x31, b"")
            + content
            + der(0x31, b"")
            + b"\0\0" * 3
        )
    content = der(0x30, oid(1) + der(0xA0, der(4, data)))
    return der(0x30, oid(2) + der(0xA0, der(0x30, der(2, b"\1") + der(0x31, b"") + content + der(0x31, b""))))


def armoured(data, label="PKCS7", end=b"\n"):
    """PEM: base64 between two lines (RFC 7468)."""
    text = base64.b64encode(data)
    return end.join(
        [
            b"-----BEGIN %s-----" % label.encode(),
            *(text[i : i + 64] for i in range(0, len(text), 64)),
            b"-----END %s-----" % label.encode(),
            b"",
        ]
    )


def compressed(data):
    """S/MIME's compressedData (RFC 3274) around an entity."""
    oid = lambda last: der(6, bytes.fromhex("2A864886F70D010910") + bytes(last))
    content = der(0x30, der(6, bytes.fromhex("2A864886F70D010701")) + der(0xA0, der(4, zlib.compress(data))))
    return der(0x30, oid([1, 9]) + der(0xA0, der(0x30, der(2, b"\0") + der(0x30, oid([3, 8])) + content)))


def dbox(mails):
    out = b"2 M1e C65e5b0f0\n"
    for m in mails:
        out += b"\1\2N" + b" " * 10 + b"%016X\n" % len(m) + m + b"\n\1\3\nR65e5b0f0\nG0123456789abcdef\n\n"
    return out


def emlx(m):
    return b"%-10d\n" % len(m) + m + b'<?xml version="1.0"?><plist version="1.0"><dict/></plist>\n'


def lz4_of_dovecot(data):
    """Literals only: what a compressor writes that finds nothing to compress."""
    out = b"Dovecot-LZ4\x0d\x2a\x9b\xc5" + struct.pack(">I", 65536)
    for i in range(0, len(data), 60000):
        block = data[i : i + 60000]
        n = len(block)
        token = bytes([min(n, 15) << 4])
        rest = n - 15
        length = b"" if rest < 0 else b"\xff" * (rest // 255) + bytes([rest % 255])
        packed = token + length + block
        out += struct.pack(">I", len(packed)) + packed
    return out


# A shell turns one file into another; each may stand around any other.
SHELLS = {
    "gz": lambda r, d: gzip.compress(d),
    "bz2": lambda r, d: bz2.compress(d),
    "xz": lambda r, d: lzma.compress(d),
    "zlib": lambda r, d: zlib.compress(d),
    "dovecot-lz4": lambda r, d: lz4_of_dovecot(d),
    "zip": lambda r, d: zipped([("a/b.dat", d), ("readme.txt", b"nothing here\n")]),
    "tar": lambda r, d: tar([("x", d)]),
    "attached": lambda r, d: mail(("application/octet-stream", "file", d)),
    "rfc822": lambda r, d: mail(("message/rfc822", None, mail(("application/octet-stream", None, d)))),
    "signed": lambda r, d: mail(
        ("application/pkcs7-mime", "smime.p7m", signed(mail(("application/octet-stream", None, d)), r.random() < 0.5))
    ),
    "armoured": lambda r, d: mail(
        (
            "application/octet-stream",
            "smime.pem",
            armoured(
                signed(mail(("application/octet-stream", None, d)), r.random() < 0.5),
                r.choice(("PKCS7", "CMS")),
                r.choice((b"\n", b"\r\n")),
            ),
        )
    ),
    "compressed": lambda r, d: mail(
        ("application/pkcs7-mime", "smime.p7z", compressed(mail(("application/octet-stream", None, d))))
    ),
    "emlx": lambda r, d: emlx(mail(("application/octet-stream", None, d))),
    "dbox": lambda r, d: dbox([mail(("application/octet-stream", None, d))]),
    "mbox": lambda r, d: mbox([mail(("application/octet-stream", None, d))]),
}


def random_core(r, numbers):
    """One file that holds these reports."""
    mails = [report_mail(n) for n in numbers]
    return r.choice(
        [
            lambda: mbox(mails),
            lambda: mmdf(mails),
            lambda: dbox(mails),
            lambda: tar([("cur/%d" % n, m) for n, m in zip(numbers, mails)]),
            lambda: zipped([("%d.eml" % n, m) for n, m in zip(numbers, mails)]),
            lambda: zipped([("%d.json.gz" % n, gzip.compress(report(n))) for n in numbers]),
            lambda: b"\n".join(report(n) for n in numbers),
            lambda: b"[" + b",\n".join(report(n) for n in numbers) + b"]",
            lambda: mail(*[("message/rfc822", None, m) for m in mails]),
        ]
    )()


def cpio_of(members, mode=0o100644):
    """As odc writes it (POSIX.1-1996)."""
    out = b""
    for n, (name, data) in enumerate(members + [("TRAILER!!!", b"")]):
        fields = (0o070707, 0, n, mode, 0, 0, 1, 0, 0, len(name) + 1, len(data))
        widths = (6, 6, 6, 6, 6, 6, 6, 6, 11, 6, 11)
        out += "".join("%0*o" % f for f in zip(widths, fields)).encode() + name.encode() + b"\0" + data
    return out + bytes(-len(out) % 512)
