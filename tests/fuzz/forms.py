"""Seeds for the fuzz targets of layers, dbox, JSON collections and traces: forms.py FOLDER TRACES"""
import base64, gzip, json, lzma, os, sys, zlib

folder, traces = sys.argv[1:]
os.makedirs(traces, exist_ok=True)
sys.argv = ["", "true"]  # the golden tests' harness wants a program's name
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../golden"))
import cases_nested as forms

mail = forms.report_mail(1)
text = mail.decode()
# The first byte tells fuzz_layers the kind, the second in which pieces it comes.
layers = [
    (0, gzip.compress(mail)),
    (1, zlib.compress(mail)),
    (3, forms.lz4_of_dovecot(mail)),
    (4, b"\xff\xfe" + text.encode("utf-16-le")),
    (5, b"\xfe\xff" + text.encode("utf-16-be")),
    (6, mail.replace(b"\n", b"\r")),
    (7, forms.emlx(mail)),
    (8, forms.signed(mail)),
    (8, forms.signed(mail, True)),
    (9, forms.armoured(forms.signed(mail))),
    (10, lzma.compress(mail)),
    (11, lzma.compress(mail, lzma.FORMAT_ALONE)),
]
for i, (kind, data) in enumerate(layers):
    open("%s/layer%d" % (folder, i), "wb").write(bytes([kind, i]) + data)
open(folder + "/dbox", "wb").write(forms.dbox([mail, mail]))
open(folder + "/collection", "wb").write(
    forms.report(1) + b"\n[" + forms.report(2) + b'] {"report_id":1,"begin_date":2}'
)
packed, zipped = gzip.compress(forms.report(1)), forms.zipped([("r.json", forms.report(1))])
spelled = [
    b"INSERT INTO mail VALUES (1,_binary '" + packed.replace(b"\0", b"\\0") + b"');",
    b"received = %a" % packed,
    "".join("\\u%04x" % c for c in mail[:600]).encode(),
    json.dumps(list(packed)).encode(),
    base64.b64encode(packed),
    base64.encodebytes(zipped),
    zipped.hex().encode(),
    b"\0" + packed + zlib.compress(mail) + zipped,
    b"application/tlsrpt\nH4sI" + b"A" * 60,
    base64.b64encode(mail),
]
for i, data in enumerate(spelled):
    open("%s/%d" % (traces, i), "wb").write(data)
