"""Image data sets of tensorflow-datasets, as arrays."""

import math
import os
import pathlib

import numpy as np

from keras_gan.datasets.file_split import PARTS
from keras_gan.datasets.image_data import ImageData
from keras_gan.datasets.picture_file import SUFFIX, open_pictures, write_pictures
from keras_gan.datasets.stored_images import StoredImages

MANY_BYTES = 2**28  # of pixels, more than is kept in memory where there is a cache
IMAGES_AT_A_TIME = 1024


def from_tfds(name, data_dir=None, num_validation=None, cache=None, share=None):
    """Return an image data set of tensorflow-datasets.

    Its own splits are used. If there is no `test`, the last fifth of `train` takes its
    place, and if there is no `validation`, so does the last fifth of what is left, in
    the order of the files. Downloads on the first use.

    Args:
        name: str, the name of the data set, with its config if it has several, as in
            `"emnist/letters"`.
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.
        num_validation: int, how many training images to set aside where there is no
            `validation`, instead of a fifth.
        cache: path of a folder, or None: where pictures of more than 256 MB are kept as
            files, for the next time and for more of them than fit into memory.
        share: pair `(index, count)` of a worker and of how many there are, or None. Of
            training pictures of more than 256 MB it gets its equal share, read from no
            more of the data set's files than that lies in.

    Returns:
        `ImageData` with images in [0, 1], kept as bytes, and with labels where the data
        set has one class for each image.

    Raises:
        tensorflow_datasets.core.DatasetNotFoundError: if there is no such data set.
        FileNotFoundError: if the data is not there and cannot be downloaded.
        ValueError: if its images are not of one shape with 1 or 3 channels, or there
            are none to train on.
    """
    # Not at the top of the file: other data sets work without it, and it is slow.
    import tensorflow_datasets as tfds

    builder = tfds.builder(name, data_dir=data_directory(data_dir))
    ranges = whole_splits(builder)
    _, _, end = ranges["train"]
    for part, count in [("test", None), ("validation", num_validation)]:
        if part not in ranges:
            start = end - (end // 5 if count is None else count)
            ranges[part], end = ("train", start, end), start
    shares = 1
    if share and end * math.prod(_image_feature(builder)[1]) >= MANY_BYTES:
        index, shares = share
        end //= shares  # as many for each
        ranges["train"] = ("train", index * end, (index + 1) * end)
    else:
        ranges["train"] = ("train", 0, end)
    return ImageData(name, **read_parts(builder, ranges, cache), shares=shares)


def data_directory(data_dir):
    """Return the tensorflow-datasets directory to use, or None for its own choice.

    That package reads `TFDS_DATA_DIR` once, when it is imported; a change of it after
    that counts here.

    Args:
        data_dir: optional path, what the caller says.
    """
    return data_dir or os.environ.get("TFDS_DATA_DIR")


def whole_splits(builder):
    """Return which images a data set has, which is downloaded if need be.

    Args:
        builder: `tensorflow_datasets.core.DatasetBuilder`.

    Returns:
        dict from those of `"train"`, `"validation"` and `"test"` that it has to
        `(split, start, end)`.

    Raises:
        FileNotFoundError: if the data is not there and cannot be downloaded.
        ValueError: if its images are not of one shape with 1 or 3 channels, or there
            is no `"train"`.
    """
    _image_feature(builder)
    if not builder.is_prepared():
        _download(builder)
    splits = builder.info.splits
    ranges = {
        part: (part, 0, splits[part].num_examples) for part in PARTS if part in splits
    }
    if "train" not in ranges:
        raise ValueError(
            f"The data set {builder.name!r} has no images to train on. Expected: a "
            f"split 'train'. Received: the splits {sorted(splits)}."
        )
    return ranges


def read_parts(builder, ranges, cache=None):
    """Return images of a data set, and their classes where it has some.

    Args:
        builder: `tensorflow_datasets.core.DatasetBuilder`.
        ranges: dict from a name to `(split, start, end)`, see `whole_splits`.
        cache: path or None, see `from_tfds`.

    Returns:
        dict from a name to `StoredImages` of the shape `(count, height, width,
        channels)`, and of "classes" and "labels" as `ImageData` has them.
    """
    label, classes = _label_feature(builder)
    parts, labels = {}, {}
    for name, where in ranges.items():
        parts[name], labels[name] = _read_range(builder, *where, cache, label)
    return {**parts, "classes": classes, "labels": labels if classes else {}}


def _read_range(builder, split, start, end, cache, label):
    """Images, and their classes, None where the data set has none."""
    key, shape = _image_feature(builder)
    shape = (end - start, *shape)
    where = f"{split}[{start}:{end}]"
    labels = []

    def blocks(*keys):
        for batch in _batches(builder, where, *keys):
            labels.append(batch.get(label))
            yield batch.get(key)

    if cache is None or math.prod(shape) < MANY_BYTES:
        images = StoredImages(np.concatenate([*blocks(key, label)]))
    else:
        config = f"-{builder.builder_config.name}" if builder.builder_config else ""
        about = f"{builder.name}{config}-{builder.info.version}-{key}-{split}"
        size = builder.info.splits[split].num_bytes
        path = pathlib.Path(cache, f"{about}-{size}-{start}-{end}{SUFFIX}")
        if not path.is_file():
            write_pictures(path, shape, blocks(key, label))
        elif label:  # which takes no decoding of pictures
            list(blocks(label))
        images = open_pictures(path)
    return images, np.concatenate(labels).astype("int32") if label else None


def _batches(builder, where, *keys):
    """Dicts of arrays of some examples each, in the order of the files."""
    import tensorflow_datasets as tfds

    # Files one after the other and never shuffled, so that the split is fixed.
    examples = builder.as_dataset(
        split=where,
        batch_size=IMAGES_AT_A_TIME,
        shuffle_files=False,
        decoders=tfds.decode.PartialDecoding({key: True for key in keys if key}),
        read_config=tfds.ReadConfig(interleave_cycle_length=1, try_autocache=False),
    )
    yield from examples.as_numpy_iterator()


def _label_feature(builder):
    """The name of the feature that is an image's class, and the classes' names.

    That is the one that is called "label", or the only class that there is.
    """
    import tensorflow_datasets as tfds

    kinds = {
        name: feature
        for name, feature in builder.info.features.items()
        if isinstance(feature, tfds.features.ClassLabel)
    }
    if "label" in kinds:
        kinds = {"label": kinds["label"]}
    if len(kinds) != 1:
        return None, ()
    ((name, feature),) = kinds.items()
    return name, tuple(feature.names)


def _image_feature(builder):
    """The name and the shape of the feature to train on, known to be bytes."""
    import tensorflow_datasets as tfds

    images = {
        name: feature
        for name, feature in builder.info.features.items()
        if isinstance(feature, tfds.features.Image)
    }
    if "image" in images:
        images = {"image": images["image"]}
    if len(images) != 1:
        raise ValueError(
            f"The data set {builder.name!r} has no images that can be told to be the "
            "ones to train on. Expected: one feature that is an image. Received: "
            f"{sorted(images) or 'none'} of {sorted(builder.info.features)}."
        )
    ((name, feature),) = images.items()
    height, width, channels = feature.shape
    dtype = np.dtype(feature.np_dtype)
    if None in (height, width) or channels not in (1, 3) or dtype != "uint8":
        raise ValueError(
            f"The images of {builder.name!r} cannot be read into an array. Expected: "
            "uint8 images of one shape, with 1 or 3 channels. Received: "
            f"{dtype} of shape {feature.shape}, where None means that it "
            "differs. Write them to a folder as pictures, and read it with "
            "`keras_gan.datasets.image_folder`, which resizes them."
        )
    return name, feature.shape


def _download(builder):
    try:
        _reach_source(builder)
        builder.download_and_prepare()
    except Exception as error:  # of the network, the disk, the checksums, ...
        raise FileNotFoundError(_explain_missing(builder, error)) from error


def _reach_source(builder):
    """Raise an exception if the server does not answer at all.

    tensorflow-datasets tries for over three minutes before it admits that.
    """
    import requests  # what tensorflow-datasets downloads with, proxies included

    for url in list(builder.url_infos or ())[:1]:
        requests.head(url, timeout=10)


def _explain_missing(builder, error):
    version_dir = pathlib.Path(builder.data_dir)
    data_dir = next(
        path.parent for path in version_dir.parents if path.name == builder.name
    )
    if builder.MANUAL_DOWNLOAD_INSTRUCTIONS:
        error = f"{type(error).__name__}: {str(error).splitlines()[0]}"
        instructions = " ".join(builder.MANUAL_DOWNLOAD_INSTRUCTIONS.split())
        how = f"fill the folder {data_dir / 'downloads' / 'manual'}: {instructions}"
    else:
        error = f"{type(error).__name__}: {error}"
        how = (
            f"run `tfds build {builder.name} --data_dir={data_dir}` where there is a "
            "network and copy that directory"
        )
    return (
        f"The data set {builder.name!r} is not prepared and could not be "
        f"downloaded. Expected: {version_dir}. Received: {error}. To get it, {how}; "
        "or point the environment variable `TFDS_DATA_DIR`, or `data_dir=`, to a "
        "tensorflow-datasets directory that has it. The data set 'digits' needs no "
        "network."
    )
