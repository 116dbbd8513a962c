#!/bin/sh
# Pictures of every sheet and of the whole page, to be looked at: of the workbook as LibreOffice prints it, of the page and of a
# statement as Chromium shows and prints them. usage: pictures.sh PROGRAM FOLDER [INPUT...] (default: samples/)
set -eu
program=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- samples/Maildir samples/mail.mbox samples/mail.tar.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f "$folder"/*.png
SOURCE_DATE_EPOCH=1785542400 "$program" --hash-inputs --xlsx "$work/workbook.xlsx" --html "$work/page.html" --statement "$work/statement.html" "$@"
HOME=$work soffice --headless --convert-to pdf --outdir "$work" "$work/workbook.xlsx" >/dev/null 2>&1
pdftoppm -r 60 -png "$work/workbook.pdf" "$folder/workbook"
show() { # NAME PAGE WIDTH HEIGHT [OPTION]
    chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size="$3,$4" --screenshot="$folder/$1.png" ${5:+"$5"} "file://$work/$2.html" 2>/dev/null
}
show page-light page 1300 6000
show page-dark page 1300 6000 --blink-settings=preferredColorScheme=0
show page-phone page 500 9000
for page in page statement; do
    chromium --headless=new --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf="$work/$page.pdf" "file://$work/$page.html" 2>/dev/null
    pdftoppm -r 50 -png "$work/$page.pdf" "$folder/$page-print"
done
ls "$folder"
