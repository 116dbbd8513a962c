"""Hostile mail and broken archives: each is dealt with in bounded time and memory, and the good mail behind it is counted."""

import base64, gzip, io, json, os, random, tarfile, zipfile

from hostile_runs import GOOD, REPORT, bounded
from harness import *


def claiming(part, kind=b"application/tlsrpt+gzip"):
    return (
        b"From bad@x Mon Jan  1 00:00:00 2024\nSubject: bad\nContent-Type: "
        + kind
        + b"\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(part)
        + b"\n"
    )


def check_one_rejected(tmp, mail, reason="too-large"):
    open(tmp + "/box", "wb").write(mail + GOOD)
    s, _ = bounded(tmp, [tmp + "/box"])
    assert [r["reason"] for r in s["rejected"]] == [reason] and s["totals"]["reports"] == 1, (
        s["rejected"],
        s["totals"],
    )


def zeros(mb, before=b""):
    return gzip_of(before, *[bytes(1 << 20)] * mb)


@test
def a_gzip_bomb_in_a_mail(tmp):
    check_one_rejected(tmp, claiming(zeros(500)))


@test
def a_gzip_of_a_gzip_of_a_gzip_in_a_mail(tmp):
    packed = REPORT
    for _ in range(12):
        packed = gzip.compress(packed)
    check_one_rejected(tmp, claiming(packed))
    check_one_rejected(tmp, claiming(gzip.compress(zeros(500))))


@test
def a_zip_bomb_in_a_mail(tmp):
    z = io.BytesIO()
    with zipfile.ZipFile(z, "w", zipfile.ZIP_DEFLATED) as f:
        for i in range(20):
            f.writestr("%d.json" % i, bytes(20 << 20))
    check_one_rejected(
        tmp,
        claiming(z.getvalue(), kind=b"application/zip").replace(b"Subject: bad", b"TLS-Report-Domain: a.example"),
        "bad-json",
    )


@test
def an_input_that_unpacks_to_gigabytes(tmp):
    open(tmp + "/bomb.gz", "wb").write(zeros(3000, b"From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\n"))
    open(tmp + "/good", "wb").write(GOOD)
    s, said = bounded(tmp, [tmp + "/bomb.gz", tmp + "/good"], status=1)
    assert "--max-ratio" in said and s["totals"]["reports"] == 1, said


@test
def zips_in_zips_in_zips(tmp):
    data, name = bytes(4 << 20), "0"
    for level in range(5):
        z = io.BytesIO()
        with zipfile.ZipFile(z, "w", zipfile.ZIP_DEFLATED) as f:
            for i in range(16):
                f.writestr("%d-%d" % (level, i), data)
        data = z.getvalue()
    open(tmp + "/42.zip", "wb").write(data)
    open(tmp + "/good", "wb").write(GOOD)
    s, said = bounded(tmp, [tmp + "/42.zip", tmp + "/good"], status=1)
    assert "--max-ratio" in said and s["totals"]["reports"] == 1, said


@test
def a_tar_of_a_million_empty_members(tmp):
    header = bytearray(tarfile.TarInfo("empty").tobuf(tarfile.USTAR_FORMAT))
    with open(tmp + "/many.tar", "wb") as f:
        for _ in range(100):
            f.write(bytes(header) * 10000)
        f.write(bytes(1024))
    s, _ = bounded(tmp, [tmp + "/many.tar"], status=1)
    assert s["totals"]["files_skipped"] == 1000000
    s, said = bounded(tmp, ["--max-members", "1000", tmp + "/many.tar"], status=1)
    assert "--max-members" in said and s["totals"]["files_skipped"] == 1000


@test
def a_stream_without_a_line_end(tmp):
    block = b"x" * (1 << 20)
    s, said = bounded(tmp, ["-"], status=1, stdin=[block] * fewer(2000))
    assert "is no mail folder" in said
    s, _ = bounded(
        tmp,
        ["-"],
        stdin=([b"From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\n"] + [block] * fewer(2000) + [b"\n\n" + GOOD]),
    )
    assert (
        s["totals"]["reports"] == 1
        and s["totals"]["messages_rejected"] == 1
        and s["rejected"][0]["reason"] == "too-large"
    )


@test
def a_message_of_gigabytes(tmp):
    line = b"y" * 75 + b"\n"
    s, _ = bounded(
        tmp,
        ["-"],
        stdin=(
            [GOOD, b"From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\n"] + [line * 14000] * fewer(2000) + [b"\n" + GOOD]
        ),
    )
    assert s["totals"]["duplicates"] == 1 and s["totals"]["reports"] == 1 and s["rejected"][0]["reason"] == "too-large"


