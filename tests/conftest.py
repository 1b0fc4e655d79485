import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before TensorFlow is imported


@pytest.fixture(scope="session")
def mnist_data():
    """The real MNIST, from the directory that `TFDS_DATA_DIR` names."""
    data_dir = os.environ.get("TFDS_DATA_DIR")
    if not data_dir or not Path(data_dir, "mnist").is_dir():
        reason = f"No MNIST. Received: TFDS_DATA_DIR={data_dir!r}."
        if os.environ.get("KERAS_GAN_REQUIRE_DATA") == "1":
            pytest.fail(reason)
        pytest.skip(reason)

    from keras_gan import datasets

    return datasets.mnist(data_dir)


@pytest.fixture(scope="session")
def assert_round_trips():
    """A function that writes an object as JSON, and returns what is read back."""
    import json

    import keras
    import numpy as np

    def assert_round_trips(original):
        written = json.dumps(keras.saving.serialize_keras_object(original))
        revived = keras.saving.deserialize_keras_object(json.loads(written))
        assert type(revived) is type(original)
        assert revived is not original
        np.testing.assert_equal(revived.get_config(), original.get_config())
        return revived

    return assert_round_trips
