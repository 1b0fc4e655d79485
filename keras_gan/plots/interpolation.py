"""What a generator draws on the way from one latent to another."""

import numpy as np

from keras_gan.plots.image_grid import image_grid


def interpolation(
    model,
    rows=4,
    steps=10,
    seed=0,
    value_range=(0, 1),
    scale=None,
    image_shape=None,
    to_pictures=None,
):
    """Images on straight lines between latents, one line in a row.

    The ends of a row are fair draws from the prior; between them the latents move in
    equal steps. Images that change smoothly and stay plausible show that the
    generator has learnt more than a list of examples.

    Args:
        model: a `GAN`, or any object with its `draw_latents(n, seed)` and
            `predict(latents, verbose=0)`.
        rows: int, number of lines.
        steps: int, images on a line, both ends included.
        seed: int, of the ends.
        value_range: pair, the values of black and of white.
        scale: int, the factor to enlarge images by; see `image_grid`.
        image_shape: tuple, the shape of one image, for a generator of flat vectors.
        to_pictures: callable that the images pass before they are drawn, such as
            `keras_gan.datasets.ImageData.pictures`; None for none.

    Returns:
        A uint8 array, `(H, W)` or `(H, W, 3)`.

    Raises:
        ValueError: if `rows` is below 1 or `steps` below 2.

    Reference:
        Figure 3 of [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    if rows < 1 or steps < 2:
        raise ValueError(
            "An interpolation needs at least one row and two steps. Received: "
            f"rows={rows}, steps={steps}."
        )
    ends = np.asarray(model.draw_latents(2 * rows, seed))
    starts, stops = ends[::2], ends[1::2]
    lines = np.linspace(starts, stops, steps, axis=1)  # (rows, steps, latent_dim)
    latents = lines.reshape(rows * steps, -1).astype(ends.dtype)
    images = model.predict(latents, verbose=0)
    if to_pictures is not None:
        images = to_pictures(images)
    return image_grid(
        images,
        columns=steps,
        value_range=value_range,
        scale=scale,
        image_shape=image_shape,
    )
