"""Brings Superset's own database to the state described here; done twice, it changes nothing.

Belongs here: the schema, roles, users, assets, who sees which dashboard and which rows.
Does not belong here: secrets and the server (`serve`), the dashboards (`assets/`, of which
`published_assets` reads what can be filled).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import yaml
from published_assets import read_assets
from superset.app import create_app

_ACTIONS = "actions"  # slug of the dashboard that lists people
_ACTIONS_DATASET = "board_actions"
# Roles: Superset's own to start from.
_ROLES = {"Viewer": ("Gamma",), "Operator": ("Gamma",), "Analyst": ("Gamma", "sql_lab")}
# Readers get no more than this of it: whoever saves a chart can draw any dataset with it.
_READERS = {"Viewer", "Operator"}
_KEPT = {"DashboardFilterStateRestApi", "DashboardPermalinkRestApi"}  # what was chosen, links
_READING = {
    "can_csv": {"Superset"},
    "can_dashboard": {"Superset"},
    "can_dashboard_permalink": {"Superset"},
    "can_explore_json": {"Superset"},
    "can_get": {"MenuApi"},
    "can_language_pack": {"Superset"},
    "can_log": {"Superset"},
    "can_read": {"Chart", "CssTemplate", "CurrentUserRestApi", "Dashboard", "Dataset", *_KEPT}
    | {"SecurityRestApi", "Theme", "user"},
    "can_recent_activity": {"Log"},
    "can_this_form_get": {"ResetMyPasswordView"},
    "can_this_form_post": {"ResetMyPasswordView"},
    "can_time_range": {"Api"},
    "can_userinfo": {"UserDBModelView"},
    "can_view_chart_as_table": {"Dashboard"},
    "can_write": _KEPT,
    "menu_access": {"Dashboards", "Home"},
    "resetmypassword": {"UserDBModelView"},
}
_OWN_ROWS = "own store or own contacts"
_OWN_ROWS_CLAUSE = "'{{ current_username() | replace(\"'\", \"''\") }}' in (staff_id, store_id)"


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
                each.id: each
                for base in bases
                for each in security.find_role(base).permissions
                if name not in _READERS or _is_reading(each)
            }.values()
        )


def _is_reading(granted: Any) -> bool:
    return granted.view_menu.name in _READING.get(granted.permission.name, ())


def _create_users(security: Any, users: dict[str, tuple[str, str]]) -> None:
    """Create users, or give them the role and the password that are asked for now.

    An operator who is not asked for any more may not log in.
    """
    operator = security.find_role("Operator")
    for user in security.get_all_users():
        if operator in user.roles:
            user.active = user.username in users
    for name, (role, password) in users.items():
        user = security.find_user(name)
        if user is None:
            email = f"{name.replace(':', '.')}@example.com"
            security.add_user(name, name, role, email, security.find_role(role), password)
        elif password:
            user.roles = [security.find_role(role)]
            security.reset_password(user.id, password)


def _share(db: Any, security: Any, assets: dict[str, str]) -> None:
    """Say who opens which of our dashboards, who queries marts, which rows an operator sees."""
    from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.utils.core import RowLevelSecurityFilterType

    operator, analyst = security.find_role("Operator"), security.find_role("Analyst")
    everybody = [security.find_role("Viewer"), operator, analyst]
    ours = [yaml.safe_load(text) for text in assets.values()]
    uuids = {one["uuid"] for one in ours if "uuid" in one}
    for dashboard in db.session.query(Dashboard):
        if str(dashboard.uuid) in uuids:
            dashboard.roles = [operator] if dashboard.slug == _ACTIONS else everybody
    [database] = [one for one in db.session.query(Database) if str(one.uuid) in uuids]
    grant = security.add_permission_view_menu("database_access", database.perm)
    if grant not in analyst.permissions:
        analyst.permissions.append(grant)
    lists = db.session.query(SqlaTable).filter_by(table_name=_ACTIONS_DATASET)
    tables = [one for one in lists if one.database_id == database.id]  # none if not published
    rule = db.session.query(RowLevelSecurityFilter).filter_by(name=_OWN_ROWS).one_or_none()
    if rule is None:
        rule = RowLevelSecurityFilter(name=_OWN_ROWS)
        db.session.add(rule)
    rule.filter_type = RowLevelSecurityFilterType.REGULAR.value
    rule.tables = tables
    rule.roles = [operator]
    rule.clause = _OWN_ROWS_CLAUSE


def bootstrap(published_file: Path, users: dict[str, tuple[str, str]]) -> list[str]:
    """Bring Superset's database to the described state.

    Args:
        published_file: The published DuckDB file, through the pointer `current`.
        users: Role and password by user name; an empty password leaves that of a user who is there.

    Returns:
        What is left out, see `published_assets.read_assets`.
    """
    # Migrations tell each step; what fails is raised.
    logging.disable(logging.WARNING)
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
        _share(db, security, assets)
        db.session.commit()
    return left_out
