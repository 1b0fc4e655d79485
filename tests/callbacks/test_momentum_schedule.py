import keras
import numpy as np
import pytest

import keras_gan
from keras_gan.callbacks import MomentumSchedule
from keras_gan.networks import dense_discriminator, dense_generator

IMAGES = np.random.default_rng(0).uniform(size=(16, 2, 2, 1)).astype("float32")


def game(optimizer=keras_gan.optimizers.SGD, **kwargs):
    keras.utils.set_random_seed(0)
    generator = dense_generator((2, 2, 1), 3, (4,))
    discriminator = dense_discriminator((2, 2, 1), (4,))
    gan = keras_gan.GAN(generator, discriminator, seed=0)
    arguments = {"learning_rate": 0.1, **kwargs}
    gan.compile(optimizer(**arguments), optimizer(**arguments))
    return gan


def fit(gan, callbacks, **kwargs):
    return gan.fit(
        IMAGES, batch_size=8, shuffle=False, verbose=0, callbacks=callbacks, **kwargs
    )


@pytest.mark.parametrize(
    "epoch, momentum",
    # The paper's .5 to .7 from epoch 1 to 250, by hand.
    [
        (1, 0.5),
        (2, 0.5 + 0.2 / 249),
        (125.5, 0.6),
        (250, 0.7),
        (251, 0.7),
        (10**6, 0.7),
    ],
)
def test_of_the_paper(epoch, momentum):
    assert MomentumSchedule().momentum(epoch) == pytest.approx(momentum, rel=1e-12)


def test_stays_at_its_start_before_the_first_epoch():
    schedule = MomentumSchedule(0.9, 0.1, first_epoch=3, last_epoch=5)
    values = [schedule.momentum(epoch) for epoch in range(1, 8)]
    np.testing.assert_allclose(values, [0.9, 0.9, 0.9, 0.5, 0.1, 0.1, 0.1], rtol=1e-12)


class Momenta(keras.callbacks.Callback):
    """What both optimizers use in each batch."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_begin(self, batch, logs=None):
        optimizers = self.model.optimizer.optimizers
        self.seen.append([float(o.current_momentum) for o in optimizers])


def test_steers_both_optimizers_and_logs():
    momenta = Momenta()
    schedule = MomentumSchedule(0.2, 0.6, last_epoch=3)
    history = fit(game(momentum=0.5), [schedule, momenta], epochs=4)
    expected = [0.2, 0.4, 0.6, 0.6]
    np.testing.assert_allclose(history.history["momentum"], expected, rtol=1e-6)
    # Two batches an epoch, two optimizers.
    np.testing.assert_allclose(momenta.seen, np.repeat(expected, 2)[:, None] * [1, 1])


def test_a_resumed_run_goes_on_where_it_was():
    schedule = MomentumSchedule(0.2, 0.6, last_epoch=3)
    history = fit(game(momentum=0.5), [schedule], initial_epoch=1, epochs=3)
    np.testing.assert_allclose(history.history["momentum"], [0.4, 0.6], rtol=1e-6)


def test_moves_the_weights_as_that_momentum_does():
    def trained(callbacks, momentum):
        gan = game(momentum=momentum)
        fit(gan, callbacks, epochs=2)
        return gan.generator.get_weights() + gan.discriminator.get_weights()

    still = [MomentumSchedule(0.8, 0.8, last_epoch=2)]
    steered, constant = trained(still, momentum=0.3), trained([], momentum=0.8)
    for a, b in zip(steered, constant, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)
    other = trained([], momentum=0.3)
    assert np.abs(other[0] - constant[0]).max() > 1e-4


def test_reaches_optimizers_under_a_loss_scale():
    def scaled(learning_rate):
        inner = keras_gan.optimizers.SGD(learning_rate, momentum=0.5)
        return keras.optimizers.LossScaleOptimizer(inner)

    gan = game(scaled)
    fit(gan, [MomentumSchedule(0.2, 0.6, last_epoch=3)], epochs=2)
    for optimizer in gan.optimizer.optimizers:
        np.testing.assert_allclose(optimizer.inner_optimizer.current_momentum, 0.4)


@pytest.mark.parametrize(
    "optimizer, kwargs",
    [
        (keras.optimizers.SGD, {"momentum": 0.5}),
        (keras.optimizers.Adam, {}),
        (keras_gan.optimizers.SGD, {}),  # no momentum from the start
    ],
)
def test_optimizers_it_cannot_steer(optimizer, kwargs):
    gan = game(optimizer, **kwargs)
    with pytest.raises(TypeError, match="Use `keras_gan.optimizers.SGD"):
        fit(gan, [MomentumSchedule()])
    assert int(gan.step_counter) == 0


@pytest.mark.parametrize("first, last", [(5, 5), (5, 2)])
def test_epochs_the_wrong_way_round(first, last):
    with pytest.raises(ValueError, match=f"first_epoch={first}, last_epoch={last}"):
        MomentumSchedule(first_epoch=first, last_epoch=last)
