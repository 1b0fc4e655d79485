"""Penalties that are added to the discriminator's loss."""

import numbers

import keras
import tensorflow as tf


class Penalty:
    """A term of the discriminator's objective beyond the adversarial loss.

    Subclasses define `__call__`. The penalty is logged under `name` and multiplied by
    `weight` in the objective; `every=n` computes it at each n-th step only, with n
    times the weight ("lazy regularization").

    Args:
        weight: float, the factor in front of the penalty, or a Keras learning rate
            schedule that gives it for a training step.
        every: int, the number of steps between two computations.
        name: str, the key under which the unweighted penalty is logged.

    Raises:
        ValueError: if `weight` is negative or `every` is below one.
    """

    def __init__(self, weight, every=1, name=None):
        if isinstance(weight, dict):  # a schedule in a saved configuration
            weight = keras.saving.deserialize_keras_object(weight)
        if not callable(weight) and not isinstance(weight, numbers.Real):
            raise TypeError(
                "`weight` of a penalty must be a number or a schedule of it. "
                f"Received: {weight=}."
            )
        if not callable(weight) and not weight >= 0:
            raise ValueError(
                f"`weight` of a penalty must not be negative. Received: {weight=}."
            )
        if not isinstance(every, int) or every < 1:
            raise ValueError(
                "`every` must be a positive integer, the number of steps between two "
                f"computations of the penalty. Received: every={every}."
            )
        self.weight = weight
        self.every = every
        self.name = name or type(self).__name__.lower()

    def __call__(self, discriminator, real_images, fake_images, seed):
        """Returns the unweighted penalty per example, float32, shape `(batch,)`.

        Args:
            discriminator: callable, from images to logits, in training mode.
            real_images: tensor `(batch, ...)`.
            fake_images: tensor `(batch, ...)`, constant with respect to D.
            seed: integer tensor of shape `(2,)` for penalties that draw at random.
        """
        raise TypeError(
            f"{type(self).__name__} must define "
            "`__call__(discriminator, real_images, fake_images, seed)`."
        )

    def weight_at(self, step):
        """The factor in front of the penalty at a training step."""
        return self.weight(step) if callable(self.weight) else self.weight

    def is_due(self, step):
        """Whether it is computed at a training step, an integer scalar tensor."""
        return tf.equal(step % self.every, 0)

    def get_config(self):
        """Returns the constructor's arguments."""
        weight = self.weight
        if callable(weight):
            weight = keras.saving.serialize_keras_object(weight)
        return {"weight": weight, "every": self.every, "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Makes the penalty from `get_config()`'s dictionary."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="keras_gan")
class R1(Penalty):
    """Half the squared gradient of D's logit at real images.

    Adds `weight / 2 * mean ||grad_x logit(x)||^2`, which keeps D flat where the data
    lies and lets the game converge. Where it is the only penalty, and D a
    `keras.Sequential` of dense layers and rectifiers, the alternating step gets its
    gradient without a second-order graph.

    Args:
        weight: float or schedule, gamma in the reference.
        every: int, see `Penalty`.
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
        every: int, see `Penalty`.
        name: str, the key in the logs.

    Reference: [Mescheder et al., 2018](https://arxiv.org/abs/1801.04406)
    """

    def __init__(self, weight=1.0, every=1, name="r2"):
        super().__init__(weight, every, name)

    def __call__(self, discriminator, real_images, fake_images, seed):  # noqa: D102
        return 0.5 * squared_gradient(discriminator, fake_images)


def total_penalty(
    penalties, trackers, discriminator, real_images, fake_images, seed, step
):
    """The weighted sum of the penalties that are due at a step.

    Args:
        penalties: sequence of `Penalty`.
        trackers: sequence of Keras metrics, one for each penalty, updated with the
            unweighted penalty of each example.
        discriminator: callable, from images to logits, in training mode.
        real_images: tensor `(batch, ...)`.
        fake_images: tensor `(batch, ...)`.
        seed: integer tensor of shape `(2,)`.
        step: integer scalar tensor, the training step.

    Returns:
        A float32 scalar, to be added to the discriminator's objective.
    """
    total = 0.0
    for penalty, tracker in zip(penalties, trackers, strict=True):

        def weighted(penalty=penalty, tracker=tracker):
            examples = penalty(discriminator, real_images, fake_images, seed)
            tracker.update_state(examples)
            weight = penalty.weight_at(step) * penalty.every
            return weight * tf.reduce_mean(examples)

        if penalty.every == 1:
            total += weighted()
        else:
            total += tf.cond(penalty.is_due(step), weighted, lambda: 0.0)
    return total


def squared_gradient(discriminator, images):
    """Squared Euclidean norm of the logit's gradient with respect to each image.

    Args:
        discriminator: callable, from images to one logit per image.
        images: float tensor `(batch, ...)`.

    Returns:
        A float32 tensor `(batch,)`, differentiable in D's weights.
    """
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(images)
        logits = tf.reduce_sum(tf.cast(discriminator(images), tf.float32))
    gradient = tf.cast(tape.gradient(logits, images), tf.float32)
    return tf.reduce_sum(tf.square(gradient), axis=list(range(1, len(images.shape))))
