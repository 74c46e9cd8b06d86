"""Small real files for the demo: a PDF or a text about a use case."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils.html import escape

from coe_portal.tenancy.clock import today_here
from demo.script import Case, Paper

PAGE = """<html lang="en"><head><title>{title}</title><style>
@page {{ size: A4; margin: 24mm }} body {{ font: 11pt/1.5 sans-serif }} h1 {{ font-size: 17pt }}
th {{ text-align: left; padding-right: 8mm }} td, th {{ border-bottom: 1px solid #ccc }}
</style></head><body><h1>{title}</h1><p>{case}</p><p>{author}, {day}</p>
<h2>What was looked at</h2><p>{summary}</p><p>{expectation}</p><h2>Results</h2>
<table><tr><th>Measure</th><th>Before</th><th>Target</th></tr>{rows}</table>
</body></html>"""


def paper_file(paper: Paper, case: Case, author: str) -> ContentFile[bytes]:
    """The file under the paper's name; its ending says which kind."""
    if paper.name.endswith(".pdf"):
        return ContentFile(_pdf(paper, case, author), name=paper.name)
    return ContentFile(_text(paper, case, author).encode(), name=paper.name)


def _pdf(paper: Paper, case: Case, author: str) -> bytes:
    from weasyprint import HTML  # needs Pango, which only PDFs need

    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in case.metrics
    )
    page = PAGE.format(
        title=escape(paper.name.removesuffix(".pdf")),
        case=escape(case.title),
        author=escape(author),
        day=today_here().isoformat(),
        summary=escape(case.summary),
        expectation=escape(case.input_output),
        rows=rows,
    )
    content: bytes = HTML(string=page).write_pdf()
    return content


def _text(paper: Paper, case: Case, author: str) -> str:
    lines = (paper.name, case.title, f"{author}, {today_here()}", "", case.summary)
    return "\n".join([*lines, "", case.input_output, ""])
