"""What a step cannot do without: its matrix products, and one pass over the weights."""

import itertools

import tensorflow as tf

from benchmarks import programs

MAXOUT_WIDTH = programs.MAXOUT_UNITS * programs.MAXOUT_PIECES
# (inputs, outputs) of each layer
GENERATOR = list(itertools.pairwise((programs.LATENT_DIM, *programs.GENERATOR_WIDTHS)))
DISCRIMINATOR = [(784, MAXOUT_WIDTH), (programs.MAXOUT_UNITS, MAXOUT_WIDTH)]
DISCRIMINATOR += [(programs.MAXOUT_UNITS, 1)]


def make(update):
    """The floor of an alternating step.

    Args:
        update: str, "sgd" (with momentum) or "adam".
    """
    layers = [Layer(*shape) for shape in GENERATOR + DISCRIMINATOR]
    generator, discriminator = layers[: len(GENERATOR)], layers[len(GENERATOR) :]
    updates = {"sgd": Layer.momentum_update, "adam": Layer.adam_update}

    @tf.function
    def step():
        batch = programs.BATCH_SIZE
        products = []
        # D's turn: images of G, D on real and generated images, D's gradient.
        products += [layer.forward(batch) for layer in generator]
        products += [layer.forward(2 * batch) for layer in discriminator]
        products += [layer.weight_gradient(2 * batch) for layer in discriminator]
        products += [layer.input_gradient(2 * batch) for layer in discriminator[1:]]
        # G's turn: G and D forward, back through D, G's gradient.
        products += [layer.forward(batch) for layer in layers]
        products += [layer.input_gradient(batch) for layer in discriminator]
        products += [layer.weight_gradient(batch) for layer in generator]
        products += [layer.input_gradient(batch) for layer in generator[1:]]
        for layer in layers:
            updates[update](layer)
        # One number of each, so that none is optimized away.
        return tf.add_n([product[0, 0] for product in products])

    def run(steps):
        for _ in range(steps):
            last = step()
        last.numpy()

    return run


class Layer:
    """The weights of a dense layer and what its products read."""

    def __init__(self, inputs, outputs):
        self.kernel = tf.Variable(tf.random.normal((inputs, outputs), stddev=0.01))
        self.first = tf.Variable(tf.zeros((inputs, outputs)))
        self.second = tf.Variable(tf.zeros((inputs, outputs)))
        self.gradient = tf.Variable(tf.random.normal((inputs, outputs), stddev=0.01))
        rows = 2 * programs.BATCH_SIZE
        self.inputs = tf.Variable(tf.random.normal((rows, inputs)))
        self.outputs = tf.Variable(tf.random.normal((rows, outputs)))

    def forward(self, batch):
        return tf.matmul(self.inputs[:batch], self.kernel)

    def weight_gradient(self, batch):
        return tf.matmul(self.inputs[:batch], self.outputs[:batch], transpose_a=True)

    def input_gradient(self, batch):
        return tf.matmul(self.outputs[:batch], self.kernel, transpose_b=True)

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
