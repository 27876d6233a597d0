"""Brings Superset's own database to the state described here; done twice, it changes nothing.

Belongs here: the schema, roles, users, assets, who sees which dashboard and which rows.
Does not belong here: secrets and the server (`serve`), the dashboards themselves (`assets/`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml
from superset.app import create_app

ASSETS = Path(__file__).parent / "assets"
_ACTIONS = "actions"  # slug of the dashboard that lists people
_ACTIONS_DATASET = "board_actions"
# Roles: Superset's own to start from, and what is added to it.
_ROLES = {"Viewer": ("Gamma",), "Operator": ("Gamma",), "Analyst": ("Gamma", "sql_lab")}
_OWN_ROWS = "own store or own contacts"
_OWN_ROWS_CLAUSE = "'{{ current_username() | replace(\"'\", \"''\") }}' in (staff_id, store_id)"


def read_assets(published_file: Path) -> tuple[dict[str, str], list[str]]:
    """Read the assets as Superset imports them, without dashboards of tables not published.

    Args:
        published_file: The published DuckDB file, through the pointer `current`.

    Returns:
        Text by path below `assets/`, the address of the database filled in; titles of the
        dashboards that are left out, because the brand's sources cannot tell what they show.
    """
    assets = {
        str(path.relative_to(ASSETS)): yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(ASSETS.rglob("*.yaml"))
    }
    [database] = [asset for name, asset in assets.items() if name.startswith("databases/")]
    database["sqlalchemy_uri"] = f"duckdb:///{published_file}"
    unknown: set[str] = set()
    with duckdb.connect(str(published_file), read_only=True) as connection:
        for name, asset in assets.items():
            if name.startswith("datasets/") and not _is_published(connection, asset):
                unknown.add(asset["uuid"])
    unknown |= {asset["uuid"] for asset in assets.values() if asset.get("dataset_uuid") in unknown}
    left_out = []
    for asset in assets.values():
        places = asset.get("position", {}).values()
        shown = {
            one["meta"].get("uuid") for one in places if isinstance(one, dict) and "meta" in one
        }
        if shown & unknown:
            unknown.add(asset["uuid"])
            left_out.append(asset["dashboard_title"])
    texts = {
        name: yaml.safe_dump(asset, allow_unicode=True)
        for name, asset in assets.items()
        if asset.get("uuid") not in unknown
    }
    return texts, left_out


def _is_published(connection: duckdb.DuckDBPyConnection, dataset: dict[str, Any]) -> bool:
    table = f"{dataset['schema']}.{dataset['table_name']}"
    try:
        connection.execute(f"describe {dataset.get('sql') or f'select * from {table}'}")
    except duckdb.CatalogException:
        return False
    return True


def _migrate() -> None:
    import superset
    from flask_migrate import upgrade

    upgrade(directory=str(Path(superset.__file__).parent / "migrations"))


def _create_roles(security: Any) -> None:
    from superset import appbuilder

    appbuilder.add_permissions(update_perms=True)
    security.sync_role_definitions()
    for name, bases in _ROLES.items():
        role = security.add_role(name)
        role.permissions = list(
            {
                each.id: each for base in bases for each in security.find_role(base).permissions
            }.values()
        )


def _create_users(security: Any, users: dict[str, tuple[str, str]]) -> None:
    """Create users, or give them the role and the password that are asked for now."""
    for name, (role, password) in users.items():
        user = security.find_user(name)
        if user is None:
            email = f"{name.replace(':', '.')}@example.com"
            security.add_user(name, name, role, email, security.find_role(role), password)
        elif password:
            user.roles = [security.find_role(role)]
            security.reset_password(user.id, password)


def _share(db: Any, security: Any) -> None:
    """Say who opens which dashboard, who queries marts, and which rows an operator sees."""
    from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.utils.core import RowLevelSecurityFilterType

    operator, analyst = security.find_role("Operator"), security.find_role("Analyst")
    everybody = [security.find_role("Viewer"), operator, analyst]
    for dashboard in db.session.query(Dashboard):
        dashboard.roles = [operator] if dashboard.slug == _ACTIONS else everybody
    database = db.session.query(Database).one()
    grant = security.add_permission_view_menu("database_access", database.perm)
    if grant not in analyst.permissions:
        analyst.permissions.append(grant)
    dataset = db.session.query(SqlaTable).filter_by(table_name=_ACTIONS_DATASET).one()
    rule = db.session.query(RowLevelSecurityFilter).filter_by(name=_OWN_ROWS).one_or_none()
    if rule is None:
        rule = RowLevelSecurityFilter(name=_OWN_ROWS)
        db.session.add(rule)
    rule.filter_type = RowLevelSecurityFilterType.REGULAR.value
    rule.tables = [dataset]
    rule.roles = [operator]
    rule.clause = _OWN_ROWS_CLAUSE


def bootstrap(published_file: Path, users: dict[str, tuple[str, str]]) -> list[str]:
    """Bring Superset's database to the described state.

    Args:
        published_file: The published DuckDB file, through the pointer `current`.
        users: Role and password by user name; an empty password leaves that of a user who is there.

    Returns:
        Titles of the dashboards that are left out, see `read_assets`.
    """
    assets, left_out = read_assets(published_file)
    app = create_app()
    with app.app_context():
        _migrate()
        from superset import security_manager as security
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.extensions import db
        from superset.utils.core import override_user

        _create_roles(security)
        _create_users(security, users)
        with override_user(security.find_user("admin")):
            ImportAssetsCommand(assets).run()
        _share(db, security)
        db.session.commit()
    return left_out
