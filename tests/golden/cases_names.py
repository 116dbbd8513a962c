"""Names that anyone makes up by the megabyte: what is kept of them (SPEC 4)."""

import base64, gzip, json, os, random

from random_reports import policy, report
from harness import *


def mails_of_names(folder, reports):
    """Sixty mails, each with the same report but for the number that stands for @@ in its names."""
    os.makedirs(folder)
    text = json.dumps(reports, separators=(",", ":"))
    for i in range(60):
        body = base64.encodebytes(gzip.compress(text.replace("@@", "%d" % i).encode(), 1))
        with open("%s/%02d.eml" % (folder, i), "wb") as f:
            f.write(
                b"From: x@example.net\nTLS-Report-Domain: a.example\nTLS-Report-Submitter: example.net\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
                + body
            )
    return folder


@test
def sixty_mails_with_six_megabytes_of_names_each_stay_small(tmp):
    need_plain_memory()
    r, long_name = random.Random(1), ".".join(["n" * 60] * 3) + ".example"
    piles = {
        "domains": [policy(r, "%d-@@.%s" % (i, long_name)) for i in range(9900)],
        "hosts": [
            policy(
                r,
                "a.example",
                [
                    detail("certificate-expired", receiving_mx_hostname="%d-@@.%s" % (i, long_name))
                    for i in range(31000)
                ],
            )
        ],
        "addresses": [
            policy(
                r,
                "a@@.example",
                [
                    detail(
                        "certificate-expired",
                        sending_mta_ip="10.0.%d.%d" % (i % 200, i // 200 % 200),
                        receiving_ip="10.1.%d.%d" % (i % 211, i // 211 % 200),
                    )
                    for i in range(40000)
                ],
            )
        ],
        "reporters": [
            policy(
                r,
                "a.example",
                [detail("certificate-expired", receiving_mx_hostname="h%d.example" % i) for i in range(60000)],
            )
        ],
        "all": [
            policy(
                r,
                "d%d-@@.example" % i,
                [
                    detail(
                        "certificate-expired",
                        receiving_mx_hostname="h%d-@@.example" % k,
                        receiving_ip="10.%d.%d.1" % (i // 200, k),
                        failure_reason_code="%d %d@@ %s" % (i, k, "w" * 60),
                    )
                    for k in range(28)
                ],
            )
            for i in range(990)
        ],
    }
    for name, policies in piles.items():
        path = mails_of_names(tmp + "/" + name, dict(report(r, policies, "Org @@"), **{"report-id": "r@@"}))
        most = peak_kb("-j2", "--json", tmp + "/s.json", path)
        assert most < 200000, (name, most)
        totals = json.load(open(tmp + "/s.json"))["totals"]
        assert totals["reports"] == 60 and totals["policies"] == 60 * len(policies), totals


@test
def an_extracted_report_is_named_for_no_device_of_windows(tmp):
    """CON.example!… is the device CON there, whatever stands behind the first dot (SPEC 6.4)."""
    for n, submitter in enumerate(("CON.example", "nul.example", "com1.a.example", "console.example")):
        body = report_with("r%d" % n, "2024-03-01", policy_of("no-policy-found", "a.example", 1, 0))
        head = "From: a@b.example\nTLS-Report-Submitter: %s\nTLS-Report-Domain: a.example\n" % submitter
        with open("%s/%d.eml" % (tmp, n), "w") as f:
            f.write(head + "Content-Type: application/tlsrpt+json\n\n" + json.dumps(body))
    run("--extract", tmp + "/out", "--evidence", tmp + "/bag", *("%s/%d.eml" % (tmp, n) for n in range(4)))
    for folder in ("/out", "/bag/data/reports"):
        senders = sorted(name.split("!")[0] for name in os.listdir(tmp + folder))
        assert senders == ["_com1.a.example", "_con.example", "_nul.example", "console.example"], senders


@test
def no_file_is_named_like_an_option(tmp):
    """A domain or an organization begins with hyphens: `tar cf x.tar *` in the folder would run what they say."""
    of = lambda i, name: report_with("r%d" % i, "2024-03-01", policy_of("sts", name, 1, 0), org=name)
    names = ["--checkpoint-action=exec=id;", "-I.example", "a-b.example"]
    with open(tmp + "/r.json", "w") as f:
        f.write("\n".join(json.dumps(of(i, name)) for i, name in enumerate(names)))
    os.mkdir(tmp + "/of")
    run("--extract", tmp + "/out", "--statement", tmp + "/of/{domain}.html", tmp + "/r.json")
    for folder in "/out", "/of":
        first = sorted(name[0] for name in os.listdir(tmp + folder))
        assert first == ["_", "_", "a"], os.listdir(tmp + folder)
