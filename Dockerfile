# Two stages: compile on Debian, run on an image without shell or package manager.
# The version is that of rust-toolchain.toml.
ARG RUST_VERSION=1.95.0
FROM rust:${RUST_VERSION}-slim-bookworm AS build

# perl and make build OpenSSL, for TLS towards PostgreSQL (feature pg-tls).
RUN apt-get update \
    && apt-get install -y --no-install-recommends busybox-static make perl \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --features pg-tls \
    && cp target/release/hospice-capacity /usr/local/bin/ \
    && mkdir /empty

# glibc, libgcc, root certificates; nothing else. Same Debian release as above.
FROM gcr.io/distroless/cc-debian12:nonroot

COPY --from=build /usr/local/bin/hospice-capacity /usr/local/bin/hospice-capacity
# Under this name BusyBox is wget and nothing else: the health check needs a client.
COPY --from=build /bin/busybox /usr/bin/wget
# An empty folder gives a new volume the owner that may write to it.
COPY --from=build --chown=65532:65532 /empty /data

LABEL org.opencontainers.image.title="hospice-capacity" \
      org.opencontainers.image.licenses="EUPL-1.2"

# OpenSSL is compiled in and looks elsewhere by default.
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    HOSPICE_LISTEN=0.0.0.0:8080 \
    TMPDIR=/data

# The only place written to: SQLite keeps its file here, and workbooks grow here (TMPDIR), so
# the root file system may be read-only. tools/read-only.sh tries that without a container.
VOLUME ["/data"]
WORKDIR /data

USER 65532:65532
EXPOSE 8080

# Only "the process answers": while the database is away, reads go on and a restart would
# not help. Whoever changes the port in HOSPICE_LISTEN gives a check of his own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/usr/bin/wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/livez"]

ENTRYPOINT ["/usr/local/bin/hospice-capacity"]
CMD ["serve"]
