"""The same work, the step of the 2014 paper's MNIST pair, as different programs do it.

Each function returns `run(steps)`, which trains so many steps.
"""

LATENT_DIM = 100
BATCH_SIZE = 100
GENERATOR_WIDTHS = (1200, 1200, 784)
MAXOUT_UNITS, MAXOUT_PIECES = 240, 5
