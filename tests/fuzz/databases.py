#!/usr/bin/env python3
"""Writes seeds for the fuzz target of databases of addresses into a folder: usage: databases.py MMDB

Four addresses of 16 bytes stand before each database."""
import ipaddress, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "golden"))
from mmdb_files import database

ASKED = b"".join(
    ipaddress.ip_address(a).packed for a in ("::ffff:192.0.2.1", "2001:db8::1", "::ffff:203.0.113.9", "fe80::1")
)
NETWORKS = {
    "192.0.2.0/24": {"autonomous_system_number": 64500, "autonomous_system_organization": "Example Transit"},
    "2001:db8::/32": {"asn": "AS64501", "country": {"iso_code": "DE", "names": {"en": "Germany"}}},
    "203.0.113.0/24": {"country": [1, [2, [3]]], "asn": (64, 2**40)},
}
os.makedirs(sys.argv[1], exist_ok=True)
for bits in (24, 28, 32):
    path = os.path.join(sys.argv[1], "bits%d" % bits)
    database(path, NETWORKS, bits=bits)
    data = open(path, "rb").read()
    open(path, "wb").write(ASKED + data)
