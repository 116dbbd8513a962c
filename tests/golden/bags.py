"""A strict reader of BagIt 1.0 (RFC 8493) of our own, for the evidence bag (SPEC 6.6)."""

import os, re, subprocess

from harness import *

TAGS = {"bagit.txt", "bag-info.txt", "README.txt", "manifest-sha256.txt"}
INPUTS = [os.path.join(SAMPLES, i) for i in SAMPLE_INPUTS]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def files_below(folder):
    return {os.path.relpath(os.path.join(d, f), folder) for d, _, names in os.walk(folder) for f in names}


class BadBag(Exception):
    pass


def demand(ok, *why):
    if not ok:
        raise BadBag(*why)


def manifest(folder, name):
    raw = read(os.path.join(folder, name))
    demand(raw.endswith(b"\n") and b"\r" not in raw, name)
    lines = {}
    for line in raw.decode().split("\n")[:-1]:
        m = re.fullmatch(r"([0-9a-f]{64})  (\S.*)", line)
        demand(
            m
            and m[2] not in lines
            and not m[2].startswith("/")
            and ".." not in m[2].split("/")
            and "\\" not in m[2]
            and "%" not in m[2],
            name,
            line,
        )
        lines[m[2]] = m[1]
    return lines


def check_bag(folder):
    """RFC 8493: complete (each file listed once, none but those) and valid (each as it was). Gives what bag-info.txt says."""
    demand(read(folder + "/bagit.txt") == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    there = files_below(folder)
    payload, tags = manifest(folder, "manifest-sha256.txt"), manifest(folder, "tagmanifest-sha256.txt")
    demand(set(payload) == {f for f in there if f.startswith("data/")}, set(payload) ^ there)
    demand(set(tags) == TAGS == there - set(payload) - {"tagmanifest-sha256.txt"}, there - set(payload))
    for name, hash in (*payload.items(), *tags.items()):
        demand(not os.path.islink(folder + "/" + name) and sha(read(folder + "/" + name)) == hash, name)
    info = {}
    for line in read(folder + "/bag-info.txt").decode().split("\n")[:-1]:
        label, colon, value = line.partition(": ")
        demand(
            colon and label not in info and re.fullmatch(r"[A-Za-z-]+", label) and value and value == value.strip(),
            line,
        )
        info[label] = value
    demand(
        info["Payload-Oxum"] == "%d.%d" % (sum(os.path.getsize(folder + "/" + f) for f in payload), len(payload)), info
    )
    demand(re.fullmatch(r"\d{4}-\d\d-\d\d", info["Bagging-Date"]), info)
    sums = subprocess.run(
        ["sha256sum", "--quiet", "--strict", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"],
        cwd=folder,
        capture_output=True,
    )
    demand(sums.returncode == 0 and not sums.stdout + sums.stderr, sums)
    try:
        import bagit

        bagit.Bag(folder).validate()
    except ImportError:
        pass
    return info


def is_bag(folder):
    try:
        check_bag(folder)
        return True
    except (BadBag, OSError, UnicodeDecodeError):
        return False


def leftovers(tmp, name="bag"):
    return [f for f in os.listdir(tmp) if f.startswith("." + name + ".")]
