"""Archives that cat joined, and members of which little is told (SPEC 2)."""

import bz2, gzip, io, lzma, os, random, shutil, struct, subprocess, zipfile, zlib

from harness import *
from nested_files import cpio_of, mail, mbox, report, report_mail, tar, zipped
from unread_forms import said_of


def ar_of(members, mode="100644"):
    out = b"!<arch>\n"
    for name, data in members:
        out += ("%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name + "/", 0, 0, 0, mode, len(data))).encode() + data
        out += b"\n" * (len(data) % 2)
    return out


@test
def what_cat_put_behind_a_packed_file_is_told_of(tmp):
    """Readers of these forms stop at the end of the first; what is whole counts, and padding is nothing (SPEC 2)."""
    first, second, more = mbox([report_mail(1)]), mbox([report_mail(2)]), b"\0\n" * 600
    packers = {
        "a.mbox.gz": gzip.compress,
        "a.mbox.zlib": zlib.compress,
        "a.mbox.bz2": bz2.compress,
        "a.mbox.xz": lzma.compress,
        "a.cpio": lambda data: cpio_of([("mbox", data)]),
    }
    for tool in ("zstd", "lz4", "lzip"):
        if shutil.which(tool):
            packers["a.mbox." + tool] = lambda data, tool=tool: subprocess.run(
                [tool, "-c"], input=data, capture_output=True, check=True
            ).stdout
    for name, pack in packers.items():
        whole = pack(first)
        pads = name[-2:] not in ("xz", "td")  # xz -d and zstd -d refuse it, too
        for data, unread in ((whole, 0), (whole + more, int(not pads)), (whole + second, 1), (whole + b"x", 1)):
            os.makedirs(tmp + "/d", exist_ok=True)
            open(tmp + "/d/" + name, "wb").write(data)
            for path in ("/d", "/d/" + name):
                p = run("--json", "-", tmp + path, status=unread)
                t = json.loads(p.stdout)["totals"]
                assert (t["reports"], t["files_unread"]) == (1, unread), (name, path, len(data), t, p.stderr)
        os.remove(tmp + "/d/" + name)
    for pack in (gzip.compress, zlib.compress, bz2.compress):  # what is added to base64 in a mail leaves some bytes
        open(tmp + "/m.eml", "wb").write(mail(("application/octet-stream", "a.json", pack(report(1)) + b"\x0b\xfe")))
        assert summary(tmp + "/m.eml")["totals"]["reports"] == 1, pack
    for name, data in (("a.eml.gz", report_mail(1)), ("a.json.gz", report(1))):
        open(tmp + "/d/" + name, "wb").write(gzip.compress(data) + data)
        t, said = said_of(tmp + "/d")
        assert (t["reports"], t["files_unread"]) == (1, 1) and "something else behind its end" in said, (name, t, said)
        os.remove(tmp + "/d/" + name)
    for packed in gzip.compress(report(2)), zlib.compress(report(2)) + gzip.compress(report(3)):
        open(tmp + "/d/all.json", "wb").write(report(1) + b"\n" + packed)
        t, said = said_of(tmp + "/d")
        assert (t["reports"], t["files_unread"]) == (1, 1) and "give each as a file" in said, (t, said)
    os.remove(tmp + "/d/all.json")
    open(tmp + "/two.cpio", "wb").write(packers["a.cpio"](first) + packers["a.cpio"](second))
    assert [said_of(tmp + "/two.cpio")[0][k] for k in ("reports", "files_unread")] == [1, 1]


@test
def archives_that_cat_joined_are_told_of(tmp):
    """Readers look for the table of contents at the end and follow it: of two zips the first is missed, of two 7z the second."""
    one, two = zipped([("1.eml", report_mail(1))]), zipped([("2.eml", report_mail(2)), ("3.eml", report_mail(3))])
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as z, z.open("1.eml", "w", force_zip64=True) as member:
            member.write(report_mail(1))
        z.comment = b"exported"
        large = out.getvalue()
    end = one.rindex(b"PK\5\6")
    length, place = struct.unpack("<II", one[end + 12 : end + 20])
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, length, place)
    wide = one[:end] + wide + struct.pack("<4sIQI", b"PK\6\7", 0, end, 1) + one[end:]  # APPNOTE.TXT, 4.3.14
    block = b"APK Sig Block 42"  # stands before the table of contents
    signed = one[:place] + block + one[place : end + 16] + struct.pack("<I", place + len(block)) + one[end + 20 :]
    large = large, wide, wide.replace(one[end + 12 : end + 20], b"\xff" * 8), signed, b"PK00" + one
    sevens = []
    if shutil.which("7z"):
        open(tmp + "/1.eml", "wb").write(report_mail(1))
        subprocess.run(["7z", "a", "-bd", tmp + "/a.7z", tmp + "/1.eml"], check=True, stdout=subprocess.DEVNULL)
        sevens.append(open(tmp + "/a.7z", "rb").read())
    before, behind = "something else before it", "something else behind its end"
    for data, reports, said in (
        (one + two, 2, before),
        (two + one, 1, before),
        (one + one, 1, before),
        (one + mbox([report_mail(2)]), 1, behind),
        (one + gzip.compress(report(2)), 1, behind),
        *((seven + seven, 1, behind) for seven in sevens),
        *((whole + padding, 1, None) for whole in (one, *large, *sevens) for padding in (b"", b"\0\n" * 600)),
    ):
        os.makedirs(tmp + "/d", exist_ok=True)
        open(tmp + "/d/a", "wb").write(data)
        open(tmp + "/t", "wb").write(tar([("a", data)]))
        for path in "/d", "/d/a", "/t":
            p = run("--json", "-", tmp + path, status=1 if said else 0)
            t = json.loads(p.stdout)["totals"]
            assert (t["reports"], t["files_unread"]) == (reports, int(bool(said))), (data[-60:], path, t, p.stderr)
            assert not said or said in p.stderr.decode(), p.stderr
    open(tmp + "/m.eml", "wb").write(mail(("application/zip", "a.zip", zipped([("r.json", report(1))]) + b"\x0b\xfe")))
    assert [summary(tmp + "/m.eml")["totals"][k] for k in ("reports", "rejected")] == [1, 0]


