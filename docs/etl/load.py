#!/usr/bin/env python3
"""Prints the SQL that loads a folder written by `tlsrpt-audit --csv DIR` into a database.

    load.py sqlite|postgres|duckdb DIR | sqlite3 tls.db
    load.py postgres DIR | psql tls
    load.py duckdb DIR | duckdb tls.duckdb

Tables, columns, types and keys come from DIR/datapackage.json. Reports that are there stay, with their policies and failures: loading the
same folder again changes nothing. All other tables say what the whole run says, and are replaced. A folder is loaded whole or not at all: it
is one transaction, and the first error ends it. Standard library only.
"""
import json, os, signal, sys

TYPES = {
    "sqlite": {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT", "datetime": "TEXT"},
    "postgres": {
        "string": "text",
        "integer": "bigint",
        "number": "double precision",
        "date": "date",
        "datetime": "timestamptz",
    },
    "duckdb": {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMPTZ"},
}


# How a load begins: what goes wrong in the midst of it leaves the database as it was.
BEGIN = {
    "sqlite": ".bail on\nBEGIN IMMEDIATE;",
    "postgres": "\\set ON_ERROR_STOP on\nSET client_min_messages TO warning;\nBEGIN;",
    "duckdb": "BEGIN TRANSACTION;",
}

# Reporters' own words, of up to four kilobytes: no index of PostgreSQL takes them, but for their hash.
LONG = ("organization_name", "policy_type", "result_type")

# How many columns are the key where a folder holds copies (--dedup=none) and names none: the first copy is loaded.
KEYS = {"reports": 1, "policies": 2, "failures": 3}


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def value(dialect, field, is_key):
    """A staged text as the column's type; an empty one is absent, but for a key."""
    name = field["name"]
    if field["type"] == "string":
        return "coalesce(%s, '')" % name if is_key else "nullif(%s, '')" % name
    return "CAST(nullif(%s, '') AS %s)" % (name, TYPES[dialect][field["type"]])


def load(dialect, folder, resource):
    fields, name, stage = resource["schema"]["fields"], resource["name"], "stage_" + resource["name"]
    key = resource["schema"].get("primaryKey", [f["name"] for f in fields[: KEYS.get(name, 0)]])
    path = os.path.abspath(os.path.join(folder, resource["path"]))
    columns = [
        "%s %s" % (f["name"], TYPES[dialect][f["type"]]) + (" NOT NULL" if f["name"] in key else "") for f in fields
    ]
    is_long = dialect == "postgres" and any(k in LONG for k in key)
    if key and not is_long:
        columns.append("PRIMARY KEY (%s)" % ", ".join(key))
    grows = "report_key" in key  # else an earlier run's sums would stand beside this one's reports
    # Not DELETE: DuckDB before 1.2 takes no row whose key was deleted in the same transaction.
    create = "CREATE OR REPLACE TABLE" if dialect == "duckdb" and not grows else "CREATE TABLE IF NOT EXISTS"
    print("%s %s (%s);" % (create, name, ", ".join(columns)))
    if is_long:
        print("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s_pkey;" % (name, name))  # an earlier version's
        parts = ", ".join("md5(%s)" % k if k in LONG else k for k in key)
        print("CREATE UNIQUE INDEX IF NOT EXISTS %s_key ON %s (%s);" % (name, name, parts))
    print("DROP TABLE IF EXISTS %s;" % stage)
    print("CREATE TABLE %s (%s);" % (stage, ", ".join(f["name"] + " " + TYPES[dialect]["string"] for f in fields)))
    if dialect == "sqlite":
        print('.import --csv --skip 1 "%s" %s' % (path.replace('"', '\\"'), stage))
    elif dialect == "postgres":
        print("\\copy %s FROM %s WITH (FORMAT csv, HEADER)" % (stage, quoted(path)))
    else:
        # Lists of reporters and domains have no bound but the mail; DuckDB's own is 2 MB a line.
        print("COPY %s FROM %s (FORMAT csv, HEADER, MAX_LINE_SIZE 1000000000);" % (stage, quoted(path)))
    if dialect != "duckdb" and not grows:
        print("DELETE FROM %s;" % name)
    conflict = " ON CONFLICT DO NOTHING" if key else ""
    where = " WHERE true" if dialect == "sqlite" else ""  # SQLite would take ON for a join's
    print(
        "INSERT INTO %s SELECT %s FROM %s%s%s;"
        % (name, ", ".join(value(dialect, f, f["name"] in key) for f in fields), stage, where, conflict)
    )
    print("DROP TABLE %s;" % stage)


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in TYPES:
        sys.exit("usage: load.py %s DIR" % "|".join(TYPES))
    dialect, folder = sys.argv[1:]
    package = os.path.join(folder, "datapackage.json")
    try:
        resources = json.load(open(package, encoding="utf-8"))["resources"]
    except OSError as e:
        sys.exit("load.py: %s: %s (tlsrpt-audit --csv DIR writes it)" % (package, e.strerror))
    print(BEGIN[dialect])
    for resource in resources:
        load(dialect, folder, resource)
    print("COMMIT;")


signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # who reads no further has seen enough
main()
