"""The documents: what code and tests cite exists, and so does what the documents point to."""
import glob, itertools, json, os, re, shutil

from harness import *
from workbook_files import workbook

CITING = ("cmd", "docs", "formats", "lib", "samples", "tests")


def texts(folders, suffixes):
    for folder in folders:
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith(suffixes):
                    path = os.path.join(place, name)
                    yield os.path.relpath(path, ROOT), open(path, encoding="utf-8").read()


@test
def every_section_of_the_contract_that_is_cited_exists(tmp):
    spec = open(os.path.join(ROOT, "docs/SPEC.md"), encoding="utf-8").read()
    sections = set(re.findall(r"^##+ (\d+(?:\.\d+)?)\.? ", spec, re.M))
    cited = [
        (path, number)
        for path, text in texts(CITING, (".c", ".h", ".py", ".sh", ".md", ".1", ".5", ".7"))
        for numbers in re.findall(r"\bSPEC[\s*#]+(\d[\d.]*(?:(?:,| and| to| or)[\s*#]+\d[\d.]*)*)", text)
        for number in re.findall(r"\d+(?:\.\d+)?", numbers)
    ]
    assert len(cited) > 50, len(cited)
    unknown = [c for c in cited if c[1] not in sections]
    assert not unknown, unknown


def documents():
    yield from texts(["docs"], ".md")
    for name in ("README.md", "SECURITY.md"):
        yield name, open(os.path.join(ROOT, name), encoding="utf-8").read()


def anchors_of(path):
    """What a link can name in a document: its headings, as GitHub and GitLab spell them."""
    headings = re.findall(r"^#+ (.*)$", open(path, encoding="utf-8").read(), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(root):
    """Of each link in a document to a file of its own project: the document, the file below `root`, the heading."""
    return [
        (path, os.path.join(root, os.path.dirname(path), link or os.path.basename(path)), anchor)
        for path, text in documents()
        for link, anchor in re.findall(r"\]\((?!https?:|mailto:)([^)#]*)#?([^)]*)\)", text)
    ]


@test
def every_file_and_heading_that_a_document_links_to_exists(tmp):
    linked = links(ROOT)
    missing = [
        (path, to, anchor)
        for path, to, anchor in linked
        if not os.path.exists(to) or (anchor and anchor not in anchors_of(to))
    ]
    assert any(anchor for _, _, anchor in linked) and not missing, missing


@test
def every_file_that_an_installed_document_links_to_is_installed(tmp):
    make = ["make", "-s", "-C", ROOT, "BUILD=" + os.path.dirname(PROGRAM), "prefix=" + tmp]
    subprocess.check_call(make + ["install"])
    linked = links(tmp + "/share/doc/tlsrpt-audit")
    missing = [(path, to) for path, to, _ in linked if not os.path.exists(to)]
    assert len(linked) > 50 and not missing, missing


def alternatives(path):
    """What a{b,c} stands for."""
    braces = re.search(r"\{([^}]*)\}", path)
    if not braces:
        return [path]
    return [p for a in braces[1].split(",") for p in alternatives(path[: braces.start()] + a + path[braces.end() :])]


@test
def every_path_that_a_document_names_exists(tmp):
    named = [
        (document, one)
        for document, text in documents()
        for path in re.findall(r"(?<![\w/.~-])((?:cmd|docs|formats|lib|samples|tests)/[\w./{},*-]*)", text)
        for one in alternatives(path.rstrip(".,"))
    ]
    named += [(document, path) for document, text in documents() for path in re.findall(r"\b[A-Z][A-Z-]+\.md\b", text)]
    missing = [n for n in named if not any(glob.glob(os.path.join(ROOT, at, n[1] + "*")) for at in ("", "docs"))]
    assert len(named) > 100 and not missing, missing


@test
def every_command_that_a_document_names_exists(tmp):
    """Targets of make, the cases that a word picks, and sections of the manual."""
    makefile = open(os.path.join(ROOT, "Makefile")).read()
    targets = set(" ".join(re.findall(r"^([\w. -]+):(?!=)", makefile, re.M)).split())
    cases = [
        name for _, text in texts(["tests/golden"], ".py") for name in re.findall(r"^def (\w+)\(tmp\)", text, re.M)
    ]
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    sections = set(re.findall(r"^\.S[hs] (.+)$", page, re.M))
    named = []
    for document, text in documents():
        for command in re.findall(r"(?:^    (?:sudo )?|`)make ([^#`\n]*)", text, re.M):
            named += [(document, t, t in targets) for t in command.split() if re.fullmatch(r"[a-z-]+", t)]
        for words in re.findall(r"golden/run\.py build/tlsrpt-audit ([^`]+)`", text):
            named += [(document, w, any(w in case for case in cases)) for w in words.split()]
        for words in re.findall(r"make golden T='?([\w ]+)'?", text):
            named += [(document, w, any(w in case for case in cases)) for w in words.split() if w.islower()]
        for module in re.findall(r"make unit T=(\w+)", text):
            named.append((document, module, os.path.exists(os.path.join(ROOT, "tests/unit/test_%s.c" % module))))
        for section in re.findall(r"man page(?:, \*| \()([\w -]+)[*)]", text):
            named.append((document, section, section in sections))
    missing = [n[:2] for n in named if not n[2]]
    assert len(named) > 50 and not missing, missing


def code_of(text):
    """C without its comments and strings."""
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\])*"', "", text, flags=re.S)


