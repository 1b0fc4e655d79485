"""Whether a generator and a discriminator can play with each other."""

import numbers
import warnings

import keras

from keras_gan.arguments import check_integer
from keras_gan.models.named_inputs import NamedInputs
from keras_gan.models.one_pass import is_plain_container

SHAPING = ("Reshape", "Flatten", "Permute", "Cropping2D", "UpSampling2D")
BOUNDS = {"sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def check_players(generator, discriminator):
    """Raises unless both are models that are not the same and can learn."""
    check_is_model("generator", generator)
    check_is_model("discriminator", discriminator)
    if generator is discriminator:
        raise ValueError(
            "The generator and the discriminator must be two networks. "
            f"Received: generator=discriminator={generator.name!r}."
        )
    if not discriminator.trainable:
        raise ValueError(
            "The discriminator would never learn. Received: a discriminator with "
            "`trainable = False`. A game freezes no network: in each player's turn it "
            "moves that player's weights alone. Leave `trainable` at True."
        )
    for layer in discriminator._flatten_layers():
        if type(layer) is keras.layers.SpectralNormalization:
            warnings.warn(
                "`keras.layers.SpectralNormalization` changes the discriminator's "
                "weights whenever it is called in training, so in the generator's turn "
                "too. Use `keras_gan.layers.SpectralNormalization`.",
                stacklevel=3,
            )
            break


def check_partners(partners, game):
    """Raises unless partners are built models under names that are free.

    Args:
        partners: dict from a name to a network.
        game: `keras_gan.GAN`, whose attributes they become.
    """
    if not isinstance(partners, dict):
        raise TypeError(
            "`partners` must be a dict from a name to a network, such as "
            f'`{{"encoder": encoder}}`. Received: partners={partners!r}.'
        )
    for name, network in partners.items():
        check_is_model(f"partners[{name!r}]", network)
        if not str(name).isidentifier() or hasattr(game, name):
            raise ValueError(
                "A partner becomes an attribute of the game, whose name must be free. "
                f"Received: partners with the name {name!r}. Choose another."
            )
        if not network.built:
            raise ValueError(
                f"A partner must be built. Received: partners[{name!r}], which is not. "
                "Begin it with `keras.Input`."
            )


def generator_inputs(generator, latent_dim):
    """The generator's inputs, and the length of its noise vectors.

    Args:
        generator: `keras.Model`.
        latent_dim: int or None, what the user says it is.

    Returns:
        Pair of a `NamedInputs` and an int, or None for a generator without noise.

    Raises:
        ValueError: if the length is not a positive integer, not known, or not what the
            generator takes.
    """
    if latent_dim is not None:
        latent_dim = check_integer(
            "latent_dim",
            latent_dim,
            minimum=1,
            hint="Pass the length of the noise vector that the generator expects.",
        )
    if not generator.built:
        if latent_dim is None:
            raise ValueError(
                "The generator is not built, so the length of its noise vectors is not "
                f"known. Received: generator={generator.name!r}, latent_dim=None. "
                "Pass `latent_dim`, or begin the generator with `keras.Input`."
            )
        generator(keras.KerasTensor((None, latent_dim)))  # builds it
    shape = (latent_dim,) if latent_dim else getattr(generator, "input_shape", ())[1:]
    inputs = NamedInputs(generator, "latents", shape)
    if "latents" not in inputs.names:
        return inputs, None
    shape = tuple(inputs.tensors["latents"].shape)
    if len(shape) != 2:
        raise ValueError(
            "A generator takes one input of shape (batch, latent_dim). "
            f"Received: a generator with input shape {shape}. Where it takes images in "
            "the place of noise, name the input, such as `keras.Input(..., name="
            '"source")`.'
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
    latent_dim = latent_dim or int(shape[1])
    inputs.tensors["latents"] = keras.KerasTensor((None, latent_dim))
    return inputs, latent_dim


def image_shape_of(inputs):
    """The shape of one image that a generator makes, a tuple of int or None.

    Args:
        inputs: `NamedInputs` of the generator.

    Raises:
        ValueError: if it makes several things, and does not say which are the images.
    """
    outputs = inputs.symbolic_outputs()
    if isinstance(outputs, dict) and "images" in outputs:
        outputs = outputs["images"]
    if not isinstance(outputs, keras.KerasTensor):
        shapes = keras.tree.map_structure(lambda output: output.shape, outputs)
        raise ValueError(
            "A generator has one output, its images, or a dict of outputs with the key "
            f'"images". Received: a generator with the outputs {shapes}.'
        )
    return tuple(outputs.shape[1:])


def discriminator_inputs(discriminator, image_shape):
    """The discriminator's inputs, held against the images and checked for logits.

    Args:
        discriminator: `keras.Model`, built here if it is not.
        image_shape: tuple, of an image that the generator makes.

    Raises:
        ValueError: if it cannot take such images, or does not answer with logits.
    """
    inputs = NamedInputs(discriminator, "images", image_shape, only_images=True)
    taken = inputs.tensors.get("images")
    if taken is not None and not _same_shape(taken.shape[1:], image_shape):
        raise ValueError(
            "The discriminator cannot take what the generator makes. "
            f"Received: a generator with output shape {(None, *image_shape)} and a "
            f"discriminator with input shape {tuple(taken.shape)}. Make the two equal."
        )
    outputs = inputs.symbolic_outputs()
    logits = outputs.get("logits") if isinstance(outputs, dict) else outputs
    shapes = keras.tree.map_structure(lambda output: tuple(output.shape), outputs)
    several = not isinstance(outputs, dict) and _is_row_of_several(logits)
    if not isinstance(logits, keras.KerasTensor) or several:
        raise ValueError(
            "A discriminator has one output for each image, its logit; or a map of "
            'them for patches; or a dict of outputs with the key "logits", and others '
            'such as "classes" or "features". Received: a discriminator with output '
            f"shape {shapes}. For one logit an image, end it with "
            "`keras.layers.Dense(1)`; else name the outputs by a dict."
        )
    activation = _activation_of(discriminator, logits)
    if activation in ("sigmoid", "softmax"):
        raise ValueError(
            "A discriminator returns logits, and the losses apply the sigmoid. "
            f"Received: a discriminator that ends with the activation {activation!r}. "
            "Leave it out."
        )
    return inputs


def value_range(inputs):
    """The range of a generator's pixels, as its last activation tells.

    Args:
        inputs: `NamedInputs` of the generator.

    Returns:
        `(low, high)`, or None where the activation sets no bounds.
    """
    outputs = inputs.symbolic_outputs()
    images = outputs["images"] if isinstance(outputs, dict) else outputs
    return BOUNDS.get(_activation_of(inputs.network, images))


def check_seed(seed):
    """Returns `seed` as an int. Raises TypeError unless it is an integer."""
    if not isinstance(seed, numbers.Integral):
        raise TypeError(
            "`seed` must be an integer, so that a run can be repeated and resumed. "
            f"Received: seed={seed!r}."
        )
    return int(seed)


def check_is_model(argument, network):
    """Raises TypeError unless a network is a `keras.Model`."""
    if not isinstance(network, keras.Model):
        raise TypeError(
            f"`{argument}` must be a `keras.Model`, such as `keras.Sequential`. "
            f"Received: {argument}={network!r}."
        )


def _activation_of(network, output):
    """Name of the activation that an output ends with, None for none that is known.

    Layers that only reshape are looked through.
    """
    history = getattr(output, "_keras_history", None)
    if history is None:
        layers = getattr(network, "layers", [])
        return _activation_of_layer(layers[-1]) if layers else None
    operation = history.operation
    if hasattr(operation, "layers"):
        if not is_plain_container(operation):
            return _activation_of(operation, None)
        inner = operation.outputs[history.tensor_index]
        return _activation_of(operation, inner)
    activation = _activation_of_layer(operation)
    name = type(operation).__name__
    if name in SHAPING or name == "KeepKnown" or activation == "linear":
        node = operation._inbound_nodes[history.node_index]
        is_only = len(node.input_tensors) == 1 and not hasattr(operation, "kernel")
        if is_only or name == "KeepKnown":  # beside images, what is known of them
            return _activation_of(network, node.input_tensors[0])
    return activation


def _activation_of_layer(layer):
    if getattr(layer, "layers", None):
        return _activation_of_layer(layer.layers[-1])
    name = type(layer).__name__
    if name in ("Sigmoid", "Softmax", "Tanh"):  # layers, and operations on tensors
        return name.lower()
    return getattr(getattr(layer, "activation", None), "__name__", None)


def _is_row_of_several(logits):
    """Whether logits are as those of a classifier, rather than one, or a map."""
    is_tensor = isinstance(logits, keras.KerasTensor)
    return is_tensor and len(logits.shape) == 2 and logits.shape[1] != 1


def _same_shape(a, b):
    return len(a) == len(b) and all(
        m is None or n is None or m == n for m, n in zip(a, b, strict=True)
    )
