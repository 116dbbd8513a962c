#!/bin/sh
# Makes libxlsxwriter.a, which Debian's package lacks, of the source of the very version that is installed: Debian's source package, fetched
# and checked by apt (no root, and nothing of the machine's own lists is touched), or XLSXWRITER_SOURCE=FOLDER where it lies already.
# usage: xlsxwriter.sh FOLDER     makes FOLDER/libxlsxwriter.a, unless it is there
set -eu
mkdir -p "$1"
folder=$(realpath "$1")
cd "$folder"
[ ! -e libxlsxwriter.a ] || exit 0

fetch() {
    command -v dpkg-source >/dev/null || {
        echo "make static: no libxlsxwriter.a; set XLSXWRITER_SOURCE to the folder of its source, version $(pkg-config --modversion xlsxwriter)" >&2
        exit 1
    }
    version=$(dpkg-query -W -f '${source:Version}' libxlsxwriter-dev)
    mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mkdir -p apt/lists/partial apt/archives/partial
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >apt/sources.list
    set -- -qq -o Dir::Etc::sourcelist="$folder/apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$folder/apt/lists" \
        -o Dir::Cache="$folder/apt" -o APT::Sandbox::User=
    apt-get "$@" update
    apt-get "$@" source "libxlsxwriter=$version" >/dev/null
    rm -rf apt
    mv libxlsxwriter-*/ source
}

[ -n "${XLSXWRITER_SOURCE:-}" ] || [ -d source ] || fetch
source=$(realpath "${XLSXWRITER_SOURCE:-source}")
# What Debian's own rules choose: its zip writer is minizip's, its MD5 libcrypto's. Not our code: its warnings are its own.
mkdir -p objects
for file in "$source"/src/*.c "$source"/third_party/tmpfileplus/tmpfileplus.c; do
    ${CC:-cc} ${CFLAGS:--O2 -g} -w -fPIE -fstack-protector-strong -ffile-prefix-map="$source=libxlsxwriter" -I"$source/include" \
        -DUSE_SYSTEM_MINIZIP -DUSE_OPENSSL_MD5 -c -o "objects/$(basename "$file" .c).o" "$file"
done
ar rcsD libxlsxwriter.a objects/*.o
rm -r objects
