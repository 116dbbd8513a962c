"""Names of files and folders that are no UTF-8 stand in outputs that are."""
import json, os

from workbook_files import report
from harness import *
from workbook_files import workbook


@test
def a_working_folder_that_is_no_utf_8_spoils_no_output(tmp):
    folder = os.fsencode(tmp) + b"/caf\xe9"
    os.mkdir(folder)
    json.dump(report(), open(tmp + "/r.json", "w"))
    run("--xlsx", tmp + "/a.xlsx", "--html", tmp + "/a.html", tmp + "/r.json", cwd=folder)
    assert "/caf\ufffd" in open(tmp + "/a.html", encoding="utf-8").read()
    assert any(str(row[1]).endswith("/caf\ufffd") for row in workbook(tmp + "/a.xlsx")["Method"].values)


@test
def key_records_in_a_file_whose_name_is_no_utf_8_spoil_no_output(tmp):
    name = os.fsencode(tmp) + b"/k\xe9ys"
    open(name, "w").write('s._domainkey.a.example. 60 IN TXT "v=DKIM1; p=AAAA"\n')
    json.dump(report(), open(tmp + "/r.json", "w"))
    run("--dns", os.fsdecode(name), "--json", tmp + "/s.json", "--html", tmp + "/a.html", tmp + "/r.json")
    assert json.load(open(tmp + "/s.json"))["dns_files"][0]["path"].endswith("/k\ufffdys")
    assert "/k\ufffdys, " in open(tmp + "/a.html", encoding="utf-8").read()
