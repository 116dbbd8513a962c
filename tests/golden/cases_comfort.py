"""What makes the program pleasant: texts, explanations, hints, progress."""
import json, os, re, signal, subprocess, time

from harness import *

MAIL = os.path.join(SAMPLES, "mail.mbox")


@test
def a_report_is_explained_in_plain_english(tmp):
    records = [json.loads(line) for line in run("--ndjson", "-", MAIL).stdout.splitlines()]
    failed = next(r for r in records if any(p.get("failure_details") for p in r["policies"]))
    text = run("--explain", failed["report_key"][:10], MAIL, MAIL).stdout.decode()
    flat = " ".join(text.split())
    policy = next(p for p in failed["policies"] if p.get("failure_details"))
    for part in (failed["report_key"], failed["organization_name"], failed["report_id"], policy["policy_domain"],
                 policy["failure_details"][0]["result_type"], "To do:", "which is not counted: it says the same", "message %d" % failed["source"]["message"]):
        assert part in flat, (part, text)
    assert all(len(line) <= 80 for line in text.splitlines())
    odd = next(r for r in records if r.get("deviations"))
    assert odd["deviations"][0] + ":" in run("--explain", odd["report_key"], MAIL).stdout.decode()


@test
def an_unknown_key_is_told(tmp):
    assert b"no counted report has a key that begins with ffffffffff" in run("--explain", "ffffffffff", MAIL, status=1).stderr
    assert b"32 hex digits" in run("--explain", "xyz", MAIL, status=1).stderr


@test
def built_in_texts_are_listed(tmp):
    deviations = run("--list-deviations").stdout.decode()
    findings = run("--list-findings").stdout.decode()
    listed = run("--list-tables").stdout.decode()
    assert "\ndate-without-zone\n" in deviations and "\nbad-json\n" in deviations
    assert "\npossible-downgrade (critical)\n" in findings
    assert re.search(r"^failures: ", listed, re.M) and re.search(r"^    receiving_mx_hostname +\S", listed, re.M)
    for text in (deviations, findings, listed):
        assert all(len(line) <= 80 for line in text.splitlines()), [l for l in text.splitlines() if len(l) > 80]


@test
def an_empty_folder_makes_one_ask_back(tmp):
    os.makedirs(tmp + "/folder/sub")
    os.makedirs(tmp + "/Mail/cur")
    os.makedirs(tmp + "/Mail/new")
    os.makedirs(tmp + "/Mail/tmp")
    assert b"folder of 0 messages: is this the right Maildir? expected cur/ and new/" in run("--json", "-", tmp + "/folder").stderr
    assert b"is a Maildir of 0 messages" in run("--json", "-", tmp + "/Mail").stderr
    assert run("-q", "--json", "-", tmp + "/folder").stderr == b""


@test
def a_warning_is_said_ten_times_and_then_counted(tmp):
    files = [tmp + "/none%d" % i for i in range(25)]
    lines = run("--json", "-", *files, status=1).stderr.decode().splitlines()
    assert sum("No such file" in line for line in lines) == 11 and "15 more like this" in lines[-1], lines
    assert len(run("-vv", "--json", "-", *files, status=1).stderr.decode().splitlines()) == 25


@test
def a_question_by_signal_is_answered_with_progress(tmp):
    out, into = os.pipe()
    p = subprocess.Popen([PROGRAM, "-j1", "--json", tmp + "/s.json", "-"], stdin=out, stderr=subprocess.PIPE, env=ENV)
    os.close(out)
    mail = open(MAIL, "rb").read() * 40
    for i in range(8):
        os.write(into, mail[:60000])
        mail = mail[60000:]
        time.sleep(0.05)
    p.send_signal(signal.SIGUSR1)
    time.sleep(0.2)
    while mail:
        mail = mail[os.write(into, mail[:60000]):]
    os.close(into)
    err = p.communicate(timeout=60)[1].decode()
    assert p.returncode == 0, err
    assert len(re.findall(r"^tlsrpt-audit: [\d.]+ MB, \d+ messages, \d+ reports", err, re.M)) == 1, err


@test
def the_program_alone_says_what_to_do_next(tmp):
    err = run(status=2).stderr.decode()
    assert "no INPUT is named" in err and "--help" in err
    help_text = run("--help").stdout.decode()
    assert len(help_text.splitlines()) <= 58, len(help_text.splitlines())
    assert all(len(line) <= 80 for line in help_text.splitlines()), help_text
