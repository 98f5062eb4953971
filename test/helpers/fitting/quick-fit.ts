import { madeOnce } from './made-once.ts';

/** The finished folder of a quick fit, shared as in made-once.ts. @param name of it among those of a run @throws {Error} it failed */
export function quickFit(name: string, capture: string): string {
  return madeOnce(`quick-${name}`, 'fit', capture, '--preset', 'fast').folder;
}
