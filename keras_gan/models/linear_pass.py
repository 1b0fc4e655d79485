"""D's gradients with R1, without a second-order graph, where D is piecewise linear."""

import keras
import tensorflow as tf

from keras_gan.layers import RandomShift
from keras_gan.losses import R1

# Linear in the image, and without weights.
HEAD_LAYERS = (keras.layers.InputLayer, keras.layers.Flatten, RandomShift)
# Their second derivative is zero.
ACTIVATION_LAYERS = (keras.layers.LeakyReLU, keras.layers.ReLU)
ACTIVATIONS = (
    keras.activations.leaky_relu,
    keras.activations.linear,
    keras.activations.relu,
)


def has_linear_r1(network, terms):
    """Whether `LinearPass` gives the gradients of this network with these terms.

    It does where R1 is D's only term, and the network a `keras.Sequential` of dense
    layers and rectifiers in float32, perhaps behind `Flatten` and `RandomShift`.

    Args:
        network: built `keras.Model`.
        terms: list of `keras_gan.losses.Term`, of D.

    Returns:
        bool, False where in doubt.
    """
    if type(network) is not keras.Sequential or [type(t) for t in terms] != [R1]:
        return False
    _, stages = _head_and_stages(network)
    weights = [v for dense, _ in stages for v in dense.weights]
    return (
        all(map(_is_known, network.layers))
        and len(stages) > 0
        and len(stages[0][0].input.shape) == 2
        and [id(v) for v in weights] == [id(v) for v in network.trainable_variables]
    )


def _is_known(layer):
    if layer.activity_regularizer is not None:
        return False
    if type(layer) is keras.layers.Dense:
        return (
            layer.dtype_policy.name == "float32"
            and layer.activation in ACTIVATIONS
            and layer.kernel_regularizer is None
            and layer.bias_regularizer is None
        )
    return type(layer) in HEAD_LAYERS + ACTIVATION_LAYERS


def _head_and_stages(network):
    """The layers before the first dense one; and pairs of a dense one and what follows.

    What follows are the functions that its products go through.
    """
    head, stages = [], []
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dense):
            stages.append((layer, [layer.activation]))
        elif stages:
            stages[-1][1].append(layer)
        else:
            head.append(layer)
    return head, stages


def move(player, play, guard):
    """D's update by the same gradients as with a nested tape.

    Args:
        player: `keras_gan.models.player.Player` whose first network and terms have a
            linear R1.
        play: `keras_gan.models.Play`.
        guard: `keras_gan.models.divergence.Guard`.
    """
    count = tf.shape(play.real_images)[0]
    images = [tf.cast(i, tf.float32) for i in (play.real_images, play.fake_images)]
    linear_pass = LinearPass(player.networks[0], tf.concat(images, axis=0))
    logits = linear_pass.logits
    with tf.GradientTape() as tape:
        tape.watch(logits)
        play.real_outputs = {"logits": logits[:count]}
        play.fake_outputs = {"logits": logits[count:]}
        objective = player.scaled(player.adversarial(play))
    (r1,), (tracker,) = player.terms, player.trackers
    weight = player.scaled(r1.every * r1.weight_at(play.step))
    weight /= tf.cast(count, tf.float32)
    gradients, penalties = linear_pass.gradients(
        tape.gradient(objective, logits), count, weight, r1.is_due(play.turn)
    )
    tracker.update_state(penalties)
    objective += weight * tf.reduce_sum(penalties)
    player.update(objective, gradients, guard)


