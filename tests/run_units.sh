#!/bin/sh
# Runs the unit test programs in a folder, each once, as many at a time as there are processors (JOBS=1: one after the other).
# usage: run_units.sh FOLDER [NAME...]     NAME: only test_NAME; RUN: what runs a program of another processor
set -eu
programs() {
    folder=$1
    shift
    for name in "${@:-*}"; do
        for test in "$folder"/test_$name; do
            if [ ! -f "$test" ]; then
                echo "there is no $test" >&2
                exit 1
            fi
            case ${test##*/} in *.*) continue ;; esac
            [ -f "tests/unit/${test##*/}.c" ] || continue # its source is gone
            echo "$test"
        done
    done
}
wanted=$(programs "$@")
echo "$wanted" | xargs -P "${JOBS:-$(nproc)}" -I {} sh tests/run_unit.sh {}
