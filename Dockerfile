# The portal in an image: docker build -t sextant .
# Builds what `npm run package` builds; nothing of the sources stays.
FROM node:24-bookworm-slim AS build
WORKDIR /sextant
# For native modules where there is no prebuilt one.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY . .
RUN npm run package -- /portal

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /portal
RUN chown node:node /portal
COPY --from=build --chown=node:node /portal /portal
USER node
EXPOSE 7007
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7007/.backstage/health/v1/liveness').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "packages/backend", "--config", "app-config.yaml", "--config", "app-config.production.yaml"]
