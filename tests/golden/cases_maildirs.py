"""Maildirs: only read, and each message once, also while mail is delivered."""

import gzip, io, json, os, re, shutil, tarfile, time

from harness import *
from nested_files import report_mail, tar


@test
def a_maildir_is_only_read_and_links_are_not_followed(tmp):
    shutil.copytree(SAMPLES + "/Maildir", tmp + "/M", symlinks=True)
    os.makedirs(tmp + "/outside")
    shutil.copy(MBOX, tmp + "/outside/box")
    os.symlink(tmp + "/outside/box", tmp + "/M/cur/link")
    os.symlink(tmp + "/outside", tmp + "/M/.linked")
    os.mkfifo(tmp + "/M/cur/fifo")
    open(tmp + "/M/tmp/1.half", "w").write("Subject: half\n\n")
    before = sorted(p + "/" + f for p, _, fs in os.walk(tmp + "/M") for f in fs)
    r = run("--json", "-", tmp + "/M", status=1)
    assert json.loads(r.stdout)["totals"]["messages"] == 29, r.stdout
    assert before == sorted(p + "/" + f for p, _, fs in os.walk(tmp + "/M") for f in fs)


@test
def names_in_a_maildir_that_begin_alike_are_read_once_each(tmp):
    mails = re.split(rb"(?<=\n)\n(?=From )", open(MBOX, "rb").read())
    for folder in "cur", "new", "tmp":
        os.makedirs(tmp + "/m/" + folder)
    names = [
        "m1:2,S",
        "m10:2,S",
        "m1.x:2,",
        "m1,S=3:2,S",
        "m2",
        "m20:2,",
        "m2x",
        "m100:2,RS",
        "m:2,S",
        "n",
        "n1:2,",
        "n.:2,",
    ]
    for name, mail in zip(names, mails):
        open(tmp + "/m/cur/" + name, "wb").write(mail.split(b"\n", 1)[1])
    assert summary(tmp + "/m")["totals"]["messages"] == len(names)
    shutil.copy(tmp + "/m/cur/m1:2,S", tmp + "/m/cur/m1:2,RS")  # as if renamed while they are listed: one message
    shutil.copy(tmp + "/m/cur/m2", tmp + "/m/cur/m2:2,S")
    shutil.copy(tmp + "/m/cur/n.:2,", tmp + "/m/new/n.")
    assert summary(tmp + "/m")["totals"]["messages"] == len(names)


@test
def messages_that_an_export_numbered_alike_in_two_folders_are_each_read(tmp):
    """Names are no proof that they are one: both are there, and differ, be it in one byte."""
    mails = re.split(rb"(?<=\n)\n(?=From )", open(MBOX, "rb").read())
    names = ["cur/1:2,S", "new/1", "cur/2:2,", "cur/2", "cur/2:2,S", "new/2"]
    for folder in "cur", "new", "tmp":
        os.makedirs(tmp + "/m/" + folder)
    for name, mail in zip(names, mails):
        open(tmp + "/m/" + name, "wb").write(mail.split(b"\n", 1)[1])
    assert summary(tmp + "/m")["totals"]["messages"] == len(names)
    one = open(tmp + "/m/cur/1:2,S", "rb").read()
    open(tmp + "/m/new/1", "wb").write(one[:-2] + b" \n")
    assert summary(tmp + "/m")["totals"]["messages"] == len(names)
    open(tmp + "/m/new/1", "wb").write(one)
    assert summary(tmp + "/m")["totals"]["messages"] == len(names) - 1


@test
def a_message_is_read_beside_what_cannot_be_under_its_name(tmp):
    """In both orders of the names, in one folder and in two: the link is told of, the message counts."""
    mail = open(MBOX, "rb").read().split(b"\n\nFrom ")[0].split(b"\n", 1)[1]
    open(tmp + "/elsewhere", "wb").write(mail)
    for link, message in (
        ("cur/1:2,RS", "cur/1:2,S"),
        ("cur/1:2,S", "cur/1:2,RS"),
        ("cur/1", "cur/1:2,S"),
        ("cur/1:2,", "new/1"),
    ):
        for folder in "cur", "new", "tmp":
            os.makedirs(tmp + "/m/" + folder)
        os.symlink(tmp + "/elsewhere", tmp + "/m/" + link)
        open(tmp + "/m/" + message, "wb").write(mail)
        r = run("--json", "-", tmp + "/m", status=1)
        assert b"m/%s: is a link" % link.encode() in r.stderr, r.stderr
        assert json.loads(r.stdout)["totals"]["reports"] == 1, (link, message)
        shutil.rmtree(tmp + "/m")


@test
def a_maildir_in_use_loses_and_doubles_nothing(tmp):
    path, truth = corpus(tmp, "maildir", 61, 2500, "--noise", "0")
    want = truth["totals"]["messages"]
    stop = False

    def shuffle():  # a mail program that marks messages and moves them from new to cur, all the time
        rounds = 0
        while not stop:
            rounds += 1
            for f in os.listdir(path + "/new")[:2]:
                os.rename(path + "/new/" + f, path + "/cur/" + f + ":2,")
            for f in os.listdir(path + "/cur")[:5]:
                os.rename(path + "/cur/" + f, path + "/cur/" + f.split(":")[0] + ":2," + "SRF"[rounds % 3])
            time.sleep(0.002)

    import threading

    t = threading.Thread(target=shuffle)
    t.start()
    try:
        for _ in range(8):
            got = summary("-j", 2, path)["totals"]
            assert got["messages"] == want, (got["messages"], want)
    finally:
        stop = True
        t.join()


