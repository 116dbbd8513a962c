"""What is broken or lost somewhere in a nesting is rejected by name, once, beside good reports (SPEC 3)."""

import base64, gzip, random, re, zlib

from harness import *
from nested_files import *


@test
def a_broken_part_is_rejected_once(tmp):
    fields = "TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example"
    broken = report(1)[:-20]
    for data, reasons in (
        (broken, ["bad-json"]),
        (report(2) + b"\n" + broken + b"\n", ["bad-json"]),
        (b'[{"report-id":"x","policies":[]},{"report-id":"y","policies":[]}]', 2 * ["missing-date-range"]),
    ):
        open(tmp + "/a.eml", "wb").write(mail(("application/tlsrpt+json", "a.json", data), fields=fields))
        assert [r["reason"] for r in summary(tmp + "/a.eml")["rejected"]] == reasons, data


@test
def each_broken_report_in_an_archive_of_a_mail_is_rejected_beside_good_ones(tmp):
    """The first one hid the others, and what is wrong with the archive; a tar's name told of no report in it."""
    good, broken = ("a.json", report(1)), report(2)[:-30]
    uncounted = report(3).replace(b"103", b'"x"')
    named = "sender.example!agency.example!1!2.json.gz"
    for files, reasons in (
        ([good, ("b.json", broken), ("c.json", broken)], ["bad-json", "bad-json"]),
        ([("b.json", uncounted), good, ("c.json", uncounted)], ["bad-count", "bad-count"]),
        ([good, ("b.json", b'{"lunch": 1}'), ("c.json", b'{"lunch": 1, // and')], []),
    ):
        cut = tar(files)[: 1024 * len(files)]  # it lacks its end
        for name, data, more in (
            ("a.zip", zipped(files), []),
            ("a.tar", tar(files), []),
            ("a.tar", cut, ["bad-compression"]),
        ):
            open(tmp + "/a.eml", "wb").write(mail(("application/octet-stream", name, data)))
            s = summary(tmp + "/a.eml")
            assert sorted(r["reason"] for r in s["rejected"]) == sorted(reasons + more), (files, name, s["rejected"])
            assert s["totals"]["reports"] == 1, s["totals"]
    for data in b"\0\1 of what is no report", b"":
        open(tmp + "/a.eml", "wb").write(mail(("application/zip", "a.zip", zipped([good, (named, data)]))))
        assert [r["reason"] for r in summary(tmp + "/a.eml")["rejected"]] == ["bad-json"], data


@test
def a_mail_in_a_mail_that_lost_its_report_is_rejected_beside_others(tmp):
    """A gateway took the attachment out of one of several that somebody forwards, or its base64 is damaged."""
    whole = report_mail(1)
    head = whole.partition(b"\n\n")[0].replace(b'multipart/mixed; boundary="b0b"', b"text/plain")
    lost = head + b"\n\nThe attachment was removed.\n"
    forwarded = ("message/rfc822", None, lost)
    claim = b"TLS-Report-Domain: agency.example\n"  # a mail that has it and holds the one that lost its report
    cut = mail(("message/rfc822", None, report_mail(2)), ("message/rfc822", None, whole))
    cut = cut[:650] + cut[651:]  # one letter of base64
    for data, reports, rejected in (
        (mail(forwarded, ("message/rfc822", None, whole), forwarded), 1, 2),
        (mail(("message/rfc822", None, claim + mail(forwarded)), ("message/rfc822", None, whole)), 1, 1),
        (mail(("application/octet-stream", "a.eml", whole), ("application/octet-stream", "b.eml", lost)), 1, 1),
        (mail(("application/zip", "a.zip", zipped([("1.eml", lost), ("2.eml", whole)]))), 1, 1),
        (mail(("application/mbox", "a.mbox", mbox([lost, whole, lost]))), 1, 2),
        (cut, 1, 1),
        (whole.replace(b"--b0b\n", b"--b0b\n\n" + lost + b"--b0b\n", 1), 1, 0),  # its text quotes one
        (mail(forwarded), 0, 0),  # other mail, as a bounce with a header is
    ):
        open(tmp + "/a.eml", "wb").write(data)
        s = summary(tmp + "/a.eml")
        assert [r["reason"] for r in s["rejected"]] == ["no-report-part"] * rejected, (data, s["rejected"])
        assert s["totals"]["reports"] == reports, (data, s["totals"])


