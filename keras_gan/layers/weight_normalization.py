"""A layer whose kernel has a direction and a length, learned apart."""

import contextlib

import keras
import numpy as np
from keras import ops

# Layers, and the axis of their kernel that counts output channels.
KERNELS = (
    (keras.layers.Dense, -1),
    (keras.layers.Conv1D, -1),
    (keras.layers.Conv2D, -1),
    (keras.layers.Conv3D, -1),
    (keras.layers.Conv1DTranspose, -2),
    (keras.layers.Conv2DTranspose, -2),
    (keras.layers.Conv3DTranspose, -2),
)
SMALLEST = 1e-24  # of a squared norm: a kernel of zeros stays as it is


@keras.saving.register_keras_serializable(package="keras_gan")
class WeightNormalization(keras.layers.Wrapper):
    """Runs a layer with the kernel `w = g v / |v|`, one g for each output channel.

    The wrapped layer's kernel is v, of any length. At first g is |v|, so that nothing
    changes; `initialize_from_data` then sets g and the bias by a batch. The gradient
    passes through the norm, as in PyTorch's
    `torch.nn.utils.parametrizations.weight_norm`.

    Args:
        layer: a Keras `Dense`, `Conv1D`, `Conv2D`, `Conv3D`, or one of their
            transposes.
        train_scale: bool, whether g is learned, or stays as it was initialized.
        **kwargs: the other arguments of `keras.layers.Layer`, but for `dtype`: the
            wrapped layer's counts. The norm is computed in float32 at least.

    Attributes:
        g: float32 weight `(channels,)`, the lengths.

    Input shape and output shape: those of `layer`.

    Raises:
        TypeError: if `layer` is not one of the layers above.
        ValueError: if there is a `dtype`.

    Example:
        >>> layer = keras_gan.layers.WeightNormalization(keras.layers.Dense(3))
        >>> layer(keras.ops.ones((8, 5))).shape
        TensorShape([8, 3])

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868)
    """

    def __init__(self, layer, train_scale=True, **kwargs):
        self._axis = _channel_axis(layer)
        if "dtype" in kwargs:
            raise ValueError(
                "WeightNormalization computes in the `dtype` of the layer that it "
                f"wraps. Received: dtype={kwargs['dtype']!r}. Pass it to that layer."
            )
        # In a layer of one precision, Keras leaves variables in their own.
        super().__init__(layer, dtype="float32", **kwargs)
        self.autocast = False  # the wrapped layer casts its inputs itself
        self.supports_masking = layer.supports_masking
        self.train_scale = bool(train_scale)
        self._is_measuring = False

    def build(self, input_shape):  # noqa: D102
        super().build(input_shape)
        self.g = self.add_weight(
            shape=(self.layer.kernel.shape[self._axis],),
            initializer=lambda shape, dtype: ops.cast(self._norms(), dtype),
            dtype="float32",
            trainable=self.train_scale,
            autocast=False,
            name="g",
        )

    def _norms(self):
        return ops.reshape(1 / self._inverse_norms(), (-1,))

    def _inverse_norms(self):
        """Of v, in the shape of the kernel, with ones for all axes but the channels."""
        kernel = self.layer.kernel.value
        axes = [i for i in range(len(kernel.shape))]
        axes.remove(axes[self._axis])
        kernel = ops.cast(kernel, keras.backend.result_type(kernel.dtype, "float32"))
        squares = ops.sum(ops.square(kernel), axis=axes, keepdims=True)
        return ops.rsqrt(ops.maximum(squares, SMALLEST))

    def normalized_kernel(self):
        """The tensor that the wrapped layer computes with, `g v / |v|`."""
        kernel, inverse = self.layer.kernel.value, self._inverse_norms()
        g = ops.reshape(ops.cast(self.g, inverse.dtype), inverse.shape)
        return kernel * ops.cast(g * inverse, kernel.dtype)

    def call(self, inputs):  # noqa: D102
        if self._is_measuring:
            self._measure(inputs)
        # What is assigned in the scope is seen there alone, and no variable changes.
        # What an outer scope assigned is not seen in it, so all values are named.
        values = [(variable, variable.value) for variable in self.layer.variables]
        normalized = self.normalized_kernel()
        with keras.StatelessScope(
            collect_losses=True, initialize_variables=False
        ) as scope:
            for variable, value in [*values, (self.layer.kernel, normalized)]:
                variable.assign(value)
            outputs = self.layer(inputs)
        for loss in scope.losses:  # of the layer's activity regularizer
            self.layer.add_loss(loss)
        return outputs

    @contextlib.contextmanager
    def measuring(self):
        """Has a call, while the context lasts, set g and the bias by its inputs first.

        Raises:
            ValueError: if the wrapped layer has no bias.
        """
        if not self.layer.use_bias:
            raise ValueError(
                "Means are made zero by the bias. Received: layer "
                f"{self.layer.name!r} with use_bias=False. Give it one."
            )
        self._is_measuring = True
        try:
            yield
        finally:
            self._is_measuring = False

    def _measure(self, inputs):
        """Sets g and the bias so that pre-activations have mean 0 and variance 1."""
        self._is_measuring = False
        activation, linear = self.layer.activation, keras.activations.linear
        self.layer.activation = linear
        try:
            outputs = np.asarray(ops.cast(self(inputs), "float32"), "float64")
        finally:
            self.layer.activation = activation
        if getattr(self.layer, "data_format", None) == "channels_first":
            outputs = np.moveaxis(outputs, 1, -1)
        outputs = outputs.reshape(-1, outputs.shape[-1])
        mean, deviation = outputs.mean(axis=0), outputs.std(axis=0)
        if not (deviation > 0).all():
            raise ValueError(
                "Units must differ between examples to be scaled by their deviation. "
                f"Received: {np.sum(~(deviation > 0))} of {deviation.size} units of "
                f"layer {self.layer.name!r} that are the same, or not finite, for all "
                "of the images. Pass more, and such that differ."
            )
        self.g.assign(np.asarray(self.g) / deviation)
        bias = self.layer.bias
        bias.assign((np.asarray(bias, "float64") - mean) / deviation)

    def compute_output_shape(self, input_shape):  # noqa: D102
        return self.layer.compute_output_shape(input_shape)

    def compute_output_spec(self, inputs):  # noqa: D102
        return self.layer.compute_output_spec(inputs)

    def compute_mask(self, inputs, previous_mask=None):  # noqa: D102
        return self.layer.compute_mask(inputs, previous_mask)

    def get_config(self):  # noqa: D102
        config = {**super().get_config(), "train_scale": self.train_scale}
        del config["dtype"]
        return config


