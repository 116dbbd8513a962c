#!/bin/sh
# Sees to the packages that building needs, and with "all" to those that the tests need, too: packages.txt has them.
#
# On Debian what is missing is installed; silent and quick when nothing is. On another system what is missing is named for
# its package manager, and it is an error only where building is not possible without.
#
# usage: deps.sh build|release|all
set -eu
case ${1:-all} in
build) wanted="build maybe" ;;
release) wanted="build maybe release" ;;
*) wanted="build maybe test" ;;
esac

# The fields of each line that is wanted: for, there, apt, dnf, apk, pacman, brew.
rows() {
    grep -v '^#' "$(dirname "$0")/packages.txt" | while read -r row; do
        case " $wanted " in *" ${row%% *} "*) echo "$row" ;; esac
    done
}

is_there() {
    what=${1#*:}
    case $1 in
    pkg:*) pkg-config --exists "$what" 2>/dev/null ;;
    command:*) command -v "$what" >/dev/null ;;
    header:*) echo "#include <$what>" | cc -E - >/dev/null 2>&1 ;;
    module:*) python3 -c "import $what" 2>/dev/null ;;
    file:*) [ -e "$what" ] ;;
    archive:*) [ -e "$(cc -print-file-name="$what")" ] ;;
    font:*) fc-list 2>/dev/null | grep -q "$what" ;;
    libfuzzer:*)
        echo 'int LLVMFuzzerTestOneInput(const char *at, unsigned long n) { return n > 0 && !at; }' |
            "$what" -x c - -fsanitize=fuzzer -o /dev/null 2>/dev/null
        ;;
    esac
}

install_on_debian() {
    packages=$(rows | awk '{print $3}' | sort -u)
    # shellcheck disable=SC2086
    installed=$(dpkg-query -W -f '${Status} ${Package}\n' $packages 2>/dev/null | sed -n 's/^install ok installed //p')
    missing=
    for package in $packages; do
        printf '%s\n' "$installed" | grep -qxF "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    echo "Installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

missing_elsewhere() { # for, and the packages of all four managers
    rows | while read -r for there _ packages; do
        is_there "$there" || echo "$for $there $packages"
    done
}

name_elsewhere() {
    missing=$(missing_elsewhere)
    [ -n "$missing" ] || return 0
    echo "Missing here: $(echo "$missing" | awk '{printf "%s%s", n++ ? ", " : "", $2}')"
    echo "They are in the packages:"
    column=3
    for manager in dnf apk pacman brew; do
        command=install
        [ $manager != apk ] || command=add
        [ $manager != pacman ] || command=-S
        echo "$missing" | awk -v c=$column -v m="$manager $command" \
            '$c != "-" && !seen[$c]++ {m = m " " $c} END {print "  " m}'
        column=$((column + 1))
    done
    ! echo "$missing" | grep -q '^build ' || {
        echo "Nothing is built without those of them that building needs:" \
            "$(echo "$missing" | awk '$1 == "build" {printf "%s ", $2}')" >&2
        return 1
    }
}

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    install_on_debian
else
    name_elsewhere
fi
