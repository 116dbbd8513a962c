#!/bin/sh
# Runs the unit test programs in a folder, each once: a line each, and all that a failing one said.
# usage: run_units.sh FOLDER [NAME]     NAME: only test_NAME; RUN: what runs a program of another processor
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for test in "$1"/test_${2:-*}; do
    if [ ! -f "$test" ]; then
        echo "there is no $test" >&2
        exit 1
    fi
    case $test in *.*) continue ;; esac
    [ -f "tests/unit/${test##*/}.c" ] || continue # its source is gone
    if ${RUN:-} "$test" >"$log" 2>&1; then
        sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p; s/^\[  SKIPPED \] \([0-9]*\) test.*/\1 skipped/p' "$log" |
            paste -sd, | sed "s|^|  ${test##*/}: |; s|,|, |; s|: \([0-9]*\)|: \1 passed|"
        sed -n 's/^\[  SKIPPED \] \([a-z_]\)/    SKIPPED \1/p' "$log" | sort -u
    else
        echo "FAILED ${test##*/}, status $?"
        cat "$log"
        failed=1
    fi
done
exit $failed
