"""Apple Mail's messages (.emlx, .partial.emlx) and the folders of their attachments (SPEC 2)."""

import gzip, os, re, shutil

from harness import *
from nested_files import *


@test
def an_emlx_whose_line_ends_were_converted_is_whole(tmp):
    """Its first line counts the bytes that it had; transfers as text make them more, or fewer."""
    for data in (emlx(report_mail(1)), emlx(report_mail(1).replace(b"\n", b"\r\n"))):
        for name, text in (("lf", data.replace(b"\r\n", b"\n")), ("crlf", re.sub(rb"\r?\n", b"\r\n", data))):
            open(tmp + "/1.emlx", "wb").write(text)
            t = summary(tmp + "/1.emlx")["totals"]
            assert [t[k] for k in ("messages", "reports", "rejected", "files_unread")] == [1, 1, 0, 0], (name, t)


@test
def what_cat_put_behind_an_emlx_is_told_of(tmp):
    for behind, unread in ((emlx(report_mail(2)), 1), (report_mail(2), 1), (b"", 0), (b"\n\0\n", 0)):
        open(tmp + "/1.emlx", "wb").write(emlx(report_mail(1)) + behind)
        p = run("--json", "-", tmp + "/1.emlx", status=unread)
        t = json.loads(p.stdout)["totals"]
        assert [t[k] for k in ("messages", "reports", "files_unread")] == [1, 1, unread], (behind, t)
        assert (b"something else behind its end" in p.stderr) == bool(unread), p.stderr


@test
def a_partial_emlx_has_its_attachments(tmp):
    data = gzip.compress(report(7))
    m = mail(
        ("text/plain", None, b"see there"),
        ("application/tlsrpt+gzip", "r7.json.gz", b""),
        fields="TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example",
    )
    os.makedirs(tmp + "/Messages")
    open(tmp + "/Messages/9.partial.emlx", "wb").write(emlx(m))
    assert [r["reason"] for r in summary(tmp)["rejected"]] == ["partial-message"]
    os.makedirs(tmp + "/Attachments/9/2")
    open(tmp + "/Attachments/9/2/r7.json.gz", "wb").write(data)
    t = summary(tmp)["totals"]
    assert (t["messages_with_reports"], t["reports"], t["duplicates"], t["rejected"]) == (1, 1, 0, 0), t


@test
def a_partial_emlx_of_other_mail_says_that_its_attachment_is_elsewhere(tmp):
    """A forwarded report, which no field announces."""
    m = mail(("text/plain", None, b"see there"), ("application/gzip", "r7.json.gz", b""))
    open(tmp + "/9.partial.emlx", "wb").write(emlx(m))
    r = run("--json", tmp + "/s.json", tmp + "/9.partial.emlx", status=None)
    s = json.load(open(tmp + "/s.json"))
    assert "give the folder that holds both Messages and Attachments" in r.stderr.decode(), r.stderr
    assert [u["reason"] for u in s["unread"]] == ["partial-message"] and not s["rejected"], s["unread"]


@test
def an_attachment_of_a_partial_emlx_is_whole(tmp):
    """A mail among the attachments has an empty part of another's name: each is read once, and within --max-message."""
    fields = "TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example"
    kind, large = "application/octet-stream", report(2) + b" " * (1 << 20)
    inner = mail((kind, "b.bin", b""), ("application/tlsrpt+json", "r1.json", report(1)), fields=fields)
    for name, data in (
        ("Messages/1.partial.emlx", emlx(mail((kind, "a.eml", b""), (kind, "b.bin", b""), fields=fields))),
        ("Attachments/1/2/a.eml", inner),
        ("Attachments/1/3/b.bin", large),
    ):
        os.makedirs(os.path.dirname(tmp + "/" + name), exist_ok=True)
        open(tmp + "/" + name, "wb").write(data)
    t = summary(tmp)["totals"]
    assert (t["reports"], t["duplicates"], t["rejected"], t["messages"]) == (2, 0, 0, 1), t
    s = summary("--max-message", len(inner) + len(large), tmp)
    assert [r["reason"] for r in s["rejected"]] == ["too-large"] and s["totals"]["reports"] == 1, s["rejected"]


