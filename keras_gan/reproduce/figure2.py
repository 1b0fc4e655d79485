"""Figure 2: fair draws, and the training images nearest to the rightmost of them."""

import operator

from keras_gan.reproduce.pages import draw_page

PANELS = {
    "a-mnist-2014": "mnist-2014",
    "a-mnist": "mnist",
    "b-fer2013": "faces",
    "c-cifar10-dense": "cifar10-dense",
    "d-cifar10-conv": "cifar10-conv",
}


def figure2(output, quick=False, seed=0, cifar10=None):
    """Draws the paper's figure 2.

    Four rows of five samples, none picked; framed, of the training images the nearest
    to the sample on its left. Samples are those of the averaged generator. The paper's
    Toronto Face Database is not public, FER-2013 stands in its place.

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
    picture = operator.attrgetter("nearest")
    return draw_page("figure2", PANELS, picture, 2, output, quick, seed, cifar10)
