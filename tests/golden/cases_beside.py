"""What lies beside mail: skipped where the mail is there, told of where it is all there is (SPEC 2)."""

from unread_forms import JSON_TEXT, LUNCH, forms, told
from harness import *
from nested_files import *


@test
def what_an_export_tells_of_the_mails_beside_it_is_skipped(tmp):
    """Proton's tool writes each mail's header once more, into a file beside it: nothing in that is lost."""
    text = b"Return-Path: <>\n" + report_mail(1)
    head = text.split(b"\n\n")[0].decode().replace("\n", "\r\n") + "\r\n\r\n"
    attached = {"Name": "r.json.gz", "MIMEType": "application/tlsrpt+gzip", "KeyPackets": "wV4D" * 30}
    about = json.dumps({"Version": 1, "Payload": {"Subject": "x", "Headers": head, "Attachments": [attached]}}).encode()
    for name, data in ("a.eml", text), ("a.metadata.json", about):
        open(tmp + "/" + name, "wb").write(data)
    totals = summary(tmp)["totals"]
    assert [totals[k] for k in ("reports", "files_unread", "files_skipped")] == [1, 0, 1], totals


@test
def a_list_of_mail_without_what_is_attached_is_told_of_where_it_is_all_there_is(tmp):
    """Services list mail so unless they are asked for more; beside the mails themselves the list is nothing lost."""
    subject = "Report Domain: agency.example Submitter: sender.example Report-ID: <r1>"
    part = {"filename": "r.json.gz", "mimeType": "application/tlsrpt+gzip", "body": {"attachmentId": "A", "size": 300}}
    os.mkdir(tmp + "/d")
    open(tmp + "/d/b.eml", "wb").write(report_mail(1))
    for value in (
        {"value": [{"subject": subject, "hasAttachments": True, "bodyPreview": "See\r\nbelow"}]},
        [{"id": "A", "payload": {"parts": [part]}}],
    ):
        for path in tmp + "/a.json", tmp + "/d/a.json":
            open(path, "w").write(json.dumps(value))
        assert told(tmp + "/a.json") == ["JSON that lists report mail without what is attached"], value
        assert told(tmp + "/d") == [], value
    open(tmp + "/a.json", "w").write(json.dumps([{"subject": "lunch", "hasAttachments": True}]))
    assert told(tmp + "/a.json") == []


@test
def reports_are_counted_beside_what_is_wrapped(tmp):
    value = {"comment": report_mail(2).decode()}
    for data in (
        report(1) + b"\n" + json.dumps(value).encode() + b"\n",
        json.dumps([value, json.loads(report(1))]).encode(),
        json.dumps({"reports": [json.loads(report(1))], "mails": [value]}).encode(),
        json.dumps(LUNCH + [value, json.loads(report(1))]).encode(),
    ):
        assert forms(tmp, data) == [JSON_TEXT], data[:60]
        totals = summary(tmp + "/d", status=None)["totals"]
        assert [totals[k] for k in ("reports", "files_unread", "rejected")] == [2, 1, 0], (data[:60], totals)


@test
def what_git_packs_is_told_of_where_no_mail_lies_beside_it(tmp):
    """public-inbox keeps mail in bare repositories (all.git); in .git is what lies beside it, too."""
    pack = b"PACK\0\0\0\2\0\0\0\1\x95\x0a" + zlib.compress(report_mail(1))
    blob = zlib.compress(b"blob %d\0" % len(report_mail(1)) + report_mail(1))
    for folder, want in (("all.git", ["git object", "git pack"]), ("m/.git", [])):
        os.makedirs(tmp + "/%s/objects" % folder)
        open(tmp + "/%s/objects/a" % folder, "wb").write(blob)
        open(tmp + "/%s/objects/b.pack" % folder, "wb").write(pack)
        open(tmp + "/%s/../b.eml" % folder, "wb").write(report_mail(9))
        assert told(tmp + "/" + folder.split("/")[0]) == want, folder


@test
def a_public_inbox_that_was_cloned_with_a_working_tree_is_told_of(tmp):
    """Of its mails the last one lies there, as m, or d where it was deleted; a repository of more is one of mail."""
    os.makedirs(tmp + "/a/0/.git/objects")
    for name, want in (("m", ["clone of a public-inbox"]), ("d", ["clone of a public-inbox"]), ("m.eml", [])):
        open(tmp + "/a/0/" + name, "wb").write(report_mail(1))
        s = summary(tmp + "/a", status=1 if want else 0)
        assert ([u["form"] for u in s["unread"]], s["totals"]["reports"]) == (want, 1), (name, s["unread"])
        os.remove(tmp + "/a/0/" + name)
        epochs = [("a/%d/%s" % (i, n), report_mail(i)) for i in (0, 1) for n in (".git/objects/pack/x.pack", name)]
        for data in tar(epochs), zipped(epochs):
            open(tmp + "/t", "wb").write(data)
            s = summary(tmp + "/t", status=1 if want else 0)
            assert ([u["form"] for u in s["unread"]], s["totals"]["reports"] > 0) == (want, True), (name, s["unread"])
    others = [("a/.git/x.pack", b"x"), ("a/m", report_mail(1)), ("a/README", b"a text\n")]
    for data in tar(others), zipped(others):
        open(tmp + "/t", "wb").write(data)
        assert summary(tmp + "/t")["unread"] == []


@test
def what_lies_beside_mail_and_is_none_is_not_told_of(tmp):
    os.makedirs(tmp + "/m")
    for name, data in (
        ("a.eml", report_mail(1)),
        (".DS_Store", b"\0\0\0\1Bud1" + bytes(500)),
        ("a.png", b"\x89PNG\r\n\x1a\n" + zlib.compress(b"pixels" * 99) + bytes(9)),
        ("a.pdf", b"%PDF-1.7\nstream\n" + zlib.compress(b"BT (TLS report) Tj ET") + b"\nendstream" + bytes(9)),
        ("sieve", b'if header :contains "TLS-Report-Domain" "agency.example" { fileinto "tls"; }\n'),
        (
            "index",
            b"\1\4hdr.TLS-Report-Domain\0\nTLS-Report-Domain: agency.example\napplication/tlsrpt+gzip\n" + bytes(9),
        ),
        ("maillog", b"Mar  1 00:00:00 mx tlsrpt[1]: sent application/tlsrpt+gzip\n" * 9999),
        (
            "key.pem",
            b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(bytes(range(250))) + b"-----END PUBLIC KEY-----\n",
        ),
        ("backup.sql", b"-- tlsrpt\nINSERT INTO a VALUES (0x" + bytes(range(250)).hex().encode() + b");\n"),
        ("noise", random.Random(1).randbytes(300000)),
    ):
        open(tmp + "/m/" + name, "wb").write(data)
    assert told(tmp + "/m") == []
