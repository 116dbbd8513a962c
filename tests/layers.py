#!/usr/bin/env python3
"""Do calls go one way only? Read from the object files, not from a promise in a document.

    layers.py BUILD       the program's own objects
    layers.py --self-test breaks each rule on purpose, in small C files, and sees that it is found

The rules, for lib/, formats/ and cmd/:

  1. cmd/tlsrpt-audit -> cmd/run -> formats -> lib; in lib: findings -> audit -> tlsrpt -> mail -> base;
     formats/read and formats/write, with the rooms in them, do not call each other, and the rooms of each
     stand on floors of their own (FLOORS). Neither calls nor includes go against it.
  2. Files do not call each other in a circle.
  3. Nor behind a function pointer: who hands a function of his own down to a lower file, and comes
     back from it into the very function that he handed it to, has hidden a circle.

nm tells for 1 and 2 who defines and who uses a symbol; objdump tells for 3 which function calls which,
and where a function's address is taken.
"""
import collections
import os
import re
import subprocess
import sys
import tempfile

FLOORS = [
    {"lib/base"},
    {"lib/mail"},
    {"lib/tlsrpt"},
    {"lib/audit"},
    {"lib/findings"},
    {"formats/read/streams", "formats/read/given", "formats/write/targets", "formats/write/tables"},
    {"formats/read/outlook"},
    {"formats/read", "formats/write"},
    {"formats/write/html", "formats/write/xlsx"},
    {"formats/write/evidence"},
    {"cmd/run"},
    {"cmd/tlsrpt-audit"},
]
FLOOR = {folder: number for number, folders in enumerate(FLOORS) for folder in folders}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def objects(build, root):
    """The files of the program, by their name without .c, and their object files. One whose source is gone is left over from an earlier build."""
    found = {}
    for folder in FLOOR:
        path = os.path.join(build, folder)
        for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            source = os.path.join(folder, name[:-2] + ".c")
            if name.endswith(".o") and any(os.path.exists(os.path.join(place, source)) for place in (root, build)):
                found[os.path.join(folder, name[:-2])] = os.path.join(path, name)
    return found


def sources(root):
    """Name and text of the program's .c and .h files."""
    for folder in FLOOR:
        path = os.path.join(root, folder)
        for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            if name.endswith((".c", ".h")):
                with open(os.path.join(path, name), encoding="utf-8") as file:
                    yield f"{folder}/{name}", file.read()


# 1 and 2: files


def symbols(files):
    defined, used = {}, collections.defaultdict(set)
    file_at = {path: file for file, path in files.items()}
    for line in run("nm", "-gA", *file_at).splitlines() if files else []:
        path, _, symbol = line.partition(":")
        *_, kind, name = symbol.split()
        if kind == "U":
            used[file_at[path]].add(name)
        elif kind not in "wWvV":
            defined[name] = file_at[path]
    return defined, used


def calls_of_files(files):
    defined, used = symbols(files)
    arrows = collections.defaultdict(lambda: collections.defaultdict(set))
    for file, names in used.items():
        for name in names:
            if defined.get(name, file) != file:
                arrows[file][defined[name]].add(name)
    return arrows


def wing(folder):
    return "/".join(folder.split("/")[:2])


def goes_up(caller, callee):
    a, b = os.path.dirname(caller), os.path.dirname(callee)
    return a != b and (FLOOR[a] <= FLOOR[b] or {wing(a), wing(b)} == {"formats/read", "formats/write"})


def arrows_up(arrows):
    return [
        f"{caller} calls {callee}: {', '.join(sorted(names))}"
        for caller, callees in arrows.items()
        for callee, names in callees.items()
        if goes_up(caller, callee)
    ]


def includes_up(root):
    return [
        f"{name} includes {other}"
        for name, text in sources(root)
        for other in re.findall(r'^#include "([^"]+)"', text, re.M)
        if os.path.dirname(other) in FLOOR and goes_up(name, other)
    ]


