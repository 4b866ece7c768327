"""What is on the clipboard, and what is refused of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from regnet_studio.studio.predict.pasting import pasted


def text(words: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(words)
    return mime


def test_files_come_before_the_picture_beside_them(tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert pasted(mime).paths == (tmp_path,)


def test_paths_written_as_text(tmp_path: Path) -> None:
    (tmp_path / "a b.png").write_bytes(b"")
    assert pasted(text(f'"{tmp_path / "a b.png"}"\n{tmp_path}\n')).paths == (
        tmp_path / "a b.png",
        tmp_path,
    )
    assert not pasted(text(f"{tmp_path}\n{tmp_path / 'nowhere'}")).paths
    assert not pasted(text("a b.png")).paths, "a relative path is relative to nothing here"


def test_a_picture(qapp: object) -> None:
    mime = QMimeData()
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    found = pasted(mime)
    assert found.image is not None
    assert found.image.width() == 4


def test_addresses_and_nothing_are_refused() -> None:
    for address in ("https://example.org/cat.png", " HTTP://example.org"):
        assert "nothing is fetched" in pasted(text(address)).refusal
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cat.png")])
    assert "nothing is fetched" in pasted(mime).refusal
    for words in ("", "a note", "\0"):
        assert "no image on the clipboard" in pasted(text(words)).refusal
    assert "no image on the clipboard" in pasted(QMimeData()).refusal
