/** What bytes are by how they begin, whatever their type says: for content that is not text. */

interface Magic {
  readonly kind: string;
  readonly bytes: string;
  readonly at?: number;
}

/** latin1 texts; the first that fits tells. Sources: the formats' own specifications and file(1). */
const MAGIC: readonly Magic[] = [
  { kind: 'PNG image', bytes: '\x89PNG\r\n\x1a\n' },
  { kind: 'GIF image', bytes: 'GIF8' },
  { kind: 'JPEG image', bytes: '\xff\xd8\xff' },
  { kind: 'WebP image', bytes: 'WEBP', at: 8 },
  { kind: 'BMP image', bytes: 'BM' },
  { kind: 'TIFF image', bytes: 'II*\0' },
  { kind: 'TIFF image', bytes: 'MM\0*' },
  { kind: 'AVIF image', bytes: 'ftypavif', at: 4 },
  { kind: 'HEIC image', bytes: 'ftyphei', at: 4 },
  { kind: 'icon', bytes: '\0\0\x01\0' },
  { kind: 'PDF document', bytes: '%PDF-' },
  { kind: 'zip archive (or docx, xlsx, jar, epub)', bytes: 'PK\x03\x04' },
  { kind: 'empty zip archive', bytes: 'PK\x05\x06' },
  { kind: 'gzip data', bytes: '\x1f\x8b' },
  { kind: 'zstd data', bytes: '\x28\xb5\x2f\xfd' },
  { kind: 'bzip2 data', bytes: 'BZh' },
  { kind: 'xz data', bytes: '\xfd7zXZ\0' },
  { kind: '7z archive', bytes: "7z\xbc\xaf'\x1c" },
  { kind: 'tar archive', bytes: 'ustar', at: 257 },
  { kind: 'WOFF2 font', bytes: 'wOF2' },
  { kind: 'WOFF font', bytes: 'wOFF' },
  { kind: 'OpenType font', bytes: 'OTTO' },
  { kind: 'TrueType font', bytes: '\0\x01\0\0\0' },
  { kind: 'WebAssembly module', bytes: '\0asm' },
  { kind: 'SQLite database', bytes: 'SQLite format 3\0' },
  { kind: 'MP4 video', bytes: 'ftyp', at: 4 },
  { kind: 'WebM or Matroska video', bytes: '\x1a\x45\xdf\xa3' },
  { kind: 'Ogg audio or video', bytes: 'OggS' },
  { kind: 'MP3 audio', bytes: 'ID3' },
  { kind: 'WAV audio', bytes: 'WAVE', at: 8 },
  { kind: 'FLAC audio', bytes: 'fLaC' },
  { kind: 'Java serialised object', bytes: '\xac\xed\0\x05' },
  { kind: 'Python pickle', bytes: '\x80\x04\x95' },
  { kind: 'Python pickle', bytes: '\x80\x05\x95' },
  { kind: 'ELF program', bytes: '\x7fELF' },
];

const LONGEST = 300;

/** `PNG image`, `zip archive …`; undefined where nothing fits. */
export function contentKind(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1');
  return MAGIC.find(({ bytes: magic, at = 0 }) => head.startsWith(magic, at))?.kind;
}
