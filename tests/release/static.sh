#!/bin/sh
# Tries the program of `make static`: it asks for no library, gives the samples' kept outputs in a root where nothing is but it and the
# mail, and under older and newer Debian user lands, as a plain user, with both halves of the sandbox.
# usage: static.sh PROGRAM     roots that debootstrap made are kept in ROOTS (/var/tmp/tlsrpt-audit-roots) for the next time
set -eu
here=$(dirname "$0")
program=$(realpath "$1")
roots=${ROOTS:-/var/tmp/tlsrpt-audit-roots}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

if readelf -dW "$program" | grep -E 'NEEDED|INTERP' || readelf -lW "$program" | grep INTERP; then
    echo "$program is not static" >&2
    exit 1
fi
echo "no interpreter, no library asked for: $(stat -c %s "$program") bytes"
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED the roots: chroot needs root"; exit 0; }

try() { # a folder that is a root
    cp "$program" "$1/tlsrpt-audit"
    sh "$here/samples.sh" "$1" chroot --userspec=65534:65534 "$1" /tlsrpt-audit 2>"$1/said" || { cat "$1/said"; exit 1; }
}

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
chmod 755 "$empty"
# The workbook keeps its rows in temporary files: without a folder for them that is said. It is all that a run asks of its root.
mkdir -m 1777 "$empty/out"
cp "$program" samples/mail.mbox "$empty/"
chroot --userspec=65534:65534 "$empty" /tlsrpt-audit --xlsx out/a.xlsx mail.mbox 2>&1 >/dev/null | grep -q 'a temporary file in /tmp (TMPDIR): No such file or directory'
mkdir -m 1777 "$empty/tmp"
try "$empty"
echo "an empty root, with /tmp: the samples' kept outputs"

command -v debootstrap >/dev/null || { echo "SKIPPED Debian 11, 12, 13: there is no debootstrap"; exit 0; }
for suite in bullseye bookworm trixie; do
    root=$roots/$suite
    if [ ! -e "$root/etc/debian_version" ]; then
        rm -rf "$root"
        mkdir -p "$root"
        if ! debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1; then
            rm -rf "$root"
            echo "SKIPPED $suite: debootstrap cannot make it ($root.log)"
            continue
        fi
    fi
    try "$root"
    echo "Debian $(cat "$root/etc/debian_version"), $(chroot "$root" ldd --version | sed -n '1s/.* /glibc /p'): the samples' kept outputs"
done
