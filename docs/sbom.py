#!/usr/bin/env python3
"""Writes the list of what a built program is made of (SBOM, SPDX 2.3 as JSON) to the standard output.

    sbom.py PROGRAM VERSION [HEADER...]     HEADER: one whose library is compiled in (xxhash.h)

Shared libraries are those that the loader takes (ldd); of a static program, those of which the linker took a member
(PROGRAM.map). Names, versions and licences are those of Debian's packages, checksums those of the files themselves.
The time is SOURCE_DATE_EPOCH, or that of the last commit: the same program gives the same bytes.
"""
import datetime, hashlib, json, os, re, subprocess, sys

# Debian's short names of licences (its copyright files) that are called otherwise in SPDX.
SPDX_LICENCES = {
    "Expat": "MIT",
    "BSD-2-clause": "BSD-2-Clause",
    "BSD-3-clause": "BSD-3-Clause",
    "BSD-4-clause": "BSD-4-Clause",
    "BSD-2-Clause": "BSD-2-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "Apache-2.0": "Apache-2.0",
    "Zlib": "Zlib",
    "zlib": "Zlib",
    "ISC": "ISC",
    "MIT": "MIT",
    "CC0": "CC0-1.0",
    "FSFUL": "FSFUL",
    "GPL-2": "GPL-2.0-only",
    "GPL-2+": "GPL-2.0-or-later",
    "GPL-2.0+": "GPL-2.0-or-later",
    "GPL-3": "GPL-3.0-only",
    "GPL-3+": "GPL-3.0-or-later",
    "LGPL-2+": "LGPL-2.0-or-later",
    "LGPL-2.1": "LGPL-2.1-only",
    "LGPL-2.1+": "LGPL-2.1-or-later",
    "LGPL-3": "LGPL-3.0-only",
    "LGPL-3+": "LGPL-3.0-or-later",
}
# Libraries whose terms are not those of most of their source (tools and tests are GPL), or whose copyright file is prose.
LIBRARY_LICENCES = {
    "libidn2": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "acl": "LGPL-2.1-or-later",
    "glibc": "LGPL-2.1-or-later",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "gcc-14": "GPL-3.0-or-later WITH GCC-exception-3.1",
}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ, LC_ALL="C")).stdout


def sha256(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def shared_libraries(program):
    return sorted({os.path.realpath(path) for path in re.findall(r"(/\S+) \(0x", output("ldd", program))})


def needed(program):
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-dW", program)))


def archives(program):
    """Those that gave a member: the map names each in its first part, with what asked for it."""
    first = open(program + ".map").read().split("\nDiscarded input sections", 1)[0]
    return sorted(
        {
            os.path.realpath(path)
            for path in re.findall(r"^(\S+\.a)\(\S+\)$", first, re.M)
            if not path.endswith("libtlsrpt.a")
        }
    )


def packages_of(paths):
    """Debian's package of each file, asked at once; dpkg knows a file with or without /usr, as it was packed."""
    spellings = {path: (path, re.sub("^/usr", "", path), "/usr" + path) for path in paths}
    asked = [name for names in spellings.values() for name in names]
    answer = subprocess.run(
        ["dpkg", "-S", *asked], capture_output=True, text=True, env=dict(os.environ, LC_ALL="C")
    ).stdout
    owners = {line.split(": ")[1]: line.split(": ")[0].split(",")[0] for line in answer.splitlines() if ": " in line}
    found = {}
    for path, names in spellings.items():
        found[path] = next((owners[n] for n in names if n in owners), None)
        if os.path.basename(path) == "libxlsxwriter.a":
            found[path] = "libxlsxwriter-dev"  # compiled of that package's source (docs/static/xlsxwriter.sh)
        if not found[path]:
            sys.exit("sbom.py: no package has %s" % path)
    return found


def licence_of(package):
    """What Debian's copyright file says of most files; None where it is not written for programs."""
    path = "/usr/share/doc/%s/copyright" % package.split(":")[0]
    text = open(path, errors="replace").read() if os.path.exists(path) else ""
    if not text.startswith("Format:"):
        return None
    for stanza in re.split(r"\n\s*\n", text):
        if re.search(r"^Files:\s*(\n\s)?\s*\*", stanza, re.M):
            found = re.search(r"^License:\s*(.+)$", stanza, re.M)
            return found.group(1).strip() if found else None
    return None


def expression(licence, others):
    """A licence of Debian's as an SPDX expression; the names that SPDX does not know go into `others`."""
    if not licence:
        return "NOASSERTION"
    words = []
    for word in re.split(r"(\s+(?:and|or)\s+|,\s*)", licence):
        plain = word.strip(" ,")
        if plain in ("and", "or") or not plain:
            words.append("OR" if plain == "or" else "AND")
            continue
        name = SPDX_LICENCES.get(plain)
        if not name:
            name = "LicenseRef-Debian-" + re.sub(r"[^A-Za-z0-9.-]+", "-", plain)
            others[name] = plain
        words.append(name)
    return " ".join(words)


def component(path, package, others):
    show = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}"
    name, version, architecture, source, source_version = output("dpkg-query", "-W", "-f", show, package).split("\t")
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", os.path.basename(path)),
        "name": name,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "packageFileName": os.path.basename(path),
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": sha256(path)}],
        "sourceInfo": "built of Debian's source package %s %s" % (source, source_version),
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": LIBRARY_LICENCES.get(source) or expression(licence_of(package), others),
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:deb/debian/%s@%s?arch=%s"
                % (name.replace("+", "%2B"), version.replace(":", "%3A").replace("+", "%2B"), architecture),
            }
        ],
    }


