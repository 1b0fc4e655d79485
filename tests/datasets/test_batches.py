import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.datasets import batches, steps_per_epoch


def numbered(count):
    """Images (count, 2) that carry their own index."""
    return np.stack([np.arange(count), -np.arange(count)], axis=1).astype("float32")


def take(dataset, count):
    return [batch.numpy() for batch in itertools.islice(dataset, count)]


def orders(dataset, epochs, steps):
    """The indices seen, `(epochs, steps * batch_size)`."""
    seen = np.stack(take(dataset, epochs * steps))[..., 0]
    return seen.reshape(epochs, -1).astype(int)


def test_every_epoch_is_another_permutation():
    seen = orders(batches(numbered(12), 4), epochs=3, steps=3)
    for epoch in seen:
        assert sorted(epoch) == list(range(12))
    assert len({tuple(epoch) for epoch in seen}) == 3


def test_images_stay_whole():
    batch = take(batches(numbered(12), 4), 1)[0]
    assert batch.shape == (4, 2)
    np.testing.assert_array_equal(batch[:, 0], -batch[:, 1])


def test_incomplete_batch_is_dropped_and_differs_between_epochs():
    images = numbered(11)
    assert steps_per_epoch(images, 4) == 2
    seen = orders(batches(images, 4), epochs=20, steps=2)
    assert all(len(set(epoch)) == 8 for epoch in seen)
    assert set(seen.ravel()) == set(range(11))


def test_resumed_run_continues_the_order():
    images = numbered(10)
    whole = orders(batches(images, 3, seed=7), epochs=5, steps=3)
    resumed = orders(batches(images, 3, seed=7, initial_epoch=3), epochs=2, steps=3)
    np.testing.assert_array_equal(resumed, whole[3:])


def test_seed_decides_the_order():
    images = numbered(50)
    first, again, other = (
        orders(batches(images, 10, seed=seed), epochs=2, steps=5) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    # Epoch 1 of seed 0 is not epoch 0 of seed 1.
    zero = orders(batches(images, 10, seed=0), epochs=2, steps=5)
    assert not np.array_equal(zero[1], first[0])


def test_shuffle_is_uniform():
    # Where image 0 stands in 2,000 epochs of 4: a binomial with mean 500 and
    # standard deviation 19 for each place.
    seen = orders(batches(numbered(4), 4), epochs=2000, steps=1)
    places = np.bincount(np.argwhere(seen == 0)[:, 1], minlength=4)
    assert np.all(np.abs(places - 500) < 100)


def test_gives_float32_images_of_static_shape():
    dataset = batches(np.zeros((6, 5, 5, 1), "float64"), 2)
    assert dataset.element_spec == tf.TensorSpec((2, 5, 5, 1), tf.float32)


def test_says_that_it_never_ends():
    assert batches(numbered(8), 4).cardinality() == tf.data.INFINITE_CARDINALITY


def test_has_no_thread_that_fit_would_wait_for():
    dataset = batches(np.zeros((4, 2, 2, 1), "float32"), 2)
    assert dataset.options().autotune.enabled is False


def test_steps_end_an_epoch_of_keras():
    images = numbered(9)
    steps = steps_per_epoch(images, 4)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    model.compile(loss="mse", optimizer="sgd")
    pairs = batches(images, 4).map(lambda batch: (batch, batch))
    arguments = {"steps_per_epoch": steps, "shuffle": False, "verbose": 0}
    model.fit(pairs, epochs=3, **arguments)
    assert model.optimizer.iterations == 6


def test_bad_images_are_refused():
    with pytest.raises(ValueError, match="3 images, batch_size=4"):
        batches(numbered(3), 4)
    with pytest.raises(ValueError, match="empty"):
        batches(numbered(0), 4)
    with pytest.raises(ValueError, match="first at index 1"):
        batches(np.array([[0.0], [np.nan]]), 1)
    with pytest.raises(TypeError, match="uint8"):
        batches(numbered(4).astype("uint8"), 2)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, "1 or more. Received: batch_size=0"),
        ({"batch_size": 2.0}, TypeError, "Received: batch_size=2.0"),
        ({"initial_epoch": -1}, ValueError, "Received: initial_epoch=-1"),
        ({"seed": None}, TypeError, "Received: seed=None"),
    ],
)
def test_bad_numbers_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        batches(numbered(4), **{"batch_size": 2, **arguments})


def test_half_of_the_images_are_mirrored_and_other_ones_in_each_epoch():
    images = np.random.default_rng(0).random((64, 3, 4, 1), "float32")
    plain, flipped = (
        [np.asarray(b) for b in batches(images, 64, seed=5, flip=flip).take(2)]
        for flip in (False, True)
    )
    is_mirrored = []
    for one, other in zip(plain, flipped, strict=True):
        mirrored = (one[:, :, ::-1] == other).all(axis=(1, 2, 3))
        same = (one == other).all(axis=(1, 2, 3))
        assert (mirrored ^ same).all()
        assert 16 < mirrored.sum() < 48
        is_mirrored.append(mirrored)
    assert (is_mirrored[0] != is_mirrored[1]).any()
    (later,) = batches(images, 64, seed=5, initial_epoch=1, flip=True).take(1)
    np.testing.assert_array_equal(later, flipped[1])
    (both,) = batches(images, 32, seed=5, initial_epoch=1, flip=True).skip(1).take(1)
    options = {"initial_epoch": 1, "initial_step": 1, "flip": True}
    (later,) = batches(images, 32, seed=5, **options).take(1)
    np.testing.assert_array_equal(later, both)
    with pytest.raises(ValueError, match=r"Received: \(64, 12\) with flip=True"):
        batches(images.reshape(64, -1), 8, flip=True)
