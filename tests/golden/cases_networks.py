"""Addresses of failures, and whose networks they are in (--ip-db)."""
import csv, io, ipaddress, json, os, random, shutil, subprocess

from mmdb_files import ORG, database, report, text
from harness import ENV, PROGRAM, Skipped, need_plain_memory, peak_kb, run, summary, test


@test
def failures_are_summed_by_addresses_in_normal_form(tmp):
    path = os.path.join(tmp, "r.json")
    report(path, [("192.0.2.1", "2001:DB8:0::1"), ("::ffff:192.0.2.1", "2001:db8::1"), ("mail.example", "")])
    got = summary(path)["addresses"]
    assert [(a["role"], a["address"], a["failed_sessions"]) for a in got] == [
        ("sending", "192.0.2.1", 2),
        ("receiving", "2001:db8::1", 2),
    ], got
    assert (
        got[0]["domains"] == ["a.example"]
        and got[0]["reporters"] == ["Org"]
        and got[0]["result_types"] == ["certificate-expired"]
    )
    assert "country" not in got[0]


@test
def a_text_of_any_length_is_passed_on_the_way_to_a_number(tmp):
    """The file format has four ways to tell a length."""
    path, asn = tmp + "/r.json", tmp + "/asn.mmdb"
    report(path, [("192.0.2.1", "")])
    for length in 28, 29, 284, 285, 65820, 65821, 70000:
        database(asn, {"192.0.2.0/24": {"comment": "x" * length, **ORG}})
        (row,) = summary("--ip-db", asn, path)["addresses"]
        assert (row["asn"], row["as_name"]) == (64500, "Example Transit"), (length, row)


@test
def networks_come_from_the_databases_that_are_given(tmp):
    path, asn, country = (os.path.join(tmp, n) for n in ("r.json", "asn.mmdb", "country.mmdb"))
    report(path, [("192.0.2.1", "2001:db8::1"), ("203.0.113.9", "")])
    database(asn, {"192.0.2.0/24": ORG, "2001:db8::/32": {"asn": "AS64501", "as_name": "Flat"}})
    database(
        country,
        {"192.0.2.0/25": {"country": {"names": {"en": "Germany"}, "iso_code": "DE"}}},
        bits=24,
        kind="Test-Country",
    )
    got = {a["address"]: a for a in summary("--ip-db", country, "--ip-db", asn, path)["addresses"]}
    assert (got["192.0.2.1"]["country"], got["192.0.2.1"]["asn"], got["192.0.2.1"]["as_name"]) == (
        "DE",
        64500,
        "Example Transit",
    )
    assert got["2001:db8::1"]["asn"] == 64501 and "country" not in got["2001:db8::1"]
    assert "asn" not in got["203.0.113.9"]
    rows = list(
        csv.DictReader(
            io.StringIO(run("--table", "failures", "--ip-db", country, "--ip-db", asn, path).stdout.decode())
        )
    )
    assert (
        rows[0]["sending_country"],
        rows[0]["sending_asn"],
        rows[0]["receiving_country"],
        rows[0]["receiving_asn"],
    ) == ("DE", "64500", "", "64501")
    page = os.path.join(tmp, "p.html")
    run("--html", page, "--ip-db", asn, path)
    assert "Test-ASN, made for a test, built 2023-11-14" in open(page).read()


@test
def findings_say_whose_networks_their_addresses_are_in(tmp):
    path, asn, country = (os.path.join(tmp, n) for n in ("r.json", "asn.mmdb", "country.mmdb"))
    report(path, [("192.0.2.%d" % i, "2001:db8::1") for i in range(8)] + [("203.0.113.9", "")])
    database(asn, {"192.0.2.0/24": ORG, "2001:db8::/32": {"asn": "AS64501"}})
    database(
        country, {"192.0.2.0/24": {"country": {"iso_code": "DE"}}, "2001:db8::/32": {"country": {"iso_code": "FR"}}}
    )
    networks = lambda *args: next(f for f in summary(*args, path)["findings"] if f["id"] == "certificate-expired").get(
        "networks"
    )
    assert networks("--ip-db", asn, "--ip-db", country) == [
        "1 of 1 receiving address is in AS64501 (FR)",
        "8 of 9 sending addresses are in AS64500 Example Transit (DE)",
    ]
    assert (
        networks("--ip-db", country) == ["1 of 1 receiving address is in FR", "8 of 9 sending addresses are in DE"]
        and networks() == []
    )
    report(path + "2", [("192.0.2.1", "2001:db8::1"), ("203.0.113.9", "2001:db9::1")])
    assert [f["networks"] for f in summary("--ip-db", country, path + "2")["findings"]] == [
        ["1 of 2 receiving addresses is in FR", "1 of 2 sending addresses is in DE"]
    ]
    text = run("--ip-db", asn, "--ip-db", country, path).stdout.decode()
    assert (
        "  worst address: receiving 2001:db8::1 (AS64501, FR): 9 failed sessions\n" in text
        or "worst address: receiving 2001:db8::1 (AS64501, FR): 8 failed" in text
    ), text
    run("--html", tmp + "/p.html", "--ip-db", asn, path)
    assert "8 of 9 sending addresses are in AS64500 Example Transit" in open(tmp + "/p.html").read()


