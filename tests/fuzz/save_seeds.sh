#!/bin/sh
# Makes tests/fuzz/seeds.tar.gz: for each fuzz target the smallest set of inputs that reaches what so many seconds of fuzzing reach. They come
# from samples/ alone: nothing of real reports is in them.
# usage: save_seeds.sh FOLDER SECONDS
set -eu
folder=$1
seconds=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf build/fuzz/seeds build/fuzz/found
OWN_SEEDS=1 sh tests/fuzz/run.sh "$folder" "$seconds"
for target in "$folder"/fuzz_*; do
    name=$(basename "$target")
    case $name in *.d) continue ;; esac
    mkdir -p "$work/$name"
    "$target" -merge=1 -max_len=4000 "$work/$name" "build/fuzz/found/$name" >/dev/null 2>&1
done
tar --sort=name --owner=0 --group=0 --mtime=@0 -C "$work" -cf - . | gzip -9n >tests/fuzz/seeds.tar.gz
ls -l tests/fuzz/seeds.tar.gz
