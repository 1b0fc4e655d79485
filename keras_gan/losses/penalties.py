"""Terms of D that look at it as a function of images."""

import keras
import tensorflow as tf

from keras_gan.losses.terms import Term

TINY = 1e-12  # keeps the root of a squared norm differentiable at zero


class Penalty(Term):
    """A term of the discriminator that is a function of D, real and generated images.

    A subclass defines `__call__`, and never sees a model.

    Args:
        weight: float or schedule, see `Term`.
        every: int, see `Term`.
        name: str, the key in the logs.

    Attributes:
        at: str, "real" or "fake": of which examples D's other inputs, such as labels,
            are.
    """

    at = "real"

    def value(self, play):  # noqa: D102
        fake_images = tf.stop_gradient(play.fake_images)
        return self(play.critic(self.at), play.real_images, fake_images, play.seed)

    def __call__(self, discriminator, real_images, fake_images, seed):
        """Returns the unweighted penalty per example, float32, shape `(batch,)`.

        Args:
            discriminator: callable, from images to logits, in training mode. Layers
                such as `keras_gan.layers.DiffAugment` are part of it, so gradients by
                the images are at images that are not augmented.
            real_images: tensor `(batch, ...)`.
            fake_images: tensor `(batch, ...)`, constant with respect to D.
            seed: integer tensor of shape `(2,)` for penalties that draw at random.
        """
        raise TypeError(
            f"{type(self).__name__} must define "
            "`__call__(discriminator, real_images, fake_images, seed)`."
        )


@keras.saving.register_keras_serializable(package="keras_gan")
class R1(Penalty):
    """Half the squared gradient of D's logit at real images.

    Adds `weight / 2 * mean ||grad_x logit(x)||^2`, which keeps D flat where the data
    lies and lets the game converge.

    Args:
        weight: float or schedule, gamma in the reference.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: [Mescheder et al., 2018](https://arxiv.org/abs/1801.04406)
    """

    def __init__(self, weight=1.0, every=1, name="r1"):
        super().__init__(weight, every, name)

    def __call__(self, discriminator, real_images, fake_images, seed):  # noqa: D102
        return 0.5 * squared_gradient(discriminator, real_images)


@keras.saving.register_keras_serializable(package="keras_gan")
class R2(Penalty):
    """Half the squared gradient of D's logit at generated images.

    Args:
        weight: float or schedule, gamma in the reference.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: [Mescheder et al., 2018](https://arxiv.org/abs/1801.04406)
    """

    at = "fake"

    def __init__(self, weight=1.0, every=1, name="r2"):
        super().__init__(weight, every, name)

    def __call__(self, discriminator, real_images, fake_images, seed):  # noqa: D102
        return 0.5 * squared_gradient(discriminator, fake_images)


@keras.saving.register_keras_serializable(package="keras_gan")
class JointR1(Term):
    """Half the squared gradient of D's logit by all that D sees of real examples.

    `R1` is of images alone. Where D judges pairs, as in `keras_gan.BiGAN`, it
    may stay as steep as it likes in the codes, and tell real pairs from generated ones
    by them. Adds `weight / 2 * mean (||grad_x logit||^2 + ||grad_c logit||^2)`; whole
    numbers, such as labels, have no gradient and are left out.

    Args:
        weight: float or schedule, gamma in the reference.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: [Mescheder et al., 2018](https://arxiv.org/abs/1801.04406)
    """

    def __init__(self, weight=1.0, every=1, name="joint_r1"):
        super().__init__(weight, every, name)

    def value(self, play):  # noqa: D102
        seen = {k: v for k, v in play.seen().items() if v.dtype.is_floating}
        return 0.5 * squared_gradient(play.critic(), seen)


