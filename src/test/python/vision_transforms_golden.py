"""torchvision.transforms: tensors, images, printed forms and what is refused. Recorded with PyTorch 2.14.1 and
torchvision 0.27.0; seeds: cases.py.

    python src/test/python/vision_transforms_golden.py
"""

import torchvision.transforms as tv
import torchvision.transforms.functional as TF

import cases
from cases import Cases

cases.NAMES.update(tv=tv, TF=TF, IM=tv.InterpolationMode)
c = Cases(__file__, "torchvision/transforms.txt.gz")

RGB = "torch.randint(0, 256, (3, 9, 11)).to(torch.uint8)"
GRAY = "torch.randint(0, 256, (1, 9, 11)).to(torch.uint8)"
RGBA = "torch.randint(0, 256, (4, 9, 11)).to(torch.uint8)"
LA = "torch.randint(0, 256, (2, 9, 11)).to(torch.uint8)"
WIDE = "torch.randint(0, 32768, (1, 9, 11)).to(torch.int16)"
FLOATS = "torch.rand(3, 5, 6)"
BATCH = "torch.randint(0, 256, (2, 3, 5, 6)).to(torch.uint8)"
DOUBLES = "torch.rand(3, 5, 6, dtype=torch.float64)"
WORDS = "torch.randint(0, 30000, (3, 5, 6)).to(torch.int16)"


def image(expression, *inputs):
    """The same of an image: @ is the image in the expression."""
    for x in inputs:
        c.function("TF.pil_to_tensor(" + expression.replace("@", "TF.to_pil_image(x)") + ")", x=x)


def both(expression, images=(RGB, GRAY, RGBA, LA), tensors=(RGB, FLOATS)):
    """Of tensors and of images: @ is the image in the expression."""
    for x in tensors:
        c.function(expression.replace("@", "x.detach()" if "rand(" in x else "x"), x=x)
    image(expression, *images)


# Geometry
SMOOTH = "BILINEAR", "BICUBIC", "BOX", "HAMMING", "LANCZOS"
both("TF.hflip(@)", images=(RGB, LA, WIDE), tensors=(RGB, BATCH))
both("TF.vflip(@)", images=(RGB, LA, WIDE), tensors=(RGB, BATCH))
for place in "1, 2, 4, 5", "-2, -3, 14, 18", "3, 4, 20, 20", "-3, 2, 5, 20":
    both(f"TF.crop(@, {place})", images=(RGB, GRAY, WIDE), tensors=(RGB, FLOATS))
for size in "4", "(4, 6)", "(12, 5)", "(12, 15)", "(9, 11)":
    both(f"TF.center_crop(@, {size})", images=(RGB, RGBA))
for mode in ("NEAREST",) + SMOOTH:
    for size in "4", "(4, 6)", "(13, 17)", "(20, 3)":
        image(f"TF.resize(@, {size}, interpolation=IM.{mode})", RGB, GRAY)
    image(f"TF.resize(@, (6, 14), interpolation=IM.{mode})", RGBA, LA)
image("TF.resize(@, 5, interpolation=IM.NEAREST_EXACT)", RGB)
image("TF.resize(@, (5, 7), interpolation=IM.NEAREST)", WIDE)
c.function("TF.pil_to_tensor(TF.resize(TF.to_pil_image(x), (9, 2), interpolation=IM.BICUBIC))",
           x="torch.randint(0, 256, (1, 350, 3)).to(torch.uint8)")
for mode in "NEAREST", "NEAREST_EXACT", "BILINEAR", "BICUBIC":
    for x in RGB, FLOATS, BATCH, DOUBLES, WORDS:
        c.function(f"TF.resize(x, (4, 7), interpolation=IM.{mode})", x=x)
    c.function(f"TF.resize(x, (4, 7), interpolation=IM.{mode}, antialias=False)", x=RGB)
    c.function(f"TF.resize(x, 13, interpolation=IM.{mode})", x=RGB)
