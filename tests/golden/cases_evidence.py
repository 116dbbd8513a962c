"""The evidence bag (SPEC 6.6): what it holds, and what happens to it on the way."""

import filecmp, json, os, random, re, shutil, subprocess

from authority import stamp
from bags import *
from harness import *


@test
def a_bag_holds_what_the_outputs_alone_would_hold(tmp):
    open(tmp + "/my domains.txt", "w").write("agency.example\nharbour.example\nlibrary.example\n")
    open(tmp + "/rules.json", "w").write("{}\n")
    open(tmp + "/keys.txt", "w").write(
        '_smtp._tls.agency.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:tls@agency.example"\n'
    )
    os.mkdir(tmp + "/served")
    for name in "mta-sts.ministry.example.txt", "agency.example.txt", "other":
        open(tmp + "/served/" + name, "w").write("version: STSv1\n")
    run("--json", tmp + "/before.json", *INPUTS)
    run(
        "--evidence",
        tmp + "/bag",
        "--evidence-mails",
        "--sts-policy",
        tmp + "/served",
        "--organization",
        "Example Ltd, ü",
        "--sample",
        "5:s",
        "--scope",
        tmp + "/my domains.txt",
        "--rules",
        tmp + "/rules.json",
        "--dns",
        tmp + "/keys.txt",
        "--compare",
        tmp + "/before.json",
        "--json",
        tmp + "/summary.json",
        "--ndjson",
        tmp + "/records.ndjson",
        "--csv",
        tmp + "/csv",
        "--xlsx",
        tmp + "/audit.xlsx",
        "--html",
        tmp + "/audit.html",
        "--extract",
        tmp + "/reports",
        *INPUTS
    )
    info, data = check_bag(tmp + "/bag"), tmp + "/bag/data"
    for name in ("summary.json", "records.ndjson", "audit.xlsx", "audit.html"):
        assert filecmp.cmp(data + "/" + name, tmp + "/" + name, False), name
    same_tree(data + "/csv", tmp + "/csv")
    same_tree(data + "/reports", tmp + "/reports")
    records = [json.loads(line) for line in open(data + "/records.ndjson")]
    assert set(os.listdir(data + "/mails")) == {r["source"]["message_sha256"] + ".eml" for r in records}
    assert all(sha(read(data + "/mails/" + m)) == m[:-4] for m in os.listdir(data + "/mails"))
    given = ["rules-rules.json", "scope-my_domains.txt", "dns-keys.txt", "sts-policy-agency.example.txt"]
    given = ["%d-%s" % n for n in enumerate([*given, "sts-policy-mta-sts.ministry.example.txt"], 1)]
    assert sorted(os.listdir(data + "/given")) == given
    kept = lambda name: read(data + "/given/%s.txt" % name)
    assert kept("2-scope-my_domains") == read(tmp + "/my domains.txt") and kept("3-dns-keys") == read(tmp + "/keys.txt")
    assert kept("4-sts-policy-agency.example") == b"version: STSv1\n"
    assert sorted(os.listdir(data)) == sorted(
        [
            "audit.xlsx",
            "audit.html",
            "summary.json",
            "records.ndjson",
            "csv",
            "reports",
            "mails",
            "inputs.sha256",
            "given",
        ]
    )
    assert (
        info["Source-Organization"] == "Example Ltd, ü"
        and info["Bagging-Date"] == "2026-08-01"
        and sha(read(tmp + "/before.json")) in info["Prior-Summary"]
    )
    assert info["Bag-Software-Agent"].startswith("tlsrpt-audit ") and all(
        part in info["External-Description"] for part in ("2024-03-01 to ", "3 domains listed", "--evidence")
    )
    assert leftovers(tmp) == [] and os.stat(tmp + "/bag").st_mode & 0o077 == 0
    plain = tmp + "/plain"
    run("--evidence", plain, *INPUTS)
    assert set(check_bag(plain)) == {
        "Bagging-Date",
        "Payload-Oxum",
        "External-Description",
        "Bag-Software-Agent",
    } and not os.path.exists(plain + "/data/mails")
    run("--evidence-mails", *INPUTS, status=2)
    run("--evidence", "-", *INPUTS, status=2)


