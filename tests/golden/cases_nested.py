"""What mail is packed in must not matter: the same reports in any nesting give the same figures (SPEC 2 and 3)."""

import base64, binascii, gzip, io, os, random, zlib

from harness import *
from nested_files import *


def figures(s):
    return {
        k: s[k] for k in ("domains", "days", "reporters", "policy_types", "result_types", "failures", "coverage")
    }, {
        k: s["totals"][k]
        for k in (
            "reports",
            "duplicates",
            "conflicts",
            "rejected",
            "successful_sessions",
            "failed_sessions",
            "files_unread",
            "messages_unread",
        )
    }


def account_adds_up(t):
    return t["messages"] == sum(t["messages_" + k] for k in ("with_reports", "rejected", "unread", "ignored"))


@test
def the_same_reports_in_random_nestings_give_the_same_figures(tmp):
    numbers = list(range(172))
    open(tmp + "/plain.mbox", "wb").write(mbox([report_mail(n) for n in numbers]))
    wanted = figures(summary(tmp + "/plain.mbox"))
    assert wanted[1]["reports"] == 172
    first = int(os.environ.get("SEED", "0"))
    for seed in range(first, first + int(os.environ.get("NESTINGS", 12))):
        r = random.Random(seed)
        random.seed(seed)
        folder, at, k, names = "%s/%d" % (tmp, seed), 0, 0, []
        os.mkdir(folder)
        while at < len(numbers):
            some = numbers[at : at + r.choice([1, 3, 9, 20, 40])]
            data, chain = random_core(r, some), []
            for _ in range(r.randrange(0, 4)):
                chain.append(r.choice(sorted(SHELLS)))
                data = SHELLS[chain[-1]](r, data)
            open("%s/%d.dat" % (folder, k), "wb").write(data)
            names.append("%d.dat: %s" % (k, " in ".join(["%d reports" % len(some)] + chain)))
            at, k = at + len(some), k + 1
        got = summary(folder, "--max-depth", "20")
        assert account_adds_up(got["totals"]), (seed, got["totals"])
        assert figures(got) == wanted, (seed, names, figures(got)[1], wanted[1])


@test
def each_form_of_our_own_is_read(tmp):
    m = [report_mail(n) for n in range(3)]
    text = m[0].decode()
    forms = {
        "emlx": emlx(m[0]),
        "dbox": dbox(m),
        "mmdf": mmdf(m),
        "cr.mbox": mbox(m).replace(b"\n", b"\r"),
        "bom.mbox": b"\xef\xbb\xbf" + mbox(m),
        "blank.eml": b"\r\n\n" + m[0],
        "utf16.eml": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf16be.json": b"\xfe\xff" + report(0).decode().encode("utf-16-be"),
        "post": b"POST /v1/tlsrpt HTTP/1.1\r\nHost: tls.agency.example\r\nContent-Type: application/tlsrpt+json\r\n\r\n"
        + report(0),
        "x.eml": b"".join(b"X-Unknown-%d: %s\n" % (i, b"y" * 100) for i in range(60)) + m[0],
        "zlib": zlib.compress(report(0)),
        "joined.tar": tar([("0.eml", m[0])]) + tar([("1.eml", m[1])]),
        "no-blank.mbox": mbox(m).replace(b"\n\nFrom a@", b"\nFrom a@"),
        "ndjson": b"\n".join(report(n) for n in range(3)) + b"\n",
        "array.json": b"[ " + b", ".join(report(n) for n in range(3)) + b"]",
        "envelopes": b"\n".join(
            b'{"_index":"tls","_source":{"received":"x","report":%s}}' % report(n) for n in range(3)
        ),
        "lz4": lz4_of_dovecot(m[0]),
        "signed.eml": mail(("application/pkcs7-mime", "smime.p7m", signed(m[0]))),
        "compressed.eml": mail(("application/pkcs7-mime; smime-type=compressed-data", "smime.p7z", compressed(m[0]))),
        "signed.pem": armoured(signed(m[0])),
        "signed.cms": armoured(signed(m[0], True), "CMS", b"\r\n"),
        "pem.eml": mail(("application/pkcs7-mime", "smime.pem", armoured(compressed(m[0])))),
        "signed-ber.eml": mail(("application/pkcs7-mime", "smime.p7m", signed(m[0], True))),
        "base64.eml": mail(("message/rfc822", None, m[0])),
        "octets.eml": mail(("application/octet-stream", "report.eml", m[0])),
    }
    three = ("dbox", "mmdf", "cr.mbox", "bom.mbox", "no-blank.mbox", "ndjson", "array.json", "envelopes")
    for name, data in forms.items():
        open(tmp + "/" + name, "wb").write(data)
        got = summary(tmp + "/" + name)
        n = 3 if name in three else 2 if name == "joined.tar" else 1
        assert got["totals"]["reports"] == n and got["totals"]["rejected"] == 0, (name, got["totals"])
        assert account_adds_up(got["totals"]), name
    records = run("--ndjson", "-", tmp + "/ndjson").stdout.decode().splitlines()
    anew = [json.loads(r) for r in records]
    for r in anew:
        del r["report_key"]
    open(tmp + "/records", "w").write("\ufeff" + "\n".join(json.dumps(r, sort_keys=True) for r in anew))
    open(tmp + "/parsedmarc.json", "w").write(json.dumps({"smtp_tls_reports": anew}, indent=1))
    open(tmp + "/records.json", "w").write(json.dumps([dict(reversed(r.items())) for r in anew]))
    for name in "records", "parsedmarc.json", "records.json":
        got = summary(tmp + "/" + name)
        assert got["totals"]["reports"] == 3 and got["inputs"][0]["kind"] == "records", (name, got["inputs"])
    assert summary(tmp + "/array.json")["inputs"][0]["kind"] == "report"


