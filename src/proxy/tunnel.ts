/**
 * What follows a 101: bytes both ways, counted and not looked at. A side that ends has its last bytes
 * delivered; a side that breaks takes the other with it.
 */
import type { Socket } from 'node:net';

/** How long a side may stand still over the last bytes of a closed tunnel. */
const LAST_BYTES_MS = 1000;

export interface TunnelTraffic {
  readonly clientBytes: number;
  readonly serverBytes: number;
}

/** Joins the two; `onClose` is called once, when both are closed. */
export function openTunnel(
  client: Socket,
  server: Socket,
  onClose: (traffic: TunnelTraffic) => void,
): void {
  let clientBytes = 0;
  let serverBytes = 0;
  let open = 2;
  const closed = (): void => {
    open -= 1;
    if (open === 0) onClose({ clientBytes, serverBytes });
  };
  client.on('data', (bytes: Buffer) => {
    clientBytes += bytes.length;
  });
  server.on('data', (bytes: Buffer) => {
    serverBytes += bytes.length;
  });
  for (const [side, other] of [
    [client, server],
    [server, client],
  ] as const) {
    side.setTimeout(0);
    side.setNoDelay(true);
    side.setKeepAlive(true);
    side.on('error', () => {
      other.destroy();
    });
    side.once('close', () => {
      other.setTimeout(LAST_BYTES_MS, () => other.destroy());
      other.destroySoon();
      closed();
    });
    side.pipe(other);
  }
}