@test
def headers_without_end(tmp):
    claim = b"From bad@x Mon Jan  1 00:00:00 2024\nTLS-Report-Domain: a.example\n"
    check_one_rejected(
        tmp, claim + b"X-Many: 1\n" * 100000 + b"Content-Type: application/tlsrpt+json\n\n" + REPORT + b"\n\n"
    )
    check_one_rejected(
        tmp, claim + b"X-Long: " + b"z" * (8 << 20) + b"\nContent-Type: application/tlsrpt+json\n\n" + REPORT + b"\n\n"
    )


@test
def parts_without_end(tmp):
    top = b"From bad@x Mon Jan  1 00:00:00 2024\nContent-Type: multipart/report; report-type=tlsrpt; boundary=b\n\n"
    check_one_rejected(tmp, top + b"--b\n\nx\n" * 200000 + b"\n")
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(20000))
    check_one_rejected(tmp, top + b"--b\n" + deep + b"\n\n")


@test
def json_without_end(tmp):
    check_one_rejected(
        tmp, claiming(gzip.compress(b'{"report-id":"x","policies":' + b"[" * 100000 + b"]" * 100000 + b"}")), "bad-json"
    )
    policy = b'{"policy":{"policy-type":"sts","policy-domain":"a.example"},"summary":{"total-successful-session-count":1,"total-failure-session-count":0},"failure-details":[%s]}'
    many = REPORT.replace(b'"good"', b'"many"')[: REPORT.index(b'"policies"')]
    check_one_rejected(tmp, claiming(gzip.compress(many + b'"policies":[' + b",".join([policy % b""] * 20000) + b"]}")))
    details = b",".join([b'{"result-type":"certificate-expired","failed-session-count":%d}' % i for i in range(200000)])
    check_one_rejected(tmp, claiming(gzip.compress(many + b'"policies":[' + policy % details + b"]}")))


def swollen(number, size=900000, member=b"contact-info"):
    """A small gzip of a valid report with much text in it."""
    before, after = REPORT.split(b'"good"')
    return gzip_of(before + b'"r%d","%s":"' % (number, member), letters(size), b'"' + after)


def swollen_together(parts, size=900000, member=b"contact-info"):
    """A message of so many of them."""
    part = (
        lambda i: b"--b\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(swollen(i, size, member))
        + b"\n"
    )
    return (
        b"From x@x Mon Jan  1 00:00:00 2024\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"".join(map(part, range(parts)))
        + b"--b--\n\n"
    )


@test
def mails_that_swell_do_not_pile_up(tmp):
    with open(tmp + "/m", "wb") as f:
        for i in range(2000):
            f.write(claiming(swollen(i)) + b"\n")
    s, _ = bounded(tmp, ["-j2", tmp + "/m"])
    assert s["totals"]["reports"] == 2000


@test
def large_reports_of_files_read_side_by_side_do_not_pile_up(tmp):
    random.seed(1)
    text = b"".join(
        b"%016x" % random.getrandbits(64) + b"a" * 400 for _ in range(30000)
    )  # 12 MB that pack to a fiftieth
    large = claiming(
        gzip.compress(REPORT.replace(b'"good"', b'"large","contact-info":"%s"' % text), 1),
        kind=b"application/tlsrpt+gzip",
    )
    files = ["%s/%d.mbox" % (tmp, i) for i in range(8)]
    for path in files:
        with open(path, "wb") as f:
            f.write(b"".join(large + b"\n" + GOOD for _ in range(6)))
    s, _ = bounded(tmp, ["-j3", *files])
    assert s["totals"]["messages"] == 96 and s["totals"]["reports"] == 2 and s["totals"]["rejected"] == 0


@test
def parts_that_swell_together_are_too_large(tmp):
    for member in b"contact-info", b"x-unknown":  # texts that are kept, and texts that --extract alone keeps
        with open(tmp + "/m", "wb") as f:
            f.write(GOOD + swollen_together(400, member=member) + GOOD)
        s, _ = bounded(tmp, ["--extract", tmp + "/x", tmp + "/m"])
        reasons = {r["reason"] for r in s["rejected"]}
        assert (
            reasons == {"too-large"}
            and 50 < s["totals"]["reports"] < 100
            and s["totals"]["reports"] - 1 + s["totals"]["rejected"] == 400
        ), s["totals"]


@test
def what_is_too_large_together_does_not_depend_on_how_it_is_read(tmp):
    for size in 33000, 90000:
        message, got = swollen_together(300, size), set()
        os.makedirs("%s/%d/cur" % (tmp, size)), os.makedirs("%s/%d/new" % (tmp, size))
        open("%s/%d/cur/1" % (tmp, size), "wb").write(message.split(b"\n", 1)[1])
        for before in range(0, 60, 7):
            open(tmp + "/m", "wb").write(GOOD * before + message)
            for args in ["-j1"], ["-j3"], ["-j1", "--extract", tmp + "/x"], ["-j3", "%s/%d" % (tmp, size)]:
                t = summary("--max-report", 2000000, *args, *([] if len(args) == 2 else [tmp + "/m"]))["totals"]
                got.add((t["rejected"], t["policies"] - (before > 0 and len(args) != 2)))
        assert len(got) == 1 and min(got)[0] > 0, (size, got)


