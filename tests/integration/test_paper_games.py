"""The networks of the 2014 paper in the paper's game: tiny, and faces at their width.

MNIST's pair is played in `tests/integration/test_examples.py`.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan import networks
from keras_gan.recipes.paper_game import paper_callbacks, paper_game

RNG = np.random.default_rng(0)
FACES = RNG.random((8, 4, 4, 1), "float32")
COLOURS = RNG.normal(size=(8, 11, 11, 3)).astype("float32")  # normalized contrast


def faces():
    generator = networks.faces_generator((4, 4, 1), 3, 6, FACES.mean(axis=0))
    return generator, networks.faces_discriminator((4, 4, 1), 4, 2), FACES


def faces_second_stage():
    generator, discriminator, images = faces()
    latents = RNG.normal(size=(100, 3)).astype("float32")
    deeper = networks.put_below(networks.faces_bottom(3, 5), generator, latents)
    return deeper, discriminator, images


def cifar10_dense():
    generator = networks.cifar10_dense_generator((11, 11, 3), 3, 6)
    return generator, networks.cifar10_dense_discriminator((11, 11, 3), 4, 2), COLOURS


def cifar10_conv():
    generator = networks.cifar10_conv_generator((11, 11, 3), 3, 6, channels=2)
    # So wide that its five layers of dropout leave a path to every weight.
    discriminator = networks.cifar10_conv_discriminator((11, 11, 3), (2, 8, 4), 20)
    return generator, discriminator, COLOURS


@pytest.fixture(params=[faces, faces_second_stage, cifar10_dense, cifar10_conv])
def played(request):
    """A game after one step, its images, and the weights before."""
    keras.utils.set_random_seed(1)
    generator, discriminator, images = request.param()
    # D's first weights are so small that a step would be lost in rounding.
    for variable in discriminator.trainable_variables:
        # Those of convolutions have many inputs, and would make logits of hundreds.
        inputs = np.prod(variable.shape[:-1]) if len(variable.shape) == 4 else 1
        variable.assign(inputs**-0.5 * RNG.normal(size=variable.shape))
    gan = paper_game(generator, discriminator, learning_rate=0.05, seed=0)
    before = [w.numpy() for w in gan.trainable_variables]
    gan.fit(images, batch_size=8, verbose=0, callbacks=paper_callbacks())
    return gan, images, before


def test_one_step_moves_both(played):
    gan, _, before = played
    assert int(gan.step_counter.numpy()) == 1
    trained = {v.path: v.numpy() for v in gan.trainable_variables}
    assert len(before) == len(trained)
    for (path, now), was in zip(trained.items(), before, strict=True):
        assert np.isfinite(now).all()
        assert not np.array_equal(now, was), path


def test_save_and_load(played, tmp_path):
    gan, images, _ = played
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    for a, b in zip(gan.variables, loaded.variables, strict=True):
        np.testing.assert_array_equal(a, b, err_msg=a.path)
    for averaged in (True, False):
        np.testing.assert_array_equal(
            gan.sample(5, seed=1, averaged=averaged),
            loaded.sample(5, seed=1, averaged=averaged),
        )
    for game in (gan, loaded):
        game.fit(images, batch_size=8, shuffle=False, verbose=0)
    for a, b in zip(gan.variables, loaded.variables, strict=True):
        np.testing.assert_array_equal(a, b, err_msg=a.path)


def test_export(played, tmp_path):
    gan, _, _ = played
    gan.export(tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served")
    images = served.signatures["sample"](
        count=tf.constant(5), seed=tf.constant(1, tf.int64)
    )["images"]
    np.testing.assert_allclose(images, gan.sample(5, seed=1), rtol=1e-5, atol=1e-6)


def test_a_step_of_faces_at_the_papers_widths(faces_data):
    images = faces_data.train[:10]
    keras.utils.set_random_seed(0)
    generator = networks.faces_generator(mean_image=faces_data.train.mean(axis=0))
    latents = RNG.normal(size=(100, 100)).astype("float32")
    deeper = networks.put_below(networks.faces_bottom(), generator, latents)
    for stage in (generator, deeper):
        gan = paper_game(stage, networks.faces_discriminator(), 0.05, seed=0)
        logs = gan.train_on_batch(images, return_dict=True)
        assert all(np.isfinite(value) for value in logs.values())
        assert gan.sample(1, seed=0).shape == (1, 48, 48, 1)
    assert deeper.count_params() > 80e6


def test_linear_outputs_leave_zero_to_one():
    generator, _, _ = cifar10_dense()
    images = generator(keras.random.normal((64, 3), 0.0, 1.0, seed=0))
    assert np.min(images) < 0
