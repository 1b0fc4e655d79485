"""Figure 3: what lies on straight lines between points of z space."""

import operator

from keras_gan.reproduce.pages import draw_page

RECIPES = ("mnist-2014", "mnist", "faces", "cifar10-dense", "cifar10-conv")
PANELS = {recipe: recipe for recipe in RECIPES}


def figure3(output, quick=False, seed=0, cifar10=None):
    """Draws the paper's figure 3, for the other data sets too.

    Both ends of each line are fair draws. Images are those of the averaged generator.

    Args:
        output: path of a folder, where runs are kept as well.
        quick: bool, whether to try it out on short runs.
        seed: int, the runs' seed.
        cifar10: str or None, the data set that takes the place of CIFAR-10.

    Returns:
        List of the paths that were written.

    Raises:
        FileNotFoundError: if a data set is missing, before anything is trained.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    picture = operator.attrgetter("interpolation")
    return draw_page("figure3", PANELS, picture, 1, output, quick, seed, cifar10)