def circles(graph):
    """Strongly connected components of more than one node (Tarjan)."""
    number, low, stack, found = {}, {}, [], []

    def visit(node):
        number[node] = low[node] = len(number)
        stack.append(node)
        for next_node in graph.get(node, ()):
            if next_node not in number:
                visit(next_node)
                low[node] = min(low[node], low[next_node])
            elif next_node in stack:
                low[node] = min(low[node], number[next_node])
        if low[node] == number[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in list(graph):
        if node not in number:
            visit(node)
    return found


# 3: functions


class Functions:
    """Which function calls which, and takes whose address; and who takes a function as an argument."""

    def __init__(self, files, root):
        self.file_of = {}
        self.calls = collections.defaultdict(set)
        self.addresses = collections.defaultdict(set)
        self.takers = set()
        for _, text in sources(root):
            self.takers.update(re.findall(r"^\w[\w *]*?\b(\w+)\([^;{]*\(\*", text, re.M))
        self.defined, _ = symbols(files)
        for file, path in files.items():
            self.read(file, path)

    def name(self, file, symbol):
        symbol = symbol.split(".")[0]  # gcc's .part.0, .cold and the like belong to their function
        return symbol if symbol in self.defined else f"{file}:{symbol}"

    def read(self, file, path):
        starts = {}  # section and address of the functions
        table, _, code = run("objdump", "-t", "-dr", "--no-show-raw-insn", path).partition("Disassembly of section")
        for line in table.splitlines():
            found = re.match(r"([0-9a-f]+) .{6}F (\S+)\s+[0-9a-f]+ (?:\.hidden )?(\S+)$", line)
            if found:
                starts[found[2], int(found[1], 16)] = self.name(file, found[3])
        self.file_of.update(dict.fromkeys(starts.values(), file))
        # What an instruction shows counts where no relocation follows: a call that the linker is to fill in shows
        # the next instruction, be it another function's first.
        function = instruction = pending = None
        for line in code.splitlines():
            if found := re.match(r"[0-9a-f]+ <([^>]+)>:$", line):
                function = self.name(file, found[1])
            elif found := re.match(r"\s*[0-9a-f]+:\s+R_\S+\s+(\S+?)(?:([+-])0x([0-9a-f]+))?$", line):
                self.take(file, function, instruction, found, starts)
                pending = None
            elif found := re.match(r"\s*[0-9a-f]+:\s+(\S.*)$", line):
                self.settle(pending)
                instruction, pending = found[1], None
                if found := re.match(r"(?:call|j\w+|bl?)\s+[0-9a-f]+ <([^>+]+)>", instruction):
                    pending = self.calls[function], self.name(file, found[1])
                elif found := re.search(r"# [0-9a-f]+ <([^>+]+)>", instruction):
                    pending = self.addresses[function], self.name(file, found[1])
        self.settle(pending)

    @staticmethod
    def settle(pending):
        if pending:
            to, name = pending
            to.add(name)

    def take(self, file, function, instruction, relocation, starts):
        symbol, sign, offset = relocation.groups()
        offset = int(offset or "0", 16) * (-1 if sign == "-" else 1)
        if symbol.startswith(".text"):  # a static function, by its place
            target = starts.get((symbol, offset + 4)) or starts.get((symbol, offset))
        else:
            target = self.name(file, symbol)
        if target and (target in self.defined or target in self.file_of):
            is_call = re.match(r"call|j|bl?\b", instruction)
            (self.calls if is_call else self.addresses)[function].add(target)

    def reached(self, start):
        seen, todo = set(), [start]
        while todo:
            for callee in self.calls[todo.pop()]:
                if callee not in seen:
                    seen.add(callee)
                    todo.append(callee)
        return seen

    def hidden_circles(self):
        found = set()
        for giver, handed_down in list(self.addresses.items()):
            takers = {
                f
                for f in self.calls[giver]
                if f in self.takers and self.file_of.get(f) not in (None, self.file_of[giver])
            }
            for handed in handed_down if takers else ():
                for taker in takers & self.reached(handed):
                    found.add(
                        f"{self.file_of[giver]} hands {handed} to {taker} of "
                        f"{self.file_of[taker]}, and comes back to it"
                    )
        return sorted(found)


def check(build, root):
    files = objects(build, root)
    if not files:
        sys.exit(f"layers: no object files below {build}")
    arrows = calls_of_files(files)
    up = arrows_up(arrows) + includes_up(root)
    round_about = ["a circle: " + ", ".join(c) for c in circles(arrows)] + Functions(files, root).hidden_circles()
    return len(files), sum(map(len, arrows.values())), up, round_about


# The self-test


BROKEN = {
    "an arrow up": {
        "lib/audit/a.c": "int finding(void); int audit(void) { return finding(); }",
        "lib/findings/f.c": "int finding(void) { return 1; }",
    },
    "an arrow between the formats": {
        "formats/read/r.c": "int written(void); int reader(void) { return written(); }",
        "formats/write/w.c": "int written(void) { return 1; }",
    },
    "an arrow from a room of one format down to the other": {
        "formats/write/html/w.c": "int stream(void); int writer(void) { return stream(); }",
        "formats/read/streams/s.c": "int stream(void) { return 1; }",
    },
    "an include up": {
        "lib/base/b.c": '#include "lib/mail/m.h"\nint base(void) { return 1; }',
        "lib/mail/m.h": "",
        "lib/mail/m.c": "int mail(void) { return 1; }",
    },
    "a circle": {
        "lib/mail/a.c": "int b(int n); int a(int n) { return b(n - 1); }",
        "lib/mail/b.c": "int a(int n); int b(int n) { return n > 0 ? a(n) : 0; }",
    },
    "a circle of three files": {
        "lib/mail/a.c": "int b(int n); int a(int n) { return b(n - 1); }",
        "lib/mail/b.c": "int c(int n); int b(int n) { return c(n - 1); }",
        "lib/mail/c.c": "int a(int n); int c(int n) { return n > 0 ? a(n) : 0; }",
    },
    "a circle behind a pointer": {
        "lib/mail/a.c": "int each(int (*f)(int)); static int f(int n) { return n > 0 ? each(f) : 0; }"
        " int a(void) { return each(f); }",
        "lib/mail/b.c": "int each(int (*f)(int)) { return f(1); }",
    },
}
SOUND = {
    "lib/base/b.c": "int each(int (*f)(int)) { return f(1); } int add(int n) { return n + 1; }",
    "lib/mail/a.c": "int each(int (*f)(int)); int add(int n); static int f(int n) { return add(n); }"
    " int a(void) { return each(f) + add(1); }",
}


def check_sources(texts):
    with tempfile.TemporaryDirectory() as root:
        for name, text in texts.items():
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        for name in texts:
            if name.endswith(".c"):
                path = os.path.join(root, name[:-2])
                run("cc", "-O2", "-fPIE", "-I", root, "-c", path + ".c", "-o", path + ".o")
        return check(root, root)


def self_test():
    for what, texts in BROKEN.items():
        _, _, up, round_about = check_sources(texts)
        if not up and not round_about:
            sys.exit(f"layers: {what} is not found")
        if ("circle" in what) != bool(round_about):
            sys.exit(f"layers: {what} is taken for something else: {up + round_about}")
    _, _, up, round_about = check_sources(SOUND)
    if up or round_about:
        sys.exit(f"layers: nothing is wrong, yet: {up + round_about}")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    n, calls, up, round_about = check(sys.argv[1], os.getcwd())
    for sentence in up + round_about:
        print("layers:", sentence)
    print(f"layers: {n} files, {calls} arrows between them: {len(round_about)} circles, {len(up)} arrows up")
    return 1 if up or round_about else 0


if __name__ == "__main__":
    sys.exit(main())
