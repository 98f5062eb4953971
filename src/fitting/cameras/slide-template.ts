import type { GreyPicture } from './grey-picture.ts';
import type { HeadTemplate } from './head-template.ts';

/** Where in a picture a template looks right. */
export interface TemplateMatch {
  /** Place of the head's centre, pixels. */
  readonly x: number;
  readonly y: number;
  /** Zero-mean normalised correlation, -1..1. */
  readonly score: number;
}

/** Standard deviation of logarithmic grey below which there is nothing to see. */
const FLAT = 0.1;
/** Heads that leave the picture by so many pixels are found too. */
const MARGIN = 4;
/** Matches nearer than this are one, pixels. */
const APART = 3;

/** Of a template, what the picture must show of it: hair hides more than half of a face in profile. */
const LEAST_SEEN = 0.25;

/** Pixels of a picture in which a head's centre is looked for. */
export interface SearchArea {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The best places of a template in a picture, best first. @param count of them at most */
export function slideTemplate(
  picture: GreyPicture,
  { offsets, grey: template }: HeadTemplate,
  area: SearchArea,
  count: number,
): TemplateMatch[] {
  const { width, height, grey, mask } = picture;
  const pixels = template.length;
  let [left, right, top, bottom] = [0, 0, 0, 0];
  for (let p = 0; p < pixels; p++) {
    left = Math.min(left, offsets[2 * p]);
    right = Math.max(right, offsets[2 * p]);
    top = Math.min(top, offsets[2 * p + 1]);
    bottom = Math.max(bottom, offsets[2 * p + 1]);
  }
  const found: TemplateMatch[] = [];
  const x0 = Math.max(Math.floor(area.x0), -left - MARGIN);
  const x1 = Math.min(Math.ceil(area.x1), width - 1 - right + MARGIN);
  const y0 = Math.max(Math.floor(area.y0), -top - MARGIN);
  const y1 = Math.min(Math.ceil(area.y1), height - 1 - bottom + MARGIN);
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) {
      let [sum, square, both, seen, own, ownSquare] = [0, 0, 0, 0, 0, 0];
      for (let p = 0; p < pixels; p++) {
        const px = x + offsets[2 * p];
        const py = y + offsets[2 * p + 1];
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const k = py * width + px;
        if (mask[k] === 0) continue;
        const g = grey[k];
        const t = template[p];
        seen++;
        sum += g;
        square += g * g;
        both += g * t;
        own += t;
        ownSquare += t * t;
      }
      if (seen < LEAST_SEEN * pixels) continue;
      const variance = Math.max(0, square / seen - (sum / seen) ** 2) + FLAT ** 2;
      const ownVariance = ownSquare / seen - (own / seen) ** 2;
      const score = (both / seen - (sum * own) / seen ** 2) / Math.sqrt(variance * ownVariance || 1);
      keep(found, { x: x + 0.5, y: y + 0.5, score: (score * seen) / pixels }, count);
    }
  return found;
}

/** Takes a match in among the best, of those close together only the best one. */
function keep(found: TemplateMatch[], match: TemplateMatch, count: number): void {
  if (found.length === count && match.score <= found[count - 1].score) return;
  const near = found.findIndex(({ x, y }) => Math.abs(x - match.x) < APART && Math.abs(y - match.y) < APART);
  if (near >= 0) {
    if (found[near].score >= match.score) return;
    found.splice(near, 1);
  }
  const at = found.findIndex(({ score }) => score < match.score);
  found.splice(at < 0 ? found.length : at, 0, match);
  if (found.length > count) found.pop();
}
