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
