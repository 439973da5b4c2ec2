/**
 * What went wrong between us and the app, as one sentence that names the target, the cause and what
 * to do. Only the error's code is used, never its text: Node's wording is for programmers, and for
 * `localhost` it is empty (an AggregateError of both families).
 */
import { describeTarget, type Target } from './target.js';

export interface Failure {
  readonly status: 502 | 504;
  /** As Node names it: ECONNREFUSED, HPE_INVALID_CONSTANT; or a name of our own in capitals. */
  readonly code: string;
  readonly message: string;
}

/** An error of ours on the way to the app, told apart from Node's by its class. */
export class ServerFault extends Error {
  readonly code: string;
  readonly status: 502 | 504;

  constructor(code: string, message: string, status: 502 | 504 = 502) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Never throws, whatever was thrown. */
export function describeFailure(error: unknown, target: Target): Failure {
  if (error instanceof ServerFault) {
    return { status: error.status, code: error.code, message: error.message };
  }
  const code = codeOf(error);
  return { status: code === 'ETIMEDOUT' ? 504 : 502, code, message: sentence(code, target) };
}

export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return 'UNKNOWN';
}

function sentence(code: string, target: Target): string {
  const place = describeTarget(target);
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens on ${place} (connection refused): start the app, then reload.`;
    case 'ENOENT':
      return `There is no socket at ${place}: start the app, then reload.`;
    case 'EACCES':
    case 'EPERM':
      return `The system does not let sessionspy connect to ${place} (${code}): check its permissions.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name in ${place} does not resolve (${code}): check the target.`;
    case 'ETIMEDOUT':
      return `${place} did not accept a connection in time (ETIMEDOUT): check that the app runs there.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${place} cannot be reached from here (${code}): check the target and the network.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `The app at ${place} closed the connection before its answer was complete (${code}): look at its console.`;
    case 'HPE_HEADER_OVERFLOW':
      return `The app at ${place} answered with a header section that is too large to pass on.`;
    default:
      return sentenceByFamily(code, place, target);
  }
}

function sentenceByFamily(code: string, place: string, target: Target): string {
  if (code.startsWith('HPE_')) {
    return `The app at ${place} answered with something that is not valid HTTP (${code}): does it expect https, or is its answer malformed?`;
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    return `The certificate of ${place} is not trusted (${code}): start sessionspy with --insecure to accept it.`;
  }
  const secure = target.kind === 'tcp' && target.protocol === 'https:';
  if (secure && (code === 'EPROTO' || code.startsWith('ERR_SSL_'))) {
    return `${place} does not answer in TLS (${code}): if the app speaks plain HTTP, give an http:// target.`;
  }
  return `The exchange with ${place} failed (${code}): look at the app's console.`;
}
