import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers import DiffAugment

ALL = ("brightness", "saturation", "contrast", "translation", "cutout")


def some_images(count=6, height=9, width=16, channels=3):
    shape = (count, height, width, channels)
    return np.random.default_rng(0).random(shape, dtype="float32")


def augmented(policy, images, probability=1.0, **kwargs):
    layer = DiffAugment(policy, probability, **{"seed": 0, **kwargs})
    return layer(images, training=True).numpy()


@pytest.fixture
def known_draws(monkeypatch):
    """Draws that stay the same, one chance and two shares an augmentation and image."""
    draws = np.random.default_rng(1).random((5, 3, 6), dtype="float32")

    def uniform(shape, dtype, seed):
        assert shape[:2] == (5, 3) and dtype == "float32"
        return tf.constant(draws)

    monkeypatch.setattr(keras.random, "uniform", uniform)
    return draws


def by_hand(image, draws, policy, probability, low, high):
    """One image by the paper's description, an augmentation after the other."""
    image = image.astype("float64")
    draws = dict(zip(ALL, draws.astype("float64"), strict=True))
    chosen = [n for n in ALL if n in policy and draws[n][0] < probability]
    if "brightness" in chosen:
        image = image + (draws["brightness"][1] - 0.5) * (high - low) / 2
    if "saturation" in chosen:
        mean = image.mean(axis=-1, keepdims=True)
        image = mean + 2 * draws["saturation"][1] * (image - mean)
    if "contrast" in chosen:
        image = image.mean() + (draws["contrast"][1] + 0.5) * (image - image.mean())
    height, width, _ = image.shape
    fill = (low + high) / 2
    if "translation" in chosen:
        # Of 9 pixels an eighth is 1, of 16 it is 2: 3 and 5 places.
        down, right = (
            (1 - int(3 * draws["translation"][1])),
            (2 - int(5 * draws["translation"][2])),
        )
        canvas = np.pad(image, [(1, 1), (2, 2), (0, 0)], constant_values=fill)
        image = np.roll(canvas, (down, right), axis=(0, 1))[1:-1, 2:-2]
    if "cutout" in chosen:
        # Half of 9 is 5 about one of 9 pixels; of 16 it is 8 about one of 17 lines.
        top = int(9 * draws["cutout"][1]) - 2
        left = int(17 * draws["cutout"][2]) - 4
        rows, columns = np.arange(height), np.arange(width)
        covered = ((rows >= top) & (rows < top + 5))[:, None] & (
            (columns >= left) & (columns < left + 8)
        )
        image = np.where(covered[..., None], fill, image)
    return image


@pytest.mark.parametrize("policy", [*[(name,) for name in ALL], ALL])
@pytest.mark.parametrize("probability", [1.0, 0.5])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("low, high", [(0, 1), (-1, 1)])
def test_equals_the_paper_by_hand(
    known_draws, policy, probability, channels, low, high
):
    images = low + (high - low) * some_images(channels=channels)
    result = augmented(policy, images, probability, value_range=(low, high))
    expected = [
        by_hand(image, known_draws[:, :, i], policy, probability, low, high)
        for i, image in enumerate(images)
    ]
    np.testing.assert_allclose(result, expected, atol=2e-6)
    assert result.shape == images.shape


def test_brightness_reaches_a_quarter_of_the_range():
    images = some_images(2000, 2, 2)
    change = augmented("brightness", images) - images
    np.testing.assert_allclose(
        change, change[:, :1, :1, :1] * np.ones((2, 2, 3)), atol=1e-6
    )
    amount = change[:, 0, 0, 0]
    assert -0.25 <= amount.min() < -0.249 and 0.249 < amount.max() <= 0.25
    assert amount.mean() == pytest.approx(0, abs=5 * 0.5 / np.sqrt(12 * 2000))


def test_saturation_and_contrast_keep_means():
    images = some_images(2000, 4, 4)
    for name, axes, low, high in [
        ("saturation", -1, 0, 2),
        ("contrast", (1, 2, 3), 0.5, 1.5),
    ]:
        result = augmented(name, images)
        means = images.mean(axis=axes, keepdims=True)
        np.testing.assert_allclose(
            result.mean(axis=axes, keepdims=True), means, atol=1e-6
        )
        before, after = images - means, result - means
        factors = (after * before).sum(axis=(1, 2, 3)) / (before**2).sum(axis=(1, 2, 3))
        np.testing.assert_allclose(
            after, before * factors[:, None, None, None], atol=1e-5
        )
        assert low - 1e-5 <= factors.min() < low + 0.01
        assert high - 0.01 < factors.max() <= high + 1e-5


def test_grey_images_have_no_saturation():
    images = some_images(channels=1)
    np.testing.assert_allclose(augmented("saturation", images), images, atol=1e-6)


