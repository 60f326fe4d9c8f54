# Debian and not Alpine: the CEL runtime has no wheel for musl.
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY schemas schemas
COPY policies policies
RUN python -m pip wheel --quiet --no-cache-dir --wheel-dir /wheels .

FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN python -m pip install --quiet --no-cache-dir --no-index --find-links /wheels engagelint && rm -r /wheels
# Nobody in particular: what is checked is mounted to be read.
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["engagelint"]
CMD ["check"]
