import json
import pathlib
import subprocess
import sys
import textwrap

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import models
from keras_gan.networks import dense_discriminator, dense_encoder, dense_generator

COUNTS, SEEDS = (1, 7, 10_000), (0, 3, 2**40)


def game(generator_ema=0.5, latent="truncated_normal"):
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        dense_generator((3, 2, 1), 4, (5,)),
        dense_discriminator((3, 2, 1), (6,)),
        latent=latent,
        generator_ema=generator_ema,
    )
    if generator_ema:  # as training does: the average is not the un-averaged generator
        gan.ema_generator.set_weights([w + 0.3 for w in gan.generator.get_weights()])
    return gan


# What a server does: no `keras_gan`, and no Keras either.
CLIENT = """
import sys


class Hiding:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("keras", "keras_gan", "tf_keras"):
            return None
        return self.finder.find_spec(name, path, target)

    def __getattr__(self, name):
        return getattr(self.finder, name)


sys.meta_path[:] = [Hiding(finder) for finder in sys.meta_path]
import numpy as np
import tensorflow as tf

for name in ("keras", "keras_gan"):
    assert name not in sys.modules
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    raise SystemExit(f"{name} is importable")

model = tf.saved_model.load(sys.argv[1])
names = "serving_default", "sample", "encode"
serve, sample, encode = (model.signatures[name] for name in names)
results = {"signatures": np.array(sorted(model.signatures))}
with np.load(sys.argv[2]) as asked:
    for name, latents in asked.items():
        results[name] = serve(latents=tf.constant(latents))["images"].numpy()
        codes = encode(images=tf.constant(results[name]))["codes"].numpy()
        results[name.replace("latents", "codes")] = codes
    pieces = np.split(asked["latents_10000"], [1, 8, 1000, 5000])
results["in_pieces"] = np.concatenate(
    [serve(latents=tf.constant(piece))["images"].numpy() for piece in pieces]
)
for count in (0, 1, 7, 10_000):
    for seed in (0, 3, 2**40):
        results[f"sample_{count}_{seed}"] = sample(
            count=tf.constant(count), seed=tf.constant(seed, tf.int64)
        )["images"].numpy()
np.savez(sys.argv[3], **results)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A game, and what its export answers in a process without Keras."""
    directory = tmp_path_factory.mktemp("served")
    gan = game()
    gan.attach_encoder(dense_encoder((3, 2, 1), 4, (5,)))
    gan.export(directory / "model")
    rng = np.random.default_rng(0)
    latents = {
        f"latents_{count}": rng.normal(size=(count, 4)).astype("float32")
        for count in (0, *COUNTS)
    }
    np.savez(directory / "latents.npz", **latents)
    (directory / "client.py").write_text(textwrap.dedent(CLIENT))
    arguments = ["client.py", "model", "latents.npz", "results.npz"]
    run = subprocess.run(
        [sys.executable, *arguments], cwd=directory, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    with np.load(directory / "results.npz") as results:
        return gan, latents, dict(results)


def test_plain_tensorflow_finds_all_signatures(served):
    _, _, results = served
    assert list(results["signatures"]) == ["encode", "sample", "serving_default"]


@pytest.mark.parametrize("count", [0, *COUNTS])
def test_plain_tensorflow_encodes_as_the_game_does(served, count):
    gan, _, results = served
    codes = results[f"codes_{count}"]
    assert codes.shape == (count, 4)
    assert codes.dtype == np.float32
    if count:
        expected = gan.encode(results[f"latents_{count}"])
        np.testing.assert_allclose(codes, expected, rtol=1e-5, atol=1e-6)


def test_the_averaged_encoder_of_the_game_is_exported(tmp_path):
    gan = models.BiGAN(
        dense_generator((3, 2, 1), 4, (5,)),
        dense_discriminator((3, 2, 1), (6,), code_dim=4),
        partners={"encoder": dense_encoder((3, 2, 1), 4, (5,))},
    )
    gan.compile("adam", "adam")
    images = np.random.default_rng(0).random((8, 3, 2, 1)).astype("float32")
    gan.fit(images, verbose=0)
    gan.ema_encoder.set_weights([w + 0.3 for w in gan.encoder.get_weights()])
    gan.export(tmp_path / "model")
    encode = tf.saved_model.load(str(tmp_path / "model")).signatures["encode"]
    codes = encode(images=tf.constant(images))["codes"]
    np.testing.assert_allclose(codes, gan.ema_encoder(images), rtol=1e-5)
    shapes = [tuple(w.shape) for n in (gan.generator, gan.encoder) for w in n.weights]
    assert exported_weights(tmp_path / "model") == sorted(shapes)


@pytest.mark.parametrize("count", [0, *COUNTS])
def test_plain_tensorflow_makes_images_of_latents(served, count):
    gan, latents, results = served
    images = results[f"latents_{count}"]
    assert images.shape == (count, 3, 2, 1)
    assert images.dtype == np.float32
    expected = gan.ema_generator(latents[f"latents_{count}"])
    np.testing.assert_allclose(images, expected, rtol=1e-5, atol=1e-6)


def test_ten_thousand_rows_are_those_of_smaller_calls(served):
    _, _, results = served
    images = results["latents_10000"]
    assert len(images) == 10_000
    assert np.ptp(images, axis=0).min() > 1e-2  # the rows differ
    np.testing.assert_allclose(images, results["in_pieces"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", COUNTS)
def test_plain_tensorflow_samples_as_the_game_does(served, count, seed):
    gan, _, results = served
    images = results[f"sample_{count}_{seed}"]
    np.testing.assert_allclose(
        images, gan.sample(count, seed=seed), rtol=1e-5, atol=1e-6
    )


def test_plain_tensorflow_samples_nothing_and_different_things(served):
    _, _, results = served
    assert results["sample_0_3"].shape == (0, 3, 2, 1)
    assert np.abs(results["sample_7_0"] - results["sample_7_3"]).max() > 1e-3


def exported_weights(path):
    """The shapes of the weights in an export, without bookkeeping entries."""
    reader = tf.train.load_checkpoint(str(pathlib.Path(path, "variables/variables")))
    shapes = reader.get_variable_to_shape_map()
    return sorted(
        tuple(shape)
        for name, shape in shapes.items()
        if not name.startswith("_CHECKPOINTABLE_OBJECT_GRAPH")
    )


@pytest.mark.parametrize("generator_ema", [0.5, "power", None])
def test_nothing_but_one_generator_is_in_it(generator_ema, tmp_path):
    gan = game(generator_ema)
    gan.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
    gan.export(tmp_path / "model")
    expected = sorted(tuple(w.shape) for w in gan.generator.get_weights())
    assert exported_weights(tmp_path / "model") == expected
    loaded = tf.saved_model.load(str(tmp_path / "model"))
    assert len(loaded.signatures["sample"].variables) == len(expected) == 4


def test_the_average_is_exported(tmp_path):
    gan = game()
    latents = np.ones((2, 4), "float32")
    plain, averaged = gan.generator(latents), gan.ema_generator(latents)
    assert np.abs(plain - averaged).max() > 0.05
    gan.export(tmp_path / "model")
    serve = tf.saved_model.load(str(tmp_path / "model")).signatures["serving_default"]
    np.testing.assert_allclose(
        serve(latents=tf.constant(latents))["images"], averaged, rtol=1e-5
    )


def test_without_an_average_the_generator_is_exported(tmp_path):
    gan = game(generator_ema=None)
    gan.export(tmp_path / "model")
    sample = tf.saved_model.load(str(tmp_path / "model")).signatures["sample"]
    images = sample(count=tf.constant(5), seed=tf.constant(2, tf.int64))["images"]
    np.testing.assert_allclose(images, gan.sample(5, seed=2), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("latent", ["uniform", "normal", "spherical", "own"])
def test_any_prior_goes_with_it(latent, tmp_path):
    def own(shape, seed):
        return tf.random.stateless_uniform(shape, seed) ** 2

    gan = game(latent=own if latent == "own" else latent)
    gan.export(tmp_path / "model")
    sample = tf.saved_model.load(str(tmp_path / "model")).signatures["sample"]
    images = sample(count=tf.constant(3), seed=tf.constant(2, tf.int64))["images"]
    np.testing.assert_allclose(images, gan.sample(3, seed=2), rtol=1e-5, atol=1e-6)


def test_half_precision_networks_give_float32_images(tmp_path):
    policy = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        gan = game()
    finally:
        keras.mixed_precision.set_dtype_policy(policy)
    gan.export(tmp_path / "model")
    sample = tf.saved_model.load(str(tmp_path / "model")).signatures["sample"]
    images = sample(count=tf.constant(3), seed=tf.constant(2, tf.int64))["images"]
    assert images.dtype == tf.float32
    assert gan.sample(3, seed=2).dtype == np.float32
    np.testing.assert_allclose(images, gan.sample(3, seed=2), atol=2e-3)


def test_an_export_is_not_replaced_unasked(tmp_path):
    first, second = game(), game()
    second.ema_generator.set_weights([0 * w for w in second.generator.get_weights()])
    path = tmp_path / "saved_models" / "model"  # its parent is made
    first.export(path)

    def images():
        sample = tf.saved_model.load(str(path)).signatures["sample"]
        return sample(count=tf.constant(3), seed=tf.constant(2, tf.int64))["images"]

    before = images().numpy()
    with pytest.raises(FileExistsError, match="pass `overwrite=True`"):
        second.export(path)
    np.testing.assert_array_equal(images(), before)
    second.export(path, overwrite=True)
    np.testing.assert_array_equal(images(), np.full((3, 3, 2, 1), 0.5))
    assert [p.name for p in path.parent.iterdir()] == ["model"]  # nothing is left over


def test_an_empty_directory_may_be_written_to(tmp_path):
    game().export(str(tmp_path))
    assert (tmp_path / "saved_model.pb").is_file()


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("kind", ["file", "directory"])
def test_other_files_are_never_replaced(kind, overwrite, tmp_path):
    taken = tmp_path / "taken"
    if kind == "directory":
        taken.mkdir()
    precious = taken / "thesis.tex" if kind == "directory" else taken
    precious.write_text("ten years of work")
    with pytest.raises(FileExistsError, match="not a SavedModel. Received: filepath="):
        game().export(taken, overwrite=overwrite)
    assert precious.read_text() == "ten years of work"


def test_a_failed_export_leaves_what_was_there(tmp_path, monkeypatch):
    gan = game()
    gan.export(tmp_path / "model")
    before = exported_weights(tmp_path / "model")

    def fail(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(tf.saved_model, "save", fail)
    with pytest.raises(OSError, match="No space left"):
        gan.export(tmp_path / "model", overwrite=True)
    assert exported_weights(tmp_path / "model") == before
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_signatures_are_those_of_the_page_on_serving(tmp_path):
    game().export(tmp_path / "model")
    signatures = tf.saved_model.load(tmp_path / "model").signatures
    page = pathlib.Path(__file__).parents[2].joinpath("docs", "serving.md")
    text = page.read_text(encoding="utf-8")
    for name, signature in signatures.items():
        inputs = signature.structured_input_signature[1]
        (line,) = [x for x in text.splitlines() if x.startswith(f"| `{name}` |")]
        for key, spec in inputs.items():
            shape = "(batch, latent_dim)" if spec.shape.rank == 2 else "()"
            assert f"`{key}` {spec.dtype.name} `{shape}`" in line
        ((key, images),) = signature.structured_outputs.items()
        assert (key, images.dtype) == ("images", tf.float32)
        assert images.shape == (None, 3, 2, 1)
    bodies = [x for x in map(str.strip, text.splitlines()) if x.startswith('{"')]
    assert len(bodies) == len(signatures)
    for request in map(json.loads, bodies):
        signature = signatures[request.get("signature_name", "serving_default")]
        inputs = signature.structured_input_signature[1]
        assert request["inputs"].keys() == inputs.keys()
