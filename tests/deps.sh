#!/bin/sh
# Installs the Debian packages that are missing of those that building needs, and with "all" those that the tests need, too. Silent and
# quick when nothing is missing.
# usage: deps.sh build|all
set -eu
build="gcc make pkg-config libc6-dev libarchive-dev zlib1g-dev libjansson-dev libxlsxwriter-dev libpcre2-dev libdeflate-dev libssl-dev
libxxhash-dev libsqlite3-dev liblz4-dev libzstd-dev libpff-dev libbfio-dev"
tests="clang prometheus mmdb-bin libclang-rt-14-dev libcmocka-dev libgmime-3.0-dev libxml2-utils unzip sqlite3 postgresql parallel slurm-wlm munge poppler-utils
libreoffice-calc fonts-dejavu-core python3 python3-openpyxl python3-jsonschema mandoc valgrind clang-tidy cppcheck chromium chromium-driver
zsh fish openssh-client debhelper lintian dpkg-dev fakeroot"
packages=$build
[ "${1:-all}" = build ] || packages="$build $tests"
missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
