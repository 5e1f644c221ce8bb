# Two images from one file: `--target loader` finds events in articles and brings a language model along;
# the last one, `api`, only serves what was found and stays small.
ARG BASE_IMAGE=python:3.13-slim-trixie

FROM ${BASE_IMAGE} AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PATH=/opt/venv/bin:$PATH
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin basewatch
WORKDIR /srv/basewatch

# Dependencies come before the code, so that a change of the code does not install them again.
FROM base AS api-dependencies
COPY requirements/api.txt requirements/
RUN python3 -m venv /opt/venv && pip install --require-hashes -r requirements/api.txt

FROM api-dependencies AS loader-dependencies
COPY requirements/loader.txt requirements/
RUN pip install --require-hashes -r requirements/loader.txt

FROM loader-dependencies AS loader
COPY schemas schemas
COPY service service
COPY seeds seeds
COPY docker docker
USER basewatch
ENTRYPOINT ["docker/entrypoint.sh"]
CMD ["load", "seeds/articles"]

FROM api-dependencies AS api
COPY schemas schemas
COPY service service
COPY docker docker
# Inside a container, loopback would be reachable for nobody.
ENV GUNICORN_BIND=0.0.0.0:8000
EXPOSE 8000
USER basewatch
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["docker/entrypoint.sh"]
CMD ["serve"]
