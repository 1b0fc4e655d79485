"""Package metadata of keras_gan."""

from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="keras-gan",
    version="0.1.0",
    description="Generative adversarial networks as idiomatic Keras 3 models",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.10,<3.14",
    packages=find_packages(include=["keras_gan", "keras_gan.*"]),
    package_data={
        "keras_gan": ["py.typed"],
        "keras_gan.report": ["*.jinja", "*.css", "*.js"],
    },
    install_requires=[
        "tensorflow>=2.16",
        "keras>=3.3",
        "tensorflow-datasets>=4.9.4",
        "importlib_resources",  # imported by tensorflow-datasets, not declared there
        "numpy",
        "scipy",
        "scikit-learn>=1.5",
        "threadpoolctl",
        "pillow>=10.1",
        "matplotlib",
        "requests",
        "click>=8.1",
        "jinja2>=3.1",
        "tqdm",
    ],
    extras_require={
        "test": [
            "pytest>=8",
            "pytest-timeout",
            "pytest-xdist",
            "hypothesis",
            "tensorboard",
            "tf2onnx>=1.17",
            "onnxruntime",
            "ai-edge-litert",
            "scikit-image",  # biharmonic inpainting
            "prdc",  # what precision, recall, density and coverage are held against
            "selenium>=4.11",  # looks at pages, in a browser that is there
            "ruff==0.14.5",
            "torch==2.13.0",  # what spectral norms are held against
        ],
        "bench": ["torch==2.13.0", "jax", "optax", "psutil", "scikit-image", "prdc"],
        "docs": ["mkdocs>=1.6,<2", "mkdocs-material>=9.6", "mkdocstrings[python]>=1"],
        "onnx": ["tf2onnx>=1.17"],
    },
    entry_points={"console_scripts": ["keras-gan = keras_gan.cli:main"]},
    classifiers=[
        "Intended Audience :: Science/Research",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
)
