"""torchvision.datasets: small files in the published formats, and what torchvision 0.27.0 reads from them.

Writes to src/test/resources/torchvision: two archives of CIFAR's format, images in many formats, and datasets.txt, which
has what torchvision makes of them. Recorded with PyTorch 2.14.1 and Pillow 12.3.0.

    python src/test/python/vision_datasets_golden.py
"""

import gzip
import hashlib
import io
import json
import os
import pickle
import shutil
import struct
import tarfile
import tempfile

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision import datasets, transforms
from torchvision.datasets.folder import pil_loader

HERE = os.path.dirname(os.path.abspath(__file__))
RESOURCES = os.path.join(HERE, "..", "resources", "torchvision")
IMAGES = os.path.join(RESOURCES, "images")
lines = [f"# Written by vision_datasets_golden.py. PyTorch {torch.__version__.split('+')[0]}, torchvision"
         f" {torchvision.__version__.split('+')[0]}, Pillow {PIL.__version__}"]


def put(*words):
    lines.append("\t".join(json.dumps(word)[1:-1] if isinstance(word, str) else str(word) for word in words))


def pixels(image):
    array = np.asarray(image)
    return f"{array.shape[1]}x{array.shape[0]}", array.tobytes().hex()


# ---- CIFAR, pickled as Python 2 with numpy did it

def string(text):
    raw = text.encode("latin1")
    return b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else b"T" + struct.pack("<I", len(raw)) + raw


def integer(value):
    return b"K" + bytes([value]) if value < 256 else b"M" + struct.pack("<H", value)


def integers(values):
    return b"](" + b"".join(integer(value) for value in values) + b"e"


