"""Editions of more clients and domains than there may be open files, and than there should be."""

import json, os, resource, subprocess

from harness import *


@test
def many_editions_need_few_open_files(tmp):
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    rows = [("d%d.example" % i, "c%d" % i) for i in range(60)] + [("agency.example", "c0")]
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
    subprocess.run(
        [
            PROGRAM,
            "--scope",
            scope(tmp, rows),
            "--json",
            out + "/{client}.json",
            "--csv",
            out + "/{client}",
            "--sqlite",
            out + "/{client}.db",
            "--metrics",
            out + "/{client}.prom",
            "--extract",
            out + "/{client}.reports",
            MBOX,
        ],
        env=ENV,
        check=True,
        preexec_fn=few,
    )
    assert len(os.listdir(out)) == 60 * 5
    extracted = os.listdir(os.path.join(out, "c0.reports"))
    assert len(extracted) == json.load(open(os.path.join(out, "c0.json")))["totals"]["reports"] > 0


@test
def invented_domains_have_no_editions_without_end(tmp):
    """What is real has more reports than what one mail makes up, and keeps its edition; so has what a list names, whatever it has."""

    def report(id_, domains):
        return (
            json.dumps(
                {
                    "organization-name": "Org",
                    "report-id": id_,
                    "contact-info": "x",
                    "date-range": one_day("2026-01-10"),
                    "policies": [policy_of("sts", d, 1, 0) for d in domains],
                }
            )
            + "\n"
        )

    with open(tmp + "/r.json", "w") as f:
        f.write(
            "".join(
                report("forged%d" % k, ["a%d-%d.z.example" % (k, i) for i in range(n)])
                for k, n in enumerate((500, 503))
            )
            + report("listed", ["listed.example"])
            + "".join(report("real%d" % i, ["zreal.example"]) for i in range(2))
        )
    for list_, left in ((None, 5), ("listed.example\n*.z.example\nzreal.example\n", 3)):
        out = tmp + "/o%d" % left
        os.mkdir(out)
        open(tmp + "/list", "w").write(list_ or "")
        said = run(
            "--metrics", out + "/{domain}", *(["--scope", tmp + "/list"] if list_ else []), tmp + "/r.json", status=1
        ).stderr.decode()
        assert "%d domains that no list names have no edition" % left in said, said
        made = set(os.listdir(out))
        assert (
            "zreal.example" in made
            and ("listed.example" in made) == bool(list_)
            and len(made) == (1002 if list_ else 1000)
        ), len(made)


@test
@alone
def what_is_given_for_all_clients_is_looked_through_once(tmp):
    """Each edition looked through all DNS records and all rows of the earlier summary: with 10,000 clients, minutes."""
    need_plain_memory()
    out = tmp + "/out"
    os.mkdir(out)
    small = ["d%d.example" % i for i in range(500)]
    with open(tmp + "/dns", "w") as f:
        for d in small + ["d%d.large.example" % i for i in range(20000)]:
            f.write("%s. 300 IN MX 10 mx.%s.\n" % (d, d))
            f.write('_smtp._tls.%s. 300 IN TXT "v=TLSRPTv1; rua=mailto:a@b.example"\n' % d)
    list_ = scope(tmp, [(d, "c" + d) for d in small] + [("*.large.example", "large")])
    run("--json", tmp + "/earlier.json", "--scope", list_, "--dns", tmp + "/dns", MBOX)
    with processor_time_below(4):
        run(
            "--scope",
            list_,
            "--dns",
            tmp + "/dns",
            "--compare",
            tmp + "/earlier.json",
            "--json",
            out + "/{client}",
            MBOX,
        )
    setups = {
        name: [row["policy_domain"] for row in json.load(open(out + "/" + name))["setup"]] for name in os.listdir(out)
    }
    assert len(setups.pop("large")) == 20000
    assert setups == {"c" + d: [d] for d in small}, setups.keys()
