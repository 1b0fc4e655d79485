"""Whether a generator and a discriminator can play with each other."""

import numbers

import keras


def find_latent_dim(generator, latent_dim):
    """The length of the generator's input vectors.

    Args:
        generator: `keras.Model`.
        latent_dim: int or None, what the user says it is.

    Raises:
        ValueError: if it is not a positive integer, not known, or not what the
            generator takes.
    """
    _check_is_model("generator", generator)
    is_count = isinstance(latent_dim, numbers.Integral) and latent_dim > 0
    if latent_dim is not None and not is_count:
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
        latent_dim = int(latent_dim)
        output_shape(generator, (latent_dim,))  # builds it
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
    return int(latent_dim or shape[1])


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
    _check_is_model("discriminator", discriminator)
    if generator is discriminator:
        raise ValueError(
            "The generator and the discriminator must be two networks. "
            f"Received: generator=discriminator={generator.name!r}."
        )
    image_shape = output_shape(generator, (latent_dim,))[1:]
    if not all(isinstance(size, int | None) for size in image_shape):
        raise ValueError(
            "A generator has one output, its images. Received: a generator with the "
            f"outputs {output_shape(generator, (latent_dim,))}."
        )
    expected = getattr(discriminator, "input_shape", (None, *image_shape))
    if isinstance(expected, list) or not _same_shape(expected[1:], image_shape):
        raise ValueError(
            "The discriminator cannot take what the generator makes. "
            f"Received: a generator with output shape {(None, *image_shape)} and a "
            f"discriminator with input shape {expected}. Make the two equal."
        )
    logits_shape = output_shape(discriminator, image_shape)
    if logits_shape[1:] not in [(), (1,) * len(logits_shape[1:])]:
        raise ValueError(
            "A discriminator has one output for each image, its logit. Received: a "
            f"discriminator with output shape {logits_shape}. End it with "
            "`keras.layers.Dense(1)`."
        )
    if _last_activation(discriminator) in ("sigmoid", "softmax"):
        raise ValueError(
            "A discriminator returns logits, and the losses apply the sigmoid. "
            "Received: a discriminator that ends with the activation "
            f"{_last_activation(discriminator)!r}. Leave it out."
        )
    return image_shape


def output_shape(network, input_shape):
    """The shape of a network's output, or a tuple of shapes; builds the network.

    Args:
        network: `keras.Model`.
        input_shape: tuple, the shape of one input without the batch.
    """
    outputs = network(keras.KerasTensor((None, *input_shape)))
    if isinstance(outputs, dict):
        outputs = list(outputs.values())
    if isinstance(outputs, (list, tuple)):
        return tuple(tuple(output.shape) for output in outputs)
    return tuple(outputs.shape)


def check_seed(seed):
    """Returns `seed` as an int. Raises TypeError unless it is an integer."""
    if not isinstance(seed, numbers.Integral):
        raise TypeError(
            "`seed` must be an integer, so that a run can be repeated and resumed. "
            f"Received: seed={seed!r}."
        )
    return int(seed)


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
    layers = getattr(network, "operations", None) or getattr(network, "layers", [])
    for layer in reversed(layers):
        name = type(layer).__name__
        activation = getattr(getattr(layer, "activation", None), "__name__", None)
        if name in shaping or (name == "Activation" and activation == "linear"):
            continue
        if getattr(layer, "layers", None):
            return _last_activation(layer)
        if name in ("Sigmoid", "Softmax", "Tanh"):  # layers, and operations on tensors
            return name.lower()
        return activation
    return None


def _check_is_model(argument, network):
    if not isinstance(network, keras.Model):
        raise TypeError(
            f"`{argument}` must be a `keras.Model`, such as `keras.Sequential`. "
            f"Received: {argument}={network!r}."
        )


def _same_shape(a, b):
    return len(a) == len(b) and all(
        m is None or n is None or m == n for m, n in zip(a, b, strict=True)
    )
