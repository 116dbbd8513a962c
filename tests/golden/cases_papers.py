"""The papers: every command in the README, the tutorial and the pages for auditors, hosters and pipelines works as it stands there.

A block that is indented, or fenced as ```sh, is commands; any other fence names its language. A paper's blocks are run by one shell,
in order, in a folder that has the samples under the names that the papers use. What needs a network or a program that is not the
project's own is a stand-in on PATH (STUBS), or is not run, and named here with the reason (NOT_RUN).
"""
import gzip, re, shlex

from harness import *

# How a line of a paper begins that is not run here, and why.
NOT_RUN = {
    "README.md": {"make demo": "cases_digest runs samples/demo.sh, which it is", "make check": "it runs this test"},
    "docs/MONITORING.md": {"#!/bin/sh": "the_nightly_script_of_the_manual_mails_once runs it, night after night"},
    "docs/SCALE.md": {
        "docs/etl/slurm.sh": "slurm_runs_an_array_and_merges runs it",
        "docs/etl/map_reduce.sh": "gnu_parallel_maps_and_reduces runs it",
    },
}

# Stand-ins: each notes its arguments, and does what the command would leave behind.
STUBS = {
    "dig": "cat %(samples)s/dns.txt",
    "curl": "exit 6",
    "mail": "cat",
    "mbsync": "mkdir -p ~/tls-mail && cp -r %(samples)s/Maildir ~/tls-mail/INBOX",
    "getmail": "cp -r %(samples)s/Maildir/cur ~/tls-fetched",
    "psql": "cat",
    "duckdb": "cat",
    "promtool": "true",
}

# Places outside of the folder of the test, and where they are in it.
PLACES = ("/srv/", "/mail", "/var/lib/", "/etc/", "/usr/local/", "/usr/sbin/")


def folder_of_samples(tmp):
    """A clone as the papers have it: the project's files, and mail of one's own under the names that they use."""
    source = tmp + "/source"
    os.makedirs(source)
    for name in os.listdir(ROOT):
        if name not in (".git", "build"):
            os.symlink(os.path.join(ROOT, name), os.path.join(source, name))
    os.symlink(os.path.dirname(PROGRAM), source + "/build")
    for folder in ("export", "source/export", "srv/mail/tls-reports", "srv/tls/mail", "mail"):
        os.makedirs(os.path.join(tmp, folder))
        for name in SAMPLE_INPUTS:
            subprocess.check_call(["cp", "-r", os.path.join(SAMPLES, name), os.path.join(tmp, folder)])
    shutil.copy(MBOX, source + "/reports.mbox")
    with open(MBOX, "rb") as mbox, gzip.open(source + "/2024.mbox.gz", "wb") as packed:
        packed.write(mbox.read())
    for folder in (source, tmp + "/srv/tls"):
        open(folder + "/domains.csv", "w").write(
            "domain,client\nagency.example,Agency\nlibrary.example,Agency\nharbour.example,Harbour\n"
        )
    for folder in ("var/lib/prometheus/node-exporter", "etc/prometheus"):
        os.makedirs(os.path.join(tmp, folder))


def stand_ins(tmp):
    os.makedirs(tmp + "/bin")
    os.symlink(PROGRAM, tmp + "/bin/tlsrpt-audit")
    for name, does in STUBS.items():
        path = "%s/bin/%s" % (tmp, name)
        open(path, "w").write(
            '#!/bin/sh\necho "%s $*" >>%s/called\n%s\n'
            % (name, shlex.quote(tmp), does % {"samples": shlex.quote(SAMPLES)})
        )
        os.chmod(path, 0o755)


def here(paper, block, tmp):
    """A block as it is run: without what NOT_RUN names, and with places of the system inside the test's folder. A script runs two nights."""
    skipped = NOT_RUN.get(paper, {})
    is_script = block[0].startswith("#!")
    lines = (
        []
        if is_script and "#!/bin/sh" in skipped
        else [line for line in block if not any(line.startswith(word) for word in skipped)]
    )
    text = re.sub(r"(?<![\w.~}])(?=%s)" % "|".join(PLACES), tmp, "\n".join(lines))
    return "for night in 1 2; do sh <<'SCRIPT'\n%s\nSCRIPT\ndone" % text if is_script and lines else text