@test
def a_mail_in_base64_that_lost_the_field_is_read(tmp):
    """MIME allows a forwarded message none (RFC 2046, 5.2.1), so that relays take the field off, or write another."""
    received = b"Received: from a by b; Fri, 1 Mar 2024 00:00:00 +0000\n"
    field = b"Content-Transfer-Encoding: base64\n"
    for whole in report_mail(1), received + report_mail(1).replace(b"\n", b"\r\n"):
        for kind, name in ("message/rfc822", None), ("application/octet-stream", "a.eml"):
            for other in b"", b"Content-Transfer-Encoding: 7bit\n", b"Content-Transfer-Encoding: 8bit\n":
                open(tmp + "/a.eml", "wb").write(mail((kind, name, whole)).replace(field, other, 1))
                totals = summary(tmp + "/a.eml")["totals"]
                assert [totals[k] for k in ("reports", "rejected")] == [1, 0], (kind, other, totals)
                record = json.loads(run("--ndjson", "-", tmp + "/a.eml").stdout)
                assert "encoding-damaged" not in record.get("deviations", []), record


@test
def a_partial_message_in_an_archive_is_named_and_its_attachment_is_read(tmp):
    whole = report_mail(1)
    packed = base64.b64encode(gzip.compress(report(1)))
    empty = re.sub(
        rb"(application/tlsrpt\+gzip.*\nContent-Transfer-Encoding: base64\n)\n[^-]+",
        rb"\1X-Apple-Content-Length: 99\n\n\n",
        whole,
    )
    assert packed[:20] not in empty
    data = tar([("Messages/7.partial.emlx", emlx(empty)), ("Attachments/7/2/r1.json.gz", gzip.compress(report(1)))])
    open(tmp + "/store.tar", "wb").write(data)
    t = summary(tmp + "/store.tar")["totals"]
    assert (t["reports"], t["messages"], t["messages_rejected"], t["files_skipped"]) == (1, 1, 1, 0), t
    assert [r["reason"] for r in summary(tmp + "/store.tar")["rejected"]] == ["partial-message"]


@test
def damage_below_several_layers_is_told_once(tmp):
    """A file is read, skipped or unread, however many layers fail of what one of them met (SPEC 2)."""
    noise = random.Random(1)
    some = [report_mail(n) + noise.randbytes(3000).hex().encode() + b"\n" for n in range(3)]
    archive, twice = tar([("%d.eml" % n, m) for n, m in enumerate(some)]), lambda d: gzip.compress(gzip.compress(d))
    for name, data, cut in (
        ("gz in gz", twice(some[0]), 600),
        ("zlib in gz", gzip.compress(zlib.compress(some[0])), 600),
        ("tar in gz", gzip.compress(archive), 600),
        ("tar in gz in gz", twice(archive), 600),
        ("mbox in gz", gzip.compress(mbox(some)), 600),
        ("dbox in gz", gzip.compress(dbox(some)), 600),
        ("tar", archive, 16000),
        ("emlx in gz", gzip.compress(emlx(some[0])), 600),
        ("utf-16 in gz", gzip.compress(b"\xff\xfe" + some[0].decode().encode("utf-16-le")), 600),
        ("pem", armoured(signed(some[0])), 600),
        ("dbox", dbox(some), 600),
    ):
        open(tmp + "/file", "wb").write(data[:-cut])
        p = run("--json", "-", tmp + "/file", status=1)
        t = json.loads(p.stdout)["totals"]
        assert t["files_unread"] == 1 and p.stderr.count(b"\n") == 1, (name, t, p.stderr)
    # Two members that are damaged are two files.
    broken = gzip.compress(some[0])[:-600]
    open(tmp + "/file", "wb").write(tar([("a.gz", broken), ("b.gz", broken), ("c.eml", some[2])]))
    p = run("--json", "-", tmp + "/file", status=1)
    assert json.loads(p.stdout)["totals"]["files_unread"] == 2 and p.stderr.count(b"too early") == 2, p.stderr
