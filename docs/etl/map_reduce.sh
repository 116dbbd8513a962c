#!/bin/sh
# Way 2 of docs/SCALE.md: lines through a program. Maps a list of inputs with GNU parallel, shuffles the records by report_key, reduces.
#
#     map_reduce.sh LIST OUT [PARTS]      LIST: an input a line; OUT: a folder; PARTS: of the shuffle (default 4)
#
# PARALLEL_OPTIONS="--sshloginfile machines" runs the maps on other machines that see the same files.
set -eu
list=$1 out=$2 parts=${3:-4}
program=${TLSRPT_AUDIT:-tlsrpt-audit}
mkdir -p "$out/map" "$out/shuffle"
rm -f "$out"/map/* "$out"/shuffle/*
# shellcheck disable=SC2086
parallel ${PARALLEL_OPTIONS:-} "$program" -q -j1 --ndjson "$out/map/{#}" {} <"$list"
# The shuffle: all copies of one report come to one part, since its key begins with the same digits; map order stays.
find "$out/map" -type f | sort -V | xargs cat |
    awk -v parts="$parts" -v out="$out/shuffle" '{ key = substr($0, 16, 2); print > (out "/" (index("0123456789abcdef", substr(key, 1, 1)) - 1) % parts) }'
find "$out/shuffle" -type f | sort | parallel "$program" -q --ndjson "$out/shuffle/{/}.unique" {}
"$program" -q --json "$out/summary.json" --ndjson "$out/records.ndjson" "$out"/shuffle/*.unique
