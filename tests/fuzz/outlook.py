#!/usr/bin/env python3
"""Writes seeds for the fuzz targets of Outlook's files and of the decoders' pipe into three folders: usage: outlook.py MSG TNEF FRAMING"""
import os, struct, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "golden"))
from outlook_files import HEADER, SUBJECT, Compound, attachment, message, msg, tnef


def frame(kind, data=b""):
    return kind + struct.pack("<I", len(data)) + data


inner = message({SUBJECT: "in"}, [attachment("b.json", b"{}" * 40)], inside=True)
made = [
    {
        "message": msg(
            {HEADER: "Received: a; Thu, 2 May 2024 06:00:00 +0000\r\nSubject: x\r\n\r\n"},
            [attachment("a!b!1!2.json", b"{}" * 3000)],
        ),
        "nested": msg({SUBJECT: "x"}, [attachment("", inner)]),
        "version4": msg({SUBJECT: "x"}, [attachment("a", b"1")], shift=12),
        "document": Compound().bytes({"WordDocument": b"x" * 5000}),
    },
    {"two": tnef(("a!b!1!2.json", b"{}" * 100), ("b.txt", b"hello")), "nested": tnef(("m", [tnef(("c.json", b"{}"))]))},
    {
        "sound": b"\x05"
        + frame(b"M", b"a/1")
        + frame(b"D", b"x" * 100)
        + frame(b"M", b"a/2")
        + frame(b"X", b"is cut")
        + frame(b"E"),
        "failed": b"\x04" + frame(b"M", b"") + frame(b"D", b"y") + frame(b"F", b"is damaged"),
        "garbage": b"\x03" + frame(b"D", b"first"),
    },
]
for folder, seeds in zip(sys.argv[1:], made):
    os.makedirs(folder, exist_ok=True)
    for name, data in seeds.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
