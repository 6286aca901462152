import { readFileSync } from 'node:fs';

export const HOST_FILES = new URL('../../infra/host/', import.meta.url).pathname;
export const FAKES = new URL('fakes/', import.meta.url).pathname;

/** Of the loopback address, unless the host has a network of its own. */
export interface Ports {
  readonly web: number;
  readonly page: number;
  readonly tls: number;
  readonly turn: number;
  readonly prosody: number;
  readonly c2s: number;
}

/** The deployed `nginx.conf`, with other ports and another folder. */
export function nginxConfig(folder: string, { web, page, tls, turn }: Ports): string {
  const config = readFileSync(`${HOST_FILES}nginx.conf`, 'utf8')
    .replaceAll('/run/', `${folder}/`)
    .replaceAll('/var/lib/elephant/', `${folder}/state/`)
    .replaceAll('listen 443', web === 443 ? 'listen 443' : `listen 127.0.0.1:${web}`)
    .replaceAll(':8443', `:${page}`)
    .replaceAll(':5349', `:${tls}`)
    .replaceAll(':3478', `:${turn}`);
  return `user root;\n${config}`;
}

/** Stands for the nginx of the web container. */
export function webConfig(folder: string, { page, prosody }: Ports, agentLocation: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; pid ${folder}/web.pid; error_log ${folder}/web.log; worker_processes 1; user root;
events {} http {
  access_log ${folder}/access.log;
  ${temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  server {
    listen 127.0.0.1:${page} ssl;
    ssl_certificate ${folder}/state/web/keys/cert.crt; ssl_certificate_key ${folder}/state/web/keys/cert.key;
    ${agentLocation.replace('/agent/', `${folder}/`)}
    location = /external_api.js { return 200 'x'; }
    location = /call { default_type text/html; return 200 '<!doctype html><body><script src="/call.js"></script>'; }
    location = /call.js { alias ${import.meta.dirname}/call.js; default_type text/javascript; }
    location = /xmpp-websocket {
      proxy_http_version 1.1; proxy_set_header Connection upgrade; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Host meet.jitsi; proxy_pass http://127.0.0.1:${prosody}/xmpp-websocket;
    }
    location / { return 404; }
  }
}
`;
}

/** How Prosody admits people: everybody, or who has a token of this secret. */
export type Admits = 'everybody' | { readonly secret: string };

/** @param roomEnv the content of `room.env` */
export const prosodyConfig = (folder: string, { prosody, c2s }: Ports, roomEnv: string, admits: Admits): string =>
  `run_as_root = true; data_path = "${folder}/prosody"; plugin_paths = { "${FAKES}" }
pidfile = "${folder}/prosody.pid"; log = { error = "*console" }
modules_enabled = { "saslauth", "bosh", "websocket", "external_services" }; modules_disabled = { "s2s", "posix" }
c2s_ports = { ${c2s} }; c2s_interfaces = { "127.0.0.1" }; c2s_require_encryption = false
http_ports = { ${prosody} }; http_interfaces = { "127.0.0.1" }; https_ports = {}; http_default_host = "meet.jitsi"
consider_bosh_secure = true; consider_websocket_secure = true
${externalServices(roomEnv)}
VirtualHost "meet.jitsi"
  authentication = "${admits === 'everybody' ? 'anonymous' : 'signed'}"
  app_secret = "${admits === 'everybody' ? '' : admits.secret}"
  main_muc = "muc.meet.jitsi"
  modules_enabled = { "muc_census" }
Component "muc.meet.jitsi" "muc"
  muc_room_locking = false
`;

/** From the variables of Compose, as Jitsi's image does (`prosody.cfg.lua` in docker-jitsi-meet). */
function externalServices(roomEnv: string): string {
  const room = variablesOf(roomEnv, /^(\w+)=(.*)$/gm);
  const compose = variablesOf(readFileSync(`${HOST_FILES}jitsi-compose.yaml`, 'utf8'), /^ +(TURN\w+): (.*)$/gm);
  const value = (name: string): string =>
    (compose[name] ?? '').replace(/\$\{(\w+)\}/, (_, variable: string) => room[variable] ?? '');
  const service = (type: string, host: string, port: string, transport: string): string =>
    `{ type = "${type}", host = "${value(host)}", port = ${value(port)}, transport = "${transport}", ttl = ${value('TURN_TTL')}, secret = true, algorithm = "turn" }`;
  return `external_service_secret = "${value('TURN_CREDENTIALS')}"
external_services = {
  ${service('turn', 'TURN_HOST', 'TURN_PORT', value('TURN_TRANSPORT'))},
  ${service('turns', 'TURNS_HOST', 'TURNS_PORT', 'tcp')}
}`;
}

const variablesOf = (text: string, line: RegExp): Record<string, string> =>
  Object.fromEntries([...text.matchAll(line)].map(([, name, value]) => [name, value]));