@test
def networks_are_those_that_mmdblookup_finds(tmp):
    if not shutil.which("mmdblookup"):
        raise Skipped("mmdblookup (Debian's mmdb-bin) is not here")
    r = random.Random(1)
    for bits in (24, 28, 32):
        path, db = os.path.join(tmp, "r.json"), os.path.join(tmp, "%d.mmdb" % bits)
        networks = {"198.51.%d.0/24" % i: {"autonomous_system_number": 64000 + i} for i in range(0, 256, 3)}
        networks.update({"2001:db8:%x::/48" % i: {"autonomous_system_number": 65000 + i} for i in range(0, 256, 7)})
        database(db, networks, bits=bits)
        addresses = ["198.51.%d.%d" % (r.randrange(256), r.randrange(256)) for _ in range(40)] + [
            "2001:db8:%x::%x" % (r.randrange(256), r.randrange(9)) for _ in range(40)
        ]
        report(path, [(a, "") for a in addresses])
        got = {ipaddress.ip_address(a["address"]): a.get("asn") for a in summary("--ip-db", db, path)["addresses"]}
        for a in addresses:
            out = subprocess.run(
                ["mmdblookup", "-f", db, "-i", a, "autonomous_system_number"], capture_output=True, text=True
            ).stdout.split()
            assert got[ipaddress.ip_address(a)] == (int(out[0]) if out else None), (bits, a, out)


@test
def a_damaged_database_is_named_and_ends_nothing(tmp):
    path, db, bad = (os.path.join(tmp, n) for n in ("r.json", "a.mmdb", "b.mmdb"))
    report(path, [("192.0.2.1", "2001:db8::1")])
    database(db, {"192.0.2.0/24": ORG})
    raw = open(db, "rb").read()
    r = random.Random(2)
    for case in range(60):
        damaged = bytearray(raw[: r.randrange(len(raw))] if case % 3 == 0 else raw)
        for _ in range(r.randrange(1, 8)):
            if damaged:
                damaged[r.randrange(len(damaged))] = r.randrange(256)
        open(bad, "wb").write(damaged)
        got = subprocess.run([PROGRAM, "--json", "-", "--ip-db", bad, path], env=ENV, capture_output=True, timeout=20)
        assert got.returncode in (0, 1), (case, got)
        assert (got.returncode == 1) == (b"b.mmdb: is" in got.stderr), (case, got.stderr)
    open(bad, "wb").write(b"no database")
    assert b"b.mmdb: is no MaxMind database" in run("--json", "-", "--ip-db", bad, path, status=1).stderr
    assert b": Is a directory" in run("--json", "-", "--ip-db", tmp, path, status=1).stderr


@test
def a_database_that_is_cut_short_while_it_is_in_use_crashes_nothing(tmp):
    """As curl -o and cp do, before they write it anew: the run says so, and leaves nothing."""
    path, db, fifo = (os.path.join(tmp, n) for n in ("r.json", "a.mmdb", "fifo"))
    report(path, [("192.0.2.1", "")])
    database(db, {"192.0.2.0/24": ORG})
    os.mkfifo(fifo)
    args = [PROGRAM, "--json", tmp + "/out/a.json", "--ip-db", db, fifo]
    os.mkdir(tmp + "/out")
    with subprocess.Popen(args, env=ENV, stderr=subprocess.PIPE) as p:
        with open(fifo, "wb") as f:  # it is read when the database is in use
            os.truncate(db, 0)
            f.write(open(path, "rb").read())
        err = p.communicate(timeout=60)[1]
    assert p.returncode == 1 and b"was cut short while it was in use" in err, (p.returncode, err)
    assert os.listdir(tmp + "/out") == []


@test
def a_file_that_is_no_database_takes_nothing_else_away(tmp):
    path, db, bad = (os.path.join(tmp, n) for n in ("r.json", "a.mmdb", "b.mmdb"))
    report(path, [("192.0.2.1", "2001:db8::1")])
    database(db, {"192.0.2.0/24": ORG})
    open(bad, "wb").write(b"no database")
    open(tmp + "/empty", "wb").close()
    for wrong in bad, tmp + "/empty", tmp + "/missing", tmp:
        for order in ([wrong, db], [db, wrong], [wrong]):
            r = run("--json", "-", *(a for f in order for a in ("--ip-db", f)), path, status=1)
            s = json.loads(r.stdout)
            asn = {a["address"]: a.get("asn") for a in s["addresses"]}["192.0.2.1"]
            assert asn == (64500 if db in order else None), (order, s["addresses"])
            assert r.stderr.count(wrong.encode() + b": ") == 1, r.stderr


@test
def forged_addresses_are_bounded_and_the_rest_is_summed(tmp):
    need_plain_memory()
    detail = lambda n: {
        "result-type": "certificate-expired",
        "failed-session-count": 1,
        "sending-mta-ip": "10.%d.%d.%d" % (n >> 16, n >> 8 & 255, n & 255),
    }
    with open(tmp + "/forged", "w") as f:
        for i in range(4000):
            day = "2024-05-01T%s:00Z"
            line = json.dumps(
                {
                    "organization-name": "Org",
                    "report-id": str(i),
                    "date-range": {"start-datetime": day % "00:00", "end-datetime": day % "23:59"},
                    "policies": [
                        {
                            "policy": {"policy-type": "sts", "policy-domain": "a.example"},
                            "summary": {"total-successful-session-count": 5, "total-failure-session-count": 250},
                            "failure-details": [detail(i * 250 + k) for k in range(250)],
                        }
                    ],
                }
            )
            f.write(line + "\n")
    report(tmp + "/own", [("192.0.2.1", "")])
    assert (
        peak_kb("--json", tmp + "/s.json", tmp + "/own", tmp + "/forged")
        - peak_kb("--json", tmp + "/s0.json", tmp + "/own")
        < 200000
    )
    s = json.load(open(tmp + "/s.json"))
    assert (
        len(s["addresses"]) == 200001
        and s["addresses"][0]["address"] == "others"
        and sum(a["failed_sessions"] for a in s["addresses"]) == 1000001
    )
    assert next(f for f in s["findings"] if f["id"] == "certificate-expired")["failed_sessions"] == 1000001
