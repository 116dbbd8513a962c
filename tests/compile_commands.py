#!/usr/bin/env python3
"""Prints compile_commands.json: how each C file is compiled (clang.llvm.org/docs/JSONCompilationDatabase.html).

    compile_commands.py FILE... -- COMPILER FLAG...
"""
import json, os, sys

cut = sys.argv.index("--")
json.dump(
    [
        {"directory": os.getcwd(), "file": name, "arguments": sys.argv[cut + 1 :] + ["-c", name]}
        for name in sys.argv[1:cut]
    ],
    sys.stdout,
    indent=1,
)
print()