@test
def what_the_readme_says_works(tmp):
    shutil.copytree(SAMPLES, tmp + "/samples")
    shutil.copy(MBOX, tmp + "/samples/Maildir/a\\b\nc")  # sha256sum puts a backslash before such a name's hash
    run("--evidence", tmp + "/FOLDER", *["samples/" + i for i in SAMPLE_INPUTS], cwd=tmp)
    readme = open(tmp + "/FOLDER/README.txt").read()
    assert all(len(line) <= 90 for line in readme.split("\n"))
    assert "to be signed in a copy" in " ".join(readme.split())  # a word written into the bag's own breaks the manifest
    commands = [
        c.replace("\\\n", " ")
        for c in re.findall(r"(?m)^  ((?:sha256sum|find data|ssh-keygen|openssl).*(?:(?<=\\)\n.*)?)", readme)
    ]
    assert len(commands) == 7, commands

    def sh(c, cwd):
        r = subprocess.run(["sh", "-c", c], cwd=cwd, capture_output=True)
        assert r.returncode == 0, (c, r)
        return r.stdout.decode()

    assert sh(commands[0], tmp + "/FOLDER") == ""
    assert sh(commands[1], tmp + "/FOLDER").strip() == check_bag(tmp + "/FOLDER")["Payload-Oxum"].split(".")[1]
    assert sh(commands[2], tmp) == "samples/mail.mbox: OK\nsamples/mail.tar.gz: OK\n"
    folder = re.search(r"(?m)^  (find DIR(?:.*\n)?.*sha256sum)$", readme).group(1)
    assert (
        sh(folder.replace("DIR", "samples/Maildir"), tmp).split()[0] in open(tmp + "/FOLDER/data/inputs.sha256").read()
    )
    if shutil.which("openssl"):
        sh(commands[4], tmp)
        stamp(tmp, "FOLDER.tsq", "FOLDER.tsr")
        sh(commands[6], tmp)
    if shutil.which("ssh-keygen"):
        sh("ssh-keygen -q -t ed25519 -N '' -f KEY", tmp)
        open(tmp + "/ALLOWED_SIGNERS", "w").write("SIGNER " + open(tmp + "/KEY.pub").read())
        sh(commands[3], tmp)
        sh(commands[5], tmp)
        assert check_bag(tmp + "/FOLDER")


@test
def a_flipped_byte_anywhere_is_found(tmp):
    bag, r = tmp + "/bag", random.Random(7)
    run("--evidence", bag, "--evidence-mails", INPUTS[1])
    check_bag(bag)
    for name in sorted(files_below(bag)):
        path = bag + "/" + name
        whole = read(path)
        for at in {0, len(whole) - 1, r.randrange(len(whole))}:
            with open(path, "r+b") as f:
                f.seek(at)
                f.write(bytes([whole[at] ^ 1 << r.randrange(7)]))
            assert not is_bag(bag), (name, at)
            open(path, "wb").write(whole)
    os.rename(bag + "/data/summary.json", tmp + "/kept")
    assert not is_bag(bag)
    os.rename(tmp + "/kept", bag + "/data/summary.json")
    for extra in ("/data/x", "/x", "/data/reports/x.json"):
        open(bag + extra, "w").close()
        assert not is_bag(bag), extra
        os.remove(bag + extra)
    check_bag(bag)


@test
def two_bags_of_the_same_have_the_same_bytes(tmp):
    for jobs in ("1", "7"):
        command = ["--evidence", tmp + "/bag", "--evidence-mails", "--sample", "9", "-j", "3", *INPUTS]
        run(*command)
        os.rename(tmp + "/bag", tmp + "/first")
        run(*command)
        names = files_below(tmp + "/bag")
        assert names == files_below(tmp + "/first") and len(names) > 100
        assert all(filecmp.cmp(tmp + "/bag/" + n, tmp + "/first/" + n, False) for n in names)
        shutil.rmtree(tmp + "/first")
        run(*command)  # in place of itself
        check_bag(tmp + "/bag")


