"""State (SPEC 9): what an earlier run has counted is known to the next."""
import json, os, random, shutil, signal, sqlite3, subprocess, time

from harness import *


def copied(tmp):
    shutil.copy(MBOX, tmp)
    return tmp


def totals(*args, **kw):
    return summary(*args, **kw)["totals"]


@test
def a_second_run_counts_only_what_is_new(tmp):
    a, _ = corpus(tmp, "mbox", 81, 300)
    b, _ = corpus(tmp, "tar", 82, 300)
    whole = totals(a, b)
    first = totals("--state", tmp + "/s", a)
    assert first["known"] == 0 and first["reports"] == totals(a)["reports"]
    again = totals("--state", tmp + "/s", a)
    assert (
        again["reports"] == 0
        and again["known"] == first["reports"] + first["duplicates"]
        and again["successful_sessions"] == 0
    )
    assert again["conflicts"] == first["conflicts"]
    assert run("--state", tmp + "/s", "--ndjson", "-", a).stdout == b""
    both = totals("--state", tmp + "/s", a, b)
    assert (
        both["reports"] == whole["reports"] - first["reports"]
        and both["reports_found"] == both["reports"] + both["duplicates"] + both["conflicts"] + both["known"]
    )
    text = run("--state", tmp + "/s", a).stdout.decode()
    assert "known: earlier runs counted them" in text


@test
def state_does_not_depend_on_threads_or_form(tmp):
    a, _ = corpus(tmp, "mbox", 83, 300)
    run("--state", tmp + "/s", "--ndjson", tmp + "/records", a)
    for jobs in (1, 4):
        t = totals("-j", jobs, "--state", tmp + "/s", tmp + "/records")
        assert t["reports"] == 0 and t["known"] == sum(1 for _ in open(tmp + "/records")), t


