"""A generator as a SavedModel that plain TensorFlow serves."""

import os
import pathlib
import shutil
import tempfile

import tensorflow as tf

OWNER_FILE = "owner.txt"


def export_saved_model(gan, filepath, overwrite=False, owner=None):
    """Writes the averaged generator, and its encoder if it has one, as a SavedModel.

    TensorFlow loads it without this package and without Keras. Its signatures:

    - `serving_default`: `latents`, float32 `(batch, latent_dim)`, and the generator's
      conditions, such as `labels`, one for each image -> `images`.
    - `sample`: `count`, int32 scalar, `seed`, int64 scalar, and the conditions, one for
      each image -> `images`, the same ones as `gan.sample(count, seed=seed)`.
    - `encode`, of a game with an encoder: `images`, float32, and what else the encoder
      takes -> `codes`, float32 `(batch, latent_dim)`, as `gan.encode(images)`.

    Args:
        gan: `keras_gan.GAN`.
        filepath: str or path, the directory to write.
        overwrite: bool, whether an export that is there already may be replaced.
        owner: str or None, who exports; it is kept in the file `owner.txt`.

    Raises:
        FileExistsError: if `filepath` exists and `overwrite` is False, or it is
            something else than an export.

    Example:
        >>> gan.export("saved_models/mnist")
        >>> served = tf.saved_model.load("saved_models/mnist")
        >>> sample = served.signatures["sample"]
        >>> sample(count=tf.constant(16), seed=tf.constant(1, "int64"))["images"]
    """
    filepath = pathlib.Path(filepath)
    check_export_path(filepath, overwrite)
    generator = gan.sampling_generator
    # Keras' ExportArchive would write every weight twice.
    module = tf.Module()
    module.generator_variables = [v.value for v in generator.variables]

    images_of = images_function(gan)

    def sample(count, seed, **conditions):
        if gan.latent_dim:
            conditions["latents"] = gan.draw_latents(count, seed)
        return images_of(**conditions)

    # By name, with conditions last: what a function without them has always had.
    drawn = {
        "count": tf.TensorSpec((), tf.int32, "count"),
        "seed": tf.TensorSpec((), tf.int64, "seed"),
        **gan.conditions,
    }
    signatures = {
        "serving_default": concrete(images_of, gan.wiring.inputs["generator"].specs),
        "sample": concrete(sample, drawn),
    }
    if gan.has_encoder:
        encoding = gan.encoding
        module.encoder_variables = [v.value for v in encoding.inputs.network.variables]
        signatures["encode"] = concrete(
            lambda **entries: {"codes": encoding.codes_of(entries)},
            encoding.inputs.specs,
        )
    filepath.parent.mkdir(parents=True, exist_ok=True)
    beside = pathlib.Path(tempfile.mkdtemp(prefix=".export-", dir=filepath.parent))
    try:
        with gan.sampler.ready():
            tf.saved_model.save(module, str(beside / "model"), signatures)
        if owner is not None:
            (beside / "model" / OWNER_FILE).write_text(owner + "\n", encoding="utf-8")
        if filepath.exists():  # deleted where it is, it might be found half there
            os.replace(filepath, beside / "before")
        os.replace(beside / "model", filepath)
    finally:
        shutil.rmtree(beside)


def images_function(gan):
    """The averaged generator as a function of latents, as exports name it all.

    Args:
        gan: `keras_gan.GAN`.

    Returns:
        Function from `latents`, float32 `(batch, latent_dim)`, and conditions by name,
        to a dict of `images`, float32 also under a policy of mixed precision.
    """

    def images_of(**entries):
        return {"images": tf.cast(gan.generate(entries), tf.float32)}

    return images_of


def concrete(function, specs):
    """A graph of a function with arguments by name.

    Args:
        function: callable with keyword arguments.
        specs: dict from their names to `tf.TensorSpec`s.
    """
    return tf.function(function).get_concrete_function(**specs)


def check_export_path(filepath, overwrite=False):
    """Raises an error unless an export may be written to `filepath`.

    Args:
        filepath: str or path, a folder.
        overwrite: bool, whether an export that is there may be replaced.

    Raises:
        FileExistsError: if what is there is no export, or `overwrite` is False.
        NotADirectoryError: if it would lie in a file.
        PermissionError: if the folder that it would lie in may not be written to.
    """
    filepath = pathlib.Path(filepath)
    check_writable_folder(filepath)
    if not filepath.exists() or (filepath.is_dir() and not any(filepath.iterdir())):
        return
    if not (filepath / "saved_model.pb").is_file():
        raise FileExistsError(
            "The place to export to is taken by something that is not a SavedModel. "
            f"Received: filepath={str(filepath)!r}. Choose another path."
        )
    if not overwrite:
        raise FileExistsError(
            "There is an exported model already, and it is not overwritten unasked. "
            f"Received: filepath={str(filepath)!r}. Choose another path, or pass "
            "`overwrite=True` (`--overwrite` on the command line)."
        )


def check_writable_folder(filepath):
    """Raises unless something may be written at `filepath`, whose folder may be new."""
    place = pathlib.Path(filepath).absolute()
    folder = next((above for above in place.parents if above.exists()), place)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"The place to export to lies in {str(folder)!r}, which is a file. "
            f"Received: filepath={str(filepath)!r}. Choose another path."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(
            f"The place to export to lies in {str(folder)!r}, which you may not write "
            f"to. Received: filepath={str(filepath)!r}. Give yourself the permission "
            "to, or choose another path."
        )
