"""Containers that are decoded in a process apart, and Outlook's files."""
import email.message, gzip, io, json, os, random, shutil, struct, subprocess, zipfile

import outlook_files
from hostile_runs import MOST_SECONDS
from hostile_runs import GOOD, bounded
from harness import *
from outlook_files import Compound, attachment, message, msg, tnef


def files_of(folder, **contents):
    os.makedirs(folder)
    for name, content in contents.items():
        with open(os.path.join(folder, name.replace("_", ".")), "wb") as f:
            f.write(content)
    return folder


def report(number, domain="city.example"):
    """A report: 1000 * number + 7 sessions secured, number failed."""
    policy = policy_of("sts", domain, 1000 * number + 7, number)
    return gzip.compress(json.dumps(report_with("r%d" % number, "2024-05-01", policy)).encode(), mtime=0)


NAME = "sender.example!city.example!1714521600!1714607999!1.json.gz"
TRANSPORT = (
    "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a by b; Thu, 2 May 2024 06:00:00 +0000\r\nX-Long: a\r\n\tb\r\n"
    "TLS-Report-Domain: city.example\r\nTLS-Report-Submitter: sender.example\r\nMessage-ID: <1@sender.example>\r\n"
    "Content-Type: multipart/report; report-type=tlsrpt; boundary=x\r\nSubject: a report\r\n\r\n"
)


def records_of(tmp, data, name="in.bin", status=0):
    """What a file gives: its records, the summary, and what was said."""
    with open(os.path.join(tmp, name), "wb") as f:
        f.write(data)
    s, said = bounded(tmp, [os.path.join(tmp, name), "--ndjson", tmp + "/records"], status)
    return [json.loads(line) for line in open(tmp + "/records")], s, said


@test
def a_msg_gives_its_report_and_what_its_header_says(tmp):
    for shift in (9, 12):
        data = msg(
            {outlook_files.HEADER: TRANSPORT},
            [attachment("note.txt", b"hello"), attachment(NAME, report(3))],
            shift=shift,
        )
        records, s, _ = records_of(tmp, data)
        assert [r["policies"][0]["failed_session_count"] for r in records] == [3], records
        source = records[0]["source"]
        assert source["submitter"] == "sender.example" and source["message_id"] == "<1@sender.example>", source
        assert source["report_domain"] == "city.example" and source["received"] == "2024-05-02T06:00:00Z", source
        assert [s["totals"][k] for k in ("messages", "messages_with_reports")] == [1, 1] and s["inputs"][0][
            "kind"
        ] == "outlook", s["inputs"]


