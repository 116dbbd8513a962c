#!/bin/sh
# Builds an RPM of the last commit in build/rpm, installs it into a root of its own, and looks at what is there.
# usage: build.sh VERSION
set -eu
version=$1
command -v rpmbuild >/dev/null || { echo "SKIPPED make rpm: there is no rpmbuild"; exit 0; }
rm -rf build/rpm
mkdir -p build/rpm/SOURCES
top=$(realpath build/rpm)
make -s dist >/dev/null
mv "tlsrpt-audit-$version.tar.gz" "$top/SOURCES/"
# On a system without an RPM database of its packages what is needed cannot be looked up there.
lookup=
[ ! -e /etc/debian_version ] || lookup=--nodeps
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) rpmbuild -bb $lookup --define "_topdir $top" --define "tlsrpt_version $version" \
    --define "use_source_date_epoch_as_buildtime 1" --define "_buildhost localhost" docs/rpm/tlsrpt-audit.spec >"$top/build.log" 2>&1 ||
    { tail -20 "$top/build.log"; exit 1; }
package=$(ls "$top"/RPMS/*/tlsrpt-audit-"$version"-*.rpm)

root=$top/root
mkdir -p "$root"
rpm --root "$root" --dbpath /var/lib/rpm --initdb
rpm --root "$root" --dbpath /var/lib/rpm -i $lookup --ignorearch "$package"
"$root/usr/bin/tlsrpt-audit" --version
for file in bin/tlsrpt-audit share/man/man1/tlsrpt-audit.1 share/bash-completion/completions/tlsrpt-audit share/zsh/site-functions/_tlsrpt-audit \
    share/fish/vendor_completions.d/tlsrpt-audit.fish share/tlsrpt-audit/summary.schema.json; do
    ls "$root/usr/$file"* >/dev/null
done
(cd samples && "$root/usr/bin/tlsrpt-audit" --json "$top/summary.json" Maildir mail.mbox mail.tar.gz)
echo "installed: $(rpm --root "$root" --dbpath /var/lib/rpm -ql tlsrpt-audit | wc -l) files; ran on the samples: $(grep -o '"reports_found":[0-9]*' "$top/summary.json")"
rpm --root "$root" --dbpath /var/lib/rpm -e tlsrpt-audit
left=$(find "$root/usr" -name '*tlsrpt-audit*')
[ -z "$left" ] || { printf 'left behind:\n%s\n' "$left"; exit 1; }
rm -rf "$root"
echo "$package"
