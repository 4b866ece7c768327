"""Training loops of others, as their own guides write them, in an environment of their own.

    PYTHON peer_loops.py SPEC

``peers.py`` starts this and talks with it. SPEC is a JSON object (:class:`Spec`). Of what is
installed here this file imports the peer it was asked for, and nothing of regnet_studio: the
network comes as a graph of torch's own layers, so that all ways begin with the same weights.

First every setting of ``settings`` trains for a moment, and the fastest is told in one line of
JSON. Then each line on standard input asks for one epoch, answered by one line of JSON. In between
the training stands still, inside the peer's own loop.

files    torchvision's ImageFolder, transforms image by image, DataLoader
tensors  TensorDataset of images decoded before, the same transforms (v2, on tensors), DataLoader
fastai   ImageDataLoaders.from_folder, Learner, fit_one_cycle
timm     create_dataset, create_loader, create_optimizer_v2, create_scheduler_v2, in a loop like
         that of its train.py

All vary images alike (zeros around the image, a random crop, a random mirror image), normalise
them, step with SGD and momentum, add up loss, and validate after each epoch.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import torch
from peer_turns import Clock, Enough, Setting, Spec, Trial, Turns, tell
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

MEAN, STD = (0.49, 0.48, 0.45), (0.25, 0.24, 0.26)
PADDING = 4
MOMENTUM, DECAY = 0.9, 5e-4
MOST_EPOCHS = 1000
"""Of a trial, which ends by its clock."""

Loop = Callable[[Spec, Setting, int, Clock], None]


def handed(spec: Spec) -> nn.Module:
    """The network with its first weights."""
    network: nn.Module = torch.load(spec.network, weights_only=False)
    if spec.bf16:
        network = network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    return network


def autocast(spec: Spec) -> AbstractContextManager[object]:
    return torch.autocast("cpu", torch.bfloat16) if spec.bf16 else nullcontext()


def laid_out(spec: Spec, images: Tensor) -> Tensor:
    return images.contiguous(memory_format=torch.channels_last) if spec.bf16 else images


def loader_of(spec: Spec, dataset: Dataset[Any], setting: Setting, training: bool) -> Any:
    return DataLoader(
        dataset,
        batch_size=spec.batch,
        shuffle=training,
        drop_last=training,
        num_workers=setting.workers,
        persistent_workers=setting.workers > 0,
    )


def train_files(spec: Spec, setting: Setting, epochs: int, clock: Clock) -> None:
    """A plain script on files."""
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    normal = [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    varied = [
        transforms.RandomCrop(spec.size, padding=PADDING),
        transforms.RandomHorizontalFlip(),
        *normal,
    ]
    train = ImageFolder(str(Path(spec.folder, "train")), transforms.Compose(varied))
    validation = ImageFolder(str(Path(spec.folder, "val")), transforms.Compose(normal))
    plain(
        spec,
        loader_of(spec, train, setting, training=True),
        loader_of(spec, validation, setting, training=False),
        epochs,
        clock,
    )


class Transformed(Dataset[tuple[Tensor, Tensor]]):
    """A TensorDataset takes no transforms: this puts them around it."""

    def __init__(self, images: TensorDataset, transform: Callable[[Tensor], Tensor]) -> None:
        self.images = images
        self.transform = transform

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        image, label = self.images[index]
        return self.transform(image), label


@cache
def decoded(folder: str) -> TensorDataset:
    """All images of a folder, uint8, with their labels."""
    from torchvision.datasets import ImageFolder
    from torchvision.transforms import v2

    pixels, labels = zip(*ImageFolder(folder, v2.PILToTensor()), strict=True)
    return TensorDataset(torch.stack(pixels), torch.tensor(labels))


def train_tensors(spec: Spec, setting: Setting, epochs: int, clock: Clock) -> None:
    """A plain script on images that lie decoded in memory."""
    from torchvision.transforms import v2

    normal = [v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, STD)]
    varied = [v2.RandomCrop(spec.size, padding=PADDING), v2.RandomHorizontalFlip(), *normal]

    def images(split: str, transform: Callable[[Tensor], Tensor]) -> Transformed:
        return Transformed(decoded(str(Path(spec.folder, split))), transform)

    plain(
        spec,
        loader_of(spec, images("train", v2.Compose(varied)), setting, training=True),
        loader_of(spec, images("val", v2.Compose(normal)), setting, training=False),
        epochs,
        clock,
    )


def plain(
    spec: Spec,
    train: Iterable[tuple[Tensor, Tensor]],
    validation: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    clock: Clock,
) -> None:
    """The loop of a tutorial."""
    network = handed(spec)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(
        network.parameters(), lr=spec.lr, momentum=MOMENTUM, weight_decay=DECAY, nesterov=True
    )
    steps = len(train)  # pyright: ignore[reportArgumentType]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, spec.lr, total_steps=epochs * steps)
    for _ in range(epochs):
        clock.begin()
        network.train()
        total, seen = 0.0, 0
        for images, labels in train:
            optimizer.zero_grad()
            with autocast(spec):
                loss = criterion(network(laid_out(spec, images)), labels)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(labels)
            seen += len(labels)
            clock.batch(len(labels))
        network.eval()
        correct, tested = 0, 0
        with torch.no_grad():
            for images, labels in validation:
                with autocast(spec):
                    logits = network(laid_out(spec, images))
                correct += int((logits.argmax(dim=1) == labels).sum())
                tested += len(labels)
        clock.end(total / seen, correct / tested)


def train_fastai(spec: Spec, setting: Setting, epochs: int, clock: Clock) -> None:
    """fastai's loaders, Learner and one-cycle schedule."""
    from fastai.callback.channelslast import ChannelsLast  # pyright: ignore[reportMissingImports]
    from fastai.vision import all as fastai  # pyright: ignore[reportMissingImports]

    loaders = fastai.ImageDataLoaders.from_folder(
        spec.folder,
        train="train",
        valid="val",
        item_tfms=[
            fastai.CropPad(spec.size + 2 * PADDING),
            fastai.RandomCrop(spec.size),
            fastai.FlipItem(),
        ],
        batch_tfms=[fastai.Normalize.from_stats(MEAN, STD)],
        bs=spec.batch,
        num_workers=setting.workers,
        device="cpu",
    )

    class Telling(fastai.Callback):
        order = 70  # after the recorder

        def before_epoch(self) -> None:
            clock.begin()
            self.total, self.seen = 0.0, 0

        def after_batch(self) -> None:
            if self.training:
                images = len(self.yb[0])
                self.total += self.loss.item() * images  # the recorder's is smoothed over epochs
                self.seen += images
                clock.batch(images)

        def after_epoch(self) -> None:
            clock.end(self.total / self.seen, self.recorder.values[-1][-1])

    class Autocast(fastai.Callback):
        """fastai's own MixedPrecision knows CUDA alone: the same for the CPU."""

        def before_batch(self) -> None:
            self.learn.xb = (laid_out(spec, self.xb[0]),)
            self.context = autocast(spec)
            self.context.__enter__()

        def after_pred(self) -> None:
            self.learn.pred = self.pred.float()

        def after_loss(self) -> None:
            self.context.__exit__(None, None, None)

    learner = fastai.Learner(
        loaders,
        handed(spec),
        loss_func=fastai.CrossEntropyLossFlat(),
        opt_func=partial(fastai.SGD, mom=MOMENTUM),
        metrics=fastai.accuracy,
        cbs=[Telling(), *([ChannelsLast(), Autocast()] if spec.bf16 else [])],
    )
    with learner.no_bar(), learner.no_logging():
        learner.fit_one_cycle(epochs, spec.lr, wd=DECAY)