def filling(shift, tables):
    """An office's document of as many sectors as its allocation tables have numbers for, none left over."""
    size = 1 << shift
    full = (tables * size // 4 + 1) * size
    for spare in range(1, 6):
        data = Compound(shift).bytes({"WordDocument": b"w" * (full - size * (tables + 1 + spare))})
        if len(data) == full:
            return data
    raise AssertionError("no document is that long")


@test
def a_document_that_fills_its_allocation_tables_is_no_damage(tmp):
    for shift, tables in ((9, 1), (9, 120), (12, 1)):
        data = filling(shift, tables)
        m = email.message.EmailMessage()
        m["Subject"] = "the minutes"
        m.add_attachment(data, maintype="application", subtype="msword", filename="minutes.doc")
        totals = records_of(tmp, bytes(m), "in.eml")[1]["totals"]
        assert (totals["messages_ignored"], totals["messages_unread"]) == (1, 0), (shift, tables, totals)
        totals = records_of(tmp, data, "in.doc", 1)[1]["totals"]
        assert (totals["files_skipped"], totals["files_unread"]) == (1, 0), (shift, tables, totals)


@test
def a_msg_without_a_header_has_subject_sender_and_time(tmp):
    ticks = (1714629600 + 11644473600) * 10**7
    data = msg(
        {
            outlook_files.SUBJECT: "Report Domain: city.example Submitter: sender.example Report-ID: <x>\r\nTLS-Report-Domain: forged.example",
            outlook_files.SENDER: "tls@sender.example",
        },
        [attachment("", report(4))],
        times={outlook_files.SUBMITTED: ticks},
    )
    records, _, _ = records_of(tmp, data)
    source = records[0]["source"]
    assert source["report_domain"] == "city.example" and source["submitter"] == "sender.example", source
    assert source["received"] == "2024-05-02T06:00:00Z", source


@test
def an_attachment_of_a_msg_has_the_name_that_outlook_gave_it(tmp):
    """It tells what a damaged report was meant to be."""
    for named_by in (outlook_files.LONG_NAME, outlook_files.SHORT_NAME, outlook_files.SHOWN_NAME, 0x7000):
        damaged = attachment(NAME, b"{damaged", "application/octet-stream", named_by)
        _, s, _ = records_of(tmp, msg({outlook_files.SUBJECT: "a report"}, [damaged]))
        assert s["totals"]["rejected"] == (named_by != 0x7000), (named_by, s["totals"])


@test
def an_attachment_of_a_msg_that_should_be_there_is_missed(tmp):
    """One that is named by its place (MS-OXCMSG 2.2.2.9) was never in the file."""
    for method, missed in ((1, True), (2, False)):
        without = outlook_files.properties({outlook_files.LONG_NAME: "note.txt"}, top=8)
        without["__properties_version1.0"] += struct.pack("<HHIq", 3, outlook_files.METHOD, 6, method)
        records, _, said = records_of(tmp, msg({}, [without, attachment(NAME, report(3))]), status=int(missed))
        assert len(records) == 1 and ("has an attachment that is missing" in said) == missed, said


@test
def a_message_in_a_msg_is_read(tmp):
    inner = message({outlook_files.HEADER: TRANSPORT}, [attachment(NAME, report(5))], inside=True)
    outer = message({outlook_files.SUBJECT: "Fwd"}, [attachment("", inner), attachment(NAME, report(6))], inside=True)
    records, s, _ = records_of(tmp, msg({outlook_files.SUBJECT: "Fwd"}, [attachment("", outer)]))
    assert (
        sorted(r["policies"][0]["failed_session_count"] for r in records) == [5, 6] and s["totals"]["messages"] == 1
    ), s["totals"]
    assert [r["source"]["submitter"] for r in records] == ["sender.example"] * 2, records


@test
def a_large_attachment_of_a_msg_is_whole(tmp):
    large = gzip.decompress(report(7)) + b" " * 300000  # no compression: many sectors, and several of the FAT
    records, _, _ = records_of(
        tmp, msg({outlook_files.HEADER: TRANSPORT}, [attachment("r.json", large, "application/tlsrpt+json")])
    )
    assert records[0]["policies"][0]["failed_session_count"] == 7, records


@test
def small_attachments_of_a_msg_are_whole_however_many(tmp):
    """They share sectors (MS-CFB 2.4), whose chains stand in several sectors themselves."""
    attachments = [attachment("%d.json.gz" % i, report(i)) for i in range(99)]
    records, _, _ = records_of(tmp, msg({outlook_files.HEADER: TRANSPORT}, attachments))
    failed = [r["policies"][0]["failed_session_count"] for r in records]
    assert sorted(failed) == list(range(99)), failed


@test
def a_msg_in_a_folder_and_a_zip_is_read(tmp):
    folder = files_of(tmp + "/in", a_msg=msg({outlook_files.HEADER: TRANSPORT}, [attachment(NAME, report(1))]))
    with zipfile.ZipFile(folder + "/b.zip", "w") as z:
        z.writestr("x/b.msg", msg({outlook_files.HEADER: TRANSPORT}, [attachment(NAME, report(2))]))
    s, _ = bounded(tmp, [folder])
    assert s["totals"]["failed_sessions"] == 3 and s["totals"]["messages"] == 2, s["totals"]


@test
def a_compound_file_that_is_no_message_is_skipped(tmp):
    folder = files_of(
        tmp + "/in", a_doc=Compound().bytes({"WordDocument": b"x" * 5000, "1Table": b"y" * 100}), b_mbox=GOOD
    )
    s, _ = bounded(tmp, [folder])
    assert (s["totals"]["files_skipped"], s["totals"]["files_unread"], s["totals"]["reports"]) == (1, 0, 1), s["totals"]


@test
def a_damaged_msg_costs_itself(tmp):
    whole = msg({outlook_files.HEADER: TRANSPORT}, [attachment(NAME, report(1)), attachment("big", os.urandom(30000))])
    rng = random.Random(7)
    for i in range(60):
        data = bytearray(whole)
        if i % 3 == 0:
            del data[rng.randrange(100, len(data)) :]
        for _ in range(i % 7):
            data[rng.randrange(20, 6000) % len(data)] = rng.randrange(256)
        folder = files_of(tmp + "/in%d" % i, a_msg=bytes(data), b_mbox=GOOD)
        p = subprocess.run([PROGRAM, "--json", tmp + "/out.json", folder], env=ENV, capture_output=True)
        assert p.returncode in (0, 1), (p.returncode, p.stderr)
        assert json.load(open(tmp + "/out.json"))["totals"]["reports"] in (1, 2)


@test
def a_msg_that_lies_is_read_in_bounded_time(tmp):
    many = msg({outlook_files.SUBJECT: "x"}, [attachment("a%d" % i, b"1") for i in range(14000)])
    loops = bytearray(msg({outlook_files.HEADER: TRANSPORT}, [attachment("a", b"z" * 100000)]))
    fat = struct.unpack_from("<I", loops, 76)[0]
    struct.pack_into("<128I", loops, 512 * (fat + 1), *range(128))  # each sector follows itself
    turns = bytearray(msg({outlook_files.HEADER: TRANSPORT}, [attachment("a", b"z" * 3000)]))
    fat, directory = (512 * (1 + struct.unpack_from("<I", turns, at)[0]) for at in (76, 48))
    (first,) = struct.unpack_from("<I", turns, directory + 116)  # what small sectors are in
    struct.pack_into("<I", turns, fat + 4 * first, first)
    shared = Compound()
    shared = bytearray(
        shared.bytes(message({outlook_files.SUBJECT: "x"}, [attachment("a", b"y" * 5000) for _ in range(900)]))
    )
    for at in range(512, len(shared) - 127, 128):  # each stream is 2 GB, of the same sectors
        if struct.unpack_from("<Q", shared, at + 120)[0] == 5000 and shared[at + 66] == 2:
            struct.pack_into("<IQ", shared, at + 116, 0, 1 << 31)
    deep = message({outlook_files.SUBJECT: "x"}, inside=True)
    for _ in range(50):
        deep = message({outlook_files.SUBJECT: "x"}, [attachment("", deep)], inside=True)
    for data, sentence in (
        (many, "too many parts"),
        (bytes(shared), "cut short"),
        (msg({}, [attachment("", deep)]), "--max-depth"),
        (bytes(loops), ""),
        (bytes(turns), ""),
    ):
        folder = files_of(tmp + "/in%d" % len(data), a_msg=data, b_mbox=GOOD)
        p = subprocess.run(
            [PROGRAM, "--json", tmp + "/out.json", folder],
            env=ENV,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
        )
        assert p.returncode == (1 if sentence else 0) and sentence in p.stderr, (sentence, p)
        assert json.load(open(tmp + "/out.json"))["totals"]["reports"] == 1


@test
def a_tnef_gives_its_attachments(tmp):
    data = tnef(("note.txt", b"hello"), (NAME, report(8)), ("m", [tnef((NAME, report(9)))]))
    records, s, _ = records_of(tmp, data)
    assert [r["policies"][0]["failed_session_count"] for r in records] == [8, 9], records
    assert records[0]["source"]["submitter"] == "sender.example" and records[0]["source"]["member"] == NAME, records[0][
        "source"
    ]
    assert s["inputs"][0]["kind"] == "outlook", s["inputs"]
    records, _, said = records_of(tmp, data[: -20 - len(tnef((NAME, report(9))))], status=1)
    assert len(records) == 1 and "cut short" in said, said


@test
def a_tnef_that_does_not_end_with_its_attachments_is_cut_short(tmp):
    """Only the checksum behind the last one may be missing, which many writers get wrong."""
    data = tnef((NAME, report(8)))
    data_ends = data.index(report(8)) + len(report(8))
    for bytes_, reports, is_cut in (
        (data, 1, False),
        (data[:-2], 1, False),
        (data[:-3], 1, True),
        (data[:data_ends], 1, False),
        (data[: data_ends - 1], 0, True),
        (data + outlook_files.tnef_attribute(0, 0, b""), 1, True),
        (data + outlook_files.tnef_attribute(3, 0x0006800F, b"x"), 1, True),
        (data + b"x", 1, True),
    ):
        records, _, said = records_of(tmp, bytes_, status=int(is_cut))
        assert (len(records), "cut short" in said) == (reports, is_cut), (len(bytes_), said)


def sample(form, name):
    path = os.path.join(SHARED, "corpus/forms", form, name)
    return open(path, "rb").read()


def reads_pst():
    return b"libpff" in subprocess.run(["ldd", PROGRAM], capture_output=True).stdout


@on_corpora
def a_pst_gives_the_messages_of_its_folders(tmp):
    data = sample("pst-alone", "tls-reports.pst")
    if not reads_pst():
        _, s, said = records_of(tmp, data, status=1)
        assert "readpst -r -D -o DIR FILE" in said and s["totals"]["files_unread"] == 1, said
        return
    records, s, _ = records_of(tmp, data)
    assert [r["report_id"] for r in records] == ["r1", "r2", "r3"], records
    assert [r["source"]["member"] for r in records] == [
        "Top of Outlook data file/Inbox/%d" % i for i in (1, 2, 3)
    ], records
    assert s["totals"]["messages"] == 3 and s["inputs"][0]["kind"] == "outlook", s["totals"]


@on_corpora
def a_damaged_pst_costs_itself(tmp):
    whole = sample("pst-alone", "tls-reports.pst")
    rng = random.Random(3)
    for i in range(30):
        data = bytearray(whole)
        if i % 3 == 0:
            del data[rng.randrange(600, len(data)) :]
        for _ in range(1 + i % 9):
            data[rng.randrange(8, len(data))] = rng.randrange(256)
        folder = files_of(tmp + "/in%d" % i, a_pst=bytes(data), b_mbox=GOOD)
        p = subprocess.run(
            [PROGRAM, "--json", tmp + "/out.json", folder], env=ENV, capture_output=True, timeout=MOST_SECONDS
        )
        assert p.returncode in (0, 1), (p.returncode, p.stderr)
        assert 1 <= json.load(open(tmp + "/out.json"))["totals"]["reports"] <= 4


def mail_with(*files):
    """A mail of those files as attachments: (name, media type, data)."""
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "forwarder@gateway.example", "Fwd", "Fri, 03 May 2024 06:00:00 +0000"
    mail.set_content("attached")
    for name, media_type, data in files:
        mail.add_attachment(data, *media_type.split("/"), filename=name)
    return mail.as_bytes()


@test
def outlook_files_in_a_mail_are_read(tmp):
    inner = msg({outlook_files.HEADER: TRANSPORT}, [attachment(NAME, report(1))])
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as z:
        z.writestr(
            "a/b.msg",
            msg(
                {outlook_files.HEADER: TRANSPORT},
                [attachment(NAME, report(2)), attachment("winmail.dat", tnef((NAME, report(3))))],
            ),
        )
    mail = mail_with(
        ("x.msg", "application/vnd.ms-outlook", inner),
        ("winmail.dat", "application/ms-tnef", tnef((NAME, report(4)), ("m", [tnef((NAME, report(5)))]))),
        ("export.zip", "application/octet-stream", box.getvalue()),
        ("old.doc", "application/msword", Compound().bytes({"WordDocument": b"x" * 5000})),
    )
    records, s, said = records_of(tmp, mail)
    assert sorted(r["policies"][0]["failed_session_count"] for r in records) == [1, 2, 3, 4, 5], records
    assert {r["source"]["submitter"] for r in records} == {"sender.example"} and said == "", (records, said)
    assert [s["totals"][k] for k in ("messages", "messages_with_reports", "files_unread")] == [1, 1, 0], s["totals"]


@test
def a_7z_in_a_mail_and_in_a_zip_is_read(tmp):
    if not shutil.which("7z"):
        raise Skipped("7z is not here")
    files_of(
        tmp + "/in", r1_json=gzip.decompress(report(1)), r2_eml=mail_with((NAME, "application/tlsrpt+gzip", report(2)))
    )
    subprocess.run(["7z", "a", "-bd", tmp + "/a.7z", tmp + "/in"], check=True, stdout=subprocess.DEVNULL)
    packed = open(tmp + "/a.7z", "rb").read()
    with zipfile.ZipFile(tmp + "/b.zip", "w") as z:
        z.writestr("x/a.7z", packed)
    for data in (packed, mail_with(("a.7z", "application/x-7z-compressed", packed)), open(tmp + "/b.zip", "rb").read()):
        for more in ([], ["--sandbox=off"], ["-j1"]):
            open(tmp + "/file", "wb").write(data)
            assert summary(tmp + "/file", *more)["totals"]["failed_sessions"] == 3
