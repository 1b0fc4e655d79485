import keras
import numpy as np
import pytest

from keras_gan.latents import masks
from keras_gan.networks import completion_discriminator, completion_generator
from keras_gan.networks.completion import joined

SHAPE = (4, 6, 3)
RANDOM = np.random.default_rng(0)
MASK = np.broadcast_to(masks.half(SHAPE, "top"), (5, 4, 6, 1))
ENTRIES = {
    "latents": RANDOM.normal(size=(5, 3)).astype("float32"),
    "known": RANDOM.random((5, *SHAPE), dtype="float32"),
    "mask": MASK,
}


def test_a_generator_sees_what_is_known_and_nothing_else():
    generator = completion_generator(SHAPE, 3, (8, 8))
    images = generator(ENTRIES).numpy()
    assert images.shape == (5, *SHAPE)
    np.testing.assert_array_equal(images[:, 2:], ENTRIES["known"][:, 2:])
    assert ((images > 0) & (images < 1))[:, :2].all()
    changes = {
        "latents": -ENTRIES["latents"],
        "known": np.where(MASK > 0, 1 - ENTRIES["known"], ENTRIES["known"]),
        "mask": np.concatenate([MASK[:, :, :5], 1 - MASK[:, :, 5:]], axis=2),
    }
    for name, value in changes.items():
        other = generator({**ENTRIES, name: value}).numpy()
        assert np.abs(other - images)[:, :2, :5].max() > 1e-4, name
    hidden = np.where(MASK > 0, ENTRIES["known"], 7.0)
    np.testing.assert_array_equal(generator({**ENTRIES, "known": hidden}), images)


def test_it_begins_at_the_mean_image():
    mean = RANDOM.uniform(0.1, 0.9, SHAPE)
    generator = completion_generator(SHAPE, 3, (8,), mean_image=mean)
    zeros = {name: np.zeros_like(value) for name, value in ENTRIES.items()}
    np.testing.assert_allclose(generator(zeros)[0], mean, rtol=1e-5)


def test_noise_has_as_much_to_say_as_many_pixels():
    keras.utils.set_random_seed(0)
    parts = [keras.Input((500,)), keras.Input((4,))]
    network = keras.Model(parts, joined(1_000, *parts))
    many, few = RANDOM.normal(size=(20, 500)), RANDOM.normal(size=(20, 4))
    of_many = network([many, 0 * few]).numpy()
    of_few = network([0 * many, few]).numpy()
    assert of_few.std() / of_many.std() == pytest.approx(1.0, abs=0.3)
    np.testing.assert_allclose(network([many, few]), of_many + of_few, atol=1e-4)


def test_values_without_bounds():
    generator = completion_generator(SHAPE, 3, (8,), activation=None)
    images = generator({**ENTRIES, "latents": 100 * ENTRIES["latents"]}).numpy()
    assert images[:, :2].min() < 0 < 1 < images[:, :2].max()


def test_a_discriminator_sees_image_and_mask():
    discriminator = completion_discriminator(SHAPE, (8, 8))
    entries = {"images": ENTRIES["known"], "mask": MASK}
    logits = discriminator(entries).numpy()
    assert logits.shape == (5, 1)
    for name in entries:
        other = discriminator({**entries, name: 1 - entries[name]}).numpy()
        assert np.abs(other - logits).min() > 1e-4, name


def test_an_image_and_its_mask_are_moved_together():
    keras.utils.set_random_seed(0)
    discriminator = completion_discriminator((9, 9, 1), (8,), max_shift=1)
    shift = next(x for x in discriminator.layers if type(x).__name__ == "RandomShift")
    seen = keras.Model(discriminator.inputs, shift.output)
    mask = np.zeros((50, 9, 9, 1))
    mask[:, 4, 4] = 1
    moved = seen([mask, mask], training=True).numpy()
    np.testing.assert_array_equal(moved[..., 0], moved[..., 1])
    assert len({each.tobytes() for each in moved}) == 9


@pytest.mark.parametrize("make", [completion_generator, completion_discriminator])
def test_bad_sizes(make):
    with pytest.raises(ValueError, match="`widths`.*Received: widths=\\(0,\\)"):
        make(SHAPE, widths=(0,))
    with pytest.raises(TypeError, match="`image_shape`"):
        make(8)
