"""What the public functions say to bad input, in one table.

`keras_gan.GAN` has a table of its own, in tests/models/test_gan_errors.py, and so has
the command line, in tests/cli/test_cli.py.
"""

import numpy as np
import pytest

from keras_gan import (
    baselines,
    callbacks,
    datasets,
    latents,
    layers,
    losses,
    metrics,
    networks,
    plots,
    recipes,
    theory,
)

X = np.random.default_rng(0).random((8, 4, 4, 1), dtype="float32")
FLAT = X.reshape(8, -1)
BYTES = (FLAT * 255).astype("uint8")
P = [0.2, 0.8]
BOTTOM = networks.dense_generator((4, 4, 1), 3, (5,))

# What is called, with what, the type of the error, and what it says.
TABLE = [
    (latents.Normal, [0.0], ValueError, "`stddev`.* positive.*stddev=0.0"),
    (latents.Normal, ["1"], TypeError, "`stddev`.* must be a number.*stddev='1'"),
    (latents.Uniform, [1, -1], ValueError, "`minval` below `maxval`.*minval=1"),
    (latents.Uniform, [0, None], TypeError, "`maxval`.* must be a number.*=None"),
    (latents.TruncatedNormal, [-1.0], ValueError, "`threshold`.* positive.*=-1.0"),
    (latents.Spherical, [-1.0], ValueError, "`radius`.* positive.*radius=-1.0"),
    (losses.Minimax, [1.0], ValueError, "below 0.5.*label_smoothing=1.0"),
    (losses.Minimax, ["0.1"], TypeError, "must be a number.*label_smoothing='0.1'"),
    (losses.Blend, [2.0], ValueError, r"lie in \[0, 1\].*non_saturating=2.0"),
    (losses.Blend, ["2"], TypeError, "must be a number.*non_saturating='2'"),
    (losses.R1, [-1.0], ValueError, "must not be negative.*weight=-1.0"),
    (losses.R1, ["1"], TypeError, "a number or a schedule of it.*weight='1'"),
    (losses.R1, [1.0, 0], ValueError, "positive integer.*every=0"),
    (losses.get, ["hinged"], ValueError, r"\['bidirectional', 'blend'.*loss='hinged'"),
    (layers.Maxout, [0], ValueError, "`num_units`.* positive integer.*=0"),
    (layers.Maxout, ["3"], ValueError, "`num_units`.* positive integer.*='3'"),
    (layers.Maxout, [3, 0], ValueError, "`num_pieces`.* positive integer.*=0"),
    (layers.Maxout(3), [X], ValueError, r"Flatten\(\)"),
    (layers.MaxoutConv2D, [0, 2, 3], ValueError, "`filters`.*positive integer.*=0"),
    (layers.MaxoutConv2D, [1, 2, 3, "all"], ValueError, '"same", "valid".*=\'all\''),
    (layers.ScaleGradient, [0], ValueError, "finite number above zero.*factor=0"),
    (layers.RandomShift, [0], ValueError, "positive integer, in pixels.*=0"),
    (networks.dense_generator, [4], TypeError, "`image_shape` must be a sequence.*=4"),
    (networks.dense_generator, [(4, 0)], ValueError, r"integers.*=\(4, 0\)"),
    (networks.dense_generator, [()], ValueError, r"one dimension.*image_shape=\(\)"),
    (networks.dense_generator, [(4,), 0], ValueError, "positive integer.*latent_dim=0"),
    (networks.dense_generator, [(4,), 2.5], TypeError, "latent_dim=2.5"),
    (networks.dense_generator, [(4,), 3, (0,)], ValueError, r"widths=\(0,\)"),
    (networks.dense_generator, [(4,), 3, (5,), X[0]], ValueError, "fill the weight"),
    (networks.dense_generator, [(4,), (3,)], TypeError, r"latent_dim=\(3,\)"),
    (networks.dense_generator, [(4,), 3, 512], TypeError, "sequence.*widths=512"),
    (networks.dense_generator, [(4,), True], TypeError, "latent_dim=True"),
    (networks.dense_discriminator, ["mnist"], TypeError, "image_shape='mnist'"),
    (networks.dense_discriminator, [(4,), (-1,)], ValueError, r"widths=\(-1,\)"),
    (networks.paper_generator, [(4,), 3, 0], ValueError, "width=0"),
    (networks.paper_discriminator, [(4,), 0], ValueError, "num_units=0"),
    (networks.faces_generator, [(4,), 3, 0], ValueError, "width=0"),
    (networks.faces_bottom, [0], ValueError, "latent_dim=0"),
    (networks.cifar10_dense_generator, [(4,), 3, 0], ValueError, "width=0"),
    (networks.cifar10_conv_generator, [(28, 28, 3)], ValueError, "3 n . 2.*Resize"),
    (
        networks.cifar10_conv_discriminator,
        [(4, 4, 3), (1, 1, 1), 2],
        ValueError,
        "too small.*Use larger images",
    ),
    (networks.put_below, [BOTTOM, BOTTOM, X], ValueError, "Make the two equal"),
    (networks.SparseInitializer, [0], ValueError, "positive integer.*num_nonzero=0"),
    (networks.logit_of_means, [[128.0]], ValueError, r"\[0, 1\].*128.0 and 128.0"),
    (metrics.parzen_score, [FLAT, FLAT[:, :3], FLAT], ValueError, "the same shape"),
    (metrics.parzen_score, [FLAT * np.nan, FLAT, FLAT], ValueError, "8 of 8 rows"),
    (metrics.parzen_score, [FLAT[:0], FLAT, FLAT], ValueError, "non-empty array"),
    (metrics.parzen_score, [FLAT, FLAT], ValueError, "Exactly one of `validation`"),
    (metrics.parzen_score, [BYTES, FLAT, FLAT], TypeError, "uint8.*/ 255"),
    (metrics.parzen_log_likelihood, [FLAT, FLAT, 0.0], ValueError, "sigma=0.0.*try"),
    (metrics.ParzenStream, [FLAT, 0.1, 9, "half"], ValueError, "'float32' or.*'half'"),
    (metrics.nearest_neighbours, [FLAT, FLAT[:, :2]], ValueError, "of the same size"),
    (metrics.mean_pairwise_distance, [FLAT[:1]], ValueError, "at least two images"),
    (plots.image_grid, [X * np.nan], ValueError, "finite to be shown"),
    (plots.image_grid, [np.zeros((2, 4, 4, 2))], ValueError, "1 or 3 channels"),
    (plots.image_grid, [X, 0], ValueError, "`columns`.* at least 1.*columns=0"),
    (plots.nearest_examples, [X, X, 40], ValueError, "Draw more, or ask for fewer"),
    (plots.learning_curves, [{"a": [1]}, ["b"], "c.png"], ValueError, "not logged"),
    (plots.save_png, ["a.png", X[0]], ValueError, "`image_grid` makes one"),
    (plots.save_gif, ["a.gif", []], ValueError, "at least one frame"),
    (callbacks.ParzenEvaluation, [X[:2]], ValueError, "at least 4 images"),
    (callbacks.ParzenEvaluation, [X, 9, 0], ValueError, "positive integers.*every=0"),
    (callbacks.SampleExport, ["s", 1, 0], ValueError, "must be positive.*rows=0"),
    (callbacks.CollapseMonitor, [0 * X], ValueError, "8 images that are all the same"),
    (callbacks.MomentumSchedule, [0.5, 1.5], ValueError, "between 0 and 1.*end=1.5"),
    (callbacks.MomentumSchedule, [0.5, 0.7, 5, 5], ValueError, "after `first_epoch`"),
    (callbacks.GameRecorder, [[1.0]], ValueError, "Make it with `numpy.linspace`"),
    (callbacks.RollBack, [2.0], ValueError, "between 0 and 1.*factor=2.0"),
    (datasets.load, ["mnistt"], ValueError, "name='mnistt'.*digits.*fer2013"),
    (datasets.image_folder, ["nowhere", 28], FileNotFoundError, "Pass the path of a"),
    (datasets.image_folder, [".", 0], ValueError, "image_size=0.*for example 32"),
    (datasets.batches, [X, 100], ValueError, "8 images, batch_size=100"),
    (datasets.batches, [X, 2.0], TypeError, "integer of 1 or more.*batch_size=2.0"),
    (datasets.batches, [X, 2, 0, -1], ValueError, "initial_epoch=-1"),
    (datasets.check_images, [BYTES], TypeError, "uint8.*/ 255"),
    (datasets.GlobalContrastNormalization, [0], ValueError, "scale=0.*paper's is 55"),
    (theory.kl_divergence, [[-0.1, 1.1], P], ValueError, "1 negative ones"),
    (theory.jensen_shannon_divergence, [[0.2, 0.2], P], ValueError, "a total of 0.4"),
    (theory.criterion, [[0.2, 0.3, 0.5], P], ValueError, "the same points"),
    (theory.function_space_descent, [P, P, None, 9, -1], ValueError, "step_size=-1"),
    (baselines.kmeans, [FLAT, 100, 0], ValueError, "num_samples=100, and 8 images"),
    (baselines.pca_gaussian, [FLAT, 5, 0], ValueError, "13, and 8 images"),
    (recipes.get, ["mnits"], ValueError, "'mnits'.*`keras-gan recipes`"),
]


@pytest.mark.parametrize(("function", "arguments", "error", "sentence"), TABLE)
def test_bad_input(function, arguments, error, sentence):
    with pytest.raises(error, match=f"(?s){sentence}"):
        function(*arguments)
