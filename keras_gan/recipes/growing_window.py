"""How a generator's Parzen score grows with the number of its samples."""

import math
import time
import zipfile
import zlib

import numpy as np
from tqdm.auto import tqdm

from keras_gan.metrics import SIGMA_GRID, ParzenScore, ParzenStream
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.run_folder import write_json

PORTION = 10_000
SAVE_EVERY = 60.0  # seconds


def score_growing_window(gan, images, folder, num_samples, seed):
    """Scores a window on more and more samples, which are never held together.

    Samples come in portions of 10,000, the first of them those of `metrics.json`.
    After each power of ten, and at the end, the score is noted. What was reached is
    kept in the run's folder, so that a call that was stopped, or one for more samples,
    goes on from there. Distances are float32, good to about 1e-3 nats.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        folder: `RunFolder`, which gets `parzen-growth.json` and `parzen-growth.npz`.
        num_samples: int, a multiple of 10,000.
        seed: int, the run's.

    Returns:
        List of `ParzenScore`, by number of samples.

    Raises:
        ValueError: if `num_samples` is not a positive multiple of 10,000.
    """
    if num_samples < PORTION or num_samples % PORTION:
        raise ValueError(
            f"A growing window takes samples by the {PORTION:,}. "
            f"Received: num_samples={num_samples}. Pass a multiple of that."
        )
    window = _GrowingWindow(gan, images, folder, seed)
    window.take_up()
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
    scores = [window.scores[n] for n in sorted(window.scores) if n <= num_samples]
    write_json(folder.growth, [score.as_dict() for score in scores])
    return scores


class _GrowingWindow:
    """The sums over samples so far, and the scores that were noted."""

    def __init__(self, gan, images, folder, seed):
        self.gan = gan
        self.seed = seed
        self.path = folder.growth.with_suffix(".npz")
        self.streams = {
            "validation": ParzenStream(
                images.validation[:1000], SIGMA_GRID, dtype="float32"
            ),
            "test": ParzenStream(images.test, SIGMA_GRID, dtype="float32"),
        }
        self.scores = {}

    @property
    def num_samples(self):
        return self.streams["test"].num_samples

    def grow(self, index):
        samples = self.gan.sample(PORTION, seed=self.seed + 1 + index)
        for stream in self.streams.values():
            stream.add(samples)

    def score(self):
        means = self.streams["validation"].log_likelihood().mean(axis=1)
        best = int(means.argmax())
        log_likelihood = self.streams["test"].log_likelihood()[best]
        error = log_likelihood.std(ddof=1) / math.sqrt(log_likelihood.size)
        return ParzenScore(
            float(log_likelihood.mean()),
            float(error),
            float(SIGMA_GRID[best]),
            self.num_samples,
            sigma_at_edge=best in (0, len(SIGMA_GRID) - 1),
        )

    def save(self):
        arrays = {
            f"{name}/{key}": value
            for name, stream in self.streams.items()
            for key, value in stream.state().items()
        }
        noted = np.array(
            [
                (n, score.mean, score.standard_error, score.sigma, score.sigma_at_edge)
                for n, score in self.scores.items()
            ]
        )
        write_whole(
            self.path,
            lambda file: np.savez(
                file, **arrays, scores=noted, generator=self._fingerprint()
            ),
        )

    def take_up(self):
        """Goes on from what an earlier call saved, if that was of the same samples."""
        if not self.path.is_file():
            return
        try:
            with (
                self.path.open("rb") as file,
                np.load(file, allow_pickle=False) as saved,
            ):
                state = dict(saved)
        except (zipfile.BadZipFile, ValueError, EOFError) as error:
            raise ValueError(
                f"{str(self.path)!r} cannot be read ({error}). Delete it to start the "
                "growing window anew."
            ) from error
        if not np.array_equal(state["generator"], self._fingerprint()):
            return
        for name, stream in self.streams.items():
            stream.restore(
                {
                    key.removeprefix(f"{name}/"): value
                    for key, value in state.items()
                    if key.startswith(f"{name}/")
                }
            )
        for n, mean, error, sigma, at_edge in state["scores"]:
            self.scores[int(n)] = ParzenScore(
                mean, error, sigma, int(n), sigma_at_edge=bool(at_edge)
            )

    def _fingerprint(self):
        """Numbers that tell whose samples they were."""
        checksum = 0
        for weight in self.gan.sampling_generator.weights:
            checksum = zlib.crc32(weight.numpy().tobytes(), checksum)
        return np.array([checksum, self.seed])
