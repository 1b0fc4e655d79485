import numpy as np
import pytest
from PIL import Image

from keras_gan.datasets import FileSplit, image_folder


def draw(path, grey):
    Image.fromarray(np.full((4, 4), grey, "uint8")).save(path)


@pytest.fixture
def folder(tmp_path):
    """Twenty pictures, each of another grey, which its name tells."""
    directory = tmp_path / "pictures"
    directory.mkdir()
    for grey in range(100, 120):
        draw(directory / f"{grey}.png", grey)
    return directory


def greys(images):
    return np.round(images[:, 0, 0, 0] * 255).astype(int).tolist()


def read(folder, split=None):
    data = image_folder(folder, 4, 1, split=split)
    parts = {part: greys(getattr(data, part)) for part in data.files.parts}
    return parts, data.files


@pytest.fixture
def began(folder):
    return read(folder)


def names(split, part):
    return [name for name, _ in split.parts[part]]


def test_parts_are_of_these_files(began):
    parts, split = began
    assert [len(parts[part]) for part in parts] == [16, 2, 2]
    for part in parts:
        assert names(split, part) == [f"{grey}.png" for grey in parts[part]]


@pytest.mark.filterwarnings("ignore:Of the pictures")
def test_new_pictures_move_none(folder, began):
    parts, split = began
    for grey in range(50, 90):
        draw(folder / f"{grey}.png", grey)
    assert read(folder, split)[0] == parts
    assert read(folder)[0] != parts


def test_the_place_of_a_picture_that_is_gone_is_taken_by_the_next(folder, began):
    parts, split = began
    gone = [0, 5, 15]  # the first after the last
    for place in gone:
        (folder / f"{parts['train'][place]}.png").unlink()
    (folder / f"{parts['test'][0]}.png").unlink()
    with pytest.warns(UserWarning, match="4 are gone since the run began"):
        now, _ = read(folder, split)
    expected = list(parts["train"])
    for place in gone:
        expected[place] = parts["train"][(place + 1) % 16]
    expected[15] = expected[1]  # as that of the first is gone as well
    assert now["train"] == expected
    assert now["validation"] == parts["validation"]
    assert now["test"] == parts["test"][1:]


def test_another_picture_under_a_name_is_not_that_picture(folder, began):
    parts, split = began
    draw(folder / f"{parts['validation'][0]}.png", 1)
    draw(folder / "new.png", 2)
    with pytest.warns(UserWarning, match=r"1 have changed, 1 are new since"):
        now, _ = read(folder, split)
    assert now["validation"] == parts["validation"][1:]
    assert now["train"] == parts["train"]


def test_a_moved_folder_is_the_same(folder, began):
    parts, split = began
    moved = folder.rename(folder.parent / "moved")
    assert read(moved, split)[0] == parts


def test_another_folder_is_not(tmp_path, began):
    other = tmp_path / "other"
    other.mkdir()
    for grey in range(100, 120):
        draw(other / f"{grey}.png", 255 - grey)
    with pytest.raises(ValueError, match="20 of 20 are gone or have changed"):
        read(other, began[1])


def test_it_comes_back_from_a_file(tmp_path, began):
    split = began[1]
    path = tmp_path / "files.json"
    path.write_text(split.as_json())
    assert FileSplit.read(path).parts == split.parts
    path.write_text('{"train": []}')
    with pytest.raises(ValueError, match="does not say which pictures.*validation"):
        FileSplit.read(path)
