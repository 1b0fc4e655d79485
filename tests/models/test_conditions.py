"""Networks that take more than latents and images, from `fit` to what is exported."""

import logging

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import keras_gan
from keras_gan.models.batch import as_batch

IMAGES = np.random.default_rng(0).random((24, 4)).astype("float32")
LABELS = np.arange(24) % 3


def conditional_pair(label_shape=()):
    keras.utils.set_random_seed(1)
    z, y = keras.Input((3,), name="latents"), keras.Input(label_shape, name="labels")
    row = layers.Reshape((1,))(y)
    hidden = layers.Dense(5, "relu")(layers.Concatenate()([z, row]))
    generator = keras.Model([z, y], layers.Dense(4, "sigmoid")(hidden))
    x, y = keras.Input((4,), name="images"), keras.Input(label_shape, name="labels")
    row = layers.Reshape((1,))(y)
    hidden = layers.Dense(5, "relu")(layers.Concatenate()([x, row]))
    return generator, keras.Model([x, y], layers.Dense(1)(hidden))


def conditional_game(**rules):
    gan = keras_gan.GAN(*conditional_pair(), seed=2)
    gan.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1), **rules)
    return gan


def dataset(*parts):
    return tf.data.Dataset.from_tensor_slices(parts).batch(8)


class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        part = slice(8 * index, 8 * index + 8)
        return {"images": IMAGES[part], "labels": LABELS[part]}


