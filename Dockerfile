# The image of Warmroom: one static binary with the app inside, no shell, not root.
# `make image-check` builds and runs exactly this file where there is no container engine.

FROM --platform=$BUILDPLATFORM node:20-bookworm-slim AS app
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS server
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=app /src/frontend/dist ./frontend/dist
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
      go build -trimpath -ldflags='-s -w' -tags=nomsgpack -o /out/warmroom ./cmd/warmroom \
    && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=server /out/warmroom /warmroom
COPY --from=server --chown=65532:65532 /out/data /data
USER 65532:65532
ENV WARMROOM_DATA=/data WARMROOM_LISTEN=:8080
VOLUME /data
# The app; media; the relay. With WARMROOM_DOMAIN also 443 (set WARMROOM_LISTEN=:443) and 80.
EXPOSE 8080 3480/udp 3480/tcp 3478/udp 3478/tcp
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/warmroom", "healthcheck"]
ENTRYPOINT ["/warmroom"]
CMD ["serve"]
