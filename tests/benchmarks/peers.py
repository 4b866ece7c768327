"""Side by side with others: images per second end to end, in one run on one machine.

    python tests/benchmarks/peers.py [--network NAME] [--seconds 5] [--images N] [--turns 3]
                                     [--bf16] [--venv FOLDER] [--json FILE]

The same network, with the same first weights, learns from the same folder of CIFAR-10 images for
the same number of epochs; all validate on the same 50 images after each.

engine   ``regnet_studio.training.loop.train`` with a plain recipe: everything is in it but
         checkpoints (none of the others writes any)
files    plain PyTorch: ImageFolder, transforms, DataLoader
tensors  plain PyTorch: TensorDataset of decoded images, transforms, DataLoader
fastai   its loaders, its Learner, its one-cycle schedule
timm     its loaders, optimisers and schedules, in a loop like that of its train.py
limit    the network alone, on one batch that lies there, in the engine's number format and layout

The peers run in an environment of their own, which is made once (``--venv``; fastai, timm, and the
torch and torchvision that run here), with torch's defaults (fp32); ``--bf16`` gives them the
engine's number format and layout. Each first finds its fastest number of workers and threads. Their
images lie at the working size already (PNG at 32 px, JPEG above), so that nobody has to resize.

Then all take turns, epoch by epoch, while the others stand still: a slow minute of the machine
falls on all alike. The first epoch is not counted: the engine decodes before it, workers start in
it. What counts are medians, and for ratios the median of those of one turn. The limit validates
nothing: beside it the engine's training alone counts. The exit status is 1 where somebody's loss
does not fall; a missed target is only told.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import regnet_studio  # isort: skip (first: it sets OpenMP up, before torch loads it)

import psutil
import torch
from peer_environment import FOLDER, environment_of_peers
from peer_turns import Spec
from PIL import Image
from throughput import Case, image_folder, limit, recipe_for

from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe import override
from regnet_studio.training.events import EpochEnded, Event, RunStarted, Step
from regnet_studio.training.loop import train

CASES = {
    "resnet20": Case("resnet20", 32, 128),
    "resnet18": Case("resnet18", 64, 64),
    "mobilenet_v2": Case("mobilenet_v2", 96, 64),
}
PEERS = ("files", "tensors", "fastai", "timm")
LR = 0.05
BUSY = 0.05
"""Share of all cores that other programs may take."""
FEWEST = 512
"""Images of an epoch: enough for some steps of every network, and for 50 more to validate on."""
FASTER_THAN_BEST, OF_LIMIT = 1.9, 0.95
"""Targets: the engine's speed over the best peer's, and over the limit."""


@dataclass(frozen=True)
class Turn:
    """One epoch of one way."""

    images: int
    seconds: float
    loss: float | None = None
    accuracy: float | None = None
    validating: float = 0.0
    """Of the seconds, those after the last step of training, where they are known."""
    others: float = 0.0
    """Share of all cores that programs took that do not belong to the benchmark."""

    @property
    def speed(self) -> float:
        return self.images / self.seconds

    @property
    def training_speed(self) -> float:
        return self.images / (self.seconds - self.validating)


class Way(Protocol):
    """Somebody who trains, one epoch at a time."""

    setting: str

    def turn(self) -> Turn: ...

    def close(self) -> None: ...


class Engine:
    """This engine; between two turns its generator is not asked for the next event."""

    def __init__(self, case: Case, folder: Path, epochs: int) -> None:
        recipe = override(
            recipe_for(case, folder, epochs), [f"optimizer.lr={LR}", "data.copies=ignore"]
        )
        self._batch = case.batch
        self._events: Generator[Event, None, Any] = train(recipe)
        start = next(event for event in self._events if isinstance(event, RunStarted))
        self._steps = start.steps_per_epoch
        layout = "channels_last" if start.channels_last else "contiguous"
        self.setting = f"{start.precision}, {layout}, {torch.get_num_threads()} threads"

    def turn(self) -> Turn:
        begin = trained = time.perf_counter()
        for event in self._events:
            if isinstance(event, Step):
                trained = time.perf_counter()
            elif isinstance(event, EpochEnded):
                now = time.perf_counter()
                told = event.train_loss, event.validation_accuracy
                return Turn(self._steps * self._batch, now - begin, *told, now - trained)
        raise AssertionError("the engine ended before all turns were taken")

    def close(self) -> None:
        self._events.close()


class Limit:
    """The network alone."""

    setting = "as the engine's"

    def __init__(self, case: Case, steps: int) -> None:
        self._case = case
        self._steps = steps

    def turn(self) -> Turn:
        images = self._steps * self._case.batch
        return Turn(images, images / limit(self._case, self._steps))

    def close(self) -> None:
        pass


class Peer:
    """Somebody else, in a process with another environment."""

    def __init__(self, python: Path, spec: Spec, log: Path) -> None:
        # What importing regnet_studio sets OpenMP up with is no part of a plain script.
        outside = {key: value for key, value in os.environ.items() if key != "GOMP_SPINCOUNT"}
        self._name = spec.peer
        self._log = log
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                [python, Path(__file__).with_name("peer_loops.py"), json.dumps(asdict(spec))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=outside,
                text=True,
            )
        found = self._answer()
        self.setting: str = found["chosen"]
        self.tried: dict[str, float] = found["tried"]

    def turn(self) -> Turn:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return Turn(**self._answer())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise SystemExit(f"{self._name} died:\n{self._log.read_text()[-4000:]}")
        return json.loads(line)


def watched(way: Way) -> Turn:
    """A turn, and what else was going on meanwhile."""
    begin, ours, start = _busy_seconds(), _own_seconds(), time.perf_counter()
    turn = way.turn()
    cores = (time.perf_counter() - start) * (os.cpu_count() or 1)
    others = _busy_seconds() - begin - (_own_seconds() - ours)
    return replace(turn, others=max(0.0, others) / cores)


def _busy_seconds() -> float:
    """Of all cores since the machine was started."""
    times = psutil.cpu_times()._asdict()
    return sum(times[name] for name in ("user", "system", "steal") if name in times)


def _own_seconds() -> float:
    """Processor time of this process and those it started, the ended ones included."""
    mine = psutil.Process()
    return sum(sum(process.cpu_times()[:4]) for process in (mine, *mine.children(recursive=True)))


def as_jpeg(folder: Path) -> None:
    """The images of a folder as photographs come: they decode faster than as PNG."""
    for png in folder.rglob("*.png"):
        with Image.open(png) as image:
            image.convert("RGB").save(png.with_suffix(".jpg"), quality=95)
        png.unlink()


def hand_over(case: Case, path: Path) -> None:
    """The engine's network with its first weights, for whoever has torch."""
    network = build(recipe_for(case, path, 1).model, Shape(10, 3, case.size), 0)
    torch.save(torch.fx.symbolic_trace(network), path)


