"""The project keeps its conventions; each rule is shown to catch somebody who breaks it.

A rule takes the project and returns one line per offender. There are no lists of exceptions.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fugou.build import project_variables, run_dbt
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

_MARTS = ("boards", "cohorts", "kpis", "segments", "trust")
_MOST_LINES = 149
_NOT_PORTABLE = (
    r"\bnow\s*\(",
    r"\bcurrent_(date|timestamp)\b",
    r"::",
    r"\bqualify\b",
    r"\bdistinct on\b",
    r"\bfilter\s*\(",
    r"\bntile\b",
    r"\bvarchar\b",
    r"\btext\s*\)",
    r"\\",
    r'"',
)


@dataclass(frozen=True)
class Project:
    """What dbt knows of the project, and its files.

    Args:
        manifest: dbt's manifest with every source enabled.
        files: Path relative to the project (posix) to text.
    """

    manifest: dict[str, Any]
    files: dict[str, str]

    def models(self, *folders: str) -> list[dict[str, Any]]:
        """List the models of some folders below `models/`; of all without any."""
        return [
            node
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == "model" and (not folders or node["fqn"][1] in folders)
        ]

    def parents(self, model: dict[str, Any]) -> list[dict[str, Any]]:
        """List the models and sources that a model reads."""
        known = {**self.manifest["nodes"], **self.manifest["sources"]}
        return [known[parent] for parent in model["depends_on"]["nodes"]]

    def matching(self, pattern: str) -> Iterator[tuple[str, str]]:
        """Give path and text of the files whose path matches a regular expression."""
        return ((path, text) for path, text in self.files.items() if re.fullmatch(pattern, path))


Rule = Callable[[Project], list[str]]
Doctor = Callable[[Project], Project]


def _is_staging(node: dict[str, Any]) -> bool:
    return bool(node["resource_type"] == "model" and node["fqn"][1] == "staging")


def _facts_and_marts(project: Project) -> list[dict[str, Any]]:
    return [
        *(one for one in project.models("user_facts") if one["name"].startswith(("dim_", "fct_"))),
        *(one for one in project.models(*_MARTS) if not one["name"].startswith("int_")),
    ]


def only_staging_reads_sources(project: Project) -> list[str]:
    return [
        f"{model['name']} reads {parent['name']}"
        for model in project.models()
        if not _is_staging(model)
        for parent in project.parents(model)
        if parent["resource_type"] == "source"
    ]


def staging_reads_its_own_source_or_a_base_model_of_its_folder(project: Project) -> list[str]:
    return [
        f"{model['name']} reads {parent['name']}"
        for model in project.models("staging")
        for parent in project.parents(model)
        if not (
            (parent["resource_type"] == "source" and parent["source_name"] == model["fqn"][2])
            or (parent["name"].startswith("base_") and parent["fqn"][:3] == model["fqn"][:3])
        )
    ]


def marts_never_read_staging(project: Project) -> list[str]:
    return [
        f"{model['name']} reads {parent['name']}"
        for model in project.models(*_MARTS)
        for parent in project.parents(model)
        if _is_staging(parent)
    ]


def user_facts_never_read_marts(project: Project) -> list[str]:
    return [
        f"{model['name']} reads {parent['name']}"
        for model in project.models("user_facts")
        for parent in project.parents(model)
        if parent["resource_type"] == "model" and parent["fqn"][1] in _MARTS
    ]


def the_prefix_says_the_layer(project: Project) -> list[str]:
    any_prefix = ("base_", "stg_", "int_", "dim_", "fct_")
    offenders = []
    for model in project.models():
        name, folder = model["name"], model["fqn"][1]
        if folder == "staging":
            is_right = re.fullmatch(f"(base|stg)_{model['fqn'][2]}__[a-z_]+", name) is not None
        elif folder == "user_facts":
            is_right = name.startswith(("int_", "dim_", "fct_"))
        else:
            is_right = name.startswith("int_") or not name.startswith(any_prefix)
        if not is_right:
            offenders.append(f"{name} is in {folder}")
    return offenders


def readers_see_marts_and_nothing_else(project: Project) -> list[str]:
    return [
        f"{model['name']} is in the schema {model['schema']}"
        for model in project.models()
        if (model["schema"] == "marts")
        != (model["fqn"][1] in _MARTS and not model["name"].startswith("int_"))
    ]


def every_model_has_its_yml_beside_it(project: Project) -> list[str]:
    return [
        path
        for path, _ in project.matching(r"models/.+\.sql")
        if path.removesuffix(".sql") + ".yml" not in project.files
    ]


def every_model_begins_with_its_grain(project: Project) -> list[str]:
    def first_line(text: str) -> str:
        lines = (line for line in text.splitlines() if line.strip())
        return next((line for line in lines if not line.startswith("{{ config(")), "")

    return [
        path
        for path, text in project.matching(r"models/.+\.sql")
        if not first_line(text).startswith("-- One row per ")
    ]


def models_and_columns_are_described_and_typed(project: Project) -> list[str]:
    offenders = [
        model["name"]
        for model in project.models()
        if not model["description"].startswith("One row per ") or not model["columns"]
    ]
    for model in project.models():
        for column in model["columns"].values():
            if not (column["description"] and column["data_type"]):
                offenders.append(f"{model['name']}.{column['name']}")
    return offenders


def every_model_has_a_contract(project: Project) -> list[str]:
    return [
        model["name"]
        for model in project.models()
        if not model["config"]["contract"].get("enforced")
    ]


def facts_and_marts_have_a_key(project: Project) -> list[str]:
    tested = {
        node["attached_node"]
        for node in project.manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") == "unique_key"
    }
    return [one["name"] for one in _facts_and_marts(project) if one["unique_id"] not in tested]


def facts_and_marts_have_a_unit_test(project: Project) -> list[str]:
    tested = {test["model"] for test in project.manifest["unit_tests"].values()}
    return [model["name"] for model in _facts_and_marts(project) if model["name"] not in tested]


def staging_models_of_one_entity_have_one_contract(project: Project) -> list[str]:
    contracts: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for model in project.models("staging"):
        if model["name"].startswith("stg_") and model["fqn"][2] != "ingest":
            entity = model["name"].split("__")[1]
            columns = [(one["name"], one["data_type"]) for one in model["columns"].values()]
            contracts.setdefault(entity, {})[model["name"]] = columns
    return [
        f"{entity}: {' and '.join(sorted(by_model))}"
        for entity, by_model in contracts.items()
        if len({tuple(columns) for columns in by_model.values()}) > 1
    ]


def _sql_only(text: str) -> str:
    """Take comments and Jinja out of a model."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    return re.sub(r"--.*", "", text)


