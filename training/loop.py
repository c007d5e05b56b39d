"""The training loop: batches without end, a step for each, and a trunk saved every few minutes."""

import logging
import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.optim import AdamW
from transformers import PreTrainedTokenizerBase

from training.errors import DataError, WeightsError
from training.examples import Batch, batches, collate, encode_all
from training.model import Position, Reader, save_state, save_trunk, span_loss
from training.parts import Parts
from training.schedule import Schedule
from training.weights import write_weights

LOG_EVERY = 50  # steps
TRUNK_EVERY = 200  # steps, about seven minutes on two cores
STATE_EVERY = 300  # steps
GRADIENT_NORM = 1.0
SMOOTHING = 0.98  # of the loss that is logged
TRUNK, STATE, WEIGHTS = "trunk.pt", "state.pt", "reader.safetensors"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What stays the same during a run: rows and rate, where files go, tokens of a window and of a batch.

    `half`: products of matrices are computed in bfloat16, sums and weights stay in float32 (Kalamkar et al. 2019).
    """

    tokenizer: PreTrainedTokenizerBase
    parts: Parts
    schedule: Schedule
    out: Path
    length: int
    tokens: int
    seed: int
    half: bool = False


def train(
    run: Run, model: Reader, optimizer: AdamW, position: Position, clock: Callable[[], float] = time.monotonic
) -> Position:
    """Train until the run's time is up, and tell how far the training is then.

    A trunk is saved every `TRUNK_EVERY` steps and where the decay begins. It goes on with the part behind the one that
    it was saved in, whose last rows are not read in this epoch.

    Raises:
        DataError: the rows make no example.
        WeightsError: the loss is no longer finite; the last trunk still is.
    """
    began, first, loss = clock(), position.step, math.nan
    was_trunk = run.schedule.decay < 1
    model.train()
    for part, batch in _stream(run, position.part):
        spent = clock() - began
        in_trunk = run.schedule.in_trunk(spent)
        is_due = in_trunk and position.step % TRUNK_EVERY == 0 and position.step > first
        if is_due or (was_trunk and not in_trunk):
            save_trunk(run.out / TRUNK, model, optimizer, position)
        was_trunk = in_trunk
        if run.schedule.is_over(spent):
            break
        rate = run.schedule.rate(step=position.step, spent=spent)
        loss = _smoothed(loss, _learn(model, optimizer, batch, rate, half=run.half))
        position = Position(step=position.step + 1, seen=position.seen + len(batch.start), part=part + 1)
        if position.step % LOG_EVERY == 0:
            log.info(
                "step %d seen %d part %d loss %.3f lr %.2e %.1f min",
                *(position.step, position.seen, part, loss, rate, (clock() - began) / 60),
            )
        if position.step % STATE_EVERY == 0:
            save_state(run.out / STATE, model)
    _finish(run, model)
    log.info("done: %d steps, %d examples", position.step, position.seen)
    return position


def _stream(run: Run, part: int) -> Iterator[tuple[int, Batch]]:
    """Batches of a part and of all that come after it, each with its part's number."""
    barren = 0
    while True:
        rows = run.parts.rows(part)
        examples = encode_all(run.tokenizer, rows, run.length, run.seed + part)
        log.info("part %d: %d rows, %d examples", part, len(rows), len(examples))
        # A single part may be barren (an epoch's last one can be a row or two), a whole epoch may not.
        barren = 0 if examples else barren + 1
        if barren >= run.parts.lead_parts + run.parts.main_parts:
            raise DataError(f"no row makes an example of {run.length} tokens: look at the rows, or raise --length")
        lengths = [len(example.tokens) for example in examples]
        for batch in batches(lengths, run.tokens, random.Random(run.seed + part)):
            yield part, collate([examples[i] for i in batch])
        part += 1


def _learn(model: Reader, optimizer: AdamW, batch: Batch, rate: float, *, half: bool) -> float:
    """Take one step at a rate; returns the loss before it."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        logits = model(batch.inputs)
    loss = span_loss(logits.float(), batch)
    value = loss.item()
    if not math.isfinite(value):
        raise WeightsError(f"the loss is {value}; go on from the last trunk with --resume and a lower --lr")
    loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
    nn.utils.clip_grad_norm_(model.parameters(), GRADIENT_NORM)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return value


def _smoothed(old: float, new: float) -> float:
    return new if math.isnan(old) else SMOOTHING * old + (1 - SMOOTHING) * new


def _finish(run: Run, model: Reader) -> None:
    """Save the weights with tokenizer and configuration; those to ship only if their rate has fallen to zero."""
    save_state(run.out / STATE, model)
    run.tokenizer.save_pretrained(run.out)
    model.config.save_pretrained(run.out)
    if run.schedule.decay > 0:
        write_weights(run.out / WEIGHTS, model.state_dict())
