"""Predicting: what a run or an export says of images it is shown."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.data.decode import BadImage, Frame, decode, fitted, quiet_pillow
from regnet_studio.data.layout import Problem
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.export.bundle import open_export
from regnet_studio.export.formats import Runner
from regnet_studio.models.card import Card
from regnet_studio.runs.directory import Run
from regnet_studio.runs.image_files import finding, read_image
from regnet_studio.runs.predicted import Predicted
from regnet_studio.runs.training_images import TrainingImages
from regnet_studio.training.checkpoint import best_checkpoint, last_checkpoint
from regnet_studio.training.device import choose_device
from regnet_studio.training.preparation import frame_in

TOP = 5
_BATCH = 256
_BATCH_BYTES = 2**23
"""Of decoded images that are predicted together: a large image is not waited for by hundreds."""

Decoded = tuple[NDArray[np.uint8] | BadImage, bool]
"""An image, and whether it was trained on."""


@dataclass(frozen=True)
class Portion:
    """A part of what is predicted, as it is done."""

    done: int
    """Files that are dealt with by now."""
    total: int
    """0: the folders are still being listed, ``done`` files were found."""
    paths: list[str] = field(default_factory=list)
    top: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    """The likeliest classes of each of ``paths``, the likeliest first: [n, 5 or fewer]."""
    shares: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0), np.float64))
    """Their probabilities, 0..1."""
    trained_on: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Whether each is, byte for byte, an image of the training split: [n]."""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Predictor:
    """A network ready to be shown images."""

    card: Card
    run: Runner
    decodes_ahead: bool = False
    """Whether the next images are decoded while the network computes: it does so on a device of
    its own. On a CPU the two would only be in each other's way."""
    training: TrainingImages | None = None
    """What it was trained on; None: nobody knows, as of an export."""

    @property
    def classes(self) -> tuple[str, ...]:
        """What it can answer."""
        return self.card.classes

    @property
    def is_calibrated(self) -> bool:
        """Whether a temperature was fitted so that its probabilities mean what they say."""
        return self.card.temperature != 1.0

    def predict(self, paths: Sequence[Path]) -> dict[str, Any]:
        """Predict image files and the images below folders.

        Returns:
            ``{"predictions": [...], "problems": [...]}`` as ``regnet-studio predict --json``
            prints it; an image that cannot be read is a problem, not an error.

        Raises:
            DataMistake: a path does not exist, or a folder holds no images.
        """
        predicted = Predicted(self.classes, knows_training=self.training is not None)
        for portion in self.predicting(paths):
            predicted.add(portion)
        return predicted.to_json()

    def predicting(
        self, paths: Sequence[Path], threads: int | None = None
    ) -> Generator[Portion, None, None]:
        """Predict the images of files and folders, portion by portion; close it to stop.

        Args:
            threads: that decode; None: one a core.

        Raises:
            DataMistake: as :meth:`predict`.
        """
        listing = finding(paths)
        try:
            while True:
                yield Portion(next(listing), 0)
        except StopIteration as end:
            files, problems = end.value
        yield Portion(0, len(files), problems=problems)
        frame = frame_in(self.card)
        size = min(_BATCH, max(_BATCH_BYTES // (frame.size**2 * frame.channels), 1))
        parts = deque(files[start : start + size] for start in range(0, len(files), size))
        pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, "decode")

        def begin() -> list[Future[Decoded]]:
            return [pool.submit(self._decoded, path, frame) for path in parts[0]] if parts else []

        try:
            done, waiting = 0, begin()
            while parts:
                with quiet_pillow():
                    images = [future.result() for future in waiting]
                part = parts.popleft()
                if self.decodes_ahead:
                    waiting = begin()
                done += len(part)
                yield self._portion(done, len(files), part, images)
                if not self.decodes_ahead:
                    waiting = begin()
        finally:
            pool.shutdown(cancel_futures=True)

    def predict_content(self, content: bytes) -> list[tuple[str, float]]:
        """The likeliest classes of the bytes of an image file, the likeliest first.

        Raises:
            BadImage: it cannot be decoded.
        """
        with quiet_pillow():
            return self._top_of(decode(content, frame_in(self.card)))

    def was_trained_on(self, content: bytes) -> bool | None:
        """Whether a file with these bytes was among the training images; None: nobody knows."""
        return None if self.training is None else self.training.holds(content)

    def predict_image(self, image: Image.Image | NDArray[np.uint8]) -> list[tuple[str, float]]:
        """The likeliest classes of an image in memory, brought to the network as files are.

        Args:
            image: of any mode, or uint8 [H, W, 3], RGB.

        Raises:
            BadImage: it has no pixels, or too many.
        """
        picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
        return self._top_of(fitted(picture, frame_in(self.card)))

    def _decoded(self, path: str, frame: Frame) -> Decoded:
        try:
            content = read_image(path)
            return decode(content, frame), bool(self.was_trained_on(content))
        except BadImage as bad:
            return bad, False

    def _portion(self, done: int, total: int, part: list[str], images: list[Decoded]) -> Portion:
        good: list[str] = []
        pixels: list[NDArray[np.uint8]] = []
        trained_on: list[bool] = []
        problems: list[Problem] = []
        for path, (image, was_trained_on) in zip(part, images, strict=True):
            if isinstance(image, BadImage):
                problems.append(Problem(path, image.kind, image.detail))
            else:
                good.append(path)
                pixels.append(image)
                trained_on.append(was_trained_on)
        if not good:
            return Portion(done, total, problems=problems)
        top, shares = self._likeliest(np.stack(pixels))
        return Portion(done, total, good, top, shares, np.array(trained_on), problems)

    def _likeliest(
        self, pixels: NDArray[np.uint8]
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        odds = probabilities(self.run(pixels))
        top = np.argsort(-odds, axis=1, kind="stable")[:, :TOP]
        shares = np.take_along_axis(odds, top, axis=1)
        return top.astype(np.int32), shares.astype(np.float64)

    def _top_of(self, pixels: NDArray[np.uint8]) -> list[tuple[str, float]]:
        top, shares = self._likeliest(pixels[None].copy())
        return [
            (self.classes[number], share)
            for number, share in zip(top[0].tolist(), shares[0].tolist(), strict=True)
        ]


def load_predictor(source: Path) -> Predictor:
    """The network of a run directory, or of an export (its folder or file).

    Raises:
        RunMistake, ExportMistake: there is none, or it is damaged.
    """
    if (source / "recipe.toml").is_file():
        run = Run(source)
        checkpoint, temperature = best_checkpoint(run.path), run.temperature()
        if not checkpoint.exists():
            checkpoint, temperature = last_checkpoint(run.path), 1.0
        device = choose_device(run.recipe().compute)
        classifier = Classifier.from_checkpoint(checkpoint, device).at_temperature(temperature)
        ahead = device.device.type != "cpu"
        training = TrainingImages.read(run)
        return Predictor(classifier.card, classifier.logits_of, ahead, training)
    if not source.exists():
        raise RunMistake(f"{source}: no such run or export; `regnet-studio runs` lists the runs")
    card, runner = open_export(source)
    return Predictor(card.network, runner)


def asked_for(predictor: Predictor, name: str, content: bytes) -> list[tuple[str, float]]:
    """:meth:`Predictor.predict_content` of a file called ``name``.

    Raises:
        DataMistake: it cannot be decoded.
    """
    try:
        return predictor.predict_content(content)
    except BadImage as bad:
        raise DataMistake(f"{name}: {bad.detail}; choose another image") from bad
