"""Golden events for torch.utils.tensorboard, read by torch.utils.tensorboard.SummaryWriterTest.

Recorded with PyTorch 2.14.1's own SummaryWriter; each case draws after its own seed. Run from the repository's root:

    python3 src/test/python/tensorboard_golden.py record         writes src/test/resources/torch/utils/tensorboard/events.txt.gz
    python3 src/test/python/tensorboard_golden.py check FOLDER   compares the files that Java wrote below FOLDER with it

TensorBoard and protobuf are not needed: where PyTorch imports them it gets messages of the tables below, whose fields have
the numbers of the published definitions. What Java wrote is read here from the bytes, checksums included.
"""
import glob
import gzip
import importlib.abc
import importlib.machinery
import io
import json
import math
import os
import struct
import sys
import types
from unittest import mock

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "torch", "utils", "tensorboard", "events.txt.gz")

# Message: field name: (number, kind); a kind in a list is repeated, "map X" a map from strings
MESSAGES = {
    "Event": {"wall_time": (1, "double"), "step": (2, "int"), "file_version": (3, "string"), "summary": (5, "Summary"),
              "session_log": (7, "SessionLog")},
    "SessionLog": {"status": (1, "int")},
    "Summary": {"value": (1, ["Value"])},
    "Value": {"tag": (1, "string"), "simple_value": (2, "float"), "image": (4, "Image"), "histo": (5, "HistogramProto"),
              "audio": (6, "Audio"), "tensor": (8, "TensorProto"), "metadata": (9, "SummaryMetadata")},
    "Image": {"height": (1, "int"), "width": (2, "int"), "colorspace": (3, "int"), "encoded_image_string": (4, "bytes")},
    "Audio": {"sample_rate": (1, "float"), "num_channels": (2, "int"), "length_frames": (3, "int"),
              "encoded_audio_string": (4, "bytes"), "content_type": (5, "string")},
    "HistogramProto": {"min": (1, "double"), "max": (2, "double"), "num": (3, "double"), "sum": (4, "double"),
                       "sum_squares": (5, "double"), "bucket_limit": (6, ["double"]), "bucket": (7, ["double"])},
    "SummaryMetadata": {"plugin_data": (1, "PluginData")},
    "PluginData": {"plugin_name": (1, "string"), "content": (2, "bytes")},
    "TensorProto": {"dtype": (1, "int"), "tensor_shape": (2, "TensorShapeProto"), "float_val": (5, ["float"]),
                    "double_val": (6, ["double"]), "int_val": (7, ["int"]), "string_val": (8, ["bytes"]),
                    "scomplex_val": (9, ["float"]), "int64_val": (10, ["int"]), "bool_val": (11, ["bool"]),
                    "dcomplex_val": (12, ["double"]), "half_val": (13, ["int"]), "uint32_val": (16, ["int"])},
    "TensorShapeProto": {"dim": (2, ["Dim"])},
    "Dim": {"size": (1, "int")},
    # of the plugins
    "TextPluginData": {"version": (1, "int")},
    "PrCurvePluginData": {"version": (1, "int"), "num_thresholds": (2, "int")},
    "HParamsPluginData": {"version": (1, "int"), "experiment": (2, "Experiment"), "session_start_info": (3, "SessionStartInfo"),
                          "session_end_info": (4, "SessionEndInfo")},
    "Experiment": {"hparam_infos": (4, ["HParamInfo"]), "metric_infos": (5, ["MetricInfo"])},
    "HParamInfo": {"name": (1, "string"), "type": (4, "int"), "domain_discrete": (5, "ListValue")},
    "MetricInfo": {"name": (1, "MetricName")},
    "MetricName": {"tag": (2, "string")},
    "SessionStartInfo": {"hparams": (1, "map PbValue")},
    "SessionEndInfo": {"status": (1, "int")},
    "PbValue": {"number_value": (2, "oneof double"), "string_value": (3, "oneof string"), "bool_value": (4, "oneof bool")},
    "ListValue": {"values": (1, ["PbValue"])},
    "Layout": {"version": (1, "int"), "category": (2, ["Category"])},
    "Category": {"title": (1, "string"), "chart": (2, ["Chart"])},
    "Chart": {"title": (1, "string"), "multiline": (2, "MultilineChartContent"), "margin": (3, "MarginChartContent")},
    "MultilineChartContent": {"tag": (1, ["string"])},
    "MarginChartContent": {"series": (1, ["Series"])},
    "Series": {"value": (1, "string"), "lower": (2, "string"), "upper": (3, "string")},
}
ENUMS = {"DT_FLOAT": 1, "DT_DOUBLE": 2, "DT_INT32": 3, "DT_UINT8": 4, "DT_INT16": 5, "DT_INT8": 6, "DT_STRING": 7,
         "DT_COMPLEX64": 8, "DT_INT64": 9, "DT_BOOL": 10, "DT_BFLOAT16": 14, "DT_COMPLEX128": 18, "DT_HALF": 19,
         "DATA_TYPE_STRING": 1, "DATA_TYPE_BOOL": 2, "DATA_TYPE_FLOAT64": 3, "STATUS_SUCCESS": 1}


