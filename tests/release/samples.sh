#!/bin/sh
# Runs a program, wherever and however it is run, on the samples, and compares what it writes with samples/expected, byte for byte.
# usage: samples.sh FOLDER RUN...     RUN is the command that runs the program with FOLDER as its working folder (chroot FOLDER /PROGRAM)
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
shift
cp -r "$top/samples/Maildir" "$top/samples/mail.mbox" "$top/samples/mail.tar.gz" "$folder/"
rm -rf "$folder/out"
mkdir -p "$folder/out"
chmod 777 "$folder/out"
cd "$folder"
export SOURCE_DATE_EPOCH=1785542400 COLUMNS=80 XDG_CONFIG_HOME=/nonexistent
# SANDBOX says what the sandbox has to have: "require" is both halves.
set -- "$@" "--sandbox=${SANDBOX:-require}"
"$@" Maildir mail.mbox mail.tar.gz >out/summary.txt
"$@" --json out/summary.json --ndjson out/records.ndjson --csv out/csv Maildir mail.mbox mail.tar.gz
for name in summary.txt summary.json records.ndjson; do
    cmp "out/$name" "$top/samples/expected/$name"
done
diff -r out/csv "$top/samples/expected/csv"
# The outputs that have no kept bytes are there; a second run with the state of the first finds nothing new.
"$@" --xlsx out/a.xlsx --html out/a.html --sqlite out/a.sqlite --state out/a.state --metrics out/a.prom Maildir mail.mbox mail.tar.gz
"$@" --state out/a.state --json out/again.json Maildir mail.mbox mail.tar.gz
for name in a.xlsx a.html a.sqlite a.state a.prom; do
    [ -s "out/$name" ] || { echo "no $name" >&2; exit 1; }
done
