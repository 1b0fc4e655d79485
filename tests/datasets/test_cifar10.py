import numpy as np


def test_real_cifar10_has_the_papers_split(cifar10_data):
    parts = [cifar10_data.train, cifar10_data.validation, cifar10_data.test]
    assert [len(part) for part in parts] == [40_000, 10_000, 10_000]
    assert cifar10_data.image_shape == (32, 32, 3)
    assert cifar10_data.name == "cifar10_jpeg"
    assert all(part.dtype == np.float32 for part in parts)
    # CIFAR-10's own mean pixel is (0.4914, 0.4822, 0.4465), the widely known constants
    # of normalization. After JPEG, TensorFlow's decoder gives a little less of colour.
    means = [part.mean(axis=(0, 1, 2), dtype="float64") for part in parts]
    training = 0.8 * means[0] + 0.2 * means[1]
    np.testing.assert_allclose(training, [0.4868, 0.4822, 0.4414], atol=3e-4)
    np.testing.assert_allclose(means[2], [0.4896, 0.4852, 0.4453], atol=3e-4)


def test_contrast_normalized_as_in_the_paper(cifar10_data):
    images = cifar10_data.train[:2000]
    contrast = cifar10_data.contrast_normalized(55.0).contrast
    # The 3,072 values of an image of length 55: 55 / sqrt(3072) = 0.9923.
    assert abs(contrast(images).std(dtype="float64") - 0.9923) < 1e-4
    assert abs(contrast.mean - 0.4699) < 3e-4
    assert abs(contrast.norm - 11.637) < 1e-2
