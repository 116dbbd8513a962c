"""Parts (SPEC 11): a run that many machines share gives, byte for byte, what one run over all gives."""

import gzip, json, os, random, re, shutil, tarfile, zipfile

from daily_reports import report, write
from harness import *

SPLITS = int(os.environ.get("SPLITS") or fewer(6) or 2)
OUTPUTS = ["json", "ndjson", "html", "xlsx", "csv"]


def pile(tmp):
    """Inputs of all kinds, with copies of each other's reports, mail that is no report, and what cannot be read."""
    inputs = []
    for form, seed in (
        ("mbox", 1),
        ("maildir", 2),
        ("eml", 1),
        ("tar.gz", 3),
        ("zip", 2),
        ("tar-maildir", 4),
        ("json", 3),
        ("tar-mbox", 1),
    ):
        inputs.append(
            corpus(
                tmp,
                form,
                seed,
                25,
                "--conflicts",
                "0.1",
                "--noise",
                "0.3",
                "--malformed",
                "0.1",
                "--domains",
                "6",
                "--days",
                "20",
            )[0]
        )
    with tarfile.open(ROOT + "/tests/dkim/signed.tar.gz") as tar:
        tar.extractall(tmp + "/signed")
    inputs.append(
        next(os.path.join(d, "mail.mbox") for d, _, names in os.walk(tmp + "/signed") if "mail.mbox" in names)
    )
    write(tmp + "/future.tar", [report("a.example", "2099-01-01"), report("a.example", "2024-01-05", failed=3)])
    write(tmp + "/old.tar", [report("b.example", "2021-01-01", n=i) for i in range(3)])
    run("--ndjson", tmp + "/records.ndjson", inputs[0])
    os.makedirs(tmp + "/empty/cur")
    os.makedirs(tmp + "/folder of pictures ")
    open(tmp + "/folder of pictures /cat.png", "wb").write(b"\x89PNG" + bytes(100))
    shutil.copy(tmp + "/future.tar", tmp + "/folder of pictures / mail = .tar")
    open(tmp + "/notes.txt", "w").write("nothing\n")
    open(tmp + "/nothing.mbox", "w").close()
    open(tmp + "/cut.gz", "wb").write(gzip.compress(open(inputs[0], "rb").read())[:3000])
    open(tmp + "/disk.vhd", "wb").write(b"\x00" * 32769 + b"CD001" + bytes(100))
    open(tmp + "/secret.eml", "w").write(
        "From: a@a.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAxggFA\n"
    )
    more = (
        "future.tar old.tar records.ndjson empty notes.txt nothing.mbox cut.gz disk.vhd secret.eml absent".split()
        + ["folder of pictures "]
    )
    shutil.copy(inputs[0], tmp + "/again.mbox")
    return inputs + [os.path.join(tmp, m) for m in more + ["again.mbox"]]


def options_of(rng, tmp, inputs):
    """Options that change results, and those that are the merge's own; the first are given to the parts, too."""
    of_results, of_merge = [], []
    if rng.random() < 0.3:
        of_results += ["--since", "2024-01-04"]
    if rng.random() < 0.2:
        of_results += ["--domain", "a|e"]
    if rng.random() < 0.3:
        of_results += ["--scope", tmp + "/list"]
    if rng.random() < 0.4:
        of_results += [
            "--dns",
            os.path.join(os.path.dirname(next(i for i in inputs if "/signed/" in i)), "keys.zone"),
            "--dns",
            tmp + "/set-up.zone",
        ]
    if rng.random() < 0.2:
        of_results += ["--require-auth"]
    if rng.random() < 0.3:
        of_results += ["--dedup", rng.choice(["report-id", "none"])]
    if rng.random() < 0.3:
        of_results += ["--hash-inputs"]
    if rng.random() < 0.2:
        of_results += ["--max-report", "600"]
    if rng.random() < 0.3:
        of_merge += ["--redact", rng.choice(["path", "path,reporter,ip", "message-id,contact"])]
    if rng.random() < 0.4:
        of_merge += ["--compare", tmp + "/earlier.json"]
    return of_results, of_merge


