#!/usr/bin/env python3
"""Makes a collection of TLS-RPT report mail, and the exact figures that a correct reader finds in it.

    make_corpus.py --form mbox --reports 10000 --out reports.mbox --truth truth.json

The same arguments give the same bytes. Standard library only. Forms:

    mbox      one mbox file                     maildir   a Maildir with cur/, new/ and one .Sub folder
    eml       a folder of .eml files            tar, tar.gz, zip   an archive of .eml files
    tar-maildir   a tar.gz of a Maildir         tar-mbox  a tar.gz holding two mboxes
    json      a folder of bare reports, .json and .json.gz (reports only: no noise, nothing malformed)

--truth writes the summary (SPEC 6.1) without `inputs`, `conflicts`, `rejected` and what names no figure.
"""
import argparse, base64, gzip, io, json, os, quopri, random, tarfile, zipfile, zlib
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

RESULT_TYPES = {  # RFC 8460, 4.3: type -> category
    "starttls-not-supported": "tls", "certificate-host-mismatch": "tls", "certificate-expired": "tls",
    "certificate-not-trusted": "tls", "validation-failure": "tls",
    "tlsa-invalid": "dane", "dnssec-invalid": "dane", "dane-required": "dane",
    "sts-policy-fetch-error": "mta-sts", "sts-policy-invalid": "mta-sts", "sts-webpki-invalid": "mta-sts",
}
TYPES = sorted(RESULT_TYPES)

# Invented organizations: name, domain, share of reports, and whose way of writing reports and mail they have.
REPORTERS = [
    ("Search Inc.", "search.example", 34, "google"), ("Office Corporation", "office.example", 26, "microsoft"),
    ("Portal Inc.", "portal.example", 8, "plain-json"), ("post.example", "post.example", 5, "mailru"),
    ("unpadded.example", "unpadded.example", 5, "unpadded"), ("zipped.example", "zipped.example", 4, "zip"), ("octets.example", "octets.example", 3, "octet"),
    ("mail.sys4.example", "sys4.example", 4, "sys4"), ("stalwart-a.example", "stalwart-a.example", 3, "stalwart"),
    ("stalwart-b.example", "stalwart-b.example", 3, "stalwart"), ("mox.example", "mox.example", 3, "mox"),
    ("quoted.example", "quoted.example", 1, "qp"), ("forwarder.example", "forwarder.example", 1, "rfc822"),
]


