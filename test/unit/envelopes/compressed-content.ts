/** The content that the scripts in fixtures/sessions/django compress, made once more. */
const lines = (count: number, line: (i: number) => string): Uint8Array =>
  Buffer.from(Array.from({ length: count }, (_, i) => `${line(i)}\n`).join(''));

export const squares = lines(300, (i) => `${i}: ${(i * i) % 1009}`);

/** 200 KiB that come round every thousand lines: several blocks, each like the last. */
export const turns = lines(30_000, (i) => `${i % 10}: ${(i * 7) % 101}`);

/** Bytes of a linear congruential generator. */
export const noise = ((): Uint8Array => {
  let state = 1;
  return Uint8Array.from({ length: 200 }, () => {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2n ** 31n);
    return (state >> 16) & 255;
  });
})();