def write_lists(tmp, inputs):
    s = summary(inputs[0])
    names = [d["policy_domain"] for d in s["domains"]]
    open(tmp + "/list", "w").write("domain,client\n%s,One\n%s,Two\nsilent.example,Two\n" % (names[0], names[1]))
    open(tmp + "/set-up.zone", "w").write(
        '_smtp._tls.%s. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@%s,mailto:none@none.example"\n' % (names[0], names[0])
    )
    run("--json", tmp + "/earlier.json", inputs[0])


def outputs(folder, *args):
    """Runs with every output; gives the status and the bytes of each, without what names the command line."""
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    status, said = code(
        *[w for o in OUTPUTS for w in ("--" + o, folder + "/" + o)],
        "--metrics",
        folder + ("/{client}.prom" if "--scope" in args else "/all.prom"),
        *args
    )
    assert status in (0, 1), (args, status, said)
    found = {}
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".prom")):
        found[name] = open(folder + "/" + name, "rb").read()
    for name in OUTPUTS[:3]:
        found[name] = open(folder + "/" + name, "rb").read()
    found["html"] = re.sub(rb"<p>The command, in the folder.*?</pre>", b"", found["html"], flags=re.S)
    for name in sorted(os.listdir(folder + "/csv")):
        found["csv/" + name] = open(folder + "/csv/" + name, "rb").read()
    with zipfile.ZipFile(folder + "/xlsx") as z:
        for name in z.namelist():
            found["xlsx/" + name] = re.sub(
                rb"<row [^>]*>(<c [^>]*><is><t>Command line</t></is></c><c [^>]*><is><t[^>]*>)[^<]*",
                rb"\1",
                z.read(name),
            )
    return status, found


def merged(tmp, name, of_results, parts):
    """One part of several."""
    path = "%s/%s" % (tmp, name)
    status, said = code("--part", path, *of_results, *parts)
    assert status in (0, 1), (status, said)
    return path


def split(rng, tmp, inputs, of_results):
    """Parts of the inputs: a slice each or a stretch each, some of them parts of parts, some left as mail, some compressed."""
    n, parts = rng.randint(1, 20), []
    if rng.random() < 0.5:
        open(tmp + "/inputs", "w").write("".join(i + "\n" for i in inputs))
        for k in range(1, n + 1):
            parts.append(
                merged(
                    tmp,
                    "part-%02d" % k,
                    of_results,
                    ["--files-from", tmp + "/inputs", "--slice", "%d/%d" % (k, n), "-j", str(rng.randint(1, 3))],
                )
            )
    else:
        cuts = sorted(rng.randint(0, len(inputs)) for _ in range(n - 1))
        for k, (a, b) in enumerate(zip([0] + cuts, cuts + [len(inputs)])):
            if rng.random() < 0.2 or a == b:
                parts += inputs[a:b]
            else:
                parts.append(merged(tmp, "part-%02d" % k, of_results, inputs[a:b]))
    for k in range(rng.randint(0, 3)):
        a = rng.randrange(len(parts))
        b = rng.randint(a + 1, len(parts))
        parts[a:b] = [merged(tmp, "part-of-parts-%d" % k, of_results, parts[a:b])]
    for i, path in enumerate(parts):
        if "/part-" in path and rng.random() < 0.2:
            open(path + ".gz", "wb").write(gzip.compress(open(path, "rb").read().rstrip(b"\n")))
            parts[i] = path + ".gz"
    return parts


@test
def parts_give_what_one_run_over_all_gives(tmp):
    inputs = pile(tmp)
    write_lists(tmp, inputs)
    for seed in range(SPLITS):
        rng = random.Random(seed + 1)
        of_results, of_merge = options_of(rng, tmp, inputs)
        mine = inputs[:]
        rng.shuffle(mine)
        if seed == 0:
            of_results, of_merge, mine = [], [], inputs
        parts = split(rng, tmp, mine, of_results)
        again = [] if rng.random() < 0.5 and "--scope" not in of_results and "--dns" not in of_results else of_results
        want = outputs(tmp + "/single", *of_results, *of_merge, *mine)
        got = outputs(tmp + "/merged", *again, *of_merge, *parts)
        assert got[0] == want[0], (seed, got[0], want[0])
        assert sorted(got[1]) == sorted(want[1]), seed
        for name, text in want[1].items():
            at = next(
                (i for i, (a, b) in enumerate(zip(text, got[1][name])) if a != b), min(len(text), len(got[1][name]))
            )
            assert got[1][name] == text, "split %d: %s differs: %r, %r; %s %s: %s" % (
                seed,
                name,
                got[1][name][max(0, at - 200) : at + 200],
                text[max(0, at - 200) : at + 200],
                of_results,
                of_merge,
                parts,
            )


