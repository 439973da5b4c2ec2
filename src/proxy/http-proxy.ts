/**
 * The one place where the package http-proxy is loaded and configured (docs/decisions/0001).
 * Two of its defects are taken away before it runs: the deprecated `util._extend`, which it reads
 * while it is loaded (DEP0060 on stderr would tear the screen), and the pass `deleteLength`, which
 * makes a second request out of the body of a chunked DELETE or OPTIONS (CVE-2026-29057).
 */
import type { Agent } from 'node:http';
import { createRequire } from 'node:module';
import util from 'node:util';

import type HttpProxy from 'http-proxy';

import type { Target } from './target.js';

/** The public array of steps that @types/http-proxy does not mention. */
interface WithPasses {
  webPasses: readonly { readonly name: string }[];
}

export interface HttpProxyOptions {
  readonly target: Target;
  readonly agent: Agent;
  readonly maxHeaderBytes: number;
  readonly insecure: boolean;
}

export function createHttpProxy(options: HttpProxyOptions): HttpProxy {
  const proxy = loadHttpProxy().createProxyServer({
    target: targetObject(options.target),
    agent: options.agent,
    secure: !options.insecure,
    // The head is written by us: http-proxy's way loses order, case and duplicates, and throws.
    selfHandleResponse: true,
    prependPath: false,
    toProxy: true,
    // Not about TLS: http-proxy uses this object as the base of its options for http.request().
    ssl: { maxHeaderSize: options.maxHeaderBytes },
  });
  // Proven by test/unit/proxy/http-proxy.test.ts, which reads the names.
  const passes = proxy as unknown as WithPasses;
  passes.webPasses = passes.webPasses.filter((pass) => pass.name !== 'deleteLength');
  return proxy;
}

function loadHttpProxy(): typeof HttpProxy {
  Object.assign(util, { _extend: Object.assign });
  const require = createRequire(import.meta.url);
  // The package's own types describe what its main file exports.
  return require('http-proxy') as typeof HttpProxy;
}

/** An object, never a string: as a string `localhost:8000` would be read as the host `8000`. */
function targetObject(target: Target): HttpProxy.ServerOptions['target'] {
  if (target.kind === 'unix') {
    // `host` and `port` are not used with a socket path; http-proxy's types ask for them.
    return { protocol: 'http:', host: 'localhost', port: 80, socketPath: target.path };
  }
  const { protocol, host, port } = target;
  return { protocol, host, hostname: host, port };
}