both("TF.resize(@, 6, max_size=8)", images=(RGB,), tensors=(RGB,))
both("TF.resize(@, 6, max_size=7)", images=(RGB,), tensors=(RGB,))
both("TF.resize(@, 9)", images=(RGB,), tensors=(RGB,))
both("TF.resized_crop(@, 1, 2, 5, 6, (7, 4))", images=(RGB,), tensors=(RGB, FLOATS))
both("TF.resized_crop(@, 1, 2, 5, 6, 3, interpolation=IM.NEAREST)", images=(RGB,), tensors=(RGB,))
for padding in "2", "(1, 3)", "(1, 2, 3, 0)":
    both(f"TF.pad(@, {padding})", images=(RGB, LA, WIDE))
    both(f"TF.pad(@, {padding}, 7, 'constant')", images=(RGB, RGBA), tensors=(RGB, FLOATS))
    for mode in "edge", "reflect", "symmetric":
        both(f"TF.pad(@, {padding}, 0, '{mode}')", images=(RGB, GRAY, WIDE), tensors=(RGB, FLOATS, BATCH))
both("TF.pad(@, (-1, 2, -3, 1), 0, 'symmetric')", images=(RGB,), tensors=(RGB,))
both("TF.pad(@, (-1, 2, -3, 1), 0, 'edge')", images=(RGB,), tensors=())
both("TF.pad(@, (-1, 2, -3, 1), 5, 'constant')", images=(RGB,), tensors=(RGB,))
image("TF.pad(@, 20, 0, 'reflect')", RGB)
image("TF.pad(@, 25, 0, 'symmetric')", RGB)
image("TF.pad(@, 2, (1, 2, 300), 'constant')", RGB)
c.function("TF.five_crop(x, (3, 4))", x=RGB)
c.function("TF.five_crop(x, 3)", x=FLOATS)
c.function("TF.ten_crop(x, (3, 4))", x=RGB)
c.function("TF.ten_crop(x, 3, True)", x=BATCH)
image("TF.five_crop(@, (3, 4))[3]", RGB)
image("TF.ten_crop(@, (3, 4))[9]", RGB)
for angle in "0", "30", "-75.5", "90", "180", "270", "450":
    both(f"TF.rotate(@, {angle})", images=(RGB, LA))
    both(f"TF.rotate(@, {angle}, expand=True)", images=(RGB, WIDE))
for mode in "NEAREST", "BILINEAR":
    both(f"TF.rotate(@, 33.3, interpolation=IM.{mode}, fill=(10.0, 20.0, 30.0))", images=(RGB,), tensors=(RGB, FLOATS))
    both(f"TF.rotate(@, 33.3, interpolation=IM.{mode}, center=(2, 3), expand=True)", images=(RGB, RGBA))
    both(f"TF.affine(@, 20, (2, -1), 1.3, (5.0, -7.0), interpolation=IM.{mode})", images=(RGB, RGBA, GRAY))
    both(f"TF.affine(@, -130.5, (0, 0), 0.7, 15.0, interpolation=IM.{mode}, fill=(40.0,), center=(1, 2))",
         images=(RGB, LA), tensors=(RGB, FLOATS, BATCH, DOUBLES))
    both(f"TF.affine(@, 0, (1, 2), 0.5, (0.0, 0.0), interpolation=IM.{mode})", images=(RGB,))
    both("TF.perspective(@, [[0, 0], [10, 0], [10, 8], [0, 8]], [[1, 2], [9, 1], [8, 8], [2, 6]],"
         f" interpolation=IM.{mode}, fill=(3.0,))", images=(RGB, RGBA), tensors=(RGB, FLOATS))
image("TF.rotate(@, 33.3, interpolation=IM.BICUBIC, fill=9.0)", RGB, RGBA, GRAY)
image("TF.affine(@, 20, (2, -1), 1.3, (5.0, -7.0), interpolation=IM.BICUBIC)", RGB, LA)
both("TF.perspective(@, [[0, 0], [10, 0], [10, 8], [0, 8]], [[1, 2], [9, 1], [8, 8], [2, 6]])", images=(RGB, GRAY))
for shape in "(1, 5, 6, 2)",:
    c.function("TF.elastic_transform(x, d)", x=FLOATS, d=f"torch.rand({shape})")
    c.function("TF.elastic_transform(x, d, interpolation=IM.NEAREST, fill=(0.5,))", x=BATCH, d=f"torch.rand({shape})")
