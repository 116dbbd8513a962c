#!/bin/sh
# Static analysis of the program's sources: clang-tidy (.clang-tidy), cppcheck, gcc -fanalyzer. Any word of theirs is a failure.
# usage: analyze.sh COMPILER-FLAG…
set -eu
# The largest first: none of them is left for the end, when only one processor has work.
sources=$(ls -S lib/*/*.c formats/*/*.c formats/*/*/*.c cmd/*/*.c)
jobs=$(nproc)
echo "clang-tidy"
echo "$sources" | xargs -P "$jobs" -I {} clang-tidy -quiet {} -- -std=c11 "$@" 2>/dev/null
echo "cppcheck"
# shellcheck disable=SC2086
cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --quiet -j "$jobs" -I. $sources
echo "gcc -fanalyzer"
# gcc 12 takes what realloc gave for lost when it is stored in what a pointer points to; leaks are the business of ASan (make asan, make
# fault) and of clang-tidy.
echo "$sources" | xargs -P "$jobs" -I {} gcc -std=c11 -O1 -Werror -fanalyzer -Wno-analyzer-malloc-leak "$@" -c -o /dev/null {}
echo "$(echo "$sources" | wc -l) files, nothing found"
