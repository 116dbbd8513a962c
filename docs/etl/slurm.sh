#!/bin/sh
# Way 1 of docs/SCALE.md: Slurm. An array of jobs, each of which writes the part of one slice of a list, then one that merges.
#
#     slurm.sh LIST OUT TASKS [OPTION]...      LIST: an input a line, on storage that all nodes see; OUT: a folder there;
#                                              OPTIONs are for all runs: --since 2025, --scope list.csv
#
# A task that is killed or requeued writes its slice again: a part appears whole or not at all. Status 1 (some input could
# not be read) is the merge's to give: its parts say so. A task that leaves no part has failed, and there is no merge.
set -eu
usage='usage: slurm.sh LIST OUT TASKS [OPTION]...'
list=$(realpath "${1:?$usage}") out=${2:?$usage} tasks=${3:?$usage}
mkdir -p "$out"
out=$(realpath "$out")
shift 3
program=${TLSRPT_AUDIT:-tlsrpt-audit}
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; } # a word of a command
options='' to=$(quoted "$out")
for option; do options="$options $(quoted "$option")"; done
map=$(sbatch --parsable --requeue --array="1-$tasks" --output="$out/map-%a.log" \
    --wrap "part=$to/part-\$(printf %05d \$SLURM_ARRAY_TASK_ID); rm -f \"\$part\"
{ $program -q -j1 $options --files-from $(quoted "$list") --slice \$SLURM_ARRAY_TASK_ID/$tasks --part \"\$part\" || [ \$? -eq 1 ]; } &&
    [ -e \"\$part\" ]")
sbatch --parsable --dependency="afterok:$map" --output="$out/merge.log" \
    --wrap "seq -f $to/part-%05.0f 1 $tasks | $program -q $options --json $to/summary.json --ndjson $to/records.ndjson --files-from -"