@test
def attachments_of_one_name_in_a_partial_emlx_are_each_read(tmp):
    """A folder is named for the part; one that was not downloaded is told of, not read from another part's folder."""
    kind, fields = "application/tlsrpt+json", "TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example"
    inner = mail(("text/plain", None, b"x"), (kind, "r.json", b""), fields=fields)
    inside = b"--b0b\nContent-Type: message/rfc822\n\n" + inner.replace(b"b0b", b"i0i")
    whole = mail((kind, "r.json", b""), (kind, "r.json", b""), fields=fields).replace(b"--b0b--", inside + b"--b0b--")
    files = [("Messages/1.partial.emlx", emlx(whole))]
    files += [("Attachments/1/%s/r.json" % n, report(i)) for i, n in enumerate(("1", "2", "3.2"))]
    for name, data in files:
        os.makedirs(os.path.dirname(tmp + "/" + name), exist_ok=True)
        open(tmp + "/" + name, "wb").write(data)
    t = summary(tmp)["totals"]
    assert (t["reports"], t["duplicates"], t["rejected"], t["messages"]) == (3, 0, 0, 1), t
    for n in "3.2", "1":
        shutil.rmtree(tmp + "/Attachments/1/" + n)
        s = summary(tmp)
        t = s["totals"]
        assert (t["reports"], t["duplicates"]) == ({"3.2": 2, "1": 1}[n], 0), t
        assert "partial-message" in [r["reason"] for r in s["rejected"]], s["rejected"]


@test
def an_attachment_of_a_partial_emlx_may_have_another_name(tmp):
    """Apple Mail names a file itself where its part has no name, or one that no file can have."""
    kind, fields = "application/tlsrpt+json", "TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example"
    names = [None, "a/r.json", "=?utf-8?q?r=C3=BC.json?="]
    files = [("Messages/1.partial.emlx", emlx(mail(*((kind, name, b"") for name in names), fields=fields)))]
    for i, name in enumerate(("Mail Attachment.json", "a_r.json", "ru\u0308.json")):
        files += [("Attachments/1/%d/%s" % (i + 1, name), report(i)), ("Attachments/1/%d/.DS_Store" % (i + 1), b"x")]
    for name, data in files:
        os.makedirs(os.path.dirname(tmp + "/" + name), exist_ok=True)
        open(tmp + "/" + name, "wb").write(data)
    t = summary(tmp)["totals"]
    assert (t["reports"], t["duplicates"], t["rejected"], t["messages"]) == (3, 0, 0, 1), t
    open(tmp + "/Attachments/1/1/other.txt", "wb").write(b"which of the two is it?")
    assert [r["reason"] for r in summary(tmp)["rejected"]] == ["partial-message"]


@test
def a_partial_emlx_follows_no_link_to_its_attachments(tmp):
    """Whichever of the folders or files is one; --sandbox=off, since Landlock lets nothing outside of the inputs be read."""
    place = ["Attachments", "1", "1", "r.json"]
    for n in range(1, len(place) + 1):
        inside, outside = "%s/in%d" % (tmp, n), "%s/out%d" % (tmp, n)
        for root in inside, outside:
            os.makedirs(os.path.join(root, *place[:-1]))
        os.mkdir(inside + "/Messages")
        m = mail(("application/tlsrpt+json", "r.json", b""), fields="TLS-Report-Domain: agency.example")
        open(inside + "/Messages/1.partial.emlx", "wb").write(emlx(m))
        open(os.path.join(outside, *place), "wb").write(report(1))
        link = os.path.join(inside, *place[:n])
        shutil.rmtree(link, ignore_errors=True)
        os.symlink(os.path.join(outside, *place[:n]), link)
        s = summary("--sandbox=off", inside)
        assert [r["reason"] for r in s["rejected"]] == ["partial-message"] and s["totals"]["reports"] == 0, (
            n,
            s["totals"],
        )


@test
@alone
def attachments_that_lie_under_other_names_cost_little(tmp):
    """Each of a thousand parts was sought in the folders of all others: eight seconds for a mail."""
    need_plain_memory()
    parts = [("application/tlsrpt+json", "sent.json", b"")] * 999
    fields = "TLS-Report-Domain: agency.example\nTLS-Report-Submitter: sender.example"
    os.makedirs(tmp + "/Messages")
    open(tmp + "/Messages/1.partial.emlx", "wb").write(emlx(mail(*parts, fields=fields)))
    for i in range(1, 1000):
        os.makedirs(tmp + "/Attachments/1/%d" % i)
        open(tmp + "/Attachments/1/%d/kept.json" % i, "wb").write(report(i % 800))  # none is of the future
    with processor_time_below(0.8):
        t = summary(tmp)["totals"]
    assert (t["messages"], t["reports"], t["duplicates"], t["rejected"]) == (1, 800, 199, 0), t
