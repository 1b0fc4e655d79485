"""A game of completing images, from `fit` to what is exported."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import layers, losses, metrics, networks, plots
from keras_gan.latents import Stream, masks
from keras_gan.models import Play

SHAPE = (4, 6, 1)
IMAGES = np.random.default_rng(0).random((24, *SHAPE), dtype="float32")
RIGHT_HIDDEN = masks.half(SHAPE, "right")


def game(policy="float32", generator=None, distribution="any", **rules):
    keras.config.set_dtype_policy(policy)
    try:
        keras.utils.set_random_seed(1)
        generator = generator or networks.completion_generator(SHAPE, 3, (16,))
        discriminator = networks.completion_discriminator(SHAPE, (16,))
        gan = keras_gan.CompletionGAN(
            generator, discriminator, "normal", masks=distribution, seed=2
        )
        pair = [keras.optimizers.Adam(0.01, beta_1=0.5) for _ in range(2)]
        rules = {"terms": [losses.R1(0.1)], "jit_compile": False, **rules}
        gan.compile(*pair, **rules)
    finally:
        keras.config.set_dtype_policy("float32")
    return gan


def trained(gan, steps=3, **options):
    data = np.tile(IMAGES[:8], (steps, 1, 1, 1))
    options = {"batch_size": 8, "shuffle": False, "verbose": 0, **options}
    return gan.fit(data, **options).history


def play_of(gan, training=True):
    stream = Stream.GENERATOR_STEP if training else Stream.TEST
    batch = {"images": tf.constant(IMAGES)}
    return Play(gan, batch, stream, gan.step_counter.value, training)


def test_completions_keep_what_is_known_and_differ_in_the_hole():
    gan = game()
    trained(gan)
    drawn = gan.complete(IMAGES[:5], RIGHT_HIDDEN, n=4)
    assert drawn.shape == (5, 4, *SHAPE)
    assert drawn.dtype == np.float32
    for number in range(4):
        np.testing.assert_array_equal(drawn[:, number, :, :3], IMAGES[:5, :, :3])
    spread = metrics.spread_in_hole(drawn, RIGHT_HIDDEN)
    assert (spread > 0.01).all()
    of_other_contexts = drawn[0, :, :, 3:] - drawn[1, :, :, 3:]
    assert np.abs(of_other_contexts).max() > 1e-3


def test_what_is_in_the_hole_of_an_image_makes_no_difference():
    gan = game()
    other = np.where(RIGHT_HIDDEN > 0, IMAGES, np.float32(np.nan))
    np.testing.assert_array_equal(
        gan.complete(other, RIGHT_HIDDEN), gan.complete(IMAGES, RIGHT_HIDDEN)
    )


def test_known_pixels_are_kept_to_the_bit_in_half_precision():
    gan = game("mixed_float16")
    trained(gan, 8)  # the scale of a loss in float16 has to settle
    drawn = gan.complete(IMAGES, RIGHT_HIDDEN, n=2)
    known = np.broadcast_to(IMAGES[:, None, :, :3], drawn[..., :3, :].shape)
    np.testing.assert_array_equal(drawn[..., :3, :], known)
    assert np.isfinite(drawn).all()


def test_a_mask_for_all_or_for_each():
    gan = game()
    each = np.random.default_rng(1).random((24, 4, 6)) < 0.5
    drawn = gan.complete(IMAGES, each, seed=3)
    for mask in (each[..., None], each.astype("uint8"), each.astype("float32")):
        np.testing.assert_array_equal(gan.complete(IMAGES, mask, seed=3), drawn)
    np.testing.assert_array_equal(drawn[:, 0][each], IMAGES[each])
    one = gan.complete(IMAGES, RIGHT_HIDDEN[..., 0] > 0)
    np.testing.assert_array_equal(one, gan.complete(IMAGES, RIGHT_HIDDEN))
    everything = gan.complete(IMAGES, np.ones((4, 6)))
    np.testing.assert_array_equal(everything[:, 0], IMAGES)
    assert gan.complete(IMAGES[:0], RIGHT_HIDDEN, n=2).shape == (0, 2, *SHAPE)


def test_seeds_of_completions():
    gan = game()
    first = gan.complete(IMAGES, RIGHT_HIDDEN, seed=1)
    np.testing.assert_array_equal(gan.complete(IMAGES, RIGHT_HIDDEN, seed=1), first)
    for seed in (2, None):
        assert not np.array_equal(gan.complete(IMAGES, RIGHT_HIDDEN, seed=seed), first)


def test_the_game_is_about_completed_images_and_their_masks():
    play = play_of(game())
    mask = play.real["mask"].numpy()
    np.testing.assert_array_equal(play.fake["mask"], mask)
    known = np.broadcast_to(mask > 0, IMAGES.shape)
    np.testing.assert_array_equal(play.real_images, IMAGES)
    np.testing.assert_array_equal(play.fake_images.numpy()[known], IMAGES[known])
    assert np.abs(play.fake_images.numpy() - IMAGES)[~known].min() > 0
    np.testing.assert_array_equal(play.real["known"], IMAGES * mask)
    drawn_masks = {each.tobytes() for each in mask}
    assert len(drawn_masks) > 8


@pytest.mark.parametrize("training", [True, False])
def test_each_step_has_masks_of_its_own(training):
    gan = game()
    counter = gan.step_counter if training else gan.test_counter
    first = play_of(gan, training).real["mask"].numpy()
    np.testing.assert_array_equal(play_of(gan, training).real["mask"], first)
    counter.assign(1)
    assert not np.array_equal(play_of(gan, training).real["mask"], first)


def test_d_takes_the_mask_into_account():
    gan = game()
    mask = np.broadcast_to(RIGHT_HIDDEN, (24, 4, 6, 1))
    logits = gan.judge({"images": IMAGES, "mask": mask}, False)
    other = gan.judge({"images": IMAGES, "mask": 1 - mask}, False)
    assert np.abs(logits - other).min() > 1e-4


def test_without_conditions_whole_images_are_drawn():
    gan = game()
    trained(gan)
    drawn = gan.sample(7, seed=3)
    zeros = {"known": np.zeros(SHAPE), "mask": np.zeros((4, 6, 1))}
    np.testing.assert_array_equal(gan.sample(7, seed=3, conditions=zeros), drawn)
    latents = gan.draw_latents(7, 3)
    np.testing.assert_allclose(gan.predict(latents, verbose=0), drawn, atol=1e-6)
    nothing = gan.complete(IMAGES[:7], np.zeros((4, 6)), seed=3)
    np.testing.assert_array_equal(nothing[:, 0], drawn)
    assert plots.interpolation(gan, rows=2, steps=3).ndim == 2
    with pytest.raises(ValueError, match="conditions are .*'known', 'mask'"):
        gan.sample(7, conditions={"mask": np.zeros((4, 6, 1))})


def test_it_is_saved_and_goes_on_as_if_it_had_not_been(tmp_path):
    distribution = masks.Mixture([masks.Boxes(0.3, 0.6), masks.Nothing()], [3, 1])
    gan = game(distribution=distribution)
    trained(gan)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert type(loaded) is keras_gan.CompletionGAN
    configs = [json.dumps(each.get_config()) for each in (loaded, gan)]
    assert configs[0] == configs[1]
    np.testing.assert_array_equal(
        loaded.complete(IMAGES, RIGHT_HIDDEN), gan.complete(IMAGES, RIGHT_HIDDEN)
    )
    logs = trained(gan)
    for key, value in trained(loaded).items():
        np.testing.assert_allclose(value, logs[key], rtol=1e-5, atol=1e-6)
    for a, b in zip(loaded.get_weights(), gan.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "rules",
    [
        {"jit_compile": True},
        {"update": "simultaneous"},
        {"discriminator_steps": 2, "loss": "hinge"},
        {"terms": [losses.R1(0.1, every=2), losses.R2(0.1), losses.GradientPenalty()]},
    ],
)
def test_it_trains_by_other_rules(rules):
    gan = game(**rules)
    kernels = [w for w in gan.trainable_weights if w.name == "kernel"]
    before = [kernel.numpy() for kernel in kernels]
    logs = trained(gan, 4)
    assert np.isfinite([*logs.values()]).all()
    for kernel, value in zip(kernels, before, strict=True):
        assert np.abs(kernel.numpy() - value).max() > 1e-4, kernel.path


def test_it_is_evaluated():
    gan = game(metrics=[metrics.ParzenLogLikelihood(sigma=0.2)])
    logs = gan.evaluate(IMAGES, return_dict=True, verbose=0)
    assert np.isfinite([*logs.values()]).all()
    assert gan.evaluate(IMAGES, return_dict=True, verbose=0) == logs


def test_d_takes_both_kinds_in_one_pass():
    assert game().fast_paths == ("one_pass",)


def test_the_generators_range_is_known_behind_the_layer():
    assert game().value_range == (0.0, 1.0)
    linear = networks.completion_generator(SHAPE, 3, (16,), activation=None)
    assert game(generator=linear).value_range is None


def test_exports_take_what_is_known(tmp_path):
    gan = game()
    trained(gan)
    gan.export(tmp_path / "model")
    served = tf.saved_model.load(str(tmp_path / "model"))
    mask = np.broadcast_to(RIGHT_HIDDEN, (24, 4, 6, 1))
    asked = {"known": tf.constant(IMAGES), "mask": tf.constant(mask)}
    drawn = served.signatures["sample"](
        count=tf.constant(24), seed=tf.constant(5, "int64"), **asked
    )["images"]
    expected = gan.complete(IMAGES, mask, seed=5)[:, 0]
    np.testing.assert_allclose(drawn, expected, atol=1e-6)
    np.testing.assert_array_equal(drawn[:, :, :3], IMAGES[:, :, :3])
    serve = served.signatures["serving_default"]
    latents = gan.draw_latents(24, 5)
    np.testing.assert_array_equal(serve(latents=latents, **asked)["images"], drawn)


@pytest.mark.parametrize(
    ("images", "mask", "error", "message"),
    [
        (IMAGES, np.ones((6, 4)), ValueError, r"\(4, 6, 1\).*shape \(6, 4\)"),
        (IMAGES, np.ones((2, 4, 6)), ValueError, r"\(24, 4, 6, 1\).*\(2, 4, 6\)"),
        (IMAGES, np.full((4, 6), 255), ValueError, "the value 255.*`mask > 127`"),
        (IMAGES, np.full((4, 6), 0.5), ValueError, "1 where a pixel is known"),
        (IMAGES, np.full((4, 6), np.nan), ValueError, "the value nan"),
        (IMAGES[0], RIGHT_HIDDEN, ValueError, r"`image\[None\]`"),
        (IMAGES[:, :2], RIGHT_HIDDEN, ValueError, r"\(count, 4, 6, 1\)"),
        (255 * IMAGES, RIGHT_HIDDEN, ValueError, "range, 0 to 1. Received: .*255"),
        (IMAGES * np.nan, RIGHT_HIDDEN, ValueError, "NaN or infinity where the mask"),
        (IMAGES.astype(int), RIGHT_HIDDEN, TypeError, "floating point.*/ 255"),
    ],
)
def test_bad_images_and_masks(images, mask, error, message):
    with pytest.raises(error, match=message):
        game().complete(images, mask)


def test_a_number_of_completions_that_is_none():
    with pytest.raises(ValueError, match="`n` must be a positive integer. .*n=0"):
        game().complete(IMAGES, RIGHT_HIDDEN, n=0)


def test_a_generator_that_does_not_complete():
    plain = networks.dense_generator(SHAPE, 3, (4,))
    with pytest.raises(ValueError, match="inputs `known`.*conditions none"):
        game(generator=plain)
    inputs = {
        "latents": keras.Input((3,), name="latents"),
        "known": keras.Input(SHAPE, name="known"),
        "mask": keras.Input(SHAPE[:2] + (1,), name="mask"),
    }
    flat = [keras.layers.Flatten()(each) for each in inputs.values()]
    x = keras.layers.Dense(24, "sigmoid")(keras.layers.Concatenate()(flat))
    images = keras.layers.Reshape(SHAPE)(x)
    with pytest.raises(ValueError, match="End it with `keras_gan.layers.KeepKnown"):
        game(generator=keras.Model(inputs, images))
    images = layers.KeepKnown()([images, inputs["known"], inputs["mask"]])
    game(generator=keras.Model(inputs, images))
    with pytest.raises(ValueError, match="Unknown masks.*masks='thirds'"):
        game(distribution="thirds")
