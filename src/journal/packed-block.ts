/**
 * Observations packed together: serialised in one go, so that what they share is there once, and
 * deflated; contents apart from the rest, so that they can be given up first. What is unpacked
 * equals what was packed. A block never changes but for its contents going.
 */
import { deserialize, serialize } from 'node:v8';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Content } from '../model/message.js';
import type { Observation } from '../model/observation.js';
import { Slabs } from './slabs.js';

export interface PackedBlock {
  readonly seqs: readonly number[];
  readonly rows: Uint8Array;
  /** Of each row's contents in turn, as `contentsOf` has them; zero for one that was empty. */
  readonly contentLengths: Uint32Array;
  readonly contents: PackedContents | 'dropped';
  /** What it takes once unpacked, roughly. */
  readonly unpackedBytes: number;
}

interface PackedContents {
  readonly bytes: Uint8Array;
  readonly isDeflated: boolean;
}

/** Two views, their lists and the block itself. */
const BLOCK_BYTES = 1024;
const SEQ_BYTES = 24;
/** Larger contents are kept as they are: they are compressed already, or would take too long. */
const MAX_DEFLATED = 512 * 1024;
/** Up to so many bytes, the rows of a block are deflated well: a fifth less, for seven microseconds a row. */
const MAX_DEFLATED_WELL = 512 * 1024;
const FAST = { level: constants.Z_BEST_SPEED };
const WELL = { level: constants.Z_DEFAULT_COMPRESSION };
const EMPTY = new Uint8Array(0);

/** Where packed bytes are put; contents apart, since they go sooner. */
export interface PackingSpace {
  readonly rows: Slabs;
  readonly contents: Slabs;
}

export const newSpace = (): PackingSpace => ({ rows: new Slabs(), contents: new Slabs() });

/** Packs observations that will not change any more. */
export function packBlock(
  observations: readonly Observation[],
  space: PackingSpace = newSpace(),
): PackedBlock {
  const parts = observations.flatMap(contentsOf).map(({ bytes }) => bytes);
  const serialised = serialize(observations.map((one) => withContents(one, emptied)));
  const contents = packContents(parts, space.contents);
  return {
    seqs: observations.map(({ seq }) => seq),
    rows: space.rows.keep(
      deflateRawSync(serialised, serialised.length <= MAX_DEFLATED_WELL ? WELL : FAST),
    ),
    contentLengths: Uint32Array.from(parts, ({ length }) => length),
    contents,
    // Objects take about three times their serialised form.
    unpackedBytes: 3 * serialised.length + parts.reduce((sum, { length }) => sum + length, 0),
  };
}

/** All of a block, in the order of `seqs`; contents that were given up are marked. */
export function unpackBlock(block: PackedBlock): readonly Observation[] {
  // Written by packBlock.
  const rows = deserialize(inflateRawSync(block.rows)) as readonly Observation[];
  const { contents, contentLengths } = block;
  const bytes = contents === 'dropped' ? undefined : unpackContents(contents);
  let index = 0;
  let offset = 0;
  const refilled = (content: Content): Content => {
    const length = contentLengths[index] ?? 0;
    index += 1;
    if (length === 0) return content;
    if (bytes === undefined) return { ...content, truncated: true, dropped: true };
    offset += length;
    return { ...content, bytes: bytes.slice(offset - length, offset) };
  };
  return rows.map((row) => withContents(row, refilled));
}

/** The same block, its contents given up. */
export const withoutContents = (block: PackedBlock): PackedBlock => ({
  ...block,
  contents: 'dropped',
});

/** What giving up its contents brings; zero where there are none. */
export const contentBytesOf = ({ contents }: PackedBlock): number =>
  contents === 'dropped' ? 0 : contents.bytes.length;

/** What it takes as it is. */
export const blockBytesOf = (block: PackedBlock): number =>
  BLOCK_BYTES +
  block.rows.length +
  block.seqs.length * SEQ_BYTES +
  block.contentLengths.byteLength +
  contentBytesOf(block);

/** The request's, the response's where there is one, and those of a WebSocket's messages. */
const contentsOf = ({ exchange }: Observation): readonly Content[] => [
  exchange.request.content,
  ...(exchange.response === undefined ? [] : [exchange.response.content]),
  ...(exchange.webSocket?.messages.map(({ content }) => content) ?? []),
];

/** Each content exchanged for another, in the order of `contentsOf`; key order is kept. */
function withContents(
  observation: Observation,
  contentFor: (content: Content) => Content,
): Observation {
  const { exchange } = observation;
  const request = { ...exchange.request, content: contentFor(exchange.request.content) };
  const { response, webSocket } = exchange;
  const answered =
    response === undefined
      ? {}
      : { response: { ...response, content: contentFor(response.content) } };
  const changed = { ...exchange, request, ...answered };
  if (webSocket === undefined) return { ...observation, exchange: changed };
  const messages = webSocket.messages.map((message) => ({
    ...message,
    content: contentFor(message.content),
  }));
  return {
    ...observation,
    exchange: { ...changed, webSocket: { ...webSocket, messages } },
  };
}

/** An empty one stays as it is: most requests share NO_CONTENT. */
const emptied = (content: Content): Content =>
  content.bytes.length === 0 ? content : { ...content, bytes: EMPTY };

function packContents(parts: readonly Uint8Array[], slabs: Slabs): PackedContents {
  const joined = Buffer.concat(parts);
  if (joined.length > 0 && joined.length <= MAX_DEFLATED) {
    const deflated = deflateRawSync(joined, FAST);
    if (deflated.length < joined.length * 0.9)
      return { bytes: slabs.keep(deflated), isDeflated: true };
  }
  return { bytes: slabs.keep(joined), isDeflated: false };
}

const unpackContents = ({ bytes, isDeflated }: PackedContents): Uint8Array =>
  isDeflated ? new Uint8Array(inflateRawSync(bytes)) : bytes;
