#!/bin/sh
# Prints C source with the styles and the script of pages as strings: embed.sh page.css page.js statement.css
set -eu
embed() {
    echo "const char $1[] ="
    sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/    "&\\n"/' "$2"
    echo "    ;"
}
echo '#include "formats/write/html/html.h"'
embed html_style "$1"
embed html_script "$2"
embed html_statement_style "$3"
