import keras
import numpy as np
import pytest

from keras_gan.layers import Standardize

DATA = np.random.default_rng(0).normal([3.0, -1.0], [2.0, 0.1], size=(1_000, 2))


def adapted(**kwargs):
    layer = Standardize(**kwargs)
    layer.adapt(DATA)
    return layer


def test_mean_zero_and_deviation_one():
    outputs = np.asarray(adapted()(DATA))
    np.testing.assert_allclose(outputs.mean(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(outputs.std(axis=0), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(Standardize()(DATA), DATA.astype("float32"))


def test_statistics_are_weights_that_are_not_trained(tmp_path):
    layer = adapted()
    assert layer.trainable_weights == []
    model = keras.Sequential([keras.Input((2,)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(DATA), model(DATA))
    fresh = keras.Sequential([keras.Input((2,)), Standardize()])
    fresh.set_weights(model.get_weights())
    np.testing.assert_array_equal(fresh(DATA), model(DATA))


@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(dtype):
    outputs = adapted(dtype=dtype)(DATA)
    assert keras.backend.standardize_dtype(outputs.dtype) == dtype.removeprefix(
        "mixed_"
    )
    expected = np.asarray(adapted()(DATA))
    # A feature of mean -1 and deviation .1 has few digits left: 8 bits of 10.
    tolerance = 0.15 if dtype == "mixed_bfloat16" else 0.02
    found = np.asarray(keras.ops.cast(outputs, "float32"))
    np.testing.assert_allclose(found, expected, atol=tolerance)


def test_data_that_cannot_be_standardized():
    with pytest.raises(ValueError, match=r"at least two rows.*\(1, 2\)"):
        Standardize().adapt(DATA[:1])
    with pytest.raises(
        ValueError, match="1 of 2 features that are the same .*feature 1"
    ):
        Standardize().adapt(DATA * [1.0, 0.0])
