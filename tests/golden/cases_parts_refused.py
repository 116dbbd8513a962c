"""Parts that cannot be merged are refused, and what one says of itself (SPEC 11)."""

import json, os, random, re, shutil, stat, subprocess

from harness import *


def one_part(tmp):
    os.makedirs(tmp, exist_ok=True)
    path, _ = corpus(tmp, "mbox", 5, 30)
    run("--part", tmp + "/p", path)
    return path, open(tmp + "/p", "rb").read()


def refused(tmp, *args, says=""):
    """The run is refused, names the file, and leaves no output."""
    status, said = code("--json", tmp + "/out.json", *args)
    assert status == 2 and str(args[-1]) + ": " in said and says in said, (status, said, says)
    assert not os.path.exists(tmp + "/out.json")
    assert subprocess.run([PROGRAM, "--ndjson", "-", *map(str, args)], env=ENV, capture_output=True).stdout == b""


@test
def a_part_that_is_cut_or_changed_is_refused(tmp):
    path, text = one_part(tmp)
    whole = summary(path)
    bad = tmp + "/bad"
    rng = random.Random(1)
    for n in [3, 10, 21, 200, len(text) - 2] + [rng.randrange(3, len(text) - 1) for _ in range(12)]:
        open(bad, "wb").write(text[:n])
        refused(tmp, bad)
    for at in [*range(0, 21, 4), *(rng.randrange(20, len(text) - 1) for _ in range(20))]:
        open(bad, "wb").write(text[:at] + bytes([text[at] ^ (1 << rng.randrange(7))]) + text[at + 1 :])
        if open(bad, "rb").read() != text:
            refused(tmp, bad)
    lines = text.splitlines(True)
    for wrong in (
        lines[1:],
        lines[2:],
        lines[9:],
        lines[2:4] + lines,
        lines[:5] + lines[6:],
        lines[:6] + lines[5:],
        lines + lines,
        lines + [b"\n"],
        [lines[0]] + lines[2:3] + lines[1:2] + lines[3:],
    ):
        open(bad, "wb").write(b"".join(wrong))
        refused(tmp, bad)
        refused(tmp, path, bad)
    open(bad, "wb").write(lines[0] + b"x" * (8 << 20))
    refused(tmp, "--max-report", "1K", bad, says="a line of it never ends")
    open(bad, "wb").write(text[:-1])
    assert {**summary(bad), "generator": 0} == {**whole, "generator": 0}
    r = subprocess.run([PROGRAM, "--json", "-", "-"], input=text, env=ENV, capture_output=True)
    assert r.returncode == 0 and json.loads(r.stdout)["totals"] == whole["totals"]
    r = subprocess.run([PROGRAM, "--json", "-", "-"], input=text[:5000], env=ENV, capture_output=True)
    assert r.returncode == 2 and r.stdout == b"" and b"cut short" in r.stderr
    counts = re.sub(rb'"successful_session_count":\d+', b'"successful_session_count":7', text)
    for begin in (b"", b"\xef\xbb\xbf"):
        r = subprocess.run([PROGRAM, "--json", "-", "-"], input=begin + counts, env=ENV, capture_output=True)
        assert r.stderr.endswith(b"is a damaged part: its sums are not those of its lines\n"), r.stderr


