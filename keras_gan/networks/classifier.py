"""The classifier inside a discriminator that names classes."""

import keras


def classifier(discriminator):
    """The part of a D that names classes, as a network of its own.

    It shares D's weights. Export it with `classifier(...).export(path)`.

    Args:
        discriminator: functional `keras.Model` whose outputs are a dict with
            "classes", logits `(batch, num_classes)`; such as `gan.ema_discriminator`,
            the averaged one.

    Returns:
        A `keras.Model` from images to probabilities `(batch, num_classes)` of classes.

    Raises:
        ValueError: if D has no classes.

    Example:
        >>> predict = keras_gan.networks.classifier(gan.ema_discriminator)
        >>> predict(images).numpy().argmax(axis=1)
    """
    outputs = getattr(discriminator, "output", None)
    if not isinstance(outputs, dict) or "classes" not in outputs:
        raise ValueError(
            "A classifier takes a functional model whose outputs are a dict with the "
            f'key "classes". Received: {discriminator!r} with outputs {outputs!r:.200}.'
        )
    softmax = keras.layers.Softmax(dtype="float32")
    probabilities = softmax(outputs["classes"])
    return keras.Model(discriminator.input, probabilities, name="classifier")