SOURCES = {
    "labels": lambda: (IMAGES, LABELS),
    "pair": lambda: ((IMAGES, LABELS),),
    "dict": lambda: ({"images": IMAGES, "labels": LABELS},),
    "dict_and_labels": lambda: ({"images": IMAGES}, LABELS),
    "dataset": lambda: (dataset(IMAGES, LABELS),),
    "dataset_of_dicts": lambda: (
        dataset({"images": IMAGES, "labels": LABELS}).map(lambda batch: batch),
    ),
    "py_dataset": lambda: (Batches(),),
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_form_of_a_batch_trains_alike(source):
    expected, gan = conditional_game(), conditional_game()
    expected.fit(IMAGES, LABELS, batch_size=8, shuffle=False, verbose=0)
    gan.fit(*SOURCES[source](), batch_size=8, shuffle=False, verbose=0)
    for a, b in zip(expected.get_weights(), gan.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)
    logs = gan.evaluate(*SOURCES[source](), batch_size=8, return_dict=True, verbose=0)
    assert logs.keys() == {"d_loss", "g_loss", "value", "d_real", "d_fake"}


def test_labels_matter():
    swapped, gan = conditional_game(), conditional_game()
    swapped.fit(IMAGES, LABELS[::-1].copy(), shuffle=False, verbose=0)
    gan.fit(IMAGES, LABELS, shuffle=False, verbose=0)
    kernels = [game.generator.get_weights()[0] for game in (swapped, gan)]
    assert not np.allclose(*kernels)


def test_a_batch_is_made_in_one_place():
    for data in [(IMAGES, LABELS), [IMAGES, LABELS], ({"images": IMAGES}, LABELS)]:
        batch = as_batch(data)
        assert batch.keys() == {"images", "labels"}
    assert (
        as_batch(IMAGES).keys() == as_batch((IMAGES, None, None)).keys() == {"images"}
    )
    both = as_batch(({"images": IMAGES}, {"mask": LABELS}))
    assert both.keys() == {"images", "mask"}
    with pytest.raises(ValueError, match="third part.*Leave it out"):
        as_batch((IMAGES, LABELS, LABELS))


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_weights_of_examples_are_refused(make_gan, method):
    gan = make_gan()
    with pytest.raises(ValueError, match="no weight for each example.*sample_weight"):
        getattr(gan, method)(IMAGES, LABELS, sample_weight=np.ones(24))
    with pytest.raises(ValueError, match="third part of the data"):
        gan.fit(dataset(IMAGES, LABELS, np.ones(24)), verbose=0)


def test_class_weights_are_refused(make_gan):
    with pytest.raises(ValueError, match="`class_weight`"):
        make_gan().fit(IMAGES, LABELS, class_weight={0: 1.0}, verbose=0)


def test_a_label_that_no_network_takes_is_told_once(make_gan, caplog):
    gan = make_gan()
    with caplog.at_level(logging.INFO, logger="keras_gan"):
        gan.fit(IMAGES, LABELS, epochs=2, verbose=0)
        gan.fit(IMAGES, LABELS, verbose=0)
    told = [r.message for r in caplog.records if "labels" in r.message]
    assert len(told) == 1


def test_missing_labels_are_an_error_before_training():
    gan = conditional_game()
    before = gan.get_weights()
    for data in (IMAGES, dataset(IMAGES)):
        with pytest.raises(ValueError, match="generator has an input named 'labels'"):
            gan.fit(data, verbose=0)
    for a, b in zip(before, gan.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_sample_takes_one_value_for_all_or_one_each():
    gan = conditional_game()
    each = gan.sample(5, seed=1, conditions={"labels": [2, 2, 2, 2, 0]})
    all_alike = gan.sample(5, seed=1, conditions={"labels": 2})
    np.testing.assert_allclose(each[:4], all_alike[:4], rtol=1e-6)
    assert not np.allclose(each[4], all_alike[4])
    plain = gan.generator.predict([gan.draw_latents(5, 1), np.full(5, 2.0)], verbose=0)
    np.testing.assert_allclose(all_alike, plain, rtol=1e-6)
    by_name = {"latents": gan.draw_latents(5, 1), "labels": np.full(5, 2.0)}
    np.testing.assert_allclose(gan.predict(by_name, verbose=0), plain, rtol=1e-6)


def test_labels_may_be_columns():
    gan = keras_gan.GAN(*conditional_pair(label_shape=(1,)))
    a = gan.sample(3, seed=1, conditions={"labels": [0, 1, 2]})
    b = gan.sample(3, seed=1, conditions={"labels": [[0], [1], [2]]})
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("conditions", "match"),
    [
        (None, r"\['labels'\]. Received: conditions with the names none"),
        ({"label": 3}, "'label'"),
        ({"labels": 3, "mask": 1}, "'mask'"),
        ({"labels": [1, 2]}, "5 images and a value of shape"),
    ],
)
def test_wrong_conditions(conditions, match):
    with pytest.raises(ValueError, match=match):
        conditional_game().sample(5, conditions=conditions)


def test_conditions_of_a_game_without(make_gan):
    with pytest.raises(ValueError, match="conditions are none"):
        make_gan().sample(5, conditions={"labels": 3})


def test_a_file_and_a_saved_model_carry_conditions(tmp_path):
    gan = conditional_game()
    gan.fit(IMAGES, LABELS, verbose=0)
    images = gan.sample(4, seed=3, conditions={"labels": 1})
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    again = loaded.sample(4, seed=3, conditions={"labels": 1})
    np.testing.assert_array_equal(again, images)
    gan.export(tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served").signatures
    labels = tf.ones(4)
    drawn = served["sample"](
        count=tf.constant(4), seed=tf.constant(3, tf.int64), labels=labels
    )
    np.testing.assert_allclose(drawn["images"], images, atol=1e-6)
    made = served["serving_default"](latents=gan.draw_latents(4, 3), labels=labels)
    np.testing.assert_allclose(made["images"], images, atol=1e-6)


def test_onnx_and_litert_carry_conditions(tmp_path):
    import onnxruntime
    from ai_edge_litert.interpreter import Interpreter

    gan = conditional_game()
    latents, labels = gan.draw_latents(4, 3).numpy(), np.ones(4, "float32")
    expected = gan.sample(4, seed=3, conditions={"labels": 1})
    gan.export(tmp_path / "g.onnx", format="onnx")
    session = onnxruntime.InferenceSession(tmp_path / "g.onnx")
    (images,) = session.run(["images"], {"latents": latents, "labels": labels})
    np.testing.assert_allclose(images, expected, atol=1e-6)
    assert {i.shape[0] for i in session.get_inputs()} == {"batch"}
    assert session.get_outputs()[0].shape[0] == "batch"
    gan.export(tmp_path / "g.tflite", format="litert")
    run = Interpreter(str(tmp_path / "g.tflite")).get_signature_runner()
    images = run(latents=latents, labels=labels)["images"]
    np.testing.assert_allclose(images, expected, atol=1e-6)


def test_images_from_images(tmp_path):
    source = keras.Input((4,), name="source")
    generator = keras.Model(source, layers.Dense(4, "sigmoid")(source))
    pair = [keras.Input((4,), name=name) for name in ("source", "images")]
    discriminator = keras.Model(pair, layers.Dense(1)(layers.Concatenate()(pair)))
    gan = keras_gan.GAN(generator, discriminator)
    gan.compile("sgd", "sgd")
    gan.fit({"images": IMAGES, "source": 1 - IMAGES}, verbose=0)
    assert gan.latent_dim is None
    images = gan.sample(6, conditions={"source": IMAGES[:6]})
    assert images.shape == (6, 4)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    again = loaded.sample(6, conditions={"source": IMAGES[:6]})
    np.testing.assert_array_equal(again, images)


def test_a_generator_with_more_outputs_and_a_discriminator_with_a_dict():
    inputs = keras.Input((3,))
    hidden = layers.Dense(5, "relu")(inputs)
    made = {"images": layers.Dense(4, "tanh")(hidden), "hidden": hidden}
    images = keras.Input((4,))
    features = layers.Dense(3)(images)
    said = {
        "classes": layers.Softmax()(features),
        "logits": layers.Dense(1)(features),
    }
    gan = keras_gan.GAN(keras.Model(inputs, made), keras.Model(images, said))
    assert gan.value_range == (-1, 1)
    gan.compile("sgd", "sgd")
    gan.fit(2 * IMAGES - 1, verbose=0)
    assert gan.sample(3).shape == (3, 4)


def test_patches_are_averaged():
    def discriminator(*end):
        return keras.Sequential(
            [
                keras.Input((4, 4, 1)),
                layers.Conv2D(1, 3, kernel_initializer="ones"),
                *end,
            ]
        )

    def logs(network):
        generator = keras.Sequential(
            [
                keras.Input((3,)),
                layers.Dense(16, "sigmoid", kernel_initializer="zeros"),
                layers.Reshape((4, 4, 1)),
            ]
        )
        gan = keras_gan.GAN(generator, network)
        frozen = keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0)
        gan.compile(*frozen, loss="wasserstein", terms=[keras_gan.losses.R1()])
        images = np.random.default_rng(0).random((8, 4, 4, 1)).astype("float32")
        return gan.fit(images, verbose=0).history

    patches, means = (
        logs(discriminator()),
        logs(discriminator(layers.GlobalAveragePooling2D())),
    )
    for name in ("d_loss", "g_loss", "d_real", "r1"):
        np.testing.assert_allclose(patches[name], means[name], rtol=1e-5)


@keras.saving.register_keras_serializable(package="tests")
class Bidirectional(keras_gan.GAN):
    def examples(self, batch, latents, training):
        real, fake = super().examples(batch, latents, training)
        code = self.run("encoder", batch, training)
        return {**real, "codes": code}, {**fake, "codes": latents}


@keras.saving.register_keras_serializable(package="tests")
class EncoderLoss(keras_gan.losses.Term):
    player = "generator"

    def value(self, play):
        return tf.nn.softplus(play.real_logits)


def test_a_partner_learns_with_the_generator_and_is_saved(make_generator, tmp_path):
    x, z = keras.Input((4,), name="images"), keras.Input((3,), name="codes")
    discriminator = keras.Model([x, z], layers.Dense(1)(layers.Concatenate()([x, z])))
    encoder = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    gan = Bidirectional(make_generator(), discriminator, partners={"encoder": encoder})
    gan.compile("adam", "adam", terms=[EncoderLoss()])
    before = encoder.get_weights()[0]
    gan.fit(IMAGES, batch_size=8, verbose=0)
    assert not np.array_equal(before, encoder.get_weights()[0])
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    for game in (gan, loaded):
        game.fit(IMAGES, batch_size=8, shuffle=False, verbose=0)
    np.testing.assert_array_equal(
        gan.encoder.get_weights()[0], loaded.encoder.get_weights()[0]
    )
    assert gan.players[1].networks == [gan.generator, gan.encoder]


@pytest.mark.parametrize(
    ("partners", "error", "match"),
    [
        ([1], TypeError, "must be a dict"),
        ({"fit": "model"}, TypeError, "must be a `keras.Model`"),
        ({"fit": keras.Sequential([keras.Input((4,))])}, ValueError, "must be free"),
        ({"encoder": keras.Sequential([layers.Dense(3)])}, ValueError, "must be built"),
    ],
)
def test_partners_that_cannot_join(
    make_generator, make_discriminator, partners, error, match
):
    with pytest.raises(error, match=match):
        keras_gan.GAN(make_generator(), make_discriminator(), partners=partners)


def test_names_of_networks_and_answers_that_are_not_there(make_gan):
    gan = make_gan()
    with pytest.raises(ValueError, match="'discriminator', 'generator'.*'encoder'"):
        gan.run("encoder", {"images": IMAGES}, False)

    class Classes(keras_gan.losses.Term):
        def value(self, play):
            return play.real_outputs["classes"]

    gan.compile("sgd", "sgd", terms=[Classes()])
    with pytest.raises(ValueError, match="returns .'logits'.*'classes'"):
        gan.train_on_batch(IMAGES)


def test_terms_with_the_name_of_a_log(make_gan):
    with pytest.raises(ValueError, match="log of the name 'd_loss'"):
        make_gan(terms=[keras_gan.losses.R1(name="d_loss")])


def test_a_file_that_could_not_be_loaded_is_told_at_the_save(make_gan, tmp_path):
    class Own(keras_gan.losses.Drift):
        pass

    gan = make_gan(terms=[Own()])
    with pytest.warns(UserWarning, match="Own is not registered"):
        gan.save(tmp_path / "gan.keras")


@pytest.mark.parametrize(
    ("batch", "match"),
    [
        ({"images": IMAGES, "labels": LABELS[:9]}, "of one length"),
        ({"images": IMAGES, "label": LABELS}, "Or name the input 'label'"),
    ],
)
def test_entries_that_do_not_fit(batch, match):
    with pytest.raises(ValueError, match=match):
        conditional_game().fit(batch, verbose=0)
    with pytest.raises(ValueError, match="each entry once"):
        conditional_game().fit({"images": IMAGES, "labels": LABELS}, LABELS, verbose=0)