def program_itself(program, version):
    return {
        "SPDXID": "SPDXRef-tlsrpt-audit",
        "name": "tlsrpt-audit",
        "versionInfo": version,
        "supplier": "Organization: tlsrpt-audit developers",
        "downloadLocation": "NOASSERTION",
        "packageFileName": "tlsrpt-audit",
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": sha256(program)}],
        "primaryPackagePurpose": "APPLICATION",
        "licenseConcluded": "MIT",
        "licenseDeclared": "MIT",
        "copyrightText": "Copyright 2026 The tlsrpt-audit authors",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:generic/tlsrpt-audit@" + version,
            }
        ],
    }


def created():
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or output("git", "log", "-1", "--format=%ct")
    return datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(program, version, *headers):
    others, direct, is_static = {}, needed(program), os.path.exists(program + ".map")
    itself, components, relations = program_itself(program, version), {}, []
    paths = (archives if is_static else shared_libraries)(program) + list(headers)
    for path, package in packages_of(paths).items():
        c = component(path, package, others)
        components[c["SPDXID"]] = c
        soname = re.search(r"\(SONAME\).*\[(.*)\]", output("readelf", "-dW", path)) if ".so" in path else None
        kind = "STATIC_LINK" if not soname else "DYNAMIC_LINK" if soname.group(1) in direct else "DEPENDS_ON"
        relations.append(
            {"spdxElementId": itself["SPDXID"], "relationshipType": kind, "relatedSpdxElement": c["SPDXID"]}
        )
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "tlsrpt-audit-" + version,
        "documentNamespace": "https://spdx.org/spdxdocs/tlsrpt-audit-%s-%s"
        % (version, itself["checksums"][0]["checksumValue"]),
        "creationInfo": {
            "created": created(),
            "creators": ["Tool: tlsrpt-audit-sbom.py", "Organization: tlsrpt-audit developers"],
        },
        "packages": [itself] + [components[k] for k in sorted(components)],
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": itself["SPDXID"],
            }
        ]
        + sorted(relations, key=lambda r: r["relatedSpdxElement"]),
    }
    if others:
        document["hasExtractedLicensingInfos"] = [
            {
                "licenseId": k,
                "name": v,
                "extractedText": "Debian's short name is \"%s\"; the text is in the package's copyright file." % v,
            }
            for k, v in sorted(others.items())
        ]
    print(json.dumps(document, indent=1, ensure_ascii=False))


main(*sys.argv[1:])