@test
def what_is_known_and_not_read_is_named(tmp):
    stores = {
        "a.dbx": (b"\xcf\xad\x12\xfe" + bytes(200), "Outlook Express"),
        "RMAIL": (b"BABYL OPTIONS: -*- rmail -*-\n", "Babyl"),
        "a.nsf": (b"\x1a\0\0\x04\0\0" + bytes(100), "Notes"),
        "a.z01": (b"PK\7\x08PK\3\x04" + bytes(60), "split zip"),
        "a.sqsh": (b"hsqs" + bytes(90), "SquashFS"),
        "INBOX": (b"*mbx*\r\n" + bytes(60), "mbx"),
        "a.iso": (bytes(32768) + b"\1CD001\1" + bytes(4000), "ISO 9660"),
        "a.pem": (
            armoured(b"\x30\x80" + bytes.fromhex("06092A864886F70D010703") + b"\xa0\x80\x30\x80" + bytes(40)),
            "S/MIME-encrypted",
        ),
        "b.pem": (armoured(signed(report_mail(1)))[:900], "PEM"),
        "setup.exe": (b"MZ" + bytes(200), "self-extracting"),
        "a.arj": (ARJ, "ARJ"),
        "a.ace": (ACE, "ACE"),
        "a.sit": (b"SIT!\0\1\0\0\4\0rLau\1" + bytes(90), "StuffIt"),
        "b.sit": (b"StuffIt (c)1997-2002 Aladdin Systems, Inc.\r\n" + bytes(90), "StuffIt"),
        "a.sitx": (b"StuffIt!" + bytes(90), "StuffIt"),
        "a.dmg": (b"x\1s\rbb`" + bytes(range(200)), "disk image (DMG)"),
        "b.dmg": (b"encrcdsa\0\0\0\2" + bytes(90), "disk image (DMG)"),
        "a.vhd": (b"conectix\0\0\0\2" + bytes(500), "disk image (VHD)"),
        "a.vdi": (b"<<< Oracle VM VirtualBox Disk Image >>>\n" + bytes(90), "disk image (VDI)"),
        "a.ntfs": (b"\xeb\x52\x90NTFS    " + bytes(600), "disk image: mount"),
        "a.fat": (b"\xeb\x3c\x90mkfs.fat" + bytes(600), "disk image: mount"),
        "a.gpt": (bytes(512) + b"EFI PART" + bytes(600), "disk image: mount"),
        "a.ext4": (bytes(1080) + b"\x53\xef\1\0\1\0" + bytes(3000), "disk image: mount"),
        "a.Ex01": (b"EVF2\r\n\x81\0" + bytes(90), "forensic image (EWF)"),
        "a.L01": (b"LVF\t\r\n\xff\0" + bytes(90), "forensic image (EWF)"),
        "a.aff": (b"AFF10\r\n\0" + bytes(90), "forensic image (AFF)"),
        "a.ad1": (b"ADSEGMENTEDFILE\0" + bytes(90), "forensic image (AD1)"),
        "a.as": (b"\0\5\x16\0\0\2\0\0" + bytes(90), "AppleSingle"),
        "rsa.pgp": (b"\xc1\xc0\x4c\3" + bytes(range(200)), "PGP-encrypted file"),
        "x25519.pgp": (b"\xc1\x5e\3" + bytes(range(200)), "PGP-encrypted file"),
        "word.pgp": (b"\xc3\x0d\4\x09" + bytes(range(200)), "PGP-encrypted file"),
        "a.b64": (base64.encodebytes(gzip.compress(report(1))), "base64 -d"),
        "b.b64": (base64.encodebytes(zipped([("1.eml", report_mail(1))])), "base64 -d"),
        "b.uu": (
            b"begin-base64 644 a.json.gz\n" + base64.encodebytes(gzip.compress(report(1))) + b"====\n",
            "uudecode",
        ),
        "a.ync": (
            b"=ybegin line=128 size=90 name=a.json.gz\r\n" + bytes(range(42, 132)) + b"\r\n=yend size=90\r\n",
            "yEnc",
        ),
        "a.hqx": (b'(This file must be converted with BinHex 4.0)\n\n:$f*TEQKPH#jdCA0d,R0TG!"6594%8dP8)3:\n', "BinHex"),
        "a.uu": (b"begin 644 a.json.gz\n" + binascii.b2a_uu(gzip.compress(report(1))[:45]) + b"`\nend\n", "uudecode"),
    }
    for name, (data, words) in stores.items():
        open(tmp + "/" + name, "wb").write(data)
        p = run("--json", "-", tmp + "/" + name, status=1)
        s = json.loads(p.stdout)
        assert words in p.stderr.decode() and s["totals"]["files_unread"] == 1, (name, p.stderr)
        assert s["unread"][0]["form"] and s["unread"][0]["source"]["path"].endswith(name), name
        assert "unread-mail" in [f["id"] for f in s["findings"]], name
    whole = run("--table", "exceptions", *sorted(tmp + "/" + n for n in stores), status=1).stdout.decode()
    assert whole.count("unread,") == len(stores), whole


