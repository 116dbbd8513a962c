"""The loop of the man page (SET-UP) that fetches what domains publish, tried against a signed zone and a local HTTPS server."""
import http.server, re, ssl, threading, time

from dns_files import DIGEST, MTA_STS, MX, NOW, TLSRPT, report, told
from harness import *

ZONES = {
    "a.example": '@ MX 10 mx1\n@ MX 20 mx2.b.example.\nmx1 A 192.0.2.1\nmx1 AAAA 2001:db8::1\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@a.example," "https://r.a.example/tls"\n'
    '_mta-sts TXT "v=STSv1; id=20240101T000000;"\n_25._tcp.mx1 TLSA 3 1 1 01%s\n_25._tcp.mx1 TLSA 3 1 1 ff%s\n'
    % (DIGEST, DIGEST),
    "b.example": "mx2 A 192.0.2.2\n_25._tcp.mx2 TLSA 2 0 1 aa%s\n" % DIGEST,
}
POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx1.a.example\r\nmx: *.b.example\r\nmax_age: 604800\r\n"


def name_server(tmp, port):
    for name, records in ZONES.items():
        open("%s/%s.zone" % (tmp, name), "w").write(
            "$ORIGIN %s.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n" % name
            + records
        )
    for folder in ("/run", "/db"):
        os.makedirs(tmp + folder, exist_ok=True)
    user = (
        "    user: root:root\n" if os.getuid() == 0 else ""
    )  # else Debian's knotd becomes knot, who may not read the folder
    open(tmp + "/knot.conf", "w").write(
        "server:\n"
        + user
        + "    rundir: %s/run\n    listen: 127.0.0.1@%d\ndatabase:\n    storage: %s/db\npolicy:\n  - id: p\n    algorithm: ecdsap256sha256\n    single-type-signing: on\n"
        'template:\n  - id: default\n    storage: %s\n    file: "%%s.zone"\n    zonefile-sync: -1\n    journal-content: none\nzone:\n'
        "  - domain: a.example\n    dnssec-signing: on\n    dnssec-policy: p\n  - domain: b.example\n"
        % (tmp, port, tmp, tmp)
    )
    return subprocess.Popen(["knotd", "-c", tmp + "/knot.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Served(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/.well-known/mta-sts.txt" and self.headers["Host"].split(":")[0] == "mta-sts.a.example"
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(POLICY if found else b"no\n")

    def log_message(self, *_):
        pass


def web_server(tmp):
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=mta-sts.a.example",
            "-addext",
            "subjectAltName=DNS:mta-sts.a.example",
            "-keyout",
            tmp + "/key",
            "-out",
            tmp + "/cert",
        ],
        check=True,
        capture_output=True,
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Served)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp + "/cert", tmp + "/key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def loop_of_the_manual():
    page = open(os.path.join(ROOT, "docs/tlsrpt-audit.1")).read()
    text = re.search(r"^\.Sh SET-UP\n.*?^\.Bd [^\n]*\n(.*?)^\.Ed", page, re.S | re.M).group(1)
    return text.replace("\\e", "\\").split("tlsrpt-audit --scope")[0]


@test
def the_loop_of_the_manual_fetches_what_domains_publish(tmp):
    for tool in ("knotd", "dig", "curl", "openssl"):
        if not shutil.which(tool):
            raise Skipped(tool + " is not here")
    port = free_port()
    knot, web = name_server(tmp, port), web_server(tmp)
    try:
        os.mkdir(tmp + "/bin")
        for name, command in (
            ("dig", "@127.0.0.1 -p %d" % port),
            ("curl", "--cacert %s/cert --connect-to ::127.0.0.1:%d" % (tmp, web.server_address[1])),
        ):
            open("%s/bin/%s" % (tmp, name), "w").write('#!/bin/sh\nexec %s %s "$@"\n' % (shutil.which(name), command))
            os.chmod("%s/bin/%s" % (tmp, name), 0o755)
        for _ in range(30):
            if (
                "mx1"
                in subprocess.run(
                    [tmp + "/bin/dig", "+short", "+time=1", "+tries=1", "a.example", "MX"],
                    capture_output=True,
                    text=True,
                ).stdout
            ):
                break
            time.sleep(0.1)
        else:
            raise Skipped("knotd does not answer on a port of loopback")
        open(tmp + "/domains", "w").write("a.example\n")
        r = subprocess.run(
            ["sh", "-eu", "-c", loop_of_the_manual()],
            cwd=tmp,
            env=dict(os.environ, PATH=tmp + "/bin:" + os.environ["PATH"]),
            capture_output=True,
            text=True,
        )
        assert r.returncode == 0 and not r.stderr, r.stderr
    finally:
        knot.terminate()
        knot.wait()
        web.shutdown()
        web.server_close()
    assert open(tmp + "/policies/a.example.txt", "rb").read() == POLICY
    row, mx, signed = told(tmp + "/dns.txt", report(tmp))
    assert (row["tlsrpt"], row["mta_sts"], mx, row["errors"], signed) == (TLSRPT, MTA_STS, MX, [], [True, False]), (
        row,
        open(tmp + "/dns.txt").read(),
    )
    s = summary(
        "--scope", tmp + "/domains", "--dns", tmp + "/dns.txt", "--sts-policy", tmp + "/policies", report(tmp), env=NOW
    )
    assert s["setup"][0]["sts_policy"]["mx"] == ["*.b.example", "mx1.a.example"] and not any(
        f["id"].startswith(("mx-", "sts-policy-file", "policy-served")) for f in s["findings"]
    )
