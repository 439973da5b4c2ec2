export const completeFilter = (
  _text: string,
  cursor: number,
): { start: number; end: number; candidates: readonly string[] } => ({
  start: cursor,
  end: cursor,
  candidates: [],
});
