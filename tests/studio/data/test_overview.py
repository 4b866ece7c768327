"""What the page says of images, against a slow reading of the rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from regnet_studio.data.copies import Copies
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import Frame
from regnet_studio.data.facts import Facts
from regnet_studio.data.manifest import Exclude, Manifest, Move, Relabel, RenameClass
from regnet_studio.data.paths import Paths
from regnet_studio.data.scan import Scan
from regnet_studio.data.sources import Listing
from regnet_studio.recipe.tree import Data
from regnet_studio.studio.data.overview import Overview


class Nothing:
    problems = ()

    def list(self) -> Sequence[Listing]:
        return ()

    def read(self, path: str) -> bytes:
        raise AssertionError("nothing is read")


def scan_of(labels: list[int], splits: list[int], group: list[int], exact: list[int]) -> Scan:
    count = len(labels)
    dataset = Dataset(
        name="made",
        source="made",
        classes=("a", "b", "c"),
        paths=Paths(f"{n}.png" for n in range(count)),
        labels=np.array(labels, dtype=np.int32),
        splits=np.array(splits, dtype=np.uint8),
        excluded=np.zeros(count, dtype=bool),
        groups=None,
        problems=(),
        stamp="made",
        files=Nothing(),
    )
    facts = Facts(
        digests=np.zeros((count, 16), dtype=np.uint8),
        hashes=np.zeros(count, dtype=np.uint64),
        sizes=np.ones((count, 2), dtype=np.int32),
        channels=np.ones(count, dtype=np.uint8),
        bad=np.array([count - 1]),
        problems=(),
    )
    copies = Copies(np.array(exact, dtype=np.int32), np.array(group, dtype=np.int32))
    still = ((0.0,), (1.0,))
    return Scan(Data(), dataset, dataset, Manifest("made"), facts, Frame(8, 1), still, copies, 0.0)


@st.composite
def scans(draw: st.DrawFn) -> Scan:
    count = draw(st.integers(9, 20))
    columns = st.lists(st.integers(0, 2), min_size=count, max_size=count)
    labels, splits = draw(columns), draw(columns)
    labels[:3] = [0, 1, 2]
    group = draw(st.lists(st.integers(-1, 3), min_size=count, max_size=count))
    finer = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    exact = [2 * g + f if g >= 0 else -1 for g, f in zip(group, finer, strict=True)]
    alone = {n for n in exact if exact.count(n) < 2}
    exact = [-1 if n in alone else n for n in exact]
    single = {g for g in group if group.count(g) < 2}
    group = [-1 if g in single else g for g in group]
    return scan_of(labels, splits, group, exact)


@given(scans(), st.data())
def test_marks_and_groups_are_what_a_slow_reading_gives(scan: Scan, data: st.DataObject) -> None:
    rows = st.lists(st.integers(3, len(scan.dataset) - 1), unique=True, max_size=6)
    excluded, moved, relabelled = data.draw(rows), data.draw(rows), data.draw(rows)
    manifest = scan.manifest
    for edit in (
        Exclude(tuple(f"{n}.png" for n in excluded)),
        Move(tuple(f"{n}.png" for n in moved), "test"),
        Relabel(tuple(f"{n}.png" for n in relabelled), "b"),
    ):
        manifest = manifest.add(edit)
    scan = scan.edited(manifest)
    overview = Overview.of(scan)
    dataset, group, exact = scan.dataset, scan.all_copies.group, scan.all_copies.exact
    groups: dict[int, list[int]] = {}
    for row in range(len(dataset)):
        if group[row] >= 0 and row not in excluded:
            groups.setdefault(int(group[row]), []).append(row)
    kept = [members for members in groups.values() if len(members) > 1]
    assert overview.groups == len(kept)
    assert sorted(overview.group(n).tolist() for n in range(overview.groups)) == sorted(kept)
    assert overview.surplus == sum(len(members) - 1 for members in kept)

    def marked(holds: list[list[int]]) -> list[int]:
        return sorted(row for members in holds for row in members)

    def named(mark: str) -> list[int]:
        return np.flatnonzero(overview.marks[mark]).tolist()

    assert named("copies") == marked(kept)
    assert named("across") == marked([m for m in kept if len(set(dataset.splits[m])) > 1])
    assert named("disagree") == marked([m for m in kept if len(set(dataset.labels[m])) > 1])
    # Equal among those that are left; one left over of equal files is equal to none.
    left = [int(n) if row not in excluded else -1 for row, n in enumerate(exact.tolist())]
    equal = [n if left.count(n) > 1 else -1 for n in left]
    assert named("near") == marked(
        [m for m in kept if len({equal[row] for row in m}) > 1 or equal[m[0]] < 0]
    )
    assert named("excluded") == sorted(excluded)
    assert named("broken") == [len(dataset) - 1]
    before = scan.original
    assert named("edited") == sorted(
        {
            *excluded,
            *(row for row in moved if before.splits[row] != 3),
            *(row for row in relabelled if before.labels[row] != 1),
        }
    )
    for row in range(len(dataset)):
        mine = next((members for members in kept if row in members), [])
        assert overview.copies_of(row).tolist() == mine


def test_a_renamed_class_edits_no_image_but_a_relabelled_one_is_told() -> None:
    scan = scan_of([0, 1, 2] * 4, [0] * 12, [-1] * 12, [-1] * 12)
    renamed = scan.edited(scan.manifest.add(RenameClass("a", "z")))
    assert not Overview.of(renamed).marks["edited"].any()
    both = scan.edited(renamed.manifest.add(Relabel(("3.png",), "b")))
    assert np.flatnonzero(Overview.of(both).marks["edited"]).tolist() == [3]


def test_an_image_whose_class_is_gone_is_called_what_it_was() -> None:
    scan = scan_of([0, 1, 2] + [1] * 9, [0] * 12, [-1] * 12, [-1] * 12)
    overview = Overview.of(scan.edited(scan.manifest.add(Exclude(("0.png",)))))
    assert overview.scan.dataset.classes == ("b", "c")
    assert overview.class_of(0) == "a"
    assert overview.class_of(1) == "b"
    assert overview.marks["excluded"][0]
