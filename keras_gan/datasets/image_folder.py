"""Images of one size from a folder of pictures of any size."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from tqdm import tqdm

from keras_gan.arguments import is_integer
from keras_gan.datasets.image_data import ImageData

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
MODES = {1: "L", 3: "RGB"}
MANY_FILES = 300


def image_folder(directory, image_size, channels=3, validation=0.1, test=0.1, seed=0):
    """Read all pictures below a folder, at one size, split in three.

    Each picture is cropped about its centre to the aspect ratio asked for and
    resized with antialiasing. Transparent pixels become white, of an animation
    the first frame counts, photos are turned upright, hidden files are skipped.
    The same files with the same seed are always split in the same way.

    Args:
        directory: path of the folder; subfolders are searched too.
        image_size: int, or pair `(height, width)`, in pixels.
        channels: int, 1 for grey or 3 for colour.
        validation: float, the fraction of the images set aside for validation.
        test: float, the fraction of the images set aside for testing.
        seed: int, the seed of the split.

    Returns:
        `ImageData`, named after the folder, with images of shape
        `(height, width, channels)` in [0, 1]; every part has an image at least.

    Raises:
        FileNotFoundError: if there is no such folder, or no picture in it.
        ValueError: if a file cannot be read (named in the message), there are too
            few images to split, or an argument is out of its range.

    Example:
        >>> data = keras_gan.datasets.image_folder("flowers", image_size=32)
    """
    directory = Path(directory)
    size = _check_image_size(image_size)
    _check_channels(channels)
    _check_fractions(validation, test)
    paths = _find_images(directory)
    counts = _count_parts(len(paths), validation, test)
    order = np.random.default_rng(seed).permutation(len(paths))
    images = _read_images([paths[i] for i in order], size, channels)
    parts = np.split(images, np.cumsum(counts[:-1]))
    return ImageData(directory.resolve().name, *parts)


def _find_images(directory):
    if not directory.is_dir():
        raise FileNotFoundError(
            "The folder of images does not exist. "
            f"Received: directory={str(directory)!r}. Pass the path of a folder; "
            f"relative ones start at {str(Path.cwd())!r}."
        )
    paths = [
        path
        for path in directory.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(directory).parts)
        and path.is_file()
    ]
    if not paths:
        raise FileNotFoundError(
            "There are no images in the folder or below it. "
            f"Received: directory={str(directory)!r}. Pass a folder with files that "
            f"end in {', '.join(SUFFIXES)}."
        )
    return sorted(paths, key=lambda path: path.relative_to(directory).as_posix())


def _read_images(paths, size, channels):
    images = np.empty((len(paths), *size, channels), "float32")
    bar = tqdm(paths, "Reading images", disable=len(paths) < MANY_FILES)
    for index, path in enumerate(bar):
        images[index] = _read_image(path, size, channels)
    return images


def _read_image(path, size, channels):
    height, width = size
    try:
        with Image.open(path) as file:
            image = _to_mode(ImageOps.exif_transpose(file), MODES[channels])
            image = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    # What Pillow raises depends on the format and on the damage.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(
            f"The image cannot be read. Received: {str(path)!r}: {error}. "
            "Repair the file, or remove it from the folder."
        ) from error
    return np.asarray(image, "float32").reshape(height, width, channels) / 255


def _to_mode(image, mode):
    if image.mode.startswith("I"):  # 16 bits, which Pillow would clip at 255
        pixels = np.asarray(image, "float64") / 257
        image = Image.fromarray(pixels.round().clip(0, 255).astype("uint8"))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert(mode)


def _count_parts(count, validation, test):
    """The numbers of training, validation and test images."""
    num_validation = max(1, round(count * validation))
    num_test = max(1, round(count * test))
    num_train = count - num_validation - num_test
    if num_train < 1:
        raise ValueError(
            "There are too few images to split in three. Received: "
            f"{count} images, validation={validation}, test={test}. "
            "Add images, or pass smaller fractions."
        )
    return num_train, num_validation, num_test


def _check_image_size(image_size):
    size = (image_size,) * 2 if np.ndim(image_size) == 0 else tuple(image_size)
    if len(size) != 2 or not all(is_integer(length, 1) for length in size):
        raise ValueError(
            "`image_size` must be a positive integer or a pair of them, (height, "
            f"width). Received: image_size={image_size!r}. Pass for example 32."
        )
    return size


def _check_channels(channels):
    if channels not in MODES:
        raise ValueError(
            "`channels` must be 1 (grey) or 3 (colour). "
            f"Received: channels={channels!r}."
        )


def _check_fractions(validation, test):
    if not (validation > 0 and test > 0 and validation + test < 1):
        raise ValueError(
            "`validation` and `test` must be positive fractions of the images that "
            f"leave some to train on. Received: validation={validation!r}, "
            f"test={test!r}. Pass for example validation=0.1, test=0.1."
        )
