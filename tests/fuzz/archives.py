#!/usr/bin/env python3
"""Writes seeds for the fuzz targets of archives into a folder: one small archive of each form that Python can make, a byte before each."""
import bz2, gzip, io, lzma, sys, tarfile, zipfile

mail = b"From: a@b.example\nTo: tls@c.example\nSubject: x\n\nhello\n"
files = [("Maildir/cur/1:2,S", mail), ("report.json", b'{"report-id": "a"}'), ("note.txt", b"nothing")]


def tar_of(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, data in files:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zip_of(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


ustar = tar_of(tarfile.USTAR_FORMAT)
made = {
    "ustar": ustar,
    "gnutar": tar_of(tarfile.GNU_FORMAT),
    "pax": tar_of(tarfile.PAX_FORMAT),
    "zip": zip_of(zipfile.ZIP_DEFLATED),
    "stored.zip": zip_of(zipfile.ZIP_STORED),
    "tar.gz": gzip.compress(ustar),
    "tar.bz2": bz2.compress(ustar),
    "tar.xz": lzma.compress(ustar),
    "json.gz": gzip.compress(files[1][1]),
    "ar": b"!<arch>\n"
    + b"a/".ljust(16)
    + b"0".ljust(12)
    + b"0".ljust(6) * 2
    + b"644".ljust(8)
    + b"2".ljust(10)
    + b"`\nhi",
}
for name, data in made.items():
    with open(f"{sys.argv[1]}/{name}", "wb") as f:
        f.write(b"\x3f" + data)