@test
def records_and_parts_of_an_earlier_run_are_said_to_lack_what_was_sent(tmp):
    """A line of a part is not what a reporter sent either, whoever verifies report_sha256 would find."""
    run("--ndjson", tmp + "/r.ndjson", *INPUTS)
    run("--part", tmp + "/part", "--hash-inputs", *INPUTS)
    open(tmp + "/list", "w").write("domain,client\n*.example,All\n")
    n = sum(1 for _ in open(tmp + "/r.ndjson"))
    for given in ("r.ndjson", "part"):
        run("--evidence", tmp + "/bag", "--evidence-mails", tmp + "/" + given)
        check_bag(tmp + "/bag")
        said = open(tmp + "/bag/README.txt").read()
        assert "%d of the counted reports came as records" % n in said, given
        assert not files_below(tmp + "/bag/data/reports")
    run("--part", tmp + "/listed", "--hash-inputs", "--scope", tmp + "/list", *INPUTS)
    run("--evidence", tmp + "/bag-{client}", "--scope", tmp + "/list", tmp + "/listed")
    assert "came as records" in open(tmp + "/bag-All/README.txt").read()
    assert not files_below(tmp + "/bag-All/data/reports")


@test
def the_earlier_summary_is_named_by_its_hash_whatever_its_date_says(tmp):
    """What is no time is nobody's to read: an escape sequence, or a line of the bag's own."""
    run("--json", tmp + "/before.json", *INPUTS)
    before = json.load(open(tmp + "/before.json"))
    for generated in ("x" + "ä" * 200, None, 7, "\x1b[31mred", "now\nContact-Name: Eve"):
        json.dump(before | {"generated": generated}, open(tmp + "/before.json", "w"))
        run("--evidence", tmp + "/bag", "--digest", tmp + "/mail", "--compare", tmp + "/before.json", *INPUTS)
        assert sha(read(tmp + "/before.json")) in check_bag(tmp + "/bag")["Prior-Summary"]
        text = run("--compare", tmp + "/before.json", *INPUTS).stdout
        assert b"Since an unknown time\n" in text and b"\x1b" not in text, text
        assert b"Contact-Name" not in read(tmp + "/bag/bag-info.txt") + read(tmp + "/mail")


@test
def each_client_gets_a_bag_of_his_own(tmp):
    both = {
        "organization-name": "Bigmail Inc.",
        "report-id": "both",
        "contact-info": "x",
        "date-range": one_day("2024-03-01"),
        "policies": [policy_of("sts", d, 1, 0) for d in ("agency.example", "harbour.example")],
    }
    open(tmp + "/both.json", "w").write(json.dumps(both))
    open(tmp + "/domains.csv", "w").write(
        "domain,client\nagency.example,Ada\nharbour.example,Bob\nlibrary.example,Ada\n"
    )
    run(
        "--evidence",
        tmp + "/{client}",
        "--evidence-mails",
        "--scope",
        tmp + "/domains.csv",
        "--run-log",
        tmp + "/log",
        *INPUTS,
        tmp + "/both.json"
    )
    log = json.loads(open(tmp + "/log").read())
    assert {os.path.basename(o["path"]): o["sha256"] for o in log["outputs"]} == {
        n: sha(read(tmp + "/" + n + "/tagmanifest-sha256.txt")) for n in ("Ada", "Bob")
    }
    for name, other in (("Ada", "harbour"), ("Bob", "agency")):
        check_bag(tmp + "/" + name)
        data = tmp + "/" + name + "/data"
        assert (
            not os.path.exists(data + "/given")
            and "1 of the counted reports speaks of others, too" in open(tmp + "/" + name + "/README.txt").read()
        )
        assert len(os.listdir(data + "/reports")) > 5 and len(os.listdir(data + "/mails")) > 5
        for n in files_below(data):
            if n.startswith(("reports/", "mails/", "records", "csv/reports")):
                raw = read(data + "/" + n)
                assert other.encode() not in raw, n
    keys = {n: set(os.listdir(tmp + "/" + n + "/data/reports")) for n in ("Ada", "Bob")}
    assert not keys["Ada"] & keys["Bob"]


