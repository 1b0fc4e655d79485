"""What a generator draws on the way from one latent to another."""

import numpy as np

from keras_gan.arguments import is_integer
from keras_gan.plots.image_grid import image_grid


def interpolation(
    model,
    rows=4,
    steps=10,
    seed=0,
    value_range=None,
    scale=None,
    image_shape=None,
    to_pictures=None,
    conditions=None,
):
    """Images on straight lines between latents, one line in a row.

    The ends of a row are fair draws from the prior; between them the latents move in
    equal steps. Images that change smoothly and stay plausible show that the
    generator has learnt more than a list of examples.

    Args:
        model: a `GAN`, or any object with its `draw_latents(n, seed)`,
            `predict(latents, verbose=0)`, `value_range` and `conditions`.
        rows: int, number of lines.
        steps: int, images on a line, both ends included.
        seed: int, of the ends.
        value_range: pair, the values of black and of white. By default the model's,
            or (0, 1) where it has none or `to_pictures` is given.
        scale: int, the factor to enlarge images by; see `image_grid`.
        image_shape: tuple, the shape of one image, for a generator of flat vectors.
        to_pictures: callable that the images pass before they are drawn, such as
            `keras_gan.datasets.ImageData.pictures`; None for none.
        conditions: dict, what the generator's inputs beside the latents get, by name:
            one value for all images, or an array `(rows, ...)` with one for each row.
            None for a generator of latents alone.

    Returns:
        A uint8 array, `(H, W)` or `(H, W, 3)`.

    Raises:
        ValueError: if `rows` is below 1 or `steps` below 2, or if there is not one
            value of a condition for each row.

    Reference:
        Figure 3 of [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    if not (is_integer(rows, 1) and is_integer(steps, 2)):
        raise ValueError(
            "An interpolation needs at least one row and two steps. Received: "
            f"rows={rows}, steps={steps}."
        )
    ends = np.asarray(model.draw_latents(2 * rows, seed))
    starts, stops = ends[::2], ends[1::2]
    lines = np.linspace(starts, stops, steps, axis=1)  # (rows, steps, latent_dim)
    latents = lines.reshape(rows * steps, -1).astype(ends.dtype)
    if conditions is not None:
        others = {
            name: _for_each_image(name, value, model.conditions[name], rows, steps)
            for name, value in conditions.items()
        }
        latents = {"latents": latents, **others}
    images = model.predict(latents, verbose=0)
    if value_range is None:
        own = None if to_pictures is not None else model.value_range
        value_range = own or (0, 1)
    if to_pictures is not None:
        images = to_pictures(images)
    return image_grid(
        images,
        columns=steps,
        value_range=value_range,
        scale=scale,
        image_shape=image_shape,
    )


def _for_each_image(name, value, spec, rows, steps):
    """A condition's value for each image, of one for all or of one for each row."""
    value = np.asarray(value)
    if value.ndim < len(spec.shape):
        return np.repeat(value[None], rows * steps, axis=0)
    if len(value) != rows:
        raise ValueError(
            f"The condition {name!r} needs one value for all images, or one for each "
            f"row. Received: rows={rows}, a value of shape {value.shape}."
        )
    return np.repeat(value, steps, axis=0)