class Message:
    """A message of the table."""
    START = 1  # of SessionLog.SessionStatus

    def __init__(self, **fields):
        for name, value in fields.items():
            if value is not None:
                setattr(self, name, value)

    def __setattr__(self, name, value):
        assert name in MESSAGES[type(self).__name__], (type(self).__name__, name)
        self.__dict__[name] = value

    def __getattr__(self, name):  # a map
        kind = MESSAGES[type(self).__name__][name][1]
        self.__dict__[name] = Map(TYPES[kind.removeprefix("map ")])
        return self.__dict__[name]

    @staticmethod
    def Value(label):
        return ENUMS[label]

    def SerializeToString(self):
        out = b""
        for name, (number, kind) in MESSAGES[type(self).__name__].items():
            if name not in self.__dict__:
                continue
            value = self.__dict__[name]
            if isinstance(value, Map):
                for key, element in value.items():
                    out += field(number, "bytes", field(1, "string", key) + field(2, "bytes", element.SerializeToString()))
            elif isinstance(kind, list):
                assert kind[0] in MESSAGES or kind[0] in ("string", "bytes"), "packed fields are not written here"
                out += b"".join(field(number, kind[0], element) for element in value)
            elif kind in MESSAGES or kind.startswith("oneof ") or value not in (0, "", b"", False):
                out += field(number, kind.removeprefix("oneof "), value)
        return out

    def lines(self, path=""):
        """The fields that have not their default, as texts."""
        found = {}
        for name, (_, kind) in MESSAGES[type(self).__name__].items():
            if name not in self.__dict__:
                continue
            value = self.__dict__[name]
            if isinstance(kind, list):
                for i, element in enumerate(value):
                    found.update(line(f"{path}{name}[{i}]", kind[0], element))
            elif kind in MESSAGES or value not in (0, "", b"", False):
                found.update(line(path + name, kind, value))
        return found


class Map(dict):
    def __init__(self, kind):
        self.kind = kind

    def __missing__(self, key):
        self[key] = self.kind()
        return self[key]


TYPES = {name: type(name, (Message,), {}) for name in MESSAGES}
TYPES["Summary"].Value, TYPES["Summary"].Image, TYPES["Summary"].Audio = TYPES["Value"], TYPES["Image"], TYPES["Audio"]
TYPES["SummaryMetadata"].PluginData = TYPES["PluginData"]
TYPES["TensorShapeProto"].Dim = TYPES["Dim"]
TYPES["MarginChartContent"].Series = TYPES["Series"]


def line(path, kind, value):
    if kind in MESSAGES:
        return value.lines(path + ".")
    if path.endswith("encoded_image_string"):
        from PIL import Image
        return {path: Image.open(io.BytesIO(value)).tobytes().hex()}
    if kind == "bytes":
        return {path: value.hex()}
    if kind == "string":
        return {path: json.dumps(value)}
    if kind == "float":
        value = float32(float(value))
    return {path: repr(float(value)) if kind in ("float", "double") else str(int(ENUMS.get(value, value)))}


