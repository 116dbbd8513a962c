"""Mails that were joined to others, by cat or a web server, or stand in one text: none is passed over (SPEC 2)."""

import base64

from unread_forms import forms_of
from harness import *
from nested_files import *


@test
def a_message_joined_to_an_mbox_is_told_of(tmp):
    """cat a.mbox b.eml c.mbox has no From line before it, and after a full disk one stands behind zeros (SPEC 3)."""
    for data, reports, unread in (
        (mbox([report_mail(1)]) + report_mail(2) + mbox([report_mail(3)]), 2, 1),
        (mbox([report_mail(1)]) + report_mail(2) + b"\n" + mbox([report_mail(3), report_mail(4)]), 3, 1),
        (mbox([report_mail(1), report_mail(2)]) + report_mail(3), 2, 1),
        (mbox([report_mail(1).replace(b"\n", b"\r\n") + report_mail(2), report_mail(3)]), 2, 1),
        (mbox([report_mail(1)]) + bytes(512) + mbox([report_mail(2), report_mail(3)]), 2, 1),
        (mbox([report_mail(1), report_mail(2)]) + bytes(512), 2, 0),
        (mbox([report_mail(1), report_mail(2)]) + b"\nThis is a footer: none\n", 2, 0),
    ):
        totals = forms_of(tmp, data)[1]
        assert [totals[k] for k in ("reports", "messages_unread")] == [reports, unread], (data, totals)
        assert totals["messages"] == reports + unread, totals
    fields = b"From: a@b.example\nSubject: commit\n\n"
    for text in (b"0123456789abcdef" * 4, b"89ABCDEF" * 5):  # the hash of a commit, or of a file, is no base64
        commit = fields + text + b"\n\nAuthor: A <a@b.example>\nDate: Sat, 10 Jan 2026 06:00:00 +0000\n\n    First\n"
        totals = forms_of(tmp, mbox([commit, report_mail(2), commit]))[1]
        assert (totals["messages"], totals["messages_unread"]) == (3, 0), (text, totals)


@test
def mails_without_a_line_end_or_a_closing_line_are_told_of_where_cat_joined_them(tmp):
    """Many originals end with their boundary alone, so that the next mail's first field, or its From line, goes on there."""
    bound = lambda n, b: report_mail(n).replace(b"b0b", b)
    head = b"From: a@b.example\nSubject: a\nContent-Type: application/"
    single = head + b"gzip\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(gzip.compress(report(1)))
    padded = gzip.compress(report(1))
    padded += bytes(len(padded) % 3 == 0)
    in_one_line = b"\n\n".join((single.partition(b"\n\n")[0], base64.b64encode(padded)))
    unpadded = in_one_line.rstrip(b"=")
    in_json = head + b"json\n\n" + report(1)
    cut = bound(1, b"one").partition(b"--one--")[0]
    for b in b"b0b", b"two":  # one that all of a sender's mails have, or each its own
        second = bound(2, b)
        for first in report_mail(1), single, in_one_line, unpadded, in_json, cut:
            for behind in second, b"Return-Path: <a@b.example>\n" + second, mbox([second]):
                for eol in b"\n", b"\r\n":
                    data = (first.strip() + behind).replace(b"\n", eol)
                    for data, alone in (data, 0), (mbox([data, report_mail(3)]), 1):
                        forms, totals = forms_of(tmp, data)
                        assert forms == ["message behind the end of another"], (data, forms)
                        assert (totals["messages"], totals["reports"]) == (2 + alone, 1 + alone), (data, totals)
        both = mail(("application/octet-stream", "all.eml", report_mail(1).strip() + second))
        assert forms_of(tmp, both)[1]["reports"] == 2, both
    inner = mail(("multipart/mixed; boundary=b0b--x:y", None, b""))[:-8] + b"--b0b--x:y\n\nHi\n--b0b--x:y--\n--b0b--\n"
    path = (
        b"From: a@b.example\nSubject: a\n\n/srv/backup/of/all/mail/of/the/whole/agency\n\nFrom: b\nSubject: c\n\nHi\n"
    )
    for data in inner, path, report_mail(1).strip() + b" \t":
        assert forms_of(tmp, data)[1]["messages_unread"] == 0, data


