"""The tester's sample and the sheet that people sign (SPEC 6.5 and 6.6), worked out again by Python alone."""
import csv, json, os, subprocess

from harness import *
from workbook_files import workbook


def keys_of(*args, cwd=SAMPLES):
    return [json.loads(line)["report_key"] for line in run("--ndjson", "-", *args, cwd=cwd).stdout.splitlines()]


def check(sample, keys, size, seed):
    digests = {k: sha(seed.encode() + b"\0" + k.encode()) for k in keys}
    want = sorted(keys, key=lambda k: digests[k])[:size]
    assert [(r["report_key"], r["sample_sha256"], r["sample_number"]) for r in sample["reports"]] == [
        (k, digests[k], i + 1) for i, k in enumerate(want)
    ]
    assert (sample["seed"], sample["size"], sample["population"]) == (seed, size, len(keys))
    assert sample["keys_sha256"] == sha("".join(k + "\n" for k in sorted(keys)).encode())


@test
def the_sample_is_what_anyone_else_draws(tmp):
    keys = keys_of(*SAMPLE_INPUTS)
    for size, seed in ((1, ""), (7, ""), (7, "2026-Q1"), (40, "a:b, ü"), (500, "x")):
        spec = "%d:%s" % (size, seed) if seed else str(size)
        check(summary("--sample", spec, *SAMPLE_INPUTS, cwd=SAMPLES)["sample"], keys, size, seed)
    assert "sample" not in summary(*SAMPLE_INPUTS, cwd=SAMPLES)
    one = summary("--sample", "9:s", "-j1", *SAMPLE_INPUTS, cwd=SAMPLES)["sample"]
    backwards = summary("--sample", "9:s", "-j7", *SAMPLE_INPUTS[::-1], cwd=SAMPLES)["sample"]
    assert [r["report_key"] for r in one["reports"]] == [r["report_key"] for r in backwards["reports"]] and one[
        "keys_sha256"
    ] == backwards["keys_sha256"]
    run("--ndjson", tmp + "/r", "--hash-inputs", *SAMPLE_INPUTS, cwd=SAMPLES)
    assert (
        summary("--sample", "9:s", tmp + "/r")["sample"]
        == summary("--sample", "9:s", "--hash-inputs", *SAMPLE_INPUTS, cwd=SAMPLES)["sample"]
    )
    for wrong in ("0", "x", "3x", ":s", "", "1000000"):
        run("--sample", wrong, *SAMPLE_INPUTS, cwd=SAMPLES, status=2)
    twice = summary("--dedup", "none", "--sample", "1000", *SAMPLE_INPUTS, cwd=SAMPLES)
    check(twice["sample"], keys_of("--dedup", "none", *SAMPLE_INPUTS), 1000, "")


@test
def a_sample_of_nothing_is_empty(tmp):
    open(tmp + "/m.eml", "w").write("From: a@b.example\nSubject: hello\n\nhello\n")
    run("--sample", "3", "--json", tmp + "/s.json", "--xlsx", tmp + "/a.xlsx", "--csv", tmp + "/csv", tmp + "/m.eml")
    sample = json.load(open(tmp + "/s.json"))["sample"]
    assert sample == {"seed": "", "size": 3, "population": 0, "keys_sha256": sha(b""), "reports": []}
    sheet = workbook(tmp + "/a.xlsx")["Sample"]
    assert "none was drawn" in sheet["A2"].value and "0 of 0" in sheet["A4"].value


@test
def a_tester_finds_what_was_drawn_and_has_room_to_write(tmp):
    run(
        "--hash-inputs",
        "--sample",
        "6:s",
        "--csv",
        tmp + "/csv",
        "--json",
        tmp + "/s.json",
        "--xlsx",
        tmp + "/a.xlsx",
        *SAMPLE_INPUTS,
        cwd=SAMPLES
    )
    rows = list(csv.DictReader(open(tmp + "/csv/sample.csv")))
    reports = {r["report_key"]: r for r in csv.DictReader(open(tmp + "/csv/reports.csv"))}
    assert len(rows) == 6
    for r in rows:
        for name in reports[r["report_key"]]:
            if name in r:
                assert r[name] == reports[r["report_key"]][name], name
        assert (
            r["report_sha256"]
            and r["source_path"]
            and [r[n] for n in ("seen", "agrees", "remark", "initials")] == [""] * 4
        )
    sheet = workbook(tmp + "/a.xlsx")["Sample"]
    assert [sheet.cell(i, 3).value for i in range(2, 8)] == [r["report_key"] for r in rows]
    sample = json.load(open(tmp + "/s.json"))["sample"]
    assert (
        sample["keys_sha256"] in sheet["A9"].value
        and "6 of %d" % sample["population"] in sheet["A9"].value
        and '"s"' in sheet["A9"].value
    )


