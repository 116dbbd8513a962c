#!/bin/sh
# Runs fuzz targets of a folder for so many seconds each, on seeds from samples/ and, where it is there, ../shared/corpus,
# and on those that are saved in tests/fuzz/seeds.tar.gz (save_seeds.sh). OWN_SEEDS=1: on those from samples/ alone.
# As many targets run at a time as there are processors.
# usage: run.sh FOLDER SECONDS [TARGET…]
set -eu
folder=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(cd "$folder" && ls -d fuzz_* | grep -v '\.d$')
seeds=build/fuzz/seeds
mkdir -p "$seeds/small" "$seeds/whole" "$seeds/forms"
find samples/Maildir -type f -size +0 | head -12 | while read -r f; do
    { printf 'A'; cat "$f"; } >"$seeds/whole/$(basename "$f" | tr -c 'A-Za-z0-9\n' _)"
done
head -c 6000 samples/mail.mbox | { printf 'B'; cat; } >"$seeds/whole/mbox"
{ printf 'C'; cat samples/mail.tar.gz; } >"$seeds/whole/targz"
head -3 samples/expected/records.ndjson >"$seeds/small/records"
/usr/bin/env python3 tests/fuzz/archives.py "$seeds/whole"
/usr/bin/env python3 tests/fuzz/forms.py "$seeds/forms" "$seeds/traces"
cp "$seeds/forms/collection" "$seeds/small/"
/usr/bin/env python3 tests/fuzz/databases.py "$seeds/mmdb"
/usr/bin/env python3 tests/fuzz/outlook.py "$seeds/msg" "$seeds/tnef" "$seeds/framing"
{
    printf '%s\n' '{"tlsrpt_audit_part":1,"options":{"dedup":"identity"}}' '{"line":"input","path":"a.mbox"}'
    head -2 samples/expected/records.ndjson
    printf '%s\n' '{"line":"rejected","reason":"bad-json","left_out":2,"source":{"path":"a","message":1,"offset":7}}' \
        '{"line":"unread","reason":"encrypted","what":"message","form":"zip","advice":"x","source":{"path":"a"}}' \
        '{"line":"skipped","sentence":"is empty","source":{"path":"b"}}' '{"line":"sent-to","path":"a@b.example"}' \
        '{"line":"left-out","left_out":4}' '{"line":"told","kind":"mbox","held":"mail","with_reports":2,"sha256":"00"}' \
        '{"line":"end","lines":9,"reports":2,"content":"00","sha256":"00"}'
} >"$seeds/small/part"
printf 'Fri, 5 Jan 2024 10:00:00 +0100' >"$seeds/small/maildate"
printf '2024-01-05T10:00:00.123+01:00' >"$seeds/small/date-time"
printf '_smtp._tls.a.example. 300 IN TXT "v=TLSRPTv1; rua=mailto:a@b.example"\n;_mta-sts.a.example. IN TXT\n$ORIGIN a.example.\nx CNAME y\n' >"$seeds/small/dns"
head -c 4000 tests/golden/dns/kdig-json.txt >"$seeds/small/dns-json"
head -c 2000 tests/golden/dns/nslookup-windows.txt >"$seeds/small/dns-lookup"
printf '=?UTF-8?Q?Report_Domain:_b=C3=BCcher.example?= =?iso-8859-1*de?B?ZmFs?=' >"$seeds/small/encoded-word"
printf '["*.a.example", ".b.example"], mx: [mx.c.example]' >"$seeds/small/mx-patterns"
mkdir -p "$seeds/dkim"
for mail in tests/dkim/vectors/*.eml; do
    { grep -E '^(s2025|ed2025|cname|tlsrpt|reused|rotated)' tests/dkim/vectors/keys.zone; printf '\0'; head -c 8000 "$mail"; } >"$seeds/dkim/$(basename "$mail" .eml)"
    sed -n 's/^DKIM-Signature://p' "$mail" | head -c 2000 >"$seeds/small/tags-$(basename "$mail" .eml)"
done
mkdir -p "$seeds/saved"
[ -n "${OWN_SEEDS:-}" ] || [ ! -f tests/fuzz/seeds.tar.gz ] || tar -xzf tests/fuzz/seeds.tar.gz -C "$seeds/saved"
if [ -d ../shared/corpus/real ] && [ -z "${OWN_SEEDS:-}" ]; then
    find ../shared/corpus/real -name '*.json' ! -name expected.json -exec cp {} "$seeds/small/" \;
    find ../shared/corpus/json-torture -size -2k -type f -exec cp {} "$seeds/small/" \; 2>/dev/null || true
    chmod -R u+w "$seeds"
fi
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh tests/fuzz/one.sh "$folder" "$seconds"
echo "$# passed, 0 failed"