@test
def a_length_that_a_sender_wrote_makes_no_mail_his_text_in_silence(tmp):
    """A Content-Length that ends behind the next mail is believed (SPEC 2), in an mbox of which no other mail has one."""
    line = b"From a@b.example Sat Mar  2 00:00:00 2024\n"
    swallowed, other = line + report_mail(1) + b"\n", line + b"From: a@b.example\nSubject: lunch\n%s\nWhere?\n\n"
    for type_, text in (
        (b"image/png\nContent-Transfer-Encoding: base64", base64.encodebytes(bytes(100))),
        (b"multipart/mixed; boundary=q", b"--q\n\nhi\n--q--\n"),
        (b"multipart/mixed; boundary=q", b"--q\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"),
        (b"message/external-body", b"x\n"),
    ):
        for length, own, wanted in (
            (len(text), b"", ([], 1)),
            (len(text + b"\n" + swallowed), b"", (["message behind the end of another"], 0)),
            (len(text + b"\n" + swallowed), b"Content-Length: 7\n", ([], 0)),  # an mboxcl2
        ):
            head = b"From: a@b.example\nContent-Length: %d\nContent-Type: %s\n\n" % (length, type_)
            forms, totals = forms_of(tmp, other % own + line + head + text + b"\n" + swallowed + other % own)
            assert (forms, totals["reports"]) == wanted, (type_, length, forms, totals)


@test
def a_length_that_does_not_reach_to_the_next_from_line_hides_no_joined_mail(tmp):
    """It may be right, for the mail that cat joined the next one to, or wrong; one that is too large may have one, too."""
    of_length = lambda n: report_mail(1).replace(b"\n", b"\nContent-Length: %d\n" % n, 1)
    for n in (5, len(report_mail(1).partition(b"\n\n")[2]), 9999999):
        for others in [], [report_mail(3)]:
            forms, totals = forms_of(tmp, mbox([of_length(n) + report_mail(2), *others]))
            wanted = ["message behind the end of another"], 1 + len(others)
            assert (forms, totals["reports"]) == wanted, (n, forms, totals)
    line = b"From a@b.example Sat Mar  2 00:00:00 2024\n"
    measured = lambda text: line + b"From: a@b.example\nContent-Length: %d\n\n%s\n" % (len(text), text)
    open(tmp + "/a", "wb").write(measured(b"Hi\n" * 1500000) + measured(b"Hi\n\n" + line + b"Subject: b\n\nHo\n"))
    totals = summary(tmp + "/a", "--max-message=1000000", status=None)["totals"]
    assert [totals[k] for k in ("messages", "messages_unread")] == [2, 0], totals


@test
def report_mail_behind_the_end_of_a_mail_is_told_of_whatever_separates_them(tmp):
    """From lines without a date or an empty line before them, the lines of transcripts and dumps, and rules (SPEC 3)."""
    both = report_mail(1), report_mail(2)
    unclaimed = mail(("application/gzip", "a.json.gz", gzip.compress(report(3))))
    for line in (
        b"From - \n",
        b"From a@b.example\n",
        "From a@b.example 2024\u5e743\u67082\u65e5 6:00:00\n".encode(),
        b")\r\n* 2 FETCH (UID 7 BODY[] {1800}\r\n",
        b".\r\n250 ok\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n",
        b"\1\1\1\1\n\1\1\1\1\n",
        b"\n==> 2.eml <==\n",
        b"*" * 70 + b"\n",
    ):
        for mails in both, (unclaimed, unclaimed):
            for data in (line.join(mails), mbox([line.join(mails), report_mail(4)])):
                forms, totals = forms_of(tmp, data)
                assert forms == ["message behind the end of another"], (data, forms)
                assert totals["messages"] == totals["reports"] + 1, totals
    for behind in (
        report(5),
        gzip.compress(report(5)),
        base64.b64encode(gzip.compress(report(5))),
    ):  # cat a.eml b.json.gz
        for data in (both[0] + behind, mbox(both) + behind):
            assert forms_of(tmp, data)[0] == ["message behind the end of another"], data
    twice = unclaimed.replace(
        b"--b0b\n", b"--b0b\nContent-Type: multipart/mixed; boundary=b0b\n\n--b0b\n\nHi\n--b0b--\n--b0b\n", 1
    )
    for data in (twice, mbox([twice, report_mail(4)])):  # a multipart in it has its boundary: the mail is not over
        assert forms_of(tmp, data)[1]["messages_unread"] == 0, data
    for text in (b"* 1 FETCH (FLAGS (\\Seen))\r\nA1 OK\r\n", b"*" * 70 + b"\nFrom here on: nothing\n", b"--x--\n" * 9):
        totals = forms_of(tmp, both[0] + text)[1]
        assert (totals["messages"], totals["messages_unread"]) == (1, 0), (text, totals)


