"""A layer with a kernel whose largest singular value is one."""

import math

import keras
from keras import ops

from keras_gan.arguments import check_integer
from keras_gan.layers.maxout import Maxout
from keras_gan.layers.maxout_conv_2d import MaxoutConv2D

# Layers, the name of their kernel, and its axis that holds the rows of the matrix W.
KERNELS = (
    ((keras.layers.Embedding,), "embeddings", 0),
    (
        (
            keras.layers.Conv1DTranspose,
            keras.layers.Conv2DTranspose,
            keras.layers.Conv3DTranspose,
        ),
        "kernel",
        -2,
    ),
    (
        (
            keras.layers.Dense,
            keras.layers.Conv1D,
            keras.layers.Conv2D,
            keras.layers.Conv3D,
            Maxout,
            MaxoutConv2D,
        ),
        "kernel",
        -1,
    ),
)
FIRST_ITERATIONS = 15  # when the layer is built, as in PyTorch


@keras.saving.register_keras_serializable(package="keras_gan")
class SpectralNormalization(keras.layers.Wrapper):
    """Runs a layer with its kernel divided by the kernel's largest singular value.

    A discriminator of such layers cannot be steeper than its activations are. As a
    matrix W with a row for each output channel (of an `Embedding`, for each entry of
    its vocabulary), the kernel becomes `W / sigma` with `sigma = u^T W v`. The vectors
    u and v follow W by power iteration, `u = W v / |W v|` and `v = W^T u / |W^T u|`,
    and are constants for the gradient, which passes through sigma. The bias is left
    as it is. These are the numbers of PyTorch's
    `torch.nn.utils.parametrizations.spectral_norm`.

    A call with `training=True` first does the iterations, and one without moves
    nothing. Where a training step calls the layer several times, set `in_game` before
    the step is traced, and call `advance()` once a step; `keras_gan.GAN` does both.

    Args:
        layer: a Keras `Dense`, `Conv1D`, `Conv2D`, `Conv3D`, one of their transposes,
            or `Embedding`; or a `Maxout` or `MaxoutConv2D`.
        power_iterations: int, how many iterations one `advance()` does.
        seed: int, the seed of the first v, of which 15 iterations are done when the
            layer is built.
        **kwargs: the other arguments of `keras.layers.Layer`, but for `dtype`: the
            wrapped layer's counts. Sigma is computed in float32 at least.

    Attributes:
        in_game: bool, False at first. If True, no call does an iteration.
        u: float32 weight, one number for each row of W.
        v: float32 weight, one number for each column of W.

    Input shape and output shape: those of `layer`.

    Raises:
        TypeError: if `layer` is not a Keras layer.
        ValueError: if `layer` is not one of the layers above, if it has no kernel of
            its own as with LoRA, if `power_iterations` is not a positive integer, if
            `seed` is not an integer, or if there is a `dtype`.

    Example:
        >>> layer = keras_gan.layers.SpectralNormalization(keras.layers.Dense(3))
        >>> layer(keras.ops.ones((8, 5))).shape
        TensorShape([8, 3])

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957)
    """

    def __init__(self, layer, power_iterations=1, seed=None, **kwargs):
        self._kernel_name, self._row_axis = _find_kernel(layer)
        if "dtype" in kwargs:
            raise ValueError(
                "SpectralNormalization computes in the `dtype` of the layer that it "
                f"wraps. Received: dtype={kwargs['dtype']!r}. Pass it to that layer."
            )
        # In a layer of one precision, Keras leaves variables in their own.
        super().__init__(layer, dtype="float32", **kwargs)
        self.autocast = False  # the wrapped layer casts its inputs itself
        self.supports_masking = layer.supports_masking
        self.power_iterations = check_integer("power_iterations", power_iterations, 1)
        self.seed = None if seed is None else check_integer("seed", seed)
        self.in_game = False
        self._draw = keras.initializers.RandomNormal(stddev=1.0, seed=self.seed)

    @property
    def kernel(self):
        """The wrapped layer's variable, not normalized."""
        return getattr(self.layer, self._kernel_name)

    def build(self, input_shape):  # noqa: D102
        super().build(input_shape)
        if not isinstance(self.kernel, keras.Variable):
            raise ValueError(
                "The wrapped layer must have its kernel as one variable. Received: "
                f"layer={self.layer!r}, whose kernel is made of several. Leave out "
                "`lora_rank` and quantization."
            )
        rows = self.kernel.shape[self._row_axis]
        columns = math.prod(self.kernel.shape) // rows
        self.u = self._add_vector("u", rows, self._first_u)
        self.v = self._add_vector("v", columns, self._first_v)

    def _add_vector(self, name, length, initializer):
        return self.add_weight(
            shape=(length,),
            initializer=initializer,
            dtype="float32",
            trainable=False,
            autocast=False,
            aggregation="only_first_replica",  # the same on all of them
            name=name,
        )

    def _first_u(self, shape, dtype=None):
        matrix = _as_matrix(self.kernel, self._row_axis)
        u, v = self._draw(shape, dtype), self._draw((matrix.shape[0],), dtype)
        u, v = _unit(u, otherwise=u), _unit(v, otherwise=v)
        return _iterate(matrix, u, v, FIRST_ITERATIONS)[0]

    def _first_v(self, shape, dtype=None):
        matrix = _as_matrix(self.kernel, self._row_axis)
        draw = self._draw(shape, dtype)
        return _unit(_times(matrix, self.u), otherwise=_unit(draw, otherwise=draw))

    def advance(self):
        """Does `power_iterations` iterations of u and v, once for a training step.

        Raises:
            ValueError: if the layer is not built.
        """
        if not self.built:
            raise ValueError(
                "`advance` needs the vectors that come with the kernel. Received: "
                f"layer {self.name!r}, which is not built. Call it on inputs first."
            )
        matrix = _as_matrix(ops.stop_gradient(self.kernel), self._row_axis)
        u, v = _iterate(matrix, self.u.value, self.v.value, self.power_iterations)
        self.u.assign(u)
        self.v.assign(v)

    def sigma(self):
        """The scalar `u^T W v`, in float32 or float64. The gradient passes to W."""
        matrix = _as_matrix(self.kernel, self._row_axis)
        dtype = keras.backend.result_type(matrix.dtype, "float32")
        u, v = (ops.cast(ops.stop_gradient(x), dtype) for x in (self.u, self.v))
        return ops.sum(u * ops.matmul(v, ops.cast(matrix, dtype)))

    def normalized_kernel(self):
        """The tensor that the wrapped layer computes with: the kernel over sigma."""
        kernel, sigma = self.kernel.value, self.sigma()
        # A kernel of zeros stays as it is, with a finite gradient.
        sigma = ops.where(sigma == 0, ops.ones_like(sigma), sigma)
        return kernel / ops.cast(sigma, kernel.dtype)

    def call(self, inputs, training=False):  # noqa: D102
        if training and not self.in_game:
            self.advance()
        # What is assigned in the scope is seen there alone, and no variable changes.
        # What an outer scope assigned is not seen in it, so all values are named.
        values = [(variable, variable.value) for variable in self.layer.variables]
        normalized = self.normalized_kernel()
        with keras.StatelessScope(
            collect_losses=True, initialize_variables=False
        ) as scope:
            for variable, value in [*values, (self.kernel, normalized)]:
                variable.assign(value)
            outputs = self.layer(inputs)
        for loss in scope.losses:  # of the layer's activity regularizer
            self.layer.add_loss(loss)
        return outputs

    def compute_output_shape(self, input_shape):  # noqa: D102
        return self.layer.compute_output_shape(input_shape)

    def compute_output_spec(self, inputs, training=False):  # noqa: D102
        return self.layer.compute_output_spec(inputs)

    def compute_mask(self, inputs, previous_mask=None):  # noqa: D102
        return self.layer.compute_mask(inputs, previous_mask)

    def get_config(self):  # noqa: D102
        config = {
            **super().get_config(),
            "power_iterations": self.power_iterations,
            "seed": self.seed,
        }
        del config["dtype"]
        return config


