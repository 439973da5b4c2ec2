/** HTTP messages as received: nothing normalised, nothing merged (RFC 9110 sections 5 and 6). */

/** One field line: case, order and duplicates kept; the value decoded as latin1 (RFC 9110 s5.5). */
export type FieldLine = readonly [name: string, value: string];
export type HeaderSection = readonly FieldLine[];

/** Content with the transfer coding removed and the content coding kept. */
export interface Content {
  /** What was kept: the first bytes, up to the cap. */
  readonly bytes: Uint8Array;
  /** How many bytes passed in all. */
  readonly sizeBytes: number;
  /** Whether `bytes` is less than what passed. */
  readonly truncated: boolean;
  /** Given up since for memory; the recording still has it. */
  readonly dropped?: true;
  /** Of a recording: the content coding is removed as well, whatever the fields say. */
  readonly isDecoded?: true;
  /** `bytes` is not what passed: passwords in it were replaced before it was kept. */
  readonly scrubbed?: true;
}

export interface RequestHead {
  readonly method: string;
  /** The request target exactly as sent, query included (RFC 9112 s3.2). */
  readonly target: string;
  /** `1.0` or `1.1`; of a recording also `2`, `3`, or what else stands there. */
  readonly httpVersion: string;
  readonly headers: HeaderSection;
}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: HeaderSection;
}

export interface RequestRecord extends RequestHead {
  readonly content: Content;
  readonly trailers: HeaderSection;
}

export interface ResponseRecord extends ResponseHead {
  readonly content: Content;
  readonly trailers: HeaderSection;
  /** Who wrote it: the app, or sessionspy itself (502, 504, 400). */
  readonly author: 'server' | 'sessionspy';
}

export const NO_CONTENT: Content = { bytes: new Uint8Array(0), sizeBytes: 0, truncated: false };
