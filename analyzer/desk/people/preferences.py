"""What a person can set for themselves."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from analyzer.desk.keys import DEFAULT_KEYS, problems
from analyzer.labels.registry import FLAG_LABELS


class Preferences(BaseModel):
    """One person's settings, with what holds where they set nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    theme: Literal["system", "light", "dark"] = "system"
    mode: Literal["assisted", "blind"] = "assisted"
    blur: bool = False
    mixed: bool = False
    keys_on: bool = True
    keys: dict[str, str] = Field(default_factory=lambda: dict(DEFAULT_KEYS), validate_default=False)
    nudge_minutes: int = Field(default=50, ge=0, le=240)
    hidden_labels: tuple[str, ...] = ()
    page_size: int = Field(default=25, ge=10, le=100)

    @field_validator("keys")
    @classmethod
    def _keys_are_sound(cls, keys: dict[str, str]) -> dict[str, str]:
        if wrong := problems(keys):
            name, told = next(iter(wrong.items()))
            raise ValueError(f"{name}: {told}")
        return {**DEFAULT_KEYS, **keys}

    @field_validator("hidden_labels")
    @classmethod
    def _labels_are_known(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(label for label in FLAG_LABELS if label in labels)


def preferences_of(stored: dict[str, Any]) -> Preferences:
    """Return settings from the database; what is not valid any more falls back to the usual."""
    try:
        return Preferences.model_validate(stored)
    except ValueError:
        return Preferences()
