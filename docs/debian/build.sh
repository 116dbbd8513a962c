#!/bin/sh
# Builds the Debian package of the last commit in build/deb, and has lintian look at it. The packaging stands in docs/debian, since the
# project's top level is for the program; it takes its usual place in the copy that is built.
# usage: build.sh VERSION
set -eu
version=$1
folder=build/deb
rm -rf "$folder"
mkdir -p "$folder/tlsrpt-audit-$version"
git archive HEAD | tar -x -C "$folder/tlsrpt-audit-$version"
cd "$folder"
tar --sort=name --owner=0 --group=0 --mtime="@$(git log -1 --format=%ct)" -cf - "tlsrpt-audit-$version" | gzip -9n >"tlsrpt-audit_$version.orig.tar.gz"
cd "tlsrpt-audit-$version"
cp -r docs/debian debian
rm debian/build.sh debian/try.sh
cat >debian/changelog <<EOF
tlsrpt-audit ($version-1) unstable; urgency=medium

  * See /usr/share/doc/tlsrpt-audit/changelog.gz.

 -- tlsrpt-audit developers <tlsrpt-audit@example.org>  $(date -u -R -d "@$(git log -1 --format=%ct)")
EOF
dpkg-buildpackage -us -uc -b >../build.log 2>&1 || { tail -40 ../build.log; exit 1; }
cd ..
lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs --profile debian ./*.changes
ls ./*.deb
