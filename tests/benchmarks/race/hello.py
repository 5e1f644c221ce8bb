"""The least that Flask can answer, which is what all else is held against."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def greet() -> str:
    """Say hello."""
    return "hello"
