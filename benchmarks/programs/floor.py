"""What a step cannot do without: its matrix products, and one pass over the weights.

For convolutions, the products are TensorFlow's own convolution ops. They may run side
by side, which most of a step's cannot; "in order", each waits for those it would need.
"""

import contextlib
import itertools

import tensorflow as tf

from benchmarks.programs import sizes_of


def make(optimizer, pair="mnist", k=1, in_order=False, **changes):
    """The floor of an alternating step.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        pair: str, "mnist" or "cifar10-conv".
        k: int, updates of D to each of G.
        in_order: bool, whether a product waits for those whose results it would need.
        **changes: sizes of the pair that are others.
    """
    sizes = sizes_of(pair, **changes)
    generator, discriminator = LAYERS[pair](sizes)
    batch = sizes.batch_size
    update = {"sgd": Layer.momentum_update, "adam": Layer.adam_update}[optimizer]

    after = needed_first if in_order else at_any_time

    def discriminator_turn():
        products = discriminator_products(generator, discriminator, batch, after)
        return updated(discriminator, update, products)

    def generator_turn():
        products = generator_products(generator, discriminator, batch, after)
        return updated(generator, update, products)

    @tf.function
    def both():
        return corners(discriminator_turn() + generator_turn())

    @tf.function
    def discriminator_alone():
        return corners(discriminator_turn())

    def run(steps):
        for step in range(1, steps + 1):
            last = discriminator_alone() if step % k else both()
        last.numpy()

    return run


def at_any_time(products):
    return contextlib.nullcontext()


def needed_first(products):
    return tf.control_dependencies(products[-1:])


def discriminator_products(generator, discriminator, batch, after=at_any_time):
    """Images of G, D on real and generated images, D's gradient."""
    products = forward(generator, batch, after)
    products += forward(discriminator, 2 * batch, after, products)
    return products + backward(discriminator, 2 * batch, after, products)


def generator_products(generator, discriminator, batch, after=at_any_time):
    """G and D forward, back through D, G's gradient."""
    products = forward(generator + discriminator, batch, after)
    for layer in reversed(discriminator):
        with after(products):
            products.append(layer.input_gradient(batch))
    return products + backward(generator, batch, after, products)


def forward(layers, batch, after, before=()):
    """The products of a pass forward, which come after those in `before`."""
    products = []
    for layer in layers:
        with after([*before, *products]):
            products.append(layer.forward(batch))
    return products


def backward(layers, batch, after, before):
    """The gradients of weights, and of all inputs but the first layer's."""
    products, deltas = [], list(before)
    for layer in reversed(layers):
        with after(deltas):
            products.append(layer.weight_gradient(batch))
            if layer is not layers[0]:
                deltas.append(layer.input_gradient(batch))
    return products + deltas[len(before) :]


def updated(layers, update, products):
    """The products, after which weights are updated.

    Before, products would still read the weights, so that TensorFlow copied them.
    """
    numbers = corners(products)
    with tf.control_dependencies([numbers]):
        for layer in layers:
            update(layer)
    return [numbers]


def corners(products):
    """One number of each, so that none is optimized away."""
    return tf.add_n([tf.reshape(product, [-1])[0] for product in products])


class Layer:
    """A kernel, its optimizer's slots, and what its products read.

    Args:
        kernel: tuple of int, the kernel's shape.
        inputs: tuple of int, the shape of two batches of inputs.
        outputs: tuple of int, the shape of two batches of outputs.
    """

    def __init__(self, kernel, inputs, outputs):
        self.kernel = tf.Variable(tf.random.normal(kernel, stddev=0.01))
        self.first = tf.Variable(tf.zeros(kernel))
        self.second = tf.Variable(tf.zeros(kernel))
        self.gradient = tf.Variable(tf.random.normal(kernel, stddev=0.01))
        self.inputs = tf.Variable(tf.random.normal(inputs))
        self.outputs = tf.Variable(tf.random.normal(outputs))

    def momentum_update(self):
        tf.raw_ops.ResourceApplyKerasMomentum(
            var=self.kernel.handle,
            accum=self.first.handle,
            lr=1e-6,
            grad=self.gradient,
            momentum=0.5,
        )

    def adam_update(self):
        tf.raw_ops.ResourceApplyAdam(
            var=self.kernel.handle,
            m=self.first.handle,
            v=self.second.handle,
            beta1_power=0.5,
            beta2_power=0.5,
            lr=1e-6,
            beta1=0.5,
            beta2=0.99,
            epsilon=1e-7,
            grad=self.gradient,
        )


