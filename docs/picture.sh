#!/bin/sh
# Makes pictures from samples/: of the workbook's Summary sheet, as LibreOffice shows it, and of the page, as Chromium does.
# ImageMagick's convert joins what Chromium shows (make deps-release).
# usage: picture.sh PROGRAM WORKBOOK.png PAGE.png
set -eu
program=$(realpath "$1")
picture=$(realpath "$2")
page=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/../samples"
SOURCE_DATE_EPOCH=1785542400 "$program" --xlsx "$work/workbook.xlsx" --html "$work/page.html" Maildir mail.mbox mail.tar.gz
HOME=$work soffice --headless --convert-to pdf --outdir "$work" "$work/workbook.xlsx" >/dev/null 2>&1
pdftoppm -r 110 -f 1 -l 1 -png -singlefile "$work/workbook.pdf" "${picture%.png}"
for theme in light dark; do
    dark=
    [ $theme = light ] || dark=--blink-settings=preferredColorScheme=0
    # shellcheck disable=SC2086
    chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size=1300,1450 --screenshot="$work/$theme.png" $dark \
        "file://$work/page.html" 2>/dev/null
done
chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size=500,1450 --screenshot="$work/phone.png" "file://$work/page.html" 2>/dev/null
convert "$work/light.png" "$work/dark.png" "$work/phone.png" +append -resize 50% +dither -colors 128 "$page"
