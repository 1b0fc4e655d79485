import numpy as np
import pytest
from PIL import Image

from keras_gan.datasets import image_folder


def save(path, pixels, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, "uint8")).save(path, **options)


def grey_folder(directory, count, size=(6, 6)):
    """Pictures that are evenly grey, each of another grey."""
    for index in range(count):
        save(directory / f"{index:03}.png", np.full(size, index))
    return directory


def levels(images):
    """The grey of every evenly grey image, 0 to 255."""
    return np.round(images[:, 0, 0, 0] * 255).astype(int).tolist()


def only_image(data):
    """The one training image of a folder of three equal pictures."""
    assert len(data.train) == 1
    return data.train[0]


def three(directory, name, pixels, **options):
    for index in range(3):
        save(directory / f"{index}-{name}", pixels, **options)
    return directory


def test_splits_all_images_once(tmp_path):
    data = image_folder(grey_folder(tmp_path / "greys", 20), 4, channels=1)
    parts = [levels(part) for part in (data.train, data.validation, data.test)]
    assert [len(part) for part in parts] == [16, 2, 2]
    assert sorted(sum(parts, [])) == list(range(20))
    assert data.name == "greys"
    assert data.image_shape == (4, 4, 1)
    assert data.train.dtype == np.float32


def test_seed_decides_the_split(tmp_path):
    folder = grey_folder(tmp_path, 20)
    first, again, other = (
        levels(image_folder(folder, 4, 1, seed=seed).train) for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_finds_every_format_in_subfolders_and_skips_hidden_files(tmp_path):
    suffixes = ["png", "JPG", "jpeg", "bmp", "gif", "webp", "tif", "TIFF", "ppm"]
    for index, suffix in enumerate(suffixes):
        save(tmp_path / f"sub{index}" / f"image.{suffix}", np.full((4, 4), 100))
    (tmp_path / "._image.png").write_text("not a picture")
    (tmp_path / ".thumbnails").mkdir()
    (tmp_path / ".thumbnails" / "image.png").write_text("not a picture")
    data = image_folder(tmp_path, 4)
    images = np.concatenate([data.train, data.validation, data.test])
    assert images.shape == (9, 4, 4, 3)
    np.testing.assert_allclose(images, 100 / 255, atol=2 / 255)


def test_crops_the_middle(tmp_path):
    # Black margins left and right of a white square: all that is left is white,
    # but for the filter's reach beyond the edge of the crop.
    wide = np.zeros((8, 24))
    wide[:, 8:16] = 255
    image = only_image(image_folder(three(tmp_path, "wide.png", wide), 4, 1))
    np.testing.assert_allclose(image, np.ones((4, 4, 1)), atol=0.1)


def test_size_is_height_and_width(tmp_path):
    # Upper half black, lower half white.
    tall = np.repeat([0, 255], 30)[:, None] * np.ones((1, 20))
    image = only_image(image_folder(three(tmp_path, "tall.png", tall), (6, 2), 1))
    assert image.shape == (6, 2, 1)
    np.testing.assert_allclose(image[[0, -1], :, 0], [[0, 0], [1, 1]], atol=0.02)


def test_resizing_averages_a_checkerboard(tmp_path):
    board = np.indices((64, 64)).sum(axis=0) % 2 * 255
    image = only_image(image_folder(three(tmp_path, "board.png", board), 8, 1))
    np.testing.assert_allclose(image, 0.5, atol=0.03)


def test_channels(tmp_path):
    red = np.zeros((4, 4, 3))
    red[..., 0] = 255
    folder = three(tmp_path, "red.png", red)
    np.testing.assert_array_equal(only_image(image_folder(folder, 4))[0, 0], [1, 0, 0])
    # ITU-R 601: luma of pure red is 0.299, in bytes 76.
    grey = only_image(image_folder(folder, 4, channels=1))
    np.testing.assert_allclose(grey, 76 / 255, atol=1e-6)


def test_transparent_pixels_become_white(tmp_path):
    pixels = np.zeros((4, 4, 4))
    pixels[:, :2, 3] = 255  # opaque black at the left, transparent at the right
    image = only_image(image_folder(three(tmp_path, "icon.png", pixels), 4, 1))
    np.testing.assert_array_equal(image[0, :, 0], [0, 0, 1, 1])


def test_sixteen_bits_keep_their_greys(tmp_path):
    for index in range(3):
        pixels = np.full((4, 4), 32896, "uint16")  # 128 * 257
        Image.fromarray(pixels).save(tmp_path / f"{index}.png")
    image = only_image(image_folder(tmp_path, 4, 1))
    np.testing.assert_allclose(image, 128 / 255, atol=1e-6)


def test_sixteen_bits_with_a_transparent_grey(tmp_path):
    pixels = np.full((4, 4), 128 * 257, "uint16")
    pixels[:, 2:] = 1000
    for index in range(3):
        Image.fromarray(pixels).save(tmp_path / f"{index}.png", transparency=1000)
    image = only_image(image_folder(tmp_path, 4, 1))
    expected = np.array([128, 128, 255, 255]) / 255
    np.testing.assert_allclose(image[0, :, 0], expected, atol=1e-6)


def test_what_is_passed_over_is_counted(tmp_path):
    folder = grey_folder(tmp_path, 5)
    for name in ("notes.txt", "more.TXT", "LICENSE"):
        (folder / name).write_text("not a picture")
    (folder / "gone.png").symlink_to(tmp_path / "nowhere.png")
    told = "5 are pictures. Passed over: 2 of the suffix .txt, 1 .*, 1 "
    with pytest.warns(UserWarning, match=f"Of 9 files in .*{told}"):
        image_folder(folder, 4)


def test_links_are_followed_and_lead_round_in_no_circle(tmp_path):
    grey_folder(tmp_path / "elsewhere" / "greys", 5)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("first", "second"):
        (folder / name).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(folder)
    data = image_folder(folder, 4)
    assert sum(map(len, [data.train, data.validation, data.test])) == 5


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of harmed EXIF
def test_harmed_exif_harms_no_pixel(tmp_path):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 1, "maker"
    exif.get_ifd(0x8769)[0x829A] = 0.01
    folder = three(tmp_path, "photo.jpg", np.full((8, 8), 100), exif=exif)
    whole = (folder / "0-photo.jpg").read_bytes()
    start = whole.index(b"Exif") + 6
    length = int.from_bytes(whole[start - 8 : start - 6], "big") - 8
    rng = np.random.default_rng(0)
    for _ in range(150):
        harmed = bytearray(whole)
        for place in rng.integers(length, size=3):
            harmed[start + place] = rng.integers(256)
        (folder / "0-photo.jpg").write_bytes(harmed)
        data = image_folder(folder, 8, 1)
        images = np.concatenate([data.train, data.validation, data.test])
        np.testing.assert_allclose(images, 100 / 255, atol=2 / 255)


def test_photos_are_turned_upright(tmp_path):
    left_white = np.zeros((8, 8))
    left_white[:, :4] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn clockwise to show": what was left comes to the top
    folder = three(tmp_path, "photo.png", left_white, exif=exif)
    image = only_image(image_folder(folder, 8, 1))
    assert image[:3].mean() > 0.95
    assert image[-3:].mean() < 0.05


def test_missing_and_empty_folders(tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist.*nowhere"):
        image_folder(tmp_path / "nowhere", 4)
    with pytest.raises(FileNotFoundError, match="no images in the folder.*.png"):
        image_folder(tmp_path, 4)


@pytest.mark.parametrize("damage", ["text", "truncated"])
def test_unreadable_file_is_named(tmp_path, damage):
    folder = grey_folder(tmp_path, 5)
    broken = folder / "broken.png"
    if damage == "text":
        broken.write_text("not a picture")
    else:
        noise = np.random.default_rng(0).integers(0, 256, (64, 64))
        save(broken, noise)
        broken.write_bytes(broken.read_bytes()[:1000])
    with pytest.raises(ValueError, match="cannot be read. Received: .*broken.png"):
        image_folder(folder, 4)


def test_unreadable_files_are_left_out_when_asked(tmp_path):
    folder = grey_folder(tmp_path, 20)
    expected = image_folder(folder, 4, 1)
    for index in range(2):
        (folder / f"broken{index}.png").write_text("not a picture")
    with pytest.warns(UserWarning, match="2 of 22 files cannot be read.*broken0.png"):
        data = image_folder(folder, 4, 1, skip_unreadable=True)
    np.testing.assert_array_equal(data.train, expected.train)


def test_too_few_images(tmp_path):
    with pytest.raises(ValueError, match="too few.*2 images"):
        image_folder(grey_folder(tmp_path, 2), 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image_size": 0}, "image_size=0"),
        ({"image_size": 4.5}, "image_size=4.5"),
        ({"image_size": (4, 4, 3)}, r"image_size=\(4, 4, 3\)"),
        ({"channels": 4}, "channels=4"),
        ({"validation": 0}, "validation=0, test=0.1"),
        ({"validation": 0.5, "test": 0.5}, "validation=0.5, test=0.5"),
    ],
)
def test_bad_arguments(tmp_path, arguments, message):
    with pytest.raises(ValueError, match=f"Received: {message}"):
        image_folder(tmp_path, **{"image_size": 4, **arguments})


def test_progress_bar_only_for_many_files(tmp_path, capsys):
    image_folder(grey_folder(tmp_path / "few", 3), 4)
    assert "Reading images" not in capsys.readouterr().err
    for index in range(300):
        save(tmp_path / "many" / f"{index}.png", np.zeros((2, 2)))
    image_folder(tmp_path / "many", 2)
    assert "Reading images" in capsys.readouterr().err


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("size", [(8, 4), (4, 8), (400, 1), (6, 6)])
def test_other_aspect_ratios_are_made_to_fit(tmp_path, fit, size):
    width, height = size
    pixels = np.zeros((height, width, 3))
    data = image_folder(three(tmp_path, "a.png", pixels), 8, fit=fit)
    (image,) = data.train
    is_black = (image == 0).all(axis=-1)
    if fit == "pad" and width != height:
        assert (image[~is_black] == 1).all()
        rows, columns = is_black.any(axis=1).sum(), is_black.any(axis=0).sum()
        assert is_black.sum() == rows * columns
        assert (columns, rows) == ((8, 1) if size == (400, 1) else size)
    else:
        assert is_black.all()


def test_an_unknown_fit_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Expected one of .*'pad'.*fit='squeeze'"):
        image_folder(tmp_path, 8, fit="squeeze")
