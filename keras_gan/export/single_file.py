"""A generator as one file, for programs that have never heard of TensorFlow."""

import pathlib

import tensorflow as tf

from keras_gan.export.saved_model import (
    check_writable_folder,
    concrete,
    images_function,
)
from keras_gan.plots.image_files import write_whole


def export_onnx(gan, filepath, overwrite=False):
    """Writes the averaged generator as an ONNX model, for onnxruntime and others.

    It takes `latents`, float32 `(batch, latent_dim)` with any batch size, and the
    generator's conditions by name; and returns `images`, float32.

    Args:
        gan: `keras_gan.GAN`.
        filepath: str or path, the `.onnx` file to write.
        overwrite: bool, whether a file that is there already may be replaced.

    Raises:
        FileExistsError: if `filepath` exists and `overwrite` is False.
        ImportError: without the package `tf2onnx`.
        ValueError: if `filepath` does not end with `.onnx`.

    Example:
        >>> gan.export("mnist.onnx", format="onnx")
        >>> session = onnxruntime.InferenceSession("mnist.onnx")
        >>> (images,) = session.run(["images"], {"latents": latents})
    """
    check_file_path(filepath, ".onnx", overwrite)
    try:
        import tf2onnx
    except ImportError as error:
        raise ImportError(
            "ONNX models are made by the package `tf2onnx`, which could not be "
            f"imported ({error}). Run `pip install 'keras-gan[onnx]'`."
        ) from error
    images_of, specs = images_function(gan), list(_specs(gan).values())
    names = list(_specs(gan))
    function = tf.function(
        lambda *values: images_of(**dict(zip(names, values, strict=True)))
    )
    with gan.sampler.ready():
        model, _ = tf2onnx.convert.from_function(function, specs)
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    write_whole(filepath, lambda file: file.write(model.SerializeToString()))


def export_litert(gan, filepath, overwrite=False):
    """Writes the averaged generator as a LiteRT (TensorFlow Lite) model.

    Its signature `serving_default` takes `latents`, float32 `(batch, latent_dim)` with
    any batch size of 1 or more, and the generator's conditions by name; and returns
    `images`, float32.

    Args:
        gan: `keras_gan.GAN`.
        filepath: str or path, the `.tflite` file to write.
        overwrite: bool, whether a file that is there already may be replaced.

    Raises:
        FileExistsError: if `filepath` exists and `overwrite` is False.
        ValueError: if `filepath` does not end with `.tflite`.

    Example:
        >>> gan.export("mnist.tflite", format="litert")
        >>> run = Interpreter("mnist.tflite").get_signature_runner()
        >>> images = run(latents=latents)["images"]
    """
    check_file_path(filepath, ".tflite", overwrite)
    module = tf.Module()
    module.generator_variables = [v.value for v in gan.sampling_generator.variables]
    with gan.sampler.ready():
        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [concrete(images_function(gan), _specs(gan))], module
        )
        model = converter.convert()
    write_whole(filepath, lambda file: file.write(model))


def check_file_path(filepath, suffix, overwrite=False):
    """Raises an error unless a model of that suffix may be written to `filepath`.

    Args:
        filepath: str or path, a file.
        suffix: str, what its name must end with, such as ".onnx".
        overwrite: bool, whether a file that is there may be replaced.

    Raises:
        FileExistsError: if what is there is no file, or `overwrite` is False.
        NotADirectoryError: if it would lie in a file.
        PermissionError: if the folder that it would lie in may not be written to.
        ValueError: for another suffix.
    """
    filepath = pathlib.Path(filepath)
    if filepath.suffix != suffix:
        raise ValueError(
            f"A model of this format is one file. Expected: a name that ends with "
            f"{suffix!r}. Received: filepath={str(filepath)!r}."
        )
    check_writable_folder(filepath)
    if filepath.is_dir():
        raise FileExistsError(
            "The place to export to is taken by a directory. "
            f"Received: filepath={str(filepath)!r}. Choose another path."
        )
    if filepath.exists() and not overwrite:
        raise FileExistsError(
            "There is an exported model already, and it is not overwritten unasked. "
            f"Received: filepath={str(filepath)!r}. Choose another path, or pass "
            "`overwrite=True` (`--overwrite` on the command line)."
        )


def _specs(gan):
    return gan.wiring.inputs["generator"].specs
