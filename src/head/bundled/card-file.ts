import { existsSync, readFileSync } from 'node:fs';
import { AsmFitError } from '../../errors.ts';
import { CARD_NAMES, type CardName, type HeadCards } from '../cards/head-cards.ts';
import { decodeHeadFile, encodeHeadFile, type SectionArray } from './head-file.ts';

/**
 * Cards of a head, packed (docs/head-format.md).
 * @throws {AsmFitError} input: it is missing or not what it should be
 */
export function loadHeadCards(path: string, names: readonly CardName[] = CARD_NAMES): HeadCards[] {
  if (!existsSync(path))
    throw new AsmFitError('input', `${path}: the head's cards must exist; received nothing`, 'reinstall asm-fit');
  const { sections } = decodeHeadFile(readFileSync(path), path, 'reinstall asm-fit');
  return names.map((name) => {
    const get = <Out>(part: string, as: (values: SectionArray) => Out): Out => {
      const section = sections.get(`${name}/${part}`);
      if (section === undefined)
        throw new AsmFitError('input', `${path}: must have the section ${name}/${part}`, 'reinstall asm-fit');
      return as(section);
    };
    const reals = (part: string): Float64Array => get(part, (values) => Float64Array.from(values));
    const indices = (part: string): Uint32Array => get(part, (values) => Uint32Array.from(values));
    return {
      name,
      anchors: indices('anchors'),
      barycentric: reals('barycentric'),
      frameStart: indices('frameStart'),
      frameVertices: indices('frameVertices'),
      frameWeights: reals('frameWeights'),
      anchorOf: indices('anchorOf'),
      offsets: reals('offsets'),
      uvs: reals('uvs'),
      triangles: indices('triangles'),
    };
  });
}

/** The same as a file. */
export function encodeCards(cards: readonly HeadCards[]): Uint8Array {
  const sections = new Map<string, SectionArray>();
  for (const { name, ...parts } of cards)
    for (const [part, values] of Object.entries(parts))
      sections.set(
        `${name}/${part}`,
        values instanceof Uint32Array ? Uint16Array.from(values) : Float32Array.from(values),
      );
  return encodeHeadFile({ meta: { kind: 'cards' }, sections });
}