def rfc3339(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


class Report:
    """One report as its sender means it; `json(style)` is what goes over the wire."""

    def __init__(self, rng, reporter, domain, day, failure_rate):
        self.org, self.submitter, _, self.style = reporter
        self.domain, self.begin = domain, day
        self.end = day + timedelta(hours=23, minutes=59, seconds=59)
        mx = ["mx1." + domain, "mx2." + domain]
        kinds = ["sts"] if self.style != "stalwart" else ["sts", "tlsa"] if rng.random() < 0.3 else ["no-policy-found"]
        if rng.random() < 0.05:
            kinds = ["no-policy-found"]
        self.policies = []
        for kind in kinds:
            ok, details = int(40 * rng.paretovariate(1.1)) % 200000, []
            if rng.random() < failure_rate:
                for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
                    details.append(self.detail(rng, mx))
            self.policies.append((kind, mx, ok, sum(d["failed-session-count"] for d in details), details))
        stamp = int(self.begin.timestamp())
        self.id = {
            "google": f"{rfc3339(day)}_{domain}", "microsoft": f"{rng.randrange(10**17, 10**18)}+{domain}",
            "mailru": f"{rng.getrandbits(128):032x}@post.example", "stalwart": f"{stamp}_{zlib.crc32('/'.join(kinds).encode())}",
            "mox": f"{day:%Y%m%d}.{domain}@mox.example", "sys4": f"{day:%Y-%m-%d}-{domain}-sys4",
        }.get(self.style, f"{stamp}.{rng.getrandbits(48):x}")

    def detail(self, rng, mx):
        d = {"result-type": rng.choice(TYPES)}
        if self.style != "microsoft" or rng.random() < 0.5:
            d["sending-mta-ip"] = f"198.51.100.{rng.randrange(1, 255)}"
        if not d["result-type"].startswith("sts-policy") and rng.random() < 0.9:
            d["receiving-mx-hostname"] = rng.choice(mx)
            if rng.random() < 0.7:
                d["receiving-ip"] = rng.choice(("192.0.2.25", "192.0.2.26", "2001:db8::25"))
        if rng.random() < 0.3:
            d["failure-reason-code"] = rng.choice(("X509_V_ERR_CERT_HAS_EXPIRED", "DNS timeout, 3 tries", "=cmd|' /C calc'!A0",
                                                   "certificate \"CN=mx\" doesn't match", "нет STARTTLS"))
        d["failed-session-count"] = int(rng.paretovariate(1.3)) % 5000
        return d

    def identity(self):
        return (self.org, self.id, self.begin, self.end, self.domain)

    def json(self):
        policies = []
        for kind, mx, ok, failed, details in self.policies:
            p = {"policy-type": kind, "policy-domain": self.domain.upper() if self.style == "unpadded" else self.domain}
            if kind == "sts":
                p["policy-string"] = ["version: STSv1", "mode: enforce"] + [f"mx: {m}" for m in mx] + ["max_age: 604800"]
                p["mx-host"] = mx if self.style != "mailru" else mx[0]
            elif kind == "tlsa":
                p["policy-string"] = ["3 1 1 " + "ab" * 32]
                p["mx-host"] = mx[:1]
            entry = {"policy": p, "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed}}
            if details or self.style in ("google", "stalwart"):
                entry["failure-details"] = details
            policies.append(entry)
        out = {"organization-name": self.org, "date-range": {"start-datetime": rfc3339(self.begin), "end-datetime": rfc3339(self.end)},
               "contact-info": None if self.style == "stalwart" else "tls-reports@" + self.submitter, "report-id": self.id, "policies": policies}
        if self.style in ("plain-json", "qp", "mox"):
            return json.dumps(out, indent=2, ensure_ascii=False).encode()
        return json.dumps(out, separators=(",", ":"), ensure_ascii=self.style == "google").encode()


def b64(data, width=76):
    text = base64.b64encode(data)
    return b"\n".join(text[i:i + width] for i in range(0, len(text), width)) + b"\n"


class Mailer:
    """Writes mail the way that different senders do."""

    def __init__(self, rng):
        self.rng, self.n = rng, 0

    def envelope(self, sender, subject, when, extra=b""):
        self.n += 1
        r = self.rng.getrandbits
        return (f"Received: from mta{r(4)}.{sender} (mta{r(4)}.{sender} [203.0.113.{r(7)}])\n"
                f"\tby mx1.collector.example (Postfix) with ESMTPS id {r(40):010X}\n\tfor <tls-reports@collector.example>; {format_datetime(when)}\n"
                f"Authentication-Results: mx1.collector.example; dkim=pass header.d={sender}\n"
                f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n\td={sender}; s=s2024; h=from:to:subject:date:message-id;\n"
                f"\tbh={base64.b64encode(r(256).to_bytes(32, 'big')).decode()};\n"
                f"\tb={base64.b64encode(r(1024).to_bytes(128, 'big')).decode()[:64]}\n\t {base64.b64encode(r(1024).to_bytes(128, 'big')).decode()[:96]}\n"
                f"Date: {format_datetime(when)}\nMessage-ID: <{self.n}.{r(64):x}@{sender}>\nFrom: reports <noreply-tls@{sender}>\n"
                f"To: tls-reports@collector.example\nSubject: {subject}\n").encode() + extra

    def report(self, rep, body=None):
        body = rep.json() if body is None else body
        style, when = rep.style, rep.end + timedelta(hours=self.rng.randrange(1, 9), seconds=self.rng.randrange(3600))
        name = f"{rep.submitter}!{rep.domain}!{int(rep.begin.timestamp())}!{int(rep.end.timestamp())}!{self.n % 1000:03d}.json"
        packed = gzip.compress(body, 6, mtime=self.rng.getrandbits(31))
        subject = f"Report Domain: {rep.domain}\n Submitter: {rep.submitter}\n Report-ID: <{rep.id}>"
        extra = f"TLS-Report-Domain: {rep.domain}\nTLS-Report-Submitter: {rep.submitter}\nMIME-Version: 1.0\n".encode()
        if style == "octet":
            extra = b"MIME-Version: 1.0\n"
        head = self.envelope(rep.submitter, subject, when, extra)
        edge = b"=_%016x" % self.rng.getrandbits(64)
        text = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\nThis is an aggregate TLS report from %s\n" % rep.submitter.encode()

        def part(ctype, cte, payload, fname, disposition="attachment"):
            return (f"Content-Type: {ctype}; name=\"{fname}\"\nContent-Disposition: {disposition}; filename=\"{fname}\"\n"
                    f"Content-Transfer-Encoding: {cte}\n\n").encode() + payload

        if style in ("google", "microsoft", "sys4", "stalwart"):
            leaf = part("application/tlsrpt+gzip", "base64", b64(packed, 998 // 4 * 4 if style == "stalwart" else 76), name + ".gz")
        elif style == "plain-json":
            leaf = part("application/tlsrpt+json", "8bit", body + b"\n", name)
        elif style == "mailru":
            leaf = part("application/gzip", "BASE64", b64(packed, 60), name + ".gz", "inline")
        elif style == "unpadded":
            leaf = part("application/tlsrpt+gzip", "base64", b64(packed).rstrip(b"=\n") + b"\n", name + ".gz")
        elif style == "zip":
            z = io.BytesIO()
            with zipfile.ZipFile(z, "w", zipfile.ZIP_DEFLATED) as f:
                f.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), body)
            leaf = part("application/zip", "base64", b64(z.getvalue()), name + ".zip")
        elif style == "octet":
            leaf = part("application/octet-stream", "base64", b64(packed), name + ".gz")
        elif style == "qp":
            leaf = part("application/tlsrpt+json", "quoted-printable", quopri.encodestring(body) + b"\n", name)
        elif style == "mox":
            return head + part("application/tlsrpt+gzip", "base64", b64(packed), name + ".gz")
        elif style == "rfc822":
            inner = head + part("application/tlsrpt+gzip", "base64", b64(packed), name + ".gz")
            outer = self.envelope("forwarder.example", "Fwd: TLS report", when, b"MIME-Version: 1.0\n")
            return outer + b'Content-Type: multipart/mixed; boundary="' + edge + b'"\n\n--' + edge + b"\n" + text + b"\n--" + edge + \
                b"\nContent-Type: message/rfc822\n\n" + inner + b"\n--" + edge + b"--\n"
        kind = b"multipart/mixed" if style == "octet" else b'multipart/report; report-type="tlsrpt"' if self.rng.random() < 0.5 else b"multipart/report; report-type=tlsrpt"
        return head + b"Content-Type: " + kind + b';\n boundary="' + edge + b'"\n\nThis is MIME.\n--' + edge + b"\n" + text + \
            b"\n--" + edge + b"\n" + leaf + b"\n--" + edge + b"--\n"

    def noise(self, when):
        what, edge = self.rng.randrange(5), b"n%016x" % self.rng.getrandbits(64)
        if what == 0:
            return self.envelope("news.example", "Weekly news", when) + b"\nHello,\n\n>From here on, all is well.\nFrom now on too.\n" + b"Lorem ipsum dolor sit amet.\n" * self.rng.randrange(400)
        if what == 1:  # a DMARC aggregate report
            xml = gzip.compress(b"<?xml version='1.0'?><feedback><report_metadata><org_name>x</org_name></report_metadata></feedback>", mtime=0)
            return self.envelope("dmarc.example", "Report domain: a.example Submitter: dmarc.example Report-ID: 1", when, b"MIME-Version: 1.0\n") + \
                b'Content-Type: application/gzip; name="dmarc.example!a.example!1!2.xml.gz"\nContent-Transfer-Encoding: base64\n\n' + b64(xml)
        if what == 2:  # a bounce
            return self.envelope("bounce.example", "Undelivered Mail Returned to Sender", when, b"MIME-Version: 1.0\n") + \
                b'Content-Type: multipart/report; report-type=delivery-status; boundary="' + edge + b'"\n\n--' + edge + \
                b"\nContent-Type: text/plain\n\nI'm sorry.\n--" + edge + b"\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; bounce.example\n\nAction: failed\n\n--" + edge + b"--\n"
        if what == 3:  # JSON that is no report
            return self.envelope("ci.example", "build 17", when, b"MIME-Version: 1.0\n") + b'Content-Type: application/json; name="build.json"\n\n{"build": 17, "policies": "none"}\n'
        return self.envelope("photos.example", "Photos", when, b"MIME-Version: 1.0\n") + b'Content-Type: multipart/mixed; boundary="' + edge + b'"\n\n--' + edge + \
            b"\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n" + b64(self.rng.randbytes(self.rng.randrange(1000, 200000))) + b"--" + edge + b"--\n"

    def malformed(self, rep):
        """A mail that claims to be a report and holds none; (mail, reason)."""
        rep.style, good = "google", rep.json()
        packed = gzip.compress(good, mtime=0)
        which = self.rng.randrange(7)
        if which == 0:
            bad, reason = packed[:len(packed) // 2], "bad-compression"
        elif which == 1:
            bad, reason = gzip.compress(good[:-20], mtime=0), "bad-json"
        elif which == 2:
            bad, reason = gzip.compress(json.dumps({"hello": "world"}).encode(), mtime=0), "not-a-report"
        else:
            tree = json.loads(good)
            if which == 3:
                del tree["report-id"]; reason = "missing-report-id"
            elif which == 4:
                tree["date-range"]["start-datetime"] = "yesterday"; reason = "bad-date"
            elif which == 5:
                tree["policies"][0]["summary"]["total-failure-session-count"] = -3; reason = "bad-count"
            else:
                del tree["policies"]; reason = "missing-policies"
            bad = gzip.compress(json.dumps(tree).encode(), mtime=0)
        mail = self.report(rep, good)
        start = mail.index(b"\n\n", mail.index(b"Content-Type: application/tlsrpt+gzip")) + 2
        return mail[:start] + b64(bad) + mail[mail.index(b"\n--", start):], reason


class Truth:
    def __init__(self):
        self.t = dict.fromkeys("messages messages_with_reports messages_rejected messages_ignored reports_found reports duplicates conflicts rejected policies failure_details successful_sessions failed_sessions".split(), 0)
        self.seen, self.reasons = {}, defaultdict(int)
        self.domains, self.days, self.months, self.reporters, self.types, self.results, self.failures = ({} for _ in range(7))

    def mail(self, kind):
        self.t["messages"] += 1
        self.t["messages_" + kind] += 1

    def reject(self, reason):
        self.t["rejected"] += 1
        self.reasons[reason] += 1

    def report(self, rep):
        self.t["reports_found"] += 1
        content = rep.json()
        if rep.identity() in self.seen:
            self.t["duplicates" if self.seen[rep.identity()] == content else "conflicts"] += 1
            return
        self.seen[rep.identity()] = content
        self.t["reports"] += 1
        day, ok_all, failed_all = rep.begin.strftime("%Y-%m-%d"), sum(p[2] for p in rep.policies), sum(p[3] for p in rep.policies)
        self.t["policies"] += len(rep.policies)
        self.t["successful_sessions"] += ok_all
        self.t["failed_sessions"] += failed_all

        def add(table, key, ok, failed, n=1):
            row = table.setdefault(key, {"n": 0, "ok": 0, "failed": 0, "days": set(), "reporters": set(), "domains": set(), "details": 0})
            row["n"] += n; row["ok"] += ok; row["failed"] += failed
            row["days"].add(day); row["reporters"].add(rep.org); row["domains"].add(rep.domain)
            return row
        add(self.domains, rep.domain, ok_all, failed_all)
        add(self.days, day, ok_all, failed_all)
        add(self.months, day[:7], ok_all, failed_all)
        add(self.reporters, rep.org, ok_all, failed_all)
        for kind, _, ok, failed, details in rep.policies:
            add(self.types, kind, ok, failed)
            for d in details:
                self.t["failure_details"] += 1
                add(self.results, d["result-type"], 0, d["failed-session-count"])["details"] += 1
                add(self.failures, (rep.domain, d["result-type"], d.get("receiving-mx-hostname", "")), 0, d["failed-session-count"])

    def summary(self):
        def rate(r):
            return r["ok"] / (r["ok"] + r["failed"]) if r["ok"] + r["failed"] else None

        def sums(r):
            return {"successful_sessions": r["ok"], "failed_sessions": r["failed"], "success_rate": rate(r)}

        def span(r):
            return {"first_day": min(r["days"]), "last_day": max(r["days"])}

        days = sorted(self.days)

        def length(r):  # from the domain's first report to the end of the whole period (SPEC 5.2)
            return (datetime.fromisoformat(days[-1]) - datetime.fromisoformat(min(r["days"]))).days + 1
        total = {"ok": self.t["successful_sessions"], "failed": self.t["failed_sessions"]}
        return {
            "totals": {**self.t, "success_rate": rate(total), "domains": len(self.domains), "reporters": len(self.reporters)},
            "period": {"first_day": days[0], "last_day": days[-1], "days": (datetime.fromisoformat(days[-1]) - datetime.fromisoformat(days[0])).days + 1} if days else None,
            "domains": [{"policy_domain": k, "reports": r["n"], "reporters": len(r["reporters"]), **sums(r), **span(r), "days_covered": len(r["days"]), "days_missing": length(r) - len(r["days"])} for k, r in sorted(self.domains.items())],
            "days": [{"day": k, "reports": r["n"], **sums(r)} for k, r in sorted(self.days.items())],
            "months": [{"month": k, "reports": r["n"], **sums(r)} for k, r in sorted(self.months.items())],
            "reporters": [{"organization_name": k, "reports": r["n"], "domains": len(r["domains"]), **sums(r), **span(r)} for k, r in sorted(self.reporters.items())],
            "policy_types": [{"policy_type": k, "policies": r["n"], **sums(r)} for k, r in sorted(self.types.items())],
            "result_types": [{"result_type": k, "category": RESULT_TYPES.get(k, "other"), "failed_sessions": r["failed"], "failure_details": r["details"], "domains": len(r["domains"]), "reporters": len(r["reporters"]), **span(r)} for k, r in sorted(self.results.items())],
            "failures": [{"policy_domain": k[0], "result_type": k[1], "receiving_mx_hostname": k[2] or None, "failed_sessions": r["failed"], "reporters": len(r["reporters"]), **span(r)} for k, r in sorted(self.failures.items())],
            "rejected_reasons": dict(sorted(self.reasons.items())),
        }


def messages(a, rng, truth):
    """Yields the mails in input order; with --form json, the bare reports."""
    mailer, bare = Mailer(rng), a.form == "json"
    domains = [f"{rng.choice(('city', 'county', 'water', 'school', 'court'))}-{i}.example" for i in range(a.domains)]
    weights = [r[2] for r in REPORTERS]
    start, made, n = datetime(2024, 1, 1, tzinfo=timezone.utc), [], 0
    while n < a.reports:
        day = start + timedelta(days=n * a.days // a.reports)
        roll = rng.random()
        if not bare and roll < a.noise:
            truth.mail("ignored")
            yield mailer.noise(day + timedelta(hours=rng.randrange(24)))
            continue
        if made and roll < a.noise + a.dups:  # a resend: same report, new mail
            rep = rng.choice(made)
        elif made and roll < a.noise + a.dups + a.conflicts:  # same identity, other figures
            old = rng.choice(made)
            rep = object.__new__(Report)
            rep.__dict__.update(old.__dict__)
            kind, mx, ok, failed, details = old.policies[0]
            rep.policies = [(kind, mx, ok + 1 + rng.randrange(9), failed, details)] + old.policies[1:]
        else:
            rep = Report(rng, rng.choices(REPORTERS, weights)[0], rng.choice(domains), day, a.failures)
            if not bare and rng.random() < a.malformed:
                mail, reason = mailer.malformed(rep)
                truth.mail("rejected")
                truth.reject(reason)
                yield mail
                continue
            n += 1
            if len(made) < 5000:
                made.append(rep)
        truth.report(rep)
        if bare:
            yield rep.json()
        else:
            truth.mail("with_reports")
            yield mailer.report(rep)


def write(a, mails):
    def escape(mail):  # mboxrd
        return b"\n".join(b">" + l if l.lstrip(b">").startswith(b"From ") else l for l in mail.split(b"\n"))

    def mbox(f, mails):
        for i, m in enumerate(mails):
            f.write(b"From tls@sender.example Mon Jan  1 %02d:%02d:%02d 2024\n" % (i // 3600 % 24, i // 60 % 60, i % 60) + escape(m) + b"\n")

    def maildir(put, mails):  # so that byte order of the names is the order in which the mails were made
        mails = list(mails)
        for i, m in enumerate(mails):
            part = 10 * i // len(mails)
            folder = ".Archive.2024/cur" if part == 0 else ".Archive.2024/new" if part == 1 else "cur" if part < 8 else "new"
            put(f"{folder}/{1704067200 + i}.M{i}P1.host{':2,S' if folder.endswith('cur') else ''}", m)

    def put_file(name, data):
        path = os.path.join(a.out, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)

    def put_tar(tar):
        def put(name, data):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1704067200
            tar.addfile(info, io.BytesIO(data))
        return put
    form = a.form
    if form == "mbox":
        with open(a.out, "wb") as f:
            mbox(f, mails)
    elif form == "maildir":
        for d in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(a.out, d), exist_ok=True)
        put_file("tmp/half-delivered", b"Subject: never read\n\n")
        maildir(put_file, mails)
    elif form == "eml":
        for i, m in enumerate(mails):
            put_file(f"{i // 1000:04d}/{i:07d}.eml", m)
    elif form == "json":
        for i, m in enumerate(mails):
            put_file(f"{i // 1000:04d}/{i:07d}.json" + (".gz" if i % 2 else ""), gzip.compress(m, mtime=0) if i % 2 else m)
    elif form == "zip":
        with zipfile.ZipFile(a.out, "w", zipfile.ZIP_DEFLATED) as z:
            for i, m in enumerate(mails):
                z.writestr(zipfile.ZipInfo(f"mail/{i:07d}.eml", (2024, 1, 1, 0, 0, 0)), m)
    else:
        with open(a.out, "wb") as raw:
            f = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=6) if form != "tar" else raw
            with tarfile.open(fileobj=f, mode="w") as tar:
                put = put_tar(tar)
                if form == "tar-maildir":
                    maildir(lambda name, m: put("Maildir/" + name, m), mails)
                elif form == "tar-mbox":
                    mails = list(mails)
                    for name, part in (("2024-a.mbox", mails[:len(mails) // 2]), ("2024-b.mbox", mails[len(mails) // 2:])):
                        buf = io.BytesIO()
                        mbox(buf, part)
                        put("export/" + name, buf.getvalue())
                else:
                    for i, m in enumerate(mails):
                        put(f"mail/{i:07d}.eml", m)
            if f is not raw:
                f.close()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--form", required=True, choices="mbox maildir eml tar tar.gz zip tar-maildir tar-mbox json".split())
    p.add_argument("--out", required=True)
    p.add_argument("--truth")
    p.add_argument("--reports", type=int, default=1000, help="distinct reports drawn (some share an identity by chance)")
    p.add_argument("--domains", type=int, default=20)
    p.add_argument("--days", type=int, default=365)
    p.add_argument("--seed", type=int, default=1)
    for name, share in (("dups", .08), ("conflicts", .01), ("noise", .1), ("failures", .06), ("malformed", .01)):
        p.add_argument("--" + name, type=float, default=share, help=f"share (default {share})")
    a = p.parse_args()
    truth = Truth()
    write(a, messages(a, random.Random(a.seed), truth))
    if a.truth:
        with open(a.truth, "w") as f:
            json.dump(truth.summary(), f, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
