#!/usr/bin/env python3
"""Compares what this program finds in mboxes, tars and zips with what Python's mailbox, tarfile and zipfile find.

    folders.py PROGRAM [COUNT [SEED]]

Every report that Python can read whole out of an archive, cut or not, has to be found under the same member name; of whole archives, no other.
"""
import io, json, mailbox, os, random, subprocess, sys, tarfile, tempfile, zipfile

NAMES = [
    "cur/1700000000.M1P1.host:2,S",
    "täglich/Bericht.json",
    "a" * 150 + ".json",
    "deep/" * 30 + "x.json",
    "with space/a b.json",
    "../up.json",
    "/abs.json",
]


def report(number):
    return json.dumps(
        {
            "organization-name": "Org",
            "contact-info": "a@org.example",
            "report-id": "r%d" % number,
            "date-range": {"start-datetime": "2024-01-01T00:00:00Z", "end-datetime": "2024-01-01T23:59:59Z"},
            "policies": [
                {
                    "policy": {"policy-type": "no-policy-found", "policy-domain": "a.example"},
                    "summary": {"total-successful-session-count": number, "total-failure-session-count": 0},
                }
            ],
        }
    ).encode()


def members(rng):
    made = {}
    for number in range(rng.randrange(1, 12)):
        name = rng.choice(NAMES) if rng.random() < 0.5 else "r/%d.json" % number
        made[name] = report(number)
    return made


def make_tar(rng, made):
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out, mode="w", format=rng.choice([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    ) as tar:
        for name, data in made.items():
            info = tarfile.TarInfo(name if tar.format != tarfile.USTAR_FORMAT else name[-90:])
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def make_zip(rng, made):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, data in made.items():
            archive.writestr(name, data)
    return out.getvalue()


def read_tar(data):
    found = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for info in tar:
                content = tar.extractfile(info).read()
                if len(content) == info.size:
                    found[info.name] = content
    except (tarfile.TarError, EOFError, OSError):
        pass
    return found


def read_zip(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except zipfile.BadZipFile:
        return {}


def read_ours(program, data, folder):
    path = os.path.join(folder, "input")
    with open(path, "wb") as f:
        f.write(data)
    run = subprocess.run([program, "--dedup=none", "--ndjson", "-", path], capture_output=True)
    return [json.loads(line)["source"].get("member", "") for line in run.stdout.splitlines()]


def compare_archives(program, rng, count, folder):
    reports = cut = 0
    for _ in range(count):
        make, read = rng.choice([(make_tar, read_tar), (make_zip, read_zip)])
        data = make(rng, members(rng))
        whole = make is make_zip or rng.random() < 0.5
        if not whole:
            data = data[: rng.randrange(len(data))]
        theirs, ours = read(data), read_ours(program, data, folder)
        clean = lambda name: name[2:] if name.startswith("./") else name
        missing = set(map(clean, theirs)) - set(ours)
        if missing or (whole and len(ours) != len(theirs)):
            sys.exit(f"archives differ: Python {sorted(theirs)}, here {sorted(ours)}")
        reports += len(ours)
        cut += not whole
    print(f"{count} archives ({cut} of them cut short): the same {reports} reports as tarfile and zipfile")


def compare_mboxes(program, rng, count, folder):
    messages = 0
    for number in range(count):
        path = os.path.join(folder, "mbox%d" % number)
        box = mailbox.mbox(path)
        for i in range(rng.randrange(1, 40)):
            lines = ["From: a@b.example", "Subject: s%d" % i, ""] + [
                rng.choice(["", "From here on", ">From x", "From a Mon Jan  1 00:00:00 2024", "text"])
                for _ in range(20)
            ]
            box.add(mailbox.mboxMessage("\n".join(lines)))
        box.close()
        theirs = len(mailbox.mbox(path))
        ours = json.loads(subprocess.run([program, "--json", "-", path], capture_output=True).stdout)["totals"][
            "messages"
        ]
        if ours != theirs:
            sys.exit(f"{path}: mailbox finds {theirs} messages, here {ours}")
        messages += ours
    print(f"{count} mboxes: the same {messages} messages as mailbox")


def main():
    program = os.path.abspath(sys.argv[1])
    count, seed = (int(a) for a in (sys.argv[2:4] + ["300", "1"][len(sys.argv) - 2 :]))
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        compare_archives(program, rng, count, folder)
        compare_mboxes(program, rng, count // 10, folder)


main()
