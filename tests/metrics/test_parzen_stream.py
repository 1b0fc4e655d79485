import numpy as np
import pytest

from keras_gan.metrics import ParzenStream, parzen_log_likelihood, parzen_on_gpu


def random_images(count, seed):
    return np.random.default_rng(seed).random((count, 4, 3))


@pytest.fixture
def examples():
    return random_images(23, seed=0)


@pytest.fixture
def samples():
    return random_images(61, seed=1)


@pytest.mark.parametrize("sizes", [(61,), (1, 60), (20, 20, 21)])
@pytest.mark.parametrize("sigma", [0.05, (0.05, 0.3, 2.0)])
def test_portions_make_no_difference(examples, samples, sizes, sigma):
    stream = ParzenStream(examples, sigma, block_size=7)
    for portion in np.split(samples, np.cumsum(sizes)[:-1]):
        stream.add(portion)
    expected = parzen_log_likelihood(examples, samples, sigma)
    assert stream.num_samples == 61
    assert stream.log_likelihood().shape == expected.shape
    np.testing.assert_allclose(stream.log_likelihood(), expected, rtol=1e-12)


def test_it_tells_what_it_has_so_far(examples, samples):
    stream = ParzenStream(examples, 0.2)
    for end in (10, 61):
        stream.add(samples[stream.num_samples : end])
        expected = parzen_log_likelihood(examples, samples[:end], 0.2)
        np.testing.assert_allclose(stream.log_likelihood(), expected, rtol=1e-12)


def test_the_nearest_sample_may_come_last(examples):
    # Far samples first: all of their share must vanish beside the example itself.
    stream = ParzenStream(examples, 0.01)
    stream.add(examples + 1.0)
    stream.add(examples)
    expected = parzen_log_likelihood(
        examples, np.concatenate([examples, examples + 1.0]), 0.01
    )
    np.testing.assert_allclose(stream.log_likelihood(), expected, rtol=1e-12)


def test_a_restored_stream_goes_on(examples, samples, tmp_path):
    sigmas = (0.1, 0.2)
    whole, first, second = (ParzenStream(examples, sigmas) for _ in range(3))
    whole.add(samples[:30])
    whole.add(samples[30:])
    first.add(samples[:30])
    np.savez(tmp_path / "sums.npz", **first.state())
    with np.load(tmp_path / "sums.npz") as state:
        second.restore(state)
    second.add(samples[30:])
    assert second.num_samples == 61
    np.testing.assert_array_equal(second.log_likelihood(), whole.log_likelihood())


def test_a_state_of_another_stream_is_refused(examples, samples):
    stream = ParzenStream(examples, 0.1)
    stream.add(samples)
    with pytest.raises(ValueError, match="one with 23 examples and sigma=0.1"):
        ParzenStream(examples, 0.2).restore(stream.state())
    with pytest.raises(ValueError, match="where this one has 22"):
        ParzenStream(examples[1:], 0.1).restore(stream.state())


def test_a_state_does_not_change_with_its_stream(examples, samples):
    stream = ParzenStream(examples, 0.1)
    stream.add(samples[:30])
    state = stream.state()
    before = state["sums"].copy()
    stream.add(samples[30:])
    np.testing.assert_array_equal(state["sums"], before)


def test_without_samples_there_is_no_score(examples):
    with pytest.raises(ValueError, match="Received: none yet"):
        ParzenStream(examples, 0.1).log_likelihood()


def test_bad_samples_leave_it_as_it_was(examples, samples):
    stream = ParzenStream(examples, 0.1)
    stream.add(samples)
    before = stream.log_likelihood()
    with pytest.raises(ValueError, match="`samples` must be finite"):
        stream.add(np.full((2, 4, 3), np.nan))
    with pytest.raises(ValueError, match="must have the same shape"):
        stream.add(np.ones((2, 5)))
    with pytest.raises(TypeError, match="must hold floating-point numbers"):
        stream.add(np.ones((2, 12), "int64"))
    assert stream.num_samples == 61
    np.testing.assert_array_equal(stream.log_likelihood(), before)


def test_the_sums_of_a_gpu_are_those_of_a_processor(monkeypatch, examples, samples):
    monkeypatch.setattr(parzen_on_gpu, "BLOCK_SIZE", 13 * 13)  # several blocks
    sigmas = np.array([0.05, 0.3, 2.0])
    stream = ParzenStream(examples, sigmas, device="CPU")
    nearest, sums = np.full(23, np.inf), np.zeros((3, 23))
    rows = examples.reshape(23, 12)
    for part in np.array_split(samples, 3):
        stream.add(part)
        parzen_on_gpu.add_samples(
            rows.__getitem__,
            part.reshape(-1, 12),
            sums,
            nearest,
            1 / (2 * sigmas**2),
            device="CPU:0",
        )
    state = stream.state()
    np.testing.assert_allclose(nearest, state["nearest"], rtol=1e-12)
    np.testing.assert_allclose(sums, state["sums"], rtol=1e-10)


def test_a_device_that_is_not_there(examples):
    with pytest.raises(ValueError, match="must be one of .* device='TPU'"):
        ParzenStream(examples, 0.2, device="TPU")
