"""Fine-tune a span reader (start, end and no-answer logits) from MiniLM weights on a laptop's CPU.

    python -m training.train --base ENCODER --data DATA --out TRUNK --minutes 170 --decay 0            # trunk only
    python -m training.train --base ENCODER --data DATA --out TRUNK --resume --minutes 170 --decay 0   # more of it
    python -m training.train --base ENCODER --data DATA --out TRUNK --resume --minutes 25 --decay 1    # a usable model

A run with a decay ends with `reader.safetensors` (float16) in the folder `--out`.
"""

import argparse
import logging
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from torch.optim import AdamW
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from training.data import MIXES, load_mixture, read_rows
from training.errors import TrainingError, WeightsError
from training.examples import QUESTION_TOKENS, SPECIAL_TOKENS
from training.loop import TRUNK, Run, train
from training.model import Position, Reader, load_trunk, load_weights, make_optimizer
from training.negatives import mine, swap
from training.parts import Parts
from training.rough import roughen
from training.schedule import Schedule

log = logging.getLogger("training")  # by name: run as a module, this one is called __main__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0, or 1 after an error that was told in the log."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if problem := _problem(options):
        parser.error(problem)
    options.out.mkdir(parents=True, exist_ok=True)
    with _logging_to(options.out / "log.txt"):
        try:
            _train(options)
        except TrainingError as error:
            log.critical("error: %s", error)
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    data = Path(__file__).parent.parent / "data"
    parser = argparse.ArgumentParser(prog="python -m training.train", description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--base", required=True, type=Path, help="folder of the encoder: weights, configuration and tokenizer")
    add("--data", default=data, type=Path, help="folder with reader/*.jsonl.gz (default: data beside the package)")
    add("--out", required=True, type=Path, help="folder for trunk, log and weights")
    add("--mix", choices=MIXES, default="all", help="files and their shares: all, or those near to what is met later")
    add("--more", nargs="*", default=[], type=Path, metavar="ROWS", help="further rows (gzip JSON lines), all taken")
    add("--rough", action="store_true", help="ask some of the rows carelessly, as people type")
    add("--start", type=Path, help="weights to start from (safetensors), with a fresh optimizer")
    add("--part", type=int, default=0, help="the part of the rows to begin with, when starting from weights")
    add("--resume", action="store_true", help="go on from OUT/trunk.pt if there is one")
    add("--minutes", type=float, default=100, help="of this run, the decay included (default: %(default)s)")
    add("--decay", type=float, default=0.22, help="share of the run, at its end, in which the rate falls to zero")
    add("--length", type=int, default=256, help="tokens in a window (default: %(default)s)")
    add("--tokens", type=int, default=4096, help="tokens in a batch (default: %(default)s)")
    add("--lr", type=float, default=1.0e-4, help="learning rate of the trunk (default: %(default)s)")
    add("--warmup", type=int, default=120, help="steps (default: %(default)s)")
    add("--seed", type=int, default=13)
    add("--threads", type=int, default=2)
    add("--half", action="store_true", help="compute in bfloat16: over twice as fast where the processor has it")
    return parser


def _problem(options: argparse.Namespace) -> str | None:
    """What is wrong with numbers given on the command line, if anything is."""
    shortest = QUESTION_TOKENS + SPECIAL_TOKENS + 1
    rules = [
        (options.minutes > 0, f"--minutes must be more than 0, not {options.minutes}"),
        (0 <= options.decay <= 1, f"--decay is a share from 0 to 1, not {options.decay}"),
        (options.length >= shortest, f"--length must be {shortest} or more, or no passage fits beside a question"),
        (options.warmup >= 1, f"--warmup must be 1 or more, not {options.warmup}"),
        (options.part >= 0, f"--part counts from 0, not {options.part}"),
    ]
    return next((message for holds, message in rules if not holds), None)


def _train(options: argparse.Namespace) -> None:
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    # The encoder's pooler is left out on purpose: no need to report it.
    logging.getLogger("transformers").setLevel(logging.ERROR)
    # Weights before data: they fail at once if they fail, while mining takes minutes.
    model = Reader(options.base)
    if options.length > (longest := model.config.max_position_embeddings):
        raise WeightsError(f"--length {options.length} is more than the {longest} tokens that the encoder can place")
    optimizer = make_optimizer(model, options.lr)
    position = _position(options, model, optimizer)
    run = Run(
        tokenizer=_tokenizer(options.base),
        parts=_parts(options),
        schedule=Schedule(peak=options.lr, warmup=options.warmup, seconds=options.minutes * 60, decay=options.decay),
        out=options.out,
        length=options.length,
        tokens=options.tokens,
        seed=options.seed,
        half=options.half,
    )
    train(run, model, optimizer, position)


def _tokenizer(base: Path) -> PreTrainedTokenizerBase:
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(base)
    return tokenizer


def _position(options: argparse.Namespace, model: Reader, optimizer: AdamW) -> Position:
    """Where to begin: at the trunk, at given weights or at the encoder; loads what is to be loaded."""
    trunk = options.out / TRUNK
    if options.resume and trunk.exists():
        position = load_trunk(trunk, model, optimizer)
        log.info("going on from %s: step %d, seen %d, part %d", trunk, position.step, position.seen, position.part)
        return position
    if options.start:
        load_weights(model, options.start)
    log.info("beginning with %s, part %d", options.start or options.base, options.part)
    return Position(step=0, seen=0, part=options.part)


def _parts(options: argparse.Namespace) -> Parts:
    """All rows in their order, those with made negatives among them."""
    rng = random.Random(options.seed)
    mixture = load_mixture(options.data / "reader", rng, MIXES[options.mix])
    mined = mine(mixture.main, mixture.pool, rng)
    swapped = swap(mixture.main, rng)
    more = [row for path in options.more for row in read_rows(path)]
    main_rows = mixture.main + mined + swapped + more
    log.info(
        "lead-in %d, main %d of which mined %d, swapped %d, more %d; pool %d",
        *(len(mixture.lead), len(main_rows), len(mined), len(swapped), len(more), len(mixture.pool)),
    )
    if options.rough:
        main_rows = roughen(main_rows, rng)
    return Parts(mixture.lead, main_rows, options.seed)


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    """Log this package's lines to a file, behind what it has, and to the standard output."""
    handlers: list[logging.Handler] = [logging.FileHandler(path, encoding="utf-8"), logging.StreamHandler(sys.stdout)]
    old_level = log.level
    log.setLevel(logging.INFO)
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        log.addHandler(handler)
    try:
        yield
    finally:
        log.setLevel(old_level)
        for handler in handlers:
            log.removeHandler(handler)
            handler.close()


if __name__ == "__main__":
    sys.exit(main())
