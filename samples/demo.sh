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

set -- --dns dns.txt --sts-policy policies
echo
echo "With what the domains publish (samples/dns.txt, samples/policies), the set-up and the addresses:"
"$program" "$@" --table setup Maildir mail.mbox mail.tar.gz | cut -d, -f1-6 | sed 's/^/  /'
"$program" "$@" --table addresses Maildir mail.mbox mail.tar.gz | cut -d, -f1-4 | sed 's/^/  /'
echo
echo "And the mail that says what is open (--digest):"
"$program" --digest - --digest-from tlsrpt@agency.example --digest-to ops@agency.example \
    --digest-link "page.html and workbook.xlsx of this demo" Maildir mail.mbox mail.tar.gz | sed 's/^/  /'
echo
echo "The program is $program; docs/TUTORIAL.md goes on from here, to signed evidence."
