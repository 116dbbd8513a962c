#!/usr/bin/env python3
"""Makes samples/: a Maildir, an mbox and a tar.gz of invented report mail in the styles of a dozen senders.

    make_samples.py FOLDER      (the same bytes every time; standard library only)
"""
import argparse, base64, gzip, io, json, os, quopri, shutil, tarfile, zipfile
from datetime import datetime, timedelta, timezone

DOMAINS = ["agency.example", "harbour.example", "library.example"]


def rfc3339(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def report(org, ident, domain, day, ok, failed=0, details=(), kind="sts", **extra):
    policy = {"policy-type": kind, "policy-domain": domain}
    if kind == "sts":
        policy["policy-string"] = ["version: STSv1", "mode: enforce", "mx: mx1." + domain, "max_age: 604800"]
        policy["mx-host"] = ["mx1." + domain]
    elif kind == "tlsa":
        policy["policy-domain"] = "mx1." + domain
        policy["policy-string"] = ["3 1 1 " + "c0" * 32]
    entry = {"policy": policy, "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed}}
    if details:
        entry["failure-details"] = list(details)
    tree = {
        "organization-name": org,
        "date-range": {"start-datetime": rfc3339(day), "end-datetime": rfc3339(day + timedelta(seconds=86399))},
        "contact-info": "tls@" + org.split()[0].lower() + ".example",
        "report-id": ident,
        "policies": [entry],
    }
    tree.update(extra)
    return tree


def b64(data):
    text = base64.b64encode(data).decode()
    return "\n".join(text[i : i + 76] for i in range(0, len(text), 76)) + "\n"


def mail(sender, domain, tree, day, style="gzip", claim=True):
    body = json.dumps(tree, ensure_ascii=False, indent=2 if style in ("json", "qp") else None)
    if style == "broken":
        body = body[:-30]
    packed = gzip.compress(body.encode(), 9, mtime=0)
    name = "%s!%s!%d!%d!001.json" % (sender, domain, day.timestamp(), day.timestamp() + 86399)
    sent = day + timedelta(days=1, hours=3)
    head = (
        "Received: from out.%s by mx.collector.example; %s\nDate: %s\nFrom: TLS reports <tls@%s>\nTo: tls-reports@collector.example\n"
        "Message-ID: <%s.%s@%s>\nSubject: Report Domain: %s Submitter: %s Report-ID: <%s>\nMIME-Version: 1.0\n"
        % (
            sender,
            sent.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            sent.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            sender,
            day.strftime("%Y%m%d"),
            domain.split(".")[0] + style,
            sender,
            domain,
            sender,
            tree.get("report-id", "none"),
        )
    )
    if claim:
        head += "TLS-Report-Domain: %s\nTLS-Report-Submitter: %s\n" % (domain, sender)
    kind, encoding, payload, suffix = {
        "gzip": ("application/tlsrpt+gzip", "base64", b64(packed), ".gz"),
        "broken": ("application/tlsrpt+gzip", "base64", b64(packed), ".gz"),
        "json": ("application/tlsrpt+json", "8bit", body + "\n", ""),
        "qp": ("application/tlsrpt+json", "quoted-printable", quopri.encodestring(body.encode()).decode() + "\n", ""),
        "octet": ("application/octet-stream", "base64", b64(packed), ".gz"),
        "unpadded": ("application/tlsrpt+gzip", "base64", b64(packed).rstrip("=\n") + "\n", ".gz"),
        "bare": ("application/tlsrpt+gzip", "base64", b64(packed), ".gz"),
        "zip": ("application/zip", "base64", b64(zipped(name, body)), ".zip"),
    }[style]
    part = (
        'Content-Type: %s; name="%s"\nContent-Disposition: attachment; filename="%s"\nContent-Transfer-Encoding: %s\n\n%s'
        % (kind, name + suffix, name + suffix, encoding, payload)
    )
    if style == "bare":
        return head + part
    return (
        head
        + 'Content-Type: multipart/report; report-type="tlsrpt"; boundary="=edge"\n\n--=edge\nContent-Type: text/plain\n\n'
        "This is an aggregate TLS report from %s\n\n--=edge\n%s\n--=edge--\n" % (sender, part)
        if claim
        else head + 'Content-Type: multipart/mixed; boundary="=edge"\n\n--=edge\n%s\n--=edge--\n' % part
    )


def zipped(name, body):
    z = io.BytesIO()
    with zipfile.ZipFile(z, "w", zipfile.ZIP_DEFLATED) as f:
        info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        f.writestr(info, body)
    return z.getvalue()


def mails():
    start = datetime(2024, 3, 1, tzinfo=timezone.utc)
    for i in range(14):
        day = start + timedelta(days=i)
        for n, domain in enumerate(DOMAINS):
            if domain == "library.example" and 4 <= i <= 8:
                continue  # a gap in the record
            failed = (
                [
                    {
                        "result-type": "certificate-expired",
                        "sending-mta-ip": "198.51.100.7",
                        "receiving-mx-hostname": "mx1." + domain,
                        "receiving-ip": "192.0.2.25",
                        "failed-session-count": 12,
                        "failure-reason-code": "X509_V_ERR_CERT_HAS_EXPIRED",
                    }
                ]
                if domain == "harbour.example" and i in (5, 6, 7)
                else []
            )
            yield mail(
                "bigmail.example",
                domain,
                report(
                    "Bigmail Inc.",
                    "%s_%s" % (rfc3339(day), domain),
                    domain,
                    day,
                    400 + 31 * i + n,
                    12 * bool(failed),
                    failed,
                ),
                day,
            )
            yield mail(
                "cloudpost.example",
                domain,
                report("Cloudpost Corporation", "%d+%s" % (10**15 + i * 7 + n, domain), domain, day, 150 + 9 * i + n),
                day,
                "octet" if i % 5 == 4 else "gzip",
                i % 5 != 4,
            )
    day = start + timedelta(days=2)
    d = DOMAINS[0]
    yield mail("yonder.example", d, report("Yonder", "y-1", d, day, 77), day, "json")
    yield mail("kuvert.example", d, report("Kuvert GmbH", "k-1", d, day, 12, kind="no-policy-found"), day, "qp")
    yield mail("nopad.example", d, report("Nopad", "n-1", d, day, 31), day, "unpadded")
    yield mail("zipper.example", d, report("Zipper", "z-1", d, day, 8), day, "zip")
    yield mail(
        "dane.example",
        d,
        report(
            "Dane Fans",
            "d-1",
            d,
            day,
            25,
            2,
            [{"result-type": "tlsa-invalid", "receiving-mx-hostname": "mx1." + d, "failed-session-count": 2}],
            "tlsa",
        ),
        day,
        "bare",
    )
    yield mail(
        "почта.example",
        d,
        report(
            "Почта",
            "p-1",
            d,
            day,
            3,
            1,
            [
                {
                    "result-type": "validation-failure",
                    "failed-session-count": 1,
                    "failure-reason-code": "=cmd|' /C calc'!A0",
                }
            ],
        ),
        day,
    )
    yield mail("counts.example", d, report("Counts as Strings", "c-1", d, day, "5", "0"), day)
    yield mail("midnight.example", d, report("Midnight", "m-1", d, day, 6, **{"contact-info": None}), day)
    tree = report("Bigmail Inc.", "%s_%s" % (rfc3339(start), d), d, start, 400)
    yield mail("bigmail.example", d, tree, start)  # a duplicate
    tree["policies"][0]["summary"]["total-successful-session-count"] = 999
    yield mail("bigmail.example", d, tree, start)  # a conflict
    yield mail("torn.example", d, report("Torn", "t-1", d, day, 6), day, "broken")  # rejected: bad-json
    tree = report("Nameless", "x", d, day, 6)
    del tree["report-id"]
    yield mail("nameless.example", d, tree, day)  # rejected: missing-report-id
    yield "From: a@news.example\nTo: tls-reports@collector.example\nSubject: Weekly news\nDate: Fri, 1 Mar 2024 08:00:00 +0000\n\nFrom here on, all is well.\n"
    yield "From: mailer-daemon@bounce.example\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nSorry.\n--x--\n"


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(text.encode())


def main(out):
    for name in ("Maildir", "mail.mbox", "mail.tar.gz"):
        path = os.path.join(out, name)
        shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.unlink(path)
    every = list(mails())
    third = len(every) // 3
    for i, m in enumerate(every[:third]):
        folder = ".Archive/cur" if i < 5 else "cur" if i < third - 3 else "new"
        put("%s/Maildir/%s/%d.M%dP1.host%s" % (out, folder, 1709280000 + i, i, "" if folder == "new" else ":2,S"), m)
    for folder in (".Archive/new", "tmp"):
        put("%s/Maildir/%s/.keep" % (out, folder), "")
    with open(out + "/mail.mbox", "wb") as f:
        for m in every[third : 2 * third]:
            quoted = "\n".join(">" + l if l.lstrip(">").startswith("From ") else l for l in m.split("\n"))
            f.write(("From tls@sender.example Fri Mar  1 08:00:00 2024\n" + quoted + "\n").encode())
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for i, m in enumerate(every[2 * third :]):
            info = tarfile.TarInfo("2024-03/%03d.eml" % i)
            info.size, info.mtime = len(m.encode()), 1709280000
            tar.addfile(info, io.BytesIO(m.encode()))
    with open(out + "/mail.tar.gz", "wb") as f:
        f.write(gzip.compress(raw.getvalue(), 9, mtime=0))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER", help="where the samples go; what it holds of them is replaced")
    main(parser.parse_args().folder)
