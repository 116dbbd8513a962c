#!/bin/sh
# Runs the main job on samples/ and says where the outputs are.
set -eu
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")"
"$program" Maildir mail.mbox mail.tar.gz
"$program" --json "$out/summary.json" --ndjson "$out/records.ndjson" --csv "$out/csv" --xlsx "$out/workbook.xlsx" --html "$out/page.html" Maildir mail.mbox mail.tar.gz
echo
echo "In $out:"
echo "  workbook.xlsx    the workbook for auditors and insurers"
echo "  page.html        the same to look at, in a browser"
echo "  csv/             tables for a database"
echo "  summary.json     the summary, for programs"
echo "  records.ndjson   one record a report, for pipelines"
