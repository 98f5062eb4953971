import { join } from 'node:path';
import { dataFolder } from '../../files/package-files.ts';
import { loadHeadCards } from '../../head/bundled/card-file.ts';
import { type CardFrames, cardFrames, placeCards } from '../../head/cards/place-cards.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { type CardPicture, loadCardPicture } from './card-picture.ts';
import type { WornCards } from './draw-cards.ts';

/** Made-up lashes, ready to be put on any face of a head: renders wear them, which networks learn from and are measured on. */
export interface Lashes {
  readonly frames: CardFrames;
  readonly picture: CardPicture;
}

/** @returns null for a head that has none */
export async function loadLashes(head: HeadModel): Promise<Lashes | null> {
  if (!head.cards.some(({ name }) => name === 'lashes')) return null;
  const file = (suffix: string): string => join(dataFolder(), 'head', `made_up_lashes.${suffix}`);
  const [cards] = loadHeadCards(file('bin'), ['lashes']);
  return { frames: cardFrames(cards, head.template), picture: await loadCardPicture(file('png')) };
}

/** What a face wears on its lids; nothing without lashes. @param positions [V, 3] mm @param density times the picture's cover */
export function wornLashes(lashes: Lashes | null, positions: ArrayLike<number>, density: number): WornCards[] {
  if (lashes === null) return [];
  const { frames, picture } = lashes;
  return [{ ...frames.cards, points: placeCards(frames, positions), picture, density }];
}
