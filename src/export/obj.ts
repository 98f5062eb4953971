/** A polygon mesh for OBJ: groups of faces with a material each. */
export interface ObjMesh {
  /** [V, 3] */
  readonly positions: ArrayLike<number>;
  /** [U, 2], origin top left; written with v flipped as OBJ wants. */
  readonly uvs: ArrayLike<number>;
  /** [Q, 4]; a triangle repeats its last corner. */
  readonly quads: ArrayLike<number>;
  readonly uvQuads: ArrayLike<number>;
  readonly groups: readonly {
    readonly name: string;
    readonly material: string;
    readonly start: number;
    readonly count: number;
  }[];
}

/** Wavefront OBJ text; positions keep 4 decimals (a tenth of a micrometre in mm). */
export function objText(mesh: ObjMesh, materialFile: string): string {
  const lines: string[] = [`mtllib ${materialFile}`];
  for (let i = 0; i < mesh.positions.length; i += 3)
    lines.push(
      `v ${mesh.positions[i].toFixed(4)} ${mesh.positions[i + 1].toFixed(4)} ${mesh.positions[i + 2].toFixed(4)}`,
    );
  for (let i = 0; i < mesh.uvs.length; i += 2)
    lines.push(`vt ${mesh.uvs[i].toFixed(6)} ${(1 - mesh.uvs[i + 1]).toFixed(6)}`);
  for (const group of mesh.groups) {
    lines.push(`g ${group.name}`, `usemtl ${group.material}`);
    for (let q = group.start; q < group.start + group.count; q++) {
      const corners = mesh.quads[4 * q + 2] === mesh.quads[4 * q + 3] ? 3 : 4;
      const words: string[] = [];
      for (let k = 0; k < corners; k++) words.push(`${mesh.quads[4 * q + k] + 1}/${mesh.uvQuads[4 * q + k] + 1}`);
      lines.push(`f ${words.join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Material library: one textured material a name. */
export function mtlText(materials: Readonly<Record<string, string>>): string {
  return Object.entries(materials)
    .map(([name, texture]) => `newmtl ${name}\nKa 0 0 0\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd ${texture}\n`)
    .join('\n');
}