def in_one_shell(blocks, name, tmp):
    """Runs the blocks in order; what fails is told by the number of its block."""
    script = "set -eu\n" + "\n".join("echo '== %d' >&2\n%s" % (i, text) for i, text in enumerate(blocks))
    env = {k: v for k, v in ENV.items() if k != "SOURCE_DATE_EPOCH"}
    r = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp + "/source",
        capture_output=True,
        text=True,
        env=dict(env, HOME=tmp, PATH="%s/bin:%s" % (tmp, ENV["PATH"])),
    )
    assert r.returncode == 0, "%s, block %s" % (name, r.stderr.rsplit("== ", 1)[-1])
    return r


def follow(paper, tmp):
    if not os.path.exists(tmp + "/source"):
        folder_of_samples(tmp)
    stand_ins(tmp)
    return in_one_shell([here(paper, block, tmp) for block in blocks_of(paper)], paper, tmp)


def need(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        raise Skipped(", ".join(missing) + " is not here")


@test
def the_readme_works_as_it_stands_there(tmp):
    follow("README.md", tmp)


@test
def two_nights_of_a_hoster_in_one_second_lose_no_record_and_no_alarm_is_lost_with_its_mail(tmp):
    """The second one's records, none, took the place of the first one's, which the state knew; what nobody had been told was known as well."""
    folder_of_samples(tmp)
    stand_ins(tmp)
    night = "\n".join(next(b for b in blocks_of("docs/HOSTERS.md") if b[1:] and "nightly.sh" in b[1]))
    os.symlink("/bin/true", tmp + "/bin/date")

    def status():
        env = dict(ENV, HOME=tmp, PATH="%s/bin:%s" % (tmp, ENV["PATH"]))
        return subprocess.run(
            ["sh", "-c", night.replace("/srv/", tmp + "/srv/")], env=env, capture_output=True
        ).returncode

    def mail_ends_with(n):
        open(tmp + "/bin/mail", "w").write("#!/bin/sh\nexit %d\n" % n)

    def known():
        return open(tmp + "/srv/tls/last.json", "rb").read()

    assert status() == 0
    first = known()
    assert status() == 0 and len(os.listdir(tmp + "/srv/tls/nights")) == 2
    assert json.loads(first)["totals"]["reports"] == json.loads(known())["totals"]["reports"] > 0
    open(tmp + "/srv/tls/domains.csv", "a").write("new.example,New\n")
    first = known()
    mail_ends_with(1)
    assert status() != 0 and known() == first
    mail_ends_with(0)
    assert status() == 0 and known() != first


@test
def the_tutorial_works_word_by_word(tmp):
    need("ssh-keygen", "openssl", "python3")
    r = follow("docs/TUTORIAL.md", tmp)
    assert (
        'Good "evidence" signature for robin@agency.example' in r.stdout
        and "changed or lost: none - added: none" in r.stdout
    ), r.stdout[-2000:]
    assert "silent: museum.example" in r.stdout


@test
def the_tutorial_is_its_manual_page(tmp):
    """The same commands, in the same blocks: mandoc's Markdown escapes some of them, which docs/tutorial.sed undoes."""
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit-tutorial.7"), encoding="utf-8").read()
    shown = [
        text.replace("\\e", "\\").replace("\\&", "").splitlines()
        for text in re.findall(r"^\.Bd [^\n]*\n(.*?)^\.Ed", page, re.S | re.M)
    ]
    assert shown == blocks_of("docs/TUTORIAL.md"), "make docs"


@test
def the_page_for_auditors_works_on_the_evidence(tmp):
    need("python3")
    folder_of_samples(tmp)
    open(tmp + "/source/list", "w").write("agency.example\nharbour.example\nmuseum.example\n")
    period = ("--until", "2024-03-20")
    asked = (*period, "--scope", "list", "--sample", "5:seed", "--run-log", "reviews.ndjson")
    run(*asked, "--evidence", "evidence", "export", cwd=tmp + "/source")
    r = follow("docs/AUDITORS.md", tmp)
    counted, oxum = re.search(r"^(\d+)$", r.stdout, re.M).group(1), re.search(
        r"Payload-Oxum: \d+\.(\d+)", r.stdout
    ).group(1)
    assert counted == oxum
    hashed = re.search(r"^([0-9a-f]{64})  -$", r.stdout, re.M).group(1)
    assert hashed in open(tmp + "/source/evidence/data/inputs.sha256").read()
    bag = tmp + "/source/evidence/data"
    of_mail = json.load(open(bag + "/summary.json"))
    of_folder = summary(*period, "--scope", bag + "/given/1-scope-list", bag + "/reports")
    assert of_mail["domains"] == of_folder["domains"] and of_mail["days"] == of_folder["days"], of_folder["totals"]


@test
def an_auditor_who_repeats_a_run_has_its_summary_byte_for_byte(tmp):
    """Also where the log has grown since, by the line of the run itself: with a copy that ends before it."""
    folder_of_samples(tmp)
    source = tmp + "/source"
    repeat = lambda log, bag: run(
        "--sample", "5:seed", "--reviewer", "R", "--run-log", log, "--evidence", bag, "export", cwd=source
    )
    for bag in ("first", "evidence"):
        repeat("log", bag)
    lines = open(source + "/log").read().splitlines(True)
    open(source + "/copy", "w").write("".join(lines[:-1]))
    repeat("copy", "again")
    summaries = [open("%s/%s/data/summary.json" % (source, bag), "rb").read() for bag in ("evidence", "again")]
    assert summaries[0] == summaries[1] and len(lines) == 2


@test
def the_page_for_hosters_gives_each_client_a_file(tmp):
    follow("docs/HOSTERS.md", tmp)
    clients = sorted(os.listdir(tmp + "/source/out"))
    assert (
        len(clients) == 2 and clients[0] == "Agency" and re.fullmatch("Harbour_Port-[0-9a-f]{8}", clients[1])
    ), clients
    assert sorted(os.listdir(tmp + "/source/out/Agency")) == [
        "agency.example.html",
        "audit.html",
        "audit.xlsx",
        "library.example.html",
    ]
    nights = os.listdir(tmp + "/srv/tls/nights")
    assert len(nights) == 2 and sorted(os.path.getsize("%s/srv/tls/nights/%s" % (tmp, n)) > 0 for n in nights) == [
        False,
        True,
    ]
    assert sum(1 for n in nights for _ in open("%s/srv/tls/nights/%s" % (tmp, n))) == 82 and os.path.exists(
        tmp + "/srv/tls/last.json"
    )


@test
def the_nights_of_hosters_mail_what_could_not_be_read(tmp):
    """Only the first of the two runs reads the mail: its status was dropped."""
    folder_of_samples(tmp)
    stand_ins(tmp)
    night = next(b for b in blocks_of("docs/HOSTERS.md") if b[0].startswith("#!"))
    script = here("docs/HOSTERS.md", night, tmp)
    in_one_shell([script], "nights", tmp)
    assert not os.path.exists(tmp + "/called")
    with open(SAMPLES + "/mail.tar.gz", "rb") as whole, open(tmp + "/srv/mail/tls-reports/cut.tar.gz", "wb") as cut:
        cut.write(whole.read(3000))
    r = in_one_shell([script], "nights", tmp)
    assert open(tmp + "/called").read().count("mail -s") == 2 and "Status 1" in r.stdout, r.stdout


@test
def the_page_for_pipelines_works(tmp):
    need("sqlite3", "zcat")
    follow("docs/PIPELINES.md", tmp)
    source = tmp + "/source/"
    assert (
        json.load(open(source + "both.json"))["totals"]["reports"]
        == json.load(open(source + "summary.json"))["totals"]["reports"]
    )
    assert os.path.getsize(source + "tuesday.ndjson") == 0 < os.path.getsize(source + "monday.ndjson")


@test
def the_pages_on_monitoring_and_many_machines_work(tmp):
    for paper in ("docs/MONITORING.md", "docs/SCALE.md"):
        os.makedirs(tmp + "/" + os.path.basename(paper))
        follow(paper, tmp + "/" + os.path.basename(paper))


@test
def the_examples_of_the_manual_page_work(tmp):
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1"), encoding="utf-8").read()
    examples = page[page.index(".Sh EXAMPLES") : page.index(".Sh DIAGNOSTICS")]
    found = [one or many for one, many in re.findall(r"^\.Dl (.*)|^\.Bd [^\n]*\n((?s:.*?))^\.Ed", examples, re.M)]
    folder_of_samples(tmp)
    stand_ins(tmp)
    os.makedirs(tmp + "/source/archive")
    shutil.copy(SAMPLES + "/mail.tar.gz", tmp + "/source/archive/2025-01.tar.gz")
    shutil.copy(MBOX, tmp + "/srv/mail/a.mbox.zst")
    run("--json", "last.json", "export", cwd=tmp + "/source")
    texts = [text.replace("\\e", "\\").replace("/srv/", tmp + "/srv/") for text in found]
    assert len(texts) > 7
    in_one_shell(texts, "EXAMPLES", tmp)
    assert json.load(open(tmp + "/source/next.json"))["changes"] is not None
