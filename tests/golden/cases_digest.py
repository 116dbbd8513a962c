"""The mail of --digest (SPEC 6.7), read as Python's email package reads it."""
import re

from digest_mails import TO, read_mail, section
from daily_reports import AT, NOW, days, report, write
from harness import *


def digest(*args, env=NOW):
    return read_mail(run("--digest", "-", *TO, *args, env=env).stdout)


@test
def a_digest_says_what_is_new_open_and_resolved(tmp):
    clean = lambda first, n, domain: [report(domain, d) for d in days(first, n)]
    old = (
        clean("2024-03-01", 8, "a.example")
        + [report("a.example", "2024-03-03", failed=5, n=1)]
        + [report("b.example", d, failed=2) for d in days("2024-03-01", 8)]
    )
    new = (
        old
        + clean("2024-03-09", 8, "a.example")
        + [report("b.example", d, failed=2) for d in days("2024-03-09", 8)]
        + clean("2024-03-09", 7, "c.example")
        + [report("c.example", "2024-03-16", failed=1, n=1)]
    )
    write(tmp + "/old", old)
    write(tmp + "/new", new)
    run("--json", tmp + "/old.json", tmp + "/old", env=NOW)
    link = "https://files.agency.example/2024-03/"
    mail, lines = digest("--compare", tmp + "/old.json", "--digest-link", link, tmp + "/new")
    now = json.loads(run("--json", "-", "--compare", tmp + "/old.json", tmp + "/new", env=NOW).stdout)
    of = lambda *changes: [
        "%-8s  %s: %s" % (f["severity"], f["policy_domain"], f["title"])
        for f in now["changes"]["findings"]
        if f["change"] in changes
    ]
    assert of("new") and of("continuing") and of("resolved"), now["changes"]["findings"]
    assert (
        section(lines, "New") == of("new", "reopened")
        and section(lines, "Open") == of("continuing")
        and section(lines, "Resolved") == of("resolved")
    ), lines
    left = [f for f in now["findings"] if f["status"] != "closed"]
    assert mail["Subject"] == "TLS reports to 2024-03-16: %d new, %d open, %d resolved" % (
        len(of("new", "reopened")),
        len(left),
        len(of("resolved")),
    ), mail["Subject"]
    assert (
        "  " + link in lines
        and any("16 of 16 days" in line for line in lines)
        and mail["To"] == "ops@agency.example"
        and mail["From"] == "audit@agency.example"
    )
    assert any(line.startswith("Windows    ") and "in the last 7 days" in line for line in lines) and any(
        line.startswith("Missing    ") for line in lines
    )


@test
def a_digest_of_nothing_new_is_empty_where_that_is_wanted(tmp):
    write(tmp + "/r", [report("a.example", d, failed=1) for d in days("2024-03-01", 8)])
    run("--json", tmp + "/r.json", tmp + "/r", env=NOW)
    for when, empty in (("new", True), ("always", False)):
        got = run("--digest", tmp + "/d", *TO, "--compare", tmp + "/r.json", "--digest-when", when, tmp + "/r", env=NOW)
        assert (open(tmp + "/d", "rb").read() == b"") == empty and got.returncode == 0
    write(
        tmp + "/r",
        [report("a.example", d, failed=1) for d in days("2024-03-01", 8)]
        + [report("b.example", "2024-03-08", failed=1)],
    )
    assert digest("--compare", tmp + "/r.json", "--digest-when", "new", tmp + "/r")[0]["Subject"].startswith(
        "TLS reports to 2024-03-08: "
    )
    assert b"needs --compare" in run("--digest", "-", "--digest-when", "new", tmp + "/r", status=2).stderr


@test
def what_came_and_closed_between_two_digests_is_new(tmp):
    """A certificate had expired for a day of the month; its subject says that one finding is new."""
    write(tmp + "/r", [report("a.example", d) for d in days("2024-03-01", 8)])
    run("--json", tmp + "/r.json", tmp + "/r", env=NOW)
    write(tmp + "/r", [report("a.example", d, failed=int(d == "2024-03-10")) for d in days("2024-03-01", 31)])
    mail, lines = digest("--compare", tmp + "/r.json", "--digest-when", "new", tmp + "/r")
    assert mail["Subject"] == "TLS reports to 2024-03-31: 1 new, 0 open, 0 resolved", mail["Subject"]
    assert any("(closed by now)" in line for line in lines), lines