@test
def mails_that_cannot_be_looked_into_are_unread(tmp):
    oid = bytes.fromhex("06092A864886F70D010703")
    pgp = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n-----END PGP MESSAGE-----\n"
    locked = io.BytesIO(zipped([("a.json", report(0))]))
    z = bytearray(locked.getvalue())
    z[6] |= 1  # the flag of encryption, in the local header
    z[z.index(b"PK\1\2") + 8] |= 1  # and in the directory
    mails = [
        mail(("application/pkcs7-mime", "smime.p7m", b"\x30\x80" + oid + b"\xa0\x80\x30\x80" + bytes(40))),
        mail(("application/octet-stream", "encrypted.asc", pgp)),
        mail(("application/zip", "a.zip", bytes(z))),
        b"From: a@b.example\nSubject: 1/2\nContent-Type: message/partial; id=x; number=1; total=2\n\nSubject: y\n\nhalf of it\n",
        mail(("image/png", "logo.png", b"\x89PNG" + bytes(40)), subject="hello"),
        report_mail(1),
    ]
    open(tmp + "/m.mbox", "wb").write(mbox(mails))
    p = run("-v", "-v", "--json", "-", tmp + "/m.mbox")
    s, said = json.loads(p.stdout), p.stderr.decode()
    assert (s["totals"]["messages_unread"], s["totals"]["messages_ignored"], s["totals"]["reports"]) == (4, 1, 1), s[
        "totals"
    ]
    assert sorted(u["reason"] for u in s["unread"]) == ["encrypted", "encrypted", "encrypted", "partial-message"]
    assert ":5: other mail: logo.png (image/png)" in said, said
    open(tmp + "/msg.eml", "wb").write(
        mail(("application/vnd.ms-outlook", "a.msg", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(range(250))))
    )
    assert [u["reason"] for u in summary(tmp + "/msg.eml")["unread"]] == ["unknown-form"]
    claims = mails[1].replace(b"Subject: ", b"TLS-Report-Domain: agency.example\nSubject: ")
    open(tmp + "/claims.eml", "wb").write(claims)
    assert [r["reason"] for r in summary(tmp + "/claims.eml")["rejected"]] == ["encrypted"]


