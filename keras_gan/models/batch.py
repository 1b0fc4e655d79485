"""What a step is given, as a dictionary of tensors by name."""

import difflib
import logging

import keras
import tensorflow as tf

LOGGER = logging.getLogger("keras_gan")


def as_batch(data):
    """The one place where what users pass becomes a batch.

    Args:
        data: tensor of images; `(images,)` or `(images, labels)`; a dict with the key
            "images"; or a pair of a dict and labels, or of images and a dict.

    Returns:
        Dict of tensors by name, with "images" and, where there are any, "labels" and
        what else the dict had. Images have Keras' float type.

    Raises:
        TypeError: if the images are not of a floating dtype, or a dict has none.
        ValueError: if there are sample weights.
    """
    batch = named(data)
    batch = {name: tf.convert_to_tensor(value) for name, value in batch.items()}
    _check_floating(batch["images"].dtype)
    batch["images"] = tf.cast(batch["images"], keras.config.floatx())
    return batch


def named(data):
    """A batch, or what describes one, as a dict by name.

    Args:
        data: as `as_batch` takes it, of tensors, arrays or specs.

    Raises:
        TypeError: if a dict has no images.
        ValueError: if there are sample weights, or more parts than two.
    """
    parts = data if isinstance(data, (tuple, list)) else (data,)
    if len(parts) == 3 and parts[2] is not None:
        raise ValueError(SAMPLE_WEIGHTS.format("a third part of the data"))
    if not 1 <= len(parts) <= 3:
        raise ValueError(
            "A batch is images, or a pair of images and labels. Received: "
            f"{len(parts)} parts. Pass a dict by name for more."
        )
    inputs, labels = (*parts, None)[:2]
    batch = dict(inputs) if isinstance(inputs, dict) else {"images": inputs}
    if labels is not None:
        labels = labels if isinstance(labels, dict) else {"labels": labels}
        twice = sorted(batch.keys() & labels.keys())
        if twice:
            raise ValueError(
                f"A batch has each entry once. Received: {twice} both among the inputs "
                "and beside them. Leave one of the two out."
            )
        batch |= labels
    if "images" not in batch:
        raise TypeError(
            'A batch by name has its images under "images". Received: a dict with the '
            f"keys {sorted(map(str, batch))}. Rename them, such as with `dataset.map("
            'lambda element: {"images": element["image"], "labels": '
            'element["label"]})`.'
        )
    return batch


SAMPLE_WEIGHTS = (
    "A game has no weight for each example: the generator's images, which half of the "
    "objectives are about, have none. Received: {}. Leave it out, and draw examples as "
    "often as they should count, such as with `tf.data.Dataset.sample_from_datasets`."
)


def _check_floating(dtype):
    """Raises TypeError unless images are floating point numbers."""
    if not tf.as_dtype(dtype).is_floating:
        raise TypeError(
            "Images must be floating point numbers in the generator's range. "
            f"Received: images of dtype {tf.as_dtype(dtype).name}. "
            'Scale them first, such as `images.astype("float32") / 255`.'
        )


def check_names(names, wiring):
    """Holds the entries of a batch against what the networks take.

    Args:
        names: collection of str, the entries that a batch has.
        wiring: `keras_gan.models.wiring.Wiring`.

    Raises:
        ValueError: if a network takes an entry that the batch lacks, and no subclass
            may make it.
    """
    for network, inputs in wiring.inputs.items():
        if wiring.makes_examples:
            break
        missing = [name for name in inputs.from_batch if name not in names]
        if missing:
            near = difflib.get_close_matches(missing[0], [*names], n=1)
            rename = f" Or name the input {near[0]!r}." if near else ""
            if network == "generator" and "latents" not in inputs.names:
                rename += ' If it is the input of the noise, name it "latents".'
            raise ValueError(
                f"The {network} has an input named {missing[0]!r}, and the batches "
                f"have no such entry. Received: batches with {sorted(names)}. Pass it "
                'along, such as `fit({"images": images, "labels": labels})`, or '
                f'`fit(images, labels)` for the name "labels".{rename}'
            )


def tell_of_unused(names, game):
    """Says once which entries no network takes: a label may come along with images.

    Args:
        names: collection of str, the entries that a batch has.
        game: `keras_gan.GAN`.
    """
    taken = {name for inputs in game.wiring.inputs.values() for name in inputs.names}
    unused = {*names} - taken - {"images"} - game.wiring.told
    if unused and not game.wiring.makes_examples:
        game.wiring.told |= unused
        LOGGER.info(
            "The batches have %s, for which no network has an input of that name.",
            " and ".join(sorted(unused)),
        )
