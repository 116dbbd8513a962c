"""The policies that are served (--sts-policy, SPEC 8.3)."""
import csv, io

from daily_reports import report, write
from harness import *

SOUND = "version: STSv1\r\nmode: enforce\r\nmx: mx.a.example\r\nmx: *.b.example\r\nmax_age: 604800\r\n"


def seen(
    tmp,
    lines=("version: STSv1", "mode: enforce", "mx: mx.a.example", "mx: *.b.example", "max_age: 86400"),
    domain="a.example",
):
    return write(tmp + "/r", [report(domain, "2024-03-01", **{"policy-string": list(lines)})])


def served(tmp, text, reports, *args, name="mta-sts.a.example.txt"):
    os.makedirs(tmp + "/policies", exist_ok=True)
    open(tmp + "/policies/" + name, "wb").write(text.encode() if isinstance(text, str) else text)
    s = summary("--sts-policy", tmp + "/policies", *args, reports)
    return s["setup"][0], {
        f["id"]: f
        for f in s["findings"]
        if f["id"] in ("sts-policy-file-invalid", "policy-served-differs", "mx-not-in-policy")
    }


@test
def a_policy_that_is_served_is_checked(tmp):
    reports = seen(tmp)
    row, found = served(tmp, SOUND, reports)
    assert (
        not found
        and row["sts_policy"] == {"mode": "enforce", "max_age": 604800, "mx": ["*.b.example", "mx.a.example"]}
        and row["errors"] == []
    ), (row, found)
    for text in (
        SOUND.replace("\r", ""),
        SOUND + "\r\n\n",
        SOUND + "mode: none\nmax_age: x\n",
        SOUND + "x-note: r\u00e9sum\u00e9 of it\n",
        SOUND.rstrip(),
        SOUND.replace(": ", ":"),
        SOUND.replace(": ", ":\t "),
        SOUND.replace("\r\n", " \t\r\n"),
    ):
        assert not served(tmp, text, reports)[1], text
    for text, why in (
        ("\ufeff" + SOUND, "byte order mark"),
        (SOUND.replace("version: STSv1\r\n", ""), "no version"),
        (SOUND.replace("STSv1", "stsv1"), "version is not STSv1"),
        (SOUND.replace("mode: enforce\r\n", ""), "no mode"),
        (SOUND.replace("enforce", "Enforce"), "none of enforce, testing, none"),
        (SOUND.replace("enforce", "report"), "none of enforce"),
        (SOUND.replace("604800", "31557601"), "a year"),
        (SOUND.replace("604800", "7d"), "number of seconds"),
        (SOUND.replace("604800", "12345678901"), "number of seconds"),
        (SOUND.replace("max_age: 604800\r\n", ""), "no max_age"),
        (SOUND.replace("mx: mx.a.example\r\nmx: *.b.example\r\n", ""), "no mx"),
        (SOUND + "mx: mx.*.example\n", "neither a host name"),
        (SOUND + "mx: .a.example\n", "neither a host name"),
        (SOUND + "mx: mx1, mx2\n", "neither a host name"),
        (SOUND.replace("mx.a.example", "mx.a.example."), "neither a host name"),
        (SOUND.replace("mx.a.example", "mx.\u00e4.example"), "neither a host name"),
        (SOUND.replace("mode", "\r\nmode"), "empty line"),
        (SOUND.replace("mode", " mode"), "no field"),
        ("\t" + SOUND, "no field"),
        (SOUND.replace("\r\n", "\r"), "control character"),
        (SOUND.replace("mode: ", "mode: \v"), "control character"),
        (SOUND.replace("\r\n", "\r\r\n"), "control character"),
        (SOUND + "x-note: \x1b[31m\n", "control character"),
        (SOUND + "x-note: a\tb\n", "control character"),
        (SOUND + "x-note: a\x7f\n", "control character"),
        ("<!DOCTYPE html>\n<html><body>404</body></html>\n", "no field"),
        ("", "no version"),
        (SOUND + "mx:\n", "no value"),
        (SOUND.encode() + b"note: \xff\n", "UTF-8"),
        (SOUND + "note: \0\n", "UTF-8"),
        (SOUND + "n: " + "x" * 66000, "64 KB"),
        (SOUND.replace(": ", " : "), "no field"),
    ):
        row, found = served(tmp, text, reports)
        assert (
            found.keys() >= {"sts-policy-file-invalid"}
            and why in found["sts-policy-file-invalid"]["title"]
            and found["sts-policy-file-invalid"]["severity"] == "high"
        ), (text, found)
        assert row["errors"] == [found["sts-policy-file-invalid"]["title"].split(": ", 1)[1]], row
    none = "version: STSv1\nmode: none\nmax_age: 86400\n"
    assert served(tmp, none, seen(tmp, none.splitlines()))[1] == {}


