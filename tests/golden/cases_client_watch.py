"""Metrics and digests of clients, each with what is its own alone (SPEC 6.7, 6.8)."""
from daily_reports import NOW, days, report, write
from digest_mails import TO, read_mail, section
from harness import *


def of_two_clients(tmp):
    reports = [
        report(d, day, failed=f)
        for d, f in (("a.north.example", 0), ("b.north.example", 3), ("c.south.example", 0))
        for day in days("2024-03-01", 16)
    ]
    reports += [report("stranger.example", "2024-03-05", failed=9)]
    open(tmp + "/list.csv", "w").write(
        "domain,client\na.north.example,North\nb.north.example,North\nc.south.example,South\nquiet.south.example,South\nlone.example,\n"
    )
    return ("--scope", tmp + "/list.csv", write(tmp + "/r", reports))


@test
def a_client_has_metrics_and_a_digest_of_its_own(tmp):
    args = of_two_clients(tmp)
    run("--digest", tmp + "/{client}.eml", *TO, "--metrics", tmp + "/{client}.prom", *args, env=NOW)
    own = {
        "North": {"a.north.example", "b.north.example"},
        "South": {"c.south.example", "quiet.south.example"},
        "unassigned": {"lone.example"},
    }
    everyone = set().union(*own.values()) | {"stranger.example"}
    for client, domains in own.items():
        mail, lines = read_mail(open("%s/%s.eml" % (tmp, client), "rb").read())
        text = "\n".join(lines)
        metrics = open("%s/%s.prom" % (tmp, client)).read()
        assert not any(d in text or d in mail["Subject"] for d in everyone - domains), (client, text)
        assert set(re.findall(r'domain="([^"]+)"', metrics)) == domains, (client, metrics)
        # What a run over the client's own domains would say.
        open(tmp + "/part.csv", "w").write("domain\n" + "\n".join(sorted(domains)) + "\n")
        alone = run("--scope", tmp + "/part.csv", "--metrics", "-", args[-1], env=NOW).stdout.decode()
        of_domains = lambda m: sorted(line for line in m.splitlines() if "domain=" in line)
        assert of_domains(metrics) == of_domains(alone), client
    north, south = (open("%s/%s.eml" % (tmp, c)).read() for c in ("North", "South"))
    assert "b.north.example" in north and "certificate" in north.lower() and "quiet.south.example" in south
    assert sorted(n for n in os.listdir(tmp) if n.endswith((".eml", ".prom"))) == sorted(
        c + e for c in own for e in (".eml", ".prom")
    )


@test
def a_client_without_news_has_an_empty_digest(tmp):
    args = of_two_clients(tmp)
    run("--json", tmp + "/before.json", *args, env=NOW)
    more = [report("c.south.example", d, failed=4) for d in days("2024-03-17", 1)]
    again = (*args, write(tmp + "/more", more))
    run(
        "--digest",
        tmp + "/{client}.eml",
        *TO,
        "--digest-when",
        "new",
        "--compare",
        tmp + "/before.json",
        *again,
        env=NOW
    )
    assert os.path.getsize(tmp + "/North.eml") == 0 and os.path.getsize(tmp + "/unassigned.eml") == 0
    mail, lines = read_mail(open(tmp + "/South.eml", "rb").read())
    assert section(lines, "New") and all("c.south.example" in line for line in section(lines, "New")), lines
    run("--digest", tmp + "/{domain}.eml", *TO, "--metrics", tmp + "/{domain}.prom", *args, env=NOW)
    assert (
        read_mail(open(tmp + "/b.north.example.eml", "rb").read())
        and 'domain="b.north.example"' in open(tmp + "/b.north.example.prom").read()
    )
