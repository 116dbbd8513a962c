"""Containers that are decoded in a process apart, and Outlook's files."""
import os

from cases_hostile import GOOD, bounded
from harness import *

ATTACKS = os.path.join(SHARED, "corpus/attacks")


def files_of(folder, **contents):
    os.makedirs(folder)
    for name, content in contents.items():
        with open(os.path.join(folder, name.replace("_", ".")), "wb") as f:
            f.write(content)
    return folder


@test
def an_archive_that_crashes_its_decoder_costs_itself(tmp):
    if not os.path.isdir(ATTACKS):
        raise Skipped("../shared/corpus/attacks is not here")
    cab = open(ATTACKS + "/sig11-0-test_read_format_cab_filename_cp932.cab", "rb").read()
    folder = files_of(tmp + "/in", a_mbox=GOOD, b_cab=cab, c_mbox=GOOD.replace(b'"good"', b'"better"'))
    for more in (["-j1"], ["-j4"], ["--sandbox=off"]):
        s, said = bounded(tmp, [folder, *more], 1)
        assert s["totals"]["reports"] == 2, s["totals"]
        assert "b.cab: is damaged: its decoder crashed" in said, said