@test
def only_the_command_prints_or_exits(tmp):
    """An output may go to standard output, and a process apart ends with _exit (docs/CONTRIBUTING.md)."""
    calls = r"\b(?:v?printf|puts|putchar|perror|exit|abort)\(|\bstderr\b"
    found = [
        (path, call) for path, text in texts(["lib", "formats"], ".c") for call in re.findall(calls, code_of(text))
    ]
    assert not found, found


@test
def the_schema_and_the_manual_name_the_same_totals(tmp):
    schema = json.load(open(os.path.join(ROOT, "docs/summary.schema.json")))["properties"]["totals"]
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit-formats.5")).read()
    described = re.findall(r"^\.It Li (\w+)$", page[page.index(".Li totals :") : page.index(".Sh RECORDS")], re.M)
    assert len(described) > 10 and set(described) == set(schema["properties"]), set(described) ^ set(
        schema["properties"]
    )
    always = list(summary(MBOX)["totals"])
    assert set(always) == set(schema["required"]), set(always) ^ set(schema["required"])
    assert always == [name for name in described if name in always], "in the order of the manual"


def names_of(schema):
    """The names of all properties, however deep."""
    if isinstance(schema, list):
        return set().union(*map(names_of, schema))
    if not isinstance(schema, dict):
        return set()
    properties = schema.get("properties", {})
    deeper = [v for k, v in schema.items() if k != "properties"] + list(properties.values())
    return set(properties) | names_of(deeper)


@test
def the_manual_names_each_key_of_the_summary(tmp):
    schema = json.load(open(os.path.join(ROOT, "docs/summary.schema.json")))
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit-formats.5")).read().replace("\\-", "-")
    summary_part = page[page.index(".Sh SUMMARY") : page.index(".Li totals :")]
    listed = re.findall(r"^\.It Li (\w+)$", summary_part, re.M)
    top = set(listed + re.findall(r"\bkey\n\.Li (\w+) [;)]", page))
    assert top == set(schema["properties"]), top ^ set(schema["properties"])
    names = names_of(schema)
    assert len(names) > 100 and names <= set(re.findall(r"\w+", page)), names - set(re.findall(r"\w+", page))
    said = set(re.findall(r"\b[a-z0-9]+_[a-z0-9_]+\b", summary_part))
    assert said <= names, said - names


@test
def the_manual_names_the_sheets_that_there_are_and_what_they_alone_have(tmp):
    files = {name: tmp + "/" + name for name in ("list", "a.json", "log", "a.xlsx")}
    open(files["list"], "w").write("*.example\n")
    run("--json", files["a.json"], "--run-log", files["log"], MBOX)
    given = ["--scope", files["list"], "--compare", files["a.json"], "--run-log", files["log"], "--sample", "1"]
    given += ["--dns", SAMPLES + "/dns.txt", "--dkim", "on"]
    run("--xlsx", files["a.xlsx"], *given, MBOX)
    book = workbook(files["a.xlsx"])
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit-formats.5")).read()
    named = {}
    for part in page[page.index(".Sh TABLES") : page.index(".Sh SEE ALSO")].split(".Ss ")[1:]:
        lists = [re.findall(r"^\.It Li (.+)$", entries, re.M) for entries in part.split(".El\n")[:-1]]
        for sheet in re.findall(r"sheet\n\.Dq (.+?) \) \.", part):
            named[sheet] = [len(lists[0]), sum(lists[1:], [])]
    assert set(named) | {"Summary", "Method", "Sign-off"} == set(book.sheetnames), set(named) ^ set(book.sheetnames)
    for sheet, (n, alone) in named.items():
        header = list(
            itertools.takewhile(bool, (cell.value for cell in book[sheet][1]))
        )  # a chart's figures stand apart
        assert len(header) >= n and header[n:] == alone, (sheet, header, n, alone)


@test
def the_schema_and_the_manual_name_the_same_keys_of_a_record(tmp):
    schema = json.load(open(os.path.join(ROOT, "docs/record.schema.json")))["properties"]
    policy = schema["policies"]["items"]["properties"]
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit-formats.5")).read()
    page = page[page.index(".Sh RECORDS") : page.index(".Sh TABLES")]
    lists = [re.findall(r"^\.It Li (\w+)$", part, re.M) for part in page.split(".El\n")[:-1]]
    wanted = [
        schema,
        policy,
        policy["failure_details"]["items"]["properties"],
        schema["source"]["properties"],
        schema["source"]["properties"]["signature"]["properties"],
    ]
    assert [set(names) for names in lists] == [set(keys) for keys in wanted]


