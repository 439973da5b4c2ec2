/**
 * Files of `[section]` and `name = value` lines: pg_service.conf (libpq, "The Connection Service File")
 * and my.cnf (MySQL, "Using Option Files"). Pure.
 */

/** The entries of one section, the last of a name counting; undefined: there is no such section. */
export function sectionOf(text: string, section: string): ReadonlyMap<string, string> | undefined {
  let found: Map<string, string> | undefined;
  let isInside = false;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const header = /^\[(.*)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      isInside = header.trim() === section;
      if (isInside) found ??= new Map();
    } else if (isInside && !/^[#;!]/.test(line)) {
      const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) found?.set(name, value);
    }
  }
  return found;
}
