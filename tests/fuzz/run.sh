#!/bin/sh
# Runs fuzz targets of a folder for so many seconds each, on seeds from samples/ and, where it is there, ../shared/corpus.
# usage: run.sh FOLDER SECONDS [TARGET…]
set -eu
folder=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(cd "$folder" && ls -d fuzz_* | grep -v '\.d$')
seeds=build/fuzz/seeds
mkdir -p "$seeds/small" "$seeds/whole"
find samples/Maildir -type f -size +0 | head -12 | while read -r f; do
    { printf 'A'; cat "$f"; } >"$seeds/whole/$(basename "$f" | tr -c 'A-Za-z0-9\n' _)"
done
head -c 6000 samples/mail.mbox | { printf 'B'; cat; } >"$seeds/whole/mbox"
{ printf 'C'; cat samples/mail.tar.gz; } >"$seeds/whole/targz"
head -3 samples/expected/records.ndjson >"$seeds/small/records"
/usr/bin/env python3 tests/fuzz/archives.py "$seeds/whole"
printf 'Fri, 5 Jan 2024 10:00:00 +0100' >"$seeds/small/maildate"
printf '2024-01-05T10:00:00.123+01:00' >"$seeds/small/date-time"
printf '_smtp._tls.a.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:a@b.example"\n;_mta-sts.a.example. IN TXT\n$ORIGIN a.example.\nx CNAME y\n' >"$seeds/small/dns"
if [ -d ../shared/corpus/real ]; then
    find ../shared/corpus/real -name '*.json' ! -name expected.json -exec cp {} "$seeds/small/" \;
    find ../shared/corpus/json-torture -size -2k -type f -exec cp {} "$seeds/small/" \; 2>/dev/null || true
    chmod -R u+w "$seeds"
fi
passed=0
# malloc_limit_mb: an LZMA header may announce a dictionary of 4 GB, which liblzma reserves; only what is unpacked is ever touched.
for name in "$@"; do
    target=$folder/$name
    case $name in fuzz_walk | fuzz_order | fuzz_mime | fuzz_mbox | fuzz_archive | fuzz_gzip) seed=$seeds/whole ;; *) seed=$seeds/small ;; esac
    mkdir -p "build/fuzz/found/$name"
    log=build/fuzz/$name.log
    if ! "$target" -max_total_time="$seconds" -dict=tests/fuzz/json.dict -max_len=20000 -timeout=20 -rss_limit_mb=3000 -malloc_limit_mb=8192 \
        -artifact_prefix="build/fuzz/found/" "build/fuzz/found/$name" "$seed" >"$log" 2>&1; then
        grep -v '^#' "$log" | tail -30
        echo "FAILED $name"
        exit 1
    fi
    echo "$name: $(grep -o 'Done [0-9]* runs' "$log") in $seconds s"
    passed=$((passed + 1))
done
echo "$passed passed, 0 failed"
