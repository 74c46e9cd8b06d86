"""The filter and order texts of MLflow's searches: read into clauses, each checked, none executed.

`clause (AND clause)*` where a clause compares an attribute or a tag with quoted text, a number or
a list of quoted texts. There is no OR, no nesting and no function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST_FILTER = 8_000
MOST_CLAUSES = 30
MOST_ORDERS = 10
MOST_DIGITS = 15
EQUALITY = frozenset({"=", "!="})
LIKENESS = frozenset({"LIKE", "ILIKE"})
MEMBERSHIP = frozenset({"IN", "NOT IN"})
TEXT = EQUALITY | LIKENESS
LISTED_TEXT = TEXT | MEMBERSHIP
NUMBER = EQUALITY | {"<", "<=", ">", ">="}

TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
      | (?P<sign><=|>=|!=|=|<|>)
      | (?P<bracket>[(),])
      | (?P<word>(?:[^\s'"`=!<>(),]|`[^`]*`|(?<=\.)"[^"]*")+)
    )""",
    re.VERBOSE,
)
ORDER = re.compile(r"\s*(?:attributes?\.)?`?(\w+)`?(?:\s+(\S+))?\s*")
TAG_PREFIXES = frozenset({"tag", "tags"})
ATTRIBUTE_PREFIXES = frozenset({"attribute", "attributes"})


class BadQuery(ValueError):
    """A filter, order or page token that means nothing here; the message is for its writer."""


@dataclass(frozen=True)
class Clause:
    """One comparison. `value` is a tuple for IN and NOT IN, a number for numeric attributes."""

    is_tag: bool
    key: str
    operator: str
    value: str | int | tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """One key to sort by."""

    key: str
    is_descending: bool = False


@dataclass(frozen=True)
class Grammar:
    """What a search can be asked: attribute → operators, and the keys that it sorts by."""

    attributes: Mapping[str, frozenset[str]]
    orders: Mapping[str, str]
    tie_breakers: tuple[Order, ...]


