import numpy as np
import pytest

from keras_gan import datasets, metrics
from keras_gan.metrics import SCORES, FeatureNetwork, Reader, in_unit_range, scores


@pytest.fixture(scope="module")
def digits():
    return datasets.digits()


@pytest.fixture(scope="module")
def reader(digits):
    return Reader.trained_on(
        digits.train,
        digits.labels["train"],
        digits.test,
        digits.labels["test"],
        epochs=8,
    )


PIXELS = FeatureNetwork(lambda images: images.reshape(len(images), -1), "pixels")
OF_DIGITS = sorted(set(SCORES) - {"ms_ssim"})  # which takes 11 pixels


@pytest.mark.filterwarnings("ignore:A Frechet distance of 128 features")
def test_training_images_score_as_the_ceiling(digits, reader):
    found = scores(digits.train[:300], digits.test, OF_DIGITS, reader, digits.train)
    assert list(found) == OF_DIGITS
    for name, score in found.items():
        assert score["features"] == reader.name
        assert (score["samples"], score["seed"]) == (300, 0)
        assert score["unit"] and score["better"] in ("lower", "higher", "nearer")
        if SCORES[name].has_ceiling:
            assert score["mean"] == score["ceiling"], name
    assert found["memorization"]["mean"] < -10  # they are all copies
    assert found["authenticity"]["mean"] == 0
    assert found["memorization"]["ceiling"] is None


@pytest.mark.filterwarnings("ignore:A Frechet distance of 128 features")
def test_each_score_tells_noise_from_digits(digits, reader):
    noise = np.random.default_rng(0).random(digits.test.shape, dtype="float32")
    found = scores(noise, digits.test, OF_DIGITS, reader, digits.train)
    for name, score in found.items():
        if name == "memorization":
            assert score["mean"] > 10  # far from all of them
        elif name == "authenticity":
            assert score["mean"] > 0.9
        elif score["better"] == "lower":
            assert score["mean"] > 2 * score["ceiling"], name
        elif score["better"] == "higher":
            assert score["mean"] < 0.8 * score["ceiling"], name
        else:
            assert score["mean"] > 1.5 * score["ceiling"], name


def test_a_score_is_that_of_its_function(digits):
    samples, real = digits.train[:200], digits.test[:200]
    flat = [each.reshape(200, -1) for each in (samples, real)]
    found = scores(samples, real, ["frechet", "kernel", "recall"], PIXELS, seed=3)
    assert found["frechet"]["mean"] == metrics.frechet_distance(*flat)
    assert 0 < found["frechet"]["standard_error"] < found["frechet"]["mean"]
    assert found["frechet"]["ceiling"] is None
    kernel = metrics.kernel_distance(*flat, subset_size=200, seed=3)
    assert found["kernel"]["mean"] == kernel.mean
    assert found["kernel"]["standard_error"] is None  # all subsets are the same
    assert np.isnan(kernel.standard_error)
    recall = metrics.precision_recall(*flat).recall
    assert found["recall"]["mean"] == recall
    error = (recall * (1 - recall) / 200) ** 0.5
    assert found["recall"]["standard_error"] == pytest.approx(error)


def test_errors_are_those_of_other_draws(digits):
    """What the first samples say of their error, by what others of as many show."""
    parts = np.split(digits.train[:1200], 6)
    names = ["frechet", "sharpness", "recall"]
    found = [scores(part, digits.test, names, PIXELS) for part in parts]
    for name in names:
        spread = np.std([each[name]["mean"] for each in found], ddof=1)
        claimed = np.mean([each[name]["standard_error"] for each in found])
        assert 0.4 < claimed / spread < 2.5, name


def test_features_are_compared_once(digits):
    calls = []

    def counted(*features):
        calls.append(features)
        return metrics.precision_recall(*features)

    pair = [metrics.Pictures(some[:60], PIXELS) for some in (digits.train, digits.test)]
    first = pair[0].compared(counted, pair[1])
    assert pair[0].compared(counted, pair[1]) is first and len(calls) == 1


def test_alike_samples_are_alike(mnist_data):
    real = mnist_data.test[:200]
    same = np.repeat(real[:1], 200, axis=0)
    found = scores(same, real, ["ms_ssim"], PIXELS, mnist_data.train)
    assert found["ms_ssim"]["mean"] == pytest.approx(1, abs=1e-6)
    assert found["ms_ssim"]["ceiling"] < 0.5


def test_what_cannot_be_scored_is_told(digits):
    real = digits.test
    with pytest.raises(ValueError, match=r"Expected a list of some of .*'frechet'"):
        scores(real, real, ["fid"], PIXELS)
    with pytest.raises(ValueError, match="Received: 'frechet'"):
        scores(real, real, "frechet", PIXELS)
    with pytest.raises(ValueError, match="Pass the training images"):
        scores(real, real, ["memorization"], PIXELS)
    with pytest.raises(ValueError, match="needs the probabilities of classes"):
        scores(real, real, ["inception"], PIXELS)


def test_pictures_of_a_generator_s_range():
    images = np.array([-1.0, 0.0, 1.0000001])
    np.testing.assert_array_equal(in_unit_range(images, (-1, 1)), [0, 0.5, 1])
    with pytest.raises(ValueError, match="a generator without bounds"):
        in_unit_range(images, None)
