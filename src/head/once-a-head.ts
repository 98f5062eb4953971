import type { HeadModel } from './head-model.ts';

/**
 * What depends on a head model alone, found once for each and kept as long as it: models do not change, and nobody writes
 * into what is shared.
 */
export function onceAHead<T>(find: (head: HeadModel) => T): (head: HeadModel) => T {
  const found = new WeakMap<HeadModel, { readonly value: T }>();
  return (head) => {
    let kept = found.get(head);
    if (kept === undefined) {
      kept = { value: find(head) };
      found.set(head, kept);
    }
    return kept.value;
  };
}
