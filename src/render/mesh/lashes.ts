import { type CardFrames, cardFrames, placeCards } from '../../head/cards/place-cards.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { type CardPicture, loadCardPicture } from './card-picture.ts';
import type { WornCards } from './draw-cards.ts';

/** A head's lashes, ready to be put on any of its faces. */
export interface Lashes {
  readonly frames: CardFrames;
  readonly picture: CardPicture;
}

/** @returns null for a head that has none */
export async function loadLashes(head: HeadModel): Promise<Lashes | null> {
  const cards = head.cards.find(({ name }) => name === 'lashes');
  if (cards === undefined) return null;
  return { frames: cardFrames(cards, head.template), picture: await loadCardPicture(head.extraTextures.lashes) };
}

/** What a face wears on its lids; nothing without lashes. @param positions [V, 3] mm @param density times the picture's cover */
export function wornLashes(lashes: Lashes | null, positions: ArrayLike<number>, density: number): WornCards[] {
  if (lashes === null) return [];
  const { frames, picture } = lashes;
  return [{ ...frames.cards, points: placeCards(frames, positions), picture, density }];
}
