import dataclasses

import numpy as np
import pytest

from keras_gan.datasets import GlobalContrastNormalization, ImageData


def grey(count, size=4):
    return np.full((count, size, size, 1), 0.5, "float32")


def test_describes_itself():
    data = ImageData("squares", grey(1200), grey(2), grey(3))
    assert data.image_shape == (4, 4, 1)
    assert repr(data) == (
        "ImageData('squares': 1,200 training, 2 validation and 3 test images of "
        "shape (4, 4, 1))"
    )


def test_cannot_be_changed():
    data = ImageData("squares", grey(1), grey(2), grey(3))
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.train = grey(5)


def test_names_the_part_that_is_wrong():
    with pytest.raises(ValueError, match="`validation` must lie between 0 and 1"):
        ImageData("squares", grey(1), 4 * grey(2), grey(3))
    with pytest.raises(ValueError, match=r"`test` must have the shape \(4, 4, 1\)"):
        ImageData("squares", grey(1), grey(2), grey(3, size=5))
    with pytest.raises(ValueError, match=r"train\[..., None\]"):
        ImageData("squares", grey(1)[..., 0], grey(2), grey(3))
    folds = ((grey(1), grey(2)), (grey(3), 4 * grey(4)))
    with pytest.raises(ValueError, match=r"`folds\[1\]\[1\]` must lie between"):
        ImageData("squares", grey(1), grey(2), grey(3), folds)


@pytest.mark.parametrize("lengths", [[2], [2, 1], [2, 3]])
def test_folds_are_pairs(lengths):
    folds = tuple((grey(1),) * length for length in lengths)
    with pytest.raises(ValueError, match="at least two pairs.*lengths"):
        ImageData("squares", grey(1), grey(2), grey(3), folds)


def noise(count, seed):
    """Images of the same pixels in other orders: of one mean and one contrast."""
    pixels = np.tile(np.linspace(0.2, 0.6, 16, dtype="float32"), (count, 1))
    shuffled = np.random.default_rng(seed).permuted(pixels, axis=1)
    return shuffled.reshape(count, 4, 4, 1)


def noise_data():
    folds = tuple((noise(2, seed), noise(3, seed + 1)) for seed in (3, 5))
    return ImageData("noise", noise(9, 0), noise(4, 1), noise(5, 2), folds)


def test_contrast_normalization_reaches_all_parts():
    data = noise_data()
    normalized = data.contrast_normalized(3.0)
    assert repr(normalized) == (
        "ImageData('noise': 9 training, 4 validation and 5 test images of shape "
        "(4, 4, 1), 2 folds, contrast-normalized)"
    )
    assert [[len(part) for part in fold] for fold in normalized.folds] == [[2, 3]] * 2
    parts = [normalized.train, normalized.validation, normalized.test]
    for images in [*parts, *(part for fold in normalized.folds for part in fold)]:
        flat = images.reshape(len(images), -1)
        np.testing.assert_allclose(np.linalg.norm(flat, axis=1), 3, rtol=1e-5)
    with pytest.raises(ValueError, match="normalized already.*contrast.scale=3.0"):
        normalized.contrast_normalized()


def test_pictures_undo_the_normalization():
    data = noise_data()
    normalized = data.contrast_normalized()
    assert normalized.train.min() < -1 and normalized.train.max() > 1
    # all these images have the average mean and contrast
    shown = normalized.pictures(normalized.train)
    np.testing.assert_allclose(shown, data.train, atol=1e-6)
    wild = normalized.pictures(10 * normalized.train)
    assert (wild.min(), wild.max()) == (0, 1)
    assert data.pictures(data.test) is data.test


def test_normalized_images_must_be_finite():
    contrast = GlobalContrastNormalization()
    ImageData("squares", 9 * grey(1), grey(2), -grey(3), contrast=contrast)
    with pytest.raises(ValueError, match="`test` must be finite"):
        ImageData("squares", grey(1), grey(2), np.nan * grey(3), contrast=contrast)
