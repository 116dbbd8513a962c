#!/bin/sh
# Writes samples/expected again: what the program makes of samples/. Look at the difference before you commit it.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/../../samples"
rm -rf expected
mkdir expected
export SOURCE_DATE_EPOCH=1711929600 COLUMNS=80
"$program" Maildir mail.mbox mail.tar.gz >expected/summary.txt
"$program" --json expected/summary.json --ndjson expected/records.ndjson --csv expected/csv Maildir mail.mbox mail.tar.gz
