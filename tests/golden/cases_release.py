"""What is released with the program: the list of what it is made of, and how it was hardened."""
import copy, re, shutil, subprocess, sys

from harness import *

sys.path.insert(0, ROOT + "/tests/release")
import sbom_check


@test
def the_sbom_names_every_library_and_keeps_to_spdx(tmp):
    if not shutil.which("dpkg-query"):
        raise Skipped("the data of the SBOM are dpkg's")
    made = [
        subprocess.run(
            [sys.executable, ROOT + "/docs/sbom.py", PROGRAM, "1.2.3", "/usr/include/xxhash.h"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            env=dict(ENV),
        ).stdout
        for _ in range(2)
    ]
    assert made[0] == made[1]
    document = json.loads(made[0])
    assert list(sbom_check.faults(document, PROGRAM)) == []
    needed = set(
        re.findall(r"NEEDED.*\[(lib\w[^]]*)\.so", subprocess.check_output(["readelf", "-dW", PROGRAM], text=True))
    )
    linked = {r["relatedSpdxElement"] for r in document["relationships"] if r["relationshipType"] == "DYNAMIC_LINK"}
    assert needed and all(any(("SPDXRef-" + n.replace("_", "-")) in l for l in linked) for n in needed), needed
    assert {p["versionInfo"] for p in document["packages"] if p["name"] == "tlsrpt-audit"} == {"1.2.3"}
    assert not [
        p["name"] for p in document["packages"] if re.match(r"A?GPL-[^ ]*$", p["licenseDeclared"])
    ], "GPL alone is linked"

    # The check is no rubber stamp: each of these is a fault.
    def broken(change):
        d = copy.deepcopy(document)
        change(d)
        return list(sbom_check.faults(d, PROGRAM))

    for change in (
        lambda d: d.pop("dataLicense"),
        lambda d: d["creationInfo"].update(created="today"),
        lambda d: d["packages"][1].pop("versionInfo"),
        lambda d: d["packages"][1].update(licenseDeclared="LicenseRef-nobody"),
        lambda d: d["packages"][1].update(SPDXID="SPDXRef a b"),
        lambda d: d["packages"][1].update(filesAnalyzed=True),
        lambda d: d["packages"][1]["externalRefs"].clear(),
        lambda d: d["packages"][0]["checksums"][0].update(checksumValue="0" * 64),
        lambda d: d["relationships"].pop(),
        lambda d: d["relationships"].pop(0),
    ):
        assert broken(change)


@test
def the_program_is_hardened(tmp):
    if INSTRUMENTED:
        raise Skipped("sanitizers and coverage are built without")
    elf = subprocess.check_output(["readelf", "-hldW", "--dyn-syms", PROGRAM], text=True)
    assert re.search(r"Type:\s+DYN", elf), "it is not position independent"
    assert "GNU_RELRO" in elf and re.search(r"BIND_NOW|FLAGS.*NOW", elf), "what the loader filled in can be written to"
    assert re.search(r"GNU_STACK.* RW ", elf), "the stack can be run"
    assert "__stack_chk_fail" in elf, "no stack protector"
    assert len(set(re.findall(r"__\w+_chk\b", elf))) > 5, "no checked calls of the C library (_FORTIFY_SOURCE)"