@test
def a_policy_other_than_reporters_saw_is_told(tmp):
    for lines, said in (
        (("version: STSv1", "mode: testing", "mx: mx.a.example", "mx: *.b.example"), "another mode"),
        (("mode: enforce", "mx: mx.a.example"), "other mx patterns"),
        (("mode: none", "mx: x.a.example"), "another mode, other mx patterns"),
        (("mode: ENFORCE", "mx: *.B.example.", "mx: MX.a.example", "max_age: 1"), None),
        (("mode: enforce",), None),
        ((), None),
    ):
        found = served(tmp, SOUND, seen(tmp, lines))[1]
        assert (found.get("policy-served-differs") or {}).get("title", "").endswith(said or "") and (
            "policy-served-differs" in found
        ) == bool(said), (lines, found)
        assert not said or found["policy-served-differs"]["severity"] == "medium"


@test
def the_served_policy_decides_which_mx_are_listed(tmp):
    reports = seen(tmp)
    open(tmp + "/dns", "w").write("a.example. MX 10 mx.a.example.\na.example. MX 20 new.c.example.\n")
    row, found = served(tmp, SOUND.replace("*.b.example", "new.c.example"), reports, "--dns", tmp + "/dns")
    assert "mx-not-in-policy" not in found and all(mx["in_policy"] for mx in row["mx"])
    row, found = served(tmp, SOUND, reports, "--dns", tmp + "/dns")
    assert found["mx-not-in-policy"]["receiving_mx_hostnames"] == ["new.c.example"]
    rows = list(
        csv.DictReader(
            io.StringIO(
                run(
                    "--table", "setup", "--dns", tmp + "/dns", "--sts-policy", tmp + "/policies", reports
                ).stdout.decode()
            )
        )
    )
    assert [(r["host"], r["policy_mode"], r["policy_max_age"], r["policy_mx"]) for r in rows] == [
        (h, "enforce", "604800", "*.b.example | mx.a.example") for h in ("mx.a.example", "new.c.example")
    ]


@test
def files_of_policies_are_told_by_their_names(tmp):
    reports = seen(tmp, domain="xn--bcher-kva.example")
    os.makedirs(tmp + "/p/sub.example.txt")
    for name in ("mta-sts.txt", "README.txt", "a.example.bak", "mta-sts.B\u00fccher.example.TXT"):
        open(tmp + "/p/" + name, "w").write(SOUND)
    s = summary("--sts-policy", tmp + "/p", reports)
    assert [r["policy_domain"] for r in s["setup"] if "sts_policy" in r] == ["xn--bcher-kva.example"] and not any(
        f["id"].startswith("sts-policy-file") for f in s["findings"]
    )
    for args, status, said in (
        (["/p/README.txt"], 2, "save it as DOMAIN.txt"),
        (["/p/none.example.txt"], 1, "No such file"),
        (["/p", "/p"], 2, "is given twice"),
        (["/p/sub.example.txt"], 2, "holds no policy"),
    ):
        r = run(*[x for a in args for x in ("--sts-policy", tmp + a)], "--json", "-", reports, status=status)
        assert said in r.stderr.decode(), r.stderr


@test
def links_in_a_folder_of_policies_are_named_and_not_followed(tmp):
    """As below an INPUT: who may put files into the folder has no other file read, nor kept in the bag."""
    reports, link = seen(tmp), tmp + "/p/b.example.txt"
    os.makedirs(tmp + "/p")
    for name in "elsewhere", "p/a.example.txt":
        open(tmp + "/" + name, "w").write(SOUND)
    os.symlink("../elsewhere", link)
    for quiet, said in ([], link + ": warning: is a link, and links are not followed\n"), (["-q"], ""):
        r = run(*quiet, "--sts-policy", tmp + "/p", "--json", "-", reports)
        assert [x["policy_domain"] for x in json.loads(r.stdout)["setup"] if "sts_policy" in x] == ["a.example"]
        assert r.stderr.decode().replace("tlsrpt-audit: ", "") == said, r.stderr
    s = summary("--sts-policy", link, reports)  # which the user names is followed, as an INPUT is
    assert "b.example" in [x["policy_domain"] for x in s["setup"] if "sts_policy" in x]
