"""Whether a generator and a discriminator can play with each other."""

import math


def find_latent_dim(generator, latent_dim):
    """The length of the generator's input vectors.

    Args:
        generator: `keras.Model`.
        latent_dim: int or None, what the user says it is.

    Raises:
        ValueError: if it is not a positive integer, not known, or not what the
            generator takes.
    """
    if latent_dim is not None and (not isinstance(latent_dim, int) or latent_dim < 1):
        raise ValueError(
            "`latent_dim` must be a positive integer. "
            f"Received: latent_dim={latent_dim!r}. "
            "Pass the length of the noise vector that the generator expects."
        )
    if not generator.built:
        if latent_dim is None:
            raise ValueError(
                "The generator is not built, so the length of its noise vectors is not "
                f"known. Received: generator={generator.name!r}, latent_dim=None. "
                "Pass `latent_dim`, or begin the generator with `keras.Input`."
            )
        generator.build((None, latent_dim))
    shape = getattr(generator, "input_shape", (None, latent_dim))
    if isinstance(shape, list) or len(shape) != 2:
        raise ValueError(
            "A generator takes one input of shape (batch, latent_dim). "
            f"Received: a generator with input shape {shape}."
        )
    if latent_dim is not None and shape[1] not in (None, latent_dim):
        raise ValueError(
            "`latent_dim` does not fit the generator. "
            f"Received: latent_dim={latent_dim}, and a generator whose input has shape "
            f"{shape}. Leave `latent_dim` out, or change the generator's input."
        )
    if shape[1] is None and latent_dim is None:
        raise ValueError(
            f"The generator's input shape {shape} leaves the length of its noise "
            "vectors open. Pass `latent_dim`."
        )
    return latent_dim or shape[1]


def check_networks(generator, discriminator, latent_dim):
    """Checks that D takes what G makes and answers with one logit.

    Args:
        generator: a built `keras.Model`.
        discriminator: `keras.Model`, built here if it is not.
        latent_dim: int, the length of the generator's input vectors.

    Returns:
        The shape of one generated image, a tuple of int or None.

    Raises:
        ValueError: if the networks do not fit.
    """
    image_shape = tuple(generator.compute_output_shape((None, latent_dim)))[1:]
    if not discriminator.built:
        discriminator.build((None, *image_shape))
    expected = getattr(discriminator, "input_shape", (None, *image_shape))
    if isinstance(expected, list) or not _same_shape(expected[1:], image_shape):
        raise ValueError(
            "The discriminator cannot take what the generator makes. "
            f"Received: a generator with output shape {(None, *image_shape)} and a "
            f"discriminator with input shape {expected}. Make the two equal."
        )
    output_shape = tuple(discriminator.compute_output_shape((None, *image_shape)))
    if None in output_shape[1:] or math.prod(output_shape[1:]) != 1:
        raise ValueError(
            "A discriminator has one output for each image, its logit. Received: a "
            f"discriminator with output shape {output_shape}. End it with "
            "`keras.layers.Dense(1)`."
        )
    if _last_activation(discriminator) in ("sigmoid", "softmax"):
        raise ValueError(
            "A discriminator returns logits, and the losses apply the sigmoid. "
            "Received: a discriminator that ends with the activation "
            f"{_last_activation(discriminator)!r}. Leave it out."
        )
    return image_shape


def value_range(generator):
    """The range of a generator's pixels, as its last activation tells.

    Args:
        generator: `keras.Model`.

    Returns:
        `(low, high)`, or None where the activation sets no bounds.
    """
    bounds = {"sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
    return bounds.get(_last_activation(generator))


def _last_activation(network):
    """Name of the last activation, looking through layers that only reshape."""
    shaping = ("Reshape", "Flatten", "Permute", "Cropping2D", "UpSampling2D")
    for layer in reversed(getattr(network, "layers", [])):
        if type(layer).__name__ in shaping:
            continue
        if getattr(layer, "layers", None):
            return _last_activation(layer)
        if type(layer).__name__ == "Softmax":
            return "softmax"
        return getattr(getattr(layer, "activation", None), "__name__", None)
    return None


def _same_shape(a, b):
    return len(a) == len(b) and all(
        m is None or n is None or m == n for m, n in zip(a, b, strict=True)
    )
