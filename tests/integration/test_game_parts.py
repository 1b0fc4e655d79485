"""What holds of every loss, term and layer that a game is made of.

Each is an entry of one list, and the same tests are run on all of them. A part that
is added gets a line in `PARTS`, and with it all that is asked here.
"""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import layers, losses, networks

dense = keras.layers.Dense


def part(
    *hidden,
    last=lambda: dense(1),
    shape=(4,),
    terms=(),
    labels=(),
    encoder=False,
    **rules,
):
    """An entry: makes D's layers, and gives the arguments of `compile`.

    Args:
        *hidden: functions that return D's layers; by default one that is dense.
        last: function that returns D's last layer.
        shape: tuple, of an image.
        terms: functions that return terms.
        labels: sequence of int, those of 8 images; none by default.
        encoder: bool, whether an encoder learns with the generator.
        **rules: other arguments of `compile`.
    """
    hidden = hidden or [lambda: dense(5, "leaky_relu")]

    def make():
        discriminator = [keras.Input(shape), *[layer() for layer in hidden], last()]
        return discriminator, {"terms": [term() for term in terms], **rules}

    make.labels, make.encoder = labels, encoder
    return make


def term(make, **rules):
    return part(terms=[make], **rules)


def clipped(units, activation=None):
    clip = networks.ClipWeights(0.05)
    return lambda: dense(
        units, activation, kernel_constraint=clip, bias_constraint=clip
    )


def normalized(units, activation=None):
    return lambda: layers.SpectralNormalization(dense(units, activation), seed=1)


def of_classes():
    """The end of a D that returns three classes, and features."""
    return networks.salimans_discriminator((5,), 3, (6, 5), 0.1, 0.1)


def noise():
    return keras.layers.GaussianNoise(0.05, seed=1)


PARTS = {
    **{f"loss {name}": part(loss=name) for name in losses.LOSSES},
    "R1": term(losses.R1),
    "R1, linear": part(lambda: dense(5, "relu"), terms=[losses.R1]),
    "JointR1": term(losses.JointR1),
    "LatentCycle": term(losses.LatentCycle, encoder=True),
    "EnergyScore": term(losses.EnergyScore),
    "R2, lazily": term(lambda: losses.R2(every=2)),
    "GradientPenalty": term(losses.GradientPenalty, loss="wasserstein"),
    "Dragan": term(losses.Dragan),
    "Drift": term(losses.Drift, loss="wasserstein"),
    "Consistency": term(lambda: losses.Consistency(augment=noise())),
    "Consistency of images": part(
        keras.layers.Flatten,
        shape=(4, 4, 1),
        terms=[losses.Consistency],
        loss="hinge",
    ),
    "SpectralNormalization": part(
        normalized(5, "leaky_relu"), last=normalized(1), loss="hinge"
    ),
    "SpectralNormalization, all at once": part(
        normalized(5, "leaky_relu"),
        last=normalized(1),
        loss="relativistic_pairing",
        terms=[losses.R1, losses.R2],
        update="simultaneous",
    ),
    "DiffAugment": part(
        lambda: layers.DiffAugment("color,translation,cutout", seed=1),
        keras.layers.Flatten,
        shape=(4, 4, 1),
    ),
    "SemiSupervised": part(
        last=of_classes,
        loss=losses.SemiSupervised(),
        labels=[0, -1, 2, -1] * 2,
    ),
    "ClassLoss": part(
        last=of_classes,
        terms=[
            lambda: losses.ClassLoss(fakes=True),
            lambda: losses.ClassLoss(0.1, player="generator"),
        ],
        labels=[0, -1, 2, -1] * 2,
    ),
    "FeatureMatching": part(last=of_classes, terms=[losses.FeatureMatching]),
    "ClipWeights": part(
        clipped(5, "leaky_relu"),
        last=clipped(1),
        loss="wasserstein",
        discriminator_steps=2,
    ),
}
every_part = pytest.mark.parametrize("name", PARTS)


def game(name, policy="float32", **rules):
    """A game with a part, tiny and the same every time, and images for it."""
    keras.config.set_dtype_policy(policy)
    try:
        keras.utils.set_random_seed(0)
        discriminator, own_rules = PARTS[name]()
        shape = discriminator[0].shape[1:]
        generator = [
            keras.Input((3,)),
            dense(int(np.prod(shape)), "sigmoid"),
            keras.layers.Reshape(shape),
        ]
        encoder = [keras.Input(shape), keras.layers.Flatten(), dense(3)]
        gan = keras_gan.GAN(
            keras.Sequential(generator),
            keras.Sequential(discriminator),
            seed=2,
            partners=PARTS[name].encoder and {"encoder": keras.Sequential(encoder)},
        )
        pair = [keras.optimizers.Adam(0.01, beta_1=0.5) for _ in range(2)]
        gan.compile(*pair, **own_rules, **rules)
    finally:
        keras.config.set_dtype_policy("float32")
    images = np.random.default_rng(0).random((8, *shape), dtype="float32")
    labels = np.array(PARTS[name].labels)
    return gan, {"images": images, "labels": labels} if labels.size else images