def settings_to_try() -> list[list[int]]:
    """(workers, threads), the likeliest first; one thread alone leaves cores idle."""
    cores = os.cpu_count() or 1
    workers = sorted({0, 1, 2, cores})
    return [[w, cores] for w in workers] + [[w, 1] for w in workers if w and cores > 1]


def measure(case: Case, options: argparse.Namespace, python: Path, root: Path) -> dict[str, Any]:
    """All that is told of one network."""
    if (images := options.images) is None:
        # Peers were seen at half of the limit: their epochs last about as long as asked for.
        images = int(options.seconds * limit(case, 8) / 2)
    steps = max(FEWEST, images) // case.batch
    folder = image_folder(root, steps * case.batch, case.size)
    if case.size > 32:
        as_jpeg(folder)
    network = root / "network.pt"
    hand_over(case, network)
    epochs = 1 + options.turns
    ways: dict[str, Way] = {"engine": Engine(case, folder, epochs)}
    for name in options.peer or PEERS:
        spec = Spec(
            peer=name,
            folder=str(folder),
            network=str(network),
            size=case.size,
            batch=case.batch,
            epochs=epochs,
            lr=LR,
            bf16=options.bf16,
            settings=options.setting or settings_to_try(),
            trial_seconds=options.seconds / 4,
        )
        ways[name] = peer = Peer(python, spec, root / f"{name}.log")
        print(f"{name}: {peer.setting}; tried: {peer.tried}", file=sys.stderr, flush=True)
    ways["limit"] = Limit(case, steps)
    turns: dict[str, list[Turn]] = {name: [] for name in ways}
    try:
        for number in range(epochs):
            order = list(ways)
            for name in order[number % len(order) :] + order[: number % len(order)]:
                turns[name].append(watched(ways[name]))
            told = {name: round(done[-1].speed) for name, done in turns.items()}
            print(f"{case.model}, epoch {number + 1}: {told}", file=sys.stderr, flush=True)
    finally:
        for way in ways.values():
            way.close()
    return record_of(case, ways, turns)