c.function("TF.pil_to_tensor(TF.elastic_transform(TF.to_pil_image(x), d))", x=RGB, d="torch.rand(1, 9, 11, 2)")

# Colours
for channels in 1, 3:
    both(f"TF.rgb_to_grayscale(@, {channels})", tensors=(RGB, FLOATS, GRAY, BATCH))
for name in "brightness", "contrast", "saturation", "sharpness":
    for factor in 0.0, 0.3, 1.0, 1.7:
        both(f"TF.adjust_{name}(@, {factor})", tensors=(RGB, FLOATS, GRAY, BATCH))
MANY = "torch.randint(0, 256, (3, 64, 64)).to(torch.uint8)"
for factor in -0.5, -0.2, 0.0, 0.1, 0.37, 0.5:
    both(f"TF.adjust_hue(@, {factor})", images=(RGB, GRAY, RGBA, LA), tensors=(RGB, FLOATS, GRAY, BATCH))
image("TF.adjust_hue(@, 0.13)", MANY)
for gamma in "0.5", "1.0", "2.2", "0.7, 1.5":
    both(f"TF.adjust_gamma(@, {gamma})", images=(RGB, GRAY, RGBA, LA), tensors=(RGB, FLOATS, BATCH))
image("TF.adjust_gamma(@, 1.9)", MANY)
for size in "3", "(5, 3)":
    both(f"TF.gaussian_blur(@, {size})", images=(RGB, GRAY, RGBA), tensors=(RGB, FLOATS, BATCH, DOUBLES))
    both(f"TF.gaussian_blur(@, {size}, (0.7, 1.3))" if "(" in size else f"TF.gaussian_blur(@, ({size}, {size}), 1.5)",
         images=(RGB,), tensors=(RGB, FLOATS))
both("TF.invert(@)", images=(RGB, GRAY), tensors=(RGB, FLOATS, BATCH, WORDS))
for bits in 0, 1, 3, 8:
    both(f"TF.posterize(@, {bits})", images=(RGB, GRAY), tensors=(RGB, BATCH))
for threshold in "0.0", "100.0", "255.0":
    both(f"TF.solarize(@, {threshold})", images=(RGB, GRAY), tensors=(RGB, BATCH))
c.function("TF.solarize(x, 0.4)", x=FLOATS)
DULL = "torch.randint(90, 150, (3, 24, 24)).to(torch.uint8)"
FLAT = "torch.full((3, 9, 11), 77).to(torch.uint8)"
both("TF.autocontrast(@)", images=(RGB, GRAY, DULL, FLAT), tensors=(RGB, FLOATS, BATCH, DULL, FLAT, WORDS))
both("TF.equalize(@)", images=(RGB, GRAY, DULL, FLAT), tensors=(RGB, BATCH, DULL, FLAT))

# Types
for x in RGB, FLOATS, DOUBLES, WORDS, "torch.randint(-100, 100, (3, 2, 2)).to(torch.int8)", \
        "torch.randint(0, 10000, (3, 2, 2)).to(torch.int32)", "torch.randint(0, 10000, (3, 2, 2))":
    for dtype in "uint8", "int8", "int16", "int32", "int64", "float32", "float64":
        expression = f"TF.convert_image_dtype(x, torch.{dtype})"
        unsafe = x == FLOATS and dtype in ("int32", "int64") or x == DOUBLES and dtype == "int64"
        (c.error if unsafe else c.function)(expression, x=x)
c.function("TF.normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])", x=FLOATS)
c.function("TF.normalize(x, [0.5], [0.25])", x=DOUBLES)
for x in RGB, GRAY, RGBA, LA, WIDE:
    c.function("TF.to_tensor(TF.to_pil_image(x))", x=x)
for x in FLOATS, DOUBLES, "torch.rand(5, 6)":
    c.function("TF.pil_to_tensor(TF.to_pil_image(x))", x=x)
for mode, x in ("L", GRAY), ("RGB", RGB), ("RGBA", RGBA), ("LA", LA):
    c.function(f"TF.pil_to_tensor(tv.ToPILImage('{mode}')(x))", x=x)