@test
def a_digest_without_an_earlier_summary_has_what_is_open(tmp):
    write(tmp + "/r", [report("a.example", d, failed=1) for d in days("2024-03-01", 8)])
    mail, lines = digest(tmp + "/r")
    assert mail["Subject"] == "TLS reports to 2024-03-08: 1 open" and len(section(lines, "Open or unproven")) == 1
    mail, lines = digest("--since", "2024-06", tmp + "/r")
    assert mail["Subject"].endswith(": no reports, 0 open") and "No findings." in lines, (mail["Subject"], lines)
    assert not section(lines, "Rejected"), lines
    mail, lines = digest(write(tmp + "/damaged", [{"report-id": "1", "policies": []}]))
    assert "Rejected   1 that should have held a report; the table exceptions tells why" in lines, lines
    assert "Rejected: 1 that should have held a report" in run("--html", "-", tmp + "/damaged").stdout.decode()
    same = [run("--digest", "-", *TO, tmp + "/r", env=NOW).stdout for _ in range(2)]
    assert same[0] == same[1]


@test
def no_text_of_a_report_breaks_the_digest(tmp):
    """Domain names in every script, and organizations that try to write header fields, commands and other people's lines."""
    names = [
        "b\u00fccher.example",
        "\u0440\u0444.example",
        "\u4f8b\u3048.\u30c6\u30b9\u30c8",
        "\u0645\u062b\u0627\u0644.\u0625\u062e\u062a\u0628\u0627\u0631",
        "\u0e15\u0e31\u0e27\u0e2d\u0e22\u0e48\u0e32\u0e07.example",
        "\u05d3\u05d5\u05d2\u05de\u05d4.example",
        "\u0928\u092e\u0942\u0928\u093e.example",
        "\ud55c\uad6d.example",
        "\u10e5.example",
        "\u03b5\u03bb.example",
        "xn--\u00fc.example",
        "a\u202eb.example",
        "From x@y Thu Jan 1 00:00:00 2026.example",
        ".",
        "\r\nBcc: all@agency.example",
        "a" * 255,
        "e" + "\u0301" * 120 + ".example",
        "\ufeff.example",
        "\x1b[31m.example",
    ]
    reports = [
        report(name, "2024-03-%02d" % (1 + i % 20), failed=1, n=i, org="=?utf-8?q?x?=\r\nSubject: mine\r\n\r\n" + name)
        for i, name in enumerate(names)
    ]
    for i, r in enumerate(reports):
        for p in r["policies"]:
            for detail in p.get("failure-details", []):
                detail["receiving-mx-hostname"] = names[-1 - i]
                detail["failure-reason-code"] = "\r\n.\r\nFrom me\r\n\u202e" + "w" * 300
    write(tmp + "/r", reports)
    mail, lines = digest(tmp + "/r")
    assert mail["Subject"].startswith("TLS reports to ") and "Bcc" not in mail and "mine" not in mail["Subject"]
    assert "xn--bcher-kva.example" in "\n".join(lines)


@test
def what_a_digest_takes_from_the_command_line_is_checked(tmp):
    write(tmp + "/r", [report("a.example", "2024-03-01")])
    for option, value, said in (
        ("from", "a", "is no address"),
        ("to", "a@b\nBcc: c@d", "is no address"),
        ("to", "\u00fc@b.example", "is no address"),
        ("to", "a..b@c.example", "is no address"),
        ("to", "a@c..example", "is no address"),
        ("link", "a\nb", "line break"),
        ("link", "x" * 77, "76 columns"),
        ("link", "\u4f8b" * 39, "76 columns"),
        ("when", "often", "always|new"),
    ):
        assert said in run("--digest", "-", "--digest-" + option, value, tmp + "/r", status=2).stderr.decode(), (
            option,
            value,
        )
    for user, wanted in (("ops", r"ops@[\w.-]+"), ("o p\ns", r"tlsrpt-audit@localhost")):
        raw = run("--digest", "-", tmp + "/r", env=dict(NOW, LOGNAME=user)).stdout
        assert re.fullmatch(wanted, read_mail(raw)[0]["From"]) and b"\nTo:" not in raw
    assert read_mail(run("--digest", "-", *TO, "--digest-link", "x" * 76, tmp + "/r").stdout)


MONITORING = os.path.join(ROOT, "docs/MONITORING.md")


