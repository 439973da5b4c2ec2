/** The next or previous of a few, round and round. */
export function around<Item>(items: readonly Item[], item: Item, by: 1 | -1): Item {
  const index = (items.indexOf(item) + by + items.length) % items.length;
  return items[index] ?? item;
}
