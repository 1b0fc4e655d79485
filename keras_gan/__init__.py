"""Generative adversarial networks as idiomatic Keras 3 models."""

import pathlib
import sys

__version__ = "0.1.0"

# The program `keras-gan` prints its help without loading TensorFlow: it imports what
# it needs when it needs it. Everywhere else, importing the package gives all of it
# and registers its classes with Keras, so that saved models load.
if pathlib.Path(sys.argv[0] if sys.argv else "").stem != "keras-gan":
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ImportError(
            "keras_gan runs on Keras' TensorFlow backend. Received: "
            f"keras.backend.backend()={keras.backend.backend()!r}. Set the environment "
            'variable KERAS_BACKEND="tensorflow" before Keras is imported.'
        )

    from keras_gan import (
        callbacks,
        datasets,
        export,
        latents,
        layers,
        losses,
        metrics,
        models,
        networks,
        optimizers,
        plots,
        recipes,
    )
    from keras_gan.models import GAN, TrainingDivergedError

    __all__ = [
        "GAN",
        "TrainingDivergedError",
        "callbacks",
        "datasets",
        "export",
        "latents",
        "layers",
        "losses",
        "metrics",
        "models",
        "networks",
        "optimizers",
        "plots",
        "recipes",
    ]
