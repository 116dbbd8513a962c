#!/bin/sh
# Way 1 of docs/SCALE.md: Slurm. An array of jobs over slices of a list, then one that merges.
#
#     slurm.sh LIST OUT TASKS      LIST: an input a line, on storage that all nodes see; OUT: a folder there
#
# A task that is killed or requeued writes its slice again: outputs appear whole or not at all.
set -eu
list=$(realpath "$1") tasks=$3
mkdir -p "$2"
out=$(realpath "$2")
program=${TLSRPT_AUDIT:-tlsrpt-audit}
map=$(sbatch --parsable --requeue --array="1-$tasks" --output="$out/map-%a.log" \
    --wrap "$program -q -j1 --files-from '$list' --slice \$SLURM_ARRAY_TASK_ID/$tasks --ndjson '$out/part-'\$(printf %05d \$SLURM_ARRAY_TASK_ID)")
sbatch --parsable --dependency="afterok:$map" --output="$out/merge.log" \
    --wrap "$program -q --json '$out/summary.json' --ndjson '$out/records.ndjson' '$out'/part-*"