@test
def every_library_that_is_built_with_is_in_the_list_of_packages(tmp):
    """On a fresh machine `make demo` installs that list: a library that another package happens to bring is missing there."""
    makefile = open(os.path.join(ROOT, "Makefile")).read()
    needed = set(" ".join(re.findall(r"^(?:HEADER_)?PACKAGES := (.+)$", makefile, re.M)).split())
    rows = [line.split() for line in open(os.path.join(ROOT, "tests/packages.txt")) if line.startswith("build ")]
    listed = {row[1][4:]: row[2] for row in rows if row[1].startswith("pkg:")}
    assert len(needed) > 10 and needed <= set(listed), needed - set(listed)
    control = open(os.path.join(ROOT, "docs/debian/control")).read()
    build_depends = re.search(r"^Build-Depends: (.*(?:\n .*)*)", control, re.M).group(1)
    assert all(listed[name] in build_depends for name in needed), [
        listed[name] for name in needed if listed[name] not in build_depends
    ]


@test
def the_manual_has_the_options_of_help_in_its_order_and_words(tmp):
    option = r"-([a-z][a-z-]+)(?:(?: Ns)? ?=?(?: Ns)? (?:Ar )?([a-zA-Z]+))?"
    rows = [re.split("  +", row.strip())[0] for row in re.findall(r"^  -.*", run("--help").stdout.decode(), re.M)]
    shown = [(name, word.lower()) for row in rows for name, word in re.findall("-" + option, row)]
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    page = page[page.index(".Ss Outputs") : page.index(".Sh EDITIONS")]
    items = re.findall(r"^\.It (Fl .*)$", page, re.M)
    described = [
        (name, "" if word == "Ns" else word.lower()) for item in items for name, word in re.findall(option, item)
    ]
    # "always|new" says more than WHEN.
    described = [(name, "when" if name == "digest-when" else word) for name, word in described]
    assert len(shown) > 70 and described == shown, [pair for pair in zip(described, shown) if pair[0] != pair[1]][:3]


@test
def the_manual_tells_each_limit_of_an_option(tmp):
    """What is the most that an option takes, and the default of --max-...: the numbers stand in the option's paragraph."""
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    page = page[page.index(".Ss Outputs") : page.index(".Sh EDITIONS")].replace(",000", "000")
    paragraphs = re.findall(r"^\.It (Fl .*)\n((?:(?!\.It Fl|\.El).*\n)*)", page, re.M)
    told = {name: text for items, text in paragraphs for name in re.findall(r"Fl -([a-z-]+)", items)}
    most = {}
    for name in told:
        said = run(*["--" + name, "9" * 18] * 99, MBOX, status=None, cwd=tmp).stderr.decode()
        found = re.search(r"is no number from 1 to (\d+)|at most (\d+) files", said)
        if found:
            most[name] = found[1] or found[2]
    header = open(os.path.join(ROOT, "lib/base/limits.h")).read()
    defaults = dict(re.findall(r"\.(\w+) = (\d+(?: << 20)?)", header))
    names = {"max-" + name.replace("_", "-"): value.replace(" << 20", "M") for name, value in defaults.items()}
    assert len(most) > 7 and len(names) == 11, (most, names)
    wanted = list(most.items()) + list(names.items())
    missing = [(n, v) for n, v in wanted if not re.search(r"\b%s\b" % v, told[n])]
    assert not missing, missing


@test
def the_manual_has_the_findings_of_the_program_in_their_order(tmp):
    """Severity, thresholds with their defaults, and whether it is about a state."""
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    page = page[page.index(".Sh FINDINGS") : page.index(".Sh SET-UP")]
    described = [
        (name, severity, re.findall(r"^\.Cm (\w+)\n\(([\d.]+)\)", text, re.M), "\nA state: " in text)
        for name, severity, text in re.findall(r"^\.It Cm ([a-z-]+) Pq (\w+)(\n.*?)(?=^\.It Cm|\Z)", page, re.M | re.S)
    ]
    listed = [
        (
            name,
            severity,
            re.findall(r"^    (\w+) \(([\d.]+), from [\d.]+\s+to\s+[\d.]+\)", text, re.M),
            "\n    Ends with: " in text,
        )
        for name, severity, text in re.findall(
            r"^([a-z-]+) \((\w+)\)$(.*?)(?=^[a-z]|\Z)", run("--list-findings").stdout.decode(), re.M | re.S
        )
    ]
    assert len(listed) > 40 and described == listed, [pair for pair in zip(described, listed) if pair[0] != pair[1]][:3]


@test
def mandoc_finds_nothing_in_the_manual_pages(tmp):
    if not shutil.which("mandoc"):
        raise Skipped("mandoc is not here")
    pages = [os.path.join(ROOT, "docs", n) for n in os.listdir(os.path.join(ROOT, "docs")) if re.search(r"\.[157]$", n)]
    said = subprocess.run(["mandoc", "-Tlint", *pages], capture_output=True, text=True).stdout
    # Pages that are not installed here are none of its business.
    lines = [
        line
        for line in said.splitlines()
        if "referenced manual not found" not in line and "outdated mandoc.db" not in line
    ]
    assert len(pages) == 4 and not lines, "\n".join(lines)