MODELS = Grammar(
    attributes={"name": LISTED_TEXT},
    orders={
        "name": "name",
        "timestamp": "last_updated_timestamp",
        "last_updated_timestamp": "last_updated_timestamp",
    },
    tie_breakers=(Order("name"),),
)
VERSIONS = Grammar(
    attributes={
        "name": LISTED_TEXT,
        "run_id": LISTED_TEXT,
        "source_path": TEXT,
        "version_number": NUMBER,
    },
    orders={
        key: key
        for key in ("name", "version_number", "creation_timestamp", "last_updated_timestamp")
    },
    tie_breakers=(
        Order("last_updated_timestamp", is_descending=True),
        Order("name"),
        Order("version_number", is_descending=True),
    ),
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


class _Tokens:
    """The tokens that are still to be read."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.rest = list(reversed(tokens))

    def __bool__(self) -> bool:
        return bool(self.rest)

    def take(self) -> _Token:
        if not self.rest:
            raise BadQuery("The filter string ends in the middle of a clause.")
        return self.rest.pop()

    def take_word(self, word: str) -> bool:
        """Whether the next token is this keyword, which is then read."""
        if self.rest and self.rest[-1].kind == "word" and self.rest[-1].text.upper() == word:
            self.rest.pop()
            return True
        return False


def parse_filter(text: str, grammar: Grammar) -> tuple[Clause, ...]:
    """The clauses of a filter, all of which must hold; BadQuery when it is not one."""
    if len(text) > LONGEST_FILTER:
        raise BadQuery(f"The filter string is longer than {LONGEST_FILTER} characters.")
    tokens = _Tokens(list(_tokens(text)))
    clauses: list[Clause] = []
    while tokens:
        if clauses and not tokens.take_word("AND"):
            raise BadQuery(f"Invalid clause(s) in filter string: {tokens.take().text}")
        clauses.append(_clause(tokens, grammar))
    if len(clauses) > MOST_CLAUSES:
        raise BadQuery(f"The filter string has more than {MOST_CLAUSES} clauses.")
    return tuple(clauses)


def parse_orders(texts: Sequence[str], grammar: Grammar) -> tuple[Order, ...]:
    """What to sort by, with the tie-breakers that make every order total."""
    if len(texts) > MOST_ORDERS:
        raise BadQuery(f"More than {MOST_ORDERS} order_by clauses were given.")
    asked = [_order(text, grammar) for text in texts]
    keys = [order.key for order in asked]
    if len(set(keys)) < len(keys):
        raise BadQuery("The order_by clauses name a key twice.")
    return (*asked, *(order for order in grammar.tie_breakers if order.key not in keys))


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise BadQuery(f"Invalid clause(s) in filter string: {text[place:].strip()[:100]}")
        yield _Token(match.lastgroup, match[match.lastgroup])
        place = match.end()


def _clause(tokens: _Tokens, grammar: Grammar) -> Clause:
    name = tokens.take()
    if name.kind != "word":
        raise BadQuery(f"Invalid clause(s) in filter string: {name.text}")
    is_tag, key = _identifier(name.text, grammar)
    operator = _operator(tokens)
    allowed = TEXT if is_tag else grammar.attributes[key]
    if operator not in allowed:
        raise BadQuery(_refused_operator(operator, key, grammar))
    return Clause(is_tag, key, operator, _value(tokens, key, operator, is_number=allowed is NUMBER))


def _refused_operator(operator: str, key: str, grammar: Grammar) -> str:
    if operator in MEMBERSHIP:
        listed = [name for name, allowed in grammar.attributes.items() if operator in allowed]
        return f"Only {listed} attributes support comparison with a list of quoted string values."
    return f"Invalid comparator for {key}: {operator}."


def _identifier(text: str, grammar: Grammar) -> tuple[bool, str]:
    """Whether it names a tag, and the key; keys of tags may hold dots and be quoted."""
    prefix, dot, rest = text.partition(".")
    if dot and prefix in TAG_PREFIXES:
        key = _unquoted(rest)
        if not key:
            raise BadQuery(f"Invalid clause(s) in filter string: {text}")
        return True, key
    if dot and prefix not in ATTRIBUTE_PREFIXES:
        raise BadQuery(f"Invalid entity type {prefix!r}. Valid entity types are attribute and tag.")
    key = _unquoted(rest if dot else text)
    if key not in grammar.attributes:
        keys = ", ".join(sorted(grammar.attributes))
        raise BadQuery(f"Invalid attribute key {key!r} specified. Valid keys are {keys}.")
    return False, key


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "`\"'":
        return text[1:-1]
    return text


def _operator(tokens: _Tokens) -> str:
    token = tokens.take()
    word = token.text.upper()
    if token.kind == "sign" or word in LIKENESS | {"IN"}:
        return word
    if word == "NOT" and tokens.take_word("IN"):
        return "NOT IN"
    raise BadQuery(f"Invalid clause(s) in filter string: {token.text}")


def _value(
    tokens: _Tokens, key: str, operator: str, *, is_number: bool
) -> str | int | tuple[str, ...]:
    if operator in MEMBERSHIP:
        return tuple(_listed(tokens))
    token = tokens.take()
    if is_number:
        return _number(token, key)
    return _text(token)


def _listed(tokens: _Tokens) -> Iterator[str]:
    """`('a', 'b')`: at least one, all quoted."""
    if tokens.take().text != "(":
        raise BadQuery("IN needs a list of quoted string values in parentheses.")
    yield _text(tokens.take())
    while (mark := tokens.take()).text == ",":
        yield _text(tokens.take())
    if mark.text != ")":
        raise BadQuery(f"Invalid clause(s) in filter string: {mark.text}")


def _text(token: _Token) -> str:
    if token.kind != "text":
        raise BadQuery(
            "Parameter value is either not quoted or unidentified quote types used for string "
            f"value {token.text}. Use either single or double quotes."
        )
    return token.text[1:-1]


def _number(token: _Token, key: str) -> int:
    if re.fullmatch(r"-?[0-9]+", token.text) is None or len(token.text) > MOST_DIGITS:
        raise BadQuery(f"Invalid value for numeric attribute {key!r}: {token.text}")
    return int(token.text)


def _order(text: str, grammar: Grammar) -> Order:
    match = ORDER.fullmatch(text)
    direction = ((match and match[2]) or "ASC").upper()
    if match is None or direction not in {"ASC", "DESC"}:
        raise BadQuery(f"Invalid ordering key in order_by clause {text[:100]!r}.")
    key = grammar.orders.get(match[1])
    if key is None:
        keys = ", ".join(sorted(grammar.orders))
        raise BadQuery(f"Invalid order by key {match[1]!r} specified. Valid keys are {keys}.")
    return Order(key, direction == "DESC")
