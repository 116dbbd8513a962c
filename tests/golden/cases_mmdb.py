"""Databases of addresses that are damaged, cut short, that loop, or that claim 4 GB, in the sandbox (SPEC 8.3)."""
import sys, time, random

from harness import *
from mmdb_files import ORG, database, report, text

NETWORKS = {"192.0.2.0/24": ORG, "2001:db8::/32": {"country": {"iso_code": "DE"}}}
MARK = b"\xab\xcd\xefMaxMind.com"


def made(tmp, networks=NETWORKS):
    database(tmp + "/made.mmdb", networks)
    return open(tmp + "/made.mmdb", "rb").read()


def asked(tmp, data, said=None):
    """Reads a report with the database. It ends soon, within some memory, by a sentence or with an answer; `said`: the sentence."""
    if data is not None:
        open(tmp + "/bad.mmdb", "wb").write(data)
    limit = "" if INSTRUMENTED else "resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20)); "
    limits = "import resource, sys, os; %sos.execv(sys.argv[1], sys.argv[1:])" % limit
    began = time.monotonic()
    p = subprocess.run(
        [
            sys.executable,
            "-c",
            limits,
            PROGRAM,
            "-j1",
            "--sandbox=require",
            "--json",
            "-",
            "--ip-db",
            tmp + "/bad.mmdb",
            tmp + "/r.json",
        ],
        env=ENV,
        capture_output=True,
        timeout=60,
    )
    if b"sandbox" in p.stderr and p.returncode == 1:
        raise Skipped("this kernel has not all of the sandbox")
    assert p.returncode in (0, 1) and time.monotonic() - began < 20, (p.returncode, p.stderr)
    assert (p.returncode == 1) == (b"bad.mmdb: is" in p.stderr), (said, p.stderr)
    if said is not None:
        assert said.encode() in p.stderr if said else not p.stderr, (said, p.stderr)
    assert not p.stdout or json.loads(p.stdout)["totals"]["reports"] == 1
    return p


def with_metadata(data, key, kind, number):
    """The database, with another number in its metadata: kind 5 is 16 bits, 6 is 32."""
    at = data.rindex(text(key)) + len(text(key))
    n = data[at] & 31
    width = 2 if kind == 5 else 4
    return data[:at] + bytes([kind << 5 | width]) + number.to_bytes(width, "big") + data[at + 1 + n :]


@test
def databases_that_claim_more_than_they_hold_are_named(tmp):
    report(tmp + "/r.json", [("192.0.2.1", "2001:db8::1")])
    good = made(tmp)
    asked(tmp, good, "")
    for key, kind, number in (
        ("node_count", 6, 2**32 - 1),
        ("node_count", 6, 600 << 20),
        ("record_size", 5, 0),
        ("record_size", 5, 65535),
        ("ip_version", 5, 9),
        ("binary_format_major_version", 5, 3),
    ):
        assert asked(tmp, with_metadata(good, key, kind, number)).returncode == 1, key
    for data in (b"", b"\0", MARK, good[: good.rindex(MARK)], good[good.rindex(MARK) :], b"x" * 200000, MARK * 9):
        assert asked(tmp, data).returncode == 1, data[:20]
    # 4 GB of nothing, and a sound end: the file is mapped, not read.
    with open(tmp + "/bad.mmdb", "wb") as f:
        f.truncate(4 << 30)
        f.seek(0, 2)
        f.write(with_metadata(good, "node_count", 6, 2**32 - 1)[good.rindex(MARK) :])
    assert asked(tmp, None).returncode == 1


@test
def databases_that_loop_or_nest_without_end_are_named(tmp):
    report(tmp + "/r.json", [("192.0.2.1", "2001:db8::1"), ("192.0.2.7", "")])
    good = made(tmp)
    data_at = good.index(text("autonomous_system_number")) - 1

    def with_data(raw):
        """The first record of the data section is this."""
        room = good.rindex(MARK) - data_at
        assert len(raw) <= room
        return good[:data_at] + raw + good[data_at + len(raw) :]

    pointer = lambda to: bytes([1 << 5 | 3 << 3]) + to.to_bytes(4, "big")
    cases = {
        "a map whose key is a pointer to itself": b"\xe1" + pointer(1),
        "a pointer to itself": pointer(0),
        "a pointer far away": pointer(2**32 - 1),
        "a map of 16 million": bytes([7 << 5 | 31]) + b"\xff\xff\xff",
        "a text of 16 million": b"\xe1" + text("asn") + bytes([2 << 5 | 31]) + b"\xff\xff\xff",
        "arrays in each other": b"\xe1" + text("x") + b"\1\4" * 30,
        "a map in itself": b"\xe1" + text("country") + pointer(0),
        "an unknown type": b"\xe1" + text("asn") + b"\0\xff",
        "a number of 31 bytes": b"\xe1" + text("asn") + bytes([6 << 5 | 31]) + b"\xff\xff\xff",
    }
    for name, raw in cases.items():
        assert asked(tmp, with_data(raw)).returncode == 1 or name in (
            "arrays in each other",
            "a map in itself",
            "an unknown type",
        ), name
    # Every child leads to the first node again: after 128 bits there is no answer.
    tree = good.index(bytes(16) + bytes([7 << 5 | 2]))
    assert asked(tmp, bytes(tree) + good[tree:]).returncode == 1
    deep = made(tmp, {"192.0.2.0/24": {"country": [1]}})
    at = deep.index(text("country")) + len(text("country"))
    nested = deep[:at] + b"\1\4" * 2000000 + deep[deep.rindex(MARK) :]
    asked(tmp, nested)


@test
def databases_cut_short_or_damaged_anywhere_end_in_a_sentence(tmp):
    report(tmp + "/r.json", [("192.0.2.1", "2001:db8::1")])
    good, r = made(tmp), random.Random(20)
    for cut in range(0, len(good), max(1, len(good) // 40)):
        asked(tmp, good[:cut])
    for _ in range(60):
        bad = bytearray(good)
        for _ in range(r.randrange(1, 6)):
            bad[r.randrange(len(bad))] = r.randrange(256)
        asked(tmp, bytes(bad))
