"""Images, what is known of them, and how a generator completes them."""

import numpy as np

from keras_gan.plots.image_grid import image_grid

GREY = 0.5  # what the hole is shown as, between black and white


def completions(model, images, mask, n=8, seed=0, value_range=None, scale=None):
    """A row for each image: what is known of it, n completions, and the image itself.

    Args:
        model: a `CompletionGAN`, or any object with its `complete(images, mask, n,
            seed)` and `value_range`.
        images: array `(count, height, width, channels)`.
        mask: array of ones where a pixel is known, and zeros, `(height, width, 1)` for
            all images, or `(count, height, width, 1)`.
        n: int, how many completions of each.
        seed: int, of the latents.
        value_range: pair, the values of black and of white. By default the model's, or
            (0, 1) where it has none.
        scale: int, the factor to enlarge images by; see `image_grid`.

    Returns:
        A uint8 array, `(H, W)` or `(H, W, 3)`.

    Raises:
        ValueError: if there is no image, or it or the mask does not fit the model.
    """
    low, high = value_range or model.value_range or (0, 1)
    drawn = model.complete(images, mask, n, seed)
    hidden = np.where(np.asarray(mask) > 0.5, images, low + GREY * (high - low))
    rows = np.concatenate([hidden[:, None], drawn, images[:, None]], axis=1)
    return image_grid(
        rows.reshape(-1, *rows.shape[2:]).clip(low, high),
        columns=n + 2,
        value_range=(low, high),
        scale=scale,
    )
