/**
 * Server-sent events as nodes of a tree, one each (WHATWG HTML section 9.2.6). A cut stream ends in
 * the event that was being sent, which a browser would not have seen yet.
 */
import { text, type StyledLine } from '../styled.js';
import { withoutPasswords } from './hiding.js';
import { readJson } from './json-document.js';
import { jsonForest, jsonText } from './json-tree.js';
import { forestOf, type Forest, type TreeNode } from './tree.js';

const MAX_DATA = 1024;

interface ServerEvent {
  readonly type: string;
  readonly id: string | undefined;
  readonly retry: string | undefined;
  readonly data: string;
  readonly isWhole: boolean;
}

/** The events and, as events named `comment`, the lines that only keep the connection open. */
export const eventForest = (stream: string): Forest =>
  forestOf(eventsOf(stream).map((event, index) => eventNode(event, index)));

function eventsOf(stream: string): readonly ServerEvent[] {
  // One kind of line end first: CR and LF of one could else pass for two.
  const blocks = stream
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/);
  return blocks.flatMap((block, index) => {
    if (block.trim() === '') return [];
    return [eventOf(block, index < blocks.length - 1)];
  });
}

function eventOf(block: string, isWhole: boolean): ServerEvent {
  const fields = block.split('\n').map((line) => {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    return { name, value: colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '') };
  });
  const last = (name: string) => fields.findLast((field) => field.name === name)?.value;
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
  const comments = fields.filter(({ name }) => name === '').map(({ value }) => value);
  const isComment = data.length === 0 && comments.length > 0;
  return {
    type: isComment ? 'comment' : (last('event') ?? 'message'),
    id: last('id'),
    retry: last('retry'),
    data: (isComment ? comments : data).join('\n'),
    isWhole,
  };
}

function eventNode({ type, id, retry, data, isWhole }: ServerEvent, index: number): TreeNode {
  const document = /^\s*[{[]/.test(data) ? readJson(data, !isWhole) : undefined;
  const notes = [
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(retry === undefined ? [] : [`retry after ${retry} ms`]),
    ...(isWhole ? [] : ['not ended']),
  ].join(', ');
  const open = withoutPasswords(data);
  const line: StyledLine = [
    text(`#${index + 1}`, 'muted'),
    ...(notes === '' ? [] : [text(` ${notes}`, 'muted', 200)]),
  ];
  return {
    id: String(index),
    name: type.slice(0, 100),
    text: document === undefined ? [...line, text('  '), text(open, undefined, MAX_DATA)] : line,
    folded: [...line, text('  '), text(open, undefined, 200)],
    ...(document === undefined ? {} : { children: jsonForest(document), open: false }),
    copy: () => (document === undefined ? open : jsonText(document)),
  };
}
