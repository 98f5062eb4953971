import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';
import { inputFileSize } from '../../files/input-file.ts';
import { type JsonLimits, readJson } from '../../files/read-json.ts';

/** iBUG's indices of the seven landmarks that NoW aligns by, and of the nose's tip. */
export const SEVEN = [36, 39, 42, 45, 33, 48, 54] as const;
export const NOSE_TIP = 30;

/** The seven among 68 points. @param all [68, 3] @returns [7, 3] */
export function sevenOf(all: Float64Array): Float64Array {
  return Float64Array.from(SEVEN.flatMap((l) => Array.from(all.subarray(3 * l, 3 * l + 3))));
}

/** A list of excluded vertices may name a million. */
const LIMITS: JsonLimits = { what: 'file of landmarks', maxBytes: 32 * 2 ** 20, maxValues: 2e6 };

const point = z.union([z.number().int().nonnegative(), z.array(z.number().finite()).length(3)]);
const vertexCount = z.number().int().nonnegative();
const fitMethod = z
  .object({
    landmarks68: z.array(point).length(68),
    hairVertices: z.object({ first: vertexCount, count: vertexCount }).nullish(),
  })
  .loose();
const fitFile = z.object({ methods: z.record(z.string(), fitMethod) });
const schema = z.union([
  z.array(point).length(7),
  z.array(point).length(68),
  z.object({
    landmarks7: z.array(point).length(7),
    noseTip: point.optional(),
    exclude: z.array(z.number().int().nonnegative()).optional(),
  }),
  fitFile,
]);

/** Landmarks of a mesh file: places [7, 3] and the nose's tip [3], and vertices that do not belong to the face. */
export interface MeshLandmarks {
  readonly points: Float64Array;
  readonly noseTip: Float64Array | null;
  readonly exclude: ReadonlySet<number>;
  /** Vertices before hair's: all where it is none. */
  readonly headVertices: number;
  /** Whether they are a fit's, which are in mm. */
  readonly ofFit: boolean;
}

/** Whether landmarks could be read there, without reading. @throws {AsmFitError} input: missing, no file or too large */
export function checkLandmarkFile(path: string): void {
  inputFileSize(path, LIMITS);
}

/**
 * Reads landmarks from JSON: seven or 68 points (coordinates or vertex indices), `{landmarks7, noseTip, exclude}`, or a fit's `fit.json`.
 * @param positions of the mesh [V, 3] @param method whose landmarks a `fit.json` is asked for
 * @throws {AsmFitError} input: missing, or something else
 */
export function readScanLandmarks(path: string, positions: Float64Array, method: string): MeshLandmarks {
  const fail = (received: string): never => {
    throw new AsmFitError(
      'input',
      `${path}: must hold 7 or 68 points, landmarks7, or a fit's landmarks68; received ${received}`,
      'see docs/evaluation.md',
    );
  };
  const content = readJson(path, LIMITS);
  const parsed = schema.safeParse(content);
  if (!parsed.success) return fail(describe(content));
  const json = parsed.data;
  const ofFit = Array.isArray(json) || 'landmarks7' in json ? null : (json.methods[method] ?? null);
  const all = Array.isArray(json) ? json : 'landmarks7' in json ? json.landmarks7 : ofFit?.landmarks68;
  if (all === undefined) return fail(`no method ${method}`);
  const within = (v: number): void => {
    if (3 * v + 2 >= positions.length) fail(`vertex ${v} of ${positions.length / 3}`);
  };
  const place = (p: z.infer<typeof point>): number[] => {
    if (typeof p !== 'number') return p;
    within(p);
    return Array.from(positions.subarray(3 * p, 3 * p + 3));
  };
  const marked = !Array.isArray(json) && 'landmarks7' in json ? json : null;
  marked?.exclude?.forEach(within);
  const tip = marked === null ? all[NOSE_TIP] : marked.noseTip;
  return {
    points: Float64Array.from((all.length === 7 ? all : SEVEN.map((l) => all[l])).flatMap(place)),
    noseTip: tip === undefined ? null : Float64Array.from(place(tip)),
    exclude: new Set(marked?.exclude),
    headVertices: withoutHair(ofFit, positions.length / 3),
    ofFit: ofFit !== null,
  };
}

/** Other methods' meshes have no hair, and what is compared is the head. A fit's is the last of its OBJ, and of no other file. */
function withoutHair(fit: z.infer<typeof fitMethod> | null, vertices: number): number {
  const { first = 0, count = 0 } = fit?.hairVertices ?? {};
  return first + count === vertices ? first : vertices;
}

/** What a file holds that is none of these, in few words. */
function describe(content: unknown): string {
  const inner = (name: string): unknown =>
    typeof content === 'object' && content !== null ? (content as Readonly<Record<string, unknown>>)[name] : undefined;
  const points = Array.isArray(content) ? content : inner('landmarks7');
  if (!Array.isArray(points))
    return inner('methods') === undefined ? 'something else' : 'a fit.json without 68 landmarks68';
  const odd = points.find((p) => !point.safeParse(p).success);
  if (odd !== undefined)
    return `${JSON.stringify(odd)?.slice(0, 60)} where a point is [x, y, z] or the index of a vertex`;
  return `${points.length} points`;
}
