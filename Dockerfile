# One image for web and worker; with `--build-arg REQUIREMENTS=requirements-speech.txt` one that has WhisperX too.
FROM python:3.12-slim

RUN apt-get update \
    && apt-get install --no-install-recommends -y \
       fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin candid \
    && install -d -o candid -g candid -m 0700 /var/lib/candid

WORKDIR /srv/candid
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-speech.txt ./
RUN pip install --no-cache-dir --require-hashes -r "$REQUIREMENTS"
COPY . .

# Bytecode is made at the build, since the user below may not write here.
RUN python -m compileall -q .
ENV DATA_DIR=/var/lib/candid HF_HOME=/var/lib/candid/models HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
USER candid
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--worker-tmp-dir", "/dev/shm", "wsgi:app"]
