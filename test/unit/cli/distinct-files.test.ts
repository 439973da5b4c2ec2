import { describe, expect, it } from 'vitest';
import { checkDistinctFiles, reportFiles } from '../../../src/cli/distinct-files.js';

describe('files that are written', () => {
  it('must differ, however they are spelled', () => {
    const check = (): void => {
      checkDistinctFiles([
        { by: '--har', path: 'a.har' },
        ...reportFiles(['github', 'junit:./b/../a.har']),
      ]);
    };
    expect(check).toThrow(
      '--har and --report name the same file, ./b/../a.har: give each its own.',
    );
  });

  it('may be stdout, or none, or the same one named twice for one use', () => {
    const check = (): void => {
      checkDistinctFiles([
        { by: '--har', path: '-' },
        { by: '--ndjson', path: '-' },
        { by: 'the recording', path: undefined },
        ...reportFiles(['junit:a.xml', 'junit:a.xml']),
      ]);
    };
    expect(check).not.toThrow();
  });
});
