import { faceWarnings } from '../../capture/detection/person-check.ts';
import type { View } from '../../capture/load-capture.ts';
import { recognizeIn } from '../../capture/network-processes/detect-in-pool.ts';
import type { NetworkPool, Sharing } from '../../capture/network-processes/network-pool.ts';
import { findPerson, type ShownPerson } from '../../capture/recognition/one-person.ts';
import type { RecognizedFace } from '../../capture/recognition/recognize-faces.ts';

/** How views are searched for faces. */
export interface FaceSearchOfViews extends Sharing {
  readonly pool: NetworkPool;
  /** Whether faces of different photographs are compared. */
  readonly recognition: boolean;
}

/** Whose head the views show. */
export interface FacesOfViews {
  /** Of each view; null where there is none. */
  readonly faces: readonly (RecognizedFace | null)[];
  /** Views, by their places, that show another person than the others. */
  readonly strangers: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * The face of each view that is the capture's person's: where faces are compared the one most like those of the other views, else
 * the largest near the middle.
 */
export async function facesOfViews(
  views: readonly View[],
  { pool, recognition, ...sharing }: FaceSearchOfViews,
): Promise<FacesOfViews> {
  const found = await recognizeIn(
    pool,
    views.map(({ image }) => image),
    sharing,
  );
  const shown = views.flatMap((_, v) => (found[v].length > 0 ? [v] : []));
  const compared = recognition && shown.length > 1;
  const persons = compared ? findPerson(shown.map((v) => found[v])) : [];
  const faces: (RecognizedFace | null)[] = found.map(([largest]) => largest ?? null);
  for (const [k, { face }] of persons.entries()) faces[shown[k]] = found[shown[k]][face];
  const warnings = [
    ...views.flatMap(({ name }, v) => faceWarnings({ name, face: faces[v] }, compared ? 'likest' : 'largest')),
    ...severalPersons(persons.map((person, k) => ({ name: views[shown[k]].name, ...person }))),
  ];
  return { faces, strangers: shown.filter((_, k) => persons[k]?.verdict === 'stranger'), warnings };
}

/** Of a capture without a person whom most views show. */
function severalPersons(views: readonly (ShownPerson & { readonly name: string })[]): string[] {
  const unlike = views.filter(({ verdict }) => verdict === 'unlike');
  if (unlike.length === 0) return [];
  const named = unlike.map(({ name, distance }) => `${name} (${distance?.toFixed(2)})`).join(', ');
  return [
    `several persons? Unlike the other photographs' faces are ${named}; one person's are up to 0.6 from each other, two people's 0.6 and more; all are used: leave out those of others`,
  ];
}
