/**
 * The messages of a WebSocket, one row each with JSON beneath it, and how it was closed. Passwords are
 * never shown, and nothing of a message while the screen is masked.
 */
import type { Content } from '../../model/message.js';
import type { WebSocketClose, WebSocketMessage, WebSocketRecord } from '../../model/web-socket.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { text, type StyledLine } from '../styled.js';
import { hiddenText, withoutPasswords } from './hiding.js';
import { readJson } from './json-document.js';
import { jsonForest, jsonText } from './json-tree.js';
import { clockText, countText, sizeText } from './quantities.js';
import { note, section, wrapped } from './rows.js';
import { treeRows, type TreeNode } from './tree.js';

const MAX_TEXT = 1024;
const MAX_FOLDED = 200;
/** Of binary messages, in hexadecimal. */
const MAX_BYTES = 32;

/** A heading, what is to be said of all messages, and the messages. */
export function webSocketRows(
  webSocket: WebSocketRecord | undefined,
  options: DetailOptions,
): readonly DetailRow[] {
  if (webSocket === undefined) return [];
  const { messages, clientMessages, serverMessages, close, unreadable } = webSocket;
  const { width, turned, masked } = options;
  const forest = {
    size: messages.length,
    at: (index: number) => nodeAt(messages[index], index, masked),
  };
  const counts = `${countText(clientMessages, 'message')} sent, ${serverMessages.toLocaleString('en-US')} received`;
  const more = clientMessages + serverMessages - messages.length;
  return section('Messages', [
    ...note(counts, width),
    ...treeRows(forest, { width, turned, key: 'messages', margin: 1 }),
    ...(more > 0 ? note(`… ${countText(more, 'more message')}, not kept`, width) : []),
    ...(close === undefined ? [] : closeRows(close, options)),
    ...(unreadable === undefined ? [] : note(unreadable, width, 'warn')),
  ]);
}

/** `12:30:05 →`: from the client to the app. */
function nodeAt(
  message: WebSocketMessage | undefined,
  index: number,
  masked: boolean,
): TreeNode | undefined {
  if (message === undefined) return undefined;
  const { from, at, kind, content } = message;
  const head = {
    id: String(index),
    name: `${clockText(at)} ${from === 'client' ? '→ sent' : '← received'}`,
  };
  const facts: StyledLine = [
    ...(content.truncated ? [text(`${cutWords(content)}  `, 'warn')] : []),
  ];
  if (masked) return { ...head, text: [text(`${sizeText(content.sizeBytes)}  `), hiddenText()] };
  if (kind === 'binary') return { ...head, ...binary(content, facts) };
  const words = Buffer.from(content.bytes).toString('utf8');
  const open = withoutPasswords(words);
  const document = /^\s*[{[]/.test(words) ? readJson(words, content.truncated) : undefined;
  if (document === undefined) {
    return { ...head, text: [...facts, text(open, undefined, MAX_TEXT)], copy: () => open };
  }
  return {
    ...head,
    text: facts,
    folded: [...facts, text(open, undefined, MAX_FOLDED)],
    children: jsonForest(document),
    open: false,
    copy: () => jsonText(document),
  };
}

const cutWords = ({ bytes, sizeBytes, dropped }: Content): string =>
  dropped === true
    ? `${sizeText(sizeBytes)}, given up since for memory`
    : `only the first ${sizeText(bytes.length)} of ${sizeText(sizeBytes)}`;

function binary(content: Content, facts: StyledLine): Pick<TreeNode, 'text' | 'copy'> {
  const bytes = Buffer.from(content.bytes);
  const readable = bytes.toString('latin1');
  const size = text(`${sizeText(content.sizeBytes)}  `, 'muted');
  if (withoutPasswords(readable) !== readable) {
    return { text: [...facts, size, text('a password seems to be in it', 'muted')] };
  }
  const shown = bytes
    .subarray(0, MAX_BYTES)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
  const end = bytes.length > MAX_BYTES ? ' …' : '';
  return { text: [...facts, size, text(shown + end)], copy: () => bytes.toString('hex') };
}

function closeRows(
  { from, code, reason }: WebSocketClose,
  { width, masked }: DetailOptions,
): readonly DetailRow[] {
  const said = reason === '' ? [] : [text(': ')];
  const words = masked ? [hiddenText()] : [text(withoutPasswords(reason), undefined, 200)];
  return wrapped(
    [
      text(`   closed by the ${from === 'client' ? 'client' : 'app'}`),
      text(code === undefined ? ' without a code' : ` with ${code}`),
      ...(said.length === 0 ? [] : [...said, ...words]),
    ],
    width,
    5,
  );
}
