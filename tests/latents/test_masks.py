import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.latents import Stream, masks, noise_seed

SHAPE = (6, 8, 3)


def drawn(distribution, count=2_000, shape=SHAPE, seed=0):
    mask = distribution(count, shape, noise_seed(seed, Stream.MASK, 0)).numpy()
    assert mask.shape == (count, *shape[:2], 1)
    assert mask.dtype == np.float32
    assert np.isin(mask, (0, 1)).all()
    return mask[..., 0]


def test_each_half_is_hidden_where_it_says():
    rows, columns = np.mgrid[:6, :8]
    known = {
        "left": columns >= 4,
        "right": columns < 4,
        "top": rows >= 3,
        "bottom": rows < 3,
    }
    assert known.keys() == {*masks.SIDES}
    for side, expected in known.items():
        np.testing.assert_array_equal(masks.half(SHAPE, side)[..., 0], expected)
        assert (drawn(masks.Halves(side), 3) == expected).all()


def test_the_middle_of_an_odd_number_is_known():
    for side in ("left", "right"):
        assert masks.half((4, 5, 1), side).sum() == 4 * 3
        assert masks.half((4, 5, 1), side)[:, 2].all()


def test_all_halves_are_hidden_as_often():
    mask = drawn(masks.Halves(("left", "top", "bottom")))
    for side in ("left", "top", "bottom"):
        share = (mask == masks.half(SHAPE, side)[..., 0]).all(axis=(1, 2)).mean()
        assert share == pytest.approx(1 / 3, abs=0.04)


def test_boxes_are_rectangles_of_all_sizes_and_places():
    mask = drawn(masks.Boxes(0.25, 0.75), shape=(8, 8, 1))
    rows, columns = ((mask == 0).any(axis=axis) for axis in (2, 1))
    np.testing.assert_array_equal(mask == 0, rows[:, :, None] & columns[:, None, :])
    heights = rows.sum(axis=1)
    assert set(heights) == {2, 3, 4, 5, 6}
    for each in (rows, columns):  # without a gap
        assert (np.abs(np.diff(each.astype(int), axis=1)).sum(axis=1) <= 2).all()
        assert each.any(axis=0).all()  # at every place
    two = rows[heights == 2]
    assert two[:, 0].mean() == pytest.approx(1 / 7, abs=0.08)


def test_a_box_may_be_everything():
    assert not drawn(masks.Boxes(1.0, 1.0), 10).any()


def test_pixels_are_known_in_any_share():
    shares = drawn(masks.Pixels(), shape=(20, 20, 1)).mean(axis=(1, 2))
    assert shares.mean() == pytest.approx(0.5, abs=0.02)
    assert shares.std() == pytest.approx(12**-0.5, abs=0.02)  # of a uniform share
    few = drawn(masks.Pixels(0.1, 0.1), shape=(20, 20, 1))
    assert few.mean() == pytest.approx(0.1, abs=0.005)


def test_a_mixture_draws_from_its_parts_as_often_as_it_says():
    parts = [masks.Halves("left"), masks.Nothing(), masks.Pixels(1.0, 1.0)]
    mask = drawn(masks.Mixture(parts, [1, 3, 4]))
    known = mask.mean(axis=(1, 2))
    shares = [np.mean(known == value) for value in (0.5, 0.0, 1.0)]
    np.testing.assert_allclose(shares, [1 / 8, 3 / 8, 4 / 8], atol=0.04)


def test_any_subset_has_whole_images_among_its_masks():
    mask = drawn(masks.get("any"), shape=(28, 28, 1))
    nothing = np.mean(~mask.any(axis=(1, 2)))
    assert nothing == pytest.approx(1 / 8, abs=0.03)


@pytest.mark.parametrize("name", masks.MASKS)
def test_draws_are_a_function_of_the_seed_also_compiled(name):
    distribution = masks.get(name)
    seed = noise_seed(1, Stream.MASK, 5)
    mask = distribution(50, SHAPE, seed)
    np.testing.assert_array_equal(distribution(50, SHAPE, seed), mask)
    other = distribution(50, SHAPE, noise_seed(1, Stream.MASK, 6))
    assert np.array_equal(other, mask) is (name == "nothing")

    @tf.function(jit_compile=True)
    def draw(images):
        return distribution(tf.shape(images)[0], SHAPE, seed)

    assert set(np.unique(draw(tf.zeros((50, 2))))) <= {0, 1}
    in_a_graph = tf.function(lambda count: distribution(count, SHAPE, seed))
    np.testing.assert_array_equal(in_a_graph(tf.constant(50)), mask)


def test_names_configurations_and_itself():
    box = masks.Boxes()
    assert masks.get(box) is box
    config = keras.saving.serialize_keras_object(masks.Mixture([box], [2]))
    again = masks.get(config)
    assert again.get_config() == masks.Mixture([box], [2]).get_config()
    with pytest.raises(ValueError, match="Expected one of .*'halves'.*masks='half'"):
        masks.get("half")
    with pytest.raises(TypeError, match="MaskDistribution"):
        masks.get(masks.Boxes)
    with pytest.raises(TypeError, match="must define `__call__"):
        masks.MaskDistribution()(1, SHAPE, (0, 0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: masks.Halves("middle"), "'left', 'right'.*hidden='middle'"),
        (lambda: masks.Halves([]), "one or several"),
        (lambda: masks.Boxes(0.0, 0.5), "above zero.*smallest=0.0"),
        (lambda: masks.Boxes(0.6, 0.5), "`smallest` at most `largest`"),
        (lambda: masks.Boxes(0.5, 1.5), "`largest` must be a share in"),
        (lambda: masks.Pixels(0.6, 0.5), "`fewest` must be at most `most`"),
        (lambda: masks.Pixels(-0.1), "`fewest` must be a share in"),
        (lambda: masks.Mixture([]), "0 parts"),
        (lambda: masks.Mixture([masks.Nothing()], [1, 2]), "a weight for each"),
        (lambda: masks.Mixture([masks.Nothing()], [0]), "above zero"),
    ],
)
def test_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