@test
def a_store_in_an_archive_that_a_mail_holds_is_told_of_as_one_that_it_holds(tmp):
    """Of what is no store of mail a mail may hold any, packed or not."""
    lines = [binascii.b2a_uu(gzip.compress(report(1))[:45]), b"`\nend\n"]
    for data, form in (
        (ARJ, "ARJ archive"),
        (b"BABYL OPTIONS: -*- rmail -*-\n" + report_mail(1), "Babyl file of Emacs Rmail"),
        (base64.encodebytes(gzip.compress(report(1))), "file in base64"),
        (b"begin 644 a.json.gz\n" + b"".join(lines), "uuencoded file"),
        (b"MZ" + bytes(200), None),
        (b"hsqs" + bytes(200), None),
    ):
        for attached in (
            data,
            zipped([("a", data)]),
            gzip.compress(tar([("b/a", data)])),
            tar([("c", tar([("a", data)]))]),
        ):
            open(tmp + "/a.eml", "wb").write(mail(("application/octet-stream", "a", attached)))
            s = summary(tmp + "/a.eml")
            assert [u["form"] for u in s["unread"]] == [form] * bool(form), (data[:20], attached[:20], s["unread"])
            assert s["totals"]["messages_unread" if form else "messages_ignored"] == 1, (data[:20], s["totals"])


@test
def mails_that_cat_joined_are_each_read_in_what_a_mail_holds(tmp):
    """They were said to be a damaged compression there."""
    joined = report_mail(1) + report_mail(2)
    for kind, name, data in (
        ("application/mbox", "a.mbox", mbox([joined])),
        ("application/zip", "a.zip", zipped([("a.eml", joined)])),
        ("application/octet-stream", "a.eml", joined),
        ("message/rfc822", None, joined),
    ):
        open(tmp + "/a.eml", "wb").write(mail((kind, name, data), ("application/json", "b.json", report(3))))
        totals = summary(tmp + "/a.eml")["totals"]
        assert [totals[k] for k in ("messages", "reports", "rejected")] == [1, 3, 0], (kind, totals)


@test
def a_maildir_is_read_with_all_that_lies_in_it(tmp):
    for path, data in {
        "cur/1:2,S": report_mail(0),
        ".Sub/cur/2:2,": report_mail(1),
        "Archive/2024/new/3": report_mail(2),
        "old.mbox": mbox([report_mail(3)]),
        "backup/a.tar.gz": gzip.compress(tar([("x.eml", report_mail(4))])),
        "tmp/5": report_mail(5),
        "dovecot-uidlist": b"3 V1 N2\n",
    }.items():
        os.makedirs(os.path.dirname(tmp + "/Maildir/" + path), exist_ok=True)
        open(tmp + "/Maildir/" + path, "wb").write(data)
    s = summary(tmp + "/Maildir")
    assert s["totals"]["reports"] == 5 and s["inputs"][0]["kind"] == "maildir", s["totals"]


