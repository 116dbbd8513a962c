#!/bin/sh
# Runs one unit test program for run_units.sh: a line of how many passed, and one for each test that was skipped; all that it said if it failed.
# usage: run_unit.sh PROGRAM
name=${1##*/}
if said=$(${RUN:-} "$1" 2>&1); then
    passed=$(printf '%s\n' "$said" |
        sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1 passed/p; s/^\[  SKIPPED \] \([0-9]*\) test.*/\1 skipped/p' | paste -sd, | sed 's|,|, |')
    skipped=$(printf '%s\n' "$said" | sed -n 's/^\[  SKIPPED \] \([a-z_]\)/    SKIPPED \1/p' | sort -u)
    printf '%s\n' "  $name: $passed" ${skipped:+"$skipped"} # in one go, since others write as well
else
    printf '%s\n' "FAILED $name, status $?" "$said"
    exit 1
fi
