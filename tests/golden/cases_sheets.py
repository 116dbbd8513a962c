"""The workbook's sheets (SPEC 6.5) say what they hold, and nothing else."""
import warnings

from harness import *

warnings.filterwarnings("ignore")


def book_of(tmp, *args):
    import openpyxl

    run("--xlsx", tmp + "/a.xlsx", *args, cwd=SAMPLES)
    return openpyxl.load_workbook(tmp + "/a.xlsx")


@test
def a_column_beside_a_table_has_rows(tmp):
    """Reports had "Most: First 32 hex digits of the SHA-256 over the report's iden", with nothing below it."""
    book = book_of(tmp, *SAMPLE_INPUTS)
    beside = {
        sheet.title: [row[0].value for row in sheet.iter_rows(min_row=2, min_col=c.column, max_col=c.column)]
        for sheet in book
        for c in sheet[1]
        if str(c.value).startswith("Most: ")
    }
    assert set(beside) == {"Domains", "Result types", "Reporters"} and all(any(v) for v in beside.values()), beside


@test
def a_chart_of_nothing_leaves_no_column(tmp):
    sheet = book_of(tmp, "--domain", "^library", *SAMPLE_INPUTS)["Domains"]
    titles = [c.value for c in sheet[1]]
    assert not any(str(t).startswith("Most: ") for t in titles), titles
