"""What a run trains on."""

import dataclasses
import json

import numpy as np
import pytest
from PIL import Image

from keras_gan import datasets, recipes
from keras_gan.recipes.run_folder import RunFolder, RunState
from keras_gan.recipes.run_images import load_images


@pytest.fixture
def contrast(monkeypatch):
    """Recipes that normalize the contrast of their images to length 5."""
    get = recipes.get
    monkeypatch.setattr(
        recipes, "get", lambda name: dataclasses.replace(get(name), contrast=5.0)
    )


def test_the_data_set_of_the_recipe():
    images = load_images(RunState("digits", seed=0, epochs=1))
    np.testing.assert_array_equal(images.train, datasets.digits().train)
    assert images.contrast is None


def test_another_data_set_in_its_place():
    images = load_images(RunState("mnist", seed=0, epochs=1, dataset="digits"))
    np.testing.assert_array_equal(images.train, datasets.digits().train)


def test_contrast_is_normalized_whatever_the_data(contrast, tmp_path):
    for index, image in enumerate(datasets.digits().train[:40, :, :, 0]):
        Image.fromarray((image * 255).astype("uint8")).save(tmp_path / f"{index}.png")
    folder = {"images": str(tmp_path), "image_size": 8, "channels": 1}
    for name, source in [("digits", {}), ("mnist", {"dataset": "digits"})]:
        images = load_images(RunState(name, seed=0, epochs=1, **source))
        assert images.contrast.scale == 5
        np.testing.assert_allclose(np.linalg.norm(images.test[0]), 5, rtol=1e-5)
    images = load_images(RunState("digits", seed=0, epochs=1, **folder))
    assert len(images.train) == 32
    np.testing.assert_allclose(np.linalg.norm(images.train[0]), 5, rtol=1e-5)


def test_a_run_of_before_there_was_the_choice_still_loads(tmp_path):
    before = {
        "recipe": "digits",
        "seed": 3,
        "epochs": 2,
        "images": None,
        "image_size": None,
        "channels": None,
        "minutes": 0.5,
    }
    (tmp_path / "run.json").write_text(json.dumps(before))
    state = RunFolder(tmp_path).load()
    assert state == RunState("digits", 3, 2, minutes=0.5)
    assert state.dataset is None