c.function("TF.erase(x, 1, 2, 3, 2, v)", x=FLOATS, v="torch.rand(3, 1, 1)")

# Transforms, which draw at random
TRANSFORMS = [
    "Resize(6)", "Resize((4, 5), interpolation=IM.NEAREST)", "Resize(5, max_size=6)", "CenterCrop(4)",
    "CenterCrop((3, 12))", "Pad(2)", "Pad((1, 2), fill=3, padding_mode='constant')", "Pad((1, 2, 3, 4), padding_mode='edge')",
    "RandomCrop(4)", "RandomCrop((3, 5), padding=2)", "RandomCrop((4, 14), pad_if_needed=True)",
    "RandomCrop((9, 12), pad_if_needed=True, padding_mode='symmetric')", "RandomCrop(5, padding=(1, 2, 3, 4), fill=9)",
    "RandomHorizontalFlip()", "RandomHorizontalFlip(0.9)", "RandomHorizontalFlip(p=0.1)", "RandomVerticalFlip(0.7)",
    "RandomResizedCrop(5)", "RandomResizedCrop((4, 6), scale=(0.3, 0.9), ratio=(0.5, 2.0))",
    "RandomResizedCrop(5, scale=(2.0, 3.0))", "RandomResizedCrop(5, scale=(2.0, 3.0), ratio=(3.0, 4.0))",
    "RandomResizedCrop(5, interpolation=IM.NEAREST, antialias=False)",
    "ColorJitter()", "ColorJitter(0.4, 0.3, 0.2, 0.1)", "ColorJitter(brightness=(0.5, 1.5), hue=(-0.2, 0.4))",
    "ColorJitter(saturation=2.0)", "Grayscale()", "Grayscale(3)", "RandomGrayscale()", "RandomGrayscale(0.9)",
    "RandomRotation(45.0)", "RandomRotation((-10.0, 80.0), expand=True, fill=7)",
    "RandomRotation(45.0, interpolation=IM.BILINEAR, center=(3, 4))",
    "RandomAffine(30.0)", "RandomAffine((10.0, 20.0), translate=(0.2, 0.3), scale=(0.7, 1.4), shear=10.0)",
    "RandomAffine(0.0, shear=(-5.0, 5.0, -20.0, 20.0), interpolation=IM.BILINEAR, fill=5, center=(1, 2))",
    "RandomPerspective()", "RandomPerspective(0.3, 1.0)", "RandomPerspective(p=1.0, interpolation=IM.NEAREST, fill=50)",
    "GaussianBlur(3)", "GaussianBlur((5, 3), (0.5, 1.5))", "GaussianBlur(3, 0.8)",
    "RandomInvert()", "RandomInvert(0.9)", "RandomPosterize(3)", "RandomPosterize(2, 0.9)", "RandomSolarize(100.0)",
    "RandomSolarize(150.0, p=0.9)", "RandomAdjustSharpness(2.0)", "RandomAdjustSharpness(0.5, 0.9)", "RandomAutocontrast()",
    "RandomAutocontrast(0.9)", "RandomEqualize(0.9)",
    "ElasticTransform(alpha=(40.0, 30.0), sigma=(0.5, 0.6))",
]
for expression in "hflip(x)", "crop(x, -1, 1, 4, 9)", "resize(x, (4, 7))", "pad(x, 2)", "rotate(x, 33.3)", "adjust_hue(x, 0.2)", \
        "adjust_contrast(x, 1.5)", "gaussian_blur(x, 3)":
    c.function(f"TF.{expression}", x=FLOATS)  # and their gradients
for transform in TRANSFORMS:
    transform = "tv." + transform
    c.function(transform)
    both(transform + "(@)", images=(RGB,), tensors=(RGB,) + (() if any(part in transform for part in ("oster", "qualize", "olarize")) else (FLOATS,)))
for transform in "FiveCrop(4)", "FiveCrop((3, 5))", "TenCrop(4)", "TenCrop(4, vertical_flip=True)":
    c.function("tv." + transform)
    c.function(f"tv.{transform}(x)", x=RGB)
    image(f"tv.{transform}(@)[4]", RGB)
