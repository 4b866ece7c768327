"""A source shown under other folders, so that its paths tell the classes and splits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from regnet_studio.data.layout import Problem
from regnet_studio.data.sources import Listing, Source, UnreadableFile

_NAMED = 20


class RenamedSource:
    """The files of ``inner``, folder by folder elsewhere; the names of files stay.

    Args:
        folders: a folder of ``inner`` -> the folder that it and what is below it are shown as, or
            for each of its files the folder that one is shown in. The rest is left out.
        problems: what is known to be wrong besides.
    """

    def __init__(
        self,
        inner: Source,
        folders: Mapping[str, str | Mapping[str, str]],
        problems: Sequence[Problem] = (),
    ) -> None:
        self._inner = inner
        self._folders = folders
        self._known = problems
        self._missing: list[Problem] = []
        self._origins: dict[str, str] = {}
        for origin, shown in folders.items():
            for place in [shown] if isinstance(shown, str) else set(shown.values()):
                if self._origins.setdefault(place, origin) != origin:
                    raise ValueError(f"two folders would be shown as {place}")

    @property
    def problems(self) -> Sequence[Problem]:
        return (*self._inner.problems, *self._known, *self._missing)

    def list(self) -> Sequence[Listing]:
        self._missing = []
        shown: list[Listing] = []
        seen: set[str] = set()
        for listing in self._inner.list():
            for origin, below in _upward(listing.folder):
                place = self._folders.get(origin)
                if isinstance(place, str):
                    shown.append(Listing(f"{place}{below}", listing.names, listing.stamps))
                elif place is not None and not below:
                    shown += self._sorted_out(listing, place)
                if place is not None:
                    seen.add(origin)
                    break
        for origin in self._folders.keys() - seen:
            self._missing.append(Problem(origin or ".", "missing", "this folder is not there"))
        self._missing.sort(key=lambda problem: problem.path)
        return sorted(shown, key=lambda listing: listing.folder)

    def read(self, path: str) -> bytes:
        folder, _, name = path.rpartition("/")
        for place, below in _upward(folder):
            if place in self._origins:
                origin = f"{self._origins[place]}{below}".lstrip("/")
                return self._inner.read(f"{origin}/{name}" if origin else name)
        raise UnreadableFile("not in the set")

    def _sorted_out(self, listing: Listing, places: Mapping[str, str]) -> Sequence[Listing]:
        rows: dict[str, list[int]] = {}
        for row, name in enumerate(listing.names):
            if name in places:
                rows.setdefault(places[name], []).append(row)
        missing = sorted(places.keys() - set(listing.names))
        if len(missing) > _NAMED:
            text = (
                f"{len(missing):,} of its {len(places):,} images are not there, {missing[0]} first"
            )
            self._missing.append(Problem(listing.folder or ".", "missing", text))
        else:
            text = "is in the set's list, but its file is not there"
            self._missing += [Problem(f"{places[n]}/{n}", "missing", text) for n in missing]
        return [
            Listing(place, [listing.names[row] for row in chosen], listing.stamps[np.array(chosen)])
            for place, chosen in rows.items()
        ]


def _upward(folder: str) -> Iterator[tuple[str, str]]:
    """A folder and those above it, each with the rest of the path (with its ``/``) below it."""
    above, below = folder, ""
    while True:
        yield above, below
        if not above:
            return
        above, _, last = above.rpartition("/")
        below = f"/{last}{below}"
