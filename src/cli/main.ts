/** The command line from arguments to exit code. bin/sessionspy.js imports this file. */
import { SpyError } from '../errors.js';
import { sanitise } from '../tui/sanitise.js';
import { beginThread } from '../proxy/thread.js';
import { willListen } from './command-name.js';
import { spareMemory } from './spare-memory.js';

async function run(argv: readonly string[]): Promise<number> {
  // Both cores load: the thread its code, and this one the rest.
  if (willListen(argv)) beginThread();
  const { parseArguments } = await import('./flags.js');
  const parsed = await parseArguments(argv);
  switch (parsed.command) {
    case 'text':
      process.stdout.write(`${parsed.text}\n`);
      return 0;
    case 'watch':
      return (await import('./commands/watch.js')).watch(parsed.flags, parsed.child);
    case 'demo':
      return (await import('./commands/demo.js')).demo(parsed.flags);
    case 'doctor':
      return (await import('./commands/doctor.js')).doctor(parsed.flags);
    case 'show':
      return (await import('./commands/show.js')).show(parsed.flags, parsed.file);
    case 'check':
      return (await import('./commands/check.js')).check(parsed.flags, parsed.files);
    case 'decode':
      return (await import('./commands/decode.js')).decode(parsed.flags, parsed.value);
    default:
      return parsed satisfies never;
  }
}

spareMemory();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SpyError)) throw error;
  process.stderr.write(`sessionspy: ${sanitise(error.message)}\n`);
  process.exitCode = error.exitCode;
}
