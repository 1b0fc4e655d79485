"""Named experiments: networks, rules, data and epochs, one file each."""

import importlib

# What each recipe is, in a line. Read without TensorFlow by the command line's help.
RECIPES = {
    "cifar10-completion": "CIFAR-10's right half, given the left one; an hour or more",
    "cifar10-conv": "CIFAR-10, convolutions, Adam and R1; 20 minutes on two cores",
    "cifar10-dense": "CIFAR-10, dense networks, Adam and R1; 20 minutes on two cores",
    "digits": "8x8 digits inside scikit-learn; no network, a minute on two cores",
    "digits-few-labels": "8x8 digits with 20 labels, by a game; a minute",
    "faces": "FER-2013 faces, the 2014 paper's two stages, narrower; about an hour",
    "mnist": "MNIST as well as we can in half an hour on two cores",
    "mnist-2014": "MNIST with the 2014 paper's networks and hyperparameters",
    "mnist-bidirectional": "MNIST with an encoder in the game; half an hour",
    "mnist-completion": "MNIST digits of which any part is hidden; half an hour",
    "mnist-conditional": "MNIST by label, the digit asked for; 10 minutes on two cores",
    "mnist-few-labels": "MNIST with 100 labels, by a game; half an hour on two cores",
    "photos": "pictures of your own, in colour; an hour at 64 pixels on two cores",
}


def get(name):
    """Returns a recipe.

    Args:
        name: str, one of `RECIPES`.

    Returns:
        A `keras_gan.recipes.recipe.Recipe`.

    Raises:
        ValueError: if there is no such recipe.
    """
    if name not in RECIPES:
        raise ValueError(
            f"Unknown recipe. Expected one of {sorted(RECIPES)}. "
            f"Received: {name!r}. `keras-gan recipes` describes them."
        )
    module = importlib.import_module(f"keras_gan.recipes.{name.replace('-', '_')}")
    return module.RECIPE
