ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY simulator simulator
COPY profiles profiles
RUN python -m venv /opt/camsim \
 && /opt/camsim/bin/pip install --no-cache-dir . \
 && /opt/camsim/bin/python -m compileall -q /opt/camsim/lib \
 && /opt/camsim/bin/pip uninstall -y -q pip

FROM ${BASE_IMAGE}
COPY --from=build /opt/camsim /opt/camsim
RUN useradd --system --uid 10001 --no-create-home camsim \
 && install -d -m 700 -o camsim -g camsim /state
ENV PATH=/opt/camsim/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CAMSIM_HOST=0.0.0.0
USER camsim
EXPOSE 8080 8443 8554 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["camsim", "healthcheck"]
ENTRYPOINT ["camsim"]
CMD ["serve"]
