# Elmnet's server with the app it serves. Built in one image, run in a smaller one that holds no compiler, no npm packages
# but the database, and no right to write anywhere but /data.
#
#   docker build -t elmnet .
#   docker run -d -p 127.0.0.1:8787:8787 -v elmnet:/data -e PUBLIC_URL=https://elm.example elmnet

# The Node its tests run on.
ARG NODE=20

FROM node:${NODE}-bookworm AS build
WORKDIR /elmnet
# Packages before sources: they change less often. Where better-sqlite3 finds no ready binary it is compiled here.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:${NODE}-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATA_DIR=/data
WORKDIR /elmnet
COPY --from=build /elmnet/package.json ./
COPY --from=build /elmnet/node_modules/better-sqlite3 ./node_modules/better-sqlite3
COPY --from=build /elmnet/node_modules/bindings ./node_modules/bindings
COPY --from=build /elmnet/node_modules/file-uri-to-path ./node_modules/file-uri-to-path
COPY --from=build /elmnet/build ./build
COPY --from=build /elmnet/.elmnet/server.mjs ./.elmnet/server.mjs
COPY --from=build /elmnet/.elmnet/backup.mjs ./.elmnet/backup.mjs
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then((answer) => answer.json()).then(({ status }) => process.exit(status === 'ok' ? 0 : 1), () => process.exit(1))"]
# Short-lived memory is kept small, and the rest is collected when it has grown by a fifth: ten thousand sockets idle far more than they speak.
CMD ["node", "--max-semi-space-size=2", "--heap-growing-percent=20", ".elmnet/server.mjs"]
