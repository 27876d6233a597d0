"""Configuration of Superset; `SUPERSET_CONFIG_PATH` names this file.

Belongs here: language, security, fonts, and the connection that follows `published/current`.
Does not belong here: users, roles and rows they may see (`bootstrap`), dashboards (`assets/`).
"""

import os
from typing import Any

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
_HOME = os.environ["SUPERSET_HOME"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME}/superset.db?check_same_thread=false"
WTF_CSRF_ENABLED = True
FEATURE_FLAGS = {
    "DASHBOARD_RBAC": True,  # who may open a dashboard is said by role, without grants on tables
    "ENABLE_TEMPLATE_PROCESSING": True,  # an operator's row filter names the user
}

BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}

# A published version is seen at once: nothing of the charts is kept.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
ROW_LIMIT = 50_000

# No call leaves the intranet, not even the pixel that Superset's pages carry.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}


def DB_CONNECTION_MUTATOR(  # noqa: N802 (Superset's name)
    uri: Any, params: dict[str, Any], username: str, security_manager: Any, source: Any
) -> tuple[Any, dict[str, Any]]:
    """Open the version that `published/current` names now, read-only.

    DuckDB shares one instance per path within a process, so a file replaced under its own name can
    stay invisible. Every version has a path of its own; each new connection resolves the pointer.

    Args:
        uri: SQLAlchemy URL of the connection that is to be opened.
        params: Arguments of the engine.
        username: Who asks.
        security_manager: Superset's.
        source: Part of Superset that asks.

    Returns:
        The URL and the arguments to use.
    """
    if uri.get_backend_name() == "duckdb" and uri.database and uri.database != ":memory:":
        uri = uri.set(database=os.path.realpath(uri.database))
    return uri, params


_NOT_YOURS = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>复购经营分析</title></head>
<body style="font-family: sans-serif; margin: 15vh auto; max-width: 36em; line-height: 1.8">
<h1 style="font-size: 1.4em">没有这个看板,或您的角色看不到它</h1>
<p>行动名单列出具体的人,只对本店或本人的操作员开放;需要时请管理员开通。</p>
<p>There is no such dashboard, or your role does not see it: lists of people are for operators.</p>
<p><a href="/superset/dashboard/overview/">经营总览 Overview</a></p>
</body></html>"""


def FLASK_APP_MUTATOR(app: Any) -> None:  # noqa: N802 (Superset's name)
    """Say in words why a dashboard does not open, where Superset answers with a bare 404.

    Args:
        app: The Flask application.
    """
    from flask import Response, request

    @app.after_request
    def explain(response: Response) -> Response:
        if response.status_code != 404 or not request.path.startswith("/superset/dashboard/"):
            return response
        return Response(_NOT_YOURS, 404, mimetype="text/html")


APP_NAME = "复购经营分析"
_FONTS = (
    "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', "
    "Helvetica, Arial, sans-serif"
)
THEME_DEFAULT = {
    "algorithm": "default",
    "token": {
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": "/static/assets/images/superset-logo-horiz.png",
        "brandLogoMargin": "18px 0",
        "brandLogoHref": "/",
        "brandLogoHeight": "24px",
        "brandIconMaxWidth": 37,
        # Okabe and Ito's colours, told apart by colour-blind readers.
        "colorPrimary": "#0072B2",
        "colorLink": "#0072B2",
        "colorError": "#D55E00",
        "colorWarning": "#E69F00",
        "colorSuccess": "#009E73",
        "colorInfo": "#56B4E9",
        "fontUrls": [],
        "fontFamily": _FONTS,
        "fontFamilyCode": "'IBM Plex Mono', 'Courier New', monospace",
        "transitionTiming": 0.3,
        "fontSizeXS": "8",
        "fontSizeXXL": "28",
        "fontWeightNormal": "400",
        "fontWeightLight": "300",
        "fontWeightStrong": "500",
        "fontWeightBold": "700",
    },
}
THEME_DARK = None
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "okabe_ito",
        "description": "Okabe-Ito",
        "label": "Okabe-Ito",
        "isDefault": True,
        "colors": [
            *("#0072B2", "#E69F00", "#009E73", "#CC79A7"),
            *("#56B4E9", "#D55E00", "#999999", "#000000"),
        ],
    }
]
EXTRA_SEQUENTIAL_COLOR_SCHEMES = [
    {
        "id": "one_blue",
        "description": "One hue from light to dark",
        "label": "One blue",
        "isDefault": True,
        "isDiverging": False,
        "colors": ["#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C"],
    }
]