def sql_is_portable_and_reads_no_wall_clock(project: Project) -> list[str]:
    return [
        f"{path}: {found.group()}"
        for path, text in project.matching(r"(models|tests/singular)/.+\.sql")
        for word in _NOT_PORTABLE
        for found in re.finditer(word, _sql_only(text), flags=re.IGNORECASE)
    ]


def models_do_not_ask_for_the_engine(project: Project) -> list[str]:
    return [
        f"{path}: {found.group()}"
        for path, text in project.matching(r"(models|tests/singular)/.+\.(sql|yml)")
        for found in re.finditer(r"\btarget\.\w+|\badapter\.\w+", text)
    ]


def _inside_parentheses(text: str) -> str:
    """Give the text up to the parenthesis that closes the one before it."""
    depth = 1
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return text[:position]
    return text


def _window_keys(sql: str) -> Iterator[str]:
    """Give each key of each `order by` inside `over (...)`."""
    for over in re.finditer(r"\bover\s*\(", sql):
        window = _inside_parentheses(sql[over.end() :])
        _, _, keys = window.partition("order by")
        keys = re.split(r"\b(?:rows|range) between\b", keys)[0]
        if keys.strip():
            yield from (" ".join(key.split()) for key in re.split(r",(?![^(]*\))", keys))


def windows_say_where_nulls_go(project: Project) -> list[str]:
    version_order = re.sub(r"\{.*?\}", "", project.files["macros/version_order.sql"], flags=re.S)
    return [
        f"{path}: order by {key}"
        for path, text in project.matching(r"(models|tests/singular)/.+\.sql")
        for key in _window_keys(re.sub(r"\{\{ version_order\(.*?\) \}\}", version_order, text))
        if not key.endswith((" nulls first", " nulls last"))
    ]


def models_are_short(project: Project) -> list[str]:
    return [
        f"{path} has {len(text.splitlines())} lines"
        for path, text in project.matching(r"models/.+\.sql")
        if len(text.splitlines()) > _MOST_LINES
    ]