def _find_kernel(layer):
    """The name of a layer's kernel, and its axis that holds the rows of the matrix."""
    if not isinstance(layer, keras.Layer):
        raise TypeError(
            "`layer` must be a Keras layer. "
            f"Received: layer={layer!r}. Pass one such as `keras.layers.Dense(128)`."
        )
    for classes, name, row_axis in KERNELS:
        if isinstance(layer, classes):
            return name, row_axis
    names = ", ".join(c.__name__ for classes, _, _ in KERNELS for c in classes)
    raise ValueError(
        "SpectralNormalization must know how the kernel of a layer is laid out. It "
        f"knows that of {names}. Received: layer={layer!r}. Leave a layer without a "
        "kernel as it is, and put one of these in the place of another."
    )


def _as_matrix(kernel, row_axis):
    """The transpose of W: it has a column for each row of W, as most kernels have."""
    rows = kernel.shape[row_axis]
    if row_axis != -1:
        kernel = ops.moveaxis(kernel, row_axis, -1)
    return ops.reshape(kernel, (-1, rows))


def _iterate(matrix, u, v, times):
    """The vectors after so many power iterations, of a matrix that is W transposed."""
    for _ in range(times):
        u = _unit(_times(v, matrix), otherwise=u)
        v = _unit(_times(matrix, u), otherwise=v)
    return u, v


def _times(a, b):
    return ops.matmul(ops.cast(a, "float32"), ops.cast(b, "float32"))


def _unit(vector, otherwise):
    """The vector over its norm; the other one if that is zero or not finite."""
    norm = ops.norm(vector)
    is_usable = ops.logical_and(norm > 0, norm < float("inf"))
    return ops.where(is_usable, vector / norm, otherwise)