def initialize_from_data(network, images):
    """Sets each g and bias so that pre-activations start with mean 0 and variance 1.

    One pass in training mode, noise included, goes through all `WeightNormalization`
    layers in turn, each of which sees what those before it make of the images once they
    are set. To be called before the network joins a `keras_gan.GAN`, or followed by
    `gan.reset_average()`.

    Args:
        network: built `keras.Model` of one input.
        images: float array `(count, ...)`, some hundreds of training images.

    Raises:
        ValueError: if the network has no such layer, one has no bias, or a unit is the
            same for all images.

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868), section 3
    """
    layers = [
        layer
        for layer in network._flatten_layers()
        if isinstance(layer, WeightNormalization)
    ]
    if not layers:
        raise ValueError(
            "There is nothing to initialize. Received: a network "
            f"{network.name!r} without a layer of class WeightNormalization."
        )
    with contextlib.ExitStack() as stack:
        for layer in layers:
            stack.enter_context(layer.measuring())
        network(np.asarray(images, "float32"), training=True)


def _channel_axis(layer):
    for kind, axis in KERNELS:
        if isinstance(layer, kind):
            return axis
    names = ", ".join(kind.__name__ for kind, _ in KERNELS)
    raise TypeError(
        f"`layer` must be a Keras {names}. Received: layer={layer!r}. Pass one such as "
        "`keras.layers.Dense(128)`."
    )
