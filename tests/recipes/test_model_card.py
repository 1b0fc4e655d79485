"""What is said beside an export, on a small run of real digits."""

import re

import numpy as np
import pytest
from PIL import Image

from keras_gan import datasets
from keras_gan.recipes import training
from keras_gan.recipes.model_card import write_model_card
from keras_gan.recipes.run_folder import RunFolder, RunState


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    directory = tmp_path_factory.mktemp("run")
    state = RunState("digits", seed=4, epochs=1, batch_size=96)
    gan, metrics = training.train(state, directory / "digits")
    return gan, metrics, RunFolder(directory / "digits")


@pytest.fixture
def written(run, tmp_path):
    gan, _, folder = run
    write_model_card(gan, folder, tmp_path, gan.sample(64, seed=0))
    return tmp_path


def test_it_tells_where_the_model_comes_from(written):
    card = (written / "README.md").read_text()
    recipe = "| recipe | digits, 96 images a step |"
    for row in ("| data | digits |", recipe, "| seed | 4 |", "| epochs | 1 |"):
        assert row in card
    assert re.search(r"\| exported with \| Python 3\..*, tensorflow 2\.\d+", card)
    assert "shape (8, 8, 1) from latents of length 16" in card
    assert "drawn from the prior\nNormal(stddev=1.0)." in card
    assert "{" not in card.replace("```python", "")


def test_it_tells_the_scores_with_their_ceiling(run, written):
    score = run[1]["parzen"]
    row = (
        f"| averaged (exported) | {score['mean']:.1f} +- "
        f"{score['standard_error']:.1f} | {score['ceiling']:.1f} +- "
    )
    assert row in (written / "README.md").read_text()


def test_its_grid_shows_the_draws(written):
    with Image.open(written / "samples.png") as picture:
        assert np.array(picture).std() > 10
        assert picture.size[0] == picture.size[1]  # eight rows of eight


def test_without_scores_it_says_so(run, written):
    gan, _, folder = run
    folder.metrics.rename(folder.metrics.with_suffix(".away"))
    write_model_card(gan, folder, written, datasets.digits().train[:4])
    folder.metrics.with_suffix(".away").rename(folder.metrics)
    card = (written / "README.md").read_text()
    assert "None yet" in card
    assert "| epochs | 1 or fewer |" in card
