/** A mesh to write in every dialect: places exact in 32 bits, polygons of any size. */
export interface PolygonMesh {
  readonly places: readonly (readonly number[])[];
  readonly polygons: readonly (readonly number[])[];
}

/** A bent grid of n x n cells: quads, some of them cut into triangles, some pairs joined to hexagons. */
export function bentGrid(n: number): PolygonMesh {
  const places: number[][] = [];
  for (let r = 0; r <= n; r++)
    for (let c = 0; c <= 2 * n; c++) places.push([c * 0.5, r * 1.25, Math.fround(Math.sin(c) + (r * r) / 8)]);
  const at = (r: number, c: number): number => r * (2 * n + 1) + c;
  const polygons: number[][] = [];
  for (let r = 0; r < n; r++)
    for (let c = 0; c < 2 * n; c += 2) {
      const [a, b, d] = [at(r, c), at(r, c + 1), at(r, c + 2)];
      const [e, f, g] = [at(r + 1, c), at(r + 1, c + 1), at(r + 1, c + 2)];
      const kind = (r + c / 2) % 3;
      if (kind === 0) polygons.push([a, b, d, g, f, e]);
      else if (kind === 1) polygons.push([a, b, f, e], [b, d, g], [b, g, f]);
      else polygons.push([a, b, f], [a, f, e], [b, d, g, f]);
    }
  return { places, polygons };
}

/** The same with its polygons fanned, for files that hold triangles only. */
export function trianglesOf({ polygons }: PolygonMesh): number[][] {
  return polygons.flatMap((p) => p.slice(2).map((_, k) => [p[0], p[k + 1], p[k + 2]]));
}

export function objOf({ places, polygons }: PolygonMesh): string {
  const v = places.map((p) => `v ${p.join(' ')}\n`).join('');
  return `${v}${polygons.map((f) => `f ${f.map((i) => i + 1).join(' ')}\n`).join('')}`;
}

export function asciiPlyOf({ places, polygons }: PolygonMesh): string {
  const rows = [...places.map((p) => p.join(' ')), ...polygons.map((f) => `${f.length} ${f.join(' ')}`)];
  return `${plyHeader('ascii', places.length, polygons.length)}${rows.join('\n')}\n`;
}

export function plyHeader(format: string, vertices: number, faces: number): string {
  return `ply\nformat ${format} 1.0\ncomment made for a test\nelement vertex ${vertices}\nproperty float x\nproperty float y\nproperty float z\nelement face ${faces}\nproperty list uchar int vertex_indices\nend_header\n`;
}

export function asciiStlOf(mesh: PolygonMesh): string {
  const facets = trianglesOf(mesh).map(
    (t) =>
      `facet normal 0 0 1\nouter loop\n${t.map((v) => `vertex ${mesh.places[v].join(' ')}\n`).join('')}endloop\nendfacet\n`,
  );
  return `solid made for a test\n${facets.join('')}endsolid made for a test\n`;
}

export function binaryStlOf(mesh: PolygonMesh, header = ''): Buffer {
  const triangles = trianglesOf(mesh);
  const out = Buffer.alloc(84 + 50 * triangles.length);
  out.write(header, 'latin1');
  out.writeUInt32LE(triangles.length, 80);
  for (const [t, corners] of triangles.entries())
    for (const [i, x] of corners.flatMap((v) => mesh.places[v]).entries())
      out.writeFloatLE(x, 84 + 50 * t + 12 + 4 * i);
  return out;
}

export type PlyWriterType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

/** Numbers in a PLY's types one after another. */
export function plyBody(values: readonly (readonly [PlyWriterType, number])[], little: boolean): Buffer {
  const sizes = { int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4, float64: 8 };
  const out = Buffer.alloc(values.reduce((sum, [type]) => sum + sizes[type], 0));
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let at = 0;
  for (const [type, value] of values) {
    if (type === 'int8') view.setInt8(at, value);
    else if (type === 'uint8') view.setUint8(at, value);
    else if (type === 'int16') view.setInt16(at, value, little);
    else if (type === 'uint16') view.setUint16(at, value, little);
    else if (type === 'int32') view.setInt32(at, value, little);
    else if (type === 'uint32') view.setUint32(at, value, little);
    else if (type === 'float32') view.setFloat32(at, value, little);
    else view.setFloat64(at, value, little);
    at += sizes[type];
  }
  return out;
}

export function binaryPlyOf(mesh: PolygonMesh, little: boolean): Buffer {
  const values: [PlyWriterType, number][] = mesh.places.flatMap((p) =>
    p.map((x): [PlyWriterType, number] => ['float32', x]),
  );
  for (const f of mesh.polygons) {
    values.push(['uint8', f.length]);
    for (const v of f) values.push(['int32', v]);
  }
  const format = little ? 'binary_little_endian' : 'binary_big_endian';
  return Buffer.concat([
    Buffer.from(plyHeader(format, mesh.places.length, mesh.polygons.length)),
    plyBody(values, little),
  ]);
}
