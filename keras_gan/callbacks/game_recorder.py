"""The moments of a game over one number, as arrays."""

import dataclasses

import numpy as np

from keras_gan.arguments import check_integer, check_integers, check_number
from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.metrics.parzen_window import parzen_log_likelihood


@dataclasses.dataclass(frozen=True, eq=False)
class GameMoment:
    """A game over one number at one step.

    Args:
        step: int, the training steps done.
        x: array `(points,)`, where densities and D are given.
        p_g: array `(points,)`, the density of the generator's samples.
        d: array `(points,)`, D(x) in [0, 1].
        z: array `(latents,)`, evenly spaced latents.
        g_of_z: array `(latents,)`, G(z).
    """

    step: int
    x: np.ndarray
    p_g: np.ndarray
    d: np.ndarray
    z: np.ndarray
    g_of_z: np.ndarray


class GameRecorder(PeriodicCallback):
    """Records what the players of a one-dimensional game do, for its figure.

    A moment is taken when training begins, every `every` epochs and after the last,
    also where training is stopped early, of the un-averaged generator.
    Several calls of `fit` go on with one list.

    Args:
        x: increasing array `(points,)`, where D and the density of samples are taken.
        every: int, epochs from one moment to the next.
        sigma: positive float, the width of the Parzen window that gives the density.
        num_samples: int, the samples in that window, always of the same latents.
        num_latents: int, how many evenly spaced latents, between the least and the
            greatest that was drawn, have their G(z) recorded.
        seed: int, of the latents.

    Attributes:
        moments: list of `GameMoment`.

    Raises:
        ValueError: if an argument is out of range; when training starts, if latents or
            images are more than one number.

    Example:
        >>> recorder = GameRecorder(np.linspace(-4, 4, 401))
        >>> gan.fit(numbers, epochs=50, callbacks=[recorder])
        >>> p_data = scipy.stats.norm.pdf(recorder.moments[-1].x)
        >>> plots.one_dimensional_game(recorder.moments[-1:], p_data, "game.png")

    Reference: figure 1 of [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """

    after_first_epoch = False  # what training begins with is recorded instead

    def __init__(
        self, x, every=1, sigma=0.08, num_samples=10_000, num_latents=201, seed=0
    ):
        every, self.num_samples = check_integers(
            1, every=every, num_samples=num_samples
        )
        super().__init__(every)
        self.num_latents = check_integer("num_latents", num_latents, minimum=2)
        self.sigma = check_number("sigma", sigma, "positive", lambda sigma: sigma > 0)
        self.x = np.asarray(x, "float32")
        if self.x.ndim != 1 or len(self.x) < 2 or not (np.diff(self.x) > 0).all():
            raise ValueError(
                "`x` must be two or more numbers in increasing order. "
                f"Received: an array of shape {self.x.shape}. Make it with "
                "`numpy.linspace`."
            )
        self.seed = seed
        self.moments = []

    def on_train_begin(self, logs=None):
        """Record how the game begins, or what it was left at."""
        super().on_train_begin(logs)
        sizes = (self.model.latent_dim, self.model.image_shape)
        if sizes != (1, (1,)):
            raise ValueError(
                "Only a game whose latents and images are single numbers can be "
                f"recorded. Received: latent_dim={sizes[0]}, images of shape "
                f"{sizes[1]}. `networks.one_dimensional_generator` makes such a one."
            )
        self._record()

    def on_due_epoch(self, epoch, logs):
        """Record this epoch."""
        self._record()

    def _record(self):
        step = int(self.model.step_counter)
        if self.moments and self.moments[-1].step == step:
            return
        latents = np.asarray(self.model.draw_latents(self.num_samples, self.seed))
        z = np.linspace(latents.min(), latents.max(), self.num_latents)[:, None]
        grid = self.x[:, None]
        samples = self._numbers(self.model.generator, latents)
        window = parzen_log_likelihood(grid, samples[:, None], self.sigma)
        logits = self._numbers(self.model.discriminator, grid).astype("float64")
        self.moments.append(
            GameMoment(
                step=step,
                x=self.x,
                p_g=np.exp(window),
                d=1 / (1 + np.exp(-logits)),
                z=z[:, 0],
                g_of_z=self._numbers(self.model.generator, z),
            )
        )

    @staticmethod
    def _numbers(network, inputs):
        return np.asarray(network(inputs, training=False))[:, 0]
