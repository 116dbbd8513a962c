#!/bin/sh
# Runs one fuzz target on the seeds that run.sh has laid out; 255 makes xargs stop.
# FUZZ_SEED=N repeats a run; without it, each run tries other inputs. FUZZ_RUNS=N ends it after N inputs, if that is sooner:
# then it does not depend on how fast the machine is.
# usage: one.sh FOLDER SECONDS TARGET
set -eu
folder=$1
seconds=$2
name=$3
seeds=build/fuzz/seeds
case $name in
    fuzz_walk | fuzz_order | fuzz_mime | fuzz_mbox | fuzz_archive) seed=$seeds/whole ;;
    fuzz_dkim) seed=$seeds/dkim ;;
    fuzz_layers | fuzz_dbox) seed=$seeds/forms ;;
    fuzz_msg | fuzz_tnef | fuzz_framing | fuzz_mmdb | fuzz_traces) seed=$seeds/${name#fuzz_} ;;
    *) seed=$seeds/small ;;
esac
mkdir -p "build/fuzz/found/$name" "$seeds/saved/$name"
log=build/fuzz/$name.log
# malloc_limit_mb: an LZMA header may announce a dictionary of 4 GB, which liblzma reserves; only what is unpacked is ever touched.
if ! "$folder/$name" -seed="${FUZZ_SEED:-0}" -runs="${FUZZ_RUNS:--1}" -max_total_time="$seconds" -dict=tests/fuzz/json.dict -max_len=20000 -timeout=20 -rss_limit_mb=3000 -malloc_limit_mb=8192 \
    -artifact_prefix=build/fuzz/found/ "build/fuzz/found/$name" "$seed" "$seeds/saved/$name" >"$log" 2>&1; then
    grep -v '^#' "$log" | tail -30
    echo "FAILED $name"
    exit 255
fi
echo "$name: $(grep -o 'Done [0-9]* runs' "$log") in $seconds s"
