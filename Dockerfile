# The office of one agency. TypeScript is run as it is; only the web is built. LibreOffice turns drafts into PDF.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund && npm run build -w web && rm -rf web/node_modules/.cache

FROM node:20-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini libreoffice-writer-nogui \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production CONGVAN_WEB=/app/web/dist CONGVAN_DATA=/data
RUN mkdir /data && chown node /data
VOLUME /data
USER node
EXPOSE 8080 8443
HEALTHCHECK --interval=15s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/api/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--heap-growing-percent=300", "--import", "tsx", "server/main.ts"]
