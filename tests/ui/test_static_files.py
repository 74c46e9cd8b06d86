"""The stylesheet: every import exists, nothing is forgotten, production gets one file."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from coe_portal.audit.pack.pdf import SHARED_SHEETS
from coe_portal.ui.staticfiles import IMPORT, flatten

CSS = Path(settings.BASE_DIR) / "static" / "css"
JS = Path(settings.BASE_DIR) / "static" / "js"


OF_PDFS = {"pdf.css", "pack.css", "board_pack.css", "paper_pdf.css", "certificate_pdf.css"}
STAND_ALONE = {"app.css"} | OF_PDFS


def test_every_stylesheet_is_imported_once():
    imported = [match["path"] for match in IMPORT.finditer((CSS / "app.css").read_text())]
    there = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - STAND_ALONE
    assert sorted(imported) == sorted(there)


def test_every_stylesheet_of_pdfs_begins_with_the_base_and_imports_what_is_given_to_it():
    for name in OF_PDFS - {"pdf.css"}:
        (imported,) = re.findall(r"@import url\(asset:([\w.]+)\);", (CSS / name).read_text())
        assert imported in SHARED_SHEETS, name
    fonts = {name for name in OF_PDFS if "@font-face" in (CSS / name).read_text()}
    assert fonts == {"pdf.css"}


def test_production_serves_one_stylesheet():
    flat = flatten((CSS / "app.css").read_text(), lambda path: (CSS / path).read_text())
    assert "@import" not in flat
    assert flat.count("@layer components {") == len(list((CSS / "components").glob("*.css")))
    assert flat.count("{") == flat.count("}")


def test_every_class_variable_is_a_token():
    tokens = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text()))
    for path in [CSS / "charts.css", *(CSS / "components").glob("*.css")]:
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text()))
        assert used <= tokens, path.name


def test_every_script_module_is_loaded():
    entry = (JS / "app.js").read_text()
    modules = {path.name for path in JS.glob("*.js")} - {"app.js"}
    assert {name for name in modules if f'"./{name}"' in entry} == modules


def test_what_production_collects_is_hashed_and_whole(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "coe_portal.ui.staticfiles.PortalStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    stylesheet = next(tmp_path.glob("css/app.????????????.css")).read_text()
    assert "@import" not in stylesheet
    assert re.search(r'url\("\.\./fonts/inter-var\.\w{12}\.woff2"\)', stylesheet)
    script = next(tmp_path.glob("js/app.????????????.js")).read_text()
    assert re.search(r'from "\./theme\.\w{12}\.js"', script)