@test
def the_manual_names_a_command_that_draws_the_same(tmp):
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    command = (
        page.split(".It Fl -sample ")[1]
        .split(".Bd -literal -compact\n")[1]
        .split(".Ed")[0]
        .replace("\\e", "\\")
        .replace("INPUT...", " ".join(SAMPLE_INPUTS))
    )
    os.symlink(PROGRAM, tmp + "/tlsrpt-audit")
    env = dict(ENV, PATH=tmp + ":" + os.environ["PATH"], seed="2026-Q1")
    drawn = (
        subprocess.run(["bash", "-c", command], cwd=SAMPLES, env=env, capture_output=True, check=True)
        .stdout.decode()
        .splitlines()
    )
    want = summary("--sample", "25:2026-Q1", *SAMPLE_INPUTS, cwd=SAMPLES)["sample"]["reports"]
    assert drawn == ["%s %s" % (r["sample_sha256"], r["report_key"]) for r in want] and len(drawn) == 25


@test
def a_large_population_is_summed_up_in_little_memory(tmp):
    lines = []
    for n in range(60000):
        lines.append(
            json.dumps(
                {
                    "report_key": "",
                    "organization_name": "Bigmail",
                    "report_id": "r%d" % n,
                    "begin_date": "2024-03-%02dT00:00:00Z" % (n % 28 + 1),
                    "end_date": "2024-03-%02dT23:59:59Z" % (n % 28 + 1),
                    "policies": [
                        {
                            "policy_domain": "a%d.example" % (n % 50),
                            "policy_type": "sts",
                            "successful_session_count": n,
                            "failed_session_count": 0,
                        }
                    ],
                },
                separators=(",", ":"),
            )
        )
    open(tmp + "/r.ndjson", "w").write("\n".join(lines) + "\n")
    run("--ndjson", tmp + "/all", "--sample", "2000:z", "--json", tmp + "/s.json", tmp + "/r.ndjson")
    keys = [json.loads(line)["report_key"] for line in open(tmp + "/all")]
    assert len(keys) == 60000
    check(json.load(open(tmp + "/s.json"))["sample"], keys, 2000, "z")


@test
def the_sign_off_repeats_what_was_looked_at(tmp):
    for hashed in (True, False):
        run(
            *["--hash-inputs"] * hashed,
            "--json",
            tmp + "/s.json",
            "--xlsx",
            tmp + "/a.xlsx",
            "--since",
            "2024-03-02",
            *SAMPLE_INPUTS,
            cwd=SAMPLES
        )
        s = json.load(open(tmp + "/s.json"))
        sheet = workbook(tmp + "/a.xlsx")["Sign-off"]
        cells = {r[0].value: r[1].value for r in sheet.iter_rows() if r[0].value}
        assert cells["Messages read"] == s["totals"]["messages"] and cells["Reports counted"] == s["totals"]["reports"]
        assert "asked 2024-03-02" in cells["Period"] and "no list of domains" in cells["Scope"]
        over = sha("".join(i["sha256"] + "\n" for i in s["inputs"]).encode()) if hashed else "not hashed"
        assert cells["SHA-256 over the inputs' hashes"].startswith(over), cells
        text = [c.value for r in sheet.iter_rows() for c in r if c.value]
        assert all(word in text for word in ("Prepared by", "Reviewed by", "Date", "Result", "Signature")), text
    raw = open(MBOX, "rb").read()
    run("--hash-inputs", "--xlsx", tmp + "/a.xlsx", "-", MBOX, stdin=raw)
    cells = {r[0].value: r[1].value for r in workbook(tmp + "/a.xlsx")["Sign-off"].iter_rows() if r[0].value}
    assert (
        cells["SHA-256 over the inputs' hashes"]
        == sha((sha(raw) + "\n").encode()) + " (without 1 input that has no hash)"
    )
