import numpy as np
import pytest
from PIL import Image

from keras_gan.plots import learning_curves
from keras_gan.plots.curves import COLOURS, read_columns, read_curve


def has_colour(path, colour):
    rgb = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    with Image.open(path) as picture:
        pixels = np.array(picture.convert("RGB")).astype(int)
    return (abs(pixels - rgb).max(axis=2) < 3).any()


def test_draws_a_curve_for_every_key(tmp_path):
    history = {"d_loss": [1.0, 0.8, 0.7], "g_loss": [0.5, 0.9, 1.1], "x": [1, 2, 3]}
    path = tmp_path / "new" / "curves.png"
    assert learning_curves(history, ["d_loss", "g_loss"], path) == path
    assert has_colour(path, COLOURS[0]) and has_colour(path, COLOURS[1])
    assert not has_colour(path, COLOURS[2])
    learning_curves(history, "d_loss", path, references={"equilibrium": 1.386})
    assert has_colour(path, COLOURS[0]) and not has_colour(path, COLOURS[1])
    assert has_colour(path, "#777777")


def test_reads_the_file_of_csv_logger(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text("epoch,d_loss,val_parzen\n0,1.5,10\n1,1.25,NA\n2,1.0,30\n")
    epochs, values = read_curve(read_columns(path), "val_parzen")
    np.testing.assert_array_equal(epochs, [1, 3])
    np.testing.assert_array_equal(values, [10, 30])
    assert learning_curves(path, ["val_parzen"], tmp_path / "a.png").is_file()


def test_takes_what_fit_returns(tmp_path):
    class History:
        history = {"d_loss": [3.0, 2.0]}

    epochs, values = read_curve(read_columns(History()), "d_loss")
    np.testing.assert_array_equal(epochs, [1, 2])
    np.testing.assert_array_equal(values, [3, 2])


def test_leaves_pyplot_alone(tmp_path):
    import matplotlib.pyplot

    learning_curves({"d_loss": [1.0]}, ["d_loss"], tmp_path / "a.png")
    assert matplotlib.pyplot.get_fignums() == []


def test_bad_input(tmp_path):
    path = tmp_path / "a.png"
    history = {"d_loss": [1.0, 0.8], "val_parzen": [10.0]}
    with pytest.raises(ValueError, match="'loss' was not logged.*d_loss"):
        learning_curves(history, ["loss"], path)
    with pytest.raises(ValueError, match="at least one logged value"):
        learning_curves(history, [], path)
    with pytest.raises(ValueError, match="1 values, and 2 of another.*CSVLogger"):
        learning_curves(history, ["val_parzen"], path)
    with pytest.raises(FileNotFoundError, match="no history.*nowhere.csv"):
        learning_curves(tmp_path / "nowhere.csv", ["d_loss"], path)
    assert not path.exists()
