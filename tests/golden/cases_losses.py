"""What a file of hundreds of thousands of broken reports costs: what is rejected is listed up to a bound (SPEC 3)."""
import gzip, os

from mails_of_parts import report
from harness import *


@test
def a_long_list_of_broken_lines_in_a_file_is_summed(tmp):
    """Also where the file is so large that each of its values is read for itself, by parts too."""
    good = report(1) + b"\n"
    for name, line in (("reports", b'{"policies":1}\n'), ("records", b'{"report_key":1}\n')):
        path = "%s/%s.json" % (tmp, name)
        with open(path, "wb") as f:
            f.write(line * 40000 + good + line * 60000)
        s = summary("--part", tmp + "/part", path)
        rejected = s["rejected"]
        assert len(rejected) == 1001 == s["totals"]["rejected"], (len(rejected), s["totals"])
        assert rejected[-1]["reason"] == "too-large" and rejected[-1]["left_out"] == 99000, rejected[-1]
        assert rejected[-1]["source"]["message"] == 1001, rejected[-1]
        assert name == "records" or s["totals"]["reports"] == 1, s["totals"]
        assert summary(tmp + "/part")["rejected"] == rejected


@test
def a_file_of_some_hundred_bytes_unpacks_to_some_megabytes(tmp):
    """Gzip of gzip has any ratio: what comes out whatever the ratio costs no more than a second."""
    with open(tmp + "/f.gz", "wb") as f:
        f.write(gzip.compress(gzip.compress(b"{}\n" * (20 << 20), 9), 9))
    assert os.path.getsize(tmp + "/f.gz") < 500
    r = run("--json", tmp + "/s.json", tmp + "/f.gz", status=1)
    assert b"--max-ratio" in r.stderr, r.stderr
