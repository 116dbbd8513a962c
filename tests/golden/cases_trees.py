"""Whole trees of files: the same on any number of threads (SPEC 2)."""
import gzip, io, lzma, os, random, re, subprocess, sys, tarfile, zipfile

from harness import *


def random_file(r, mails):
    """Some mails as a message, an mbox or an archive, perhaps packed, perhaps cut off; and how the name ends."""
    some = mails[(at := r.randrange(len(mails))) : at + r.choice([1, 3, 20, 200])]
    bodies = [m.split(b"\n", 1)[1] for m in some]
    packed, kind = io.BytesIO(), r.choice(["eml", "mbox", "tar", "zip", "dat"])
    if kind == "tar":
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for k, body in enumerate(bodies):
                info = tarfile.TarInfo("%d.eml" % k)
                info.size = len(body)
                tar.addfile(info, io.BytesIO(body))
    elif kind == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
            for k, body in enumerate(bodies):
                z.writestr("%d.eml" % k, body)
    data = {"eml": bodies[0], "mbox": b"\n".join(some), "dat": r.randbytes(500)}.get(kind, packed.getvalue())
    pack, end = r.choice([(gzip.compress, ".gz"), (lzma.compress, ".xz"), (bytes, ""), (bytes, "")])
    data = pack(data)
    return data[: r.randrange(len(data))] if r.random() < 0.1 else data, "." + kind + end


def random_folder(r, mails, path, depth=0):
    os.makedirs(path)
    for k in range(r.randrange(1, 9)):
        data, end = random_file(r, mails)
        open("%s/%02d%s" % (path, k, end), "wb").write(data)
    for k in range(r.randrange(3) if depth < 3 else 0):
        random_folder(r, mails, "%s/sub%d" % (path, k), depth + 1)
    for folder in ("cur", "new", "tmp") if r.random() < 0.4 else ():
        os.makedirs(path + "/Mail/" + folder)
        for k in range(r.randrange(100)):
            open("%s/Mail/%s/%d" % (path, folder, k), "wb").write(r.choice(mails).split(b"\n", 1)[1])


@test
def any_tree_of_files_reads_the_same_on_any_number_of_threads(tmp):
    subprocess.check_call([sys.executable, SAMPLES + "/make_year.py", tmp + "/year.mbox"])
    mails = re.split(rb"(?<=\n)\n(?=From )", open(tmp + "/year.mbox", "rb").read())
    for seed in range(int(os.environ.get("TREES", 5))):
        r, inputs = random.Random(seed), []
        for k in range(r.randrange(1, 5)):
            inputs.append("%s/%d-%d" % (tmp, seed, k))
            if r.random() < 0.6:
                random_folder(r, mails, inputs[-1])
            else:
                open(inputs[-1], "wb").write(random_file(r, mails)[0])
        got = []
        for jobs in 1, 2, 3, 8:
            p = subprocess.run(
                [PROGRAM, "-v", "-j%d" % jobs, "--json", "s", "--ndjson", "n", *inputs],
                cwd=tmp,
                env=ENV,
                capture_output=True,
            )
            assert p.returncode in (0, 1)
            got.append((p.returncode, p.stderr, open(tmp + "/s").read(), open(tmp + "/n").read()))
            assert got[-1] == got[0], "seed %d, -j%d" % (seed, jobs)