@test
def a_cpio_of_which_much_is_passed_over_ends_where_it_ends(tmp):
    """libarchive seeks over a large member: what follows is the same as where it was read, or came through a pipe."""
    members = [("Maildir/cur/1", random.Random(1).randbytes(3 << 20)), ("Maildir/cur/2", report_mail(1))]
    for more, unread in ((b"", 0), (b"x", 1)):
        open(tmp + "/a.cpio", "wb").write(cpio_of(members) + more)
        for path in ("a.cpio", "-"):
            with open(tmp + "/a.cpio", "rb") as f:
                r = run("--json", "-", path, cwd=tmp, status=unread, stdin=f.read() if path == "-" else b"")
            t = json.loads(r.stdout)["totals"]
            assert (t["reports"], t["files_unread"], t["messages_unread"]) == (1, unread, 1), (path, t, r.stderr)


@test
def zeros_of_a_member_are_no_end_of_a_tar_and_many_behind_it_are_no_damage(tmp):
    """A tar that was cut lost its other members; tapes and copies of them pad one to any length."""
    whole = tar([("1.eml", report_mail(1)), ("zeros", bytes(200000)), ("2.eml", report_mail(2))])
    for data, wanted in (
        (whole[: whole.index(b"2.eml")], (1, 1)),
        (whole, (2, 0)),
        (whole + bytes(12 << 20), (2, 0)),
        (whole + bytes(12 << 20) + tar([("3.eml", report_mail(3))]), (3, 0)),
    ):
        open(tmp + "/a.tar", "wb").write(data)
        totals = summary(tmp + "/a.tar", status=wanted[1])["totals"]
        assert (totals["reports"], totals["files_unread"]) == wanted, (len(data), totals)


@test
def members_whose_mode_tells_no_type_are_files(tmp):
    """Packers that are no ar(1) and no cpio(1) write the permissions alone. A damaged digit makes another type."""
    for mode in (0o100644, 0o644, 0, 0o000100, 0o110644, 0o140644):
        open(tmp + "/a.cpio", "wb").write(cpio_of([("1.eml", report_mail(1))], mode))
        open(tmp + "/b.a", "wb").write(ar_of([("2.eml", report_mail(2))], "%o" % mode))
        assert summary(tmp + "/a.cpio", tmp + "/b.a")["totals"]["reports"] == 2, oct(mode)
