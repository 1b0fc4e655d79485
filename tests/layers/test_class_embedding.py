import keras
import numpy as np
import pytest

from keras_gan.layers import ClassEmbedding


def test_each_class_and_the_unknown_one_have_a_vector():
    layer = ClassEmbedding(3, 2)
    vectors = layer(np.array([-1, 0, 1, 2]))
    np.testing.assert_array_equal(vectors, layer.embeddings)
    assert layer.embeddings.shape == (4, 2)


def test_round_trip():
    layer = ClassEmbedding(3, 2, embeddings_initializer="ones", name="classes")
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(layer)
    )
    assert type(again) is ClassEmbedding and again.get_config() == layer.get_config()
    np.testing.assert_array_equal(again(np.array([2])), np.ones((1, 2)))


@pytest.mark.parametrize("sizes", [(0, 2), (3, 0), (1.5, 2)])
def test_sizes_that_are_none(sizes):
    with pytest.raises((TypeError, ValueError), match=r"num_classes|size"):
        ClassEmbedding(*sizes)
