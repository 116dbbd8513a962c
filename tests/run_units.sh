#!/bin/sh
# Runs every unit test program in a folder; fails when one fails.
failed=0
for test in "$1"/test_*; do
    [ -x "$test" ] && [ ! -d "$test" ] || continue
    case $test in *.d) continue ;; esac
    "$test" 2>&1 | grep -Ev '^\[ (RUN|      OK)' || true
    "$test" >/dev/null 2>&1 || failed=1
done
exit $failed