def train_timm(spec: Spec, setting: Setting, epochs: int, clock: Clock) -> None:
    """The parts of timm's train.py, as it puts them together on a CPU."""
    from timm import data, optim, scheduler, utils  # pyright: ignore[reportMissingImports]
    from timm.data.transforms import MaybePILToTensor  # pyright: ignore[reportMissingImports]
    from torchvision import transforms

    def loader(split: str, training: bool) -> Any:
        dataset = data.create_dataset(
            "", root=spec.folder, split=split, is_training=training, batch_size=spec.batch
        )
        made = data.create_loader(
            dataset,
            input_size=(3, spec.size, spec.size),
            batch_size=spec.batch,
            is_training=training,
            no_aug=True,
            mean=MEAN,
            std=STD,
            num_workers=setting.workers,
            crop_pct=1.0,
            device=torch.device("cpu"),
        )
        # Its own crops resize as well: the transforms of the other ways are less work.
        varied = [
            transforms.RandomCrop(spec.size, padding=PADDING),
            transforms.RandomHorizontalFlip(),
        ]
        dataset.transform = transforms.Compose([*(varied if training else []), MaybePILToTensor()])
        return made

    train, validation = loader("train", training=True), loader("validation", training=False)
    network = handed(spec)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.create_optimizer_v2(
        network, "sgd", lr=spec.lr, weight_decay=DECAY, momentum=MOMENTUM
    )
    schedule, epochs = scheduler.create_scheduler_v2(
        optimizer, "cosine", num_epochs=epochs, step_on_epochs=False, updates_per_epoch=len(train)
    )
    for epoch in range(epochs):
        clock.begin()
        losses, right = utils.AverageMeter(), utils.AverageMeter()
        network.train()
        for number, (images, labels) in enumerate(train):
            with autocast(spec):
                loss = criterion(network(laid_out(spec, images)), labels)
            losses.update(loss.item(), len(labels))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step_update(num_updates=epoch * len(train) + number + 1, metric=losses.avg)
            clock.batch(len(labels))
        network.eval()
        with torch.no_grad():
            for images, labels in validation:
                with autocast(spec):
                    logits = network(laid_out(spec, images))
                right.update(utils.accuracy(logits, labels)[0].item(), len(labels))
        schedule.step(epoch + 1, right.avg)
        clock.end(losses.avg, right.avg / 100)


LOOPS: dict[str, Loop] = {
    "files": train_files,
    "tensors": train_tensors,
    "fastai": train_fastai,
    "timm": train_timm,
}


def speed_with(spec: Spec, setting: Setting, to_beat: float) -> float:
    """Images per second with this setting, tried for a moment; less than that if far behind."""
    torch.set_num_threads(setting.threads)
    torch.manual_seed(0)
    trial = Trial(spec.trial_seconds, to_beat)
    with suppress(Enough):
        LOOPS[spec.peer](spec, setting, MOST_EPOCHS, trial)
    gc.collect()  # ends the workers
    return trial.speed


def main() -> None:
    """Find the best setting, then train by turns."""
    spec = Spec(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libraries may print; answers are alone on standard output
    settings = [Setting(*numbers) for numbers in spec.settings]
    speeds: dict[Setting, float] = {}
    for setting in settings:
        speeds[setting] = speed_with(spec, setting, max(speeds.values(), default=0.0))
    best = max(settings, key=lambda setting: speeds[setting])
    tried = {str(setting): round(speed, 1) for setting, speed in speeds.items()}
    tell(answers, {"chosen": str(best), "tried": tried})
    torch.set_num_threads(best.threads)
    torch.manual_seed(0)
    with suppress(Enough):
        LOOPS[spec.peer](spec, best, spec.epochs, Turns(answers))


if __name__ == "__main__":
    main()
