/**
 * The fields that are sent on, from those received: order, case and duplicates kept, hop-by-hop
 * fields left out, framing as it was. Pure. Whatever else differs is reported as a Rewrite.
 */
import { endsAtThisHop, connectionOptions, type RawFields } from '../http/hop-by-hop.js';
import type { RequestFacts } from '../http/request-head.js';
import type { Rewrite } from '../model/exchange.js';

export interface HostPolicy {
  readonly hostHeader: 'preserve' | 'target';
  /** What a direct client of the target would send. */
  readonly targetAuthority: string;
}

export interface ForwardedFields {
  /** Flat, as Node takes them. */
  readonly fields: string[];
  readonly rewrites: readonly Rewrite[];
}

/** The field lines for the app. `upgrading`: Connection and Upgrade are sent on as well. */
export function fieldsToServer(
  received: RawFields,
  facts: RequestFacts,
  policy: HostPolicy,
  upgrading: boolean,
): ForwardedFields {
  const host = hostFor(facts, policy);
  const fields: string[] = [];
  const rewrites: Rewrite[] = [];
  if (facts.host === undefined) {
    fields.push('Host', host.value);
    rewrites.push({ side: 'request', name: 'Host', after: host.value, why: host.why });
  }
  for (let i = 0; i + 1 < received.length; i += 2) {
    const name = received[i] ?? '';
    const value = received[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'host') {
      fields.push(name, host.value);
      if (value !== host.value) {
        rewrites.push({
          ...{ side: 'request', name, before: value },
          ...{ after: host.value, why: host.why },
        });
      }
    } else if (lower === 'expect' && EXPECTS_CONTINUE.test(value)) {
      rewrites.push({ side: 'request', name, before: value, why: 'answered by sessionspy' });
    } else if (isSentOn(lower, facts, upgrading)) {
      fields.push(name, lower === 'connection' ? 'Upgrade' : value);
    }
  }
  return { fields, rewrites };
}

/** As Node recognises it. */
const EXPECTS_CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

function isSentOn(name: string, facts: RequestFacts, upgrading: boolean): boolean {
  switch (name) {
    case 'transfer-encoding':
    case 'trailer':
      return facts.chunked;
    case 'connection':
    case 'upgrade':
      return upgrading;
    default:
      return !endsAtThisHop(name, facts.connectionOptions);
  }
}

function hostFor(facts: RequestFacts, policy: HostPolicy): { value: string; why: string } {
  if (policy.hostHeader === 'target') {
    return { value: policy.targetAuthority, why: 'host-header is set to target' };
  }
  if (facts.authority !== undefined) {
    return {
      value: facts.authority,
      why: 'an absolute-form target outranks Host (RFC 9112 3.2.2)',
    };
  }
  return {
    value: facts.host ?? policy.targetAuthority,
    why: 'HTTP/1.1 requires a Host, and the HTTP/1.0 request had none',
  };
}

/** The field lines for the client. `chunked`: whether the response may be sent in chunks. */
export function fieldsToClient(received: RawFields, chunked: boolean): string[] {
  const options = connectionOptions(received);
  const fields: string[] = [];
  const keepsChunks = chunked && transferCodingOf(received) === 'chunked';
  for (let i = 0; i + 1 < received.length; i += 2) {
    const name = received[i] ?? '';
    const lower = name.toLowerCase();
    const framing = lower === 'transfer-encoding' || lower === 'trailer';
    if (framing ? keepsChunks : !endsAtThisHop(lower, options)) {
      fields.push(name, received[i + 1] ?? '');
    }
  }
  return fields;
}

/** The field lines of a 101 response: Connection and Upgrade are its very subject. */
export function fieldsOfUpgrade(received: RawFields): string[] {
  const fields: string[] = [];
  for (let i = 0; i + 1 < received.length; i += 2) {
    const name = received[i] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'connection' || lower === 'upgrade' || !endsAtThisHop(lower, NO_OPTIONS)) {
      fields.push(name, received[i + 1] ?? '');
    }
  }
  return fields;
}

const NO_OPTIONS: ReadonlySet<string> = new Set();

/** `none`, `chunked`, or `other`: a coding we cannot take off and must not hide. */
export function transferCodingOf(received: RawFields): 'none' | 'chunked' | 'other' {
  let coding: 'none' | 'chunked' | 'other' = 'none';
  for (let i = 0; i + 1 < received.length; i += 2) {
    const name = received[i] ?? '';
    if (name.length !== 17 || name.toLowerCase() !== 'transfer-encoding') continue;
    const value = (received[i + 1] ?? '').trim().toLowerCase();
    if (value === 'identity') continue;
    coding = value === 'chunked' && coding === 'none' ? 'chunked' : 'other';
  }
  return coding;
}
