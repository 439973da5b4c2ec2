/**
 * Whether this process group has the terminal right now. If so, the kernel gives what Ctrl-C, Ctrl-\ and
 * Ctrl-Z stand for to each process of the group, a child of ours among them (POSIX general terminal
 * interface, "special characters"), and to pass it on would be to say it twice.
 */
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/** To be asked when a signal comes: `fg` and `bg` change it. */
export function isInForeground(): boolean {
  try {
    return groupHasTerminal(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    // Not Linux: whoever reads from a terminal is most likely in front of it.
    return isatty(0);
  }
}

/** From the text of proc_pid_stat(5): field 5 is the group, field 8 the terminal's group, -1 without one. */
export function groupHasTerminal(stat: string): boolean {
  // The program's name, field 2, may hold blanks and parentheses.
  const [, , group, , , terminalGroup] = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  return group !== undefined && group === terminalGroup;
}
