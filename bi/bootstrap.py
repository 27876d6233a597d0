"""Brings Superset's own database to the state described here; done twice, it changes nothing.

Belongs here: the schema, roles, users, assets, who sees which dashboard and which rows.
Does not belong here: secrets and the server (`serve`), the dashboards (`assets/`, of which
`published_assets` reads what can be filled).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from published_assets import read_assets
from superset.app import create_app

_ACTIONS = "actions"  # slug of the dashboard that lists people
_ACTIONS_DATASET = "board_actions"
# Roles: Superset's own to start from, and what is added to it.
_ROLES = {"Viewer": ("Gamma",), "Operator": ("Gamma",), "Analyst": ("Gamma", "sql_lab")}
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
    dataset = db.session.query(SqlaTable).filter_by(table_name=_ACTIONS_DATASET).one_or_none()
    if dataset is None:  # not published
        return
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
        What is left out, see `published_assets.read_assets`.
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