def macro_files_hold_the_macro_of_their_name_after_an_example(project: Project) -> list[str]:
    offenders = []
    for path, text in project.matching(r"macros/.+\.sql"):
        comment, _, rest = text.partition("#}")
        macros = re.findall(r"\{%-? (?:macro|materialization) (\w+)[(,]", rest)
        bare = {name.removeprefix("duckdb__").removeprefix("spark__") for name in macros}
        if bare != {Path(path).stem} or not comment.startswith("{#") or "->" not in comment:
            offenders.append(path)
    return offenders


def generic_test_files_hold_the_test_of_their_name(project: Project) -> list[str]:
    return [
        path
        for path, text in project.matching(r"tests/generic/.+\.sql")
        if re.findall(r"\{%-? test (\w+)\(", text) != [Path(path).stem]
    ]


def singular_tests_are_sentences(project: Project) -> list[str]:
    return [
        path
        for path, _ in project.matching(r"tests/singular/.+")
        if not re.fullmatch(r"assert(_[a-z0-9]+){3,}", Path(path).stem)
    ]


def metrics_are_named_in_both_languages(project: Project) -> list[str]:
    rows = csv.DictReader(io.StringIO(project.files["seeds/kpi_definitions.csv"]))
    return [
        row["metric_id"]
        for row in rows
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", row["catalogue_id"])
        or not all(
            row[f"{column}_{code}"] for column in ("name", "formula") for code in ["zh", "en"]
        )
        or not re.search(r"[\u4e00-\u9fff]", row["name_zh"])
    ]


def _change(model: str, /, **changes: Any) -> Doctor:
    """Make a doctor that overwrites properties of a model in the manifest."""

    def doctor(project: Project) -> Project:
        manifest = copy.deepcopy(project.manifest)
        manifest["nodes"][f"model.fugou.{model}"].update(changes)
        return replace(project, manifest=manifest)

    return doctor


def _reads(name: str, parent: str) -> Doctor:
    return _change(name, depends_on={"nodes": [parent]})


def _add(path: str, text: str) -> Doctor:
    return lambda project: replace(project, files={**project.files, path: text})


def _sql(text: str) -> Doctor:
    return _add("models/user_facts/int_offenders.sql", text)


def _without(collection: str, name: str) -> Doctor:
    """Make a doctor that removes from a part of the manifest what has a name in its id."""

    def doctor(project: Project) -> Project:
        kept = {key: one for key, one in project.manifest[collection].items() if name not in key}
        return replace(project, manifest={**project.manifest, collection: kept})

    return doctor


def _column(model: str, /, **changes: Any) -> Doctor:
    """Make a doctor that overwrites properties of the first column of a model."""

    def doctor(project: Project) -> Project:
        manifest = copy.deepcopy(project.manifest)
        next(iter(manifest["nodes"][f"model.fugou.{model}"]["columns"].values())).update(changes)
        return replace(project, manifest=manifest)

    return doctor


_DEFINITION = "metric_id,catalogue_id,name_zh,name_en,formula_zh,formula_en\n"