class LinearPass:
    """A pass of images through a piecewise linear D, and the gradients it leads to.

    For one image, such a D is linear: its slopes s_l at the rectifiers are fixed, and
    one pass back from the logit gives the deltas d_l at the dense layers and the
    gradient g in the image. R1's gradient then needs only tangents that start as g and
    pass forward through the same slopes, t_l = s_l * (t_{l-1} W_l): with a_l for a
    layer's input, c for the loss' derivative in the logit and w for R1's weight, that
    of a kernel is `(c a_l + w t_l)^T d_l`, one product for the loss and the penalty.

    Args:
        discriminator: one for which `has_linear_r1`.
        images: float32 tensor `(batch, ...)`.

    Attributes:
        logits: tensor `(batch, 1)`.
    """

    def __init__(self, discriminator, images):
        head, stages = _head_and_stages(discriminator)
        self._images = images
        with tf.GradientTape(persistent=True) as self._head_tape:
            self._head_tape.watch(images)
            outputs = images
            for layer in head:
                outputs = layer(outputs, training=True)
        self._stages = []
        for dense, activations in stages:
            self._stages.append(_Stage(dense, activations, outputs))
            outputs = self._stages[-1].outputs
        self.logits = outputs

    def gradients(self, of_logits, real_count, weight, is_due):
        """Gradients of the loss and, where it is due, of R1.

        Args:
            of_logits: tensor `(batch, 1)`, the loss' derivative.
            real_count: integer scalar tensor, how many images, the first ones, R1
                looks at.
            weight: scalar tensor, in front of the sum of R1 over them.
            is_due: boolean scalar tensor.

        Returns:
            Pair of a list of tensors like the trainable variables, and a float32
            tensor with R1 of each image, or of none where it is not due.
        """
        # R1 needs the derivatives of the logit itself. Without it, those of the loss
        # do, and nothing has to be multiplied afterwards.
        ones = tf.ones_like(of_logits)
        factors = tf.where(is_due, of_logits, ones)
        deltas = self._pass_back(tf.where(is_due, ones, of_logits))
        inputs, penalties = tf.cond(
            is_due,
            lambda: self._penalized_inputs(deltas[0], factors, real_count, weight),
            lambda: ([stage.inputs for stage in self._stages], tf.zeros([0])),
        )
        gradients = []
        for stage, values, delta in zip(self._stages, inputs, deltas, strict=True):
            gradients.append(tf.matmul(values, delta, transpose_a=True))
            if stage.dense.use_bias:
                of_bias = tf.matmul(factors, delta, transpose_a=True)
                gradients.append(tf.squeeze(of_bias, axis=0))
        return gradients, penalties

    def _pass_back(self, delta):
        """The derivatives by what each dense layer puts out, first to last."""
        deltas = []
        for stage in reversed(self._stages):
            deltas.insert(0, stage.back_through_activations(delta))
            if stage is not self._stages[0]:
                delta = tf.matmul(deltas[0], stage.dense.kernel, transpose_b=True)
        return deltas

    def _penalized_inputs(self, delta, factors, real_count, weight):
        """What the deltas are multiplied with, and R1 of each image."""
        penalties, tangents = self._image_gradients(delta[:real_count])
        tangents *= weight
        inputs = []
        for stage in self._stages:
            values = factors * stage.inputs
            real = values[:real_count] + tangents
            inputs.append(tf.concat([real, values[real_count:]], axis=0))
            if stage is not self._stages[-1]:
                slopes = stage.back_through_activations(tf.ones_like(stage.outputs))
                tangents = tf.matmul(tangents, stage.dense.kernel)
                tangents *= slopes[:real_count]
        return inputs, penalties

    def _image_gradients(self, delta):
        """R1 of each image, and its gradient as a tangent of the first dense layer."""
        count = tf.shape(delta)[0]
        first = self._stages[0]
        gradients = tf.matmul(delta, first.dense.kernel, transpose_b=True)
        with tf.GradientTape() as tape:
            tape.watch(gradients)
            others = tf.shape(self._images)[0] - count
            of_images = self._head_tape.gradient(
                first.inputs,
                self._images,
                output_gradients=tf.pad(gradients, [(0, others), (0, 0)]),
            )
        tangents = tape.gradient(of_images, gradients, output_gradients=of_images)
        squares = tf.square(of_images[:count])
        axes = list(range(1, len(squares.shape)))
        return 0.5 * tf.reduce_sum(squares, axis=axes), tangents


class _Stage:
    """A dense layer, and the activations that its products go through."""

    def __init__(self, dense, activations, inputs):
        self.dense, self.inputs = dense, inputs
        self._products = tf.matmul(inputs, dense.kernel)
        if dense.use_bias:
            self._products = tf.nn.bias_add(self._products, dense.bias)
        self.outputs = self._products
        with tf.GradientTape(persistent=True) as self._tape:
            self._tape.watch(self._products)
            for activation in activations:
                self.outputs = activation(self.outputs)

    def back_through_activations(self, delta):
        return self._tape.gradient(self.outputs, self._products, output_gradients=delta)
