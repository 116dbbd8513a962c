"""MaxMind databases, made for tests (MaxMind DB file format 2.0)."""
import ipaddress, json

from harness import policy_of, report_with


def text(s):
    raw = s.encode()
    for length, least, behind in ((31, 65821, 3), (30, 285, 2), (29, 29, 1)):
        if len(raw) >= least:
            return bytes([2 << 5 | length]) + (len(raw) - least).to_bytes(behind, "big") + raw
    return bytes([2 << 5 | len(raw)]) + raw


def value(v):
    """One value in MaxMind DB format 2.0."""
    if isinstance(v, str):
        return text(v)
    if isinstance(v, dict):
        return bytes([7 << 5 | len(v)]) + b"".join(text(k) + value(w) for k, w in v.items())
    if isinstance(v, list):
        return bytes([len(v), 4]) + b"".join(map(value, v))
    kind, v = v if isinstance(v, tuple) else (32, v)
    raw = v.to_bytes(8, "big").lstrip(b"\0")
    return {16: bytes([5 << 5 | len(raw)]), 32: bytes([6 << 5 | len(raw)]), 64: bytes([len(raw), 2])}[kind] + raw


def database(path, networks, bits=28, kind="Test-ASN"):
    """Writes an IPv6 tree with the networks' data; IPv4 ones stand below ::/96."""
    nodes, data, offsets = [[None, None]], b"", {}
    for network, record in networks.items():
        n = ipaddress.ip_network(network)
        length, number = n.prefixlen, int(n.network_address)
        if n.version == 4:
            length += 96
        key = json.dumps(record)
        if key not in offsets:
            offsets[key] = len(data)
            data += value(record)
        at = 0
        for i in range(length):
            bit = number >> (127 - i) & 1
            if i == length - 1:
                nodes[at][bit] = ("data", offsets[key])
            else:
                if nodes[at][bit] is None:
                    nodes.append([None, None])
                    nodes[at][bit] = ("node", len(nodes) - 1)
                at = nodes[at][bit][1]
    count = len(nodes)

    def number_of(child):
        return count if child is None else child[1] + (count + 16 if child[0] == "data" else 0)

    tree = b""
    for pair in nodes:
        left, right = map(number_of, pair)
        if bits == 28:
            tree += (
                (left & 0xFFFFFF).to_bytes(3, "big")
                + bytes([left >> 24 << 4 | right >> 24])
                + (right & 0xFFFFFF).to_bytes(3, "big")
            )
        else:
            tree += left.to_bytes(bits // 8, "big") + right.to_bytes(bits // 8, "big")
    metadata = {
        "node_count": count,
        "record_size": (16, bits),
        "ip_version": (16, 6),
        "database_type": kind,
        "languages": ["en"],
        "binary_format_major_version": (16, 2),
        "binary_format_minor_version": (16, 0),
        "build_epoch": (64, 1700000000),
        "description": {"en": "made for a test"},
    }
    with open(path, "wb") as f:
        f.write(tree + b"\0" * 16 + data + b"\xab\xcd\xefMaxMind.com" + value(metadata))


def report(path, details):
    found = (
        {"result-type": "certificate-expired", "sending-mta-ip": s, "receiving-ip": r, "failed-session-count": 1}
        for s, r in details
    )
    with open(path, "w") as f:
        json.dump(report_with(path, "2024-05-01", policy_of("sts", "a.example", 5, len(details), *found)), f)


ORG = {"autonomous_system_number": 64500, "autonomous_system_organization": "Example Transit"}
