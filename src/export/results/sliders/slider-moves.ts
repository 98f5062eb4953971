import { hasSides } from '../../../asm/sliders/slider-definition.ts';
import { sliderFields } from '../../../asm/sliders/slider-fields.ts';
import { SLIDERS } from '../../../asm/sliders/slider-table.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onPrimitive, rigidPrimitive, skinSurface } from '../../rig/rig-primitives.ts';

/** The file that the viewer moves a head by: what each slider does to the vertices of the GLB's skin, eyes, teeth and tongue. */
export const SLIDER_MOVES_FILE = 'sliders.bin';

/** Less than this, mm, nobody sees. */
const TRACE_MM = 0.06;
const STEPS = 127;

/** Where a slider's displacements of a primitive lie. */
interface MovedPrimitive {
  readonly primitive: number;
  /** How many vertices; each list follows the one before. */
  readonly count: number;
  /** mm of one step. */
  readonly step: number;
}

/**
 * Displacements at 1, by halves of what has halves: header length (u32, little endian), a JSON header
 * `{version, primitives: [{name, vertices}], sliders: [{name, moves: [{primitive, count, step}]}]}`, blanks up to an even
 * length, then of all moves in order the vertices (u16, each less the one before it in its list), then of each move the x, the y
 * and the z of its displacements (i8, in steps).
 */
export function packSliderMoves(head: HeadModel): Uint8Array {
  const fields = sliderFields(head);
  const onParts = partsOf(head);
  const vertices: number[] = [];
  const steps: number[] = [];
  const sliders = SLIDERS.flatMap(({ name, side, definition }) => {
    if (side === 'both' && hasSides(definition)) return [];
    const field = fields.get(name);
    if (field === undefined) throw new Error(`no slider is called ${name}`);
    const moves = onParts.flatMap(({ at }, primitive): MovedPrimitive[] => {
      const move = packedMove(at(field), vertices, steps);
      return move === null ? [] : [{ primitive, ...move }];
    });
    return [{ name, moves }];
  });
  const primitives = onParts.map(({ name, count }) => ({ name, vertices: count }));
  const json = new TextEncoder().encode(JSON.stringify({ version: 1, primitives, sliders }));
  const header = json.length + (json.length % 2);
  const out = new Uint8Array(4 + header + 2 * vertices.length + steps.length).fill(0x20, 4, 4 + header);
  const view = new DataView(out.buffer);
  view.setUint32(0, header, true);
  out.set(json, 4);
  for (let i = 0; i < vertices.length; i++) view.setUint16(4 + header + 2 * i, vertices[i], true);
  out.set(Int8Array.from(steps), 4 + header + 2 * vertices.length);
  return out;
}

/** A primitive of the GLB, and a field of the head on its vertices. */
interface OnPart {
  readonly name: string;
  readonly count: number;
  at(field: Float64Array): Float64Array;
}

function partsOf(head: HeadModel): OnPart[] {
  const surface = skinSurface(head);
  const numbers = Float64Array.from({ length: 3 * head.vertexCount }, (_, i) => Math.floor(i / 3));
  return head.parts.map((part): OnPart => {
    if (part.name === 'skin')
      return { name: part.name, count: surface.vertex.length, at: (field) => onPrimitive(surface, field, 3) };
    const { positions: sources } = rigidPrimitive(head, part, { positions: numbers, morphs: new Map() }, 0);
    return {
      name: part.name,
      count: sources.length / 3,
      at: (field) => sources.map((v, i) => field[3 * v + (i % 3)]),
    };
  });
}

/** Appends what moves. @returns null where nothing does */
function packedMove(
  displacement: Float64Array,
  vertices: number[],
  steps: number[],
): Pick<MovedPrimitive, 'count' | 'step'> | null {
  let most = 0;
  for (let i = 0; i < displacement.length; i++) most = Math.max(most, Math.abs(displacement[i]));
  if (most < TRACE_MM) return null;
  const step = most / STEPS;
  const moved: number[] = [];
  for (let v = 0; v < displacement.length; v += 3)
    if (displacement[v] ** 2 + displacement[v + 1] ** 2 + displacement[v + 2] ** 2 >= TRACE_MM ** 2) moved.push(v);
  let last = 0;
  for (const v of moved) {
    vertices.push(v / 3 - last);
    last = v / 3;
  }
  for (let k = 0; k < 3; k++) for (const v of moved) steps.push(Math.round(displacement[v + k] / step));
  return { count: moved.length, step };
}
