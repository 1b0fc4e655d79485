"""The same work as different programs do it.

Each `make` function returns `run(steps)`, which does so many steps of it, and may
return the seconds they took. `PAIRS` has the sizes of the networks: the 2014 paper's
pair on MNIST, the narrower one of the recipe `cifar10-conv`, and strided convolutions
for photos of 64 x 64 pixels.
"""

import types

MNIST = types.SimpleNamespace(
    dataset="mnist",
    image_shape=(28, 28, 1),
    batch_size=100,
    latent_dim=100,
    generator_widths=(1200, 1200),
    maxout_units=240,
    maxout_pieces=5,
)
CIFAR10 = types.SimpleNamespace(
    dataset="cifar10",
    image_shape=(32, 32, 3),
    batch_size=32,
    latent_dim=100,
    generator_width=1000,
    small_shape=(10, 10, 40),
    paint_size=5,
    paint_strides=3,
    # filters of a piece, size of a kernel, zeros on each side, size of pooling
    convolutions=((16, 8, 4, 4), (16, 8, 3, 4), (96, 5, 3, 2)),
    pool_strides=2,
    conv_pieces=2,
    maxout_units=250,
    maxout_pieces=5,
)
PHOTOS = types.SimpleNamespace(
    dataset="cifar10",  # enlarged
    image_shape=(64, 64, 3),
    batch_size=64,
    latent_dim=100,
    small_size=4,
    kernel_size=4,
    generator_filters=(512, 256, 128, 64),
    discriminator_filters=(64, 128, 256, 512),
)
PAIRS = {"mnist": MNIST, "cifar10-conv": CIFAR10, "photos": PHOTOS}


def sizes_of(pair, **changes):
    """The sizes of a pair, some of them changed."""
    return types.SimpleNamespace(**{**vars(PAIRS[pair]), **changes})
