"""Copies of images in folders by what they are taken for: planned, made, never over another."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from regnet_studio.data.progress import finished
from regnet_studio.errors import DataMistake
from regnet_studio.files import NoRoom
from regnet_studio.runs import sorting
from regnet_studio.runs.folder_names import folder_names, numbered, safe_name
from regnet_studio.runs.predicted import Predicted
from regnet_studio.runs.sorted_copies import Sorted, copying
from regnet_studio.runs.sorting import SortPlan, plan_sorting
from tests.runs.said import predicted_of

CLASSES = ("cat", "dog")


@pytest.fixture
def images(tmp_path: Path) -> Predicted:
    """Five files of their own bytes, two of them called alike."""
    said = []
    for name, label, share in (
        ("one/a.png", 0, 0.9),
        ("two/a.png", 0, 0.8),
        ("two/A.PNG", 0, 0.95),
        ("two/b.png", 1, 0.55),
        ("two/c.png", 1, 0.99),
    ):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 10)
        said.append((str(path), label, share))
    return predicted_of(CLASSES, said)


def sort(images: Predicted, target: Path, least: float = 0.0) -> Sorted:
    return finished(copying(plan_sorting(images, target, least), images))


def below(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".csv")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_plan_says_what_is_done_and_changes_nothing(images: Predicted, tmp_path: Path) -> None:
    target = tmp_path / "sorted"
    plan = plan_sorting(images, target, least=0.6)
    assert not target.exists()
    assert {name: count for name, (count, _) in plan.folders.items()} == {
        "cat": 3,
        "dog": 1,
        "uncertain": 1,
    }
    assert (plan.to_copy, plan.present, plan.renamed, plan.missing) == (5, 0, 2, 0)
    assert plan.bytes == sum(Path(path).stat().st_size for path in images.paths)
    assert plan.free > 0
    went = finished(copying(plan, images))
    assert (went.copied, went.present, went.failures) == (5, 0, [])
    made = below(target)
    assert set(made) == {
        *("cat/a.png", "cat/a-2.png", "cat/A-3.PNG"),
        *("dog/c.png", "uncertain/b.png"),
    }
    assert made["cat/a-2.png"] == b"two/a.png" * 10
    assert all(Path(path).exists() for path in images.paths), "copied, not moved"


def test_what_is_there_and_equal_is_left_and_what_differs_is_not_written_over(
    images: Predicted, tmp_path: Path
) -> None:
    target = tmp_path / "sorted"
    other = target / "dog" / "c.png"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"two/c.png" * 9 + b"two/C.png")
    sort(images, target)
    assert other.read_bytes().endswith(b"C.png")
    assert below(target)["dog/c-2.png"] == b"two/c.png" * 10
    first = below(target)
    times = {path: path.stat().st_mtime_ns for path in target.rglob("*.png")}
    again = plan_sorting(images, target)
    assert (again.to_copy, again.present) == (0, 5)
    went = finished(copying(again, images))
    assert (went.copied, went.present) == (0, 5)
    assert below(target) == first
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert len(list(target.glob("sorted-*.csv"))) == 2, "no log is written over"


def test_closing_it_keeps_whole_files_and_it_goes_on_where_it_ended(
    images: Predicted, tmp_path: Path
) -> None:
    target = tmp_path / "sorted"
    working = copying(plan_sorting(images, target), images)
    next(working)
    next(working)
    working.close()
    assert len(below(target)) == 2
    (log,) = target.glob("sorted-*.csv")
    with log.open(encoding="utf-8", newline="") as file:
        fates = [line["what"] for line in csv.DictReader(file)]
    assert fates == ["copied", "copied", "not copied", "not copied", "not copied"]
    plan = plan_sorting(images, target)
    assert (plan.to_copy, plan.present) == (3, 2)
    finished(copying(plan, images))
    assert set(below(target)) == {f"cat/{n}" for n in ("a.png", "a-2.png", "A-3.PNG")} | {
        "dog/b.png",
        "dog/c.png",
    }


def test_a_file_that_appears_meanwhile_is_not_written_over(
    images: Predicted, tmp_path: Path
) -> None:
    target = tmp_path / "sorted"
    plan = plan_sorting(images, target)
    (target / "dog").mkdir(parents=True)
    (target / "dog" / "c.png").write_bytes(b"mine")
    Path(images.paths[0]).unlink()
    Path(images.paths[1]).write_bytes(b"other")
    went = finished(copying(plan, images))
    assert (target / "dog" / "c.png").read_bytes() == b"mine"
    assert [path for path, _ in went.failures] == [images.paths[n] for n in (0, 1, 4)]
    assert went.copied == 2
    assert not list(target.rglob(".copy-*"))


def test_copies_never_lie_where_the_images_are(images: Predicted, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for target in (photos, photos / "sorted", tmp_path / "elsewhere" / ".." / "photos"):
        with pytest.raises(DataMistake, match="be read with them the next time"):
            plan_sorting(images, target, sources=[photos])
    link = tmp_path / "link"
    link.symlink_to(photos / "one")
    with pytest.raises(DataMistake, match="be read with them"):
        plan_sorting(images, link, sources=[photos])
    named = predicted_of(("photos", "dog"), [(images.paths[0], 0, 0.9)])
    with pytest.raises(DataMistake, match="be read with them"):
        plan_sorting(named, tmp_path, sources=[photos])
    assert plan_sorting(images, tmp_path / "sorted", sources=[photos]).to_copy == 5
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataMistake, match="not a folder"):
        plan_sorting(images, tmp_path / "file" / "below")


def test_room_on_the_disk_is_looked_at_first(
    images: Predicted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "_room_at", lambda target: (10, ""))
    plan: SortPlan = finished(sorting.planning(images, tmp_path / "sorted"))
    assert "are free on this disk" in plan.trouble
    with pytest.raises(DataMistake, match="are free on this disk"):
        next(copying(plan, images))
    assert not (tmp_path / "sorted").exists()


def test_a_disk_that_fills_up_keeps_what_is_copied(
    images: Predicted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from regnet_studio.runs import sorted_copies

    plain, count = sorted_copies.shutil.copyfile, iter(range(9))

    def fill_up(source: str, target: str) -> object:
        if next(count) == 2:
            raise OSError(errno.ENOSPC, "no space left on device")
        return plain(source, target)

    monkeypatch.setattr(sorted_copies.shutil, "copyfile", fill_up)
    target = tmp_path / "sorted"
    with pytest.raises(NoRoom):
        sort(images, target)
    assert len(below(target)) == 2
    assert not list(target.rglob(".copy-*"))
    assert len(list(target.glob("sorted-*.csv"))) == 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("cat", "cat"),
        ("a/b\\c:d", "a_b_c_d"),
        ("..", "_"),
        (".hidden", "_hidden"),
        ("con", "_con"),
        ("LPT1.x", "_LPT1.x"),
        ("end. ", "end"),
        ("", "_"),
        ('what?*<>|"', "what______"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("x" * 300, "x" * 120),
        ("\u00e9" * 200, "\u00e9" * 120),
    ],
)
def test_names_of_classes_are_names_of_folders_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_no_two_classes_share_a_folder_and_no_two_files_a_name() -> None:
    assert folder_names(("Cat", "cat", "cat-2", "uncertain", "uncertain")) == [
        *("Cat", "cat-2", "cat-2-2", "uncertain", "uncertain-2")
    ]
    assert numbered("a.tar.png", 2) == "a.tar-2.png"
    assert numbered(".png", 2) == ".png-2"
    assert len(numbered("é" * 126 + ".png", 12).encode()) <= 255