@test
def a_redacted_bag_holds_nothing_as_it_was_sent(tmp):
    open(tmp + "/domains", "w").write("agency.example\nharbour.example\nlibrary.example\n")
    said = run(
        "--evidence", tmp + "/bag", "--evidence-mails", "--redact", "contact,path", "--scope", tmp + "/domains", *INPUTS
    ).stderr
    check_bag(tmp + "/bag")
    assert b"leaves reports and mails" in said and "redacted (--redact)" in open(tmp + "/bag/README.txt").read()
    held = os.listdir(tmp + "/bag/data")
    readme = open(tmp + "/bag/README.txt").read()
    for folder in "reports", "mails", "given":
        assert folder not in held and "  %s/  " % folder not in readme, (held, readme)
    assert all(name in readme for name in held), (held, readme)
    for n in files_below(tmp + "/bag"):
        raw = read(tmp + "/bag/" + n)
        assert b"mail.mbox" not in raw and b"tls@bigmail.example" not in raw, n


@test
def a_bag_names_no_check_of_inputs_that_finds_none(tmp):
    """sha256sum calls a list of comments alone an error, and cannot open what is called by its number."""
    check = "sha256sum -c FOLDER/data/inputs.sha256"
    shutil.copytree(SAMPLES + "/Maildir", tmp + "/mail")
    shutil.copy(MBOX, tmp + "/box")
    hashed = hashlib.sha256(read(MBOX)).hexdigest()
    for given, inputs, can_check, of_box in (
        ((), ("mail",), False, ""),
        ((), ("mail", "box"), True, hashed + "  box\n"),
        (("--redact", "path"), ("box", "mail"), False, "# file: " + hashed + "  input 1\n"),
    ):
        run("-q", *given, "--evidence", tmp + "/FOLDER", *inputs, cwd=tmp)
        readme, listed = (open(tmp + "/FOLDER/" + name).read() for name in ("README.txt", "data/inputs.sha256"))
        assert (check in readme) == can_check and of_box in listed, (given, readme, listed)
        assert (subprocess.run(check, shell=True, cwd=tmp, capture_output=True).returncode == 0) == can_check, listed


@test
def every_counted_report_is_handed_over_where_every_copy_counts(tmp):
    first = {
        "organization-name": "Sender",
        "report-id": "one",
        "date-range": one_day("2024-05-01"),
        "policies": [policy_of("sts", "a.example", 5, 0)],
    }
    sent = []
    for n, ok in enumerate((5, 6, 5, 6, 7)):
        first["policies"][0]["summary"]["total-successful-session-count"] = ok
        sent.append(json.dumps(first).encode())
        open(tmp + "/%d.json" % n, "wb").write(sent[-1])
    inputs = [tmp + "/%d.json" % n for n in range(len(sent))]
    s = summary("--dedup=none", "--extract", tmp + "/out", "--evidence", tmp + "/bag", *inputs)
    assert s["totals"]["reports"] == 5
    key = json.loads(run("--ndjson", "-", inputs[0]).stdout)["report_key"]
    name = "Sender!a.example!1714521600!1714607999!%s%s.json"
    want = {name % (key, ""): sent[0]}
    want.update((name % (key, "-" + sha(t)[:24]), t) for t in (sent[1], sent[4]))
    for folder in (tmp + "/out", tmp + "/bag/data/reports"):
        assert {f: read(folder + "/" + f) for f in files_below(folder)} == want, files_below(folder)
    check_bag(tmp + "/bag")
    run("--dedup=none", "--redact", "ip", "--extract", tmp + "/cut", "--json", "/dev/null", *inputs)
    assert files_below(tmp + "/cut") == {"LEFT-OUT.txt"}
    run("--dedup=none", "--extract", tmp + "/out", "--json", "/dev/null", inputs[0])  # replaces what is ours
    assert files_below(tmp + "/out") == {name % (key, "")}
