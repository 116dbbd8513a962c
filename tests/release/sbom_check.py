#!/usr/bin/env python3
"""Does an SPDX document keep to what the specification, version 2.3, requires? An own check of its clauses 6, 7, 10 and 11.

    sbom_check.py FILE [PROGRAM]     PROGRAM: the one it is about, whose bytes it has to name
"""
import hashlib, json, re, sys

IDENTIFIER = re.compile(r"SPDXRef-[A-Za-z0-9.-]+$")
LICENCE = r"(?:[A-Za-z0-9.-]+\+?)(?: WITH [A-Za-z0-9.-]+)?"
EXPRESSION = re.compile(r"(?:NONE|NOASSERTION|%s(?: (?:AND|OR) %s)*)$" % (LICENCE, LICENCE))
PURL = re.compile(r"pkg:[a-z]+/(?:[a-z]+/)?[a-zA-Z0-9.%-]+@[A-Za-z0-9.~%-]+(?:\?arch=[a-z0-9]+)?$")
PURPOSES = {"APPLICATION", "LIBRARY", "FRAMEWORK", "SOURCE", "OTHER"}
KINDS = {"DESCRIBES", "DYNAMIC_LINK", "STATIC_LINK", "DEPENDS_ON"}


def faults_of_package(p):
    for key in ("name", "SPDXID", "downloadLocation"):  # 7.1, 7.2, 7.7
        if not p.get(key):
            yield "has no " + key
    if not IDENTIFIER.match(p.get("SPDXID", "")):
        yield "SPDXID is no identifier"
    if p.get("filesAnalyzed", True):  # 7.8, 7.9: then a verification code is mandatory
        yield "filesAnalyzed is true, and there is no packageVerificationCode" if "packageVerificationCode" not in p else ""
    if not re.match(r"(Person|Organization): .+|NOASSERTION$", p.get("supplier", "NOASSERTION")):  # 7.5
        yield "supplier is malformed"
    for key in ("licenseConcluded", "licenseDeclared"):  # 7.13, 7.15
        if not EXPRESSION.match(p.get(key, "NOASSERTION")):
            yield "%s is no licence expression: %s" % (key, p[key])
    for c in p.get("checksums", []):  # 7.10
        if c.get("algorithm") != "SHA256" or not re.fullmatch("[0-9a-f]{64}", c.get("checksumValue", "")):
            yield "a checksum is malformed"
    if p.get("primaryPackagePurpose", "LIBRARY") not in PURPOSES:  # 7.24
        yield "primaryPackagePurpose is unknown"
    # What the specification leaves open, and this document promises.
    purls = [
        r["referenceLocator"]
        for r in p.get("externalRefs", [])
        if (r["referenceCategory"], r["referenceType"]) == ("PACKAGE-MANAGER", "purl")
    ]
    if len(purls) != 1 or not PURL.match(purls[0]):
        yield "has not one purl: %s" % purls
    for key in ("versionInfo", "checksums", "packageFileName"):
        if not p.get(key):
            yield "has no " + key


def faults_of_head(d):
    if (
        d.get("spdxVersion") != "SPDX-2.3" or d.get("dataLicense") != "CC0-1.0" or d.get("SPDXID") != "SPDXRef-DOCUMENT"
    ):  # 6.1 to 6.3
        yield "spdxVersion, dataLicense or SPDXID is wrong"
    if not d.get("name") or not re.match(r"[a-z][a-z0-9+.-]*://[^\s#]+$", d.get("documentNamespace", "")):  # 6.4, 6.5
        yield "name or documentNamespace is wrong"
    info = d.get("creationInfo", {})
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", info.get("created", "")):  # 6.9
        yield "created is no time"
    if not info.get("creators") or not all(
        re.match("(Tool|Person|Organization): .", c) for c in info["creators"]
    ):  # 6.8
        yield "creators are wrong"


def faults_of_links(d):
    known = [p.get("SPDXID") for p in d.get("packages", [])]
    if len(known) != len(set(known)):
        yield "two packages have one SPDXID"
    described = [
        r
        for r in d.get("relationships", [])
        if r["relationshipType"] == "DESCRIBES" and r["spdxElementId"] == "SPDXRef-DOCUMENT"
    ]
    if len(described) != 1:  # 11.1
        yield "it does not describe one package"
    for r in d.get("relationships", []):
        if r["relationshipType"] not in KINDS or not {r["spdxElementId"], r["relatedSpdxElement"]} <= set(known) | {
            "SPDXRef-DOCUMENT"
        }:
            yield "a relationship is wrong: %s" % r
    unreached = set(known) - {r["relatedSpdxElement"] for r in d.get("relationships", [])}
    if unreached:
        yield "nothing leads to %s" % ", ".join(sorted(unreached))
    named = {i["licenseId"] for i in d.get("hasExtractedLicensingInfos", []) if i.get("extractedText")}  # 10.1, 10.2
    used = set(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", json.dumps(d["packages"])))
    if used != named:
        yield "licences that are no SPDX ones are not explained: %s" % sorted(used ^ named)


def faults(d, program=None):
    yield from faults_of_head(d)
    for p in d.get("packages", []):
        for fault in filter(None, faults_of_package(p)):
            yield "%s: %s" % (p.get("name"), fault)
    yield from faults_of_links(d)
    if program:
        own = [p for p in d["packages"] if p["name"] == "tlsrpt-audit"]
        if [c["checksumValue"] for p in own for c in p["checksums"]] != [
            hashlib.sha256(open(program, "rb").read()).hexdigest()
        ]:
            yield "it is not about the bytes of " + program


if __name__ == "__main__":
    document = json.load(open(sys.argv[1]))
    found = list(faults(document, *sys.argv[2:]))
    print("\n".join(found) or "SPDX 2.3, %d packages: nothing is missing" % len(document["packages"]))
    sys.exit(bool(found))
