"""Keras callbacks that watch and steer a game."""

from keras_gan.callbacks.adaptive_augmentation import AdaptiveAugmentation
from keras_gan.callbacks.atomic_backup import AtomicBackup
from keras_gan.callbacks.classification_error import (
    ClassificationError,
    classes_of,
    outputs_of,
)
from keras_gan.callbacks.collapse_monitor import CollapseMonitor
from keras_gan.callbacks.game_recorder import GameMoment, GameRecorder
from keras_gan.callbacks.momentum_schedule import MomentumSchedule
from keras_gan.callbacks.parzen_evaluation import ParzenEvaluation
from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.callbacks.roll_back import RollBack
from keras_gan.callbacks.sample_export import SampleExport
from keras_gan.callbacks.score_evaluation import ScoreEvaluation
from keras_gan.callbacks.training_progress import TrainingProgress

__all__ = [
    "AdaptiveAugmentation",
    "AtomicBackup",
    "ClassificationError",
    "CollapseMonitor",
    "GameMoment",
    "GameRecorder",
    "MomentumSchedule",
    "ParzenEvaluation",
    "PeriodicCallback",
    "RollBack",
    "SampleExport",
    "ScoreEvaluation",
    "TrainingProgress",
    "classes_of",
    "outputs_of",
]
