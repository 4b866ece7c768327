"""MixUp and CutMix against their equations."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from regnet_studio.data.mixing import mix
from regnet_studio.recipe.tree import Augment

RNG = np.random.default_rng(0)
IMAGES = torch.from_numpy(RNG.normal(size=(64, 3, 12, 12))).float()
FLAT = torch.arange(1.0, 65).view(-1, 1, 1, 1).expand(64, 3, 12, 12).contiguous()
"""Every pixel tells its image."""


def test_off_is_off() -> None:
    assert mix(IMAGES, Augment(), 0, 0, 0) is None


def test_mixup_is_the_weighted_mean() -> None:
    mixed = mix(IMAGES, Augment(mixup=0.8), 1, 2, 3)
    assert mixed is not None
    share = mixed.share[:, None, None, None]
    truth = share * IMAGES + (1 - share) * IMAGES[mixed.partners]
    np.testing.assert_allclose(mixed.images, truth, atol=1e-5)
    assert sorted(mixed.partners.tolist()) == list(range(64))
    assert len(set(mixed.share.tolist())) == 64  # each in its own proportion
    assert mixed.share.dtype == torch.float32


def test_the_shares_of_mixup_are_of_a_beta_distribution() -> None:
    shares = torch.cat(
        [m.share for b in range(80) if (m := mix(FLAT, Augment(mixup=0.4), 0, 0, b))]
    ).double()
    assert float(shares.mean()) == pytest.approx(0.5, abs=0.02)
    assert float(shares.var()) == pytest.approx(1 / (4 * (2 * 0.4 + 1)), abs=0.01)


def test_cutmix_pastes_one_box_and_says_its_area() -> None:
    sizes = set()
    for batch in range(20):
        mixed = mix(FLAT, Augment(cutmix=1.0), 0, 1, batch)
        assert mixed is not None
        for i in range(64):
            own, other = FLAT[i, 0, 0, 0], FLAT[mixed.partners[i], 0, 0, 0]
            assert torch.isin(mixed.images[i], torch.stack([own, other])).all()
            if own == other:
                continue
            pasted = (mixed.images[i, 0] == other).numpy()
            assert (mixed.images[i] == mixed.images[i, :1]).all()  # all channels alike
            assert float(mixed.share[i]) == pytest.approx(1 - pasted.mean(), abs=1e-6)
            rows, columns = np.flatnonzero(pasted.any(1)), np.flatnonzero(pasted.any(0))
            assert pasted.sum() == len(rows) * len(columns)
            if len(rows):
                assert pasted[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
            sizes.add((len(rows), len(columns)))
    assert len(sizes) > 60


def test_boxes_reach_every_pixel() -> None:
    counts = torch.zeros(12, 12)
    for batch in range(30):
        mixed = mix(FLAT, Augment(cutmix=1.0), 0, 0, batch)
        assert mixed is not None
        counts += (mixed.images != FLAT)[:, 0].sum(0)
    assert counts.min() > 0.1 * 30 * 64


def test_with_both_each_batch_draws_one() -> None:
    both = Augment(mixup=1.0, cutmix=1.0)
    pasted = 0
    for batch in range(60):
        mixed = mix(FLAT, both, 5, 0, batch)
        assert mixed is not None
        whole = FLAT[:, 0, 0, 0].tolist()
        pasted += bool(torch.isin(mixed.images, torch.tensor(whole)).all())
    assert 18 < pasted < 42


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize("augment", [Augment(mixup=1.0), Augment(cutmix=1.0)])
def test_the_layout_stays(channels: int, layout: torch.memory_format, augment: Augment) -> None:
    images = IMAGES[:, :channels].clone(memory_format=layout)
    mixed = mix(images, augment, 0, 0, 0)
    plain = mix(IMAGES[:, :channels].contiguous(), augment, 0, 0, 0)
    assert mixed is not None
    assert plain is not None
    assert mixed.images.stride() == images.stride()
    assert torch.equal(mixed.images, plain.images)


def test_seed_epoch_and_batch_decide() -> None:
    def shares(*numbers: int) -> list[float]:
        mixed = mix(FLAT, Augment(mixup=1.0), *numbers)
        assert mixed is not None
        return mixed.share.tolist()

    assert shares(1, 2, 3) == shares(1, 2, 3)
    assert len({tuple(shares(*n)) for n in ((1, 2, 3), (1, 2, 4), (1, 3, 3), (2, 2, 3))}) == 4
