/**
 * The pixels of an image, from its first bytes: PNG, GIF, JPEG, WebP, BMP, icons and SVG. Nothing is
 * decoded; a cut image is enough where its head is there. undefined where it cannot be told.
 */

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** Icons hold several images; the size is that of the largest. */
  readonly images?: number;
}

/** The size of a bitmap. Never throws. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = SIZERS.find(({ magic, at = 0 }) => startsWith(view, magic, at));
  try {
    return found?.size(view);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // cut before its size
    throw error;
  }
}

/** The size that an SVG says of itself: its width and height, else its viewBox. */
export function svgSize(source: string): ImageSize | undefined {
  const tag = /<svg\b[^>]{0,4096}/i.exec(source.slice(0, 16_384))?.[0];
  if (tag === undefined) return undefined;
  const length = (name: string) =>
    Number(new RegExp(`\\s${name}\\s*=\\s*["']([\\d.]{1,12})(?:px)?["']`).exec(tag)?.[1]);
  const [width, height] = [length('width'), length('height')];
  if (width > 0 && height > 0) return { width, height };
  const box = /\sviewBox\s*=\s*["']([^"']{1,80})["']/
    .exec(tag)?.[1]
    ?.trim()
    .split(/[\s,]+/);
  const [across, down] = [Number(box?.[2]), Number(box?.[3])];
  return across > 0 && down > 0 ? { width: across, height: down } : undefined;
}

interface Sizer {
  readonly magic: string;
  readonly at?: number;
  readonly size: (view: Buffer) => ImageSize | undefined;
}

const startsWith = (view: Buffer, magic: string, at: number): boolean =>
  view.subarray(at, at + magic.length).equals(Buffer.from(magic, 'latin1'));

const SIZERS: readonly Sizer[] = [
  {
    // The IHDR chunk comes first: length, type, width, height.
    magic: '\x89PNG\r\n\x1a\n',
    size: (view) => ({ width: view.readUInt32BE(16), height: view.readUInt32BE(20) }),
  },
  {
    magic: 'GIF8',
    size: (view) => ({ width: view.readUInt16LE(6), height: view.readUInt16LE(8) }),
  },
  { magic: '\xff\xd8\xff', size: jpegSize },
  { magic: 'WEBP', at: 8, size: webpSize },
  {
    magic: 'BM',
    size: (view) => ({ width: view.readInt32LE(18), height: Math.abs(view.readInt32LE(22)) }),
  },
  { magic: '\0\0\x01\0', size: iconSize },
];

/** Segments are walked until a start-of-frame one, SOF0 to SOF15 (ITU T.81 table B.1). */
function jpegSize(view: Buffer): ImageSize | undefined {
  for (let at = 2; at + 9 <= view.length;) {
    if (view.readUInt8(at) !== 0xff) return undefined;
    const marker = view.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    at += 2 + view.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Lossy (RFC 9649 section 2.5), lossless (2.6) and extended (2.7) containers. */
function webpSize(view: Buffer): ImageSize | undefined {
  switch (view.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = view.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

/** A directory of images; zero stands for 256. */
function iconSize(view: Buffer): ImageSize | undefined {
  const images = view.readUInt16LE(4);
  let best: ImageSize | undefined;
  for (let index = 0; index < Math.min(images, 64); index += 1) {
    const at = 6 + index * 16;
    if (at + 2 > view.length) break;
    const width = view.readUInt8(at) || 256;
    const height = view.readUInt8(at + 1) || 256;
    if (best === undefined || width > best.width) best = { width, height, images };
  }
  return best;
}
