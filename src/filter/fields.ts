export const FILTER_FIELDS: readonly { name: string; help: string }[] = [];
