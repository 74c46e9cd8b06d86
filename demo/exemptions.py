"""What the demo tells of waivers: read from `risks.toml`, checked while reading."""

from __future__ import annotations

from dataclasses import dataclass

from demo.parts import Part


@dataclass(frozen=True)
class Exemption(Part):
    """A control of the case `about`, waived so many days ago.

    `by` asks, `acceptor` accepts the risk `accepted` days later, for `holds` days.
    """

    about: str
    control: str
    by: str
    asked: int
    why: str
    measures: str
    acceptor: str
    accepted: int
    holds: int
    note: str

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        return {self.by, self.acceptor}
