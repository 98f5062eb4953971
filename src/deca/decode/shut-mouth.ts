import { type JawClosing, jawAngleAt } from '../../head/anatomy/jaw-closing.ts';
import { tuckTeeth } from '../../head/anatomy/rigid-parts.ts';
import { shutSlit } from '../../head/anatomy/shut-slits.ts';
import { slitOpening } from '../../head/anatomy/slits.ts';
import { decodeNeutral, type FaceCodes, type MorphableDecoder, moveFace } from './morphable-decoder.ts';

/** Lips that the encoder leaves closer than this are shut: shut mouths come out 1.1 to 1.6 mm open, and teeth would show. */
const SHUT_MM = 2.5;
/** Opening of the template's shut lips. */
const REST_MM = 0.45;
const CLOSING: JawClosing = {
  target: REST_MM,
  tolerance: 0,
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  steps: 3,
};

/**
 * Shuts lips that are nearly shut, in place, where they are: the jaw, which photographs place well, keeps still.
 * @param positions of a decoded face [V, 3] mm
 */
export function shutLips({ head, mouth }: MorphableDecoder, positions: Float64Array): void {
  const gap = slitOpening(mouth, positions);
  if (gap > SHUT_MM) return;
  shutSlit(head, mouth, positions);
  tuckTeeth(head, positions, gap);
}

/** Codes whose jaw shuts lips that are nearly shut, for rigs, whose lips no code can move alone; others as they are. */
export function shutMouth(decoder: MorphableDecoder, codes: FaceCodes): FaceCodes {
  const neutral = decodeNeutral(decoder, codes.shape);
  const opening = (jaw: number): number =>
    slitOpening(decoder.mouth, moveFace(decoder, neutral, { ...codes, jawPose: withOpening(codes.jawPose, jaw) }));
  const gap = opening(codes.jawPose[0]);
  if (gap > SHUT_MM || gap <= REST_MM) return codes;
  const jaw = jawAngleAt(opening, codes.jawPose[0], CLOSING);
  return { ...codes, jawPose: withOpening(codes.jawPose, jaw) };
}

function withOpening(jawPose: Float64Array, opening: number): Float64Array {
  return Float64Array.of(opening, jawPose[1], jawPose[2]);
}
