"""Changing the documents from the chat: one change at a time, in a thread of its own, seen by whoever looks.

Questions are answered from the documents as they were until the new state of the store is published.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from corpus import located
from corpus.errors import StoreBusy
from index.manifest import LAYOUT
from index.report import Report
from index.update import add, clear_away, rebuild, remove
from qa.assistant import Assistant
from qa.chat.failure import words_for
from qa.chat.uploads import Kept, Sent, keep, put_back, settle

_PATIENCE = 3.0  # seconds to wait for another process that builds the store
What = Literal["Adding", "Removing", "Rebuilding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file or document: its name, a word (`added`, `failed`, …) and what there is to say."""

    name: str
    became: str
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A change to the documents: what it does now, how much of that is done, and in the end what became of each."""

    what: What
    doing: str = "Starting"
    done: int = 0
    total: int = 0
    finished: bool = False
    outcomes: tuple[Outcome, ...] = ()
    warnings: tuple[str, ...] = ()
    problem: str = ""  # why the whole change failed


class Changes:
    """The changes made to an assistant's store by one server. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = Lock()
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The change that is being made, or else the last one."""
        return self._job

    def add(self, sent: Sequence[Sent], refused: Sequence[Outcome] = ()) -> None:
        """Begin to add files; `refused` are those that were turned away before, told in the end with the others.

        Raises:
            StoreBusy: another change is being made.
        """
        self._begin("Adding", lambda: self._add(sent, refused))

    def remove(self, ids: Sequence[str]) -> None:
        """Begin to remove documents, their text and the uploaded files that they came from.

        Raises:
            StoreBusy: another change is being made.
        """
        self._begin("Removing", lambda: self._remove(ids))

    def rebuild(self) -> None:
        """Begin to read every document's files again.

        Raises:
            StoreBusy: another change is being made.
        """
        self._begin("Rebuilding", self._rebuild)

    def _begin(self, what: What, work: Callable[[], Job]) -> None:
        with self._lock:
            if (job := self._job) and not job.finished:
                raise StoreBusy(
                    f"The documents are being changed already: {job.what.lower()}, {job.doing.lower()}.",
                    hint="Try again when that is done.",
                )
            self._job = Job(what=what)
        Thread(target=self._run, args=(work,), name=f"pincite-{what}", daemon=True).start()

    def _run(self, work: Callable[[], Job]) -> None:
        assert self._job is not None
        try:
            done = work()
            self._assistant.follow()
        except Exception as error:
            done = replace(self._job, problem=words_for(error))
        self._job = replace(done, finished=True)

    def _tell(self, doing: str, done: int, total: int) -> None:
        assert self._job is not None
        self._job = replace(self._job, doing=doing, done=done, total=total)

    def _add(self, sent: Sequence[Sent], refused: Sequence[Outcome]) -> Job:
        path = self._assistant.store.path
        kept = keep(sent, located(path) / LAYOUT.uploads)
        try:
            files = [file.path for file in kept]
            encoder = self._assistant.encoder
            report = add(path, files, encoder=encoder, progress=self._tell, patience=_PATIENCE)
        except BaseException:
            put_back(kept)
            raise
        failed = {file for file, _ in report.failed}
        put_back(file for file in kept if str(file.path) in failed)
        settle(file for file in kept if str(file.path) not in failed)
        outcomes = [*refused, *_outcomes_of_files(kept, report)]
        return Job(what="Adding", outcomes=tuple(outcomes), warnings=tuple(report.warnings))

    def _remove(self, ids: Sequence[str]) -> Job:
        store = self._assistant.follow()
        uploads = located(store.path) / LAYOUT.uploads
        gone = [head for head in store.documents.heads if head.id in set(ids)]
        self._tell("Removing", 0, 1)
        report = remove(store.path, ids, patience=_PATIENCE)
        for source in (source for head in gone for source in head.sources):
            if Path(source.uri).is_relative_to(uploads):
                Path(source.uri).unlink(missing_ok=True)
        clear_away(store.path, patience=_PATIENCE)
        outcomes = tuple(Outcome(name=title, became="removed") for title in report.removed)
        return Job(what="Removing", outcomes=outcomes)

    def _rebuild(self) -> Job:
        encoder = self._assistant.encoder
        report = rebuild(self._assistant.store.path, encoder=encoder, progress=self._tell, patience=_PATIENCE)
        failed = dict(report.failed)
        outcomes = [
            Outcome(name=title, became="kept as it was", says=failed.get(file, "Its file is gone."))
            if file in failed or not Path(file).is_file()
            else Outcome(name=title, became="read again")
            for file, title, _ in report.read
        ]
        return Job(what="Rebuilding", outcomes=tuple(outcomes), warnings=tuple(report.warnings))


def _outcomes_of_files(kept: Sequence[Kept], report: Report) -> list[Outcome]:
    """What became of each file, by the name that its sender gave it: a path on the server says nothing to them."""
    failed = dict(report.failed)
    read = {file: (title, became) for file, title, became in report.read}
    outcomes = []
    for file in kept:
        if reason := failed.get(str(file.path)):
            outcomes.append(Outcome(name=file.name, became="failed", says=reason.replace(str(file.path), file.name)))
        else:
            title, became = read[str(file.path)]
            outcomes.append(Outcome(name=file.name, became=became, says=title))
    return outcomes
