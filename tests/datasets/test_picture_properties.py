"""Kinds of pictures, harms and changes, of which the other tests have instances."""

import io
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from keras_gan.datasets import image_folder
from keras_gan.datasets.image_files import picture_suffixes

FEW = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SIZE = 6
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16")
SUFFIXES = sorted(picture_suffixes() & {*Image.registered_extensions()})
SAVED = [
    suffix for suffix in SUFFIXES if Image.registered_extensions()[suffix] in Image.SAVE
]
pixels = st.binary(min_size=4 * SIZE**2, max_size=4 * SIZE**2)


def as_shown(picture):
    """A picture on white paper, in [0, 1], by Pillow alone."""
    if picture.mode.startswith("I"):
        picture = Image.fromarray(
            (np.asarray(picture, "float64") / 257).round().astype("uint8")
        )
    picture = picture.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    shown = Image.alpha_composite(paper, picture).convert("RGB")
    return np.asarray(shown, "float32") / 255


def drawn(mode, data):
    """A picture of any mode made of random bytes."""
    if mode == "I;16":
        return Image.fromarray(
            np.frombuffer(data[: 2 * SIZE**2], "uint16").reshape(SIZE, SIZE)
        )
    rgba = Image.frombytes("RGBA", (SIZE, SIZE), data)
    if mode == "PA":
        return rgba.convert("LA").convert("PA")
    return rgba if mode == "RGBA" else rgba.convert("RGB").convert(mode)


@pytest.mark.filterwarnings("ignore:IM image format is deprecated")
@FEW
@given(suffix=st.sampled_from(SAVED), mode=st.sampled_from(MODES), data=pixels)
def test_pictures_of_any_kind_are_read_as_they_are_shown(
    tmp_path_factory, suffix, mode, data
):
    folder = tmp_path_factory.mktemp("pictures")
    try:
        drawn(mode, data).save(folder / f"0{suffix}")
    except (OSError, ValueError, KeyError):  # not every format has every mode
        assume(False)
    saved = (folder / f"0{suffix}").read_bytes()
    for number in (1, 2):
        (folder / f"{number}{suffix.upper()}").write_bytes(saved)
    with Image.open(io.BytesIO(saved)) as picture:
        assume(picture.size == (SIZE, SIZE))  # an icon's format has sizes of its own
        expected = as_shown(picture)
    images = image_folder(folder, SIZE)
    for part in (images.train, images.validation, images.test):
        np.testing.assert_allclose(part[0], expected, atol=1.5 / 255)


@pytest.fixture(scope="module")
def photo():
    """A JPEG with an EXIF block, where that begins and ends, and its eight turns."""
    colours = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype="uint8")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F], exif[0x011A] = "maker", 72.0
    exif.get_ifd(0x8769)[0x9204] = -0.5
    exif.get_ifd(0x8825)[2] = (1.0, 2.0, 3.5)
    buffer = io.BytesIO()
    Image.fromarray(colours).save(buffer, "JPEG", exif=exif)
    data = buffer.getvalue()
    start = data.index(b"Exif\0\0") + 6
    end = start + int.from_bytes(data[start - 8 : start - 6], "big") - 8
    with Image.open(buffer) as picture:
        flat = picture.convert("RGB")
    turns = [flat, *(flat.transpose(turn) for turn in Image.Transpose)]
    return data, start, end, [np.asarray(turn, "float32") / 255 for turn in turns]


@FEW
@given(
    harms=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=9
    ),
)
def test_whatever_happens_to_exif_the_pixels_are_read(tmp_path_factory, photo, harms):
    data, start, end, turns = photo
    folder = tmp_path_factory.mktemp("photos")
    harmed = bytearray(data)
    for place, value in harms:
        harmed[start + int(place * (end - start))] = value
    for number in range(3):
        (folder / f"{number}.jpg").write_bytes(harmed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own about the harm
        image = np.asarray(image_folder(folder, SIZE).train[0])
    assert any(np.allclose(image, turn, atol=1.5 / 255) for turn in turns)
    if not harms:
        with Image.open(io.BytesIO(data)) as picture:
            upright = np.asarray(ImageOps.exif_transpose(picture), "float32") / 255
        np.testing.assert_allclose(image, upright, atol=1.5 / 255)


@FEW
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(["add", "remove", "change"]), st.integers(0, 39)),
        max_size=15,
    ),
    seed=st.integers(0, 2**32 - 1),
)
def test_no_change_of_a_folder_moves_a_picture(tmp_path_factory, changes, seed):
    folder = tmp_path_factory.mktemp("pictures")

    def draw(name, grey):
        Image.fromarray(np.full((2, 2), grey, "uint8")).save(folder / name)

    def greys(images):
        return (np.asarray(images)[:, 0, 0, 0] * 255).round().astype(int).tolist()

    for number in range(40):
        draw(f"{number:02}.png", number)
    began = image_folder(folder, 2, 1, seed=seed)
    parts = {part: greys(getattr(began, part)) for part in began.files.parts}
    same = {*range(40)}
    for number, (change, place) in enumerate(changes):
        if change == "add":
            draw(f"{place:02}-{number}.png", 100 + number)
        elif change == "change":
            draw(f"{place:02}.png", 200 + number)
            same.discard(place)
        else:
            (folder / f"{place:02}.png").unlink(missing_ok=True)
            same.discard(place)
    assume(all(same & {*some} for some in parts.values()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # which tell what has changed
        now = image_folder(folder, 2, 1, seed=seed + 1, split=began.files)
    assert len(now.train) == len(began.train)
    assert {*greys(now.train)} == {*parts["train"]} & same
    for part in ("validation", "test"):
        assert greys(getattr(now, part)) == [x for x in parts[part] if x in same]
