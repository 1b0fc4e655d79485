"""The examples in docstrings run.

What stands below an example is what it prints; where nothing stands, it only runs. It
may name what a reader has at hand, such as `gan` or `images`: `at_hand` makes these.
"""

import dataclasses
import doctest
import gzip
import importlib
import pkgutil
import re
import struct
import warnings

import keras
import numpy as np
import pytest
import scipy
import tensorflow as tf
from PIL import Image

import keras_gan
from keras_gan import datasets, losses, metrics, networks, optimizers, plots

FEW_DIGITS = 'data.train[:500], data.labels["train"][:500], data.test, '
# What examples do at their length, and what is enough to see that they run.
SHORTER = [
    (r"epochs=\d+", "epochs=1"),
    (r"steps_per_epoch=\d+", "steps_per_epoch=2"),
    (r"10_000", "100"),
    (r'data.train, data.labels\["train"\], data.test, ', FEW_DIGITS),
    (r'"train"\], 100', '"train"], 20'),
    (r"\brange\(1000\)", "range(2)"),
    (r"\b[12]_000", "20"),
    (r"fit_encoder\(gan, encoder\)", "fit_encoder(gan, encoder, steps=2)"),
    (r"latent_search\(gan, test_images\[:100\]\)", "latent_search(gan, test_images)"),
    (r"faces_bottom\(\)", "faces_bottom(100, 20)"),
]
# Printed by games that are not trained here: their numbers are others.
OTHER_NUMBERS = {
    "keras_gan.metrics.feature_network.FeatureNetwork",
    "keras_gan.metrics.scores.scores",
    "keras_gan.metrics.sharpness.sharpness",
    "keras_gan.metrics.parzen.parzen_score",
    "keras_gan.metrics.parzen_metric.ParzenLogLikelihood",
}
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
NEED_MNIST = {"keras_gan.metrics.reader.Reader"}
SLOW = {"keras_gan.callbacks.score_evaluation.ScoreEvaluation", *NEED_MNIST}
SHAPE = (8, 8, 1)


def modules():
    found = pkgutil.walk_packages(keras_gan.__path__, "keras_gan.")
    return [importlib.import_module(each.name) for each in found]


def examples():
    finder = doctest.DocTestFinder()
    for module in modules():
        for test in finder.find(module):
            if test.examples:
                marks = [pytest.mark.weekly] if test.name in SLOW else []
                yield pytest.param(test, id=test.name, marks=marks)


def game(kind=keras_gan.GAN, networks_of=None, **arguments):
    """A small game on digits, whose steps are not compiled."""
    generator, discriminator = networks_of or (
        networks.dense_generator(SHAPE, 4, (8,)),
        networks.dense_discriminator(SHAPE, (8,)),
    )
    gan = kind(generator, discriminator, latent="normal", seed=0, **arguments)
    gan.compile(optimizers.Adam(1e-3), optimizers.Adam(1e-3), run_eagerly=True)
    return gan


@pytest.fixture(scope="module")
def data():
    """A hundred real digits, and others."""
    digits = datasets.digits()
    first = {part: slice(100 if part == "train" else 20) for part in digits.labels}
    parts = {part: getattr(digits, part)[some] for part, some in first.items()}
    labels = {part: digits.labels[part][some] for part, some in first.items()}
    return dataclasses.replace(digits, **parts, labels=labels)


def at_hand(data):
    """What a reader has at hand, but for a game."""
    test = data.test
    return {
        **{"np": np, "tf": tf, "keras": keras, "scipy": scipy, "plots": plots},
        **{"keras_gan": keras_gan, "losses": losses, "Adam": keras.optimizers.Adam},
        **{"data": data, "images": data.train[:20]},
        "labels": data.labels["train"][:20],
        **{"test": test, "test_images": test, "test_labels": data.labels["test"]},
        **{"validation": data.validation, "test_batches": [test[:10], test[10:]]},
        "encode": lambda images: images.reshape(len(images), -1),
        "extract": lambda images: images.mean(axis=(1, 3)),
        "real_features": test.mean(axis=(1, 3)),
        "layers": [keras.layers.Flatten(), keras.layers.Dense(1)],
    }


