# syntax=docker/dockerfile:1
# Two stages: packages are installed where compilers and caches may stay behind.

FROM python:3.13-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/production.lock .
RUN /venv/bin/pip install --require-hashes -r production.lock

FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app portal \
 && install -d -o portal -g portal /srv/media
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=coe_portal.settings.production MEDIA_ROOT=/srv/media
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Collecting static files needs settings but no secret: these words are in no layer that runs.
RUN SECRET_KEY=build AUDIT_KEY=build ENCRYPTION_KEYS=build SITE_URL=https://build ALLOWED_HOSTS=build EMAIL_HOST=build \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q coe_portal intake governance registry metrics training
USER portal
EXPOSE 8000
ENTRYPOINT ["tini", "--"]
# WEB_CONCURRENCY processes (1 by default) of four threads each
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", \
     "--preload", "--worker-tmp-dir", "/dev/shm", "--max-requests", "2000", \
     "--max-requests-jitter", "200", "--access-logfile", "-", "coe_portal.wsgi"]
