/**
 * What follows a 101: bytes both ways, counted and told of, never changed nor held up. A side that ends
 * has its last bytes delivered; a side that breaks takes the other with it.
 */
import type { Socket } from 'node:net';

/** How long a side may stand still over the last bytes of a closed tunnel. */
const LAST_BYTES_MS = 1000;
/** Between two reports of the counts. */
const REPORT_MS = 1000;

export interface TunnelTraffic {
  readonly clientBytes: number;
  readonly serverBytes: number;
}

/** Who looks on. Nothing of it may throw. */
export interface TunnelWatch {
  /** These bytes came and are on their way; they are only lent. */
  passed(from: 'client' | 'server', bytes: Uint8Array): void;
  /** After bytes have passed, at most once a second. */
  traffic(traffic: TunnelTraffic): void;
  /** Called once, when both sides are closed. */
  closed(traffic: TunnelTraffic): void;
}

/** Joins the two. */
export function openTunnel(client: Socket, server: Socket, watch: TunnelWatch): void {
  const bytes = { client: 0, server: 0 };
  const traffic = (): TunnelTraffic => ({ clientBytes: bytes.client, serverBytes: bytes.server });
  const reports = new Reports(() => {
    watch.traffic(traffic());
  });
  let open = 2;
  const closed = (): void => {
    open -= 1;
    if (open > 0) return;
    reports.stop();
    watch.closed(traffic());
  };
  for (const [name, side, other] of [
    ['client', client, server],
    ['server', server, client],
  ] as const) {
    side.setTimeout(0);
    side.setNoDelay(true);
    side.setKeepAlive(true);
    side.on('data', (chunk: Buffer) => {
      bytes[name] += chunk.length;
      watch.passed(name, chunk);
      reports.due();
    });
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

/** The first report comes at once; of those due within a second after one, one comes at its end. */
class Reports {
  readonly #report: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  constructor(report: () => void) {
    this.#report = report;
  }

  due(): void {
    if (this.#timer === undefined) this.#now();
    else this.#isDue = true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #now(): void {
    this.#isDue = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue) this.#now();
    }, REPORT_MS).unref();
    this.#report();
  }
}
