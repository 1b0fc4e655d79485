import itertools

import numpy as np
import pytest
import tensorflow as tf

from keras_gan.latents import Normal, Stream, noise_seed


def test_every_place_has_its_own_seed():
    places = itertools.product([0, 1], Stream, range(4), range(3))
    seeds = {tuple(noise_seed(*place).numpy()) for place in places}
    assert len(seeds) == 2 * len(Stream) * 4 * 3


def test_streams_and_replicas_do_not_share_noise():
    # A draw of one place must not reappear at the next step of another.
    draws = [
        Normal()((4, 8), noise_seed(7, stream, step, replica)).numpy()
        for stream in Stream
        for step in range(3)
        for replica in range(2)
    ]
    for a, b in itertools.combinations(draws, 2):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.8


def test_equal_places_have_equal_seeds_whatever_the_type():
    expected = noise_seed(3, Stream.TEST, 5, 1).numpy()
    as_tensors = noise_seed(
        tf.constant(3), Stream.TEST, tf.constant(5, tf.int64), tf.constant(1)
    )
    np.testing.assert_array_equal(as_tensors, expected)
    np.testing.assert_array_equal(
        noise_seed(np.int64(3), Stream.TEST, np.int32(5), 1), expected
    )
    assert as_tensors.dtype == tf.int64
    assert as_tensors.shape == (2,)


@pytest.mark.parametrize("compiled", [False, True])
def test_a_graph_derives_the_same_seed(compiled):
    @tf.function(jit_compile=compiled)
    def derive(counter):
        return noise_seed(3, Stream.PENALTY, counter)

    for counter in (0, 1000):
        np.testing.assert_array_equal(
            derive(tf.constant(counter)), noise_seed(3, Stream.PENALTY, counter)
        )


def test_large_and_negative_seeds():
    seeds = [-1, 0, 2**31, 2**40, 2**63 - 1]
    derived = {tuple(noise_seed(seed, Stream.SAMPLE, 0).numpy()) for seed in seeds}
    assert len(derived) == len(seeds)


def test_noise_stays_what_it_was():
    # Drawn by this package at version 0.1.0; a change would break resumed runs and
    # published seeds.
    np.testing.assert_array_equal(
        noise_seed(1, Stream.DISCRIMINATOR_STEP, 0), [-7441388444004093363, 0]
    )


def test_streams_have_numbers_that_never_change():
    # A new stream must take another number, and leave these, or resumed runs on
    # replicas would draw other noise. The seeds were drawn at version 0.1.0.
    numbers = {stream.name: stream.value for stream in Stream}
    assert numbers == {
        "DISCRIMINATOR_STEP": 0,
        "GENERATOR_STEP": 1,
        "PENALTY": 2,
        "TEST": 3,
        "SAMPLE": 4,
        "STATISTICS": 5 * 2**20,
        "MASK": 10 * 2**20,
    }
    np.testing.assert_array_equal(
        noise_seed(1, Stream.GENERATOR_STEP, 7, replica_id=3), [6536853176505799428, 7]
    )
