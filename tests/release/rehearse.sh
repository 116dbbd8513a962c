#!/bin/sh
# Goes through the last steps of docs/RELEASING.md in a clone, with keys made for it: the tag, the tarball (twice, the same bytes), its sum,
# its signatures, and what someone who downloads them does. Nothing stays.
# usage: rehearse.sh VERSION
set -eu
version=$1
work=$(mktemp -d)
trap 'gpgconf --homedir "$work/gnupg" --kill all 2>/dev/null; rm -rf "$work"' EXIT
for needed in gpg ssh-keygen git; do
    command -v "$needed" >/dev/null || { echo "SKIPPED the rehearsal: there is no $needed"; exit 0; }
done
git clone -q --no-local "file://$PWD" "$work/clone"
cd "$work/clone"

mkdir -m 700 "$work/gnupg"
export GNUPGHOME="$work/gnupg"
gpg -q --batch --passphrase '' --quick-generate-key 'Rehearsal <release@project.example>' ed25519 sign never
git config user.name Rehearsal
git config user.email release@project.example
# The tag's text: the topmost entry of the ChangeLog, without its heading.
awk 'NR > 2 && /^tlsrpt-audit / {exit} NR > 2' ChangeLog >"$work/text"
{ echo "tlsrpt-audit $version"; echo; cat "$work/text"; } | git tag -s --cleanup=verbatim -F - "v$version"
git tag -v "v$version" 2>&1 | grep -q 'Good signature'
echo "v$version is signed, with $(git tag -l --format='%(contents:body)' "v$version" | grep -c '^  \*') entries of the ChangeLog"

make -s dist >"$work/sum"
file=tlsrpt-audit-$version.tar.gz
mv "$file" "$work/once.tar.gz"
make -s dist >/dev/null
cmp "$work/once.tar.gz" "$file"
echo "$file: twice the same bytes"
sha256sum "$file" >"$file.sha256"
gpg -q --batch --armor --detach-sign "$file"
ssh-keygen -q -t ed25519 -N '' -C release@project.example -f "$work/key"
ssh-keygen -q -Y sign -n file -f "$work/key" "$file" 2>/dev/null

# Who downloads it.
mkdir "$work/download"
mv "$file" "$file.sha256" "$file.asc" "$file.sig" "$work/download/"
cd "$work/download"
sha256sum -c "$file.sha256"
gpg -q --batch --verify "$file.asc" "$file" 2>&1 | grep -q 'Good signature'
echo "release@project.example $(cat "$work/key.pub")" >signers
ssh-keygen -Y verify -f signers -I release@project.example -n file -s "$file.sig" <"$file"
tar -xzf "$file"
grep -q "^VERSION := $version$" "tlsrpt-audit-$version/Makefile"
printf x >>"$file"
! gpg -q --batch --verify "$file.asc" "$file" 2>/dev/null || { echo "a changed tarball passes" >&2; exit 1; }
echo "sum and both signatures hold; a changed tarball is refused"