@test
def details_of_two_bytes_do_not_pile_up(tmp):
    empty = REPORT.replace(b"}}]}", b'},"failure-details":[' + b",".join([b"{}"] * 99999) + b"]}]}")
    files = ["%s/%d.mbox" % (tmp, i) for i in range(10)]
    for path in files:
        open(path, "wb").write(GOOD * 80 + claiming(gzip.compress(empty)) * fewer(20))
    s, _ = bounded(tmp, ["-j4", *files])
    assert s["totals"]["messages"] == 10 * (80 + fewer(20)) and s["totals"]["rejected"] == 0, s["totals"]


@test
@alone
def threads_do_not_give_memory_back_and_take_it_anew_for_each_report(tmp):
    """What a report is unpacked into went back to the kernel, to be filled with zeros again: four threads took eight times as long as one."""
    need_plain_memory()
    large = REPORT.replace(b"}}]}", b'},"failure-details":[' + b",".join([b"{}"] * 99999) + b"]}]}")
    files = ["%s/%d.mbox" % (tmp, i) for i in range(4)]
    for path in files:
        open(path, "wb").write(claiming(gzip.compress(large)) * 10)

    def seconds(jobs):
        before = os.times()
        run(jobs, "--json", tmp + "/s.json", *files)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    one, four = (min(seconds(jobs) for _ in range(2)) for jobs in ("-j1", "-j4"))
    assert four < 4 * one, (one, four)


@test
@alone
def keys_of_nobodys_cost_little(tmp):
    """A report may have millions of keys that are in no RFC: each is compared with all spellings that are read."""
    need_plain_memory()
    entry = policy_of("sts", "a.example", 1, 0)
    day = one_day("2026-01-01")
    report = json.dumps({"organization-name": "Org", "report-id": "1", "date-range": day, "policies": [entry]})
    for key in ('"ab":1,', '"":1,', '"failure_reason_cod":"",'):
        with open(tmp + "/r.json", "w") as f:
            f.write("{" + key * (20000000 // len(key)) + report[1:])
        with processor_time_below(1.5, key):
            assert summary(tmp + "/r.json")["totals"]["reports"] == 1, key


@test
@alone
def a_megabyte_of_colons_behind_one_key_costs_little(tmp):
    """What is no JSON is looked through for reports: a key is compared once, however many colons follow it."""
    need_plain_memory()
    long = b'{"' + b"-" * 500000 + b'"' + b":" * 500000 + b"}"
    with processor_time_below(2):
        check_one_rejected(tmp, claiming(gzip.compress(long)), "bad-json")


@test
@alone
def backslashes_without_end_cost_little(tmp):
    """Each string around another one doubles them; what is escaped is looked for behind them, however many there are."""
    need_plain_memory()
    for begin, unit in (
        (b"", b"\\"),
        (rb"\x61\x61", b"\\"),
        (b"", b"\\" * 60 + b"a"),
        (b"\\" * 32 + b"61", b"\\" * 32 + b"61" + b"\\" * 30 + b"a"),
    ):
        with open(tmp + "/text", "wb") as f:
            f.write(b"x" + begin + unit * (4000000 // len(unit)))
        with processor_time_below(2, begin, unit):
            run(tmp + "/text", status=None)


@test
@alone
def strings_that_begin_escaped_cost_little(tmp):
    """Each may be packed: as much of it is unescaped as tells whether it is."""
    need_plain_memory()
    for unit in rb"\61\61", rb"\x1f\x8b\x08", rb"\x1f\x8b\x08\x08", rb"\x78\x9c\x07", b"\x1f\x8b\x08" + rb"\\":
        with open(tmp + "/text", "wb") as f:
            f.write(b"x " + (unit + b'"') * (2000000 // len(unit + b'"')))
        with processor_time_below(2, unit):
            run(tmp + "/text", status=None)


@test
@alone
def a_boundary_of_many_lines_costs_little(tmp):
    """RFC 2231 writes line ends as %0A: each line of the body begins like such a boundary for as long as it is."""
    need_plain_memory()
    with open(tmp + "/mail.eml", "wb") as f:
        f.write(b"Subject: x\nContent-Type: multipart/mixed; boundary*=utf-8''A" + b"%0A--A" * 100000 + b"B\n\n")
        f.write(b"--A\n" * 1000000)
    with processor_time_below(2):
        run(tmp + "/mail.eml", status=None)
