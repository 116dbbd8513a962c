"""Workbooks as others read them (openpyxl)."""

import warnings

from harness import policy_of, report_with


def workbook(path):
    import openpyxl  # here, as only some of the tests need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def table(book, sheet, columns):
    """The first so many columns of a sheet, without its header."""
    rows = [[c.value for c in r[:columns]] for r in book[sheet].iter_rows(min_row=2)]
    return [r for r in rows if any(v is not None for v in r)]


def report(**more):
    detail = {"result-type": "certificate-expired", "failed-session-count": 1}
    return {**report_with("1", "2024-02-01", policy_of("sts", "a.example", 5, 1, detail), org="Sender"), **more}