@test
@alone
def two_runs_on_one_state_wait_for_each_other(tmp):
    a, _ = corpus(tmp, "mbox", 84, 500)
    runs = [
        subprocess.Popen([PROGRAM, "-q", "--state", tmp + "/s", "--json", "%s/%d" % (tmp, i), a], env=ENV)
        for i in range(4)
    ]
    assert [p.wait(60) for p in runs] == [0] * 4
    counted = [json.load(open("%s/%d" % (tmp, i)))["totals"]["reports"] for i in range(4)]
    assert sorted(counted)[:3] == [0, 0, 0] and max(counted) == totals(a)["reports"], counted
    lock = sqlite3.connect(tmp + "/s", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    p = subprocess.Popen([PROGRAM, "--state", tmp + "/s", "--json", tmp + "/x", a], env=ENV, stderr=subprocess.PIPE)
    send_once_caught(p, signal.SIGINT)
    assert p.wait(10) == 130 and not os.path.exists(tmp + "/x")


@test
def a_killed_run_loses_no_report(tmp):
    a, _ = corpus(tmp, "mbox", 85, 1500)
    want = {json.loads(line)["report_key"] for line in run("--ndjson", "-", a).stdout.decode().splitlines()}
    rng, killed = random.Random(7), 0
    for i in range(int(os.environ.get("KILLS", "25"))):
        for f in ("s", "s-journal"):
            if os.path.exists(tmp + "/" + f):
                os.remove(tmp + "/" + f)
        seen = set()
        for attempt in range(3):
            out = "%s/out%d" % (tmp, attempt)
            p = subprocess.Popen([PROGRAM, "-q", "--state", tmp + "/s", "--ndjson", out, a], env=ENV)
            if attempt < 2:
                time.sleep(rng.random() * 0.08)
                p.kill()
            killed += p.wait(60) == -9
            if os.path.exists(out):  # renamed, so it is whole
                seen |= {json.loads(line)["report_key"] for line in open(out)}
                os.remove(out)
        assert seen == want, (i, len(seen), len(want))
    assert killed > 4, killed


@test
def a_state_that_is_not_ours_is_refused(tmp):
    open(tmp + "/text", "w").write("not a database, but long enough to be taken for one\n" * 20)
    assert b"not a database" in run("--state", tmp + "/text", "mail.mbox", cwd=SAMPLES, status=1).stderr
    other = sqlite3.connect(tmp + "/other")
    other.execute("CREATE TABLE x(y)")
    other.commit()
    for pragma in ("", "PRAGMA application_id = -5", "PRAGMA user_version = -5"):  # any of 32 bits is some program's
        other.execute(pragma)
        other.commit()
        assert b"another program" in run("--state", tmp + "/other", "mail.mbox", cwd=SAMPLES, status=1).stderr
    run("--state", tmp + "/s", "mail.mbox", cwd=SAMPLES)
    db = sqlite3.connect(tmp + "/s")
    db.execute("PRAGMA user_version = 99")
    db.commit()
    assert b"newer version" in run("--state", tmp + "/s", "mail.mbox", cwd=SAMPLES, status=1).stderr
    assert b"No such file" in run("--state", "/no/such/folder/s", "mail.mbox", cwd=SAMPLES, status=1).stderr
    assert not [f for f in os.listdir(tmp) if "journal" in f]


@test
def who_waits_for_a_run_that_is_ended_goes_on_with_a_new_file(tmp):
    os.mkfifo(tmp + "/endless")
    for option in "--state", "--sqlite":
        for number in signal.SIGKILL, signal.SIGTERM:
            first = subprocess.Popen([PROGRAM, "-q", option, tmp + "/db", tmp + "/endless"], stderr=subprocess.DEVNULL)
            writer = open(tmp + "/endless", "wb")  # once it reads, it has the lock
            then = subprocess.Popen([PROGRAM, "-q", option, tmp + "/db", MBOX, "--json", tmp + "/j"])
            time.sleep(0.5)
            assert then.poll() is None, "it waits"
            first.send_signal(number)
            writer.close()
            assert (first.wait(), then.wait()) in ((-9, 0), (130, 0)), (option, number)
            table = "counted" if option == "--state" else "reports"
            n = json.load(open(tmp + "/j"))["totals"]["reports"]
            assert sqlite3.connect(tmp + "/db").execute("SELECT count(*) FROM " + table).fetchone() == (n,), option
            os.remove(tmp + "/db")


@test
def a_database_of_another_program_is_not_filled(tmp):
    other = sqlite3.connect(tmp + "/other")
    other.execute("CREATE TABLE x(y)")
    other.commit()
    before = open(tmp + "/other", "rb").read()
    run("-q", "--state", tmp + "/s", MBOX, "--json", tmp + "/j")
    for name in "other", "s":
        told = run("--sqlite", tmp + "/" + name, MBOX, status=1).stderr.decode()
        assert told == "tlsrpt-audit: %s/%s: is a database of another program: name a new file\n" % (tmp, name), told
    assert open(tmp + "/other", "rb").read() == before and sorted(os.listdir(tmp)) == ["j", "other", "s"]
    run("-q", "--sqlite", tmp + "/ours", MBOX)  # where users may keep tables and views of their own
    ours = sqlite3.connect(tmp + "/ours")
    ours.executescript("CREATE TABLE x(y); INSERT INTO x VALUES(7); CREATE VIEW seven AS SELECT y FROM x, reports")
    n = ours.execute("SELECT count(*) FROM reports").fetchone()
    run("-q", "--sqlite", tmp + "/ours", MBOX)
    assert ours.execute("SELECT count(*), min(y) FROM seven").fetchone() == (*n, 7)


@test
def a_name_that_is_more_to_sqlite_is_a_file_all_the_same(tmp):
    for name in ":memory:", "file:x?mode=memory", "file:y?mode=ro", ":odd":
        run("-q", "--state", name, "--sqlite", name + "2", "mail.mbox", cwd=copied(tmp))
        assert sqlite3.connect(tmp + "/" + name).execute("SELECT count(*) FROM counted").fetchone()[0] > 0, name
        assert sqlite3.connect(tmp + "/" + name + "2").execute("SELECT count(*) FROM reports").fetchone()[0] > 0, name
        again = json.loads(run("-q", "--state", name, "--json", "-", "mail.mbox", cwd=tmp).stdout)["totals"]
        assert again["reports"] == 0 and again["known"] > 0, (name, again)


@test
def a_damaged_state_or_database_is_named_with_what_to_do(tmp):
    mail = copied(tmp) + "/mail.mbox"
    for option in "--state", "--sqlite":
        run("-q", option, tmp + "/made", mail)
        whole = open(tmp + "/made", "rb").read()
        for cut in *range(100, len(whole), len(whole) // 9), len(whole) - 4000, len(whole) - 1:
            open(tmp + "/cut", "wb").write(whole[:cut])
            told = run("-q", option, tmp + "/cut", "--json", tmp + "/j", mail, status=1).stderr.decode()
            assert told.startswith("tlsrpt-audit: %s/cut: is damaged" % tmp) and "put an earlier copy" in told, (
                cut,
                told,
            )
            assert open(tmp + "/cut", "rb").read() == whole[:cut] and not os.path.exists(tmp + "/j"), cut
        os.remove(tmp + "/made")
    run("-q", "--state", tmp + "/s", mail)
    db = sqlite3.connect(tmp + "/s")
    no_word = "DROP TABLE identity; CREATE TABLE identity(word); INSERT INTO identity VALUES(NULL)"
    bad_word = "UPDATE identity SET word = 'identitx'"
    for change in no_word, bad_word, "UPDATE hashing SET secret = substr(secret, 2)":
        db.executescript(change)
        assert b"/s: is damaged: put an earlier copy" in run("-q", "--state", tmp + "/s", mail, status=1).stderr, change


@test
def pages_of_a_log_that_were_half_copied_are_no_damage(tmp):
    mail = copied(tmp) + "/mail.mbox"
    for option, table in ("--state", "counted"), ("--sqlite", "reports"):
        made, full = tmp + "/made" + option, tmp + "/full" + option
        run("-q", option, made, mail)
        db = sqlite3.connect(made)
        db.execute("PRAGMA journal_mode=WAL")
        rows = db.execute("SELECT count(*) FROM " + table).fetchone()[0]
        db.executescript("CREATE INDEX more ON %s(%s)" % (table, "ended" if option == "--state" else "day"))
        for end in "", "-wal":  # as the disk holds them while another program has it open
            shutil.copy(made + end, full + end)
        open(full, "ab").write(b"\0" * 1000)
        run("-q", option, full, mail)
        assert sqlite3.connect(full).execute("SELECT count(*) FROM " + table).fetchone()[0] == rows > 0
        assert sqlite3.connect(full).execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()


@test
def a_database_of_another_version_is_named_with_what_to_do(tmp):
    db = sqlite3.connect(tmp + "/old")
    db.executescript("CREATE TABLE reports(report_key TEXT PRIMARY KEY, organization_name TEXT) WITHOUT ROWID")
    db.close()
    told = run("--sqlite", tmp + "/old", "mail.mbox", cwd=SAMPLES, status=1).stderr
    assert b"/old: is damaged, or of another version" in told and b"name a new file" in told, told


@test
def a_state_of_version_0_1_is_refused_as_its_reports_would_count_twice(tmp):
    """Its identities had a NUL before each domain, where later ones have the domain's length."""
    db = sqlite3.connect(tmp + "/s")
    db.executescript(
        """
        CREATE TABLE counted(identity BLOB PRIMARY KEY, content INTEGER NOT NULL, ended INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE hashing(secret BLOB NOT NULL);
        INSERT INTO hashing VALUES(randomblob(192));
        PRAGMA application_id = 1414288210; PRAGMA user_version = 1"""
    )
    db.close()
    before = open(tmp + "/s", "rb").read()
    told = run("--state", tmp + "/s", "--json", tmp + "/j", "mail.mbox", cwd=SAMPLES, status=1).stderr
    assert tmp.encode() + b"/s: was written by version 0.1" in told and b"name a new state" in told, told
    assert open(tmp + "/s", "rb").read() == before and os.listdir(tmp) == ["s"]


@test
def a_state_of_another_identity_is_refused(tmp):
    first = totals("--state", tmp + "/s", "--dedup", "report-id", "mail.mbox", cwd=SAMPLES)["reports"]
    for other in [], ["--dedup=none"]:
        told = run("--state", tmp + "/s", *other, "mail.mbox", cwd=SAMPLES, status=2)
        assert b"--dedup=report-id" in told.stderr and not told.stdout, told
    again = totals("--state", tmp + "/s", "--dedup", "report-id", "mail.mbox", cwd=SAMPLES)
    assert first > 0 and again["reports"] == 0, (first, again)
    run("--state", tmp + "/n", "--dedup=none", "mail.mbox", cwd=SAMPLES)
    assert totals("--state", tmp + "/n", "mail.mbox", cwd=SAMPLES)["reports"] == 0
    db = sqlite3.connect(tmp + "/n")
    db.executescript("DROP TABLE identity; PRAGMA user_version = 2")
    run("--state", tmp + "/n", "--dedup=report-id", "mail.mbox", cwd=SAMPLES, status=2)
    assert totals("--state", tmp + "/n", "mail.mbox", cwd=SAMPLES)["reports"] == 0


@test
def each_content_that_dedup_none_counted_is_known_the_next_night(tmp):
    def copy(path, secured):
        policy = {"policy": {"policy-type": "sts", "policy-domain": "example.com"}}
        policy["summary"] = {"total-successful-session-count": secured, "total-failure-session-count": 0}
        days = one_day("2024-03-01")
        report = {"organization-name": "A", "date-range": days, "contact-info": "a", "report-id": "1"}
        open(tmp + path, "w").write(json.dumps(dict(report, policies=[policy])))
        return tmp + path

    one, two, three = copy("/1", 1), copy("/2", 2), copy("/3", 3)

    def night(*args):
        t = totals("--state", tmp + "/s", *args)
        return t["reports"], t["known"], t["conflicts"]

    assert night("--dedup=none", one, two, one) == (3, 0, 0)
    assert night("--dedup=none", one, two, three) == (1, 2, 0)
    assert night("--dedup=none", three, two, one) == (0, 3, 0)
    assert night(one, three) == (0, 1, 1), "the default tells of a copy that contradicts the first"
    assert totals("--state", tmp + "/d", one)["reports"] == 1
    assert totals("--state", tmp + "/d", "--dedup=none", one, two)["reports"] == 1


@test
def old_identities_are_forgotten(tmp):
    t = totals("--state", tmp + "/s", "mail.mbox", cwd=SAMPLES)
    run("--state", tmp + "/s", "--state-expire", "36500", "mail.mbox", cwd=SAMPLES)
    assert totals("--state", tmp + "/s", "mail.mbox", cwd=SAMPLES)["reports"] == 0
    late = dict(ENV, SOURCE_DATE_EPOCH=str(int(ENV["SOURCE_DATE_EPOCH"]) + 2 * 86400))
    run("--state", tmp + "/s", "--state-expire", "1", "mail.mbox", cwd=SAMPLES, env=late)
    assert totals("--state", tmp + "/s", "mail.mbox", cwd=SAMPLES)["reports"] == t["reports"]


@test
def who_sent_a_forgotten_report_is_forgotten_too(tmp):
    """It is counted anew from a copy that its sender signed: nothing displaced that one."""
    report = {
        "organization-name": "Sender",
        "report-id": "1",
        "date-range": one_day("2026-07-01"),
        "policies": [{"policy": {"policy-type": "no-policy-found", "policy-domain": "a.example"}}],
    }
    for name, result, ok in (("forged", "fail", 1), ("true", "pass", 2), ("changed", "pass", 3)):
        report["policies"][0]["summary"] = {"total-successful-session-count": ok, "total-failure-session-count": 0}
        with open(tmp + "/%s.eml" % name, "w") as f:
            f.write("Authentication-Results: mx.a.example; dkim=%s header.d=sender.example\n" % result)
            f.write("From: tls@sender.example\nTLS-Report-Submitter: sender.example\n")
            f.write("Content-Type: application/tlsrpt+json\n\n" + json.dumps(report) + "\n")

    def night(n, name):
        env = dict(ENV, SOURCE_DATE_EPOCH=str(int(ENV["SOURCE_DATE_EPOCH"]) + n * 86400))
        options = ["--state", tmp + "/s", "--state-expire", "1", "--authserv-id", "mx.a.example"]
        s = summary(*options, tmp + "/%s.eml" % name, env=env)
        return s["totals"]["reports"], "authentic-copy-displaced" in {f["id"] for f in s["findings"]}

    assert night(0, "forged") == (1, False)
    assert night(1, "true") == (0, True)
    night(3, "forged")  # forgets it at its end
    assert night(3, "true") == (1, False)
    assert night(3, "changed") == (0, False)


@test
def statements_in_a_state_do_not_run(tmp):
    """One that somebody put there forgot what was counted, or never came to an end."""
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS secret FROM c"
    statements = (
        "CREATE TRIGGER t AFTER INSERT ON counted BEGIN DELETE FROM counted; END",
        "CREATE TRIGGER t AFTER INSERT ON counted BEGIN INSERT INTO hashing SELECT secret FROM (%s); END" % endless,
    )
    for i, statement in enumerate(statements):
        state = "%s/s%d" % (tmp, i)
        run("--state", state, "Maildir", cwd=SAMPLES)
        sqlite3.connect(state).executescript(statement)
        first = totals("--state", state, "mail.mbox", cwd=SAMPLES)
        again = totals("--state", state, "mail.mbox", cwd=SAMPLES)
        assert again["reports"] == 0 and again["known"] == first["reports"] + first["known"], (first, again)
    sqlite3.connect(state).executescript("DROP TABLE hashing; CREATE VIEW hashing AS " + endless)
    r = run("--state", state, "mail.mbox", cwd=SAMPLES, status=1)
    assert b"is damaged, or of another version or program" in r.stderr, r.stderr


@test
def an_output_that_fails_leaves_the_state_as_it_was(tmp):
    run("--state", tmp + "/s", "--json", "/dev/full", "mail.mbox", cwd=SAMPLES, status=1)
    assert totals("--state", tmp + "/s", "mail.mbox", cwd=SAMPLES)["known"] == 0
