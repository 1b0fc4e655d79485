"""How well the codes of a bidirectional game, and of its rivals, keep an image."""

import keras
import numpy as np

from keras_gan import inference, metrics, plots
from keras_gan.networks import dense_encoder

REGRESSION_STEPS = 20_000  # at most; else as many as the game had
SEARCHED = 300  # test images that are searched
SHOWN = 10  # test images in the picture, the first ones


def scores(gan, images, folder, seed):
    """Scores three ways from images to latents, and what stands beside them.

    "game" is the encoder that learned in the game, "regression" one that was fitted to
    its finished generator, "search" the gradient descent for each image alone.

    Args:
        gan: `keras_gan.BiGAN`.
        images: `keras_gan.datasets.ImageData` with labels.
        folder: `RunFolder`, where the fitted encoder is kept.
        seed: int, of latents, pairs and the fitted encoder.

    Returns:
        Dict from a name to a score, as `Recipe.scores` has it. `latents_...` are R2 of
        the latents of generated images; `distance_...` the mean distance of test images
        from what is made of their codes, with its share of the distance of random pairs
        of them; `neighbours_...` the share of test images whose nearest training image,
        by their codes, is of their class.
    """
    encoder, regression = _fitted(gan, folder, seed)
    latents = gan.draw_latents(2_000, seed + 1).numpy()
    in_game = metrics.r_squared(latents, gan.encode(_images_of(gan, latents)))
    return {
        "latents_regression": _score(regression, "R2 of z in G(z)"),
        "latents_game": _score(in_game, "R2 of z in G(z)"),
        **_distances(gan, encoder, images, seed),
        **_neighbours(gan, encoder, images),
    }


def draw(gan, images, folder, seed):
    """Writes the picture `reconstructions.png` of the first test images.

    Args:
        gan: `keras_gan.BiGAN`.
        images: `keras_gan.datasets.ImageData`.
        folder: `RunFolder`, in which `scores` has left the fitted encoder.
        seed: int, of the search.
    """
    encoder = keras.saving.load_model(folder.encoder)
    made = _reconstructions(gan, encoder, images, images.test[:SHOWN], seed)
    names = {
        "game": "encoder of the game",
        "regression": "latent regression",
        "search": "latent search",
        "pca": f"{gan.latent_dim} principal components",
    }
    methods = {names[method]: made[method] for method in names}
    picture = plots.reconstructions(
        images.test[:SHOWN], methods, to_pictures=images.pictures
    )
    plots.save_png(folder.reconstructions, picture)


def _fitted(gan, folder, seed):
    """An encoder of the game's sizes, fitted to its generator, and R2 of the latents.

    It is as wide as the one of the game, and as long in training at most.
    """
    own = [layer for layer in gan.encoder.layers if hasattr(layer, "units")]
    *widths, dim = [layer.units for layer in own]
    keras.utils.set_random_seed(seed)
    encoder = dense_encoder(gan.image_shape, dim, widths)
    steps = max(1, min(REGRESSION_STEPS, int(gan.step_counter.numpy())))
    score = inference.fit_encoder(gan, encoder, steps, seed=seed)
    encoder.save(folder.encoder)
    return encoder, score


def _distances(gan, encoder, images, seed):
    """Distances of test images from reconstructions, and from other images."""
    test = np.asarray(images.test)
    order = np.random.default_rng(seed).permutation(len(test))
    pairs = metrics.pixel_distance(test[order], test[np.roll(order, 1)])

    def distance(made, of=test):
        estimate = metrics.pixel_distance(of, made)
        score = _score(estimate, "mean distance of pixels")
        return {**score, "of_random_pairs": estimate.mean / pairs.mean}

    some = test[:SEARCHED]
    made = _reconstructions(gan, encoder, images, some, seed)
    whole = _reconstructions(gan, encoder, images, test, seed, searched=False)
    mean = np.asarray(images.train).mean(axis=0, keepdims=True)
    on_some = {name: distance(values, some)["mean"] for name, values in made.items()}
    return {
        **{f"distance_{name}": distance(values) for name, values in whole.items()},
        "distance_search": {
            **distance(made["search"], some),
            "images": len(some),
            "others_on_these_images": on_some,
        },
        "distance_mean_image": distance(mean),
        "distance_random_pairs": _score(pairs, "mean distance of pixels"),
    }


def _reconstructions(gan, encoder, images, some, seed, searched=True):
    """What each method makes of some images, by its name."""
    codes = encoder.predict(some, batch_size=500, verbose=0)
    made = {
        "game": gan.reconstruct(some),
        "regression": _images_of(gan, codes),
        "pca": inference.pca_reconstructions(
            images.train, some, min(gan.latent_dim, *_sizes(images.train))
        ),
    }
    if searched:
        made["search"] = inference.latent_search(gan, some, seed=seed).reconstructions
    return made


def _neighbours(gan, encoder, images):
    """How often the nearest neighbour is of the same class, in per cent."""
    labels = images.labels["test"], images.labels["train"]
    parts = images.test, np.asarray(images.train)
    ways = {
        "game": gan.encode,
        "regression": lambda x: encoder.predict(x, batch_size=500, verbose=0),
        "pixels": lambda x: x,
    }
    scored = {}
    for name, way in ways.items():
        test, train = map(way, parts)
        share = metrics.nearest_neighbour_accuracy(test, labels[0], train, labels[1])
        in_per_cent = metrics.Estimate(100 * share.mean, 100 * share.standard_error)
        scored[f"neighbours_{name}"] = _score(in_per_cent, "% of the nearest's class")
    return scored


def _images_of(gan, latents):
    """Images of latents by the averaged generator, in its range whatever rounds."""
    images = gan.predict(latents, batch_size=500, verbose=0)
    return images.clip(*gan.value_range)


def _sizes(train):
    return len(train), int(np.prod(train.shape[1:]))


def _score(estimate, unit):
    return {
        "mean": estimate.mean,
        "standard_error": estimate.standard_error,
        "ceiling": None,
        "unit": unit,
    }
