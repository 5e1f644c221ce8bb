"""Pages for tests: one story of our own, with what a case puts around it."""

LEAD = "Soldiers of the third brigade left Camp Taji on Sunday and gave its keys to the Iraqi army."
FIRST = (
    "The last lorries rolled through the gate before noon, and a small band played while workers from the town took "
    "down the fences that had stood there for a decade."
)
SECOND = (
    "A spokesman said the hangars, the kitchen and the workshops would be used by a training school, which is to open "
    "its doors after the summer holidays."
)
THIRD = (
    "Shopkeepers along the road to the capital said that they would miss the custom, but that the nights had become "
    "quieter since the helicopters were gone."
)
STORY = (FIRST, SECOND, THIRD)


def build_page(
    head: str = "",
    above: str = "",
    below: str = "",
    middle: str = "",
    after: str = "",
    *,
    html: str = "<html>",
    heading: str = "<h1>Camp Taji handed over</h1>",
) -> str:
    """A page: `above` and `below` stand around the heading, `middle` within the text, `after` behind it."""
    first, *rest = (f"<p>{text}</p>" for text in STORY)
    return (
        f"<!doctype html>{html}<head><meta charset='utf-8'>{head}</head><body><main><article>{above}{heading}{below}"
        f"{first}{middle}{''.join(rest)}</article>{after}</main></body></html>"
    )


def build_script(value: str) -> str:
    """A script with JSON-LD."""
    return f'<script type="application/ld+json">{value}</script>'