def array(values):
    rows, columns = values.shape
    return (b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n" + integer(0) + b"\x85" + string("b") + b"tR("
            + integer(1) + b"(" + integer(rows) + integer(columns) + b"tcnumpy\ndtype\n(" + string("u1") + integer(0)
            + integer(1) + b"tR(" + integer(3) + string("|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff" + integer(0) + b"tb\x89"
            + b"T" + struct.pack("<I", values.size) + values.tobytes() + b"tb")


def dictionary(**parts):
    return b"\x80\x02}(" + b"".join(string(key) + value for key, value in parts.items()) + b"u."


def strings(values):
    return b"](" + b"".join(string(value) for value in values) + b"e"


def cifar(cls, files, labels, meta):
    """An archive with two images in each file, and what torchvision reads from it."""
    made = {}
    for k, name in enumerate(files):
        values = (np.add.outer(np.arange(2) * 50 + k * 7, np.arange(3072) // 8) % 256).astype(np.uint8)
        made[name] = dictionary(batch_label=string(name), **{labels: integers([k, (k + 3) % 10])}, data=array(values))
        assert (pickle.loads(made[name], encoding="latin1")["data"] == values).all()
    made[cls.meta["filename"]] = meta
    path = os.path.join(RESOURCES, cls.filename)
    with open(path, "wb") as out, gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as zipped, \
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        folder = tarfile.TarInfo(cls.base_folder + "/")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, data in made.items():
            info = tarfile.TarInfo(f"{cls.base_folder}/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    sums = {name: hashlib.md5(data).hexdigest() for name, data in made.items()}
    trains = [name for name, _ in cls.train_list]
    small = type(cls.__name__, (cls,), dict(
        train_list=[[name, sums[name]] for name in files if name in trains],
        test_list=[[name, sums[name]] for name in files if name not in trains],
        meta=dict(cls.meta, md5=sums[cls.meta["filename"]]), tgz_md5=hashlib.md5(open(path, "rb").read()).hexdigest()))
    put("archive", cls.__name__, small.tgz_md5)
    for name, value in sums.items():
        put("file", cls.__name__, name, value)
    with tempfile.TemporaryDirectory() as root:
        shutil.copy(path, root)
        shutil.unpack_archive(path, root, filter="data")
        for train in True, False:
            data = small(root, train=train, transform=transforms.ToTensor() if train else None)
            put("dataset", f"{cls.__name__} {train}", repr(data).replace(root, "ROOT"), " ".join(map(str, data.targets)),
                " ".join(data.classes), hashlib.md5(np.ascontiguousarray(data.data).tobytes()).hexdigest())
            if not train:
                put("image", f"{cls.__name__} 1", *pixels(data[1][0]))


os.makedirs(IMAGES, exist_ok=True)
CLASSES = "airplane automobile bird cat deer dog frog horse ship truck".split()
cifar(datasets.CIFAR10, [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"], "labels",
      dictionary(num_cases_per_batch=integer(2), label_names=strings(CLASSES), num_vis=integer(3072)))
cifar(datasets.CIFAR100, ["train", "test"], "fine_labels",
      dictionary(fine_label_names=strings(["apple", "aquarium_fish", "baby"]), coarse_label_names=strings(["fish"])))

# ---- Images in many formats, as ImageFolder reads them

y, x = np.mgrid[0:17, 0:26]
RGB = np.stack([x * 9 + y, y * 14 + 3, 255 - x * 4 - y * 5], 2).astype(np.uint8)
GRAY = (x * 6 + y * 5).astype(np.uint8)
ALPHA = (x * 9).astype(np.uint8)
rgb, gray = Image.fromarray(RGB), Image.fromarray(GRAY)
rgba = Image.fromarray(np.dstack([RGB, ALPHA]))
SAVED = {
    "rgb.png": (rgb, {}), "gray.png": (gray, {}), "rgba.png": (rgba, {}), "la.png": (Image.fromarray(np.dstack([GRAY, ALPHA])), {}),
    "palette.png": (rgb.quantize(16), {}), "bit.png": (gray.convert("1"), {}), "wide.png": (Image.fromarray(GRAY.astype(np.uint16)), {}),
    "rgb.bmp": (rgb, {}), "gray.bmp": (gray, {}), "rgb.ppm": (rgb, {}), "gray.pgm": (gray, {}), "rgb.tif": (rgb, {}),
    "lzw.tiff": (rgb, dict(compression="tiff_lzw")), "gray.tif": (gray, {}), "lossless.webp": (rgb, dict(lossless=True)),
    "alpha.webp": (rgba, dict(lossless=True, exact=True)), "lossy.webp": (rgb, dict(quality=80)),
    "rgb.jpg": (rgb, dict(quality=90)), "full.jpg": (rgb, dict(quality=90, subsampling=0)), "gray.jpeg": (gray, dict(quality=90)),
    "progressive.jpg": (rgb, dict(quality=75, progressive=True)), "cmyk.jpg": (rgb.convert("CMYK"), dict(quality=95)),
}
for name, (image, options) in SAVED.items():
    path = os.path.join(IMAGES, name)
    image.save(path, **options)
    put("image", name, *pixels(pil_loader(path)))

# ---- FakeData

data = datasets.FakeData(size=5, image_size=(3, 4, 5), num_classes=7, random_offset=3)
put("dataset", "FakeData", repr(data), "", "", "")
for i in range(3):
    image, target = data[i]
    put("image", f"FakeData {i} {target}", *pixels(image))
put("dataset", "FakeData transforms", repr(datasets.FakeData(transform=transforms.Compose(
    [transforms.Resize(4), transforms.ToTensor()]), target_transform=transforms.ToTensor())), "", "", "")

# ---- Folders

with tempfile.TemporaryDirectory() as root:
    for file in "cat/b.png", "cat/a.png", "cat/deep/z.PNG", "cat/deep-er/y.png", "cat/note.txt", "dog/1.jpg", "dog/10.webp", "dog/2.jpg", "bird.png":
        os.makedirs(os.path.dirname(os.path.join(root, file)), exist_ok=True)
        open(os.path.join(root, file), "w").close()
    data = datasets.ImageFolder(root)
    put("folder", " ".join(f"{os.path.relpath(path, root)}:{target}" for path, target in data.samples), repr(data).replace(root, "ROOT"))
    data = datasets.ImageFolder(root, is_valid_file=lambda path: path.endswith("txt"), allow_empty=True)
    put("folder", " ".join(f"{os.path.relpath(path, root)}:{target}" for path, target in data.samples), repr(data).replace(root, "ROOT"))
    os.makedirs(os.path.join(root, "empty"))
    os.makedirs(os.path.join(root, "aardvark"))
    for call in (lambda: datasets.ImageFolder(root), lambda: datasets.ImageFolder(os.path.join(root, "empty")),
                 lambda: datasets.ImageFolder(root, is_valid_file=lambda path: path.endswith("txt")),
                 lambda: datasets.DatasetFolder(root, pil_loader)):
        try:
            call()
        except (FileNotFoundError, ValueError) as e:
            put("error", str(e).replace(root, "ROOT"))

with open(os.path.join(RESOURCES, "datasets.txt"), "w") as out:
    out.write("\n".join(lines) + "\n")
