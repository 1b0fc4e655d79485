"""A game with an encoder: which latents does an image have?

Run it with `python examples/bidirectional_game.py`, two minutes on two cores. The
digits are the small ones inside scikit-learn.
"""

import argparse

import keras

import keras_gan
from keras_gan import inference, losses, metrics, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=150)
parser.add_argument("--output", default="runs/bidirectional_game")
arguments = parser.parse_args()
keras.utils.set_random_seed(0)

# ## The data
# 1,297 digits of 8x8 pixels to train on, and 300 others.
digits = keras_gan.datasets.digits()
shape, latent_dim, widths = digits.image_shape, 10, (256, 256)
test, test_labels = digits.test, digits.labels["test"]

# ## The players
# D sees pairs: an image and the code that the encoder gives it, or latents and the
# image that the generator makes of them. Generator and encoder learn together, until D
# cannot tell the two kinds apart. Then each undoes the other. The term `JointR1` keeps
# D from winning at once, `LatentCycle` has the encoder find the latents of what the
# generator makes, so that none of them are lost.
gan = keras_gan.BiGAN(
    networks.dense_generator(shape, latent_dim, widths, digits.train.mean(axis=0)),
    networks.dense_discriminator(shape, widths, code_dim=latent_dim),
    latent="normal",
    partners={"encoder": networks.dense_encoder(shape, latent_dim, widths)},
)
gan.compile(
    d_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    terms=[losses.JointR1(1.0, every=4), losses.LatentCycle(0.1)],
)
gan.fit(digits.train, batch_size=64, epochs=arguments.epochs, verbose=2)

# ## Two rivals that need no encoder in the game
# One is fitted to the finished generator: it finds z in G(z). The other searches the
# latents of each image alone, by gradient descent.
regressor = networks.dense_encoder(shape, latent_dim, widths)
score = inference.fit_encoder(gan, regressor, steps=20 * arguments.epochs)
print(f"latents that the regressor finds in G(z): R2 {score.mean:.2f}")
searched = inference.latent_search(gan, test)

# ## The scores
made = {
    "encoder of the game": gan.reconstruct(test),
    "latent regression": gan.predict(regressor.predict(test, verbose=0), verbose=0),
    "latent search": searched.reconstructions,
    "principal components": inference.pca_reconstructions(
        digits.train, test, latent_dim
    ),
    "mean image": digits.train.mean(axis=0)[None].repeat(len(test), axis=0),
}
for name, images in made.items():
    distance = metrics.pixel_distance(test, images)
    print(
        f"{name}: at a distance of {distance.mean:.2f} +- {distance.standard_error:.2f}"
    )
for name, code in {"codes": gan.encode, "pixels": lambda images: images}.items():
    share = metrics.nearest_neighbour_accuracy(
        code(test), test_labels, code(digits.train), digits.labels["train"]
    )
    print(f"nearest neighbours by their {name}: {share.mean:.1%} of the same digit")

# ## The picture, and generator and encoder to be served
first = {name: images[:10] for name, images in made.items()}
picture = plots.reconstructions(test[:10], first)
plots.save_png(f"{arguments.output}/reconstructions.png", picture)
gan.export(f"{arguments.output}/saved_model", overwrite=True)
