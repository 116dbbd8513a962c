#!/bin/sh
# Way 2 of docs/SCALE.md: parts through a program. GNU parallel maps each input of a list to its part; parts become larger
# parts, a few hundred at a time; and one run merges these.
#
#     map_reduce.sh LIST OUT [WIDTH]      LIST: an input a line; OUT: a folder; WIDTH: parts that one merge takes (default 200)
#
# PARALLEL_OPTIONS="--sshloginfile machines" runs the maps on other machines that see the same files.
set -eu
usage='usage: map_reduce.sh LIST OUT [WIDTH]'
list=${1:?$usage} out=${2:?$usage} width=${3:-200}
program=${TLSRPT_AUDIT:-tlsrpt-audit}
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; } # a word of a command
to=$(quoted "$out")
rm -rf "$out/map" "$out/merged"
mkdir -p "$out/map" "$out/merged"
# Status 1: some input could not be read. The part says so, and the last run gives it. Without a part it could not be written.
# shellcheck disable=SC2086
parallel ${PARALLEL_OPTIONS:-} "{ $program -q -j1 --part $to/map/{#} {} || [ \$? -eq 1 ]; } && [ -e $to/map/{#} ]" <"$list"
find "$out/map" -type f | sort -V |
    parallel -N "$width" "{ $program -q --part $to/merged/{#} {} || [ \$? -eq 1 ]; } && [ -e $to/merged/{#} ]"
find "$out/merged" -type f | sort -V | "$program" -q --json "$out/summary.json" --ndjson "$out/records.ndjson" --files-from -
