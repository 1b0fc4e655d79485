"""What images are turned into before a score compares them."""

import hashlib
import pathlib

import keras
import numpy as np
import tensorflow as tf

from keras_gan.datasets import StoredImages
from keras_gan.datasets.checks import check_images

BATCH_SIZE = 250


class FeatureNetwork:
    """A fixed function from pictures to vectors, and what scores over it are called.

    Scores over different networks do not compare, so the name of the network stands in
    each. `feature_network` makes one of a Keras model, a SavedModel or an ONNX file.

    Args:
        function: from a float32 array `(batch, height, width, channels)` in [0, 1] to
            a tensor of features, `(batch, features)`; of maps `(batch, height, width,
            features)` the mean over places is taken.
        name: str, which says what network it is.
        probabilities: function to class probabilities `(batch, classes)`, or None.
        image_shape: tuple `(height, width, channels)`, with None for any size; None
            where nothing is known.

    Attributes:
        name: str.

    Example:
        >>> network = FeatureNetwork(lambda x: x.reshape(len(x), -1), "pixels")
        >>> network.features(test_images).shape
        (10000, 784)
    """

    def __init__(self, function, name, probabilities=None, image_shape=None):
        self.name = name
        self._function, self._probabilities = function, probabilities
        self._image_shape = image_shape

    def features(self, images):
        """The features of images, float32 `(count, features)`.

        Args:
            images: float array `(count, height, width, channels)` in [0, 1].

        Raises:
            TypeError or ValueError: if they are no such images, have another shape
                than the network takes, or features are no vectors or not finite.
        """
        features = self._ask(self._function, images)
        if features.ndim == 4:
            features = features.mean(axis=(1, 2))
        if features.ndim != 2 or not np.isfinite(features).all():
            raise ValueError(
                "Features must be one finite vector an image. Received: an array of "
                f"shape {features.shape} from {self.name!r}, with "
                f"{np.sum(~np.isfinite(features)):,} values that are not finite. Name "
                "a layer that has vectors or maps."
            )
        return features

    def probabilities(self, images):
        """Class probabilities of images, `(count, classes)`.

        Args:
            images: as in `features`.

        Raises:
            ValueError: if the network is no classifier.
        """
        if self._probabilities is None:
            raise ValueError(
                "This score needs the probabilities of classes. Received: the feature "
                f"network {self.name!r}, which has none. Choose a classifier, such as "
                "`keras_gan.metrics.Reader`, or another score."
            )
        return self._ask(self._probabilities, images)

    def _ask(self, function, images):
        if not isinstance(images, StoredImages):
            images = np.asarray(images)
        check_images(images, (0, 1), argument="images")
        wanted, shape = self._image_shape, images.shape[1:]
        if wanted and not (
            len(wanted) == len(shape)
            and all(w in (None, n) for w, n in zip(wanted, shape, strict=True))
        ):
            raise ValueError(
                f"The feature network {self.name!r} takes images of shape {wanted}. "
                f"Received: images of shape {shape}. Resize them, or choose another "
                "network."
            )
        parts = (
            np.asarray(images[start : start + BATCH_SIZE], "float32")
            for start in range(0, len(images), BATCH_SIZE)
        )
        answers = [np.asarray(function(part), "float32") for part in parts]
        return np.concatenate(answers)


def feature_network(source, layer=None):
    """A feature network of whatever holds one.

    Args:
        source: one of
            - an object with `name`, `features` and `probabilities`, such as
              `FeatureNetwork` or `keras_gan.metrics.Reader`, returned as it is;
            - a built `keras.Model` from pictures in [0, 1] to features;
            - the path of a `.keras` or `.h5` file, of a `.onnx` file, or of the folder
              of a SavedModel with one input;
            - "inception", see `keras_gan.metrics.inception_network`.
        layer: str or None, the layer of a Keras model whose output is taken, or the
            name of the output of a SavedModel or ONNX file; None for the (first)
            output.

    Returns:
        An object with `name`, `features(images)` and `probabilities(images)`. The name
        has a hash of the weights.

    Raises:
        FileNotFoundError: if there is no such file.
        TypeError or ValueError: if it is none of these, or has no such layer.

    Example:
        >>> network = feature_network("classifier.keras", layer="pool")
    """
    if all(hasattr(source, name) for name in ("name", "features", "probabilities")):
        return source
    if isinstance(source, keras.Model):
        return _of_keras(source, layer, source.name)
    if not isinstance(source, (str, pathlib.Path)):
        raise TypeError(
            "A feature network is a Keras model, the path of one, of a SavedModel or "
            f'of an ONNX file, or "inception". Received: {source!r:.100}.'
        )
    if source == "inception":
        from keras_gan.metrics.inception import inception_network

        return inception_network()
    return _of_path(pathlib.Path(source), layer)


