#!/usr/bin/env python3
"""Tells which lines of the program ran, file by file, from what a build with --coverage has left.

    coverage.py BUILD [FILE]      with FILE: its lines that never ran
"""
import collections, glob, json, os, subprocess, sys

OF_THE_PROGRAM = ("lib/", "formats/", "cmd/run/", "cmd/tlsrpt-audit/")


def counted_lines(build):
    """file -> line -> how often it ran."""
    lines = collections.defaultdict(collections.Counter)
    data = glob.glob(os.path.join(build, "**", "*.gcda"), recursive=True)
    for at in range(0, len(data), 100):
        out = subprocess.run(
            ["gcov", "--json-format", "--stdout", *data[at : at + 100]], capture_output=True, check=True
        ).stdout
        for document in out.splitlines():
            for f in json.loads(document)["files"]:
                name = os.path.relpath(os.path.join(os.getcwd(), f["file"]))
                if name.startswith(OF_THE_PROGRAM):
                    for line in f["lines"]:
                        lines[name][line["line_number"]] += line["count"]
    return lines


def main():
    lines = counted_lines(sys.argv[1])
    if len(sys.argv) > 2:
        source = open(sys.argv[2]).read().split("\n")
        for n, count in sorted(lines[sys.argv[2]].items()):
            if count == 0:
                print("%5d %s" % (n, source[n - 1]))
        return
    rows = sorted((sum(c > 0 for c in file.values()) / len(file), len(file), name) for name, file in lines.items())
    print("Files of which less than 90 % of the lines ran:")
    for share, n, name in rows:
        if share < 0.9:
            print("  %5.1f %% of %4d  %s" % (100 * share, n, name))
    ran, every = sum(c > 0 for file in lines.values() for c in file.values()), sum(map(len, lines.values()))
    print("%.1f %% of %d lines in %d files ran" % (100 * ran / every, every, len(lines)))


main()
