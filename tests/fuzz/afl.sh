#!/bin/sh
# AFL++ on the program itself: mutated files as INPUT, for so many seconds. Needs Debian's afl++.
# usage: afl.sh PROGRAM SECONDS      PROGRAM built with CC=afl-clang-fast
set -eu
program=$1
seconds=$2
seeds=build/afl/seeds
rm -rf "$seeds" build/afl/out
mkdir -p "$seeds/made"
python3 tests/fuzz/archives.py "$seeds/made" # each begins with a byte for the fuzz targets
for made in "$seeds"/made/*; do tail -c +2 "$made" >"$seeds/$(basename "$made")"; done
rm -r "$seeds/made"
find samples/Maildir -type f -size +0 | head -8 | while read -r f; do cp "$f" "$seeds/$(basename "$f" | tr -c 'A-Za-z0-9\n' _)"; done
head -c 6000 samples/mail.mbox >"$seeds/mbox"
head -c 4000 samples/mail.tar.gz >"$seeds/tar.gz.cut"
export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
afl-fuzz -i "$seeds" -o build/afl/out -m none -t 2000 -x tests/fuzz/json.dict -V "$seconds" -- \
    "$program" --sandbox=off -j1 --json /dev/null @@ >build/afl/log 2>&1 || { tail -20 build/afl/log; exit 1; }
grep -E '^(execs_done|corpus_count|saved_crashes|saved_hangs) ' build/afl/out/default/fuzzer_stats
grep -q '^saved_crashes *: 0$' build/afl/out/default/fuzzer_stats
