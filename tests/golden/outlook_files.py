"""Writes compound files, Outlook's messages (.msg) and TNEF, small and plain, for tests."""
import struct

END, FREE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
TEXT, BINARY, OBJECT, TIME = 0x001F, 0x0102, 0x000D, 0x0040
SUBJECT, SUBMITTED, HEADER, SENDER = 0x0037, 0x0039, 0x007D, 0x0C1F
DATA, SHORT_NAME, METHOD, LONG_NAME, MEDIA_TYPE = 0x3701, 0x3704, 0x3705, 0x3707, 0x370E
SHOWN_NAME = 0x3001


def sectors(data, size):
    return [data[i : i + size].ljust(size, b"\0") for i in range(0, len(data), size)]


class Compound:
    """A compound file of a tree: a dict of names to bytes (a stream) or a dict (a storage)."""

    def __init__(self, shift=9):
        self.shift, self.size = shift, 1 << shift
        self.blocks, self.next = [], []
        self.mini, self.mini_next = bytearray(), []
        self.entries = []

    def chain(self, data):
        if not data:
            return END
        start = len(self.blocks)
        new = sectors(data, self.size)
        self.blocks += new
        self.next += [start + i + 1 for i in range(len(new) - 1)] + [END]
        return start

    def mini_chain(self, data):
        if not data:
            return END
        start, n = len(self.mini_next), -(-len(data) // 64)
        self.mini += data.ljust(64 * n, b"\0")
        self.mini_next += [start + i + 1 for i in range(n - 1)] + [END]
        return start

    def add(self, name, node):
        me = len(self.entries)
        self.entries.append(None)
        child = NONE
        if isinstance(node, dict):
            for n in sorted(node, key=lambda n: (len(n), n.upper()), reverse=True):
                child = self.add_sibling(n, node[n], child)
            kind, start, size = (5 if me == 0 else 1), 0, 0
        else:
            kind, size = 2, len(node)
            start = self.mini_chain(node) if size < 4096 else self.chain(node)
        self.entries[me] = [name, kind, NONE, NONE, child, start, size]
        return me

    def add_sibling(self, name, node, right):
        me = self.add(name, node)
        self.entries[me][3] = right
        return me

    def bytes(self, tree):
        self.add("Root Entry", tree)
        self.entries[0][5], self.entries[0][6] = self.chain(self.mini), len(self.mini)
        numbers = lambda all, fill: b"".join(struct.pack("<I", n) for n in all) + b"\xFF" * (fill - 4 * len(all) % fill)
        mini_fat = self.chain(numbers(self.mini_next, self.size)) if self.mini_next else END
        directory = bytearray()
        for name, kind, left, right, child, start, size in self.entries:
            text = name.encode("utf-16-le") + b"\0\0"
            directory += text.ljust(64, b"\0") + struct.pack(
                "<HBBIII16xI16xIQ", len(text), kind, 1, left, right, child, 0, start, size
            )
        first_directory = self.chain(directory)
        per, fat, difat = self.size // 4, 1, 0
        while fat * per < len(self.blocks) + fat + difat:
            fat += 1
            difat = -(-max(fat - 109, 0) // (per - 1))
        at = len(self.blocks)
        table = self.next + [0xFFFFFFFD] * fat + [0xFFFFFFFC] * difat
        table += [FREE] * (fat * per - len(table))
        names = list(range(at, at + fat)) + [FREE] * (109 - fat)
        header = (
            bytes.fromhex("d0cf11e0a1b11ae1")
            + bytes(16)
            + struct.pack(
                "<HHHHH6xIIIIIIIIII",
                0x3E,
                3 if self.shift == 9 else 4,
                0xFFFE,
                self.shift,
                6,
                0,
                fat,
                first_directory,
                0,
                4096,
                mini_fat,
                1 if self.mini_next else 0,
                at + fat if difat else END,
                difat,
                names[0],
            )
        )
        header += struct.pack("<108I", *names[1:109])
        more = b""
        for i in range(difat):
            some = names[109 + i * (per - 1) : 109 + (i + 1) * (per - 1)]
            more += struct.pack(
                "<%dI" % per, *some, *[FREE] * (per - 1 - len(some)), at + fat + i + 1 if i + 1 < difat else END
            )
        return header.ljust(self.size, b"\0") + b"".join(self.blocks) + struct.pack("<%dI" % len(table), *table) + more


def properties(texts=(), times=(), top=None):
    """The streams of a storage: texts by number, and times; `top`: bytes before the rows of numbers."""
    node = {"__substg1.0_%04X%04X" % (n, TEXT): t.encode("utf-16-le") for n, t in dict(texts).items()}
    rows = bytes(top) + b"".join(struct.pack("<HHIq", TIME, n, 6, t) for n, t in dict(times).items())
    node["__properties_version1.0"] = rows
    return node


def attachment(name, data, media_type="application/tlsrpt+gzip", named_by=LONG_NAME):
    """data: bytes, or the tree of a message."""
    node = properties({named_by: name, MEDIA_TYPE: media_type} if name else {}, top=8)
    node["__substg1.0_%04X%04X" % (DATA, OBJECT if isinstance(data, dict) else BINARY)] = data
    return node


def message(texts, attachments=(), times=(), inside=False):
    node = properties(texts, times, 24 if inside else 32)
    for i, a in enumerate(attachments):
        node["__attach_version1.0_#%08X" % i] = a
    return node


def msg(*args, shift=9, **more):
    return Compound(shift).bytes(message(*args, **more))


def tnef_property(number, data, kind=TEXT):
    data = data.encode("utf-16-le") + b"\0\0" if kind == TEXT else data
    return struct.pack("<HHII", kind, number, 1, len(data)) + data + bytes(-len(data) % 4)


def tnef_attribute(level, number, data):
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef(*attachments):
    """attachments: (name, data), where data is bytes or, for a message, TNEF in a list."""
    out = struct.pack("<IH", 0x223E9F78, 1) + tnef_attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    for name, data in attachments:
        out += tnef_attribute(2, 0x00069002, bytes(14))
        out += tnef_attribute(2, 0x00018010, name.encode()[:8] + b"\0")
        props = [tnef_property(LONG_NAME, name), struct.pack("<HHI", 3, METHOD, 1)]
        if isinstance(data, list):
            props.append(tnef_property(DATA, bytes.fromhex("0703020000000000c000000000000046") + data[0], OBJECT))
        else:
            out += tnef_attribute(2, 0x0006800F, data)
        out += tnef_attribute(2, 0x00069005, struct.pack("<I", len(props)) + b"".join(props))
    return out
