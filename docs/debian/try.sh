#!/bin/sh
# Installs, runs, upgrades and purges the package of `make deb`, and shows that nothing stays behind.
# usage: try.sh DEB             on this machine (as root)
#        try.sh DEB FOLDER      in a clean Debian that debootstrap makes in FOLDER
set -eu
deb=$(realpath "$1")
root=${2:-/}
in_root() { if [ "$root" = / ]; then "$@"; else chroot "$root" "$@"; fi; }
if [ "$root" != / ] && [ ! -d "$root/usr" ]; then
    debootstrap --variant=minbase bookworm "$root" >"$root.log" 2>&1 || { tail "$root.log"; exit 1; }
fi
mkdir -p "$root/tmp/try"
cp "$deb" "$root/tmp/try/one.deb"
cp -r samples "$root/tmp/try/"
# The same package as a later version, to upgrade to.
work=$(mktemp -d)
dpkg-deb -R "$deb" "$work/tree"
sed -i 's/^Version: .*/&+later/' "$work/tree/DEBIAN/control"
dpkg-deb --root-owner-group -b "$work/tree" "$root/tmp/try/two.deb" >/dev/null
rm -r "$work"
files() { (cd "$root" && find usr etc var/lib -xdev -name '*tlsrpt-audit*' ! -path '*/tmp/*' | sort); }
before=$(files)
export DEBIAN_FRONTEND=noninteractive
in_root apt-get update -qq
in_root apt-get install -y -qq --no-install-recommends /tmp/try/one.deb >/dev/null
echo "installed: $(in_root tlsrpt-audit --version)"
in_root sh -c 'cd /tmp/try && tlsrpt-audit --json s.json --xlsx a.xlsx --html a.html samples/Maildir samples/mail.mbox samples/mail.tar.gz && test -s a.xlsx -a -s a.html -a -s s.json'
echo "ran on the samples: $(grep -o '"reports_found":[0-9]*' "$root/tmp/try/s.json")"
in_root apt-get install -y -qq --no-install-recommends /tmp/try/two.deb >/dev/null
echo "upgraded: $(in_root dpkg-query -W -f '${Version}' tlsrpt-audit), $(in_root tlsrpt-audit --version)"
in_root apt-get purge -y -qq tlsrpt-audit >/dev/null
after=$(files)
rm -r "$root/tmp/try"
if [ "$before" != "$after" ]; then
    printf 'left behind:\n%s\n' "$after"
    exit 1
fi
echo "purged: nothing stays behind"