def record_of(case: Case, ways: dict[str, Way], turns: dict[str, list[Turn]]) -> dict[str, Any]:
    """The measurements of one network as plain data."""
    speeds = {name: [turn.speed for turn in done[1:]] for name, done in turns.items()}
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    best = max((name for name in ways if name in PEERS), key=lambda name: medians[name])

    training = [turn.training_speed for turn in turns["engine"][1:]]

    def over(other: str) -> float:
        mine = training if other == "limit" else speeds["engine"]
        pairs = zip(mine, speeds[other], strict=True)
        return round(statistics.median(a / b for a, b in pairs), 3)

    details = {
        name: {
            "images_per_second": round(medians[name], 1),
            "each": [round(speed, 1) for speed in speeds[name]],
            "others": [round(turn.others, 3) for turn in turns[name][1:]],
            "losses": [round(t.loss, 4) for t in turns[name] if t.loss is not None],
            "accuracies": [round(t.accuracy, 4) for t in turns[name] if t.accuracy is not None],
            "setting": way.setting,
            "tried": way.tried if isinstance(way, Peer) else {},
        }
        for name, way in ways.items()
    }
    fallen = [way["losses"] for way in details.values()]
    return {
        "network": case.model,
        "size": case.size,
        "batch": case.batch,
        "images": turns["engine"][0].images,
        "files": "PNG" if case.size <= 32 else "JPEG",
        "ways": details,
        "best_peer": best,
        "over_peers": {name: over(name) for name in ways if name in PEERS},
        "over_best_peer": over(best),
        "over_limit": over("limit"),
        "others": round(max(turn.others for done in turns.values() for turn in done[1:]), 3),
        "engine_training_images_per_second": round(statistics.median(training), 1),
        "learn": all(losses[-1] < losses[0] for losses in fallen if losses),
    }


def table_of(record: dict[str, Any]) -> str:
    """One network, to be read."""
    lines = [
        f"{record['network']} at {record['size']} px ({record['files']}), "
        f"{record['images']} images an epoch, batch {record['batch']}",
        f"{'':8} {'images/s':>9} {'engine is':>10}  {'loss':16} with",
    ]
    for name, way in record["ways"].items():
        losses = way["losses"]
        loss = f"{losses[0]:.3f} -> {losses[-1]:.3f}" if losses else ""
        ratio = record["over_peers"].get(name, record["over_limit"] if name == "limit" else None)
        times = "" if ratio is None else f"{ratio:.3f} x"
        lines.append(
            f"{name:8} {way['images_per_second']:9.1f} {times:>10}  {loss:16} {way['setting']}"
        )
    for what, ratio, target in (
        (f"the best peer ({record['best_peer']})", record["over_best_peer"], FASTER_THAN_BEST),
        ("the limit", record["over_limit"], OF_LIMIT),
    ):
        met = "met" if ratio >= target else "MISSED"
        lines.append(f"engine over {what}: {ratio:.3f}, target {target}: {met}")
    if record["others"] > BUSY:
        lines.append(
            f"NO MEASUREMENT: other programs took up to {record['others']:.0%} of the cores"
        )
    if not record["learn"]:
        lines.append("SOMEBODY DOES NOT LEARN: a loss did not fall")
    return "\n".join(lines)


def main() -> None:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--network", choices=CASES, action="append")
    words.add_argument("--peer", choices=PEERS, action="append", help="only these")
    words.add_argument(
        "--setting",
        type=int,
        nargs=2,
        action="append",
        metavar=("WORKERS", "THREADS"),
        help="of the peers: only this is tried (default: 0, 1 or 2 workers, 1 thread or all)",
    )
    words.add_argument("--images", type=int, help="of an epoch (default: by --seconds)")
    words.add_argument("--seconds", type=float, default=5, help="about so long an epoch of a peer")
    words.add_argument("--turns", type=int, default=3, help="epochs that are measured")
    words.add_argument("--bf16", action="store_true", help="peers too: autocast, channels_last")
    words.add_argument("--venv", type=Path, default=FOLDER, help="the peers' environment")
    words.add_argument("--json", type=Path)
    options = words.parse_args()
    os.environ["CUDA_VISIBLE_DEVICES"] = ""  # all of it is about processors
    python, versions = environment_of_peers(options.venv.expanduser())
    record: dict[str, Any] = {
        "regnet_studio": regnet_studio.__version__,
        "cores": os.cpu_count(),
        "peers": versions,
        "peers_compute": "bf16, channels_last" if options.bf16 else "fp32, contiguous",
        "targets": {"over_best_peer": FASTER_THAN_BEST, "over_limit": OF_LIMIT},
        "networks": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGNET_STUDIO_CACHE"] = str(Path(folder, "cache"))
        for name in options.network or CASES:
            root = Path(folder, name)
            root.mkdir()
            record["networks"].append(measure(CASES[name], options, python, root))
            print(table_of(record["networks"][-1]), file=sys.stderr, flush=True)
    text = json.dumps(record, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)
    if not all(network["learn"] for network in record["networks"]):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
