"""The rules of the paper's recipes, as numbers."""

import types

import numpy as np
import pytest

from keras_gan import callbacks, latents, losses, optimizers, recipes
from keras_gan.recipes.paper_game import paper_callbacks

SMALL = types.SimpleNamespace(
    image_shape=(11, 11, 1), train=np.full((2, 11, 11, 1), 0.5, "float32")
)


@pytest.mark.parametrize(
    ("name", "rate", "prior"),
    [("mnist-2014", 0.1, latents.Uniform), ("faces", 0.05, latents.Normal)],
)
def test_the_rules(name, rate, prior):
    recipe = recipes.get(name)
    gan = recipe.build(SMALL, total_steps=10, seed=3)
    assert recipe.batch_size == 100
    for optimizer in (gan.d_optimizer, gan.g_optimizer):
        assert type(optimizer) is optimizers.SGD
        assert float(optimizer.momentum) == 0.5
        assert float(optimizer.learning_rate) == pytest.approx(rate, rel=1e-6)
        optimizer.iterations.assign(1000)
        after = rate / 1.000004**1000
        assert float(optimizer.learning_rate) == pytest.approx(after, rel=1e-6)
    assert type(gan.adversarial_loss) is losses.NonSaturating
    assert (gan.update, gan.discriminator_steps) == ("simultaneous", 1)
    assert gan.terms == []
    assert type(gan.latent) is prior
    assert gan.latent_dim == 100
    assert gan.seed == 3


def test_the_second_stage_of_faces_has_the_rules_of_the_first():
    recipe = recipes.get("faces")
    first = recipe.build(SMALL, total_steps=10, seed=3)
    second = recipe.next_stage.build(first, SMALL, 95, 3)
    assert second.latent_dim == first.latent_dim
    # Two layers more, and the trained ones are the same variables, not copies.
    deeper = {id(v) for v in second.generator.trainable_variables}
    assert {id(v) for v in first.generator.trainable_variables} < deeper
    assert len(deeper) == len(first.generator.trainable_variables) + 4
    assert (second.update, second.terms) == ("simultaneous", [])
    assert float(second.d_optimizer.learning_rate) == pytest.approx(0.05, rel=1e-6)
    assert second.generator_ema == pytest.approx(0.95)


def test_momentum_grows_over_250_epochs():
    (schedule,) = paper_callbacks(epochs_before=50)
    assert type(schedule) is callbacks.MomentumSchedule
    assert (schedule.first_epoch, schedule.last_epoch) == (51, 300)