def night_of_the_manual(tmp):
    """Gives what runs the script in docs/MONITORING.md on a day, with a sendmail that keeps what it is given in `sent`."""
    lines = open(MONITORING).read().splitlines()
    first = lines.index("    #!/bin/sh")
    script = (
        "\n".join(line[4:] for line in lines[first : lines.index("", first)])
        .replace("/srv/tlsrpt", tmp)
        .replace("/usr/sbin/sendmail", tmp + "/sendmail")
    )
    open(tmp + "/sendmail", "w").write('#!/bin/sh\n[ "$*" = "-t -oi" ] && cat >>"%s/sent"\n' % tmp)
    os.chmod(tmp + "/sendmail", 0o755)
    os.symlink(PROGRAM, tmp + "/tlsrpt-audit")
    os.mkdir(tmp + "/mail")
    return lambda day: subprocess.run(
        ["sh", "-c", script], env=dict(AT(day), PATH=tmp + ":" + os.environ["PATH"]), capture_output=True
    ).returncode


@test
def the_nightly_script_of_the_manual_mails_once(tmp):
    """Beside a file that is damaged."""
    night, sent = night_of_the_manual(tmp), []
    open(tmp + "/mail/damaged.gz", "wb").write(b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut")
    for n, failed in enumerate((0, 0, 4, 0), 1):
        write("%s/mail/%d" % (tmp, n), [report("a.example", "2024-03-%02d" % n, failed=failed)])
        assert night("2024-03-%02d" % (n + 2)) == 0
        sent.append(os.path.getsize(tmp + "/sent") if os.path.exists(tmp + "/sent") else 0)
    assert sent[0] == sent[1] == 0 < sent[2] == sent[3], sent
    assert read_mail(open(tmp + "/sent", "rb").read())[0]["Subject"].startswith("TLS reports to 2024-03-03: 1 new")
    os.remove(tmp + "/sent")
    os.mkdir(tmp + "/next.json")  # no output can be written, and the mail of another night is not sent again
    shutil.copy(tmp + "/sendmail", tmp + "/digest.eml")
    assert night("2024-03-06") != 0 and not os.path.exists(tmp + "/sent")


@test
def the_nightly_script_tells_of_a_mailbox_that_went_silent(tmp):
    """The period of a run that asks for none ends with the last report, so that nothing was ever missing."""
    night = night_of_the_manual(tmp)
    write(tmp + "/mail/r", [report("a.example", d, **{"policy-type": "sts"}) for d in days("2024-03-01", 20)])
    assert night("2024-03-22") == night("2024-03-23") == 0 and not os.path.exists(tmp + "/sent")
    assert night("2024-03-30") == 0
    assert "high      a.example: No report for 8 days" in open(tmp + "/sent").read()


@test
def the_nightly_script_tells_of_a_mailbox_that_is_gone(tmp):
    """Its findings are gone, too, so that nothing was new, and no mail went out any more."""
    night = night_of_the_manual(tmp)
    write(tmp + "/mail/r", [report("a.example", d) for d in days("2024-03-01", 20)])
    assert night("2024-03-22") == night("2024-03-23") == 0 and not os.path.exists(tmp + "/sent")
    os.remove(tmp + "/mail/r")
    assert night("2024-03-24") == 0
    assert ": no reports, 0 new, 0 open, 0 resolved\n" in open(tmp + "/sent").read()
    os.remove(tmp + "/sent")
    assert night("2024-03-25") == 0 and not os.path.exists(tmp + "/sent"), "said once"
    write(tmp + "/r", [report("a.example", d) for d in days("2024-03-01", 2)])
    for n in (1, 2):
        known = ["--state", tmp + "/db", "--compare", tmp + "/s1"][: 4 if n == 2 else 2]
        run("-q", *known, "--json", tmp + "/s%d" % n, "--digest", tmp + "/d", tmp + "/r")
    run("-q", "--state", tmp + "/db", "--compare", tmp + "/s1", "--digest-when=new", "--digest", tmp + "/d", tmp + "/r")
    assert open(tmp + "/d").read() == "", "a night without new mail is no news to a run that reads what is new"


@test
def the_plugin_for_icinga_says_how_it_stands(tmp):
    plugin = os.path.join(ROOT, "docs/monitoring/check_tlsrpt")

    def check(*args):
        r = subprocess.run([plugin, tmp + "/prom", *args], capture_output=True, text=True)
        return r.returncode, r.stdout

    assert check()[0] == 3
    none = {"policy-type": "no-policy-found", "policy-string": []}
    now = dict(ENV, SOURCE_DATE_EPOCH=subprocess.check_output(["date", "+%s"], text=True).strip())
    for reports, status, said in (
        ([report("a.example", d) for d in days("2024-03-01", 3)], 0, "OK"),
        ([report("a.example", "2024-03-01", failed=4)], 2, "CRITICAL - open findings of severity critical or high: 1 "),
        # Days without a report stay missing for good: no alarm of them would ever end.
        ([report("a.example", "2024-03-%02d" % d) for d in (1, 9)], 0, "low=0 days_missing=7"),
        (
            [report("a.example", d, **none) for d in days("2024-03-01", 5)],
            1,
            "WARNING - open findings of severity medium: 1 ",
        ),
    ):
        write(tmp + "/r", reports)
        run("--metrics", tmp + "/prom", tmp + "/r", env=now)
        got = check()
        assert (
            got[0] == status
            and said in got[1]
            and re.search(r" \| critical=\d+ high=\d+ medium=\d+ low=\d+ days_missing=\d+\n", got[1])
        ), got
    os.mkdir(tmp + "/gone")
    run("-q", "--metrics", tmp + "/prom", tmp + "/gone", env=now)
    assert check()[0] == 3 and "UNKNOWN - the last run counted no report | critical=0" in check()[1], check()
    open(tmp + "/list", "w").write("a.example\n")
    run("-q", "--scope", tmp + "/list", "--metrics", tmp + "/prom", tmp + "/gone", env=now)
    assert check()[0] == 2, "that no listed domain has a report is a finding"
    run("--metrics", tmp + "/prom", tmp + "/r", env=NOW)
    assert check()[0] == 3 and "hours ago" in check()[1] and check("999999")[0] == 1
    run("--metrics", tmp + "/prom", tmp + "/r", env=AT("2096-03-01"))
    assert check()[0] == 3 and "hours ahead" in check()[1], check()


@test
def the_demo_shows_addresses_the_set_up_and_a_digest(tmp):
    """The digest says that page and workbook have all of it: so it tells of the findings that they have."""
    folder = tmp + "/a folder whose name is longer than any line of a digest could ever be, and has blanks"
    command = ["sh", os.path.join(SAMPLES, "demo.sh"), PROGRAM, folder]
    r = subprocess.run(command, env=ENV, capture_output=True, text=True)
    assert r.returncode == 0 and not r.stderr, r.stderr
    for line in (
        "  harbour.example,mx2.harbour.example,no,192.0.2.26,,",
        "  receiving,192.0.2.25,36,yes",
        "  Auto-Submitted: auto-generated",
    ):
        assert line in r.stdout.splitlines(), (line, r.stdout)
    open_there = [f for f in json.load(open(folder + "/summary.json"))["findings"] if f["status"] != "closed"]
    assert "\n  Subject: TLS reports to 2024-03-14: %d open\n" % len(open_there) in r.stdout, r.stdout


@test
def lines_of_the_largest_counts_are_broken_as_others_are(tmp):
    most = 2**63 - 1
    path = write(tmp + "/in", [report("a.example", "2024-03-01", ok=most, failed=most)])
    _, lines = digest(path)
    assert "{:,} succeeded".format(most) in " ".join(lines), lines


@test
def a_finding_about_all_mail_is_about_no_domain_that_is_not_known(tmp):
    open(tmp + "/a.sit", "wb").write(b"SIT!" + bytes(90))
    given = [tmp + "/a.sit", MBOX]
    for said in (run(*given, status=1).stdout, run("--digest", "-", *given, status=1).stdout):
        assert "\n  low       1 file could not be looked into" in said.decode(), said


@test
def the_digest_splits_its_total_by_policy_type(tmp):
    """A session that is evaluated under two policies is reported in both (SPEC 4)."""
    one = [report("a.example", d) for d in days("2024-03-01", 2)]
    dane = {"policy-type": "tlsa", "policy-string": []}
    two = [report("a.example", d, failed=1, n=1, **dane) for d in days("2024-03-01", 2)]
    write(tmp + "/one", one)
    write(tmp + "/two", one + two)
    assert not any("By policy" in x for x in digest(tmp + "/one")[1])
    said = " ".join(x.strip() for x in digest(tmp + "/two")[1])
    assert (
        "By policy  sts 100.00 % of 20, tlsa 90.91 % of 22; a session under two policies counts in both" in said
    ), said
