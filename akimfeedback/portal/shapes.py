"""What every shape of the open API is made of."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A JSON object with exactly these members."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """Why there is no answer."""

    error: str
    message: str
