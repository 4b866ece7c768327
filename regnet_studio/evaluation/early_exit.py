"""How much each block of the last stage adds: accuracy where an image leaves the network early.

Figure 1(b) of arXiv 2101.00590: what block t of the last stage gives out goes straight to average
pooling and the head that was trained for the last block.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import BATCH, Classifier
from regnet_studio.models.cifar_resnet import CifarResNet
from regnet_studio.models.regnet import DeepRegNet, RegNet, RegulatedStage
from regnet_studio.models.resnet import ResNet
from regnet_studio.training.preparation import PreparedData


@dataclass(frozen=True)
class EarlyExit:
    """An image leaves after this block."""

    block: int
    """Counted from 1 over the whole network: 7 is the first of the last stage of a ResNet-20."""
    accuracy: float
    """0..1."""

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio inspect --json`` prints it."""
        return asdict(self)


def early_exits(
    classifier: Classifier, data: PreparedData, split: str
) -> Generator[tuple[int, int], None, list[EarlyExit]]:
    """The accuracy after each block of the last stage, in one pass over ``train``, ``validation``
    or ``test``; yields (done, total) meanwhile. The last is the accuracy of the network itself.

    Raises:
        RunMistake: a network of another family.
        DataMistake: the split has no images, or none that can be read.
    """
    last = last_stage(classifier.network)
    if not len(data.rows_of(split)):
        raise DataMistake(f"{data.dataset.source}: there are no images in the {split} split")
    images = data.images_of(split, classifier.device)
    correct = torch.zeros(len(last.blocks), dtype=torch.int64, device=classifier.device.device)
    done = 0
    for batch in images.in_order(BATCH):
        for position, logits in enumerate(_logits_after(last, classifier, batch.images)):
            correct[position] += (logits.float().argmax(dim=1) == batch.labels).sum()
        done += len(batch.labels)
        yield done, images.count
    return [
        EarlyExit(last.before + position, count / done)
        for position, count in enumerate(correct.tolist(), start=1)
    ]


@dataclass(frozen=True)
class LastStage:
    """Where an image can leave a network."""

    blocks: list[nn.Module]
    before: int
    """Blocks of the stages before it."""
    head: nn.Module


def last_stage(network: nn.Module) -> LastStage:
    """The last stage of a network whose blocks all give features that the head can take.

    Raises:
        RunMistake: not a ResNet or RegNet, nor a plain network of their shape.
    """
    if not isinstance(network, CifarResNet | ResNet | RegNet | DeepRegNet):
        raise RunMistake(
            "early exits need blocks of one width in the last stage, which this network does not "
            "have; inspect a run whose model.name is a resnet, plain network or regnet"
        )
    anatomy = network.anatomy()
    *earlier, last = [blocks_of(network.get_submodule(path)) for (path,) in anatomy.stages[1:]]
    return LastStage(last, sum(map(len, earlier)), network.get_submodule(anatomy.head))


def blocks_of(stage: nn.Module) -> list[nn.Module]:
    """The blocks of a stage, regulated or not."""
    return list((stage.blocks if isinstance(stage, RegulatedStage) else stage).children())


@torch.inference_mode()
def _logits_after(last: LastStage, classifier: Classifier, images: Tensor) -> list[Tensor]:
    """What the head makes of each block's features, [B, classes] each."""
    logits: list[Tensor] = []

    def leave(_: nn.Module, __: object, out: Tensor | tuple[Tensor, object]) -> None:
        features = out[0] if isinstance(out, tuple) else out  # a regulated block tells its state
        logits.append(last.head(features.mean(dim=(2, 3))))

    with ExitStack() as hooks, classifier.device.autocast():
        for block in last.blocks:
            hooks.enter_context(block.register_forward_hook(leave))
        classifier.network(images)
    return logits
