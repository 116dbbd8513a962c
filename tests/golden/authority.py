"""An authority that time-stamps (RFC 3161), made by openssl for a test: nothing is asked on the network."""
import subprocess

POLICY = """[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = stamps.pem
signer_key = stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[stamps]
extendedKeyUsage = critical,timeStamping
"""

MADE = """
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out AUTHORITY.pem -subj /CN=Root -days 9
openssl req -newkey rsa:2048 -nodes -keyout stamps.key -out stamps.csr -subj /CN=Stamps
openssl x509 -req -in stamps.csr -CA AUTHORITY.pem -CAkey root.key -CAcreateserial -out stamps.pem -days 9 \\
    -extfile policy -extensions stamps
"""


def stamp(folder, query, answer):
    """Answers the query; AUTHORITY.pem in the folder is the certificate that receivers trust."""
    open(folder + "/policy", "w").write(POLICY)
    open(folder + "/serial", "w").write("01\n")
    reply = "openssl ts -reply -config policy -queryfile %s -out %s" % (query, answer)
    subprocess.run(["sh", "-ec", MADE + reply], cwd=folder, capture_output=True, check=True)
