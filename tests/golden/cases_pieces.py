"""Files that were cut into pieces, and what is packed in a way that is not read: said, with what to do (SPEC 2)."""

import base64, gzip, io, os, random, shutil, struct, zipfile, zlib

from unread_forms import said_of, told
from nested_files import cpio_of, mail, mbox, report, report_mail, tar, zipped
from harness import *


def cut(folder, data, *names):
    os.makedirs(folder)
    n = len(data) // len(names) + 1
    for i, name in enumerate(names):
        open(folder + "/" + name, "wb").write(data[i * n : (i + 1) * n])


@test
def a_file_cut_into_pieces_has_to_be_joined_wherever_its_first_one_ends(tmp):
    noise = random.Random(1).randbytes(20000)
    whole = gzip.compress(tar([("1.eml", report_mail(1)), ("2.eml", report_mail(2)), ("noise", noise)]))
    pairs = [("m.tgz.aa", "m.tgz.ab"), ("xaa", "xab"), ("m.tgz.00", "m.tgz.01"), ("m.tgz.part-aa", "m.tgz.part-ab")]
    for i, names in enumerate(pairs):  # the cut goes through the last member
        cut("%s/%d" % (tmp, i), whole, *names)
        totals, said = said_of("%s/%d" % (tmp, i))
        assert totals["reports"] == 2 and totals["files_unread"] == 2, (names, totals, said)
        assert said.count("join the pieces with cat") == 2, said