def float32(value):
    if math.isfinite(value) and abs(value) > 3.4028235677973366e38:
        return math.copysign(math.inf, value)
    return struct.unpack("<f", struct.pack("<f", value))[0]


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 0x7f:
        out += bytes([value & 0x7f | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, kind, value):
    if kind == "double":
        return varint(number << 3 | 1) + struct.pack("<d", value)
    if kind in ("int", "bool"):
        return varint(number << 3) + varint(int(value))
    if kind == "string":
        value = value.encode()
    elif kind in MESSAGES:
        value = value.SerializeToString()
    return varint(number << 3 | 2) + varint(len(value)) + value


# ---- Reading what Java wrote

def table():
    entries = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (0x82f63b78 if n & 1 else 0)
        entries.append(n)
    return entries


TABLE = table()


def masked_crc(data):
    crc = 0xffffffff
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xff]
    crc ^= 0xffffffff
    return (crc >> 15 | crc << 17) + 0xa282ead8 & 0xffffffff


def records(data):
    at = 0
    while at < len(data):
        length, = struct.unpack_from("<Q", data, at)
        assert struct.unpack_from("<I", data, at + 8)[0] == masked_crc(data[at:at + 8]), "checksum of a length"
        record = data[at + 12:at + 12 + length]
        assert len(record) == length and struct.unpack_from("<I", data, at + 12 + length)[0] == masked_crc(record)
        yield record
        at += 16 + length


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value - (1 << 64) if value >> 63 else value, at


def parse(kind, data):
    message = TYPES[kind]()
    by_number = {number: (name, what) for name, (number, what) in MESSAGES[kind].items()}
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        name, what = by_number[key >> 3]
        element = what[0] if isinstance(what, list) else what
        wire = key & 7
        if wire == 0:
            value, at = read_varint(data, at)
        elif wire == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif wire == 5:
            value, at = struct.unpack_from("<f", data, at)[0], at + 4
        else:
            assert wire == 2, wire
            length, at = read_varint(data, at)
            part, at = data[at:at + length], at + length
            assert len(part) == length
            if element in MESSAGES:
                value = parse(element, part)
            elif element in ("string", "bytes"):
                value = part.decode() if element == "string" else part
            else:  # packed
                message.__dict__.setdefault(name, []).extend(unpacked(element, part))
                continue
        if isinstance(what, list):
            message.__dict__.setdefault(name, []).append(value)
        else:
            setattr(message, name, value)
    return message


def unpacked(kind, data):
    if kind in ("float", "double"):
        return [x for x, in struct.iter_unpack("<f" if kind == "float" else "<d", data)]
    values, at = [], 0
    while at < len(data):
        value, at = read_varint(data, at)
        values.append(value)
    return values


# ---- Recording

