import { CLOTHES } from '../../../capture/segmentation/classes.ts';
import type { Random } from '../../../geometry/random.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { cloth, rowsAround } from './cloth.ts';
import { neckRadius } from './neck-radius.ts';
import type { WornPart } from './worn-part.ts';

/** Points around the body. */
const AROUND = 96;
/** Rows of the collar, of the shoulders, and down the body. */
const COLLAR_ROWS = 7;
const SHOULDER_ROWS = 14;
const BODY_ROWS = 4;
/** Half the width and half the depth of the shoulders, and how far down a picture may reach, mm. */
const SHOULDERS_MM = 195;
const CHEST_MM = 105;
const DOWN_MM = 420;
/** So far above the bust's end the shoulders begin, mm; so far below it nothing of it is to be hidden. */
const NECK_MM = 8;
const BELOW_MM = 4;

/** A shirt: a collar around the neck, shoulders, a body down beyond the picture. */
export function clothes(head: HeadModel, positions: ArrayLike<number>, random: Random): WornPart {
  const neck = neckRadius(head, positions);
  const gap = 2 + 3 * random.uniform();
  const high = 26 * random.uniform();
  const folds = Array.from({ length: 6 }, () => ({
    waves: 3 + Math.floor(12 * random.uniform()),
    phase: 2 * Math.PI * random.uniform(),
    mm: 1 + 2.5 * random.uniform(),
  }));
  const rows = COLLAR_ROWS + SHOULDER_ROWS + BODY_ROWS;
  const at = (angle: number, i: number): readonly [number, number, number] => {
    const [side, front] = [Math.cos(angle), Math.sin(angle)];
    // A neck's hole lies lower in front.
    const end = neck.end + NECK_MM;
    const top = end + 12 - 8 * front + high * (0.75 - 0.25 * front);
    const brim = neck.at(angle, top) + gap;
    const base = neck.at(angle, end) + gap + 2;
    let [radius, y] = [brim, top];
    if (i < COLLAR_ROWS) {
      const s = (i - 1) / (COLLAR_ROWS - 2);
      // The first row is tucked in, so that the collar has a rim.
      if (i === 0) [radius, y] = [brim - gap - 3, top - 4];
      else {
        y = top + s * (end - top);
        radius = neck.at(angle, y) + gap + 2 * s;
      }
    } else {
      const s = Math.min(1, (i - COLLAR_ROWS + 1) / SHOULDER_ROWS);
      const wide = superellipse(side / SHOULDERS_MM, front / CHEST_MM);
      radius = base + (wide - base) * Math.sin((Math.PI / 2) * s) ** 1.1;
      const slope = 52 + 65 * Math.abs(front) ** 1.5;
      y = end - slope * (s ** 1.4 + 0.5 * s ** 6);
      const down = Math.max(0, i - COLLAR_ROWS - SHOULDER_ROWS + 1) / BODY_ROWS;
      // The bust flares beneath.
      if (y > neck.end - BELOW_MM) radius = Math.max(radius, neck.at(angle, y - 1) + gap + 2);
      y -= DOWN_MM * down;
      for (const { waves, phase, mm } of folds)
        radius += mm * smoothStep(s, [0.1, 0.7]) * Math.sin(waves * angle + phase + 0.9 * i);
    }
    return [neck.centre[0] + radius * side, y, neck.centre[1] + radius * front];
  };
  return { ...rowsAround(AROUND, rows, at), texture: cloth(random), label: CLOTHES };
}

/** Distance of a superellipse of exponent 2.6 from its middle. @param x @param y direction over the half axes */
function superellipse(x: number, y: number): number {
  return (Math.abs(x) ** 2.6 + Math.abs(y) ** 2.6) ** (-1 / 2.6);
}
