import { objName, objPath } from '../../../geometry/mesh-text/obj-name.ts';

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

/** Decimals of a head in mm: a tenth of a micrometre. Of one that is smaller in another unit, as many as keep that. */
function decimalsOf(positions: ArrayLike<number>): 4 | 6 | 9 {
  let largest = 0;
  for (let i = 0; i < positions.length; i++) largest = Math.max(largest, Math.abs(positions[i]));
  if (largest > 10) return 4;
  return largest > 0.05 ? 6 : 9;
}

/**
 * Wavefront OBJ text; positions keep 4 decimals (a tenth of a micrometre in mm), 6 and 9 where they are small.
 * @param materialFile named by `objName`, as loaders end it at a blank
 */
export function objText(mesh: ObjMesh, materialFile: string): string {
  const lines: string[] = [`mtllib ${objPath(materialFile)}`];
  const digits = decimalsOf(mesh.positions);
  for (let i = 0; i < mesh.positions.length; i += 3)
    lines.push(
      `v ${decimal(mesh.positions[i], digits)} ${decimal(mesh.positions[i + 1], digits)} ${decimal(mesh.positions[i + 2], digits)}`,
    );
  for (let i = 0; i < mesh.uvs.length; i += 2)
    lines.push(`vt ${decimal(mesh.uvs[i], 6)} ${decimal(1 - mesh.uvs[i + 1], 6)}`);
  for (const group of mesh.groups) {
    lines.push(`g ${objName(group.name)}`, `usemtl ${objName(group.material)}`);
    for (let q = group.start; q < group.start + group.count; q++) {
      const corners = mesh.quads[4 * q + 2] === mesh.quads[4 * q + 3] ? 3 : 4;
      let line = 'f';
      for (let k = 0; k < corners; k++) line += ` ${mesh.quads[4 * q + k] + 1}/${mesh.uvQuads[4 * q + k] + 1}`;
      lines.push(line);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A number with so many decimals; `toFixed`, several times as fast, for what fits 32 bits. */
function decimal(value: number, digits: 4 | 6 | 9): string {
  const scale = 10 ** digits;
  const scaled = Math.round(Math.abs(value) * scale);
  if (!(scaled < 2 ** 31)) return value.toFixed(digits);
  const whole = Math.floor(scaled / scale);
  const rest = String(scaled - whole * scale).padStart(digits, '0');
  return value < 0 && scaled > 0 ? `-${whole}.${rest}` : `${whole}.${rest}`;
}

/** Files of a material's pictures, each named by `objName`. */
export interface ObjMaterial {
  readonly color: string;
  /** Of what is cut out, greys; all is opaque where it is left out. */
  readonly opacity?: string;
}

/** Material library: one textured material a name. */
export function mtlText(materials: Readonly<Record<string, ObjMaterial>>): string {
  return Object.entries(materials)
    .map(([name, { color, opacity }]) => {
      const cut = opacity === undefined ? '' : `map_d ${objPath(opacity)}\n`;
      return `newmtl ${objName(name)}\nKa 0 0 0\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd ${objPath(color)}\n${cut}`;
    })
    .join('\n');
}
