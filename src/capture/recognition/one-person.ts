import { embeddingDistance } from './face-recognizer.ts';
import type { RecognizedFace } from './recognize-faces.ts';

/** What is compared of a face. */
export type ComparedFace = Pick<RecognizedFace, 'embedding' | 'headPose'>;

/** Whom a photograph shows, beside the others. */
export interface ShownPerson {
  /** Which of its faces is most like the others' person. */
  readonly face: number;
  /** Of that face from the nearest of the others' person; null where there is none to compare with. */
  readonly distance: number | null;
  readonly verdict: 'same' | 'unlike' | 'stranger';
}

/**
 * Distances of two faces (docs/recognition.md). Public photographs of 49 people: one person's 0.39 (half), 0.55 (nine of ten), 0.59 at most; two people's 0.60 (one of a
 * hundred) and more. Between views turned by more than {@link JUDGED_YAW} they are 0.50, 0.63, 0.68 and 0.57: too near each other.
 */
const SAME = 0.6;
/** Faces so near are one person's, whatever the others say: so that a beard of one year leads to that of the next. */
const LINKED = 0.5;
/** Farther than this from the nearest of the person's faces it is another's. */
const STRANGE = 0.62;
/** Degrees: faces that are turned more are not told to be another's. */
const JUDGED_YAW = 45;

/** A face in its photograph. */
interface Place {
  readonly view: number;
  readonly face: number;
}

/**
 * Takes photographs for one person's: the one whose likes are in the most of them. In each it is the face that is nearest to these. One that is
 * unlike all of them is a stranger's where more than half of the photographs show the person, and `unlike` where they do not, for then nobody
 * knows who is meant.
 * @param views the faces of each photograph, one at least, the largest near the middle first
 */
export function findPerson(views: readonly (readonly ComparedFace[])[]): ShownPerson[] {
  const places = views.map((faces, view) => faces.map((_, face): Place => ({ view, face })));
  const distance = (a: Place, b: Place): number =>
    embeddingDistance(views[a.view][a.face].embedding, views[b.view][b.face].embedding);
  const person = likesOf(seedOf(places, distance), places, distance);
  const judged = views.filter((faces) => faces.some(isJudged)).length;
  const known = 2 * person.filter(({ view, face }) => isJudged(views[view][face])).length > judged;
  return places.map((inView, view): ShownPerson => {
    const others = person.filter((other) => other.view !== view);
    if (others.length === 0) return { face: person[0].face, distance: null, verdict: 'same' };
    const found = nearest(inView, others, distance);
    const strange = found.distance > STRANGE && isJudged(views[view][found.place.face]);
    return {
      face: found.place.face,
      distance: found.distance,
      verdict: !strange ? 'same' : known ? 'stranger' : 'unlike',
    };
  });
}

type Distance = (a: Place, b: Place) => number;

/** The face whose likes in other photographs are most and nearest: sum over those of max(0, 1 - d / {@link SAME}). */
function seedOf(places: readonly (readonly Place[])[], distance: Distance): Place {
  const likes = (place: Place): number =>
    places.reduce((sum, others, view) => {
      if (view === place.view) return sum;
      return sum + Math.max(0, 1 - nearest(others, [place], distance).distance / SAME);
    }, 0);
  const all = places.flat();
  const rated = all.map((place) => ({ place, likes: likes(place) }));
  return rated.reduce((best, one) => (one.likes > best.likes ? one : best)).place;
}

/** The seed's person in the photographs that show them: what is like the seed, then what is near any of these. */
function likesOf(seed: Place, places: readonly (readonly Place[])[], distance: Distance): Place[] {
  const person = [seed];
  const missing = (): (readonly Place[])[] => places.filter((_, view) => person.every((one) => one.view !== view));
  for (const inView of missing()) {
    const found = nearest(inView, [seed], distance);
    if (found.distance <= SAME) person.push(found.place);
  }
  for (;;) {
    const linked = missing()
      .map((inView) => nearest(inView, person, distance))
      .filter((found) => found.distance <= LINKED);
    if (linked.length === 0) return person;
    person.push(...linked.map(({ place }) => place));
  }
}

/** Which of some faces is nearest to any of others, and how near. */
function nearest(
  faces: readonly Place[],
  others: readonly Place[],
  distance: Distance,
): { readonly place: Place; readonly distance: number } {
  return faces
    .map((place) => ({ place, distance: Math.min(...others.map((other) => distance(place, other))) }))
    .reduce((best, one) => (one.distance < best.distance ? one : best));
}

function isJudged({ headPose }: ComparedFace): boolean {
  return Math.abs(headPose.yaw) <= JUDGED_YAW;
}
