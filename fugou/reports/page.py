"""The report as one HTML page that needs nothing else: no script, no address, no font file.

Belongs here: the document as HTML. Does not belong here: what it says; the looks (`page.html.j2`).
"""

from __future__ import annotations

import base64
import json
from datetime import date
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from fugou.reports.charts import draw
from fugou.reports.document import Chart, Document, Mark, Part, Parts, Reference
from fugou.reports.figures import Number
from fugou.reports.wording import Language

_NAMED = ("metric_id", "grain", "period_start", "dimension", "dimension_value")


def as_html(document: Document) -> str:
    """Draw a report as HTML.

    Every printed number is a `span` of the class `figure`, whose data say where it stands: table,
    measure, value, and metric, grain, period and dimension, or else the columns of its key.

    Args:
        document: The report.

    Returns:
        One page.
    """
    language = Language(document.language, document.currency)
    numbers = document.reference_numbers

    def parts(those: Parts) -> Markup:
        return Markup("").join(_part(one, language, numbers) for one in those)

    def picture(chart: Chart) -> Markup:
        drawn = base64.b64encode(draw(chart, language, "svg")).decode()
        return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(
            chart.title, drawn
        )

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["parts"] = parts
    environment.filters["picture"] = picture
    environment.filters["column"] = _column
    environment.tests["kind"] = lambda block, kind: type(block).__name__ == kind
    template = files("fugou.reports").joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        document=document, say=language.pick, html_language=language.pick("zh-CN", "en")
    )


def _column(head: str) -> Markup:
    """Write the head of a column: a name, and after a bar the id of its metric."""
    words, _, metric_id = head.partition("|")
    label = Markup("<code>{}</code>").format(metric_id) if metric_id else Markup("")
    return Markup("{}{}").format(words, label)


def _part(part: Part, language: Language, numbers: dict[str, int]) -> Markup:
    match part:
        case Number():
            return Markup('<span class="figure" {}>{}</span>').format(
                _data(part), language.word(part)
            )
        case Reference(metric_id, is_spelled_out):
            if is_spelled_out:
                return Markup('<a class="id" href="#{0}"><code>{0}</code></a>').format(metric_id)
            return Markup('<sup><a href="#{0}" title="{0}">{1}</a></sup>').format(
                metric_id, numbers.get(metric_id, "")
            )
        case Mark(text, tone):
            return Markup('<span class="{}">{}</span>').format(tone, text)
    return Markup(escape(part))


def _data(number: Number) -> Markup:
    key = {name: _plain(value) for name, value in number.key}
    facts = {
        "table": number.table,
        "measure": number.measure,
        "value": "null" if number.value is None else repr(number.value),
    }
    if set(key) <= set(_NAMED) and "metric_id" in key and "period_start" in key:
        facts["metric"] = key["metric_id"]
        facts["grain"] = key["grain"]
        facts["period"] = key["period_start"]
        if "dimension" in key:
            facts["dimension"] = f"{key['dimension']}={key['dimension_value']}"
    else:
        facts["key"] = json.dumps(key, ensure_ascii=False)
    return Markup(" ").join(
        Markup('data-{}="{}"').format(name, value) for name, value in facts.items()
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
