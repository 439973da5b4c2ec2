/** The line at the bottom that is typed into: a filter, a command, a file's name. */
import { completeFilter } from '../../filter/complete.js';
import { parseFilter } from '../../filter/parse-filter.js';
import type { TuiEffect } from '../effect.js';
import { paletteChoices, type PaletteChoice } from '../keys/palette.js';
import type { Command } from '../message.js';
import type { Prompt, PromptKind, TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { isFollowing, select, selectedKey } from './cursor.js';
import { edit } from './edit.js';
import { liveValues } from './live-values.js';
import { notice } from './notice.js';
import { saveHar, suggestedFile } from './save.js';

const MAX_HISTORY = 50;

/** Opens a prompt; the filter begins with the one in force. */
export function ask(model: TuiModel, kind: PromptKind, source: Source): TuiModel {
  const text = { filter: model.filter, palette: '', save: suggestedFile(model, source) }[kind];
  return {
    ...model,
    prompt: {
      kind,
      text,
      cursor: text.length,
      back: 0,
      draft: text,
      choice: 0,
      before: model.filter,
      anchor: selectedKey(model),
    },
  };
}

/** A key that is no command: typed. The filter holds as it is typed, as long as it can be read. */
export function type(model: TuiModel, key: string): TuiModel {
  const { prompt } = model;
  if (prompt === undefined) return model;
  const edited = edit(prompt, key);
  return edited === undefined
    ? model
    : withText(model, { ...prompt, ...edited, back: 0, choice: 0 });
}

function withText(model: TuiModel, prompt: Prompt): TuiModel {
  const next = { ...model, prompt: prompt.back === 0 ? { ...prompt, draft: prompt.text } : prompt };
  if (prompt.kind !== 'filter') return next;
  const filter = inForce(prompt.text, prompt.before);
  return filter === model.filter ? next : atAnchor({ ...next, filter }, prompt);
}

/** As much as can be read: all of it, else up to the word that is wrong, else the filter from before. */
function inForce(text: string, before: string): string {
  const parsed = parseFilter(text);
  if (parsed.kind === 'filter') return text.trim();
  const head = text.slice(0, parsed.start).replace(/\S*$/, '').trim();
  return head !== '' && parseFilter(head).kind === 'filter' ? head : before;
}

/** The cursor goes back to where it was, as near as the list has it; unless it follows the newest. */
const atAnchor = (model: TuiModel, { anchor }: Prompt): TuiModel =>
  isFollowing(model) || anchor === undefined ? model : select(model, anchor);

/** Leaves the prompt; all is as it was before. */
export function cancel(model: TuiModel): TuiModel {
  const { prompt } = model;
  if (prompt === undefined) return model;
  const closed = { ...model, prompt: undefined };
  return prompt.kind === 'filter' ? atAnchor({ ...closed, filter: prompt.before }, prompt) : closed;
}

/** What was typed before and after; in the palette the choice above and beneath. */
export function recall(model: TuiModel, by: 1 | -1): TuiModel {
  const { prompt } = model;
  if (prompt === undefined) return model;
  if (prompt.kind === 'palette') {
    const last = paletteChoices(model, prompt.text).length - 1;
    const choice = Math.max(0, Math.min(prompt.choice - by, last));
    return { ...model, prompt: { ...prompt, choice } };
  }
  const history = model.histories[prompt.kind];
  const back = Math.max(0, Math.min(prompt.back + by, history.length));
  const text = back === 0 ? prompt.draft : (history[back - 1] ?? prompt.draft);
  return withText(model, { ...prompt, back, text, cursor: text.length });
}

/** The word at the cursor, as far as only one way of going on is left. */
export function complete(model: TuiModel, source: Source): TuiModel {
  const { prompt } = model;
  if (prompt === undefined || prompt.kind === 'save') return model;
  if (prompt.kind === 'palette') {
    const name = paletteChoices(model, prompt.text)[prompt.choice]?.name;
    if (name === undefined) return model;
    return { ...model, prompt: { ...prompt, text: name, cursor: name.length, choice: 0 } };
  }
  const fixed = completeFilter(prompt.text, prompt.cursor);
  const live = liveValues(prompt.text, prompt.cursor, source);
  const { start, candidates } = fixed.candidates.length === 0 ? live : fixed;
  if (candidates.length === 0) return notice(model, 'Nothing completes this.', 'warn');
  const shared = sharedStart(candidates);
  const text = prompt.text.slice(0, start) + shared + prompt.text.slice(prompt.cursor);
  const next = withText(model, { ...prompt, text, cursor: start + shared.length, back: 0 });
  return candidates.length === 1 ? next : notice(next, candidates.join('  '));
}

const sharedStart = (words: readonly string[]): string =>
  words.reduce((shared, word) => {
    let length = 0;
    while (length < shared.length && shared[length] === word[length]) length += 1;
    return shared.slice(0, length);
  });

export type Submitted =
  | { readonly kind: 'done'; readonly model: TuiModel; readonly effects: readonly TuiEffect[] }
  /** The palette's choice is to be carried out. */
  | { readonly kind: 'command'; readonly model: TuiModel; readonly command: Command };

export function submit(model: TuiModel, source: Source): Submitted {
  const { prompt } = model;
  if (prompt === undefined) return done(model);
  const closed = remembered({ ...model, prompt: undefined }, prompt);
  switch (prompt.kind) {
    case 'filter': {
      // What is wrong with it stands above the line already.
      return done(parseFilter(prompt.text).kind === 'invalid' ? model : closed);
    }
    case 'save':
      return done(...saveHar(closed, prompt.text, source));
    case 'palette':
      return runChoice(closed, prompt, paletteChoices(model, prompt.text)[prompt.choice], source);
    default:
      return prompt.kind satisfies never;
  }
}

function runChoice(
  model: TuiModel,
  { text }: Prompt,
  choice: PaletteChoice | undefined,
  source: Source,
): Submitted {
  if (choice === undefined) {
    return done(
      text.trim() === '' ? model : notice(model, `There is no command "${text}".`, 'bad'),
    );
  }
  const { command, argument } = choice;
  if (argument === undefined || command.kind !== 'ask') return { kind: 'command', model, command };
  if (command.prompt === 'save') return done(...saveHar(model, argument, source));
  const parsed = parseFilter(argument);
  return parsed.kind === 'invalid'
    ? done(notice(model, parsed.message, 'bad'))
    : done({ ...model, filter: argument });
}

const done = (model: TuiModel, effects: readonly TuiEffect[] = []): Submitted => ({
  kind: 'done',
  model,
  effects,
});

function remembered(model: TuiModel, { kind, text }: Prompt): TuiModel {
  if (text.trim() === '') return model;
  const others = model.histories[kind].filter((known) => known !== text);
  const history = [text, ...others].slice(0, MAX_HISTORY);
  return { ...model, histories: { ...model.histories, [kind]: history } };
}
