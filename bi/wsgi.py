"""The application as gunicorn serves it.

Celery's tasks are finalized before the first request: else the first queries that run side by side
in SQL Lab race for it and one of them fails.
"""

from superset.app import create_app

app = create_app()
with app.app_context():
    from superset.extensions import celery_app

    celery_app.finalize(auto=True)