class _NormPenalty(Penalty):
    """`(||grad D|| / target - 1)^2` at points that a subclass draws."""

    def __init__(self, weight, target, one_sided, every, name):
        super().__init__(weight, every, name)
        if not target > 0:
            raise ValueError(
                "`target` is the norm that a gradient should have and must be "
                f"positive. Received: target={target}."
            )
        self.target = target
        self.one_sided = one_sided

    def _points(self, real_images, fake_images, seed):
        raise TypeError(f"{type(self).__name__} must define `_points`.")

    def __call__(self, discriminator, real_images, fake_images, seed):  # noqa: D102
        points = self._points(real_images, fake_images, seed)
        norms = tf.sqrt(squared_gradient(discriminator, points) + TINY)
        excess = norms / self.target - 1.0
        return tf.square(tf.nn.relu(excess) if self.one_sided else excess)

    def get_config(self):  # noqa: D102
        return {
            **super().get_config(),
            "target": self.target,
            "one_sided": self.one_sided,
        }


@keras.saving.register_keras_serializable(package="keras_gan")
class GradientPenalty(_NormPenalty):
    """Keeps the norm of D's gradient near `target` between real and generated images.

    Adds `weight * mean (||grad D(x)|| / target - 1)^2` at `x = a real + (1 - a) fake`,
    with an a in [0, 1] drawn for each pair. One-sided, only greater norms are
    penalized.

    Args:
        weight: float or schedule, lambda in the reference.
        target: float, the norm that is not penalized.
        one_sided: bool, whether smaller norms are free.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: [Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028)
    """

    def __init__(
        self,
        weight=10.0,
        target=1.0,
        one_sided=False,
        every=1,
        name="gradient_penalty",
    ):
        super().__init__(weight, target, one_sided, every, name)

    def _points(self, real_images, fake_images, seed):
        ones = [1] * (real_images.shape.rank - 1)
        shape = tf.stack([tf.shape(real_images)[0], *ones])
        share = tf.random.stateless_uniform(shape, seed, dtype=real_images.dtype)
        fake_images = tf.cast(fake_images, real_images.dtype)
        return fake_images + share * (real_images - fake_images)


@keras.saving.register_keras_serializable(package="keras_gan")
class Dragan(_NormPenalty):
    """Keeps the norm of D's gradient near `target` around real images.

    Adds `weight * mean (||grad D(x)|| / target - 1)^2` at `x = real + std / 2 * u`,
    where u is uniform on [0, 1] for each value and std the standard deviation of all
    values of the batch; on several replicas, of each replica's share of it.

    Args:
        weight: float or schedule, lambda in the reference.
        target: float, the norm that is not penalized.
        one_sided: bool, whether smaller norms are free.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: [Kodali et al., 2017](https://arxiv.org/abs/1705.07215)
    """

    def __init__(
        self, weight=10.0, target=1.0, one_sided=False, every=1, name="dragan"
    ):
        super().__init__(weight, target, one_sided, every, name)

    def _points(self, real_images, fake_images, seed):
        noise = tf.random.stateless_uniform(
            tf.shape(real_images), seed, dtype=real_images.dtype
        )
        return real_images + 0.5 * tf.math.reduce_std(real_images) * noise


def squared_gradient(discriminator, images):
    """Squared Euclidean norm of the logit's gradient with respect to each image.

    Args:
        discriminator: callable, from images to logits; of several logits an image,
            such as those of patches, the mean is taken.
        images: float tensor `(batch, ...)`; or a dict of such by name, of which the
            gradients by all are summed.

    Returns:
        A float32 tensor `(batch,)`, differentiable in D's weights.
    """
    parts = tf.nest.flatten(images)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(parts)
        logits = tf.cast(discriminator(images), tf.float32)
        if logits.shape.rank is None or logits.shape[1:].num_elements() != 1:
            count = tf.shape(parts[0])[0]
            logits = tf.reduce_mean(tf.reshape(logits, (count, -1)), 1)
        logits = tf.reduce_sum(logits)
    return sum(map(_squared_norm, tape.gradient(logits, parts)))


def _squared_norm(gradient):
    """The squared norm of each example's gradient."""
    gradient = tf.square(tf.cast(gradient, tf.float32))
    return tf.reduce_sum(gradient, axis=list(range(1, len(gradient.shape))))