@test
def the_set_up_knows_whom_the_mail_of_parts_was_sent_to(tmp):
    mail = "From tls@x Mon Jan  1 00:00:00 2024\nFrom: a@a.example\nTo: tls@a.example\nSubject: x\n\nx\n\n"
    open(tmp + "/mbox", "w").write(mail)
    open(tmp + "/zone", "w").write(
        '_smtp._tls.a.example. 1 IN TXT "v=TLSRPTv1; rua=mailto:tls@a.example"\n_smtp._tls.b.example. 1 IN TXT "v=TLSRPTv1; rua=mailto:tls@b.example"\n'
    )
    run("--part", tmp + "/p", "--dns", tmp + "/zone", tmp + "/mbox")
    found = lambda *a: [
        f["policy_domain"] for f in summary("--dns", tmp + "/zone", *a)["findings"] if f["id"] == "rua-not-collected"
    ]
    assert found(tmp + "/mbox") == found(tmp + "/p") == ["b.example"]


@test
def parts_do_not_depend_on_threads_and_say_what_they_hold(tmp):
    inputs = pile(tmp)
    for jobs in (1, 4):
        code("--part", "%s/p%d" % (tmp, jobs), "-j", jobs, *inputs)
    text = open(tmp + "/p1", "rb").read()
    assert text == open(tmp + "/p4", "rb").read()
    lines = text.splitlines(True)
    end = json.loads(lines[-1])
    body = b"".join(lines[1:-1])
    assert end["line"] == "end" and end["lines"] == len(lines) - 2 and end["content"] == sha(body)
    cut = lines[-1].index(b'"sha256":"') + len(b'"sha256":"')
    assert end["sha256"] == sha(lines[0] + lines[-1][:cut])
    assert end["reports"] == sum(l.startswith(b'{"report_key":') for l in lines)
    assert [json.loads(l)["path"] for l in lines if l.startswith(b'{"line":"input"')] == inputs
    code("--part", tmp + "/again", tmp + "/p1")
    strip = lambda t: [l for l in t.splitlines() if not l.startswith((b'{"line":"part"', b'{"line":"end"'))]
    assert strip(open(tmp + "/again", "rb").read()) == strip(text)


@test
def a_part_tells_of_every_mail_that_was_rejected(tmp):
    """What is rejected of one mail or of one file of reports is listed up to --max-parts (SPEC 3), which the part does: its lines are no such file."""
    mail = "From x@x Mon Jan  1 00:00:00 2024\nFrom: a@a.example\nContent-Type: application/tlsrpt+json\n\n[%d]\n\n"
    open(tmp + "/mbox", "w").write("".join(mail % n for n in range(5)))
    open(tmp + "/reports.json", "w").write('{"policies":[],"report-id":"1"}\n' * 5)
    inputs, bound = [tmp + "/mbox", tmp + "/reports.json"], ["--max-parts", "2"]
    run("--part", tmp + "/p", *bound, *inputs)
    once, merged = (run("--json", "-", *bound, *x).stdout for x in (inputs, [tmp + "/p"]))
    assert merged == once and json.loads(once)["totals"]["rejected"] == 5 + 3, json.loads(once)["rejected"]


@test
def the_version_lists_what_is_built_in(tmp):
    text = run("--version", "-v").stdout.decode()
    assert text.splitlines()[0] == run("--version").stdout.decode().strip()
    rows = dict(l.split()[:2] for l in text.splitlines() if l.startswith("  lib") or l.startswith("  zlib"))
    assert {"libarchive", "libcrypto", "libxlsxwriter", "zlib"} <= set(rows) and re.match(
        r"\d+\.\d+", rows["libarchive"]
    )
    assert " part" in text and "7z" in text
