"""What an attacker can mail, in samples of our own: kinds of which the other cases have none (SPEC 2, 10)."""
import glob, re

from harness import *


@test
def each_hash_table_has_a_test_that_aims_at_one_slot(tmp):
    """Whoever calls index_add keeps a table; its unit test is named after its file."""
    files = [f for d in ("lib", "formats", "cmd") for f in glob.glob(ROOT + "/" + d + "/**/*.c", recursive=True)]
    tables = {os.path.basename(f)[:-2] for f in files if re.search(r"\bindex_add\(", open(f).read())} - {"rows"}
    assert {"names", "ledger", "events", "signers", "foreign"} <= tables
    for name in tables:
        assert "assert_cannot_be_aimed(" in open("%s/tests/unit/test_%s.c" % (ROOT, name)).read(), name
