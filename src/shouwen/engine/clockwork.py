"""The clocks of a case while it is decided on: started, stopped, extended, computed anew."""

from dataclasses import replace

from shouwen.engine.draft import Draft
from shouwen.engine.events import ClockSet
from shouwen.engine.timing import resumed, set_clock, since_of
from shouwen.regulations.compiled import ReadyClock


class Clockwork(Draft):
    """A draft whose clocks answer tags and follow facts."""

    def _extend(self, ready: ReadyClock, cite: tuple[str, ...]) -> None:
        clock = self.case.clocks[ready.name]
        extension = ready.clock.extension
        assert extension is not None  # noqa: S101 - checked before the act was accepted
        amount = ready.extension.amount if ready.extension is not None else 0
        if extension.amount is not None:
            asked = self.scope().look(extension.amount)
            amount = asked if isinstance(asked, int) else amount
        state = set_clock(
            ready,
            self.scope(),
            started_at=clock.started_at,
            since=clock.since,
            now=self.at,
            before=clock,
            added=clock.added + amount,
            extended=clock.extended + 1,
            again=clock.again,
        )
        why = tuple(dict.fromkeys((*extension.cite, *cite)))
        self.emit(ClockSet(self.at, why, ready.name, "extended", state))

    def _start(self, ready: ReadyClock) -> None:
        if ready.when is not None and ready.when(self.scope()) is not True:
            return
        before = self.case.clocks.get(ready.name)
        # A first start counts from the receipt; a fresh round counts from what began it, unless
        # each round has a receipt of its own.
        received = before is None or ready.clock.since_always
        since = since_of(ready, self.scope(), self.at) if received else self.at
        state = set_clock(
            ready,
            self.scope(),
            started_at=self.at,
            since=since,
            now=self.at,
            again=not received,
        )
        self._fresh.add(ready.name)
        why = "started" if before is None else "restarted"
        self.emit(ClockSet(self.at, self._cite(ready, state.row), ready.name, why, state))  # type: ignore[arg-type]

    def _cite(self, ready: ReadyClock, row: int | None) -> tuple[str, ...]:
        cite = tuple(ready.clock.cite)
        if row is None or ready.limit_from is None:
            return cite
        return tuple(
            dict.fromkeys((*cite, *self.procedure.tables[ready.limit_from[0]].rows[row - 1].cite))
        )

    def _answer_clock(self, ready: ReadyClock, part: str) -> None:
        clock = self.case.clocks.get(ready.name)
        state = clock.state if clock is not None else "stopped"
        if part == "start":
            self._start(ready)
        elif clock is None or state == "stopped":
            return
        elif part == "stop":
            stopped = replace(clock, state="stopped", stopped_at=self.at, points=(), paused_at=None)
            if state == "paused":
                stopped = replace(stopped, paused_at=clock.paused_at)
            self.emit(ClockSet(self.at, tuple(ready.clock.cite), ready.name, "stopped", stopped))
        elif part == "pause" and state in ("running", "waiting"):
            paused = replace(clock, state="paused", paused_at=self.at)
            self.emit(ClockSet(self.at, tuple(ready.clock.cite), ready.name, "paused", paused))
        elif part == "resume" and state == "paused":
            again = resumed(ready, self.scope(), clock, self.at)
            self.emit(ClockSet(self.at, tuple(ready.clock.cite), ready.name, "resumed", again))

    def _recompute(self) -> None:
        """Let running clocks follow the facts they rest on, from the same beginning."""
        changed = self._facts_changed
        self._facts_changed = set()
        for name, clock in list(self.case.clocks.items()):
            if name in self._fresh:
                continue
            ready = self.procedure.clocks[name]
            if clock.state not in ("running", "waiting") or not ready.depends & changed:
                continue
            since = clock.since
            if ready.clock.since is not None and ready.clock.since in changed and not clock.again:
                since = since_of(ready, self.scope(), clock.started_at)
            state = set_clock(
                ready,
                self.scope(),
                started_at=clock.started_at,
                since=since,
                now=self.at,
                before=clock,
                added=clock.added,
                extended=clock.extended,
                again=clock.again,
                by_facts=True,
            )
            if (state.state, state.due_at, state.row) != (clock.state, clock.due_at, clock.row):
                cite = self._cite(ready, state.row)
                self.emit(ClockSet(self.at, cite, name, "recomputed", state))