def trained(gan, images, steps=3):
    """The logs of so many steps, which are finite, as all weights are, and moved."""
    before = gan.get_weights()
    data = keras.tree.map_structure(
        lambda values: np.concatenate([values] * steps), images
    )
    logs = gan.fit(data, batch_size=8, shuffle=False, verbose=0).history
    assert np.isfinite([*logs.values()]).all(), logs
    for weight, value in zip(gan.weights, before, strict=True):
        assert np.isfinite(np.asarray(weight, "float64")).all(), weight.path
        # No score depends on biases alone, and an overflow would have been skipped.
        if weight.name == "kernel":
            assert np.abs(weight.numpy() - value).max() > 1e-4, weight.path
    return logs


def state_of(gan):
    """All that training moves."""
    states = [variable for term in gan.terms for variable in term.state]
    variables = [*gan.variables, *gan.optimizer.variables, *states]
    return [np.array(variable) for variable in variables]


def as_json(config):
    return json.dumps(config, sort_keys=True)


def test_every_loss_and_term_is_on_the_list():
    kinds = [getattr(losses, name) for name in losses.__all__]
    kinds = [kind for kind in kinds if isinstance(kind, type)]
    found = set()
    for name in PARTS:
        rules = PARTS[name]()[1]
        found |= {type(losses.get(rules.get("loss", "non_saturating")))}
        found |= {type(term) for term in rules["terms"]}
    bases = {base for kind in kinds for base in kind.__bases__}
    assert found == {kind for kind in kinds if kind not in bases}


@every_part
def test_a_game_is_saved_and_goes_on_as_if_it_had_not_been(name, tmp_path):
    gan, images = game(name)
    trained(gan, images)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert as_json(loaded.get_compile_config()) == as_json(gan.get_compile_config())
    assert as_json(loaded.get_config()) == as_json(gan.get_config())
    logs = trained(gan, images)
    for key, value in trained(loaded, images).items():
        np.testing.assert_allclose(value, logs[key], rtol=1e-5, atol=1e-6)
    for a, b in zip(state_of(loaded), state_of(gan), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(loaded.sample(3, seed=1), gan.sample(3, seed=1))


@every_part
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_it_trains_in_half_precision(name, policy):
    gan, images = game(name, policy)
    (dtype,) = {output.dtype for output in gan.discriminator.outputs}
    assert dtype == policy.removeprefix("mixed_")
    trained(gan, images, steps=8)  # the scale of a loss in float16 has to settle


@every_part
def test_xla_compiles_it(name):
    trained(*game(name, jit_compile=True))


@every_part
def test_what_the_logs_say(name):
    gan, images = game(name, run_eagerly=True)
    logs = gan.evaluate(images, return_dict=True, verbose=0)
    assert np.isfinite([*logs.values()]).all()
    answers = gan.discriminator(
        images["images"] if isinstance(images, dict) else images
    )
    logits = np.asarray(answers["logits"] if isinstance(answers, dict) else answers)
    has_probabilities = gan.adversarial_loss.has_probabilities
    assert ("value" in logs) is has_probabilities
    if has_probabilities:
        assert logs["d_real"] == pytest.approx(np.mean(1 / (1 + np.exp(-logits))))
        assert 0 < logs["d_fake"] < 1
        assert logs["value"] <= 0
    else:
        assert logs["d_real"] == pytest.approx(np.mean(logits), rel=1e-4, abs=1e-6)
    if "d_sign" in logs:
        assert logs["d_sign"] == pytest.approx(np.mean(np.sign(logits)))
    assert ("d_sign" in logs) is (name == "DiffAugment")
    terms = {term.name for term in gan.terms}
    expected = {"d_loss", "g_loss", "d_real", "d_fake", *terms}
    assert logs.keys() - {"value", "d_sign"} == expected
    for term in gan.terms:
        is_still = isinstance(term, losses.Consistency) and "images" in name
        assert logs[term.name] >= 0 if is_still else logs[term.name] > 0
    # In training, the same logs.
    assert gan.train_on_batch(images, return_dict=True).keys() == logs.keys()


def test_clipped_weights_stay_small():
    gan, images = game("ClipWeights")
    gan.discriminator.set_weights([9 * w for w in gan.discriminator.get_weights()])
    trained(gan, images)
    largest = [np.abs(w).max() for w in gan.discriminator.get_weights()]
    assert max(largest) == pytest.approx(0.05, rel=1e-6)
    assert max(np.abs(w).max() for w in gan.generator.get_weights()) > 0.1


def test_normalized_layers_keep_d_no_steeper_than_one():
    gan, images = game("SpectralNormalization")
    trained(gan, images, steps=20)
    samples = tf.constant(gan.sample(50, seed=1))
    slopes = np.sqrt(losses.squared_gradient(gan.discriminator, samples))
    assert 1e-3 < slopes.max() < 1.05
