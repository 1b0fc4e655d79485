import os
from pathlib import Path

import pytest

# Before TensorFlow is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # for processes side by side
os.environ.setdefault("NVIDIA_TF32_OVERRIDE", "0")  # whose rounding no test allows


@pytest.fixture(autouse=True, scope="session")
def products_in_full():
    """Has a GPU multiply in float32, where TensorFlow would round to 10 bits."""
    import tensorflow as tf

    tf.config.experimental.enable_tensor_float_32_execution(False)


def data_dir_with(name):
    """The directory that `TFDS_DATA_DIR` names, if the data set is in it."""
    data_dir = os.environ.get("TFDS_DATA_DIR")
    if not data_dir or not Path(data_dir, name).is_dir():
        reason = f"No data set {name!r}. Received: TFDS_DATA_DIR={data_dir!r}."
        if os.environ.get("KERAS_GAN_REQUIRE_DATA") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return data_dir


@pytest.fixture(scope="session")
def mnist_data():
    """The real MNIST."""
    data_dir = data_dir_with("mnist")
    from keras_gan import datasets

    return datasets.mnist(data_dir)


@pytest.fixture(scope="session")
def faces_data():
    """The real FER-2013."""
    data_dir = data_dir_with("fer2013")
    from keras_gan import datasets

    return datasets.fer2013(data_dir)


@pytest.fixture(scope="session")
def cifar10_data():
    """The real CIFAR-10, after JPEG."""
    data_dir = data_dir_with("cifar10_jpeg")
    from keras_gan import datasets

    return datasets.load("cifar10_jpeg", data_dir)


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


@pytest.fixture(scope="session")
def prepare_digits():
    """A function that stores real digits, so many in each split, as "own_digits"."""
    import tensorflow_datasets as tfds

    from keras_gan import datasets

    def prepare(data_dir, **counts):
        data = datasets.digits()
        digits = (data.train * 255).round().astype("uint8")
        splits, start = {}, 0
        for split, count in counts.items():
            some = slice(start, start + count)
            pairs = zip(digits[some], data.labels["train"][some], strict=True)
            splits[split] = [
                (i, {"image": image, "label": label})
                for i, (image, label) in enumerate(pairs)
            ]
            start += count
        builder = tfds.dataset_builders.store_as_tfds_dataset(
            name="own_digits",
            version="1.0.0",
            features=tfds.features.FeaturesDict(
                {
                    "image": tfds.features.Image(shape=(8, 8, 1)),
                    "label": tfds.features.ClassLabel(names=data.classes),
                }
            ),
            split_datasets=splits,
            data_dir=data_dir,
            disable_shuffling=True,
        )
        return builder, digits[:start].astype("float32") / 255

    return prepare


@pytest.fixture(scope="session")
def worker_environments():
    """A function that makes TF_CONFIG for each worker of a job on this machine."""
    import json
    import socket

    def environments(count):
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        hosts = [f"127.0.0.1:{s.getsockname()[1]}" for s in sockets]
        for each in sockets:
            each.close()
        cluster = {"worker": hosts}
        for index in range(count):
            task = {"type": "worker", "index": index}
            yield {"TF_CONFIG": json.dumps({"cluster": cluster, "task": task})}

    return environments
