"""Classes of pictures by folders and by tables, from the disk to the batches."""

import numpy as np
import pytest
from PIL import Image

from keras_gan.datasets import FileSplit, ImageData, batches, image_folder
from keras_gan.datasets.picture_labels import picture_labels

GREYS = {"ant": range(10, 20), "bee/wild": range(20, 30), "cow": range(30, 40)}


def draw(path, grey):
    Image.fromarray(np.full((4, 4), grey, "uint8")).save(path)


@pytest.fixture
def folder(tmp_path):
    """Thirty pictures in a folder for each class, whose grey tells the class."""
    for name, greys in GREYS.items():
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for grey in greys:
            draw(tmp_path / "pictures" / name / f"{grey}.png", grey)
    return tmp_path / "pictures"


def classes_by_grey(images):
    return np.round(np.asarray(images)[:, 0, 0, 0] * 255).astype(int) // 10 - 1


def assert_labelled(data):
    assert data.classes == ("ant", "bee", "cow")
    for part, labels in data.labels.items():
        expected = classes_by_grey(getattr(data, part))
        np.testing.assert_array_equal(labels, expected)
        assert labels.dtype == "int32"


def write(path, *rows):
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return path


NAMED = {
    "path": lambda folder, path: path.relative_to(folder).as_posix(),
    "path_without_suffix": lambda folder, path: path.relative_to(folder)
    .with_suffix("")
    .as_posix(),
    "name": lambda folder, path: path.name,
    "stem": lambda folder, path: path.stem,
}


def test_folders_right_below_are_classes(folder):
    assert_labelled(image_folder(folder, 4, 1, labels="folders"))


def test_without_labels_there_are_none(folder):
    data = image_folder(folder, 4, 1)
    assert (data.classes, data.labels) == ((), {})
    assert "classes" not in data.files.as_json()


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("heading", [[], [("file", "kind")]])
def test_a_table_has_paths_or_names(folder, tmp_path, kind, heading):
    paths = sorted(folder.rglob("*.png"))
    rows = [
        (NAMED[kind](folder, p), f" {p.relative_to(folder).parts[0]}") for p in paths
    ]
    table = write(tmp_path / "table.csv", *heading, *rows)
    assert_labelled(image_folder(folder, 4, 1, labels=table))


def test_a_full_path_counts_before_a_name(folder):
    for name in ("ant", "cow"):
        draw(folder / name / "same.png", 5)
    rows = [("ant/same.png", "a"), ("same.png", "b"), ("10", "c")]
    table = write(folder / "table.csv", *rows)
    names = ["ant/same.png", "cow/same.png", "ant/10.png"]
    classes, numbers = picture_labels(folder, names, table)
    assert classes == ("a", "b", "c") and [*numbers.values()] == [0, 1, 2]


def test_pictures_of_no_class_are_unknown_and_counted(folder):
    for grey in range(5):
        draw(folder / f"loose{grey}.png", 0)
    with pytest.warns(UserWarning, match="5 of 35 pictures have no class"):
        data = image_folder(folder, 4, 1, labels="folders")
    unknown = [(labels == -1).sum() for labels in data.labels.values()]
    assert sum(unknown) == 5
    assert_labelled(data)


def test_the_split_keeps_the_labels_that_a_run_began_with(folder, tmp_path):
    began = image_folder(folder, 4, 1, labels="folders")
    (tmp_path / "files.json").write_text(began.files.as_json())
    split = FileSplit.read(tmp_path / "files.json")
    gone = split.parts["train"][0][0]
    (folder / gone).unlink()
    (folder / "ape").mkdir()  # which would come before "bee"
    draw(folder / "ape" / "1.png", 1)
    with pytest.warns(UserWarning, match="1 are gone, 1 are new"):
        now = image_folder(folder, 4, 1, split=split)
    assert_labelled(now)
    assert now.files.as_json() == began.files.as_json()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("ant/10.png\n", "two columns, file and class"),
        ("10.png,a\n10.png,b\n", "'10.png' is both 'a' and 'b'"),
        ("other.png,a\nothers.png,b\n", "names none of the pictures"),
        ("10.png,a\n", r"at least two classes. Received: \['a'\]"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_tables_that_are_none(folder, tmp_path, text, match):
    table = tmp_path / "table.csv"
    table.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ValueError, match=match):
        image_folder(folder, 4, 1, labels=table)


def test_a_table_that_is_not_there(folder):
    with pytest.raises(FileNotFoundError, match="table of labels does not exist"):
        image_folder(folder, 4, 1, labels="nowhere.csv")


def test_one_folder_is_no_choice(folder):
    with pytest.raises(ValueError, match="at least two classes"):
        image_folder(folder / "bee", 4, 1, labels="folders")


@pytest.mark.parametrize("flip", [False, True])
def test_batches_have_the_label_of_each_image(folder, flip):
    data = image_folder(folder, 4, 1, labels="folders")
    labels = data.labels["train"]
    plain = batches(data.train, 5, seed=1, flip=flip)
    for batch, images in zip(
        batches(data.train, 5, seed=1, flip=flip, labels=labels).take(8),
        plain,
        strict=False,
    ):
        assert batch.keys() == {"images", "labels"}
        np.testing.assert_array_equal(batch["images"], images)  # in the same order
        np.testing.assert_array_equal(
            batch["labels"], classes_by_grey(batch["images"].numpy())
        )


@pytest.mark.parametrize(
    "labels", [np.zeros(3, int), np.zeros(4), np.zeros((4, 1), int)]
)
def test_batches_refuse_labels_that_do_not_fit(labels):
    images = np.zeros((4, 2, 2, 1), "float32")
    with pytest.raises(ValueError, match="an integer for each of 4 images"):
        batches(images, 2, labels=labels)


def test_data_is_cut_with_its_labels(folder):
    data = image_folder(folder, 4, 1, labels="folders").first(train=7, scored=2)
    assert [len(labels) for labels in data.labels.values()] == [7, 2, 2]
    assert_labelled(data)
    assert "3 classes" in repr(data)


@pytest.mark.parametrize(
    ("classes", "labels", "match"),
    [
        (("a", "b"), {}, "a label for each image"),
        ((), {"train": [0, 0], "validation": [0], "test": [0]}, "a label for each"),
        (
            ("a",),
            {"train": [0, 0], "validation": [0], "test": [1]},
            "count the classes",
        ),
        (
            ("a",),
            {"train": [0, -2], "validation": [0], "test": [0]},
            "count the classes",
        ),
    ],
)
def test_labels_that_do_not_fit_the_images(classes, labels, match):
    images = np.zeros((2, 2, 2, 1), "float32")
    labels = {part: np.array(some) for part, some in labels.items()}
    with pytest.raises(ValueError, match=match):
        ImageData("x", images, images[:1], images[:1], classes=classes, labels=labels)
