/** Where to listen, as the user writes it: `9000`, `127.0.0.1:9000`, `[::1]:0`, `0.0.0.0:9000`. Pure. */
import { isIP, isIPv6 } from 'node:net';
import { faulty, parsed, type Parsed } from './parsed.js';

export interface ListenAddress {
  /** An IP address without brackets, or a name such as `localhost`. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

const FORMS = 'write 9000, 127.0.0.1:9000 or [::1]:9000';

export function parseListenAddress(text: string): Parsed<ListenAddress> {
  const [, bracketed, plain, digits = ''] =
    /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (digits === '') return faulty(`is not an address with a port: ${FORMS}`);
  if (port > 65_535)
    return faulty('has a port above 65535: write one from 1 to 65535, or 0 for any');
  if (bracketed !== undefined) {
    return isIPv6(bracketed)
      ? parsed({ host: bracketed, port })
      : faulty(`holds no IPv6 address in its brackets: ${FORMS}`);
  }
  if (plain === '' || plain === '*') {
    return faulty(
      `does not say on which address: write 127.0.0.1:${digits}, or 0.0.0.0:${digits} for all`,
    );
  }
  if (
    plain !== undefined &&
    isIP(plain) === 0 &&
    !/^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*)$/u.test(plain)
  ) {
    return faulty(`names no host: ${FORMS}`);
  }
  return parsed({ host: plain ?? '127.0.0.1', port });
}

/** Whether only programs on this machine can reach it. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(?:\.\d{1,3}){3}$/.test(name) ||
    name === '::1' ||
    /^(?:::ffff:)127(?:\.\d{1,3}){3}$/.test(name)
  );
}

/** A sentence for an address that others can reach; undefined for loopback. */
export function listenWarning({ host, port }: ListenAddress): string | undefined {
  if (isLoopback(host)) return undefined;
  return `Listening on ${host}: whoever can reach port ${port} on this machine can use the app through the proxy; write 127.0.0.1:${port} to keep it to yourself.`;
}