@test
def a_folder_among_the_messages_of_a_maildir_is_entered(tmp):
    mails = re.split(rb"(?<=\n)\n(?=From )", open(MBOX, "rb").read())
    names = "cur/1", "cur/2024/03/2", "new/more/3.eml"
    for name, mail in zip(names, mails):
        os.makedirs(os.path.dirname(tmp + "/m/" + name), exist_ok=True)
        open(tmp + "/m/" + name, "wb").write(mail.split(b"\n", 1)[1])
    totals = summary(tmp + "/m")["totals"]
    assert totals["messages"] == 3 and totals["files_skipped"] == 0, totals


@test
def an_empty_message_of_a_maildir_is_told_of(tmp):
    """A full disk or a crash leaves it, or one of zeros; what was in it nobody knows."""
    files = [("cur/1:2,S", report_mail(1)), ("cur/2:2,S", b""), ("new/3", bytes(3000)), ("new/4", gzip.compress(b""))]
    for name, data in files:
        os.makedirs(os.path.dirname(tmp + "/m/" + name), exist_ok=True)
        open(tmp + "/m/" + name, "wb").write(data)
    open(tmp + "/m.tar", "wb").write(tar([("m/" + name, data) for name, data in files]))
    for path in ("/m", "/m.tar"):
        totals = summary(tmp + path)["totals"]
        assert [totals[k] for k in ("reports", "messages_unread", "messages_ignored")] == [1, 3, 0], (path, totals)


@test
def a_link_in_a_maildir_is_told_by_its_name(tmp):
    os.makedirs(tmp + "/m/cur")
    os.symlink("elsewhere", tmp + "/m/cur/1")
    assert b"cur/1: is a link, and links are not followed" in run(tmp + "/m", status=1).stderr


@test
def what_is_called_like_a_maildirs_own_folder_and_is_none_is_not_passed_over(tmp):
    """A link is told of with -v, a file is read; links lead nowhere below an input."""
    mails = re.split(rb"(?<=\n)\n(?=From )", open(MBOX, "rb").read())
    for folder in "m/new", "m/tmp", "elsewhere":
        os.makedirs(tmp + "/" + folder)
    for name, mail in zip(("m/new/1", "elsewhere/2"), mails):
        open(tmp + "/" + name, "wb").write(mail.split(b"\n", 1)[1])
    os.symlink("../elsewhere", tmp + "/m/cur")
    r = run("-v", "--json", tmp + "/s", tmp + "/m")
    totals = json.load(open(tmp + "/s"))["totals"]
    assert (totals["messages"], totals["files_skipped"]) == (1, 1), totals
    assert r.stderr.endswith(b"m/cur: skipped: is a link, and links are not followed\n"), r.stderr
    os.unlink(tmp + "/m/cur")
    os.rename(tmp + "/elsewhere/2", tmp + "/m/cur")
    totals = summary(tmp + "/m")["totals"]
    assert (totals["messages"], totals["files_skipped"]) == (2, 0), totals


@test
def a_folder_that_may_not_be_read_is_told_of_once(tmp):
    """Permissions bind whoever is not root."""
    as_user = {"user": 65534} if os.getuid() == 0 else {}
    os.chmod(tmp, 0o755)
    program = shutil.copy(PROGRAM, tmp + "/program")  # which may lie where nobody else gets
    for closed in "m", "m/cur", "m/new":
        for folder in "m/cur", "m/new":
            os.makedirs(tmp + "/" + folder, exist_ok=True)
        os.chmod(tmp + "/" + closed, 0o311)
        r = subprocess.run([program, "--json", "-", tmp + "/m"], env=ENV, capture_output=True, cwd="/", **as_user)
        assert r.returncode == 1 and r.stderr.count(b"Permission denied") == 1, (closed, r.stderr)
        assert json.loads(r.stdout)["totals"]["files_unread"] == 1, closed
        os.chmod(tmp + "/" + closed, 0o755)


@test
def what_is_not_delivered_in_a_packed_maildir_is_not_read(tmp):
    """Its folders may stand at the top of the archive, as tar -C Maildir has them."""
    mails = re.split(rb"(?<=\n)\n(?=From )", open(MBOX, "rb").read())
    for top in "", "./", "box/", "a/b/":
        with tarfile.open(tmp + "/m.tar", "w") as t:
            for name, mail in zip(("cur/1", "new/2", "tmp/3"), mails):
                info = tarfile.TarInfo(top + name)
                info.size = len(mail.split(b"\n", 1)[1])
                t.addfile(info, io.BytesIO(mail.split(b"\n", 1)[1]))
        totals = summary(tmp + "/m.tar")["totals"]
        assert totals["messages"] == 2 and totals["files_skipped"] == 1, (top, totals)
