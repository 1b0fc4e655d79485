"""What the names in `keras_gan.__all__` stand for, and the backend that they need.

Importing it registers the package's classes with Keras, so that saved models load.
"""

import keras

if keras.backend.backend() != "tensorflow":
    raise ImportError(
        "keras_gan runs on Keras' TensorFlow backend. Received: "
        f"keras.backend.backend()={keras.backend.backend()!r}. Set the environment "
        'variable KERAS_BACKEND="tensorflow" before Keras is imported.'
    )

from keras_gan import (  # noqa: F401
    baselines,
    callbacks,
    datasets,
    export,
    inference,
    latents,
    layers,
    losses,
    metrics,
    models,
    networks,
    optimizers,
    plots,
    recipes,
    theory,
)
from keras_gan.models import (  # noqa: F401
    GAN,
    BiGAN,
    CompletionGAN,
    TrainingDivergedError,
)