def a_game():
    """The parts of a game."""
    gan = game()
    return {
        **{"gan": gan, "generator": gan.generator, "discriminator": gan.discriminator},
        "d_optimizer": optimizers.Adam(1e-3),
        "g_optimizer": optimizers.Adam(1e-3),
        "latents": gan.draw_latents(3, seed=0).numpy(),
        "encoder": networks.dense_encoder(SHAPE, 4, (8,)),
        "model": gan.discriminator,
    }


def at_hand_for(name, data, directory):
    """What the examples of one name have at hand besides, or instead."""
    makers = {
        "AdaptiveAugmentation": augmented_game,
        "BiGAN": pairs,
        "Bias": maps,
        "ClassificationError": lambda: classifying_game(data),
        "CompletionGAN": lambda: {"images": np.zeros((100, 28, 28, 1), "float32")},
        "EncodingModel.encode": encoding_game,
        "EnergyScore": completing_networks,
        "FeatureMatching": lambda: classifying_game(data),
        "FeatureStatistics": lambda: {
            "batches": [data.test[:10], data.test[10:]],
            "frechet_distance": metrics.frechet_distance,
        },
        "GameRecorder": game_of_numbers,
        "KeepKnown": known_pixels,
        "LogSumExp": logits_of_classes,
        "Reader": game_on_mnist,
        "ScaleGradient": maps,
        "ScoreEvaluation": lambda: {
            "Reader": metrics.Reader,
            "data": more_to_score(data),
        },
        "SemiSupervised": lambda: classifying_game(data),
        "classifier": lambda: classifying_game(data),
        "export_litert": readers,
        "export_onnx": readers,
        "feature_network": lambda: write_network(directory / "classifier.keras"),
        "histogram_divergence": game_of_numbers,
        "image_array": lambda: write_array(directory / "train-images-idx3-ubyte.gz"),
        "image_folder": lambda: write_pictures(directory / "flowers"),
        "ms_ssim": lambda: larger_images(data),
        "put_below": faces_game,
        "reconstructions": encoding_game,
        "scores": lambda: {"reader": pixels()},
    }
    return makers.get(name.split(".", 3)[-1], dict)()


def augmented_game():
    augment = keras_gan.layers.DiffAugment(probability=0.0)
    discriminator = networks.dense_discriminator(SHAPE, (8,))
    images = keras.Input(SHAPE)
    discriminator = keras.Model(images, discriminator(augment(images)))
    generator = networks.dense_generator(SHAPE, 4, (8,))
    return {"gan": game(networks_of=(generator, discriminator))}


def pairs():
    return {"discriminator": networks.dense_discriminator(SHAPE, (8,), code_dim=4)}


def encoding_game():
    discriminator = networks.dense_discriminator(SHAPE, (8,), code_dim=4)
    both = networks.dense_generator(SHAPE, 4, (8,)), discriminator
    partners = {"encoder": networks.dense_encoder(SHAPE, 4, (8,))}
    return {"gan": game(keras_gan.BiGAN, both, partners=partners)}


def classifying_game(data):
    discriminator = networks.salimans_discriminator(SHAPE, 10, (8, 8))
    generator = networks.salimans_generator(SHAPE, 4, (8, 8))
    gan = game(networks_of=(generator, discriminator), discriminator_ema="power")
    return {"gan": gan, "batches": datasets.batches(data.train, 20)}


def completing_networks():
    return {
        "generator": networks.completion_generator(SHAPE, 4, (8,)),
        "discriminator": networks.completion_discriminator(SHAPE, (8,)),
    }


def game_of_numbers():
    generator = networks.one_dimensional_generator()
    discriminator = networks.one_dimensional_discriminator()
    numbers = np.random.default_rng(0).normal(size=(100, 1)).astype("float32")
    return {"gan": game(networks_of=(generator, discriminator)), "numbers": numbers}


def known_pixels():
    inputs = [keras.Input(SHAPE) for _ in range(3)]
    return dict(zip(("images", "known", "mask"), inputs, strict=True))


def logits_of_classes():
    images = keras.Input(SHAPE)
    classes = keras.layers.Dense(10)(keras.layers.Flatten()(images))
    return {"images": images, "classes": classes}


