#!/bin/sh
# Prints C source with the sets of controls as strings: controls.sh docs/controls/*.json
set -eu
echo '#include "formats/read/given/controlsfile.h"'
echo 'const struct control_set control_sets[] = {'
for file in "$@"; do
    name=${file##*/}
    echo "    {\"${name%.json}\","
    sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/     "&\\n"/' "$file"
    echo '    },'
done
echo '};'
echo 'const size_t control_sets_n = sizeof control_sets / sizeof *control_sets;'
