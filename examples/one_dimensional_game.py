"""The game over one number: the 2014 paper's figure 1, played to its end.

Run it with `python examples/one_dimensional_game.py`, half a minute on two cores.
"""

import argparse
import math

import numpy as np
import scipy.stats
from keras.optimizers.schedules import CosineDecay

import keras_gan
from keras_gan import callbacks, datasets, losses, metrics, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=80, help="of 50 steps each")
parser.add_argument("--output", default="runs/one_dimensional_game")
arguments = parser.parse_args()

# ## The data
# Numbers from a bell that ends. A generator of uniform noise can match it everywhere.
p_data = scipy.stats.cosine(loc=1.0, scale=0.9)
numbers = p_data.rvs((131_072, 1), random_state=0).astype("float32")

# ## The players
# The generator begins as G(z) = z, with z between -1.73 and 1.73.
gan = keras_gan.GAN(
    networks.one_dimensional_generator(),
    networks.one_dimensional_discriminator(),
    latent="uniform",
    seed=0,
)

# ## The rules
# D learns faster than G and so stays near its optimum. The penalty R1 is zero at the
# equilibrium and keeps the players from circling around it. Both come to rest.
total_steps = 50 * arguments.epochs
gan.compile(
    optimizers.Adam(CosineDecay(1e-2, total_steps), beta_1=0.0, beta_2=0.99),
    optimizers.Adam(CosineDecay(2e-3, total_steps), beta_1=0.0, beta_2=0.99),
    terms=[losses.R1(0.1)],
    steps_per_execution=50,
)

# ## The game
recorder = callbacks.GameRecorder(np.linspace(-2.5, 4.5, 351))
gan.fit(
    datasets.batches(numbers, 512),
    steps_per_epoch=50,
    epochs=arguments.epochs,
    callbacks=[recorder],
    verbose=2,
)

# ## What Theorem 1 says of its end
# p_g = p_data, hence D = 1/2 wherever there is data, and the value is -log 4.
fresh = p_data.rvs((50_000, 1), random_state=1).astype("float32")
value = gan.evaluate(fresh, batch_size=5_000, verbose=0, return_dict=True)["value"]
last = recorder.moments[-1]
low, high = p_data.ppf([0.025, 0.975])
answers = last.d[(low < last.x) & (last.x < high)]
samples = gan.sample(100_000, seed=1, averaged=False, batch_size=10_000)
print(f"value: {value:.4f} (-log 4 is {-math.log(4):.4f})")
print(f"D over 95 % of the data: {answers.min():.4f} to {answers.max():.4f}")
print(f"JSD of samples and data: {metrics.histogram_divergence(samples, p_data):.4f}")

# ## The figure and the animation
density = p_data.pdf(recorder.x)
late = np.geomspace(1, len(recorder.moments) - 1, 3).round().astype(int)
plots.one_dimensional_game(
    [recorder.moments[index] for index in (0, *late)],
    density,
    f"{arguments.output}/figure1.png",
)
plots.one_dimensional_animation(
    recorder.moments, density, f"{arguments.output}/figure1.gif"
)
