import keras
import pytest

from keras_gan import optimizers


def test_rates_are_those_of_stylegan2():
    # StyleGAN2: lr 0.002, betas 0 and 0.99, k = 16, so c = 16 / 17.
    optimizer = optimizers.Adam(0.002, beta_1=0.0, beta_2=0.99)
    lazy = optimizers.for_lazy_term(optimizer, every=16)
    assert type(lazy) is optimizers.Adam
    assert float(lazy.learning_rate) == pytest.approx(0.0018823529, rel=1e-6)
    assert lazy.beta_1 == 0.0
    assert lazy.beta_2 == pytest.approx(0.9905854, rel=1e-6)
    assert float(optimizer.learning_rate) == pytest.approx(0.002)


def test_optimizers_without_betas_keep_the_rest():
    lazy = optimizers.for_lazy_term(keras.optimizers.SGD(0.1, momentum=0.5), every=1)
    assert float(lazy.learning_rate) == pytest.approx(0.05)
    assert lazy.momentum == 0.5


def test_a_schedule_cannot_be_corrected():
    schedule = optimizers.DecayPerUpdate(0.1)
    with pytest.raises(TypeError, match="schedule.*0.8"):
        optimizers.for_lazy_term(keras.optimizers.SGD(schedule), every=4)


@pytest.mark.parametrize("every", [0, -1, 1.5])
def test_bad_every(every):
    with pytest.raises(ValueError, match="`every` must be a positive integer"):
        optimizers.for_lazy_term(keras.optimizers.SGD(), every)
