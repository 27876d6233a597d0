"""The one place that reads the environment.

Belongs here: every `FUGOU_*` variable, typed, with its default. Does not belong here: rules of
the business (seeds and dbt variables hold those).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything a run takes from its environment.

    Attributes:
        home: Workspace folder with landing, bronze, build and published. A relative path
            counts from the project's root.
        engine: What dbt builds with: `duckdb` in this process, or `spark`.
        spark_master: Where Spark runs; None, here and in the next four, means as in profiles.yml.
        spark_memory: Heap of its driver, for example `2g`.
        spark_executor_memory: Heap of each executor.
        spark_partitions: Tasks of a shuffle.
        spark_driver_host: Address under which executors reach this machine.
        source: Name of a sample data set (`fugou samples`), or None for the `sources`
            variable of `dbt_project.yml`.
        as_of_date: Business day that the numbers describe; None takes the dbt variable.
        known_at: UTC instant; only rows loaded up to it count. None means all.
        pseudonym_key: Secret of the keyed pseudonyms; None makes a development key.
        vault_key: Secret of the vault and of the archive of landed files; None makes a
            development key.
        landing_days: How many days a landed file stays after it was loaded.
        landing_policy: What becomes of it then: `encrypt` moves it into the archive, `remove`
            deletes it.
        keep_versions: How many published versions are kept, the current one included.
    """

    model_config = SettingsConfigDict(
        env_prefix="FUGOU_", env_file=PROJECT_DIR / ".env", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Path("data")
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark_master: str | None = None
    spark_memory: str | None = None
    spark_executor_memory: str | None = None
    spark_partitions: int | None = None
    spark_driver_host: str | None = None
    source: str | None = None
    as_of_date: date | None = None
    known_at: datetime | None = None
    pseudonym_key: SecretStr | None = None
    vault_key: SecretStr | None = None
    landing_days: int = Field(default=30, ge=0)
    landing_policy: Literal["encrypt", "remove"] = "encrypt"
    keep_versions: int = Field(default=5, ge=1)

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, value: Path) -> Path:
        return (PROJECT_DIR / value.expanduser()).resolve()

    @field_validator("known_at")
    @classmethod
    def _utc_without_offset(cls, value: datetime | None) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value
        return value.astimezone(UTC).replace(tzinfo=None)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment once.

    Returns:
        The settings of this process.

    Raises:
        pydantic.ValidationError: If a variable has a value of the wrong type or range.
    """
    return Settings()
