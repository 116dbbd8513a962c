"""A database that is loaded night after night holds one run's sums (docs/PIPELINES.md): the first night's would stand beside all reports."""
from cases_etl import *

ASKED = """SELECT sum(reports), sum(successful_sessions) FROM domains;
SELECT sum(reports) FROM days;
SELECT count(*) FROM reports;
SELECT reports, first_day FROM windows WHERE days = 7;
SELECT count(*) FROM findings;
"""


def nights(tmp, dialect, load):
    """What the database says after a mailbox was loaded, after it grew, and after it was loaded once more as it was."""
    os.chmod(tmp, 0o755)
    told = []
    for until in ("2024-03-07", "2024-03-14", "2024-03-14"):
        run("--until", until, "--csv", tmp + "/csv", "--csv-raw", *SAMPLE_INPUTS, cwd=SAMPLES)
        told.append(load(sql(dialect, tmp) + ASKED).splitlines())
    assert told[0][:3] == ["44|12017", "44", "44"], told[0]
    assert told[1][:4] == ["82|30301", "82", "82", "38|2024-03-08"], told[1]
    assert told[2] == told[1], told


@test
def sums_in_sqlite_are_those_of_the_folder_loaded_last(tmp):
    if not shutil.which("sqlite3"):
        raise Skipped("sqlite3 is not here")
    command = ["sqlite3", "-bail", tmp + "/db"]
    nights(tmp, "sqlite", lambda text: subprocess.check_output(command, input=text, text=True))


@test
def sums_in_postgresql_are_those_of_the_folder_loaded_last(tmp):
    with postgresql(tmp) as psql:
        nights(tmp, "postgres", psql)


@test
def sums_in_duckdb_are_those_of_the_folder_loaded_last(tmp):
    def load(text):
        r = duckdb(tmp, text)
        assert r.returncode == 0, r.stderr.decode()[-400:]
        return r.stdout.decode()

    nights(tmp, "duckdb", load)
