import keras
import numpy as np
import pytest

import keras_gan
from keras_gan.latents import masks
from keras_gan.networks import (
    photo_completion_discriminator,
    photo_completion_generator,
)

RANDOM = np.random.default_rng(0)


def entries(shape, side="right"):
    mask = np.broadcast_to(masks.half(shape, side), (2, *shape[:2], 1))
    known = RANDOM.random((2, *shape), dtype="float32")
    latents = RANDOM.normal(size=(2, 6)).astype("float32")
    return {"latents": latents, "known": known, "mask": mask}


@pytest.mark.parametrize("shape", [(32, 32, 3), (9, 20, 1), (8, 8, 3), (48, 33, 2)])
def test_images_of_any_sides(shape):
    generator = photo_completion_generator(shape, 6, width=2)
    given = entries(shape)
    images = generator(given).numpy()
    known = np.broadcast_to(given["mask"] > 0, images.shape)
    np.testing.assert_array_equal(images[known], given["known"][known])
    assert ((images > 0) & (images < 1))[~known].all()
    discriminator = photo_completion_discriminator(shape, width=2)
    seen = {"images": images, "mask": given["mask"]}
    assert discriminator(seen).shape == (2, 1)


def test_all_that_is_given_reaches_the_hole():
    shape = (16, 16, 3)
    generator = photo_completion_generator(shape, 6, width=4)
    given = entries(shape)
    images = generator(given).numpy()
    changes = {
        "latents": -given["latents"],
        "known": np.where(given["mask"] > 0, 1 - given["known"], given["known"]),
        "mask": np.concatenate([1 - given["mask"][:, :1], given["mask"][:, 1:]], 1),
    }
    for name, value in changes.items():
        other = generator({**given, name: value}).numpy()
        assert np.abs(other - images)[:, 1:, 8:].max() > 1e-4, name
    hidden = np.where(given["mask"] > 0, given["known"], 7.0)
    np.testing.assert_array_equal(generator({**given, "known": hidden}), images)
    # The noise reaches every pixel of the hole.
    other = generator({**given, "latents": -given["latents"]}).numpy()
    assert (np.abs(other - images)[:, :, 8:].max(axis=-1) > 0).all()


def test_d_sees_image_and_mask():
    discriminator = photo_completion_discriminator((16, 16, 3), width=4)
    given = entries((16, 16, 3))
    seen = {"images": given["known"], "mask": given["mask"]}
    logits = discriminator(seen).numpy()
    for name, value in seen.items():
        other = discriminator({**seen, name: 1 - value}).numpy()
        assert np.abs(other - logits).min() > 1e-4, name


def test_a_step_of_the_game_moves_both():
    shape = (16, 16, 3)
    keras.utils.set_random_seed(0)
    gan = keras_gan.CompletionGAN(
        photo_completion_generator(shape, 6, width=2),
        photo_completion_discriminator(shape, width=2),
    )
    gan.compile(*[keras.optimizers.Adam(0.01) for _ in range(2)])
    assert gan.fast_paths == ("one_pass",)
    assert gan.value_range == (0.0, 1.0)
    before = gan.get_weights()
    gan.fit(RANDOM.random((8, *shape), dtype="float32"), batch_size=8, verbose=0)
    for weight, value in zip(gan.weights, before, strict=True):
        if weight.name == "kernel":
            assert np.abs(weight.numpy() - value).max() > 1e-4, weight.path


def test_bad_sizes():
    with pytest.raises(ValueError, match="sides of 8 to 1024"):
        photo_completion_generator((4, 4, 1))
    with pytest.raises(ValueError, match="`latent_dim`"):
        photo_completion_generator((8, 8, 1), latent_dim=0)
    with pytest.raises(ValueError, match="sides of 8 to 1024"):
        photo_completion_discriminator((4, 4, 1))
