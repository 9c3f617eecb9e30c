"""Writes broken and hostile files, and what Python makes of them; HostileFilesTest.java compares.

    python3 src/test/python/hostile_files.py src/test/resources/torch/serialization/hostile.txt.gz

Recorded with PyTorch 2.14.1, safetensors 0.8.0 and NumPy 2.4.6. A line is a file, separated by tabs: its format, a name,
its bytes in base64, and "ok" with the tensors' bytes in hexadecimal in the order of their names, or "error" with
Python's message.
"""

import base64
import gzip
import io
import struct
import sys

import numpy as np
import safetensors
import torch
from safetensors.torch import load_file


def safe(header, data=b""):
    header = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(header)) + header + data


def entry(dtype="U8", shape="[1]", offsets="[0,1]", name="a", more=""):
    return f'"{name}":{{"dtype":"{dtype}",{more}"shape":{shape},"data_offsets":{offsets}}}'


def one(data=b"1", **fields):
    return safe("{" + entry(**fields) + "}", data)


SAFETENSORS = {
    "nothing": b"",
    "seven bytes": b"1234567",
    "length above the limit": struct.pack("<Q", 100_000_001) + b"{}",
    "length negative": struct.pack("<q", -1) + b"{}",
    "length past the end": struct.pack("<Q", 10) + b"{}",
    "no header": struct.pack("<Q", 0),
    "empty object": safe("{}"),
    "padded object": safe("{}      "),
    "space before": safe(" {}"),
    "array": safe("[]"),
    "garbage after": safe("{}x"),
    "line feed after": safe("{}\n"),
    "unclosed": safe("{"),
    "byte order mark": safe(b"\xef\xbb\xbf{}"),
    "metadata null": safe('{"__metadata__":null}'),
    "metadata number": safe('{"__metadata__":{"a":1}}'),
    "metadata nested": safe('{"__metadata__":{"a":{}}}'),
    "metadata list": safe('{"__metadata__":[]}'),
    "metadata twice": safe('{"__metadata__":{},"__metadata__":{}}'),
    "metadata key twice": safe('{"__metadata__":{"a":"1","a":"2"}}'),
    "metadata like a tensor": safe("{" + entry(name="__metadata__") + "}", b"1"),
    "metadata unicode": safe('{"__metadata__":{"ü":"\\ud83d\\ude00"}}'),
    "tensor twice": safe("{" + entry() + "," + entry() + "}", b"1"),
    "field twice": one(more='"dtype":"U8",'),
    "field unknown": one(more='"x":{"y":[1,{"z":null}]},'),
    "no shape": safe('{"a":{"dtype":"U8","data_offsets":[0,1]}}', b"1"),
    "no dtype": safe('{"a":{"shape":[1],"data_offsets":[0,1]}}', b"1"),
    "no offsets": safe('{"a":{"dtype":"U8","shape":[1]}}', b"1"),
    "dtype unknown": one(dtype="U9"),
    "dtype lower case": one(dtype="u8"),
    "dtype number": safe('{"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}', b"1"),
    "shape negative": one(shape="[-1]"),
    "shape minus zero": one(shape="[-0]", offsets="[0,0]", data=b""),
    "shape float": one(shape="[1.0]"),
    "shape exponent": one(shape="[1e0]"),
    "shape leading zero": one(shape="[01]"),
    "shape string": one(shape='["1"]'),
    "shape null": one(shape="null"),
    "shape 2^64": one(shape="[18446744073709551616]"),
    "shape 2^64-1": one(shape="[18446744073709551615]"),
    "shape overflow": one(dtype="F64", shape="[4294967296,4294967296]"),
    "shape overflow, then zero": one(dtype="F64", shape="[4294967296,4294967296,0]", offsets="[0,0]", data=b""),
    "shape zero and large": one(dtype="F64", shape="[0,9223372036854775807]", offsets="[0,0]", data=b""),
    "bits overflow": one(dtype="F64", shape="[288230376151711744]", offsets="[0,2305843009213693952]", data=b""),
    "scalar": one(shape="[]"),
    "size mismatch": one(dtype="F64", offsets="[0,4]", data=b"1234"),
    "hole": safe("{" + entry() + "," + entry(name="b", offsets="[2,3]") + "}", b"123"),
    "overlap": safe("{" + entry(shape="[2]", offsets="[0,2]") + "," + entry(name="b", shape="[2]", offsets="[1,3]") + "}", b"123"),
    "same bytes": safe("{" + entry(shape="[2]", offsets="[0,2]") + "," + entry(name="b", shape="[2]", offsets="[0,2]") + "}", b"12"),
    "start not at zero": one(shape="[2]", offsets="[1,3]", data=b"123"),
    "offsets backwards": one(shape="[2]", offsets="[2,0]", data=b"12"),
    "offset 2^63": one(offsets="[0,9223372036854775808]"),
    "data missing": one(shape="[2]", offsets="[0,2]", data=b"1"),
    "data left": one(shape="[2]", offsets="[0,2]", data=b"123"),
    "three offsets": one(shape="[2]", offsets="[0,2,3]", data=b"12"),
    "one offset": one(shape="[2]", offsets="[0]", data=b"12"),
    "entry as a list": safe('{"a":["U8",[2],[0,2]]}', b"12"),
    "entry null": safe('{"a":null}'),
    "entry number": safe('{"a":1}'),
    "not UTF-8": safe(b'{"\xff":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"1"),
    "overlong UTF-8": safe(b'{"\xc0\xaf":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"1"),
    "surrogate in UTF-8": safe(b'{"\xed\xa0\x80":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"1"),
    "half a surrogate pair": one(name="\\ud800"),
    "control character in a name": one(name="a\x01b"),
    "zero in a name": one(name="a\\u0000b"),
    "empty name": one(name=""),
    "deep": safe('{"a":' + "[" * 10_000 + "]" * 10_000 + "}"),
    "deep, unknown field": one(more='"x":' + "[" * 100 + "]" * 100 + ","),
    "too deep, unknown field": one(more='"x":' + "[" * 200 + "]" * 200 + ","),
    "header of odd length": safe("{" + entry("F32", "[1]", "[0,4]") + "} ", b"0123"),
    "elements misaligned": safe("{" + entry(name="b") + "," + entry("F32", "[1]", "[1,5]") + "}  ", b"00123"),
    "four bits": one(dtype="F4", shape="[4]", offsets="[0,2]", data=b"00"),
    "four bits, odd": one(dtype="F4", shape="[3]", offsets="[0,2]", data=b"00"),
    "four bits, scalar": one(dtype="F4", shape="[]"),
    "four bits, last extent odd": one(dtype="F4", shape="[2,1]"),
    "six bits": one(dtype="F6_E2M3", shape="[4]", offsets="[0,3]", data=b"000"),
    "empty tensors at one place": safe("{" + entry(shape="[0]", offsets="[0,0]") + "," + entry(name="b", shape="[0]", offsets="[0,0]") + "}"),
    "empty tensor past the end": one(shape="[0]", offsets="[5,5]", data=b""),
    "not a number": one(shape="[NaN]"),
    "comment": safe("{/**/}"),
    "single quotes": safe("{'a':1}"),
    "trailing comma": safe("{" + entry() + ",}", b"1"),
}


def npy(descr="'<i4'", order="False", shape="(1,)", data=b"\1\0\0\0", version=1, minor=0, header=None, length=None):
    text = header if header is not None else f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"
    text = text if isinstance(text, bytes) else text.encode("utf8")
    text = text.ljust(117) + b"\n" if length is None else text
    size = struct.pack("<H" if version == 1 else "<I", length if length is not None else len(text))
    return b"\x93NUMPY" + bytes([version, minor]) + size + text + data


NPY = {
    "nothing": b"",
    "magic cut": b"\x93NUM",
    "magic wrong": b"\x93NUMPX\x01\x00" + bytes(100),
    "version missing": b"\x93NUMPY",
    "version 0": npy(version=0),
    "version 4": npy(version=4),
    "version 1.1": npy(minor=1),
    "version 2": npy(version=2),
    "version 3": npy(version=3),
    "length past the end": npy(length=9000),
    "length above the limit": npy(length=60000, data=b" " * 60000),
    "length 2^32-1": npy(version=2, length=2**32 - 1),
    "length 0": npy(header="", length=0),
    **{f"descr {d}": npy(descr=d, data=bytes(64)) for d in (
        "'i4' '=i4' '<i1' '>i4' '|b1' '?' '>?' '|u1' '<f16' '<U3' '|S4' '|O' '<M8[ns]' '<m8' '|V2' '<c32' '<f3' '' 1 None"
        " 'x' '<i4,<i4' '<i16' '<f4;' [('a','<f4')] ('<f4',(2,)) '\\x3ci4' [] b'<i4' u'<i4' 'i'*2 __import__('os')").split()},
    **{f"order {o}": npy(order=o) for o in "True 0 1 None 'C' true not".split()},
    **{f"shape {s}": npy(shape=s, data=bytes(64)) for s in [
        "()", "(1)", "(-1,)", "(True,)", "(1L,)", "(1,2", "(01,)", "(1_0,)", "(2**3,)", "[1]", "(1.0,)", "( 1 , )", "(1,,)",
        "(,)", "(2, 3)", "(0, 4294967296, 4294967296)", "(18446744073709551616,)", "(4294967296, 4294967296)",
        "(9223372036854775807,)", "(17,)", "(" + "1," * 64 + ")", "(" + "1," * 65 + ")", "(0,)", "(3, 0)", "(" * 500 + ")" * 500]},
    "keys in another order": npy(header="{'shape': (1,), 'descr': '<i4', 'fortran_order': False}"),
    "double quotes": npy(header='{"shape": (1,), "descr": "<i4", "fortran_order": False}'),
    "key unknown": npy(header="{'descr': '<i4', 'fortran_order': False, 'shape': (1,), 'x': 1}"),
    "key twice": npy(header="{'descr': '<i4', 'descr': '<i4', 'fortran_order': False, 'shape': (1,)}"),
    "key missing": npy(header="{'descr': '<i4', 'fortran_order': False}"),
    "no keys": npy(header="{}"),
    "not a dict": npy(header="1"),
    "space before": npy(header="  {'descr': '<i4', 'fortran_order': False, 'shape': (1,)}"),
    "more after": npy(header="{'descr': '<i4', 'fortran_order': False, 'shape': (1,)} x"),
    "comment": npy(header="{'descr': '<i4', 'fortran_order': False, 'shape': (1,)} # x"),
    "no comma": npy(header="{'descr': '<i4' 'fortran_order': False, 'shape': (1,)}"),
    "unclosed": npy(header="{'descr': '<i4', 'fortran_order': False, 'shape': (1,)"),
    "unclosed string": npy(header="{'descr': '<i4, "),
    "a call": npy(header="dict(descr='<i4', fortran_order=False, shape=(1,))"),
    "not UTF-8": npy(header=b"{'descr': '<i4', 'fortran_order': False, 'shape': (1,)} \xff", version=3),
    "zeros": npy(header=b"\0" * 100),
    "data missing": npy(shape="(2,)"),
    "data left": npy(data=bytes(12)),
    "pickle": b"\x80\x04K\x01.",
}


def outcome(load, content):
    try:
        tensors = load(content)
    except Exception as e:  # whatever Python throws is what is recorded
        text = f"{type(e).__name__}: {e}"
        return "error\t" + text.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\0", " ")[:200]
    return "ok\t" + " ".join(x.tobytes().hex() or "-" for _, x in sorted(tensors.items()))


def load_safetensors(content):
    with open("/tmp/hostile.safetensors", "wb") as f:
        f.write(content)
    tensors = load_file("/tmp/hostile.safetensors")
    return {k: np.frombuffer(bytes(x.flatten().view(torch.uint8).tolist()), np.uint8) for k, x in tensors.items()}


def load_npy(content):
    return {"": torch.from_numpy(np.ascontiguousarray(np.load(io.BytesIO(content)).astype("=" + np.load(io.BytesIO(content)).dtype.str[1:]))).numpy()}


if __name__ == "__main__":
    lines = [f"# PyTorch {torch.__version__}, safetensors {safetensors.__version__}, NumPy {np.__version__}"]
    for kind, files, load in [("safetensors", SAFETENSORS, load_safetensors), ("npy", NPY, load_npy)]:
        for name, content in files.items():
            lines.append(f"{kind}\t{name}\t{base64.b64encode(content).decode()}\t{outcome(load, content)}")
    with open(sys.argv[1], "wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())
    print(len(lines) - 1, "files")
