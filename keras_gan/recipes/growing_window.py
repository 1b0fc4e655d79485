"""How a generator's Parzen score grows with the number of its samples."""

import json
import math
import time
import zlib

import numpy as np
from tqdm.auto import tqdm

from keras_gan.metrics import SIGMA_GRID, ParzenScore, ParzenStream
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.run_conditions import as_in_training
from keras_gan.recipes.run_folder import write_json

PORTION = 10_000
SAVE_EVERY = 60.0  # seconds


def score_growing_window(gan, images, folder, num_samples, seed):
    """Scores a window on more and more samples, which are never held together.

    Samples come in portions of 10,000, the first of them those of `metrics.json`.
    After each power of ten, and at the end, the score is noted. What was reached is
    kept in the run's folder, so that a call that was stopped, or one for more samples,
    goes on from there. Distances are float32, good to about 1e-3 nats on images in
    [0, 1].

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`; where there are folds, the score is
            over them.
        folder: `RunFolder`, which gets `parzen-growth.json` and `parzen-growth.npz`.
        num_samples: int, a multiple of 10,000.
        seed: int, the run's.

    Returns:
        List of `ParzenScore`, all that were noted, by number of samples.

    Raises:
        ValueError: if `num_samples` is not a positive multiple of 10,000, if the
            window is larger already and had not been noted at that size, or if what
            was kept is damaged.
    """
    if num_samples < PORTION or num_samples % PORTION:
        raise ValueError(
            f"A growing window takes samples by the {PORTION:,}. "
            f"Received: num_samples={num_samples}. Pass a multiple of that."
        )
    window = _GrowingWindow(gan, images, folder, seed)
    window.take_up()
    if window.num_samples > num_samples and num_samples not in window.scores:
        raise ValueError(
            f"The window of this run sits on {window.num_samples:,} samples already. "
            f"Received: num_samples={num_samples:,}. Ask for as many or more, or "
            f"delete {str(window.path)!r} to start anew."
        )
    _grow(window, num_samples)
    scores = [window.scores[n] for n in sorted(window.scores)]
    write_json(folder.growth, [score.as_dict() for score in scores])
    return scores


def _grow(window, num_samples):
    saved = time.monotonic()
    portions = range(window.num_samples, num_samples, PORTION)
    with tqdm(
        desc="Parzen window",
        total=num_samples,
        initial=min(window.num_samples, num_samples),
        unit=" samples",
        unit_scale=True,
    ) as bar:
        for start in portions:
            window.grow(start // PORTION)
            score = window.score()
            bar.set_postfix_str(f"{score.mean:.1f} nats")
            bar.update(PORTION)
            last = start + PORTION == num_samples
            if last or math.log10(score.num_samples).is_integer():
                window.scores[score.num_samples] = score
            if last or time.monotonic() - saved > SAVE_EVERY:
                window.save()
                saved = time.monotonic()


class _GrowingWindow:
    """The sums over samples so far, of each fold, and the scores that were noted."""

    def __init__(self, gan, images, folder, seed):
        self.gan = gan
        self.images = images
        self.seed = seed
        self.path = folder.growth.with_suffix(".npz")
        folds = images.folds or [(images.validation, images.test)]
        self.folds = [
            tuple(
                ParzenStream(part, SIGMA_GRID, dtype="float32")
                for part in (validation[:1000], test)
            )
            for validation, test in folds
        ]
        self.scores = {}
        self.made_of = _checksum(
            [weight.numpy() for weight in gan.sampling_generator.weights]
            + [stream.examples for stream in self._streams()]
            + [np.array(seed)]
        )

    def _streams(self):
        return [stream for fold in self.folds for stream in fold]

    @property
    def num_samples(self):
        return self.folds[0][0].num_samples

    def grow(self, index):
        seed = self.seed + 1 + index
        asked = as_in_training(self.gan, self.images, PORTION, seed)
        samples = self.gan.sample(PORTION, seed, conditions=asked)
        for stream in self._streams():
            stream.add(samples)

    def score(self):
        """The score over test images, or over folds where there are some."""
        scores = [_score(validation, test) for validation, test in self.folds]
        if len(scores) == 1:
            return scores[0]
        means = np.array([score.mean for score in scores])
        return ParzenScore(
            float(means.mean()),
            float(means.std(ddof=1) / math.sqrt(len(means))),
            tuple(score.sigma for score in scores),
            self.num_samples,
            any(score.sigma_at_edge for score in scores),
        )

    def save(self):
        arrays = {
            f"{index}/{key}": value
            for index, stream in enumerate(self._streams())
            for key, value in stream.state().items()
        }
        noted = json.dumps([score.as_dict() for score in self.scores.values()])
        write_whole(
            self.path,
            lambda file: np.savez(file, **arrays, scores=noted, made_of=self.made_of),
        )

    def take_up(self):
        """Goes on from what an earlier call saved, if that was made of the same."""
        if not self.path.exists():
            return
        try:
            with (
                self.path.open("rb") as file,
                np.load(file, allow_pickle=False) as saved,
            ):
                self._restore(dict(saved))
        except Exception as error:  # a wrong bit shows itself as any kind of error
            raise ValueError(
                f"{str(self.path)!r} cannot be read ({error}). Delete it to start the "
                "growing window anew."
            ) from error

    def _restore(self, state):
        if state["made_of"] != self.made_of:
            return
        for index, stream in enumerate(self._streams()):
            names = ("nearest", "sums", "sigmas", "num_samples")
            stream.restore({name: state[f"{index}/{name}"] for name in names})
        for noted in json.loads(str(state["scores"])):
            sigma = noted["sigma"]
            self.scores[noted["samples"]] = ParzenScore(
                noted["mean"],
                noted["standard_error"],
                tuple(sigma) if isinstance(sigma, list) else sigma,
                noted["samples"],
                noted["sigma_at_edge"],
            )


def _score(validation, test):
    """The score of test images at the sigma that suits validation images best."""
    best = int(validation.log_likelihood().mean(axis=1).argmax())
    log_likelihood = test.log_likelihood()[best]
    return ParzenScore(
        float(log_likelihood.mean()),
        float(log_likelihood.std(ddof=1) / math.sqrt(log_likelihood.size)),
        float(SIGMA_GRID[best]),
        test.num_samples,
        sigma_at_edge=best in (0, len(SIGMA_GRID) - 1),
    )


def _checksum(arrays):
    """A number that tells what samples and examples there were."""
    checksum = 0
    for array in arrays:
        checksum = zlib.crc32(np.ascontiguousarray(array).tobytes(), checksum)
    return checksum
