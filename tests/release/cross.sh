#!/bin/sh
# Builds for another processor with Debian's cross compiler and multiarch libraries, in a root that debootstrap makes, and runs it (under
# qemu-user): the units; the samples' kept outputs; state files that went over from this processor, and back.
# usage: cross.sh arm64|s390x|i386 PROGRAM     PROGRAM: this machine's; the root is kept in ROOTS (/var/tmp/tlsrpt-audit-roots)
set -eu
here=$(dirname "$0")
program=$(realpath "$2")
architecture=$1
case $architecture in
arm64) triplet=aarch64-linux-gnu emulator=qemu-aarch64-static ;;
s390x) triplet=s390x-linux-gnu emulator=qemu-s390x-static ;; # big-endian
i386) triplet=i386-linux-gnu emulator= ;;                    # 32 bits; an x86-64 kernel runs it
*) echo "cross.sh knows arm64, s390x and i386" >&2 && exit 2 ;;
esac
compiler=$triplet
[ "$architecture" != i386 ] || compiler=i686-linux-gnu
root=${ROOTS:-/var/tmp/tlsrpt-audit-roots}/cross-$architecture
for needed in debootstrap $emulator; do
    command -v "$needed" >/dev/null || { echo "SKIPPED $architecture: there is no $needed"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED $architecture: chroot needs root"; exit 0; }

in_root() { chroot "$root" env -C "${at:-/}" LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"; }

make_root() {
    rm -rf "$root"
    mkdir "$root"
    debootstrap --variant=minbase bookworm "$root" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
    in_root dpkg --add-architecture "$architecture"
    in_root apt-get update -qq
    # libpff and the like need no Multi-Arch field here: each processor has a root of its own.
    # shellcheck disable=SC2046
    in_root apt-get install -y -qq --no-install-recommends make pkg-config unzip "gcc-$compiler" \
        $(awk '($1 == "build" || $1 == "maybe" || $2 == "pkg:cmocka") && $2 ~ /^pkg:/ {print $3 ":'"$architecture"'"}' "$here/../packages.txt")
    # The C library's characters are laid out in the processor's byte order.
    at=/tmp in_root apt-get download -qq "libc-bin:$architecture"
    at=/tmp in_root sh -c 'dpkg -x libc-bin_*.deb locale && cp -r locale/usr/lib/locale/. /usr/lib/locale/ && rm -r locale libc-bin_*.deb'
    touch "$root/whole"
}
mkdir -p "${root%/*}" # on a fresh machine there is no place for the log, either
[ -e "$root/whole" ] || make_root >"$root.log" 2>&1 || { tail -5 "$root.log"; exit 1; }

# What git knows, as it stands here; what was compiled there before is kept.
mkdir -p "$root/source"
(cd "$root/source" && find . -path ./build -prune -o -type f -print0 | xargs -0r rm)
git ls-files -z | tar --null -T - -cf - | tar -x -C "$root/source"
began=$(date +%s)
at=/source in_root env "PKG_CONFIG_LIBDIR=/usr/lib/$triplet/pkgconfig:/usr/share/pkgconfig" \
    make -s "-j$(nproc)" "CC=$compiler-gcc" "AR=$compiler-ar" CPPFLAGS=-Wno-psabi all units
readelf -hW "$root/source/build/tlsrpt-audit" | awk '/Data:|Machine:/ {$1 = $1; print}'
echo "built in $(($(date +%s) - began)) s"

began=$(date +%s)
[ -z "$emulator" ] || cp "$(command -v "$emulator")" "$root/usr/bin/"
run="chroot $root ${emulator:+/usr/bin/$emulator} /source/build/tlsrpt-audit"
$run --version >/dev/null || { echo "SKIPPED $architecture: this kernel cannot run it"; exit 0; }
# Signals are sent, processes counted: in a namespace of its own.
ROOT="$root" unshare -mpf --kill-child sh -c 'mkdir -p "$ROOT/proc" && mount -t proc proc "$ROOT/proc" && exec chroot "$ROOT" sh -c "$1"' - \
    "cd /source && env ${emulator:+EMULATED=1 RUN=/usr/bin/$emulator} sh tests/run_units.sh build/unit"
echo "units ran in $(($(date +%s) - began)) s"

began=$(date +%s)
cp -r samples/Maildir samples/mail.mbox samples/mail.tar.gz "$root/"
$run --sandbox=auto --state /tmp/none -v --json /tmp/none.json mail.mbox 2>&1 | grep -E 'sandbox' || echo "the sandbox is whole"
SANDBOX=auto sh "$here/samples.sh" "$root" $run
echo "the samples' kept outputs, in $(($(date +%s) - began)) s"

# What one run counted the next one knows, whichever processor each ran on.
mkdir -p "$root/states"
state_of() { # what runs it, the state to begin with ("": none), the state to leave; says what it counted
    [ -z "$2" ] || cp "$root/states/$2" "$root/states/$3"
    (cd "$root" && $1 --state "states/$3" --json - Maildir mail.mbox mail.tar.gz 2>/dev/null) |
        grep -oE '"(reports_found|known)":[0-9]+' | paste -sd' '
}
rm -rf "$root"/states/*
fresh=$(state_of "$program" "" here) known=$(state_of "$program" here here-again)
there=$(state_of "$run" "" there) over=$(state_of "$run" here over) back=$(state_of "$program" there back)
echo "a first run: $fresh; there: $there"
echo "a second run: $known; there, with the state of here: $over; here, with the state of there: $back"
[ "$fresh" = "$there" ] && [ "$known" = "$over" ] && [ "$known" = "$back" ] && [ "$known" != "$fresh" ] || {
    echo "a state file is not what it was on the other processor" >&2
    exit 1
}
