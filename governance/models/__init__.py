"""All models of governance, so that Django finds them."""

from __future__ import annotations

from governance.models.appeals import Appeal
from governance.models.boards import Board, PathMatrix, Seat
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Packet, Recusal, Review, ReviewSeat
from governance.models.votes import Vote, VoteHistory

__all__ = [
    "Appeal",
    "Board",
    "Condition",
    "Decision",
    "Packet",
    "PathMatrix",
    "Recusal",
    "Review",
    "ReviewSeat",
    "Seat",
    "Vote",
    "VoteHistory",
]