def maps():
    layers = [keras.layers.Dense(3) for _ in range(2)]
    inputs = [keras.Input((4, 4, 3)) for _ in range(2)]
    names = ("bottom", "top", "x", "shortcut")
    return dict(zip(names, [*layers, *inputs], strict=True))


def faces_game():
    generator = networks.faces_generator(SHAPE, width=20)
    discriminator = networks.dense_discriminator(SHAPE, (8,))
    return {"gan": game(networks_of=(generator, discriminator))}


def game_on_mnist():
    generator = networks.dense_generator((28, 28, 1), 4, (8,), num_classes=10)
    discriminator = networks.dense_discriminator((28, 28, 1), (8,), num_classes=10)
    return {"gan": game(networks_of=(generator, discriminator))}


def more_to_score(data):
    """As many validation images as a Frechet distance of 128 features takes."""
    digits = datasets.digits()
    labels = {**data.labels, "validation": digits.labels["train"][-300:]}
    return dataclasses.replace(data, validation=digits.train[-300:], labels=labels)


def larger_images(data):
    """Digits of 16x16 pixels, and a game that draws such."""
    both = (
        networks.dense_generator((16, 16, 1)),
        networks.dense_discriminator((16, 16, 1)),
    )
    images = data.test.repeat(2, axis=1).repeat(2, axis=2)
    return {"gan": game(networks_of=both), "test_images": images}


def pixels():
    return metrics.FeatureNetwork(lambda x: x.mean(axis=(1, 3)), "columns")


def readers():
    import onnxruntime
    from ai_edge_litert.interpreter import Interpreter

    return {"onnxruntime": onnxruntime, "Interpreter": Interpreter}


def write_array(path):
    """Digits in the format of MNIST's files."""
    digits = (datasets.digits().train[..., 0] * 255).astype("uint8")
    header = struct.pack(">IIII", 2051, *digits.shape)
    path.write_bytes(gzip.compress(header + digits.tobytes()))
    return {}


def write_network(path):
    images = keras.Input(SHAPE)
    features = keras.layers.GlobalAveragePooling2D(name="pool")(images)
    keras.Model(images, keras.layers.Dense(10)(features)).save(path)
    return {}


def write_pictures(folder):
    folder.mkdir()
    for index, digit in enumerate(datasets.digits().train[:20, ..., 0]):
        picture = Image.fromarray((digit * 255).astype("uint8"))
        picture.resize((32, 32)).save(folder / f"{index}.png")
    return {}


class Checker(doctest.OutputChecker):
    """Takes any output where none is shown; compares the rest."""

    numbers_are_others = False

    def check_output(self, want, got, optionflags):
        if not want:
            return True
        if self.numbers_are_others:
            want, got = (NUMBER.sub("#", text) for text in (want, got))
        return super().check_output(want, got, optionflags)


@pytest.fixture
def uncompiled():
    """Steps run one operation after the other, as there are only a few."""
    tf.config.run_functions_eagerly(True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Even though the `tf.config")
        yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize("test", [*examples()])
def test_examples_run(test, data, tmp_path, monkeypatch, request):
    if test.name in NEED_MNIST:
        request.getfixturevalue("mnist_data")
    if not re.search("export|latent_search|Reader|ScoreEval", test.name):
        request.getfixturevalue("uncompiled")
    monkeypatch.chdir(tmp_path)
    # A name of the module counts more, but for what an example is given of its own.
    own = at_hand_for(test.name, data, tmp_path)
    code = "".join(example.source for example in test.examples)
    of_game = a_game() if re.search("gan[.,]|d_optimizer|model[.]", code) else {}
    test.globs = {**at_hand(data), **of_game, **test.globs, **own}
    for example in test.examples:
        for long, short in SHORTER:
            example.source = re.sub(long, short, example.source)
    checker = Checker()
    checker.numbers_are_others = test.name in OTHER_NUMBERS
    flags = doctest.NORMALIZE_WHITESPACE | doctest.REPORT_ONLY_FIRST_FAILURE
    runner = doctest.DocTestRunner(checker, verbose=False, optionflags=flags)
    said = []
    runner.run(test, out=said.append, clear_globs=False)
    assert not runner.failures, "".join(said)
