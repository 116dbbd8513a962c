#!/bin/sh
# Writes samples/expected again: what the program makes of samples/. Look at the difference before you commit it.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/../../samples"
rm -rf expected
mkdir expected
export SOURCE_DATE_EPOCH=1785542400 COLUMNS=80
"$program" Maildir mail.mbox mail.tar.gz >expected/summary.txt
"$program" --json expected/summary.json --ndjson expected/records.ndjson --csv expected/csv Maildir mail.mbox mail.tar.gz
python3 - expected/summary.txt ../README.md <<'END'
import re, sys
summary, readme = open(sys.argv[1]).read(), open(sys.argv[2]).read()
open(sys.argv[2], "w").write(re.sub(r"```text\n.*?```", lambda m: "```text\n" + summary + "```", readme, count=1, flags=re.S))
END
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 make_year.py "$work/year.mbox"
"$program" --json "$work/year.json" --authserv-id mx.collector.example "$work/year.mbox"
python3 - "$work/year.json" >expected/findings.json <<'END'
import json, sys
print(json.dumps(json.load(open(sys.argv[1]))["findings"], indent=1, ensure_ascii=False))
END
