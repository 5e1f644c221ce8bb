# Images from one file: `--target loader` finds events in articles and brings the encoder along; the last one,
# `api`, only serves what was found and stays small. `--target test` holds all checks. /opt/venv/sbom.json lists parts.
ARG BASE_IMAGE=python:3.13-slim-trixie

# What the images are made with, and none of them contains: an installer that takes nothing but what the hashes name and
# resolves nothing, for the lists are complete, and the lister of parts. Packages go to an environment without pip; those
# of the api are the first of the loader's.
FROM ${BASE_IMAGE} AS build-api
COPY requirements/build.txt requirements/api.txt /opt/requirements/
RUN python3 -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes -r /opt/requirements/build.txt \
    && /opt/build/bin/pip check \
    && python3 -m venv --without-pip /opt/venv \
    && /opt/build/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv --no-deps --require-hashes -r /opt/requirements/api.txt \
    && /opt/build/bin/uv pip check --python /opt/venv \
    && /opt/build/bin/cyclonedx-py environment --output-reproducible --output-file /opt/venv/sbom.json /opt/venv \
    && rm /opt/venv/.lock

FROM build-api AS build-loader
COPY requirements/loader.txt /opt/requirements/
RUN /opt/build/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv --no-deps --require-hashes -r /opt/requirements/loader.txt \
    && /opt/build/bin/uv pip check --python /opt/venv \
    && /opt/build/bin/cyclonedx-py environment --output-reproducible --output-file /opt/venv/sbom.json /opt/venv \
    && rm /opt/venv/.lock

# The code comes with its bytecode, since nothing can be written where it runs; that is trusted whatever the files' times.
FROM ${BASE_IMAGE} AS code
WORKDIR /srv/basewatch
COPY docker/entrypoint.sh docker/gunicorn.conf.py docker/
COPY schemas schemas
COPY service service
# The weights of the encoder are copied where they are needed, before the code, which changes more often; what trained
# them is needed nowhere.
RUN rm -rf service/model service/training service/api/explorer/screenshots && python3 -m compileall -q --invalidation-mode unchecked-hash schemas service && ln -s /data var

# What both images stand on: the base without its pip, and one account that owns nothing and can write to /data and
# /tmp alone. `var` leads to /data, so that the database of the defaults is there.
FROM ${BASE_IMAGE} AS run
RUN find / -xdev \( -path '*-packages/pip' -o -path '*-packages/pip-*' -o -path '*/bin/pip*' -o -path '*/ensurepip' \) \
        -prune -exec rm -rf {} + \
    && find / -xdev -type d -perm -o+w -not -path /tmp -exec chmod o-w {} + \
    && groupadd --gid 10001 basewatch \
    && useradd --uid 10001 --gid 10001 --no-log-init --no-create-home --home-dir /tmp --shell /usr/sbin/nologin basewatch \
    && install -d -o basewatch -g basewatch -m 750 /data
# Inside a container, loopback would be reachable for nobody.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp GUNICORN_BIND=0.0.0.0:8000 \
    BASEWATCH_LOG_FORMAT=json
WORKDIR /srv/basewatch
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/srv/basewatch/docker/entrypoint.sh"]

FROM run AS loader
COPY --from=build-loader /opt/venv /opt/venv
COPY service/model service/model
COPY seeds seeds
COPY --from=code /srv/basewatch /srv/basewatch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Basewatch loader" \
      org.opencontainers.image.description="Finds events at military bases in articles, stores and serves them" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 10001:10001
CMD ["load"]

# All checks with all that they need, among it what the images were made with.
FROM build-loader AS test
WORKDIR /srv/basewatch
COPY requirements/dev.txt /opt/requirements/
RUN /opt/build/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv --no-deps --require-hashes -r /opt/requirements/dev.txt \
    && /opt/build/bin/uv pip check --python /opt/venv \
    && useradd --uid 10001 --no-log-init --create-home basewatch \
    && chown basewatch:basewatch .
COPY --chown=10001:10001 . .
ENV PATH=/opt/venv/bin:$PATH
USER 10001:10001
CMD ["pytest", "-n", "2"]

FROM run AS api
COPY --from=build-api /opt/venv /opt/venv
COPY --from=code /srv/basewatch /srv/basewatch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Basewatch" \
      org.opencontainers.image.description="Serves what is told of military bases as JSON" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# It has no encoder: what needs one is answered with a problem that names this setting.
ENV BASEWATCH_EXTRACTION=off
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["api"]
