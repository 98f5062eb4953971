/** What sliders do to the vertices of a head's first primitives (docs/sliders.md). */
export interface SliderMoves {
  readonly primitives: readonly { readonly name: string; readonly vertices: number }[];
  /** By the sliders' names; what has halves by these alone. */
  readonly sliders: ReadonlyMap<string, readonly SliderMove[]>;
}

/** Displacements of one primitive at 1. */
export interface SliderMove {
  readonly primitive: number;
  /** [N] */
  readonly vertices: Uint16Array;
  /** All x, then all y, then all z [3 N], in steps. */
  readonly steps: Int8Array;
  /** mm of one step. */
  readonly step: number;
}

interface Header {
  readonly version: number;
  readonly primitives: SliderMoves['primitives'];
  readonly sliders: readonly {
    readonly name: string;
    readonly moves: readonly { readonly primitive: number; readonly count: number; readonly step: number }[];
  }[];
}

/** @throws {Error} another version, or a file that was cut off */
export function readSliderMoves(bytes: Uint8Array<ArrayBuffer>): SliderMoves {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start))) as Header;
  if (header.version !== 1) throw new Error(`sliders of version ${header.version}`);
  const total = header.sliders.flatMap(({ moves }) => moves).reduce((sum, { count }) => sum + count, 0);
  if (bytes.length !== start + 5 * total) throw new Error('the sliders were cut off');
  let vertex = start;
  let step = start + 2 * total;
  const sliders = header.sliders.map(({ name, moves }) => {
    const read = moves.map(({ primitive, count, step: mm }): SliderMove => {
      const vertices = new Uint16Array(count);
      for (let i = 0, at = 0; i < count; i++, vertex += 2) {
        at += view.getUint16(vertex, true);
        vertices[i] = at;
      }
      const steps = new Int8Array(bytes.buffer, bytes.byteOffset + step, 3 * count);
      step += 3 * count;
      return { primitive, vertices, steps, step: mm };
    });
    return [name, read] as const;
  });
  return { primitives: header.primitives, sliders: new Map(sliders) };
}
