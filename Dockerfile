# The command fihris, alone: `docker build -t fihris .`, then
#   docker run --rm -v fihris:/data -v "$PWD/releases:/releases:ro" fihris index /releases
#   docker run --rm -v fihris:/data fihris search 'مجلس الوزراء'

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
RUN python -m venv /opt/fihris
COPY constraints.txt ./
RUN /opt/fihris/bin/pip install --no-cache-dir -c constraints.txt hatchling
COPY . .
RUN /opt/fihris/bin/pip install --no-cache-dir -c constraints.txt --no-build-isolation '.[elasticsearch]' \
    && /opt/fihris/bin/pip uninstall -y -q hatchling

FROM python:${PYTHON}-slim
COPY --from=build /opt/fihris /opt/fihris
RUN useradd --uid 1000 --create-home fihris && install -d -o fihris -g fihris /data
USER fihris
ENV PATH=/opt/fihris/bin:$PATH FIHRIS_HOME=/data LANG=C.UTF-8
WORKDIR /data
VOLUME /data
ENTRYPOINT ["fihris"]
CMD ["--help"]
