/** Servers made of bytes that answer as none should, for what must not harm a reader of stores. */
import { startRawOrigin, type OriginConnection, type RawOrigin } from '../raw-origin.js';

/** Answers with the bytes whenever something comes in. */
export const answeringWith = (bytes: string | Uint8Array): Promise<RawOrigin> =>
  startRawOrigin(({ socket }) => {
    socket.on('data', () => socket.write(bytesOf(bytes)));
  });

/** Answers the first question with the bytes and leaves. */
export const leavingWith = (bytes: string | Uint8Array): Promise<RawOrigin> =>
  startRawOrigin(({ socket }) => {
    socket.once('data', () => socket.end(bytesOf(bytes)));
  });

/** Says something before it was asked, and answers nothing. */
export const greetingWith = (bytes: string): Promise<RawOrigin> =>
  startRawOrigin(({ socket }) => {
    socket.write(bytesOf(bytes));
  });

export interface Flood {
  readonly origin: RawOrigin;
  /** How much went out in all, once the reader has hung up. */
  readonly sentBytes: Promise<number>;
}

/** Answers with a beginning, and then with the same over and over for as long as it is listened to. */
export async function floodingWith(start: string, more: string): Promise<Flood> {
  const chunk = Buffer.from(more.repeat(Math.ceil(65_536 / more.length)));
  let told: (bytes: number) => void;
  const sentBytes = new Promise<number>((resolve) => (told = resolve));
  const origin = await startRawOrigin(({ socket, closed }: OriginConnection) => {
    let sent = 0;
    const pour = (): void => {
      do sent += chunk.length;
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    socket.once('data', () => {
      socket.write(start);
      pour();
    });
    void closed.then(() => {
      told(sent);
    });
  });
  return { origin, sentBytes };
}

const bytesOf = (bytes: string | Uint8Array): Uint8Array =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
