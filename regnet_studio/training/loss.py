"""What training makes small: cross-entropy or focal loss, and corrections for rare classes."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.batches import Batch
from regnet_studio.recipe.tree import Loss


def class_weights(loss: Loss, counts: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """How much images of each class count: [K]; None where all count alike.

    inverse
        N / (K n_c): every class counts as much as every other.
    effective
        1 / E_c with E_c = (1 - beta^n_c) / (1 - beta) (Cui et al., CVPR 2019, equation 2), scaled
        so that the weights sum to K.

    Args:
        counts: [K], training images of each class; none counts as one.
    """
    if loss.class_weights == "none":
        return None
    n = np.maximum(counts, 1).astype(np.float64)
    if loss.class_weights == "inverse":
        return n.sum() / (len(n) * n)
    weights = (1 - loss.effective_beta) / (1 - loss.effective_beta**n)
    return weights * len(n) / weights.sum()


class Criterion:
    """The recipe's loss of a batch.

    Validation does not use it: it reports plain cross-entropy, comparable between recipes.

    Args:
        counts: int64 [K], training images of each class before any balancing.
        device: where the logits will be.
    """

    def __init__(self, loss: Loss, counts: NDArray[np.int64], device: torch.device) -> None:
        self.smoothing = loss.label_smoothing
        self.hard = loss.hard_batch
        self.gamma = loss.focal_gamma if loss.name == "focal" else None
        weights = class_weights(loss, counts)
        self.weights = None if weights is None else torch.tensor(weights).float().to(device)
        self.shift: Tensor | None = None
        """tau log prior, [K] (Menon et al., ICLR 2021, equation 10)."""
        if loss.logit_adjustment:
            n = np.maximum(counts, 1).astype(np.float64)
            prior = torch.tensor(loss.logit_adjustment * np.log(n / n.sum()))
            self.shift = prior.float().to(device)

    def __call__(self, logits: Tensor, batch: Batch) -> Tensor:
        """The mean loss over the images of a batch.

        With class weights it is the weighted mean: the sum divided by the sum of the images'
        weights, as torch does, and not by the number of images, so that a batch without rare
        classes does not count less. A blended image's loss is the blend of the losses of its two
        labels, and so is its weight. With ``hard_batch`` only the images with the highest losses
        count (online hard example mining, Shrivastava et al., CVPR 2016).

        Args:
            logits: [B, K], before any softmax.

        Returns:
            a scalar in float32 (float64 for logits in float64).
        """
        if logits.dtype != torch.float64:
            logits = logits.float()
        if self.shift is not None:
            logits = logits + self.shift
        labels, partners, share = batch.labels, batch.partners, batch.share
        if self.gamma is None and partners is None and self.hard == 1:
            weights = None if self.weights is None else self.weights.to(logits.dtype)
            return F.cross_entropy(logits, labels, weights, label_smoothing=self.smoothing)
        terms = self._terms(logits)
        losses = self._of_labels(terms, labels)
        if partners is not None and share is not None:
            losses = share * losses + (1 - share) * self._of_labels(terms, partners)
        weights = None if self.weights is None else self._weights_of(self.weights, batch)
        if self.hard < 1:
            losses, hardest = losses.topk(math.ceil(self.hard * len(losses)))
            weights = None if weights is None else weights[hardest]
        return losses.mean() if weights is None else losses.sum() / weights.sum()

    def weight(self, batch: Batch) -> Tensor | int:
        """What a batch counts beside others: the mean over several is weighted by it."""
        if self.weights is None:
            return len(batch.labels)
        return self._weights_of(self.weights, batch).sum()

    @staticmethod
    def _weights_of(weights: Tensor, batch: Batch) -> Tensor:
        """How much each image counts: [B]."""
        if batch.partners is None or batch.share is None:
            return weights[batch.labels]
        return batch.share * weights[batch.labels] + (1 - batch.share) * weights[batch.partners]

    def _terms(self, logits: Tensor) -> Tensor:
        """What each class would cost as the right one: [B, K].

        The focal loss is (1 - p)^gamma * -log p (Lin et al., ICCV 2017, equation 4).
        """
        log_p = F.log_softmax(logits, dim=1)
        terms = -log_p
        if self.gamma is not None:
            # 1 - p without cancellation; never 0, whose power has no derivative for gamma < 1.
            unsure = (-torch.expm1(log_p)).clamp_min(torch.finfo(log_p.dtype).tiny)
            terms = unsure**self.gamma * terms
        return terms if self.weights is None else terms * self.weights

    def _of_labels(self, terms: Tensor, labels: Tensor) -> Tensor:
        """Losses of images with these labels, a share of the target spread over all classes: [B].

        With weights the spread part is weighted by the classes it falls on, as in torch.
        """
        right = terms.gather(1, labels[:, None]).squeeze(1)
        if not self.smoothing:
            return right
        return (1 - self.smoothing) * right + self.smoothing * terms.mean(dim=1)
