import type { HeadRadius } from '../head-radius.ts';
import type { ShellSphere } from '../shell-sphere.ts';

/** What pixels that are no hair count for against it, of what pixels of hair do. */
export interface ClassTrust {
  /** Of skin on each ray [N]. */
  readonly skin: Float64Array;
  /** Of clothes on each ray [N]. */
  readonly clothes: Float64Array;
}

/** On an ear, which is bare or under hair as a whole, and around it: seen where the head's ear does not lie it says nothing of the hair beneath or behind. */
const AT_EAR = 0.02;
/** Where whoever has hair has it: skin seen there is the neck's or an ear's. */
const HORSESHOE = 0.02;
const CROWN_Y = 0.5;
/** What hangs before a throat stands off it: a turned view shows hair behind it there, but none shows skin where hair is. */
const THROAT = 4;

/**
 * How far the views' skin and clothes are believed where hair may be. Cloth on a head is none: straight hair that looks like a
 * scarf, or a hat.
 */
export function classTrust(sphere: ShellSphere, head: HeadRadius): ClassTrust {
  const skin = new Float64Array(head.skull.length).fill(1);
  for (const i of [...head.ears.through, ...head.ears.beside]) skin[i] = AT_EAR;
  head.place.forEach((own, i) => {
    if (inHorseshoe(sphere, own, i)) skin[i] = HORSESHOE;
    if (head.drape[i] === 1 && sphere.directions[3 * i + 2] > Math.abs(sphere.directions[3 * i])) skin[i] = THROAT;
  });
  return { skin, clothes: Float64Array.from(head.place, (own) => (own === -1 ? 1 : 0)) };
}

/** Whether a ray leaves the scalp behind the ears and below the crown. @param place of the ray ({@link HeadRadius.place}) */
export function inHorseshoe({ directions }: ShellSphere, place: number, i: number): boolean {
  return place === 1 && directions[3 * i + 1] < CROWN_Y && directions[3 * i + 2] < 0;
}