@test
def no_piece_of_a_cut_mbox_is_passed_over_in_silence(tmp):
    whole = mbox([report_mail(n) for n in range(6)])
    at = whole.index(b"\nContent-Transfer-Encoding: base64\n\n", len(whole) // 2) + 60  # in the midst of a report
    os.makedirs(tmp + "/m")
    open(tmp + "/m/all.mbox.aa", "wb").write(whole[:at])
    open(tmp + "/m/all.mbox.ab", "wb").write(whole[at:])
    totals, said = said_of(tmp + "/m")
    assert totals["files_unread"] == 1 and "all.mbox.ab: " in said and "join the pieces with cat" in said, said
    open(tmp + "/m/notes.ac", "w").write("no piece of anything\n")
    assert said_of(tmp + "/m")[0]["files_skipped"] == 1


@test
def pieces_of_a_zip_are_joined_by_zip(tmp):
    """As zip -s cuts it: cat would not join them."""
    whole = b"PK\7\x08" + random.Random(2).randbytes(3000)
    cut(tmp + "/z", whole, "m.z01", "m.z02", "m.z03")
    totals, said = said_of(tmp + "/z")
    assert totals["files_unread"] == 3 and said.count("zip -s 0") == 3 and "with cat" not in said, said


@test
def the_last_of_several_zips_is_told_by_its_end(tmp):
    end = struct.pack("<4s4H2LH", b"PK\5\6", 2, 2, 1, 1, 60, 4000, 0)
    open(tmp + "/m.zip", "wb").write(random.Random(1).randbytes(5000) + end)
    totals, said = said_of(tmp + "/m.zip")
    assert totals["files_unread"] == 1 and "split zip: join it with zip -s 0" in said, said


@test
def pieces_of_a_zip_that_7_zip_cut_are_joined_by_cat(tmp):
    """Its volumes are bytes of one zip, which zip -s 0 cannot join; so is what split(1) made of one. The last of zip -s is x.zip."""
    cut(tmp + "/m", zipped([("%d.eml" % i, report_mail(i)) for i in range(9)]), "m.zip.001", "m.zip.002")
    for path, pieces in ("/m", 2), ("/m/m.zip.002", 1):
        totals, said = said_of(tmp + path)
        assert totals["files_unread"] == pieces and said.count("join the pieces with cat") == pieces, said
        assert "zip -s" not in said, said
    for name, advice in ("end", "join the pieces with cat"), ("m.zip", "join it with zip -s 0"):
        shutil.copy(tmp + "/m/m.zip.002", tmp + "/" + name)
        assert advice in said_of(tmp + "/" + name)[1], name


# Two files, packed with Deflate64, of which libarchive has no codec for 7z.
DEFLATE64 = base64.b64decode(
    b"N3q8ryccAAQhepd1IAAAAAAAAAA6AAAAAAAAAKOSu6K1xrENAAAEBMD+pzCHNUyAaNQkxjfFX3VuG105Kgew/wEEBgABCSAABwsBAAEDBAEJDG0ACA0CCQEKAUO+t+iUmo9DAAAFAhkEAAAAABEJADEAAAAyAAAAAAA="
)


def zip_by(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        z.writestr("r.json", report(1))
    return out.getvalue()


@test
def an_archive_packed_by_a_method_that_is_not_read_says_what_to_do(tmp):
    advice = "method that is not read: unpack it with 7z x FILE"
    open(tmp + "/a.7z", "wb").write(DEFLATE64)
    totals, said = said_of(tmp + "/a.7z")
    assert totals["files_unread"] == 2 and said.count(advice) == 2, said
    for data in DEFLATE64, zip_by(zipfile.ZIP_BZIP2):
        for fields, unread in ("X-Other: 1", 1), ("TLS-Report-Domain: agency.example", 0):
            open(tmp + "/a.eml", "wb").write(mail(("application/zip", "a.zip", data), fields=fields))
            p = run("--json", "-", tmp + "/a.eml")
            s = json.loads(p.stdout)
            assert s["totals"]["messages_unread"] == unread and s["totals"]["rejected"] == 1 - unread, s["totals"]
            assert (advice in p.stderr.decode()) == bool(unread), p.stderr


@test
def a_zip_that_was_cut_says_which_end_is_missing(tmp):
    open(tmp + "/a.zip", "wb").write(zip_by(zipfile.ZIP_DEFLATED)[:-9])
    assert "no table of contents at its end" in said_of(tmp + "/a.zip")[1]


@test
def a_tar_that_was_cut_between_two_members_lacks_its_end(tmp):
    """A full disk cuts at whole blocks. What is whole counts; zeros end a tar, one block of them or many (POSIX, pax),
    or no whole ones, and a line end may stand behind them."""
    whole = tar([("%d.eml" % i, report_mail(i)) for i in range(3)])
    n = 512 + -(-len(report_mail(2)) // 512) * 512
    end = whole.rstrip(b"\0")
    end += bytes(-len(end) % 512)
    for name, data, reports, unread in (
        ("cut.tar", end[:-n], 2, 1),
        ("cut.tar.gz", gzip.compress(end[:-n]), 2, 1),
        ("open.tar", end, 3, 1),
        ("block.tar", end + bytes(512), 3, 0),
        ("odd.tar", end + bytes(1100), 3, 0),
        ("line.tar", whole + b"\r\n", 3, 0),
        ("line.tar.gz", gzip.compress(end + bytes(512) + b"\n"), 3, 0),
        ("zeros.tar", tar([("0.eml", report_mail(0)), ("core", bytes(90000))])[:-30001], 1, 1),
        ("black.tar", tar([("0.eml", report_mail(0)), ("a.bmp", b"BM" + bytes(900000))])[:-300001], 1, 1),
        ("whole.tar", whole, 3, 0),
        ("joined.tar", whole + tar([("3.eml", report_mail(3))]), 4, 0),
    ):
        open(tmp + "/" + name, "wb").write(data)
        p = run("--json", "-", tmp + "/" + name, status=unread)
        t = json.loads(p.stdout)["totals"]
        assert (t["reports"], t["files_unread"], t["rejected"]) == (reports, unread, 0), (name, t)
        assert (b"no end" in p.stderr or b"Truncated" in p.stderr) == bool(unread), (name, p.stderr)


@test
def a_report_that_lost_a_bracket_among_others_is_rejected(tmp):
    """Its begin, its end, or more of either: it is nothing by itself, and seems to stand between the others or around them."""
    whole = report(2)
    at = whole.index(b'"policies"')
    half, large = whole.index(b'"date-range"'), b" " * 400000
    for lost in (whole[1:], whole[half:], whole[at:], whole[:-1], whole[:-3], bytes(half) + whole[half:], whole[:at]):
        for before, between, behind in (
            (b"", b"\n", b"\n"),
            (b"[", b",\n", b"]"),
            (b"[\n", b",", b"\n]\n"),
            (b"[", b"," + large, b"]"),
        ):
            data = before + between.join([report(0), report(1), lost, report(3), report(4)]) + behind
            open(tmp + "/a.json", "wb").write(data)
            s = summary(tmp + "/a.json")
            assert [r["reason"] for r in s["rejected"]] == ["bad-json"], (lost[:60], between, s["rejected"])
            assert s["totals"]["reports"] == 4, (lost[:60], between, s["totals"])
    for between in (b"\n", b"\n" + large):
        parts = [report(0), whole[1:-1], report(1), whole[1:-1], report(3), whole[1:], report(4)]
        open(tmp + "/a.json", "wb").write(between.join(parts))
        totals = summary(tmp + "/a.json")["totals"]
        assert (totals["reports"], totals["rejected"]) == (4, 3), (between[:2], totals)
    for between in (b"\n", b"\n-- \n", b"; policies;", b"}", b"}" + large * 3):
        open(tmp + "/a.json", "wb").write(between.join([report(0), report(1)]))
        totals = summary(tmp + "/a.json")["totals"]
        assert (totals["reports"], totals["rejected"]) == (2, 0), between


@test
def a_report_that_lost_any_bracket_is_one_loss(tmp):
    """What stands behind its place is no report of its own, also where policies come before the report-id (SPEC 4)."""
    whole = json.loads(report(2))
    whole["report-id"] = whole.pop("report-id")
    for sent in report(2), json.dumps(whole).encode():
        days = sent.index(b"{", 1)
        for at in (i for i, c in enumerate(sent) if c in b"[]{}"):
            lost = sent[:at] + sent[at + 1 :]
            among = lambda between: between.join([report(1), lost, report(3)])
            for data in [among(b"\n")] + [lost] * (at > 0) + [among(b"\n" + b" " * 600000)] * (at != days):
                open(tmp + "/a.json", "wb").write(data)
                totals = summary(tmp + "/a.json", status=None)["totals"]
                assert totals["rejected"] == 1, (lost, len(data), totals)


@test
def a_member_that_lost_its_header_is_told_of(tmp):
    """What stands behind the header is found by no reader; all other members are, and the zeros between joined tars are none."""
    members = [("%d.eml" % i, report_mail(i)) for i in range(5)]
    for name, whole, before in (("a.tar", tar(members), 0), ("a.cpio", cpio_of(members), 76)):
        at = whole.index(b"2.eml") - before
        for data, reports, unread in (
            (whole[:at] + bytes(512) + whole[at + 512 :], 4, 1),
            (whole[: at + 2] + b"x" + whole[at + 3 :], 4, 1),
            (whole, 5, 0),
        ):
            for packed in (data, gzip.compress(data)):
                open(tmp + "/" + name, "wb").write(packed)
                p = run("--json", "-", tmp + "/" + name, status=unread)
                t = json.loads(p.stdout)["totals"]
                assert (t["reports"], t["files_unread"], t["rejected"]) == (reports, unread, 0), (name, at, t)
                assert (b"belong to no member" in p.stderr) == bool(unread), (name, p.stderr)
    far = tar(members[:2]) + bytes(512 * 7) + tar(members[2:])
    open(tmp + "/a.tar", "wb").write(far)
    assert summary(tmp + "/a.tar")["totals"]["reports"] == 5


@test
def a_file_that_was_cut_short_is_told_of_once(tmp):
    """What is whole in it counts; what it breaks off in is the file's trouble, and no second one."""
    line = run("--ndjson", "-", "mail.mbox", cwd=SAMPLES).stdout.splitlines()[0].decode()
    lines = [line.replace('"report_key":"', '"report_key":"%02x' % i) for i in range(60)]
    long = lambda i: '"r%d-%s"' % (i, random.Random(i).randbytes(99).hex())
    reports = [report(i).decode().replace('"r%d"' % i, long(i)) for i in range(60)]
    for name, text, whole in (
        ("one.json", reports[0], 0),
        ("lines.json", "\n".join(reports), 1),
        ("array.json", "[" + ",".join(reports) + "]", 1),
        ("large.json", "\n".join(reports + [" " * 2**20 + r for r in reports[:2]]), 1),
        ("records.ndjson", "\n".join(lines) + "\n", 0),
    ):
        packed = gzip.compress(text.encode())
        open(tmp + "/" + name + ".gz", "wb").write(packed[: len(packed) * 4 // 5])
        r = run("--json", "-", tmp + "/" + name + ".gz", status=1)
        s = json.loads(r.stdout)
        told = [s["totals"][k] for k in ("rejected", "files_unread", "files_skipped")]
        assert told == [0, 1, 0] and s["totals"]["reports_found"] >= whole, (name, s["totals"])
        assert r.stderr.count(b"ends too early (gzip)") == 1, r.stderr
    open(tmp + "/end.json.gz", "wb").write(gzip.compress(reports[0].encode())[:-8] + b"damaged.")
    s = json.loads(run("--json", "-", tmp + "/end.json.gz", status=1).stdout)
    assert [s["totals"][k] for k in ("reports", "rejected", "files_unread")] == [1, 0, 1], s["totals"]


@test
def an_encrypted_rar_is_said_to_need_its_password(tmp):
    """libarchive hands out what is encrypted as it stands, and calls it damaged."""
    block = lambda head, data=b"": struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data
    for method in (0x30, 0x33):
        data = random.Random(method).randbytes(700)
        head = struct.pack("<BHHIIBIIBBHI", 0x74, 0x8004, 37, 700, 700, 3, 1, 1 << 25, 29, method, 5, 0o100644)
        rar = b"Rar!\x1a\7\0" + block(struct.pack("<BHH", 0x73, 0, 13) + bytes(6)) + block(head + b"1.eml", data)
        open(tmp + "/a.rar", "wb").write(rar + block(struct.pack("<BHH", 0x7B, 0x4000, 7)))
        t, said = said_of(tmp + "/a.rar")
        assert t["files_unread"] == 1 and "archive with a password" in said, (method, t, said)


@test
def an_mbox_that_lost_its_beginning_is_told_of(tmp):
    """What begins in the midst of a mail, with zeros or with a line of something else was no form of mail (SPEC 2)."""
    whole = mbox([report_mail(i) for i in range(3)])
    second = whole.index(b"\nFrom ", 9)
    os.mkdir(tmp + "/d")
    for data in (whole[second // 2 :], bytes(4096) + whole, b"lost\n\n" + whole, b"-" * 30000 + b"\n\n" + whole):
        open(tmp + "/d/mbox", "wb").write(data)
        for path in ("/d", "/d/mbox"):
            t, said = said_of(tmp + path)
            assert t["files_unread"] == 1 and "without its beginning" in said, (data[:20], t, said)
    for text in (
        b"See\n\nFrom a@b Fri Mar  1 00:00:00 2024\nwe heard nothing.\n",
        b"From: x\n\nFrom here\n",
        b"F\n" * 9999,
    ):
        open(tmp + "/d/mbox", "wb").write(text)
        assert summary(tmp + "/d")["totals"]["files_unread"] == 0, text[:20]
    joined = report_mail(1) + whole
    for data in (joined, joined.replace(b"\n", b"\r\n"), gzip.compress(joined)):
        open(tmp + "/d/mbox", "wb").write(data)
        t = summary(tmp + "/d")["totals"]
        assert (t["reports"], t["messages_unread"]) == (1, 1), t
