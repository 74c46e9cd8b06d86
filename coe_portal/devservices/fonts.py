"""Cut Inter down to what pages and PDFs need.

The results stand in the repository with their licence, so neither a build nor a network is needed
to run the portal; this makes them anew when the `fontpkg-inter` package brings a new version.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PACKAGE = "fontpkg_inter"
FEATURES = [
    *("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk"),
    *("tnum", "zero", "case", "frac", "cv11", "ss03"),
]
LATIN_AND_SIGNS = (
    "20-7E,A0-17F,192,218-21B,2C6-2DD,1E80-1E85,1E9E,1EF2-1EF3,2010-2027,2030-203A,2070-208E,"
    "20AC,2116,2122,2190-2193,2196-2199,2212,2248,2260,2264,2265,25A0,25B2,25BC,25CF,2713,2717"
)
GREEK_CYRILLIC_VIETNAMESE = "370-3FF,400-45F,490-491,1EA0-1EF9"
OPTICAL_SIZE = 14
PAGE_FONT = "inter-var.woff2"
PDF_WEIGHTS = (400, 500, 600, 700)  # WeasyPrint draws static fonts three times as fast


def build(target: Path) -> list[Path]:
    """Write the fonts and their licence below `target`; returns what was written.

    Pages get one variable woff2 of Latin letters and signs (the browser has a fallback for the
    rest). PDFs have no fallback that we control, so their fonts hold Greek, Cyrillic and
    Vietnamese too.
    """
    package = _package_dir()
    source = package / "files" / "Inter[opsz,wght].ttf"
    (target / "pdf").mkdir(parents=True, exist_ok=True)
    written = [Path(shutil.copy(package / "LICENSE", target / "LICENSE.txt"))]
    page = _cut(source, LATIN_AND_SIGNS)
    written.append(_instance(page, {"opsz": OPTICAL_SIZE}, target / PAGE_FONT))
    document = _cut(source, f"{LATIN_AND_SIGNS},{GREEK_CYRILLIC_VIETNAMESE}")
    for weight in PDF_WEIGHTS:
        axes = {"opsz": OPTICAL_SIZE, "wght": weight}
        written.append(_instance(document, axes, target / "pdf" / f"Inter-{weight}.ttf"))
    return written


def _package_dir() -> Path:
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        msg = "Install the 'dev' extra: it brings the full font."
        raise FileNotFoundError(msg)
    return Path(package.origin).parent


def _cut(source: Path, ranges: str) -> bytes:
    """Keep the characters of the ranges; first the characters, then the axes: that is faster."""
    options = subset.Options()
    options.layout_features = FEATURES
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(ranges))
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _instance(data: bytes, axes: Mapping[str, float], path: Path) -> Path:
    """Fix the named axes and save; reading it again keeps glyph names right after the cut."""
    font = instancer.instantiateVariableFont(TTFont(io.BytesIO(data), lazy=False), dict(axes))
    if path.suffix == ".woff2":
        font.flavor = "woff2"
    font.save(path)
    return path
