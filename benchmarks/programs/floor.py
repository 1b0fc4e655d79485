"""What a step cannot do without: its matrix products, and one pass over the weights.

For convolutions, the products are TensorFlow's own convolution ops.
"""

import itertools

import tensorflow as tf

from benchmarks.programs import sizes_of


def make(optimizer, pair="mnist", k=1, **changes):
    """The floor of an alternating step.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        pair: str, "mnist" or "cifar10-conv".
        k: int, updates of D to each of G.
        **changes: sizes of the pair that are others.
    """
    sizes = sizes_of(pair, **changes)
    generator, discriminator = LAYERS[pair](sizes)
    batch = sizes.batch_size
    update = {"sgd": Layer.momentum_update, "adam": Layer.adam_update}[optimizer]

    def discriminator_turn():
        products = discriminator_products(generator, discriminator, batch)
        return updated(discriminator, update, products)

    def generator_turn():
        products = generator_products(generator, discriminator, batch)
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


def discriminator_products(generator, discriminator, batch):
    """Images of G, D on real and generated images, D's gradient."""
    products = [layer.forward(batch) for layer in generator]
    products += [layer.forward(2 * batch) for layer in discriminator]
    products += [layer.weight_gradient(2 * batch) for layer in discriminator]
    return products + [layer.input_gradient(2 * batch) for layer in discriminator[1:]]


def generator_products(generator, discriminator, batch):
    """G and D forward, back through D, G's gradient."""
    products = [layer.forward(batch) for layer in generator + discriminator]
    products += [layer.input_gradient(batch) for layer in discriminator]
    products += [layer.weight_gradient(batch) for layer in generator]
    return products + [layer.input_gradient(batch) for layer in generator[1:]]


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
