import re

import numpy as np
import pytest

from keras_gan import datasets


def test_real_mnist_has_the_papers_split(mnist_data):
    parts = [mnist_data.train, mnist_data.validation, mnist_data.test]
    assert [len(part) for part in parts] == [50_000, 10_000, 10_000]
    assert mnist_data.image_shape == (28, 28, 1)
    assert all(part.dtype == np.float32 for part in parts)
    assert all((part.min(), part.max()) == (0, 1) for part in parts)
    # Mean pixels of MNIST's 60,000 and 10,000 images, widely known as the
    # constants of normalisation: 0.1307 and 0.1325.
    train_mean = np.concatenate(parts[:2]).mean(dtype="float64")
    assert abs(train_mean - 0.1307) < 1e-4
    assert abs(mnist_data.test.mean(dtype="float64") - 0.1325) < 1e-4
    # The counts of digits 0 to 9, as its makers' files have them.
    of_all = np.concatenate(
        [mnist_data.labels["train"], mnist_data.labels["validation"]]
    )
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(of_all).tolist() == counts
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(mnist_data.labels["test"]).tolist() == counts


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_missing_data_says_how_to_get_it(name, tmp_path, offline):
    version_dir = tmp_path / name
    message = (
        f"'{name}' is not prepared.*Expected: {re.escape(str(version_dir))}.*"
        "ConnectionError: Name or service not known.*"
        f"tfds build {name} --data_dir={re.escape(str(tmp_path))}`.*"
        "`TFDS_DATA_DIR`.*'digits' needs no network"
    )
    with pytest.raises(FileNotFoundError, match=message):
        datasets.load(name, tmp_path)
    assert not any(tmp_path.rglob("*.gz*"))