def _of_path(path, layer):
    if not path.exists():
        raise FileNotFoundError(
            "No feature network lies there. Received: "
            f"{str(path)!r}. Pass a .keras or .onnx file, the folder of a SavedModel, "
            'or "inception".'
        )
    if path.suffix in (".keras", ".h5"):
        return _of_keras(keras.saving.load_model(path), layer, path.stem)
    if path.suffix == ".onnx":
        return _of_onnx(path, layer)
    if (path / "saved_model.pb").is_file():
        return _of_saved_model(path, layer)
    raise ValueError(
        "A feature network is a .keras or .onnx file, or the folder of a SavedModel. "
        f"Received: {str(path)!r}."
    )


def _of_keras(model, layer, name):
    outputs = model.outputs[0]
    if layer is not None:
        names = [each.name for each in model.layers]
        if layer not in names:
            raise ValueError(
                f"The model {model.name!r} has no such layer. Expected one of {names}. "
                f"Received: {layer=}."
            )
        outputs = model.get_layer(layer).output
    network = keras.Model(model.inputs, outputs)
    digest = weights_hash(network.get_weights())

    @tf.function(reduce_retracing=True)
    def function(images):
        return network(images, training=False)

    name = "-".join([name, *([layer] if layer else []), digest])
    return FeatureNetwork(function, name, image_shape=tuple(model.input_shape[1:]))


def _of_saved_model(path, output):
    model = tf.saved_model.load(str(path))
    signature = model.signatures["serving_default"]
    (entry,) = _single(signature.structured_input_signature[1], path)
    names = sorted(signature.structured_outputs)
    output = _output(output, names, path)

    def function(images):
        return signature(**{entry: tf.constant(images)})[output]

    digest = weights_hash([value.numpy() for value in signature.variables])
    function.model = model  # which is gone otherwise, and its variables with it
    spec = signature.structured_input_signature[1][entry]
    return FeatureNetwork(
        function, f"{path.name}-{output}-{digest}", image_shape=tuple(spec.shape[1:])
    )


def _of_onnx(path, output):
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError(
            "Reading an ONNX file takes onnxruntime. Received: "
            f"{str(path)!r}. Install it: pip install onnxruntime"
        ) from error
    session = onnxruntime.InferenceSession(
        str(path), providers=["CPUExecutionProvider"]
    )
    inputs = {each.name: each for each in session.get_inputs()}
    (entry,) = _single(inputs, path)
    output = _output(output, [each.name for each in session.get_outputs()], path)

    def function(images):
        return session.run([output], {entry: images})[0]

    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    shape = tuple(n if isinstance(n, int) else None for n in inputs[entry].shape[1:])
    return FeatureNetwork(function, f"{path.stem}-{output}-{digest}", image_shape=shape)


def _single(inputs, path):
    if len(inputs) != 1:
        raise ValueError(
            "A feature network has one input, pictures. Received: "
            f"{str(path)!r} with the inputs {sorted(inputs)}."
        )
    return inputs


def _output(wanted, names, path):
    if wanted is not None and wanted not in names:
        raise ValueError(
            f"There is no such output. Expected one of {names} of {str(path)!r}. "
            f"Received: layer={wanted!r}."
        )
    return wanted or names[0]


def weights_hash(weights):
    """Eight characters that change with any weight.

    Args:
        weights: sequence of arrays.
    """
    digest = hashlib.sha256()
    for each in weights:
        digest.update(np.ascontiguousarray(each).tobytes())
    return digest.hexdigest()[:8]