class Dense(Layer):
    def __init__(self, batch, inputs, outputs):
        super().__init__((inputs, outputs), (2 * batch, inputs), (2 * batch, outputs))

    def forward(self, batch):
        return tf.matmul(self.inputs[:batch], self.kernel)

    def weight_gradient(self, batch):
        return tf.matmul(self.inputs[:batch], self.outputs[:batch], transpose_a=True)

    def input_gradient(self, batch):
        return tf.matmul(self.outputs[:batch], self.kernel, transpose_b=True)


class Convolution(Layer):
    def __init__(self, batch, length, inputs, outputs, size, strides=1):
        # `length` counts the zeros around the image.
        after = (length - size) // strides + 1
        super().__init__(
            (size, size, inputs, outputs),
            (2 * batch, length, length, inputs),
            (2 * batch, after, after, outputs),
        )
        self.rules = {"strides": [1, strides, strides, 1], "padding": "VALID"}

    def forward(self, batch):
        return tf.nn.conv2d(self.inputs[:batch], self.kernel, **self.rules)

    def weight_gradient(self, batch):
        return tf.raw_ops.Conv2DBackpropFilter(
            input=self.inputs[:batch],
            filter_sizes=self.kernel.shape,
            out_backprop=self.outputs[:batch],
            **self.rules,
        )

    def input_gradient(self, batch):
        return tf.raw_ops.Conv2DBackpropInput(
            input_sizes=[batch, *self.inputs.shape[1:]],
            filter=self.kernel,
            out_backprop=self.outputs[:batch],
            **self.rules,
        )


class TransposedConvolution(Convolution):
    """Forward is what the gradient of a convolution's inputs is, and so on."""

    def forward(self, batch):
        return super().input_gradient(batch)

    def input_gradient(self, batch):
        return super().forward(batch)


def mnist_layers(sizes):
    def dense(*shape):
        return Dense(sizes.batch_size, *shape)

    generator = itertools.pairwise((sizes.latent_dim, *sizes.generator_widths, 784))
    units = sizes.maxout_units
    width = units * sizes.maxout_pieces
    discriminator = [(784, width), (units, width), (units, 1)]
    return [[dense(*shape) for shape in net] for net in (generator, discriminator)]


def cifar10_layers(sizes):
    batch = sizes.batch_size
    height, width, channels = sizes.small_shape
    generator = [
        Dense(batch, sizes.latent_dim, sizes.generator_width),
        Dense(batch, sizes.generator_width, height * width * channels),
        TransposedConvolution(
            batch, 32, 3, channels, sizes.paint_size, sizes.paint_strides
        ),
    ]
    discriminator, length, inputs = [], 32, 3
    for filters, size, zeros, pool_size in sizes.convolutions:
        length += 2 * zeros
        outputs = filters * sizes.conv_pieces
        discriminator.append(Convolution(batch, length, inputs, outputs, size))
        inputs, length = filters, length - size + 1
        length = -(-(length - pool_size) // sizes.pool_strides) + 1
    units = sizes.maxout_units
    pieces = units * sizes.maxout_pieces
    discriminator.append(Dense(batch, length * length * inputs, pieces))
    discriminator.append(Dense(batch, units, 1))
    return generator, discriminator


LAYERS = {"mnist": mnist_layers, "cifar10-conv": cifar10_layers}
