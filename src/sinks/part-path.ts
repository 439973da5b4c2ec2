/** Names of the files that follow when one is full. */
import { extname } from 'node:path';

/** `out.har`, then `out.1.har`, `out.2.har`; `out`, then `out.1`. */
export function partPath(path: string, part: number): string {
  if (part === 0) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${part}${extension}`;
}
