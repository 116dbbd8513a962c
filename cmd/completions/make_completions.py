#!/usr/bin/env python3
"""Makes the completions of all three shells again from the table of options (cmd/tlsrpt-audit/option_rows.c) and of tables.

    make_completions.py FOLDER      (the root of the project is the working folder)
"""
import os, re, sys

WORDS = {"dedup": "identity report-id none", "progress": "auto always never", "sandbox": "auto off", "fail-on": "critical high medium low info"}
FOLDERS = {"csv", "extract"}
FREE = {"since", "until", "domain", "reporter", "explain", "authserv-id", "slice", "state-expire", "jobs"}
HELP = {  # of options that --help lists without words of their own
    "help": "how to use it", "version": "the version", "list-deviations": "what senders get wrong", "list-findings": "the rules of findings",
    "list-tables": "the tables and their columns", "max-message": "bytes of a message", "max-report": "bytes of a report, unpacked",
    "max-depth": "archives and parts in each other", "max-ratio": "unpacked to packed bytes", "max-header": "bytes of a header",
    "max-fields": "fields of a header", "max-parts": "parts of a message", "max-members": "members of an archive",
    "max-json-depth": "objects in each other", "max-policies": "policies of a report", "max-details": "failure details of a report",
}


def read_options():
    """(name, letter, argument, help, repeatable) of each row."""
    source = open("cmd/tlsrpt-audit/option_rows.c").read()
    source = source[source.index("option_rows[] = {"):source.index("option_rows_n")]
    for name, letter, rest in re.findall(r"""\{"([a-z-]+)"(?:, '(.)')?,([^}]*)\}""", source):
        text = re.search(r'\.help = "((?:[^"\\]|\\.)*)"', rest)
        argument = re.search(r'\.argument = "([^"]*)"', rest)
        yield name, letter, argument and argument.group(1), text.group(1) if text else HELP[name], ".repeatable = true" in rest


def is_free(name):
    return name in FREE or name.startswith("max-")


def bash(options):
    flags = " ".join("--" + o[0] + (" -" + o[1] if o[1] else "") for o in options)
    free = " | ".join("--" + n for n in sorted(FREE)) + " | -j | --max-*"
    cases = "".join("        --%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n" % (n, w) for n, w in WORDS.items())
    return """# bash completion for tlsrpt-audit(1)
_tlsrpt_audit()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    case $prev in
%s        %s) COMPREPLY=($(compgen -d -- "$cur")); return ;;
        %s) return ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W '%s' -- "$cur"))
        return
    fi
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
}
complete -F _tlsrpt_audit tlsrpt-audit
""" % (cases, " | ".join("--" + n for n in sorted(FOLDERS)), free, flags)


def zsh(options):
    lines = ["#compdef tlsrpt-audit", "# zsh completion for tlsrpt-audit(1)", "_arguments -s -S \\"]
    for name, letter, argument, text, repeatable in options:
        text = text.replace("'", "").replace("[", "(").replace("]", ")").replace(":", "\\:")
        action = ""
        if argument:
            values = "(%s)" % WORDS[name] if name in WORDS else "_files -/" if name in FOLDERS else " " if is_free(name) else "_files"
            action = ":%s:%s" % (argument, values)
        if letter:
            before = "'*'" if repeatable else "'(-%s --%s)'" % (letter, name)
            lines.append("    %s{-%s,--%s}'[%s]%s' \\" % (before, letter, name, text, action))
        else:
            lines.append("    '%s--%s%s[%s]%s' \\" % ("*" if repeatable else "", name, "=" if argument else "", text, action))
    return "\n".join(lines + ["    '*:INPUT:_files'"]) + "\n"


def fish(options):
    lines = ["# fish completion for tlsrpt-audit(1)"]
    for name, letter, argument, text, _ in options:
        line = "complete -c tlsrpt-audit -l " + name + (" -s " + letter if letter else "")
        if argument:
            line += (" -x -a '%s'" % WORDS[name] if name in WORDS else " -x -a '(__fish_complete_directories)'" if name in FOLDERS
                     else " -x" if is_free(name) else " -r -F")
        lines.append(line + " -d '%s'" % text.replace("'", "\\'"))
    return "\n".join(lines) + "\n"


def main():
    tables = [t.lower() for t in re.findall(r'\[TABLE_([A-Z_]+)\]', open("formats/write/tables.c").read())]
    WORDS["table"] = " ".join(tables)
    options = list(read_options())
    for name, make in (("tlsrpt-audit.bash", bash), ("_tlsrpt-audit", zsh), ("tlsrpt-audit.fish", fish)):
        with open(os.path.join(sys.argv[1], name), "w") as f:
            f.write(make(options))


main()