for transform in "RandomErasing()", "RandomErasing(p=1.0)", "RandomErasing(1.0, value=(0.1, 0.2, 0.3))", \
        "RandomErasing(p=1.0, scale=(0.1, 0.2), ratio=(0.5, 2.0), value='random')", "RandomErasing(p=1.0, scale=(0.9, 1.0))", \
        "Normalize([0.5, 0.4, 0.3], [0.1, 0.2, 0.3])", "ConvertImageDtype(torch.float64)":
    c.function("tv." + transform)
    c.function(f"tv.{transform}(x)", x=FLOATS)
c.function("tv.LinearTransformation(m, v)(x)", m="torch.rand(90, 90)", v="torch.rand(90)", x="torch.rand(2, 3, 5, 6)")
c.function("tv.LinearTransformation(m, v)", m="torch.tensor([[1.0, 0.5], [0.25, 2.0]])", v="torch.tensor([0.0, 1.5])")
c.function("tv.ToTensor()")
c.function("tv.PILToTensor()")
c.function("tv.ToPILImage()")
c.function("tv.ToPILImage('RGB')")
c.function("tv.ToTensor()(TF.to_pil_image(x))", x=RGB)
c.function("tv.PILToTensor()(TF.to_pil_image(x))", x=GRAY)
PARTS = "[tv.RandomHorizontalFlip(), tv.ColorJitter(0.4, 0.3, 0.2, 0.1), tv.RandomCrop(5)]"
c.function(f"tv.Compose({PARTS})")
c.function(f"tv.Compose({PARTS})(x)", x=RGB)
c.function("tv.Compose([tv.Resize(6), tv.RandomCrop(5), tv.ToTensor(), tv.Normalize([0.5], [0.25]), tv.RandomErasing(1.0)])"
           "(TF.to_pil_image(x))", x=RGB)
c.function(f"tv.RandomApply({PARTS}, 0.3)")
c.function(f"tv.RandomApply({PARTS}, p=0.9)(x)", x=RGB)
c.function(f"tv.RandomApply({PARTS}, p=0.1)(x)", x=RGB)
c.function(f"tv.RandomOrder({PARTS})")
c.function(f"tv.RandomChoice({PARTS})")
c.function(f"tv.RandomChoice({PARTS}, p=[1.0, 2.0, 0.5])")

