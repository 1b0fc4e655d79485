import numpy as np
import pytest
from PIL import Image

from keras_gan.plots import save_gif, save_png
from keras_gan.plots.image_files import write_whole


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
def test_png_comes_back_as_it_was(tmp_path, shape):
    array = np.random.default_rng(0).integers(0, 256, shape, dtype="uint8")
    path = save_png(tmp_path / "new" / "a.png", array)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        np.testing.assert_array_equal(np.array(picture), array)
    assert [file.name for file in path.parent.iterdir()] == ["a.png"]


def test_gif_has_all_frames_and_their_times(tmp_path):
    frames = [np.full((6, 4), value, "uint8") for value in (0, 100, 200)]
    path = save_gif(tmp_path / "a.gif", frames, fps=10, hold=0.5)
    with Image.open(path) as animation:
        assert animation.n_frames == 3
        assert animation.info["loop"] == 0
        for index, (value, duration) in enumerate([(0, 100), (100, 100), (200, 500)]):
            animation.seek(index)
            assert animation.info["duration"] == duration
            assert np.array(animation.convert("L"))[2, 2] == value


def test_gif_of_one_frame(tmp_path):
    path = save_gif(str(tmp_path / "a.gif"), [np.zeros((6, 4, 3), "uint8")])
    with Image.open(path) as animation:
        assert animation.size == (4, 6)


def test_a_failed_write_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def fail(file):
        file.write(b"half")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_bad_input(tmp_path):
    path = tmp_path / "a"
    frame = np.zeros((6, 4), "uint8")
    with pytest.raises(ValueError, match="uint8 array.*float64"):
        save_png(path, np.zeros((6, 4)))
    with pytest.raises(ValueError, match="uint8 array.*\\(6, 4, 2\\)"):
        save_png(path, np.zeros((6, 4, 2), "uint8"))
    with pytest.raises(ValueError, match="at least one frame"):
        save_gif(path, [])
    with pytest.raises(ValueError, match="frames of one shape.*2 frames"):
        save_gif(path, [frame, frame[:3]])
    with pytest.raises(ValueError, match="`fps` must be .* fps=0"):
        save_gif(path, [frame], fps=0)
    with pytest.raises(ValueError, match="`hold` must not be negative"):
        save_gif(path, [frame], hold=-1)
    assert not list(tmp_path.iterdir())