@test
def a_part_of_a_newer_form_or_of_other_options_is_refused(tmp):
    path, text = one_part(tmp)
    open(tmp + "/newer", "wb").write(text.replace(b'"tlsrpt_audit_part":1', b'"tlsrpt_audit_part":2', 1))
    refused(tmp, tmp + "/newer", says="newer")
    refused(tmp, "--since", "2024-01-02", tmp + "/p", says='--since has nothing there, and "2024-01-02" here')
    refused(tmp, "--domain", "a", tmp + "/p", says='--domain has nothing there, and ["a"] here')
    refused(tmp, "--dedup=none", tmp + "/p", says='--dedup has "identity" there, and "none" here')
    open(tmp + "/list", "w").write("a.example\n")
    refused(tmp, "--scope", tmp + "/list", tmp + "/p", says="--scope has nothing there")
    run("--part", tmp + "/q", "--period", "2024", "--max-report", "1M", "--dedup=report-id", path)
    refused(tmp, tmp + "/p", tmp + "/q", says="--since")
    options = summary(tmp + "/q")["options"]
    assert options == summary("--period", "2024", "--max-report", "1024K", "--dedup=report-id", path)["options"]
    assert (
        summary("--since", "2024-01", "--until", "2024-12", "--max-report", "1024K", tmp + "/q")["options"] == options
    )
    refused(tmp, "--since", "2024-02", tmp + "/q", says='--since has "2024-01-01" there, and "2024-02-01" here')
    run("--part", tmp + "/t", "--max-depth", "5", "--authserv-id", "mx.a.example", path)
    assert summary(tmp + "/t") == summary("--authserv-id", "mx.a.example", "--max-depth", "5", tmp + "/t")
    refused(tmp, "--authserv-id", "b", tmp + "/t", says='--authserv-id has "mx.a.example" there, and "b" here')
    refused(tmp, "--max-depth", "6", tmp + "/t", says="--max-depth has 5 there, and 6 here")
    run("--part", tmp + "/s", "--scope", tmp + "/list", path)
    refused(tmp, tmp + "/s", says="--scope has")
    assert b"give --state to the run" in run("--part", tmp + "/x", "--state", tmp + "/state", path, status=2).stderr


@test
def a_part_counts_once_in_another_part_as_well(tmp):
    path, text = one_part(tmp)
    other, _ = corpus(tmp, "mbox", 6, 20)
    run("--part", tmp + "/p2", other)
    run("--part", tmp + "/both", tmp + "/p", tmp + "/p2")
    run("--part", tmp + "/all", tmp + "/both", path)
    open(tmp + "/copy", "wb").write(text)
    later = dict(ENV, SOURCE_DATE_EPOCH="1785549999")
    run("--part", tmp + "/requeued", path, env=later)
    for given in (
        ["p", "p"],
        ["p", "copy"],
        ["p", "requeued"],
        ["both", "p2"],
        ["p2", "both"],
        ["all", "p"],
        ["both", "both"],
    ):
        refused(tmp, *[tmp + "/" + g for g in given], says="counts once")
    open(tmp + "/spam", "w").write("From: a@a.example\nSubject: buy\n\nx\n")
    run("--part", tmp + "/none", tmp + "/spam")
    assert (
        summary(tmp + "/none", tmp + "/none", tmp + "/p")["totals"]["messages_ignored"]
        == summary(tmp + "/p")["totals"]["messages_ignored"] + 2
    )
    assert summary(tmp + "/both")["totals"] == summary(path, other)["totals"]


@test
def a_part_is_private_and_one_by_mail_is_none(tmp):
    path, text = one_part(tmp)
    assert stat.S_IMODE(os.stat(tmp + "/p").st_mode) == 0o600
    mail = b"From: a@a.example\nMIME-Version: 1.0\nContent-Type: application/tlsrpt+json\nSubject: x\n\n" + text
    open(tmp + "/mail.eml", "wb").write(mail)
    totals = summary(tmp + "/mail.eml")["totals"]
    assert totals["messages"] == 1 and totals["reports_found"] <= len(text.splitlines())
    os.mkdir(tmp + "/folder")
    shutil.copy(tmp + "/p", tmp + "/folder/p")
    r = run("--json", tmp + "/s", tmp + "/folder", status=1)
    assert b"give it as an INPUT of its own" in r.stderr and json.load(open(tmp + "/s"))["totals"]["files_unread"] == 1


@test
def a_forged_part_steers_no_terminal(tmp):
    """Whoever writes a part can write its sums, too: the form of what is unread is a text like any other."""
    open(tmp + "/a.sit", "wb").write(b"SIT!" + bytes(90))
    run("--part", tmp + "/p", tmp + "/a.sit", MBOX, status=1)
    lines = open(tmp + "/p", "rb").read().replace(b"StuffIt archive", rb"Stuff\u001b[31mIt").splitlines(True)
    end = json.loads(lines[-1])
    last = lines[-1].replace(end["content"].encode(), sha(b"".join(lines[1:-1])).encode())
    cut = last.index(b'"sha256":"') + len(b'"sha256":"')
    last = last.replace(end["sha256"].encode(), sha(lines[0] + last[:cut]).encode())
    open(tmp + "/forged", "wb").write(b"".join([*lines[:-1], last]))
    r = run(tmp + "/forged", status=1)
    assert "1 unread: Stuff" in r.stdout.decode() and b"\x1b" not in r.stdout + r.stderr, r.stdout
