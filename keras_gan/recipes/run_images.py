"""What a run trains on."""

import dataclasses

import tensorflow as tf

from keras_gan import datasets, recipes

# In a folder: a tenth of them picks sigma.
LEAST_PICTURES = 40
# The largest sides that pictures get where nobody says how large.
LARGEST_ON_CPU, LARGEST_ELSEWHERE = 64, 128


def fitting_size(state):
    """The largest power of two that is no larger than most of the pictures are.

    Args:
        state: `RunState` of a run on a folder.
    """
    on_cpu = not tf.config.list_physical_devices("GPU")
    most = LARGEST_ON_CPU if on_cpu else LARGEST_ELSEWHERE
    side = max(16, min(most, datasets.usual_side(state.images)))
    return 2 ** (int(side).bit_length() - 1)


def load_images(state, folder=None, is_new=False, share=None, with_labels=False):
    """The images of a run, with its limit and its recipe's contrast normalization.

    Args:
        state: `RunState`.
        folder: `RunFolder` of the run, which holds it to the pictures that it began
            with, and keeps what was decoded; None for none.
        is_new: bool, whether it begins with what is there now.
        share: pair `(index, count)` of a worker and of how many there are, or None; of
            many pictures of a data set each then reads its share.
        with_labels: bool, whether labels are wanted that training does without.

    Returns:
        A `keras_gan.datasets.ImageData`.
    """
    recipe = recipes.get(state.recipe)
    cache = state.cache or (folder and folder.cache)
    if recipe.contrast is not None:  # normalized, all of them are numbers anyway
        cache = None
    if state.images is None:
        name = state.dataset or recipe.dataset
        changes = (recipe.contrast, state.limit, recipe.num_labels)
        is_whole = any(change is not None for change in changes)
        share = None if is_whole else share
        images = datasets.load(name, state.data_dir, cache, share)
    else:
        split = folder.load_files() if folder and not is_new else None
        images = _load_own(state, split, cache)
    if state.limit is not None:
        images = images.first(train=state.limit)
    if not (recipe.needs_labels or state.labels or with_labels):
        images = dataclasses.replace(images, classes=(), labels={})
    elif not (images.classes or with_labels):
        raise ValueError(
            f"The recipe {recipe.name!r} learns from the classes of images. Received: "
            f"{images!r}, without any. Pass a folder with a folder for each class and "
            "`--labels folders`, or a data set that has labels."
        )
    images = recipe.scored(images)
    if recipe.num_labels is not None:
        images = _with_few_labels(images, recipe, state)
    if recipe.contrast is None:
        return images
    return images.contrast_normalized(recipe.contrast)


def _with_few_labels(images, recipe, state):
    """Images with as few labels as the run says; of a folder, with all by default."""
    for part in ("train", "test", "validation"):
        if (images.labels[part] < 0).all():
            raise ValueError(
                f"The recipe {recipe.name!r} learns from some labels, and is scored by "
                f"others. Received: {len(images.labels[part]):,} images without one in "
                f"the part {part!r}. Give some more of the pictures a class, or choose "
                "another split with `--split-seed`."
            )
    count = state.num_labels or (None if state.images else recipe.num_labels)
    return images if count is None else images.with_few_labels(count, state.seed)


def _load_own(state, split, cache):
    seed = state.seed if state.split_seed is None else state.split_seed
    if state.image_size is None:  # an array, as it is
        return datasets.image_array(
            state.images, seed=seed, split=split, least=LEAST_PICTURES
        )
    images = datasets.image_folder(
        state.images,
        state.image_size,
        state.channels,
        seed=seed,
        skip_unreadable=bool(state.skip_unreadable),
        split=split,
        fit=state.fit or "crop",
        cache=cache,
        least=LEAST_PICTURES,
        labels=state.labels,
    )
    if len(images.validation) < LEAST_PICTURES // 10:
        raise ValueError(
            "A run picks sigma with the pictures of its validation set, of which at "
            f"least {LEAST_PICTURES // 10} must be there. Received: "
            f"{len(images.validation)} in {state.images!r}. Put back what is gone."
        )
    return images
