#!/bin/sh
# Builds the last commit again, in another folder, later, by one job, with another umask, language, zone and home: the same bytes.
# usage: reproducible.sh            program and Debian package, each twice
#        reproducible.sh FOLDER     the package once, beside those that `make deb` left in FOLDER (they hold the program)
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The commit is fixed at the start: HEAD may move while the first one is built.
git clone -q --no-local --depth 1 "file://$PWD" "$work/commit"

# What it gives in a clone of its own: a folder, and what to make.
build() {
    git clone -q --no-local "file://$work/commit" "$1"
    (cd "$1" && shift && make -s "$@") >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
}

elsewhere() {
    (
        umask 077
        mkdir -p "$work/a folder/home"
        export TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME="$work/a folder/home" DEB_BUILD_OPTIONS=parallel=1
        unset SOURCE_DATE_EPOCH
        build "$work/a folder/deeper-than-the-other" "$@"
    )
}

compare() { # the folder of the first one; the files
    first=$1
    shift
    for file in "$@"; do
        cmp "$first/$file" "$work/a folder/deeper-than-the-other/build/$file"
        echo "the same bytes: $file ($(sha256sum <"$first/$file" | cut -c1-64))"
    done
}

if [ $# -eq 0 ]; then
    build "$work/one" -j"$(nproc)" all deb
    elsewhere -j1 all deb
    compare "$work/one/build" tlsrpt-audit
    set -- "$work/one/build/deb"
else
    elsewhere deb
fi
compare "$(dirname "$(realpath "$1")")" $(cd "$1" && ls *.deb | sed 's|^|deb/|')
