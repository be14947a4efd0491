# The command fihris, alone: `docker build -t fihris .`, then
#   docker run --rm -v fihris:/data -v "$PWD/releases:/releases:ro" fihris index /releases
#   docker run --rm -v fihris:/data fihris search 'مجلس الوزراء'
# docker-compose.yml runs it beside Elasticsearch. The second stage has no compiler and no pip, and
# no secret ever reaches a layer. Debian's and Python's versions stand here alone.

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
RUN python -m venv /opt/fihris
COPY constraints.txt ./
RUN /opt/fihris/bin/pip install --no-cache-dir -c constraints.txt hatchling
COPY . .
# what runs is compiled now: the container may write nothing later
RUN /opt/fihris/bin/pip install --no-cache-dir -c constraints.txt --no-build-isolation '.[elasticsearch,readers]' \
    && /opt/fihris/bin/pip uninstall -y -q hatchling editables packaging pathspec pluggy trove-classifiers \
    && /opt/fihris/bin/python -m compileall -q /opt/fihris/lib \
    && /opt/fihris/bin/pip uninstall -y -q pip setuptools

FROM python:${PYTHON}-slim
COPY --from=build /opt/fihris /opt/fihris
# a person to run as, and the folders of volumes: a new volume takes its rights from here. No VOLUME:
# each container without one of that name would leave a nameless volume behind
RUN useradd --uid 1000 --create-home fihris \
    && install -d -m 0700 -o fihris -g fihris /data \
    /stack /stack/keeper /stack/indexer /stack/reader /stack/dashboards
USER fihris
ENV PATH=/opt/fihris/bin:$PATH FIHRIS_HOME=/data LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
WORKDIR /data
ENTRYPOINT ["fihris"]
CMD ["--help"]
