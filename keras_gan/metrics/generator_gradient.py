"""How strong a signal the generator gets from the discriminator."""

import tensorflow as tf

from keras_gan import losses


def generator_gradient_norm(generator, discriminator, loss, latents):
    """Computes the norm of the gradient that would update a generator.

    With D's answers known to be sigmoid(logit), the gradient of "minimax" carries a
    factor D(G(z)) for each example and that of "non_saturating" 1 - D(G(z)): where D
    rejects samples with confidence, the former is near zero and the latter near one.

    Args:
        generator: `keras.Model` from latents to images.
        discriminator: `keras.Model` from images to one logit an image.
        loss: str or `keras_gan.losses.AdversarialLoss`, whose mean over the latents
            is what the generator minimizes.
        latents: float array `(count, latent_dim)`.

    Returns:
        float, the Euclidean norm over all trainable weights of the generator.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 3
    """
    loss = losses.get(loss)
    with tf.GradientTape() as tape:
        fake_images = generator(latents, training=True)
        fake_logits = discriminator(fake_images, training=True)
        objective = tf.reduce_mean(loss.generator_loss(fake_logits))
    variables = [variable.value for variable in generator.trainable_variables]
    return float(tf.linalg.global_norm(tape.gradient(objective, variables)))
