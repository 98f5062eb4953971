import type { Lid } from './lid-strips.ts';
import type { ProxyPoints } from './proxy-points.ts';

/** A strip of lashes as MakeHuman's proxy has it: columns of points, from behind the lid's rim to the tips. */
export interface ProxyStrip {
  readonly lid: Lid;
  readonly side: 'left' | 'right';
  /** Points of each column, all of one length. */
  readonly columns: readonly (readonly number[])[];
}

/** The four grids of quads that the proxy is made of, told by where they lie. */
export function proxyStrips({ positions, quads }: ProxyPoints): ProxyStrip[] {
  const strips = pieces(quads).map((piece) => {
    const columns = gridColumns(piece, positions);
    const mean = (k: number): number => {
      const points = columns.flat();
      return points.reduce((sum, p) => sum + positions[p][k], 0) / points.length;
    };
    return { columns, x: mean(0), y: mean(1) };
  });
  return strips.map(({ columns, x, y }): ProxyStrip => {
    const other = strips.find((strip) => strip.x * x > 0 && strip.y !== y);
    if (strips.length !== 4 || other === undefined)
      throw new Error(`lashes must be four strips; received ${strips.length}`);
    return { lid: y > other.y ? 'upper' : 'lower', side: x > 0 ? 'left' : 'right', columns };
  });
}

/** Quads that hang together. */
function pieces(quads: ProxyPoints['quads']): (readonly number[])[][] {
  const out: { points: Set<number>; quads: (readonly number[])[] }[] = [];
  for (const quad of quads) {
    const touched = out.filter(({ points }) => quad.some((p) => points.has(p)));
    const joined = { points: new Set(quad), quads: [quad] };
    for (const piece of touched) {
      for (const p of piece.points) joined.points.add(p);
      joined.quads.push(...piece.quads);
      out.splice(out.indexOf(piece), 1);
    }
    out.push(joined);
  }
  return out.map((piece) => piece.quads);
}

/** A grid's columns across its long side, from the side that lies furthest back. */
function gridColumns(quads: readonly (readonly number[])[], positions: ProxyPoints['positions']): number[][] {
  const neighbours = new Map<number, Set<number>>();
  const sides = new Map<string, number>();
  for (const quad of quads)
    quad.forEach((a, k) => {
      const b = quad[(k + 1) % 4];
      for (const [from, to] of [
        [a, b],
        [b, a],
      ])
        neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to));
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      sides.set(key, (sides.get(key) ?? 0) + 1);
    });
  const around = (p: number): number[] => [...(neighbours.get(p) ?? [])];
  const onEdge = (a: number, b: number): boolean => sides.get(a < b ? `${a} ${b}` : `${b} ${a}`) === 1;
  const corners = [...neighbours.keys()].filter((p) => around(p).length === 2);
  const walk = (corner: number, second: number): number[] => {
    const row = [corner, second];
    while (!corners.includes(row[row.length - 1])) {
      const [before, here] = row.slice(-2);
      const next = around(here).find((p) => p !== before && onEdge(here, p));
      if (next === undefined) throw new Error('a strip of lashes must be a grid of quads');
      row.push(next);
    }
    return row;
  };
  const rows = corners.flatMap((corner) => around(corner).map((second) => walk(corner, second)));
  const longest = Math.max(...rows.map((row) => row.length));
  const depth = (row: readonly number[]): number => row.reduce((sum, p) => sum + positions[p][2], 0);
  const back = rows.filter((row) => row.length === longest).reduce((a, b) => (depth(b) < depth(a) ? b : a));
  const seen = new Set(back);
  const columns = back.map((p) => [p]);
  for (let row = back; ; ) {
    const next = row.map((p) => around(p).find((n) => !seen.has(n)));
    if (next.some((p) => p === undefined)) break;
    row = next as number[];
    for (const [i, p] of row.entries()) {
      columns[i].push(p);
      seen.add(p);
    }
  }
  if (seen.size !== neighbours.size) throw new Error('a strip of lashes must be a grid of quads');
  return columns;
}