@test
def what_a_web_server_got_and_appended_to_one_file_is_told_of(tmp):
    """Of JSON all reports are read, wherever they stand; a compression ends with its own."""
    host = b"Host: tls.agency.example\r\n"
    unix = b"X-Real-Ip: 192.0.2.1\nHost: tls.agency.example\n"
    for fields, eol in (b"POST /v1/tlsrpt HTTP/1.1\r\n" + host, b"\r\n"), (host, b"\r\n"), (unix, b"\n"):
        for pack, read in (gzip.compress, 1), (zlib.compress, 1), (bytes, 3):
            for separator in b"", b"\r\n", b"\n----\n":
                data = separator.join(fields + eol + pack(report(i)) for i in range(3))
                forms, totals = forms_of(tmp, data)
                assert (totals["reports"], totals["messages_unread"]) == (read, read == 1), (data, totals)
                assert forms == ["message behind the end of another"] * (read == 1), (data, forms)
    totals = forms_of(tmp, unix + b"\n" + gzip.compress(report(1)) + b"\n\nThe end.\n")[1]
    assert (totals["reports"], totals["messages_unread"]) == (1, 0), totals


@test
def a_message_behind_a_quoted_from_line_is_told_of(tmp):
    """Where a mail ends without a line feed, the next From line has no empty line before it: nmh, mailutils and s-nail
    take it for text, and quote it (in MMDF they do not)."""
    head, rest = report_mail(1).split(b"MIME-Version")
    base64_alone = head + b"Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
    base64_alone += base64.encodebytes(gzip.compress(report(1))).strip()
    line = b"\nFrom a@b.example Sat Nov 28 04:01:40 2026\n"
    for first in (base64_alone, report_mail(1).strip()):
        for quote, mark in ((b"\n>", b""), (b"\n>>", b""), (b"\n", b"\1\1\1\1\n")):
            both = first + quote + line[1:] + report_mail(2)
            data = mark + both + mark + mark + report_mail(3) + mark if mark else mbox([both, report_mail(3)])
            totals = forms_of(tmp, data)[1]
            assert [totals[k] for k in ("messages", "reports", "messages_unread")] == [3, 2, 1], (data, totals)
    for text in (b"He wrote:\n>From a@b.example Sat Nov 28 04:01:40 2026\n>Subject: x\n\n", b">From: a@b.example\n"):
        data = mbox([b"From: a@b.example\nSubject: re\n\n" + text, report_mail(3)])
        assert forms_of(tmp, data)[1]["messages_unread"] == 0, data


@test
def each_of_several_mails_in_a_text_is_read(tmp):
    """Digests (RFC 1153) have them one behind the other, and so has what cat makes of mails, the first of which is text."""
    first, second = report_mail(1), report_mail(2)
    head = b"From: list@b.example\nSubject: digest\n\n"
    rule = b"\n" + b"-" * 30 + b"\n\n"
    plain = b"TLS-Report-Domain: agency.example\nFrom: a@b.example\n\nNothing else, but for words and words.\n"
    single = lambda i: plain[: plain.index(b"\n\n")] + (
        b"\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(gzip.compress(report(i)))
    )
    unclaimed = lambda i: mail(("application/gzip", "a.json.gz", gzip.compress(report(i))))
    for text, reports in (
        (first + rule + second, 2),
        (first + head + second, 2),
        (plain + rule + second + rule + first, 2),
        (single(1) + rule + single(2) + rule + single(3), 3),
        (first.replace(b"\n", b"\r\n") + second, 2),
        # Without a TLS-Report field, too, where the first of them begins the text.
        (unclaimed(3) + rule + unclaimed(4) + b"From - \n" + unclaimed(5) + first, 4),
        (first + unclaimed(4) + rule + second, 3),
        # The first goes on behind fields that its own text quotes.
        (first.replace(b"This is a report\n", b"x").replace(b"--b0b", b"--b0b\n\n" + plain + b"\n--b0b", 1), 1),
    ):
        totals = forms_of(tmp, head + text)[1]
        assert [totals[k] for k in ("messages", "reports")] == [1, reports], (text, totals)


@test
def mails_in_a_text_beyond_the_bound_are_counted(tmp):
    """Each part that is left out is one of so many (SPEC 3), also where its mail stands behind others in a text."""
    with open(tmp + "/digest.eml", "wb") as f:
        f.write(b"From: list@b.example\nSubject: digest\n\n" + b"\n".join(report_mail(i) for i in range(20)))
    s = summary("--max-parts", "10", tmp + "/digest.eml")
    left = [r["left_out"] for r in s["rejected"] if r["reason"] == "too-large"]
    assert s["totals"]["reports"] + sum(left) == 20 and len(left) == 1, (s["totals"], left)
