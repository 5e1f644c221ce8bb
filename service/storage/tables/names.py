"""The tables of names and of the codebook, keyed by slug, so that filters need no join to find them.

`known` distinguishes names given by seeds from discovered ones. A discovered name that no current article
uses any more stays, for earlier versions of events refer to it, but lists leave it out.
"""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.storage.tables.columns import Model, key_column, known_column, link_column


class SourceRow(Model):
    """A publisher. `aliases` are as written, in order; source_alias holds the keys that find it."""

    __tablename__ = "source"

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str | None]
    url: Mapped[str | None]
    owner: Mapped[str | None]
    state: Mapped[str | None]
    reference: Mapped[str | None]
    aliases: Mapped[list[str]]
    known: Mapped[bool] = known_column()


class SourceAliasRow(Model):
    """A key of a source's slug, name or alias."""

    __tablename__ = "source_alias"

    key: Mapped[str] = key_column(primary_key=True)
    source: Mapped[str] = link_column("source.slug", "CASCADE", index=True)


class SourcePrefixRow(Model):
    """A key of `service.domain.names.prefixes` that finds a source by what its name, an alias or a word begins with."""

    __tablename__ = "source_prefix"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = key_column(primary_key=True)
    source: Mapped[str] = link_column("source.slug", "CASCADE", primary_key=True, index=True)


class BaseRow(Model):
    """A military facility."""

    __tablename__ = "base"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        Index(None, "latitude", "longitude"),
    )

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str | None]
    region: Mapped[str | None]
    kind: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    wikidata: Mapped[str | None]
    reference: Mapped[str | None]
    aliases: Mapped[list[str]]
    known: Mapped[bool] = known_column()


class BaseAliasRow(Model):
    """A key of a base's slug, name or alias."""

    __tablename__ = "base_alias"

    key: Mapped[str] = key_column(primary_key=True)
    base: Mapped[str] = link_column("base.slug", "CASCADE", index=True)


class BasePrefixRow(Model):
    """A key of `service.domain.names.prefixes` that finds a base by what its name, an alias or a word begins with."""

    __tablename__ = "base_prefix"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = key_column(primary_key=True)
    base: Mapped[str] = link_column("base.slug", "CASCADE", primary_key=True, index=True)


class ActorRow(Model):
    """A force, state, organisation or person."""

    __tablename__ = "actor"

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str | None]
    country: Mapped[str | None]
    aliases: Mapped[list[str]]
    known: Mapped[bool] = known_column()


class ActorAliasRow(Model):
    """A key of an actor's slug, name or alias."""

    __tablename__ = "actor_alias"

    key: Mapped[str] = key_column(primary_key=True)
    actor: Mapped[str] = link_column("actor.slug", "CASCADE", index=True)


class ActorPrefixRow(Model):
    """A key of `service.domain.names.prefixes` that finds an actor by what its name, an alias or a word begins with."""

    __tablename__ = "actor_prefix"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = key_column(primary_key=True)
    actor: Mapped[str] = link_column("actor.slug", "CASCADE", primary_key=True, index=True)


class EventTypeRow(Model):
    """A row of the codebook, with its equivalents in other codebooks."""

    __tablename__ = "event_type"

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    family: Mapped[str]
    rank: Mapped[int]
    description: Mapped[str]
    plover: Mapped[str | None]
    cameo: Mapped[str | None]
    acled: Mapped[str | None]