class Imports(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives PyTorch the messages of the table, and something for whatever else it imports but does not use here."""

    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ("tensorboard", "google"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        if spec.name.endswith("struct_pb2"):
            module.Value, module.ListValue = TYPES["PbValue"], TYPES["ListValue"]
        module.__getattr__ = lambda name: self.thing(spec.name, name)
        return module

    def exec_module(self, module):
        pass

    @staticmethod
    def thing(module, name):
        if name == "__version__":
            return "2.20.0"
        if name.startswith("__") or name.endswith("_pb2"):  # a module is imported instead
            raise AttributeError(name)
        constants = {"PLUGIN_NAME": "hparams", "PLUGIN_DATA_VERSION": 0, "EXPERIMENT_TAG": "_hparams_/experiment",
                     "SESSION_START_INFO_TAG": "_hparams_/session_start_info", "SESSION_END_INFO_TAG": "_hparams_/session_end_info"}
        if name in constants:
            return constants[name]
        if name == "tf":
            return types.SimpleNamespace(compat=types.SimpleNamespace(as_bytes=lambda x: x if isinstance(x, bytes) else str(x).encode()),
                                         io=types.SimpleNamespace(gfile=Files))
        if name == "EventFileWriter":
            return RecordingWriter
        return Message if name in ("DataType", "Status") else TYPES.get(name, mock.MagicMock())


class Files:
    """What is written beside the events."""
    written = {}
    exists = isdir = staticmethod(lambda path: False)
    makedirs = staticmethod(lambda path: None)
    join = staticmethod(os.path.join)

    @staticmethod
    def GFile(path, mode):
        class File(io.BytesIO):
            def close(self):
                Files.written[path] = self.getvalue()
        return File()


EVENTS = []  # (folder, event)


class RecordingWriter:
    def __init__(self, logdir, max_queue, flush_secs, filename_suffix):
        self.logdir = logdir
        self.add_event(TYPES["Event"](file_version="brain.Event:2"))

    def get_logdir(self):
        return self.logdir

    def add_event(self, event):
        EVENTS.append((self.logdir, event))

    def flush(self):
        pass

    def close(self):
        pass


def cases():
    """name: what is done with a writer of the folder of that name; SummaryWriterTest's cases are the same."""
    import torch
    tensor, randn, rand = torch.tensor, torch.randn, torch.rand

    def scalar(w):
        w.add_scalar("loss", 1.5, 3, walltime=12.25)
        w.add_scalar("train/loss", tensor([[0.1]]), 4)
        w.add_scalar("count", 7)
        w.add_scalar("new", 0.1, 1, new_style=True)
        w.add_scalar("double", 0.1, 2, new_style=True, double_precision=True)
        w.add_scalar("large", 1e300, 3)
        w.add_scalar("nan", math.nan, -1)
        w.add_scalar("half", tensor(0.1, dtype=torch.bfloat16), 1 << 40)

    def scalars(w):
        w.add_scalars("run/a", {"x": 1.0, "y": tensor(2.5)}, 5, walltime=1.0)
        w.add_scalars("run/a", {"x": 2.0}, 6)

    def text(w):
        w.add_text("notes", "schräg: **ß** \u4e16\U0001f600\n\ttab", 2)
        w.add_text("empty", "")

    def tensors(w):
        for i, dtype in enumerate((torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.int16,
                                   torch.int32, torch.int64, torch.uint8, torch.bool, torch.complex64, torch.complex128)):
            values = tensor([[1, 0, 3], [100, 5, 7]])
            w.add_tensor("t", (values if dtype == torch.uint8 or dtype == torch.bool else values - 4).to(dtype), i)
        w.add_tensor("scalar", tensor(1.5))

    def histograms(w):
        x = randn(1000)
        w.add_histogram("tensorflow", x, 1)
        for bins in ("auto", "doane", "fd", "rice", "scott", "sqrt", "stone", "sturges"):
            w.add_histogram(bins, x, 2, bins=bins)
        w.add_histogram("ten", x, 3, bins=10)
        w.add_histogram("edges", x, 4, bins=[-1.0, -0.5, 0.0, 0.0, 0.25, 2.0])
        w.add_histogram("merged", x, 5, max_bins=100)
        w.add_histogram("merged evenly", x, 6, bins=12, max_bins=4)
        w.add_histogram("whole", torch.arange(-3, 8), 7, bins="auto")
        w.add_histogram("flags", tensor([True, False, True]), 8)
        w.add_histogram("equal", torch.full((5,), 2.0), 9, bins="auto")
        w.add_histogram("one", tensor([0.0]), 10)
        w.add_histogram("bfloat16", randn(20).bfloat16(), 11)
        w.add_histogram("double", randn(50, dtype=torch.float64), 12, bins="fd")
        w.add_histogram("right edge", tensor([0.0, 1.0, 2.0, 2.0]), 13, bins=[0.0, 1.0, 2.0])
        w.add_histogram("all edges", tensor([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]), 14, bins=10)

    def histogram_raw(w):
        w.add_histogram_raw("raw", -1.0, 3.0, 4, 5.0, 11.0, [0.0, 1.0, 3.0], [1.0, 0.0, 3.0], 2)

    def images(w):
        byte = torch.randint(0, 256, (3, 4, 5), dtype=torch.uint8)
        real = rand(3, 4, 5) * 1.4 - 0.2
        w.add_image("bytes", byte, 1)
        w.add_image("floats", real, 2)
        w.add_image("doubles", real.double(), 3)
        w.add_image("hwc", real.permute(1, 2, 0), 4, dataformats="HWC")
        w.add_image("hw", real[0], 5, dataformats="HW")
        w.add_image("wh", real[0], 6, dataformats="WH")
        w.add_image("gray", real[:1], 7)
        w.add_image("alpha", rand(4, 2, 3), 8)
        w.add_image("two", rand(2, 2, 3), 8)
        w.add_image("lower", real, 9, dataformats="chw")
        w.add_images("grid", rand(10, 3, 2, 3), 10)
        w.add_images("gray grid", rand(3, 1, 2, 2), 11)
        w.add_images("nhwc", torch.randint(0, 256, (2, 2, 2, 3), dtype=torch.uint8), 12, dataformats="NHWC")

    def audio(w):
        w.add_audio("noise", rand(1, 50) * 2 - 1, 1)
        w.add_audio("loud", randn(20), 2, sample_rate=8000)

    def hparams(w):
        w.add_hparams({"lr": 0.1, "layers": 3, "norm": True, "name": "adam", "none": None, "size": tensor([2.5, 1.0])},
                      {"hparam/accuracy": 0.5, "hparam/loss": tensor(1.25)},
                      {"layers": [1, 2, 3], "name": ["adam", "sgd"]}, run_name="run", global_step=4)

    def charts(w):
        w.add_custom_scalars({"Taiwan": {"twse": ["Multiline", ["twse/0050", "twse/2330"]]},
                              "USA": {"dow": ["Margin", ["dow/aaa", "dow/bbb", "dow/ccc"]], "nasdaq": ["Multiline", []]}})
        w.add_custom_scalars_multilinechart(["a", "b"])
        w.add_custom_scalars_marginchart(["a", "b", "c"], "cat", "title")

    def pr_curves(w):
        labels, predictions = torch.randint(0, 2, (100,)), rand(100)
        w.add_pr_curve("curve", labels, predictions, 1)
        w.add_pr_curve("flags", labels.bool(), predictions.double(), 2, num_thresholds=11)
        w.add_pr_curve("many", labels, predictions, 3, num_thresholds=500)
        w.add_pr_curve("weighted", labels, predictions, 4, num_thresholds=5, weights=rand(100).numpy())
        rows = [tensor(row) for row in ([75, 64, 21], [150, 105, 18], [0, 45, 132], [0, 11, 54], [0.3, 0.4, 0.5], [1.0, 0.8, 0.3])]
        w.add_pr_curve_raw("raw", *[row.numpy() for row in rows], global_step=5, num_thresholds=3)

    def embeddings(w):
        w.add_embedding(randn(5, 3), ["a", "b", "ß", 4, 1.5], rand(5, 3, 4, 6) * 1.2, 7, "tag/x%")
        w.add_embedding(torch.arange(6).view(3, 2), [["u", 1], ["v", 2], ["w", 3]], metadata_header=["name", "n"])

    def purge(w):
        w.add_scalar("x", 1.0, 7)

    def errors(w):
        calls = {
            "scalar": lambda: w.add_scalar("x", tensor([1.0, 2.0])),
            "scalar matrix": lambda: w.add_scalar("x", torch.zeros(2, 1, 3)),
            "empty histogram": lambda: w.add_histogram("x", torch.zeros(0)),
            "histogram out of range": lambda: w.add_histogram("x", tensor([5.0, 6.0]), bins=[0.0, 1.0, 2.0]),
            "nan histogram": lambda: w.add_histogram("x", tensor([math.nan]), bins="auto"),
            "infinite histogram": lambda: w.add_histogram("x", tensor([1.0, math.inf]), bins=5),
            "estimator": lambda: w.add_histogram("x", randn(3), bins="best"),
            "no bins": lambda: w.add_histogram("x", randn(3), bins=0),
            "falling edges": lambda: w.add_histogram("x", randn(3), bins=[1.0, 0.0]),
            "too many bins": lambda: w.add_histogram("x", tensor([1.0, 1.0000000000000002], dtype=torch.float64), bins=10),
            "raw": lambda: w.add_histogram_raw("x", 0, 1, 2, 3, 4, [1.0], [1.0, 2.0]),
            "image twice": lambda: w.add_image("x", rand(3, 4, 5), dataformats="CHH"),
            "image dims": lambda: w.add_image("x", rand(3, 4)),
            "image grid": lambda: w.add_images("x", rand(2, 4, 3, 3)),
            "image channels": lambda: w.add_image("x", rand(5, 3, 4)),
            "audio": lambda: w.add_audio("x", rand(2, 5)),
            "hparam": lambda: w.add_hparams({"x": [1]}, {}),
            "hparam domain": lambda: w.add_hparams({"x": 1}, {}, {"x": ["a"]}),
            "hparam name": lambda: w.add_hparams({"x": 1}, {}, {"y": [1]}),
            "hparam scalar": lambda: w.add_hparams({"x": tensor(1.0)}, {}),
            "margin": lambda: w.add_custom_scalars_marginchart(["a"]),
            "tensor": lambda: w.add_tensor("x", tensor([1], dtype=torch.uint16)),
        }
        for name, call in calls.items():
            try:
                call()
                raise SystemExit(name + " did not fail")
            except (AssertionError, ValueError, TypeError, IndexError) as e:
                ERRORS[name] = str(e)

    return {f.__name__: f for f in (scalar, scalars, text, tensors, histograms, histogram_raw, images, audio, hparams, charts,
                                    pr_curves, embeddings, purge, errors)}


ERRORS = {}


def record():
    sys.meta_path.insert(0, Imports())
    import torch
    from torch.utils.tensorboard import SummaryWriter
    for name, case in cases().items():
        torch.manual_seed(1)
        writer = SummaryWriter(name, purge_step=7) if name == "purge" else SummaryWriter(name)
        case(writer)
        if name == "errors":
            while EVENTS[-1][0].startswith("errors"):
                EVENTS.pop()
    with io.TextIOWrapper(gzip.GzipFile(OUT, "wb", mtime=0), encoding="utf-8") as out:
        out.write(f"# By tensorboard_golden.py with PyTorch {torch.__version__}, seed 1. Folder, index of the event, field, value.\n")
        for (folder, index), event in numbered(EVENTS).items():
            for path, value in sorted(event.lines().items()):
                if path != "wall_time" or value in ("12.25", "1.0"):
                    out.write(f"{folder}|{index}|{path}|{value}\n")
        for path, content in Files.written.items():
            if not path.endswith(".pbtxt"):  # written by protobuf, which is not here
                out.write(f"file|0|{path}|{line('encoded_image_string' if path.endswith('.png') else '', 'bytes', content).popitem()[1]}\n")
        for name, error in ERRORS.items():
            out.write(f"error|0|{name}|{json.dumps(error)}\n")


def numbered(events):
    counts, found = {}, {}
    for folder, event in events:
        index = counts[folder] = counts.get(folder, -1) + 1
        found[folder, index] = event
    return found


def check(root):
    expected = {}
    for text in gzip.open(OUT, "rt", encoding="utf-8"):
        if not text.startswith(("#", "error|", "file|")):
            folder, index, path, value = text.rstrip("\n").split("|", 3)
            expected[folder, int(index), path] = value
    found = {}
    for file in sorted(glob.glob(root + "/**/events.out.tfevents.*", recursive=True)):
        folder = os.path.relpath(os.path.dirname(file), root)
        events = [(folder, parse("Event", record)) for record in records(open(file, "rb").read())]
        for (_, index), event in numbered(events).items():
            for path, value in event.lines().items():
                if path != "wall_time" or (folder, index, path) in expected:
                    found[folder, index, path] = value
    wrong = [key for key in expected.keys() | found.keys() if not same(key[2], expected.get(key), found.get(key))]
    for key in sorted(wrong)[:20]:
        print(key, "expected", expected.get(key), "found", found.get(key))
    print(f"{len(found)} values in {len({key[:2] for key in found})} events, {len(wrong)} differ")
    sys.exit(bool(wrong or not found))


def same(path, expected, found):
    if expected == found or expected is None or found is None:
        return expected == found
    # Sums are not of one order in numpy, and estimated widths not of one formula.
    rounded = ".histo." in path and not ".bucket[" in path
    return rounded and math.isclose(float(expected), float(found), rel_tol=1e-12, abs_tol=1e-12)


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record()
    else:
        check(sys.argv[2])