RULES: list[tuple[Rule, list[Doctor]]] = [
    (
        only_staging_reads_sources,
        [_reads("fct_orders", "source.fugou.cdnow.transactions")],
    ),
    (
        staging_reads_its_own_source_or_a_base_model_of_its_folder,
        [
            _reads("stg_cdnow__orders", "model.fugou.stg_cdnow__order_items"),
            _reads("stg_cdnow__orders", "model.fugou.base_online_retail__invoice_lines"),
            _reads("stg_cdnow__orders", "source.fugou.online_retail.invoice_lines"),
        ],
    ),
    (marts_never_read_staging, [_reads("user_segments", "model.fugou.stg_cdnow__orders")]),
    (user_facts_never_read_marts, [_reads("dim_users", "model.fugou.user_segments")]),
    (
        the_prefix_says_the_layer,
        [
            _change("stg_cdnow__orders", name="stg_online_retail__orders"),
            _change("fct_orders", name="orders"),
            _change("user_segments", name="fct_user_segments"),
        ],
    ),
    (
        readers_see_marts_and_nothing_else,
        [
            _change("int_kpi_buyers", schema="marts"),
            _change("fct_orders", schema="marts"),
            _change("user_segments", schema="user_facts"),
        ],
    ),
    (every_model_has_its_yml_beside_it, [_sql("-- One row per nothing.")]),
    (
        every_model_begins_with_its_grain,
        [_sql("select 1"), _sql("{{ config(materialized='view') }}\n\nwith\n-- One row per x.")],
    ),
    (
        models_and_columns_are_described_and_typed,
        [
            _change("fct_orders", description="The orders."),
            _change("fct_orders", columns={}),
            _column("fct_orders", description=""),
            _column("fct_orders", data_type=None),
        ],
    ),
    (every_model_has_a_contract, [_change("user_segments", config={"contract": {}})]),
    (facts_and_marts_have_a_key, [_without("nodes", "unique_key_user_segments")]),
    (facts_and_marts_have_a_unit_test, [_without("unit_tests", "fct_refunds")]),
    (
        staging_models_of_one_entity_have_one_contract,
        [
            _column("stg_cdnow__orders", data_type="int"),
            _column("stg_cdnow__orders", name="source"),
        ],
    ),
    (
        sql_is_portable_and_reads_no_wall_clock,
        [
            _sql(f"select {offence}")
            for offence in (
                "now() as today",
                "current_date",
                "Current_Timestamp",
                "'1'::int",
                "x qualify x",
                "distinct on (x) x",
                "count(*) filter (where x)",
                "ntile(5) over ()",
                "cast(x as varchar)",
                "cast(x as text)",
                "'\\d'",
                '"order"',
            )
        ],
    ),
    (
        models_do_not_ask_for_the_engine,
        [
            _sql("{% if target.type == 'spark' %}"),
            _sql("{{ adapter.dispatch('x')() }}"),
        ],
    ),
    (
        windows_say_where_nulls_go,
        [
            _sql("select sum(x) over (partition by coalesce(a, b) order by x)"),
            _sql("select lag(x) over (\n    order by x nulls last, y\n)"),
            _sql("select sum(x) over (order by x rows between 1 preceding and current row)"),
        ],
    ),
    (models_are_short, [_sql("select 1\n" * 150)]),
    (
        macro_files_hold_the_macro_of_their_name_after_an_example,
        [
            _add("macros/twice.sql", "{# 2 -> 4 #}\n{% macro double(x) -%}"),
            _add("macros/twice.sql", "{# Doubles. #}\n{% macro twice(x) -%}"),
            _add("macros/twice.sql", "{% macro twice(x) -%}"),
            _add("macros/twice.sql", "{# 2 -> 4 #}\n{% macro twice(x) -%}{% macro thrice(x) %}"),
        ],
    ),
    (
        generic_test_files_hold_the_test_of_their_name,
        [_add("tests/generic/is_even.sql", "{% test is_odd(model) %}")],
    ),
    (
        singular_tests_are_sentences,
        [_add("tests/singular/kpis/test_1.sql", ""), _add("tests/singular/assert_sums.sql", "")],
    ),
    (
        metrics_are_named_in_both_languages,
        [
            _add("seeds/kpi_definitions.csv", _DEFINITION + "a,Repurchase Rate,复购率,A,复购,b\n"),
            _add("seeds/kpi_definitions.csv", _DEFINITION + "a,a,复购率,,复购,b\n"),
            _add("seeds/kpi_definitions.csv", _DEFINITION + "a,a,rate,rate,复购,b\n"),
        ],
    ),
]
_CAUGHT = [
    pytest.param(rule, doctor, id=f"{rule.__name__}-{number}")
    for rule, doctors in RULES
    for number, doctor in enumerate(doctors, start=1)
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    workspace = Workspace(tmp_path_factory.mktemp("conventions"))
    variables = {"sources": list(project_variables()["source_systems"])}
    parsed = run_dbt(workspace, "parse", variables)
    assert parsed.returncode == 0, parsed.stdout
    paths = [
        path
        for folder in ("models", "macros", "seeds", "tests/generic", "tests/singular")
        for path in (PROJECT_DIR / folder).rglob("*")
        if path.suffix in {".sql", ".yml", ".csv"}
    ]
    return Project(
        manifest=json.loads((workspace.dbt_target / "manifest.json").read_text(encoding="utf-8")),
        files={
            path.relative_to(PROJECT_DIR).as_posix(): path.read_text(encoding="utf-8")
            for path in paths
        },
    )


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES], ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(project: Project, rule: Rule) -> None:
    assert rule(project) == []


@pytest.mark.parametrize(("rule", "doctor"), _CAUGHT)
def test_the_rule_catches_who_breaks_it(project: Project, rule: Rule, doctor: Doctor) -> None:
    assert set(rule(doctor(project))) > set(rule(project))