@test
def dmarc_reports_of_parsedmarc_are_no_tls_reports(tmp):
    """It writes aggregate.json beside smtp_tls.json, and knows their ids and days by the same keys."""
    meta = {"org_name": "s.example", "report_id": "1", "begin_date": "2024-03-01 00:00:00", "end_date": "2024-03-02"}
    flat = dict(meta, xml_schema="draft", domain="agency.example", count=2)
    whole = {"report_metadata": meta, "policy_published": {"domain": "agency.example", "p": "none"}, "records": []}
    stored = {"_source": dict(flat, date_range=["2024-03-01", "2024-03-02"])}
    for dmarc in flat, whole, stored:
        texts = [json.dumps(dmarc), json.dumps([dmarc, dmarc], indent=2), (json.dumps(dmarc) + "\n") * 3]
        for i, text in enumerate(texts):
            open(tmp + "/aggregate%d.json" % i, "w").write(text)
        open(tmp + "/all.json", "w").write(
            json.dumps({"aggregate_reports": [dmarc], "smtp_tls_reports": [json.loads(report(1))]})
        )
        t = summary(tmp)["totals"]
        assert (t["reports"], t["rejected"], t["files_skipped"]) == (1, 0, 3), (dmarc, t)


@test
def a_summary_of_this_program_is_told_by_what_it_is(tmp):
    """Its rows look like reports of which most is missing; beside mail it is a file like others."""
    d = tmp + "/d"
    os.makedirs(d)
    run("-q", "--json", d + "/old.json", MBOX)
    open(d + "/old.json.gz", "wb").write(gzip.compress(open(d + "/old.json", "rb").read()))
    for name in ("/old.json", "/old.json.gz"):
        r = run("--json", "-", d + name, status=1)
        t, said = json.loads(r.stdout)["totals"], r.stderr.decode()
        assert (t["reports_found"], t["rejected"], t["files_unread"]) == (0, 0, 1), (name, t)
        assert "summary of this program" in said and "--compare" in said, (name, said)
    open(d + "/report.json", "wb").write(report(1))
    t = summary(d)["totals"]
    assert (t["reports"], t["rejected"], t["files_skipped"], t["files_unread"]) == (1, 0, 2, 0), t


@test
def a_large_file_of_other_json_is_skipped_once(tmp):
    values = [{"a": n, "b": "x" * 1000} for n in range(1500)]
    os.makedirs(tmp + "/d")
    open(tmp + "/d/other.json", "w").write(json.dumps(values))
    assert summary(tmp + "/d")["totals"]["files_skipped"] == 1
    said = run("-v", "--json", "-", tmp + "/d/other.json", status=1).stderr.decode()
    assert said.count("skipped: ") == 1 and "holds no message and no report" in said, said
    open(tmp + "/d/other.json", "w").write(json.dumps([json.loads(report(1))] + values))
    t = summary(tmp + "/d/other.json")["totals"]
    assert (t["reports"], t["files_skipped"], t["rejected"]) == (1, 0, 0), t


@test
def a_member_of_which_an_archive_tells_permissions_alone_is_a_file(tmp):
    """As ar(1) packs them, which leaves the type of a file out of its mode."""
    mail = report_mail(1)

    def ar(mode, name):
        fields = (name, 16), (b"0", 12), (b"0", 6), (b"0", 6), (mode, 8), (b"%d" % len(mail), 10)
        return b"!<arch>\n" + b"".join(text.ljust(n) for text, n in fields) + b"`\n" + mail + b"\n" * (len(mail) % 2)

    def cpio(mode):
        header = b"070707" + b"000001" * 2 + mode + b"000000" * 2 + b"000001" + b"000000" + b"0" * 11
        end = header + b"000013" + b"0" * 11 + b"TRAILER!!!\0"
        return header + b"000006" + b"%011o" % len(mail) + b"1.eml\0" + mail + end

    packed = [ar(mode, name) for mode in (b"644", b"0", b"100644") for name in (b"1.eml/", b"1.eml")]
    for i, data in enumerate(packed + [cpio(b"000644"), cpio(b"100644")]):
        open("%s/%d" % (tmp, i), "wb").write(data)
        totals = summary("%s/%d" % (tmp, i))["totals"]
        assert (totals["messages"], totals["reports"]) == (1, 1), (i, totals)