# What is refused
ONE = "torch.rand(4)"
TWO = "torch.rand(5, 6)"
FIVE = "torch.rand(5, 5, 6)"
for expression, x in (
    ("TF.hflip(x)", ONE), ("TF.vflip(x)", ONE), ("TF.resize(x, (1, 2, 3))", RGB), ("TF.resize(x, (3, 4), max_size=5)", RGB),
    ("TF.resize(x, 6, max_size=6)", RGB), ("TF.resize(x, 6)", ONE), ("TF.pad(x, (1, 2, 3))", RGB),
    ("TF.pad(x, 1, 0, 'nothing')", RGB), ("TF.pad(TF.to_pil_image(x), (1, 2, 3))", RGB),
    ("TF.pad(TF.to_pil_image(x), 1, 0, 'nothing')", RGB), ("TF.pad(TF.to_pil_image(x), 1, (1, 2), 'constant')", RGB),
    ("TF.pad(x, 1, 0, 'symmetric')", TWO), ("TF.pad(x, 1, (1, 2, 3), 'constant')", RGB),
    ("TF.five_crop(x, 20)", RGB), ("TF.ten_crop(x, (1, 2, 3))", RGB), ("TF.five_crop(x, (20, 3))", RGB),
    ("TF.rotate(x, 10, interpolation=IM.BICUBIC)", RGB), ("TF.rotate(x, 10, fill=(1.0, 2.0))", RGB),
    ("TF.rotate(TF.to_pil_image(x), 10, fill=(1.0, 2.0))", RGB),
    ("TF.rotate(TF.to_pil_image(x), 10, interpolation=IM.LANCZOS)", RGB),
    ("TF.affine(TF.to_pil_image(x), 10, (0, 0), 1.0, (0.0, 0.0), interpolation=IM.HAMMING)", RGB),
    ("TF.affine(x, 10, (0, 0), 0.0, (0.0, 0.0))", RGB), ("TF.affine(x, 10, (0,), 1.0, (0.0, 0.0))", RGB),
    ("TF.affine(x, 10, (0, 0), 1.0, (0.0, 0.0, 1.0))", RGB),
    ("TF.perspective(x, [[0, 0]], [[0, 0], [1, 1]])", RGB), ("TF.elastic_transform(x, x)", RGB),
    ("TF.rgb_to_grayscale(x)", TWO), ("TF.rgb_to_grayscale(x)", FIVE), ("TF.rgb_to_grayscale(x, 2)", RGB),
    ("TF.rgb_to_grayscale(TF.to_pil_image(x), 2)", RGB), ("TF.adjust_brightness(x, -1.0)", RGB),
    ("TF.adjust_brightness(x, 1.0)", FIVE), ("TF.adjust_contrast(x, -0.5)", RGB), ("TF.adjust_contrast(x, 0.5)", FIVE),
    ("TF.adjust_saturation(x, -0.5)", RGB), ("TF.adjust_hue(x, 0.6)", RGB), ("TF.adjust_hue(TF.to_pil_image(x), -0.6)", RGB),
    ("TF.adjust_gamma(x, -1.0)", RGB), ("TF.adjust_sharpness(x, -1.0)", RGB), ("TF.gaussian_blur(x, 4)", RGB),
    ("TF.gaussian_blur(x, (3, 3), -1.0)", RGB), ("TF.gaussian_blur(x, (3, 3, 3))", RGB), ("TF.invert(x)", TWO),
    ("TF.posterize(x, 9)", RGB), ("TF.posterize(x, 2)", FLOATS), ("TF.solarize(x, 300.0)", RGB), ("TF.equalize(x)", FLOATS),
    ("TF.equalize(x)", TWO), ("TF.autocontrast(x)", TWO), ("TF.autocontrast(TF.to_pil_image(x))", RGBA),
    ("TF.normalize(x, [0.5], [0.0])", FLOATS), ("TF.normalize(x, [0.5], [0.5])", RGB), ("TF.normalize(x, [0.5], [0.5])", TWO),
    ("TF.to_pil_image(x)", ONE), ("TF.to_pil_image(x)", FIVE), ("TF.to_pil_image(x, 'L')", RGB), ("TF.to_pil_image(x, 'RGB')", GRAY),
    ("TF.to_pil_image(x, 'RGB')", LA), ("TF.to_pil_image(x, 'RGB')", RGBA),
    ("tv.RandomCrop(20)(x)", RGB), ("tv.RandomErasing(1.0, value=(1.0, 2.0))(x)", FLOATS),
    ("tv.LinearTransformation(torch.rand(3, 3), torch.rand(3))(x)", FLOATS),
):
    c.error(expression, x=x)
for expression in (
    "tv.Resize((1, 2, 3))", "tv.CenterCrop((1, 2, 3))", "tv.Pad((1, 2, 3))", "tv.Pad(1, padding_mode='nothing')",
    "tv.RandomCrop((1, 2, 3))", "tv.FiveCrop((1, 2, 3))", "tv.ColorJitter(-1.0)", "tv.ColorJitter(hue=0.7)",
    "tv.ColorJitter(brightness=(2.0, 1.0))", "tv.RandomRotation(-1.0)", "tv.RandomRotation((1.0, 2.0, 3.0))",
    "tv.RandomAffine(-1.0)", "tv.RandomAffine(1.0, translate=(2.0, 0.0))", "tv.RandomAffine(1.0, scale=(0.0, 1.0))",
    "tv.RandomAffine(1.0, shear=(1.0, 2.0, 3.0))", "tv.RandomErasing(2.0)", "tv.RandomErasing(scale=(0.5, 2.0))",
    "tv.RandomErasing(value='nothing')", "tv.GaussianBlur(4)", "tv.GaussianBlur((3, 3, 3))", "tv.GaussianBlur(3, -1.0)",
    "tv.GaussianBlur(3, (2.0, 1.0))", "tv.LinearTransformation(torch.rand(2, 3), torch.rand(2))",
    "tv.LinearTransformation(torch.rand(2, 2), torch.rand(3))",
):
    c.error(expression)
c.write()
