/** The user's pager on the terminal, given a text through its standard input. */
import { spawn } from 'node:child_process';

/** Resolves once it has ended. Rejects when it cannot be started. */
export function runPager(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const chosen = (env['PAGER'] ?? '').trim();
  const command = chosen === '' ? 'less' : chosen;
  return new Promise((resolve, reject) => {
    // PAGER holds a shell's command line, such as `less -R`, as for man and git.
    const pager = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
    pager.stdin.on('error', () => undefined); // left before it had read all
    pager.on('error', reject);
    pager.on('close', (code) => {
      if (code === 127) reject(new Error(`there is no program "${command}": set PAGER`));
      else resolve();
    });
    pager.stdin.end(text);
  });
}
