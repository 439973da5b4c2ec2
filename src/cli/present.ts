/** How a running spy is shown: the screen on a terminal, lines on stderr otherwise. */
import type { Filter } from '../filter/filter.js';
import type { Spy } from '../spy.js';
import { canShowScreen } from '../tui/screen/can-show.js';
import { followHeadless } from './headless.js';
import type { Presentation } from './run-until-stopped.js';
import { screenActions } from './screen-actions.js';

export interface PresentOptions {
  readonly headless: boolean;
  readonly quiet: boolean;
  /** Shown while nothing has come yet. */
  readonly hints?: readonly string[];
  readonly color: 'auto' | 'always' | 'never';
  readonly mouse: boolean;
  /** What the screen begins with; of lines, those of exchanges that it lets through. */
  readonly filter: Filter | undefined;
  /** Path of the HAR file. */
  readonly har?: string | undefined;
  /** Path of the file of events. */
  readonly ndjson?: string | undefined;
}

/** Whether the screen will be shown: not where stdout carries a recording. */
export const hasScreen = ({ headless, har, ndjson }: Outputs): boolean =>
  !headless &&
  har !== '-' &&
  ndjson !== '-' &&
  canShowScreen(process.stdin, process.stdout, process.env);

type Outputs = Pick<PresentOptions, 'headless' | 'har' | 'ndjson'>;

/** How to show a spy in the way that suits where we run. The screen is loaded only where there is one. */
export async function presenter(options: PresentOptions): Promise<(spy: Spy) => Presentation> {
  if (hasScreen(options)) return onScreen(options);
  return (spy) => {
    const stop = followHeadless(spy, { ...options, write: writeLine });
    return { ended: new Promise<void>(() => undefined), restore: stop };
  };
}

async function onScreen(options: PresentOptions): Promise<(spy: Spy) => Presentation> {
  const { runScreen } = await import('../tui/screen/run.js');
  return (spy) => {
    const screen = runScreen({
      journal: spy.journal,
      info: {
        title: spy.url,
        origin: spy.url,
        target: spy.target,
        hints: options.hints ?? [],
        ...(options.har === undefined ? {} : { recording: options.har }),
      },
      actions: screenActions(spy),
      mouse: options.mouse,
      ...(options.filter === undefined ? {} : { filter: options.filter.source }),
      env: screenEnvironment(options.color),
    });
    return {
      ended: screen,
      restore: () => {
        screen.restore();
      },
    };
  };
}

export const writeLine = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The screen follows NO_COLOR; `--color` says the same from outside. */
export function screenEnvironment(color: PresentOptions['color']): NodeJS.ProcessEnv {
  if (color === 'auto') return process.env;
  return { ...process.env, NO_COLOR: color === 'never' ? '1' : undefined };
}
