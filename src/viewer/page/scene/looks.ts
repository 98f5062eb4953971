import {
  BufferAttribute,
  Color,
  DoubleSide,
  FrontSide,
  type Material,
  MeshStandardMaterial,
  type Object3D,
  type WebGLProgramParametersWithUniforms,
} from 'three';
import { heatColor } from './heat-color.ts';
import { type Head, type HeadPart, isClear } from './load-head.ts';
import { addWires, type Wires } from './wires.ts';

/** How a head can be looked at. */
export const LOOKS = {
  textured: 'Texture',
  clay: 'Clay',
  normals: 'Normals',
  wires: 'Wires',
  checker: 'UV',
  weights: 'Weights',
} as const;
export type Look = keyof typeof LOOKS;

const CLAY = new Color(0.5, 0.475, 0.45);
/** Squares along the side of the texture. */
const CHECKS = 24;

/** Rewrites of three's standard shader: what a look changes of colour and light. */
const SHADERS: Readonly<Record<Exclude<Look, 'textured'>, (shader: WebGLProgramParametersWithUniforms) => void>> = {
  clay: () => {},
  wires: () => {},
  weights: () => {},
  normals: (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <opaque_fragment>',
      'gl_FragColor = vec4(pow(0.5 * normal + 0.5, vec3(2.2)), 1.0);',
    );
  },
  checker: (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <color_fragment>',
      `vec2 cell = floor(vUv * ${CHECKS}.0);
      float odd = mod(cell.x + cell.y, 2.0);
      diffuseColor.rgb = mix(vec3(0.05) + 0.75 * vec3(vUv, 0.35), vec3(0.82), 0.72 * odd);`,
    );
  },
};

/** A head's looks. */
export interface HeadLooks {
  show(look: Look): void;
  /** Whose weights are shown. */
  showJoint(name: string): void;
}

export function headLooks(head: Head, changed: () => void): HeadLooks {
  const wires: readonly Wires[] = head.parts.map(addWires);
  const materials = new Map<Look, Material[]>();
  const materialsOf = (look: Look): Material[] => {
    const known = materials.get(look) ?? head.parts.map((part) => materialOf(part, look));
    materials.set(look, known);
    return known;
  };
  return {
    show(look) {
      const chosen = materialsOf(look);
      head.parts.forEach((part, k) => {
        part.mesh.material = chosen[k] as MeshStandardMaterial;
        // Colourless but for its lights: it would hide the eye in any other look.
        part.mesh.visible = look === 'textured' || !isClear(part);
        wires[k].show(look === 'wires' && part.painted.side === FrontSide && !isClear(part));
      });
      changed();
    },
    showJoint(name) {
      const { bones } = head.parts[0].mesh.skeleton;
      const shown = new Set<Object3D>();
      const node = head.joints.get(name)?.node;
      // A joint carries the bones below it; a bone of the skin counts alone.
      if (node !== undefined) for (const each of name.startsWith('asm_') ? [node] : descendants(node)) shown.add(each);
      const indices = new Set(bones.flatMap((bone, k) => (shown.has(bone) ? [k] : [])));
      for (const { mesh } of head.parts) paintWeights(mesh, indices);
      changed();
    },
  };
}

function descendants(node: Object3D): Object3D[] {
  return [node, ...node.children.flatMap(descendants)];
}

function materialOf({ mesh, painted }: HeadPart, look: Look): Material {
  if (look === 'textured') return painted;
  const cut = painted.side === DoubleSide;
  const material = new MeshStandardMaterial({
    color: look === 'clay' || look === 'wires' ? CLAY : new Color(1, 1, 1),
    roughness: 0.62,
    metalness: 0,
    vertexColors: look === 'weights',
    side: cut ? DoubleSide : FrontSide,
    alphaTest: painted.alphaTest,
    transparent: painted.transparent && cut,
    depthWrite: painted.depthWrite,
    alphaToCoverage: painted.alphaToCoverage,
    // For its alpha alone.
    map: cut ? painted.map : null,
    normalMap: look === 'checker' || look === 'weights' ? null : painted.normalMap,
  });
  material.normalScale.copy(painted.normalScale);
  material.polygonOffset = look === 'wires';
  material.polygonOffsetFactor = 1;
  material.polygonOffsetUnits = 1;
  material.defines = { ...material.defines, USE_UV: '' };
  material.onBeforeCompile = (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <map_fragment>',
      '#ifdef USE_MAP\ndiffuseColor.a *= texture2D(map, vMapUv).a;\n#endif',
    );
    SHADERS[look](shader);
  };
  material.customProgramCacheKey = () => look;
  if (look === 'weights' && mesh.geometry.getAttribute('color') === undefined) paintWeights(mesh, new Set());
  return material;
}

/** Colours every vertex by its weights of some joints. */
function paintWeights({ geometry }: HeadPart['mesh'], bones: ReadonlySet<number>): void {
  const count = geometry.getAttribute('position').count;
  const colors = new Float32Array(3 * count);
  const sets = (['', '_1'] as const).flatMap((set) => {
    const joints = geometry.getAttribute(set === '' ? 'skinIndex' : `joints${set}`);
    const weights = geometry.getAttribute(set === '' ? 'skinWeight' : `weights${set}`);
    return joints === undefined || weights === undefined ? [] : [{ joints, weights }];
  });
  for (let v = 0; v < count; v++) {
    let weight = 0;
    for (const { joints, weights } of sets)
      for (let k = 0; k < 4; k++) if (bones.has(joints.getComponent(v, k))) weight += weights.getComponent(v, k);
    colors.set(heatColor(weight), 3 * v);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
}
