#!/bin/sh
# Makes a picture of the Summary sheet from samples/, as LibreOffice shows it.
set -eu
program=$(realpath "$1")
picture=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/../samples"
SOURCE_DATE_EPOCH=1711929600 "$program" --xlsx "$work/workbook.xlsx" Maildir mail.mbox mail.tar.gz
HOME=$work soffice --headless --convert-to pdf --outdir "$work" "$work/workbook.xlsx" >/dev/null 2>&1
pdftoppm -r 110 -f 1 -l 1 -png -singlefile "$work/workbook.pdf" "${picture%.png}"