def test_translation_reaches_an_eighth_of_each_side():
    images = np.tile(some_images(1, 24, 16), (600, 1, 1, 1))
    result = augmented("translation", images)
    canvas = np.pad(
        images[0], [(3, 3), (2, 2), (0, 0)], constant_values=np.float32(0.5)
    )
    moved = [canvas[i : i + 24, j : j + 16] for i in range(7) for j in range(5)]
    seen = [
        [k for k, each in enumerate(moved) if np.array_equal(each, image)]
        for image in result
    ]
    assert all(len(matches) == 1 for matches in seen)
    # 600 draws out of 35: one is left out with a chance of 35 * (34 / 35) ** 600.
    assert {matches[0] for matches in seen} == set(range(35))


def test_cutout_covers_one_rectangle():
    images = some_images(600, 8, 12) + 1.0  # so that no pixel has the fill already
    result = augmented("cutout", images)
    covered = (result != images).any(axis=-1)
    np.testing.assert_array_equal(result[covered], 0.5)
    np.testing.assert_array_equal(result[~covered], images[~covered])
    rows, columns = covered.any(axis=2), covered.any(axis=1)
    np.testing.assert_array_equal(covered, rows[:, :, None] & columns[:, None])
    for spans, side in [(rows, 8), (columns, 12)]:
        # One run of pixels, of half the side, or down to a quarter over the edge.
        assert (
            np.abs(np.diff(np.pad(spans, [(0, 0), (1, 1)]), axis=1)).sum(1) == 2
        ).all()
        lengths = spans.sum(axis=1)
        assert (lengths.min(), lengths.max()) == (side // 4, side // 2)
        assert spans.any(axis=0).all()
        whole = spans[lengths == side // 2]
        assert len({tuple(span) for span in whole}) == side // 2 + 1


def test_images_have_draws_of_their_own_and_a_seed_repeats_them():
    images = np.tile(some_images(1), (50, 1, 1, 1))
    first, again = augmented(ALL, images), augmented(ALL, images)
    np.testing.assert_array_equal(first, again)
    assert len(np.unique(first.reshape(50, -1), axis=0)) == 50
    layer = DiffAugment(seed=0)
    a, b = (layer(images, training=True).numpy() for _ in range(2))
    assert np.abs(a - b).reshape(50, -1).max(axis=1).min() > 0


@pytest.mark.parametrize("channels", [1, 3])
def test_nothing_changes_with_probability_zero_or_outside_training(channels):
    images = some_images(channels=channels)
    np.testing.assert_array_equal(augmented(ALL, images, probability=0.0), images)
    np.testing.assert_array_equal(DiffAugment()(images, training=False), images)
    np.testing.assert_array_equal(DiffAugment()(images), images)


def test_each_augmentation_has_the_probability_for_itself():
    images = some_images(4000, 8, 8)
    five_deviations = 5 * np.sqrt(0.3 * 0.7 / 4000)
    for name in ALL:
        changed = (np.abs(augmented(name, images, 0.3) - images) > 1e-6).any((1, 2, 3))
        # One of nine translations does not move.
        share = 0.3 * 8 / 9 if name == "translation" else 0.3
        assert changed.mean() == pytest.approx(share, abs=five_deviations)
    both = augmented("brightness,cutout", images, 0.3)
    unchanged = (both == images).all((1, 2, 3)).mean()
    assert unchanged == pytest.approx(0.7**2, abs=5 * np.sqrt(0.49 * 0.51 / 4000))


def test_the_probability_may_change_in_a_traced_function():
    layer = DiffAugment("brightness", probability=0.0)
    call = tf.function(lambda x: layer(x, training=True))
    images = some_images()
    np.testing.assert_array_equal(call(images), images)
    layer.probability.assign(1.0)
    assert (call(images).numpy() != images).all()
    assert [w.name for w in layer.weights] == ["probability"]
    assert layer.trainable_weights == []


@pytest.mark.parametrize("jit_compile", [None, False, True])
@pytest.mark.parametrize("channels", [1, 3])
def test_gradients_of_both_orders(known_draws, jit_compile, channels):
    images = some_images(6, 3, 4, channels)
    layer = DiffAugment(probability=0.7)
    rng = np.random.default_rng(2)
    weights, direction = (
        tf.constant(rng.normal(size=images.shape).astype("float32")) for _ in range(2)
    )

    def gradients(x, w):
        with tf.GradientTape() as outer:
            outer.watch(w)
            with tf.GradientTape() as inner:
                inner.watch(x)
                total = tf.reduce_sum(w * layer(x, training=True))
            first = inner.gradient(total, x)
            along = tf.reduce_sum(first * direction)
        return first, outer.gradient(along, w)

    if jit_compile is not None:
        gradients = tf.function(gradients, jit_compile=jit_compile)
    first, second = gradients(tf.constant(images), weights)
    # With its draws known it is affine: differences are exact, however far apart.
    at_zero = layer(np.zeros_like(images), training=True)
    steps = np.eye(images[0].size, dtype="float32").reshape(-1, *images.shape[1:])
    by_differences = [
        np.sum(
            (layer(np.tile(s, (6, 1, 1, 1)), training=True) - at_zero) * weights,
            (1, 2, 3),
        )
        for s in steps
    ]
    expected = np.transpose(by_differences).reshape(images.shape)
    np.testing.assert_allclose(first, expected, atol=2e-5)
    moved = layer(direction, training=True) - at_zero
    np.testing.assert_allclose(second, moved, atol=2e-5)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_a_penalty_that_is_due_at_some_steps(known_draws, jit_compile):
    """As R1 with `every`, whose gradient is taken within `tf.cond`."""
    head = keras.layers.Dense(1)
    network = keras.Sequential(
        [keras.Input((8, 8, 3)), DiffAugment(), keras.layers.Flatten(), head]
    )
    images = tf.constant(some_images(6, 8, 8))

    def gradient(if_due):
        def penalty():
            with tf.GradientTape() as tape:
                tape.watch(images)
                logits = network(images, training=True)
            return tf.reduce_sum(tf.square(tape.gradient(logits, images)))

        with tf.GradientTape() as tape:
            total = if_due(penalty)
        return tape.gradient(total, head.kernel.value)

    @tf.function(jit_compile=jit_compile)
    def gradient_at(step):
        return gradient(lambda due: tf.cond(step % 2 == 0, due, lambda: 0.0))

    always = gradient(lambda due: due()).numpy()
    assert np.abs(always).max() > 0.1
    np.testing.assert_allclose(gradient_at(tf.constant(0)), always, atol=1e-5)
    np.testing.assert_array_equal(gradient_at(tf.constant(1)), 0)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_mixed_precision(known_draws, jit_compile):
    images = some_images()
    layer = DiffAugment(probability=0.5, dtype="mixed_bfloat16")
    assert layer.probability.dtype == "float32"
    result = tf.function(lambda x: layer(x, training=True), jit_compile=jit_compile)(
        images
    )
    assert result.dtype == tf.bfloat16
    expected = augmented(ALL, images, 0.5)
    # Eight bits of values up to 2, rounded on the way in and at each of three passes.
    np.testing.assert_allclose(tf.cast(result, tf.float32), expected, atol=0.02)


def test_batch_size_may_vary_and_the_rest_is_known():
    layer = DiffAugment()
    model = keras.Sequential([keras.Input((9, 16, 3)), layer])
    assert model.output_shape == (None, 9, 16, 3)
    assert model(some_images(2), training=True).shape == (2, 9, 16, 3)
    shapes = []

    @tf.function(input_signature=[tf.TensorSpec((None, 9, 16, 3))])
    def call(x):
        shapes.append(layer(x, training=True).shape.as_list())

    call(some_images(3))
    assert shapes == [[None, 9, 16, 3]]


def test_names():
    assert DiffAugment("color, cutout").policy == (*ALL[:3], "cutout")
    assert DiffAugment(["translation", "brightness"]).policy == (ALL[0], ALL[3])
    assert DiffAugment().policy == ALL


def test_round_trip(assert_round_trips):
    layer = DiffAugment("translation,color", 0.25, value_range=(-1, 1), seed=3)
    revived = assert_round_trips(layer)
    assert float(revived.probability) == 0.25
    assert revived.policy == layer.policy and revived.value_range == (-1.0, 1.0)


def test_a_saved_model_has_the_probability(tmp_path):
    model = keras.Sequential([keras.Input((4, 4, 1)), DiffAugment(probability=0.0)])
    model.layers[0].probability.assign(0.375)
    model.save(tmp_path / "model.keras")
    revived = keras.saving.load_model(tmp_path / "model.keras")
    assert float(revived.layers[0].probability) == 0.375


@pytest.mark.parametrize(
    "policy", ["colour", "color,,cutout", "", [], ["rotation"], [1]]
)
def test_unknown_names(policy):
    with pytest.raises(ValueError, match=r"'color', 'brightness', .*Received: policy="):
        DiffAugment(policy)


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan"), "always"])
def test_bad_probability(probability):
    with pytest.raises(ValueError, match="`probability` must be .* Received"):
        DiffAugment(probability=probability)


@pytest.mark.parametrize("value_range", [(1, 0), (0, 0), (0, float("inf"))])
def test_bad_value_range(value_range):
    with pytest.raises(ValueError, match="`value_range` must be .* Received"):
        DiffAugment(value_range=value_range)


def test_bad_images():
    with pytest.raises(ValueError, match="ndim"):
        DiffAugment()(np.zeros((2, 9), "float32"))
    with pytest.raises(ValueError, match="known height.*Received: input_shape="):
        DiffAugment()(keras.Input((None, 4, 1)))
