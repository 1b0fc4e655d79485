"""The same work as different programs do it.

Each `make` function returns `run(steps)`, which does so many steps of it. The sizes
are those of the 2014 paper's MNIST pair.
"""

LATENT_DIM = 100
BATCH_SIZE = 100
GENERATOR_WIDTHS = (1200, 1200, 784)
MAXOUT_UNITS, MAXOUT_PIECES = 240, 5
